"""Citations: sources behind or before a preposition, «laut Polizei», «ihm zufolge», «unter Berufung auf die Polizei».

Called by `attributions`.
"""

from streams.extract.clauses import STOPS, clause_end, clause_start
from streams.extract.documents import read_whereby
from streams.extract.nouns import head_in
from streams.extract.phrases import QUOTES, NounPhrase, is_capital, noun_phrase
from streams.extract.sentences import Sentence
from streams.extract.sources import MOST_WORDS_BACK, Attribution, everything
from streams.extract.speakers import (
    may_speak,
    stands_for_speech,
)
from streams.language import Lexicon


def read_before(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Laut X; gemäß X; and, behind a comma or a quotation, so X."""
    phrase = noun_phrase(sentence, cue + 1, lexicon)
    if not phrase:
        return None
    if sentence.lower[cue] in lexicon.phrases["fillers"]:
        before = sentence.words[cue - 1] if cue else ""
        behind = sentence.lower[phrase.end] if phrase.end < len(sentence.words) else "."
        closed = (
            not behind[0].isalnum()
            or behind in lexicon.phrases["prepositions"]
            or behind in lexicon.phrases["subordinators"]
            or behind in lexicon.phrases["continuing"]
        )
        if before not in STOPS or not closed:
            return None
    return Attribution(phrase, None, cue, "before", *everything(sentence))


def read_after(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """X zufolge: the phrase that ends before the cue, from its first article on; or a pronoun."""
    words, lower = sentence.words, sentence.lower
    if cue and lower[cue - 1] in lexicon.phrases["datives"]:
        return Attribution(None, cue - 1, cue, "after", *everything(sentence))
    earliest = max(clause_start(sentence, cue), cue - MOST_WORDS_BACK)
    start = cue
    for index in range(cue - 1, earliest - 1, -1):
        if words[index] in "()":
            continue
        if index == 0 and words[0] in lexicon.starters and lower[0] not in lexicon.phrases["determiners"]:
            break
        if (
            lower[index] in lexicon.phrases["determiners"]
            or lower[index] in lexicon.phrases["possessives"]
            or lower[index] in lexicon.speech.own
            or is_capital(words[index])
            or words[index] in QUOTES
        ):
            start = index
        elif (
            lower[index] in lexicon.phrases["genitives"]
            or lower[index].endswith(lexicon.dative_endings)
            or (lower[index] in lexicon.phrases["prepositions"] and start < cue)
        ):
            continue
        else:
            break
    phrase = None
    for index in range(start, cue):
        phrase = noun_phrase(sentence, index, lexicon)
        if phrase and phrase.end >= cue:
            phrase = phrase._replace(end=cue)
            break
    return of_phrase(sentence, phrase, cue, "after", lexicon) if phrase else None


def of_phrase(sentence: Sentence, phrase: NounPhrase, cue: int, kind: str, lexicon: Lexicon) -> Attribution:
    pronoun = referring(sentence, phrase, lexicon)
    return Attribution(None if pronoun is not None else phrase, pronoun, cue, kind, *everything(sentence))


def read_by(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Nach Angaben von X; meiner Meinung nach."""
    if cue and sentence.words[cue - 1] == "," and not lexicon.speech.whom.isdisjoint(sentence.lower[cue + 1 : cue + 2]):
        return read_whereby(sentence, cue, lexicon)
    phrase = noun_phrase(sentence, cue + 1, lexicon)
    if phrase and stands_for_speech(sentence, phrase, lexicon):
        return of_phrase(sentence, phrase, cue, "by", lexicon)
    if cue and head_in(sentence.words[cue - 1], lexicon.speech.reports):
        return read_after(sentence, cue, lexicon)
    return None


def referring(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> int | None:
    """Index of "seinen" in "seinen Angaben zufolge", of "eigenen" in "nach eigenen Angaben"."""
    for index in range(phrase.start, phrase.core):
        if sentence.lower[index] in lexicon.phrases["possessives"] or sentence.lower[index] in lexicon.speech.own:
            return index
    return None


def read_citing(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Unter Berufung auf X; mit Verweis auf X."""
    if cue == 0 or cue + 2 >= len(sentence.words) or sentence.lower[cue - 1] not in lexicon.phrases["prepositions"]:
        return None
    phrase = noun_phrase(sentence, cue + 2, lexicon)
    if not phrase or not may_speak(sentence, phrase, lexicon):
        return None
    return Attribution(phrase, None, cue, "citing", *everything(sentence))


def read_view(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Aus Sicht von X."""
    phrase = noun_phrase(sentence, cue, lexicon) if cue and sentence.lower[cue - 1] in lexicon.speech.within else None
    if not phrase or phrase.attribute is None:
        return None
    return Attribution(phrase, None, cue, "by", *everything(sentence))


def read_invoking(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """X, die sich auf Y beruft; X beruft sich auf Y: cited is Y."""
    for index in range(clause_start(sentence, cue), clause_end(sentence, cue)):
        if sentence.lower[index] in lexicon.phrases["reaching"]:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            if phrase and may_speak(sentence, phrase, lexicon):
                return Attribution(phrase, None, cue, "citing", *everything(sentence))
    return None
