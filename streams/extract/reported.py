"""Reported speech: whether a sentence goes on with what somebody said, by its mood. Called by `claimants`."""

from itertools import pairwise

from streams.extract.clauses import ENDS, clause_end, clause_start
from streams.extract.sentences import Sentence
from streams.language import Lexicon


def runs_on(sentence: Sentence, word: int, lexicon: Lexicon) -> bool:
    """Whether the sentence goes on with reported speech: Konjunktiv I, or "demnach"."""
    mood, lower = lexicon.mood, sentence.lower
    demonstrative = not lexicon.phrases["demonstrative"].isdisjoint(lower)
    if demonstrative or mood["running"].isdisjoint(lower):
        return demonstrative
    if reports(sentence, word, lexicon):
        return True
    indicative, subjects, subjunctive = mood["indicative"], mood["subjects"], mood["subjunctive"]
    for place, low in enumerate(lower):
        if low in subjunctive and is_verb(sentence, place):
            return True
        if low in indicative:
            return False
        if low in subjects and beside_subjunctive(sentence, place, lexicon):
            return True
    return False


def is_verb(sentence: Sentence, place: int) -> bool:
    """Whether the word is written like a verb: "er suche", not "die Suche"."""
    return place == 0 or sentence.words[place] == sentence.lower[place]


def beside_subjunctive(sentence: Sentence, pronoun: int, lexicon: Lexicon) -> bool:
    """Whether a verb in -e stands beside the pronoun, but no past tense: "er bemühe sich", "gebe es"."""
    lower = sentence.lower
    for place in (pronoun - 1, pronoun + 1):
        if 0 < place < len(lower):
            low = lower[place]
            if low.endswith("e") and not low.endswith(lexicon.no_subjunctive) and sentence.words[place] == low:
                governed = lower[place - 1] in lexicon.phrases["determiners"]
                return not governed and low not in lexicon.phrases["determiners"]
    return False


def is_hearsay(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether the main clause says what is said or meant to be, by nobody that the sentence names: "soll … haben"."""
    hearsay, indicative, lower = lexicon.mood["hearsay"], lexicon.mood["indicative"], sentence.lower
    if hearsay.isdisjoint(lower):
        return False
    for low, behind in pairwise(lower):
        if low in hearsay and behind not in ENDS:
            return True
        if low in indicative:
            return False
    return False


def reports(sentence: Sentence, word: int, lexicon: Lexicon) -> bool:
    """Whether the main clause that holds the word is in Konjunktiv I: "…, die Verletzten seien zehn Touristen"."""
    lower, reported = sentence.lower, lexicon.mood["reported"]
    if reported.isdisjoint(lower):
        return False
    start = clause_start(sentence, word)
    if lower[start] in lexicon.phrases["subordinators"]:
        return False
    return any(lower[k] in reported and is_verb(sentence, k) for k in range(start, clause_end(sentence, word)))
