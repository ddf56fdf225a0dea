"""Quantities: the numerals of a sentence that state an amount, with kind and unit.

Second step of reading claims, behind `numerals`: `verdicts` looks at each number alone, here they share magnitudes
and units and lean on each other. What is counted is the business of `nouns`.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from streams.extract.expressions import Numeral
from streams.extract.verdicts import (
    COUNT,
    MARGIN,
    NO_CLAIM,
    NOTHING,
    TIME,
    Sight,
    Verdict,
    is_broken,
    judge,
    look,
    match_behind,
    of_unit,
)
from streams.language.numeral_words import fold
from streams.language.quantity_words import QuantityWords


class Quantity(NamedTuple):
    """An amount that somebody states. Offsets are into the text; the unit word stands outside the phrase."""

    start: int
    end: int
    core_start: int
    core_end: int
    point: float | None
    low: float | None
    high: float | None
    modifier: str
    kind: str
    unit: str | None
    unit_start: int  # of the unit word behind or before the phrase; equal to `unit_end` where there is none
    unit_end: int
    tail: str  # what the number is joined to: `Einwohner-Stadt`; empty for most


CLAIMS = frozenset({"count", "money", "percent", "physical"})
_core_start = attrgetter("core_start")
TABLE_NUMBERS, TABLE_CHARACTERS = 10, 12  # more numbers, with fewer characters for each, are no prose
CLAUSE = 120  # characters in which a word of estimating speaks of a number

_CLAUSE_MARK = re.compile(r"[,;:(](?!\d)")


def read_quantities(
    text: str, sentence_start: int, sentence_end: int, numerals: Sequence[Numeral], words: QuantityWords
) -> list[Quantity]:
    """The amounts that the sentence states, in order. `numerals` may be those of the whole text, in order."""
    first = bisect_left(numerals, sentence_start, key=_core_start)
    last = bisect_left(numerals, sentence_end, key=_core_start)
    if first == last:
        return []
    within = list(numerals[first:last])
    if len(within) > TABLE_NUMBERS and sentence_end - sentence_start < TABLE_CHARACTERS * len(within):
        return []  # a table of results, not a sentence
    sights = [look(text, sentence_start, sentence_end, numeral) for numeral in within]
    verdicts = [judge(text, sentence_start, sentence_end, sight, words) for sight in sights]
    kinds = {verdict.kind for verdict in verdicts}
    if CLAIMS.isdisjoint(kinds):
        return []
    if len(within) > 1:
        _drop_scores(text, within, verdicts, words)
    if COUNT in kinds and any(sight.follower in words.points for sight in sights):
        _drop_points(sights, verdicts)
    if COUNT in kinds:
        _drop_names(text, sentence_end, sights, verdicts, words)
    if COUNT in kinds and len(within) > 1:
        _carry_over_parenthesis(text, sentence_end, within, verdicts, words)
        _carry_back(text, within, verdicts, words)
        _carry_on(text, sentence_end, within, sights, verdicts, words)
    guessed = words.estimating_stem.search(text, sentence_start, sentence_end) is not None
    return [
        _quantity(numeral, verdict, guessed and _is_estimate(text, sentence_start, sentence_end, numeral, words))
        for numeral, verdict, sight in zip(within, verdicts, sights, strict=True)
        if verdict.kind in CLAIMS and not (verdict.kind == COUNT and is_broken(numeral, sight))
    ]


def _drop_scores(text: str, within: list[Numeral], verdicts: list[Verdict], words: QuantityWords) -> None:
    """`7:6 (4)`, `3 zu 1`: a number that goes on with a score, or makes one with its neighbour."""
    for index in range(1, len(within)):
        before, gap = within[index - 1], text[within[index - 1].end : within[index].core_start]
        if before.form == "shape" and gap in (",", "(", " ("):
            verdicts[index] = NO_CLAIM
        elif fold(gap.strip()) in words.versus:
            verdicts[index - 1] = verdicts[index] = NO_CLAIM


def _drop_points(sights: list[Sight], verdicts: list[Verdict]) -> None:
    """`mit 150 Punkten vor Takanashi (180)`, `um vier Punkte, Hofer um neun`: bare numbers beside points are such."""
    for index, sight in enumerate(sights):
        if verdicts[index].kind == COUNT and not sight.behind and sight.numeral.modifier == "exact":
            verdicts[index] = NO_CLAIM


def _drop_names(text: str, end: int, sights: list[Sight], verdicts: list[Verdict], words: QuantityWords) -> None:
    """`im Porsche 911.`, `Steindl 47 – 31.`: digits behind a noun and nothing, with no other count to lean on."""
    counts = [index for index, verdict in enumerate(verdicts) if verdict.kind == COUNT]
    for index in counts:
        numeral, sight = sights[index].numeral, sights[index]
        if numeral.modifier != "exact" or numeral.form not in ("digits", "bare") or sight.behind or numeral.tail:
            continue
        if numeral.point is None or (numeral.point >= 1000 and numeral.form == "digits"):
            continue
        if len(counts) > 1 and _is_placed(text, numeral, words):
            continue
        before = text[max(0, numeral.start - CLAUSE) : numeral.start]
        if index > counts[0] and words.gapping.search(before):
            continue  # "die Polizei zählte 300, die Organisatoren 900"
        named = sight.mark == ")" or (sight.named and sight.before not in words.calendar)
        listed = text[numeral.end : numeral.end + 2].strip()[:1] in ("–", "(", "-") or numeral.end >= end - 1
        if named and (listed or len(counts) == 1):
            verdicts[index] = NO_CLAIM


def _is_placed(text: str, numeral: Numeral, words: QuantityWords) -> bool:
    """`in Lima 12, in Cusco 40`: the noun before the number is where, and no name of it."""
    before = text[max(0, numeral.start - MARGIN) : numeral.start].split()
    return len(before) > 1 and fold(before[-2]) in words.locating


def _carry_back(text: str, within: list[Numeral], verdicts: list[Verdict], words: QuantityWords) -> None:
    """`von 17 auf 30 Prozent`, `zwei und drei Millionen Euro`, `drei oder vier Jahre`: the last one speaks for all."""
    for index in range(len(within) - 2, -1, -1):
        this, after, verdict = within[index], within[index + 1], verdicts[index + 1]
        if verdicts[index].kind != COUNT or verdict.kind == NOTHING or this.form == "article" or this.tail:
            continue
        if fold(" ".join(text[this.end : after.start].split())) not in words.carrying:
            continue
        if after.scaled and not this.scaled and this.point is not None and this.point < 1000 and after.point:
            within[index] = _scaled(this, _magnitude(text, after, words))
        verdicts[index] = verdict


def _carry_on(
    text: str, end: int, within: list[Numeral], sights: list[Sight], verdicts: list[Verdict], words: QuantityWords
) -> None:
    """`mehrere Milliarden Dollar – manche sagen vier, andere neun`: a number that nothing follows goes on so."""
    scaling = 0  # the place of the number that gives bare ones its magnitude
    for index, this in enumerate(within):
        verdict, before = verdicts[index], verdicts[index - 1] if index else NO_CLAIM
        bare = verdict.kind == COUNT and (
            this.end >= end
            or text[this.end] in ",.;)!?"
            or bool({sights[index].before, sights[index].follower} & words.of_which)
        )
        if not bare or this.scaled or this.form not in ("digits", "words"):
            scaling = index
        elif before.kind == TIME:
            verdicts[index] = Verdict(TIME)
        elif before.kind in ("money", "percent", "physical") and this.point is not None and this.point < 1000:
            within[index], verdicts[index] = _scaled(this, _magnitude(text, within[scaling], words)), before


def _magnitude(text: str, numeral: Numeral, words: QuantityWords) -> float:
    """What the last word of a numeral multiplies by; 1 where it does not."""
    last = text[numeral.core_start : numeral.core_end].split()[-1].rstrip(".")
    return words.magnitudes.get(fold(last), 1.0)


def _scaled(numeral: Numeral, magnitude: float) -> Numeral:
    point, low, high = (
        None if value is None else round(value * 1e6) * magnitude / 1e6
        for value in (numeral.point, numeral.low, numeral.high)
    )
    return numeral._replace(point=point, low=low, high=high, scaled=magnitude > 1)


def _carry_over_parenthesis(
    text: str, end: int, within: list[Numeral], verdicts: list[Verdict], words: QuantityWords
) -> None:
    """`6,31 (2014: 4,86) Millionen Euro`: what stands behind the bracket is said of both numbers."""
    for index in range(1, len(within)):
        inside = within[index]
        behind = match_behind(text, inside.end + 1, end) if text.startswith(")", inside.end) else None
        if verdicts[index].kind != COUNT or behind is None:
            continue
        magnitude = words.magnitudes.get(fold(behind.group(1)), 1.0)
        unit = words.units.get((behind.group(2) or "") if magnitude > 1 else behind.group(1))
        outside = next((i for i in range(index - 1, -1, -1) if text.startswith("(", within[i].end + 1)), None)
        if outside is None or (magnitude == 1 and unit is None):
            continue
        verdict = of_unit(unit, *behind.span(2 if magnitude > 1 else 1)) if unit else Verdict(COUNT)
        for place in (outside, index):
            within[place], verdicts[place] = _scaled(within[place], magnitude), verdict
        if index + 1 < len(within) and within[index + 1].core_start == behind.start(1):
            verdicts[index + 1] = NO_CLAIM  # the word alone is no number


def _quantity(numeral: Numeral, verdict: Verdict, estimated: bool) -> Quantity:
    point, low, high, modifier = numeral.point, numeral.low, numeral.high, numeral.modifier
    if verdict.kind == "percent" and numeral.form in ("fraction", "share"):
        point, low, high = (None if value is None else round(value * 100, 1) for value in (point, low, high))
    elif verdict.scale != 1:
        point, low, high = (None if value is None else round(value * verdict.scale, 6) for value in (point, low, high))
    if modifier == "exact" and estimated:
        modifier, low, high = "approx", None, None
    unit_start, unit_end = (verdict.start, verdict.end) if verdict.end else (numeral.end, numeral.end)
    return Quantity(
        numeral.start, numeral.end, numeral.core_start, numeral.core_end, point, low, high, modifier, verdict.kind,
        verdict.symbol, unit_start, unit_end, numeral.tail,
    )  # fmt: skip


def _is_estimate(text: str, start: int, end: int, numeral: Numeral, words: QuantityWords) -> bool:
    """`schätzte, dass 10.000 …`, `wird auf 10.000 geschätzt`: the number is said to be an estimate."""
    before = words.estimating_before.search(text, max(start, numeral.start - CLAUSE), numeral.start)
    if before and text.count(",", before.end(), numeral.start) <= 1 and ";" not in text[before.end() : numeral.start]:
        return True
    behind = words.estimating_behind.search(text, numeral.end, min(end, numeral.end + CLAUSE))
    return behind is not None and not _CLAUSE_MARK.search(text, numeral.end, behind.start())
