"""Measures: what a number measures, by its noun and the verbs of its clause: «10.000 Soldaten entsandt» -> troops.

Called by `extract` for every quantity.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from streams.extract.nouns import REMEMBERED, head_noun
from streams.extract.sentences import Sentence
from streams.language import Lexicon

BREAKS = frozenset({";", ":", "–", "—", "(", ")", ".", "!", "?"})
FARTHEST = 14  # words in which the verb of a count is looked for
SHORTEST_TAIL = 5  # letters of a compound's last part that says what an amount is
CASUALTIES = ("killed", "wounded")


class Clause(NamedTuple):
    """The words that speak of a number: from `start` to `end`, or to `full` with the relative clauses behind it."""

    start: int
    end: int
    full: int


def clause_around(sentence: Sentence, first: int, last: int, others: list[int], lexicon: Lexicon) -> Clause:
    """The words that speak of the number at [first, last): up to the next break, number, or comma before a clause.

    A relative clause behind it says what it measures, too, but nothing of its stance.
    """
    words, lower = sentence.words, sentence.lower
    conjunctions, relatives = lexicon.phrases["conjunctions"], lexicon.phrases["relatives"]
    count, start, end = len(words), first, last
    opened = next((k for k in range(first - 1, max(-1, first - 5), -1) if words[k] in "()"), None)
    if opened is not None and words[opened] == "(":
        start = opened  # what stands in parentheses belongs to the clause around them
        end = next((k + 1 for k in range(last, min(count, last + 8)) if words[k] == ")"), last)
    while start > 0 and first - start < FARTHEST:
        word = words[start - 1]
        if word == ",":
            break
        if word == ")" and "(" in words[max(0, start - 8) : start - 1]:
            start = max(k for k in range(max(0, start - 8), start - 1) if words[k] == "(")  # "das Ergebnis (EGT) sank"
            continue
        if word in BREAKS:
            break
        if lower[start - 1] in conjunctions and any(
            other < start - 1 and start - 1 - other <= FARTHEST for other in others
        ):
            break
        start -= 1
    comma = None
    while end < count and end - last < FARTHEST and words[end] not in BREAKS:
        if words[end] == ",":
            if end + 1 == count or lower[end + 1] not in relatives:
                break
            comma = end if comma is None else comma
        elif lower[end] in conjunctions and any(end < other <= end + 4 for other in others):
            break
        end += 1
    return Clause(start, end if comma is None else comma, end)


def measure_of_count(
    sentence: Sentence, first: int, noun: int | None, clause: tuple[int, int], lexicon: Lexicon, counted: str | None
) -> str:
    """Measure of a count whose noun is word `noun`, or of a bare number."""
    words, lower = sentence.words, sentence.lower
    known = head_noun(counted, lexicon) if counted else None
    base = known.measure if known else ("people" if counted is None else person_or_thing(counted, lexicon))
    near = noun if noun is not None else first
    happened = events_in(sentence, clause, near, base, lexicon)
    if not happened:
        end = verb_end(sentence, clause[1])
        happened = events_in(sentence, (clause[0], end), near, base, lexicon) if end > clause[1] else []
    if happened:
        if "killed" in happened and "wounded" in happened:
            return "killed_or_wounded"
        return happened[0]
    if (
        base in CASUALTIES
        and noun is not None
        and noun + 2 < len(words)
        and lower[noun + 1] in lexicon.phrases["conjunctions"]
    ):
        other = head_noun(words[noun + 2], lexicon)
        if other and other.measure in CASUALTIES and other.measure != base:
            return "killed_or_wounded"
    return DEFAULTS.get(base, base)


DEFAULTS = {"jobs": "employees", "people": "persons"}


def person_or_thing(word: str, lexicon: Lexicon) -> str:
    """Measure of an unknown noun: persons when the name table or its ending makes it one."""
    folded = word.lower()
    return "persons" if folded.endswith(lexicon.person_endings) else "things"


def verb_end(sentence: Sentence, end: int) -> int:
    """Where the clause ends when it goes on behind another number: "30 Bürger (und 5 Polizisten verletzt)"."""
    words = sentence.words
    while end < len(words) and words[end] not in BREAKS and words[end] != ",":
        end += 1
    return end


def events_in(sentence: Sentence, clause: tuple[int, int], near: int, base: str, lexicon: Lexicon) -> list[str]:
    """Measures that the verbs of the clause make of `base`, nearest behind the noun first, then before it."""
    found: list[tuple[int, str]] = []
    start, end = clause
    words = sentence.words[start:end]
    if start == 0:
        words[:1] = sentence.lower[:1]
    if lexicon.events.keys().isdisjoint(words):
        return []
    for index, word in enumerate(words, start):
        for event in lexicon.events.get(word, ()):
            fits = base in event.of or (base == "people" and "persons" in event.of)
            if fits and index != near and (not event.particle or event.particle in sentence.lower[index + 1 : end]):
                found.append((index - near if index > near else 100 + near - index, event.measure))
    found.sort()
    return list(dict.fromkeys(measure for _, measure in found))


def measure_of_money(
    sentence: Sentence, first: int, last: int, clause: tuple[int, int], lexicon: Lexicon
) -> tuple[str, int | None]:
    """Measure of an amount of money, and the index of the word that says so: the next one behind, or else before."""
    best: tuple[int, str, int] | None = None
    for index in range(*clause):
        measure = None if first <= index < last else money_word(sentence.lower[index], lexicon)
        if measure:
            away = index - last if index >= last else first - index
            if best is None or away < best[0]:
                best = (away, measure, index)
    return (best[1], best[2]) if best else ("money", None)


@lru_cache(maxsize=REMEMBERED)
def money_word(word: str, lexicon: Lexicon) -> str | None:
    return tail_in(word, lexicon.money)


@lru_cache(maxsize=REMEMBERED)
def percent_word(word: str, lexicon: Lexicon) -> str | None:
    return tail_in(word, lexicon.percent)


def tail_in(word: str, table: Mapping[str, str]) -> str | None:
    """The table's entry for the word, or for the longest end of it that is one: Sachschaden -> Schaden."""
    for cut in (0, *range(2, len(word) - SHORTEST_TAIL + 1)):
        found = table.get(word[cut:])
        if found:
            return found
    return None


def measure_of_percent(
    sentence: Sentence, first: int, last: int, clause: tuple[int, int], counted: str | None, lexicon: Lexicon
) -> str:
    """change, vote_share, rate or share, by the words beside the percentage."""
    words, lower, changing = sentence.words, sentence.lower, lexicon.changing
    prepositions = lexicon.phrases["prepositions"]
    follows = lower[last] if last < len(lower) else ""
    by = first - 1
    while by > clause[0] and lower[by] in lexicon.phrases["fillers"]:
        by -= 1
    if by >= 0 and lower[by] in lexicon.phrases["raising"]:
        return "change"
    reached = first > 0 and lower[first - 1] in lexicon.phrases["reaching"]  # "stieg auf 5 Prozent" is a level
    if follows in changing and follows not in prepositions and not reached:
        return "change"
    near = () if reached else (*range(max(clause[0], first - 4), first), *range(last, min(clause[1], last + 5)))
    if any(lower[index] in changing and words[index][0].isupper() for index in near):
        return "change"
    named = percent_word(counted.lower(), lexicon) if counted else None
    if named:
        return named
    if follows in lexicon.phrases["genitives"]:
        return "share"
    beside = (
        percent_word(lower[index], lexicon) for index in (*range(last, clause[1]), *range(first - 1, clause[0] - 1, -1))
    )
    return next(filter(None, beside), "share")


def measure_of_physical(unit: str | None, sentence: Sentence, clause: tuple[int, int], lexicon: Lexicon) -> str:
    """By the unit: km2 -> area, t -> mass, km -> length, MWh -> energy; area_captured where it was taken."""
    measure = lexicon.unit_measures.get(unit or "", "physical")
    if measure == "area" and not lexicon.captures.isdisjoint(sentence.lower[slice(*clause)]):
        return "area_captured"
    return measure
