"""Money: what an amount of it is, a price, a fine, damage: «muss 500 Euro Strafe zahlen» -> fine.

Called by `findings` for every amount of money.
"""

from functools import lru_cache

from streams.extract.measures import BREAKS, tail_in
from streams.extract.nouns import REMEMBERED, begins_with_verb, is_noun, subject_noun
from streams.extract.sentences import Sentence
from streams.language import Lexicon

RETAIL = 100_000  # what something costs is its price below this, in the millions it is the cost of a project
HEADING = 8  # words before a colon in which is said what stands behind it: "Strafe für Betteln: 100 Euro"


def measure_of_money(
    sentence: Sentence, first: int, last: int, clause: tuple[int, int], amount: float | None, lexicon: Lexicon
) -> tuple[str, int | None]:
    """Measure of an amount of money, and the index of the word that says so: the next one behind, or else before."""
    best: tuple[int, str, int] | None = None
    for index in range(*clause):
        measure = None if first <= index < last else money_word(sentence.lower[index], lexicon)
        if measure and (sentence.lower[index] not in lexicon.phrases["raising"] or is_linked(sentence, index, first)):
            away = index - last if index >= last else first - index
            if best is None or away < best[0]:
                best = (away, measure, index)
    retail = amount is not None and amount < RETAIL
    if best:
        verb = not sentence.words[best[2]][0].isupper() or (best[2] == 0 and begins_with_verb(sentence, 0, lexicon))
        return ("price" if retail and verb and best[1] == "cost" else best[1]), best[2]
    if first > 1 and sentence.words[first - 1] == ":":
        return headed(sentence, first - 1, lexicon)
    return ("price" if retail and is_paid_for(sentence, first, clause, lexicon) else "money"), None


def is_linked(sentence: Sentence, index: int, first: int) -> bool:
    """Whether "Plus" or "Minus" is the amount's own: "ein Plus von 5 Euro", but not "plus 5 Euro Versand"."""
    return sentence.words[index][0].isupper() and index + 2 == first


def is_paid_for(sentence: Sentence, first: int, clause: tuple[int, int], lexicon: Lexicon) -> bool:
    """Whether something is to be had for it: "für 50 Euro", "drei Prozent auf 50 Euro"; not "um 50 Euro teurer"."""
    before = sentence.lower[first - 1] if first else ""
    if before in lexicon.phrases["reaching"]:
        return first > 1 and sentence.lower[first - 2] in lexicon.phrases["percents"]
    if before not in lexicon.phrases["selling"]:
        return False
    return lexicon.changing.isdisjoint(
        set(sentence.lower[slice(*clause)]) - lexicon.phrases["prepositions"] - lexicon.phrases["raising"]
    )


def headed(sentence: Sentence, colon: int, lexicon: Lexicon) -> tuple[str, int | None]:
    """What stands before the colon says what the amount behind it is."""
    for index in range(colon - 1, max(-1, colon - HEADING), -1):
        if sentence.words[index] in BREAKS:
            break
        measure = money_word(sentence.lower[index], lexicon) if is_noun(sentence.words[index]) else None
        if measure:
            return measure, index
    return "money", None


def priced_noun(sentence: Sentence, first: int, start: int, lexicon: Lexicon) -> int | None:
    """Index of what the amount is the price or sum of: "ein Tisch für 50 Euro", "der Tisch kostet 50 Euro"."""
    words, lower = sentence.words, sentence.lower
    if first > 1 and lower[first - 1] in lexicon.phrases["selling"] and is_noun(words[first - 2]):
        return first - 2 if words[first - 2] not in lexicon.times else None
    if lexicon.phrases["amounting"].isdisjoint(lower):
        return None
    return subject_noun(sentence, start, first, lexicon)


@lru_cache(maxsize=REMEMBERED)
def money_word(word: str, lexicon: Lexicon) -> str | None:
    return tail_in(word, lexicon.money)
