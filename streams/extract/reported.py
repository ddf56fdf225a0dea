"""Reported speech: whether a sentence goes on with what somebody said, by its mood. Called by `claimants`."""

from streams.extract.clauses import clause_end, clause_start
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
        if low in subjunctive:
            return True
        if low in indicative:
            return False
        if low in subjects and beside_subjunctive(sentence, place, lexicon):
            return True
    return False


def beside_subjunctive(sentence: Sentence, pronoun: int, lexicon: Lexicon) -> bool:
    """Whether a verb in -e stands beside the pronoun, but no past tense: "er bemühe sich", "gebe es"."""
    for place in (pronoun - 1, pronoun + 1):
        if 0 < place < len(sentence.lower):
            low = sentence.lower[place]
            if low.endswith("e") and not low.endswith("te") and sentence.words[place] == low:
                return sentence.lower[place - 1] not in lexicon.phrases["determiners"]
    return False


def is_hearsay(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether something is said to have happened, by nobody that the sentence names: "soll … haben"."""
    mood, lower = lexicon.mood, sentence.lower
    return not mood["hearsay"].isdisjoint(lower) and any(
        low in mood["hearsay"] and any(verb in mood["perfect_infinitive"] for verb in lower[place:])
        for place, low in enumerate(lower)
    )


def reports(sentence: Sentence, word: int, lexicon: Lexicon) -> bool:
    """Whether the main clause that holds the word is in Konjunktiv I: "…, die Verletzten seien zehn Touristen"."""
    lower, reported = sentence.lower, lexicon.mood["reported"]
    if reported.isdisjoint(lower):
        return False
    start = clause_start(sentence, word)
    if lower[start] in lexicon.phrases["subordinators"]:
        return False
    return not reported.isdisjoint(lower[start : clause_end(sentence, word)])
