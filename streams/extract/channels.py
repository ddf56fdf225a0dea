"""Channels: the media that a source is quoted through, «sagte der Beamte der New York Times». Called by `claimants`."""

from streams.extract.clauses import clause_end, clause_start
from streams.extract.naming import Naming
from streams.extract.nouns import head_in
from streams.extract.phrases import QUOTES, NounPhrase, entry_of, noun_phrase
from streams.extract.sentences import Sentence
from streams.extract.sources import Attribution
from streams.extract.speakers import is_listed, stands_for_speech, surely_speaks
from streams.language import Lexicon

SPOKEN = frozenset({"verb", "figure"})  # kinds of attributions that have a speaker
CITED = frozenset({"before", "after", "by"})  # kinds that stand beside what they are source of
MOST_TITLE_WORDS = 2  # from which on a phrase is somebody by name, not a role in an editorial office


def is_medium(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    words = [word for word in sentence.words[phrase.core : phrase.core_end] if word not in QUOTES]
    if any(head_in(word, lexicon.speech.media) for word in words):
        return True
    known = entry_of(" ".join(words), lexicon)
    return known is not None and known.sort == "media"


def medium_of(sentence: Sentence, attribution: Attribution, lexicon: Lexicon) -> NounPhrase | None:
    """The medium that an attribution names, itself or as whose report it is: "nach Angaben der Agentur AFP"."""
    phrase = attribution.phrase
    if phrase is None:
        return None
    if phrase.attribute is not None and stands_for_speech(sentence, phrase, lexicon):
        owner = noun_phrase(sentence, phrase.attribute, lexicon, 1)
        return owner if owner and is_medium(sentence, owner, lexicon) else None
    return phrase if is_medium(sentence, phrase, lexicon) else None


def channels(
    sentence: Sentence, chosen: Attribution, others: list[Attribution], naming: Naming, lexicon: Lexicon
) -> tuple[str, ...]:
    """Names of the media through which the chosen source speaks; `others` are attributions of the same number."""
    found = [medium_of(sentence, other, lexicon) for other in others if other is not chosen]
    if chosen.kind in SPOKEN:
        found.extend((recipient_in(sentence, chosen, lexicon), *gone_through(sentence, chosen, lexicon)))
    own = naming.name_of(sentence, chosen.phrase) if chosen.phrase else None
    names = [naming.name_of(sentence, phrase) for phrase in found if phrase]
    return tuple(dict.fromkeys(name for name in names if name and name != own))


def recipient_in(sentence: Sentence, chosen: Attribution, lexicon: Lexicon) -> NounPhrase | None:
    """The medium in the dative: "sagte er der APA"; right behind a name or office it looks like a genitive."""
    if chosen.to and is_medium(sentence, chosen.to, lexicon):
        return chosen.to
    phrase = chosen.phrase
    if phrase is None or phrase.attribute is None or sentence.lower[phrase.core_end] not in lexicon.speech.towards:
        return None
    run = sentence.words[phrase.core : phrase.core_end]
    if len(run) < MOST_TITLE_WORDS and any(head_in(word, lexicon.speech.editors) for word in run):
        return None  # "ein Redakteur der New York Times"
    if len(run) < MOST_TITLE_WORDS and not is_listed(sentence, phrase, lexicon):
        return None
    told = noun_phrase(sentence, phrase.attribute, lexicon, 1)
    return told if told and is_medium(sentence, told, lexicon) else None


def gone_through(sentence: Sentence, chosen: Attribution, lexicon: Lexicon) -> list[NounPhrase]:
    """Media behind a preposition beside the verb: "gegenüber der BBC", "im Gespräch mit dem Spiegel", "in der Zeit"."""
    found = []
    for index in range(clause_start(sentence, chosen.cue), clause_end(sentence, chosen.cue)):
        if sentence.lower[index] in lexicon.speech.through:
            phrase = noun_phrase(sentence, index + 1, lexicon, 1)
            if phrase and phrase != chosen.phrase and is_medium(sentence, phrase, lexicon):
                found.append(phrase)
    return found


def choose(sentence: Sentence, reaching: list[Attribution], word: int, lexicon: Lexicon) -> Attribution | None:
    """Of several attributions the one that names the source: a medium only where nobody speaks through it."""
    others = [a for a in reaching if a.kind != "citing"]
    chosen = nearest(sentence, others, word, lexicon)
    if chosen and medium_of(sentence, chosen, lexicon) is None:
        return chosen
    cited = [a for a in reaching if a.kind == "citing" and a.phrase and is_owner(sentence, a.phrase, lexicon)]
    if cited:
        return cited[0]
    spoken = [a for a in others if a.kind in SPOKEN and medium_of(sentence, a, lexicon) is None]
    return spoken[-1] if spoken and chosen not in spoken else chosen


def is_owner(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether a cited phrase is somebody, not just words: "auf den Geheimdienst", not "auf eigene Recherchen"."""
    return phrase.attribute is not None or not head_in(sentence.words[phrase.core], lexicon.speech.reports)


def nearest(sentence: Sentence, found: list[Attribution], word: int, lexicon: Lexicon) -> Attribution | None:
    """The attribution whose cue stands last before the word; else the first behind it. One behind it in its own clause
    is nearer than one of another clause: "laut Polizei 300, 900 laut Veranstaltern"."""
    before = [a for a in found if a.cue < word]
    if before:
        start = clause_start(sentence, word)
        kinds = CITED | SPOKEN if sentence.lower[start] in lexicon.phrases["subordinators"] else CITED
        beside = [a for a in found if a.cue > word and a.kind in kinds and a.phrase and a.phrase.start >= start]
        if beside and before[-1].cue < start and beside[0].cue < clause_end(sentence, word):
            return beside[0]
        firm = [a for a in before if a.kind != "figure"]
        if firm and stands_alone(sentence, before[-1], firm[-1], lexicon):
            return before[-1]
        return firm[-1] if firm and before[-1].kind == "figure" and firm[-1].kind != "verb" else before[-1]
    return found[0] if found else None


def stands_alone(sentence: Sentence, last: Attribution, other: Attribution, lexicon: Lexicon) -> bool:
    """Whether somebody counts in a clause of his own: "laut Polizei kamen 300, die Veranstalter zählten 900"."""
    if last.kind != "figure" or last.phrase is None:
        return False
    start = clause_start(sentence, last.cue)
    return other.cue < start <= last.phrase.start and surely_speaks(sentence, last.phrase, lexicon)
