"""Documents: what reports, surveys and studies say, «wie aus einer Studie hervorgeht». Called by `attributions`."""

from streams.extract.clauses import clause_end, clause_start
from streams.extract.nouns import head_in
from streams.extract.phrases import is_capital, noun_phrase
from streams.extract.sentences import Sentence
from streams.extract.sources import MOST_WORDS_BACK, Attribution, everything
from streams.extract.speakers import (
    may_speak,
    stands_for_speech,
    told_by,
)
from streams.language import Lexicon


def read_documentary(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Wie aus X hervorgeht; in X heißt es; X zeigt."""
    lower = sentence.lower
    start = clause_start(sentence, cue)
    anyone = lower[cue] in lexicon.speech.impersonal
    for index in (*range(start, min(cue + 4, clause_end(sentence, cue) - 1)), 0):
        if lower[index] in lexicon.speech.within:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            if phrase and (may_speak if anyone else stands_for_speech)(sentence, phrase, lexicon):
                return Attribution(phrase, None, cue, "documentary", *everything(sentence))
    if lower[start] in lexicon.phrases["fillers"] and cue == start + 1:  # "so zeigen Studien"
        for index in range(cue + 1, clause_end(sentence, cue + 1)):
            if is_capital(sentence.words[index]) and told_by(sentence.words[index], lexicon):
                phrase = noun_phrase(sentence, index, lexicon)
                return Attribution(phrase, None, cue, "documentary", *everything(sentence)) if phrase else None
    subordinate = lower[start] in lexicon.phrases["subordinators"]
    phrase = noun_phrase(sentence, start + subordinate, lexicon)
    if phrase and phrase.end <= cue and stands_for_speech(sentence, phrase, lexicon):
        return Attribution(phrase, None, cue, "documentary", 0 if subordinate else phrase.end, len(lower))
    return None


def read_whereby(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Berichte von X, wonach …; Umfragen, nach denen …: the report that stands before the comma."""
    for index in range(cue - 2, max(-1, cue - 2 * MOST_WORDS_BACK), -1):
        if is_capital(sentence.words[index]) and told_by(sentence.words[index], lexicon):
            phrase = noun_phrase(sentence, index, lexicon)
            if phrase and (phrase.attribute is not None or head_in(sentence.words[index], lexicon.speech.surveys)):
                return Attribution(phrase, None, cue, "whereby", cue, len(sentence.words))
    return None


def read_survey(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """In einer Umfrage der Kammer sagten 30 Prozent: what the asked say is the survey's finding."""
    earliest = max(clause_start(sentence, cue), cue - MOST_WORDS_BACK)
    for index in range(cue - 1, earliest - 1, -1):
        if sentence.lower[index] in lexicon.speech.surveying:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            if phrase and phrase.start < phrase.core <= cue < phrase.core_end:
                return Attribution(phrase, None, cue, "documentary", *everything(sentence))
    return None
