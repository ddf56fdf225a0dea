"""Speakers: the subject of a verb of saying, and whether a phrase can say things at all. Called by `attributions`."""

from streams.extract.nouns import head_in, head_noun
from streams.extract.phrases import NounPhrase, is_capital, noun_phrase
from streams.extract.sentences import Sentence
from streams.extract.stance import is_participle
from streams.language import Lexicon

Subject = tuple[NounPhrase | None, int | None]  # null where a pronoun stands, then its index


def stands_for_speech(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    if told_by(sentence.words[phrase.core], lexicon):
        return True  # or, without an article, "nach Grupps Meinung"
    return phrase.start == phrase.core and told_by(sentence.words[phrase.core_end - 1], lexicon)


def told_by(word: str, lexicon: Lexicon) -> bool:
    """Whether the noun is one for what a source says or writes: Angaben, Medienbericht."""
    return bool(head_in(word, lexicon.speech.reports) or head_in(word, lexicon.speech.documents))


def may_speak(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether the phrase names somebody who can say things, as far as its head tells: not "55 Prozent", "die Zahl"."""
    head = sentence.words[phrase.core_end - 1]
    if " ".join(sentence.lower[phrase.core : phrase.core_end]) in lexicon.names.forms:
        return True
    if phrase.core_end - phrase.core > 1 and sentence.lower[phrase.core] not in lexicon.nouns:
        return sentence.lower[phrase.core] not in lexicon.mute  # Roland Frühstück
    speech, names = lexicon.speech, lexicon.names
    if head_in(head, speech.persons) or head_in(head, speech.media) or stands_for_speech(sentence, phrase, lexicon):
        return True
    if names.institution(head) or head.casefold() in names.forms:
        return True
    noun = head_noun(head, lexicon)
    if noun:
        return noun.measure in lexicon.speaking or noun.lemma in lexicon.collectives
    if phrase.start == phrase.core or not head.lower().endswith(lexicon.abstract_endings):
        return head.lower() not in lexicon.mute
    return False


def is_known(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> bool:
    """Whether the phrase is known to be a person or body: by role, institution or name."""
    run = sentence.words[phrase.core : phrase.core_end]
    if any(head_in(word, lexicon.speech.persons) or lexicon.names.institution(word) for word in run):
        return True
    unheard = run[0].isupper() or not (run[0].endswith("en") or head_noun(run[0], lexicon))
    return len(run) > 1 or unheard or run[0].casefold() in lexicon.names.forms


def auxiliary(sentence: Sentence, start: int, cue: int, lexicon: Lexicon) -> int | None:
    """The auxiliary of a participle: "hat am Montag mitgeteilt", "mitgeteilt hat"."""
    perfect, lower = lexicon.phrases["perfect"], sentence.lower
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
        if lower[index] in phrases["passive"] or lower[index] in phrases["perfect"]:
            return lower[index] in phrases["passive"]
    return False


def subject_between(sentence: Sentence, start: int, end: int, lexicon: Lexicon, *, fronted: bool) -> Subject | None:
    """The first phrase in [start, end) that no preposition governs, or a pronoun. Before the verb of a main clause
    (`fronted`) only the first place counts: "Am Freitag sagte …" has its subject behind the verb."""
    lower, index = sentence.lower, start
    phrases = lexicon.phrases
    while index < end:
        word = lower[index]
        if word in phrases["pronouns"]:
            return None, index
        if fronted and index == start and word in phrases["subordinators"]:
            return None
        if word in phrases["prepositions"]:
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
            if word in lexicon.phrases["oblique"]:
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
