"""Speakers: the subject of a verb of saying, and whether a phrase can say things at all. Called by `attributions`."""

from streams.extract.nouns import head_in, head_noun
from streams.extract.phrases import NounPhrase, entry_of, institution_of, is_capital, noun_phrase
from streams.extract.sentences import Sentence
from streams.extract.stance import is_participle
from streams.language import Lexicon

SPEAKING = frozenset({"organisation", "person", "media", "service", "ministry", "police"})  # sorts of names
# The same where a verb or a colon tells that somebody speaks: a country or capital stands for its government.
ASKED = SPEAKING | {"army", "government", "parliament", "authority", "party", "country", "capital", "demonym"}
Subject = tuple[NounPhrase | None, int | None]  # null where a pronoun stands, then its index


def stands_for_speech(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    if told_by(sentence.words[phrase.core], lexicon):
        return True  # or, without an article, "nach Grupps Meinung"
    return phrase.start == phrase.core and told_by(sentence.words[phrase.core_end - 1], lexicon)


def told_by(word: str, lexicon: Lexicon) -> bool:
    """Whether the noun is one for what a source says or writes: Angaben, Medienbericht."""
    speech = lexicon.speech
    return bool(head_in(word, speech.reports) or head_in(word, speech.documents) or word in speech.papers)


def may_speak(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether the phrase names somebody who can say things, as far as its head tells: not "55 Prozent", "die Zahl"."""
    head = sentence.words[phrase.core_end - 1]
    if entry_of(" ".join(sentence.words[phrase.core : phrase.core_end]), lexicon):
        return True
    if phrase.core_end - phrase.core > 1 and sentence.lower[phrase.core] not in lexicon.nouns:
        return lexicon.silent.isdisjoint(sentence.lower[phrase.core : phrase.core_end])  # Roland Frühstück
    speech = lexicon.speech
    if (
        head in speech.bodies
        or is_association(sentence, phrase, lexicon)
        or head_in(head, speech.persons)
        or head_in(head, speech.media)
        or stands_for_speech(sentence, phrase, lexicon)
    ):
        return True
    if institution_of(head, lexicon) or entry_of(head, lexicon):
        return True
    noun = head_noun(head, lexicon)
    if noun:
        return noun.measure in lexicon.speaking or noun.lemma in lexicon.collectives
    if phrase.start == phrase.core or not head.lower().endswith(lexicon.abstract_endings):
        return head.lower() not in lexicon.silent
    return False


def is_association(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether the phrase is a kind of body and what it is called: "Verein Menschen für Menschen"."""
    named = phrase.core_end - phrase.core > 1
    return named and head_in(sentence.words[phrase.core], lexicon.speech.associations) is not None


def is_whole(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether the phrase is a place or body that has inhabitants or members rather than counts them."""
    head = sentence.words[phrase.core_end - 1]
    known, noun = entry_of(head, lexicon), head_noun(head, lexicon)
    if known is not None:
        return known.place is not None
    return noun is not None and (noun.measure == "countries" or noun.lemma in lexicon.collectives)


def is_listed(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether a table knows the phrase as a person's or a body's."""
    run = sentence.words[phrase.core : phrase.core_end]
    if any(head_in(word, lexicon.speech.persons) or institution_of(word, lexicon) for word in run):
        return True
    known = entry_of(" ".join(run), lexicon)
    return known is not None and known.sort in SPEAKING


def surely_speaks(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether something tells that the phrase is somebody: a role, a table, an ending, or two names side by side."""
    if not may_speak(sentence, phrase, lexicon):
        return False
    if is_listed(sentence, phrase, lexicon) or is_association(sentence, phrase, lexicon):
        return True
    run = sentence.words[phrase.core : phrase.core_end]
    known = entry_of(" ".join(run), lexicon)
    if known is None and len(run) > 1 and run[-1].endswith(lexicon.joint) and entry_of(run[-1], lexicon):
        run = run[:-1]  # "die Staatsschulden Griechenlands"
    speech, head = lexicon.speech, run[-1]
    known = known or entry_of(head, lexicon)
    if known is not None:
        return known.sort in ASKED
    noun = head_noun(head, lexicon)
    if noun is not None:
        return noun.measure in lexicon.speaking or noun.lemma in lexicon.collectives
    if any(head_in(head, heads) for heads in (speech.bodies, speech.media, speech.documents)):
        return True
    if len(run) > 1:
        return phrase.start == phrase.core or lexicon.nouns.keys().isdisjoint(map(str.lower, run))
    return head.isupper() or head.lower().endswith(lexicon.person_endings)


def is_known(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether the phrase is known to be a person or body: by role, institution or name."""
    run = sentence.words[phrase.core : phrase.core_end]
    if any(head_in(word, lexicon.speech.persons) or institution_of(word, lexicon) for word in run):
        return True
    unheard = run[0].isupper() or not (run[0].endswith("en") or head_noun(run[0], lexicon))
    return len(run) > 1 or unheard or entry_of(run[0], lexicon) is not None


def auxiliary(sentence: Sentence, start: int, cue: int, lexicon: Lexicon) -> int | None:
    """The auxiliary of a participle: "hat am Montag mitgeteilt", "ist von 500 ausgegangen"."""
    lower = sentence.lower
    perfect = lexicon.phrases["passive" if lower[cue] in lexicon.speech.moving else "perfect"]
    for index in range(start, cue):
        if lower[index] in perfect:
            return index
    return None


def passive(sentence: Sentence, start: int, cue: int, lexicon: Lexicon) -> bool:
    """Whether the verb is said of what is told, not of who tells: "wurde … mitgeteilt", "vorgeworfen wird"."""
    lower, phrases = sentence.lower, lexicon.phrases
    if is_participle(lower[cue], lexicon) and not phrases["passive"].isdisjoint(lower[cue + 1 : cue + 2]):
        return True
    for index in range(cue - 1, start - 1, -1):
        if index and is_capital(sentence.words[index]):
            continue  # "Würde" is no "würde"
        if lower[index] in phrases["passive"] or lower[index] in phrases["perfect"]:
            return lower[index] in phrases["passive"]
    return False


def subject_between(
    sentence: Sentence, start: int, end: int, lexicon: Lexicon, *, fronted: bool, oblique: bool = False
) -> Subject | None:
    """The first phrase in [start, end) that no preposition governs, or a pronoun. Before the verb of a main clause
    (`fronted`) only the first place counts: "Am Freitag sagte …" has its subject behind the verb. `oblique`: an object
    will do, too."""
    lower, index = sentence.lower, start
    phrases = lexicon.phrases
    while index < end:
        word = lower[index]
        if word in phrases["pronouns"] and not (
            word in phrases["determiners"] and is_capital(sentence.words[min(index + 1, len(lower) - 1)])
        ):
            return None, index
        if fronted and index == start and word in phrases["subordinators"]:
            return None
        if word in phrases["prepositions"] or word in lexicon.speech.governing:
            if fronted and index == start:
                return None
            index = behind_governed(sentence, index + 1, end, lexicon)
            continue
        if word in phrases["indefinite"] and index + 1 < len(lower) and lower[index + 1] in lexicon.speech.cues:
            return NounPhrase(index, index, index + 1, index + 1), None
        if word in phrases["impersonal"] and word not in phrases["determiners"]:
            index += 1
            continue
        phrase = noun_phrase(sentence, index, lexicon)
        if phrase and phrase.core < end:
            if word in lexicon.phrases["oblique"] and not oblique:
                index = phrase.end
                continue
            if sentence.words[phrase.core] in lexicon.times:
                index = phrase.end
                continue
            return phrase, None
        if fronted and index == start and not (is_capital(sentence.words[index]) and index == 0):
            return None
        index += 1
    return None


def behind_governed(sentence: Sentence, index: int, end: int, lexicon: Lexicon) -> int:
    """Behind the phrase that a preposition governs, numbers in it included."""
    inner = noun_phrase(sentence, index, lexicon)
    if inner:
        return inner.end
    while index < end and not is_capital(sentence.words[index]):
        index += 1
    while index < end and is_capital(sentence.words[index]):
        index += 1
    return index


def appositive_subject(sentence: Sentence, start: int, lexicon: Lexicon) -> Subject | None:
    """The name that stands between commas before its verb: "Der Chef des Amtes, Jan Huber, sagte"."""
    if start < 4 or sentence.words[start - 1] != ",":
        return None
    name = start - 2
    while (
        name > 0
        and start - name < 6
        and (is_capital(sentence.words[name]) or sentence.words[name] in lexicon.particles)
    ):
        name -= 1
    if sentence.words[name] != "," or start - name < 4:
        return None
    return NounPhrase(name + 1, name + 1, start - 1, start - 1), None


def leading_subject(sentence: Sentence, start: int, lexicon: Lexicon) -> Subject | None:
    """The phrase at the sentence's start, when a clause parts it from its verb: "X, dessen Amt …, sagte"."""
    if start == 0 or sentence.words[start - 1] != ",":
        return None
    words, lower = sentence.words, sentence.lower
    phrase = noun_phrase(sentence, 0, lexicon)
    if not phrase or phrase.end + 2 >= start or words[phrase.end] != ",":
        return None
    if (
        lower[phrase.end + 1 + (lower[phrase.end + 1] in lexicon.phrases["prepositions"])]
        not in lexicon.phrases["relatives"]
    ):
        return None
    return (phrase, None) if "," not in words[phrase.end + 1 : start - 1] else None


def recipient(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> NounPhrase | None:
    """Whom it is said to, in the dative or behind "gegenüber": "sagte er der APA"."""
    if start < end and sentence.lower[start] in lexicon.speech.towards:
        return noun_phrase(sentence, start + (sentence.lower[start] in lexicon.phrases["prepositions"]), lexicon)
    return None
