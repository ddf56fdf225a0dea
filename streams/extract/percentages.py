"""Percentages: whether one is a share, a change, a rate or a share of votes. Called by `findings`."""

from functools import lru_cache

from streams.extract.measures import tail_in
from streams.extract.nouns import REMEMBERED
from streams.extract.sentences import Sentence
from streams.language import Lexicon
from streams.language.numeral_words import fold

NEAR_BEFORE, NEAR_BEHIND = 4, 5  # words beside a percentage that may say what it is


def measure_of_percent(
    sentence: Sentence, first: int, last: int, clause: tuple[int, int], counted: str | None, lexicon: Lexicon
) -> str:
    """change, vote_share, rate or share: of the percentage at [first, last), its unit included."""
    if is_change(sentence, first, last, clause, counted, lexicon):
        return "change"
    lower = sentence.lower
    named = percent_word(counted.lower(), lexicon) if counted else None
    if named:
        return named
    if last < len(lower) and lower[last] in lexicon.phrases["genitives"]:
        return "share"
    beside = (
        percent_word(lower[index], lexicon) for index in (*range(last, clause[1]), *range(first - 1, clause[0] - 1, -1))
    )
    return next(filter(None, beside), "share")


def is_change(
    sentence: Sentence, first: int, last: int, clause: tuple[int, int], counted: str | None, lexicon: Lexicon
) -> bool:
    """«um 5 Prozent», «5 Prozent mehr», «ein Plus von 5 Prozent», «legte 5 Prozent zu»; not «stieg auf 5 Prozent»."""
    words, lower, changing, phrases = sentence.words, sentence.lower, lexicon.changing, lexicon.phrases
    by = first - 1
    while by > clause[0] and lower[by] in phrases["fillers"]:
        by -= 1
    if words[first][0] in "+-−" or (by >= 0 and lower[by] in phrases["raising"]):
        return True
    if first > 0 and lower[first - 1] in phrases["reaching"]:
        return False
    follows = lower[last] if last < len(lower) else ""
    if follows in changing and follows not in phrases["prepositions"]:
        return True
    source = first > 0 and lower[first - 1] == lexicon.levels.source
    if not source and follows in phrases["reaching"] and last + 1 < len(words) and words[last + 1][0].isdigit():
        return True  # "fiel 5 Prozent auf 300 Punkte"
    if lower[last - 1] in phrases["points"] or (counted and fold(counted).endswith(lexicon.levels.change_nouns)):
        return True
    near = (*range(max(clause[0], first - NEAR_BEFORE), first), *range(last, min(clause[1], last + NEAR_BEHIND)))
    if any(lower[i] in changing and words[i][0].isupper() and lower[i] not in phrases["prepositions"] for i in near):
        return True
    parted = lower[clause[1] - 1] in lexicon.levels.particles
    return parted and not changing.isdisjoint(set(lower[clause[0] : first]) - phrases["prepositions"])


@lru_cache(maxsize=REMEMBERED)
def percent_word(word: str, lexicon: Lexicon) -> str | None:
    return tail_in(word, lexicon.percent)
