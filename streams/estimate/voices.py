"""Voices: a claimant's current figure as the model sees it, its words turned into a centre and a width on log10.

Called by `pooling` and `forecast`; everything they know of a claim is a `Voice`.
"""

import math
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from streams.estimate.entries import Entry, Words
from streams.estimate.identity import measure_of
from streams.estimate.parameters import Parameters
from streams.estimate.view import Head

Drift = Literal["toll", "stock", "event"]

# Counted up from an event on; nobody is ever taken off such a count but by correction.
TOLLS = frozenset(
    {"killed", "wounded", "killed_or_wounded", "captured", "rescued", "infected", "arrivals", "buildings_damaged"}
)
# Over within a day: what is said later is said of the same.
PASSING = frozenset({"demonstrators", "attendees", "police_deployed", "votes", "accidents", "arrested"})
# Announced before they are made: a plan is what there is to report.
ANNOUNCED = frozenset({"jobs_cut", "jobs_created"})

BOUNDLESS = 1e100  # no quantity is as large, nor its inverse as small

BOUND_OFFSET = 0.05  # «mehr als 10.000» is said of what rounds down to 10,000: half of one leading digit, on average
NOISE = 0.1  # of one statement, beside its claimant's lean
WIDTH = {
    "exact": 0.0,
    "approx": 0.03,
    "range": 0.05,
    "vague": 0.2,
}  # half of what the words leave open; else the offset


class Voice(NamedTuple):
    """One current figure. `centre` is the figure on log10, as the words mean it; `width` what they leave open."""

    claim_id: str
    figure: float
    centre: float
    width: float
    day: date
    kind: str | None
    confidence: float  # chance that it was read rightly
    floor: bool  # it only says «at least»
    aside: bool  # it speaks of another place


def figure_of(words: Words) -> float | None:
    """The one number that stands for a claim: its point, the geometric middle of its range, or its only end."""
    if words.point is not None:
        return words.point
    if words.low is not None and words.high is not None:
        return middle(words.low, words.high)
    return words.low if words.low is not None else words.high


def is_report(words: Words, estimand: str) -> bool:
    """Whether a claim states the quantity as things are; what is announced before it is made, also as planned."""
    if words.level != "level":
        return False
    return words.stance == "asserts" or (words.stance == "plans" and measure_of(estimand) in ANNOUNCED)


def voices_of(heads: Iterable[Head], *, aside: bool = False) -> list[Voice]:
    """The voices behind these heads, each with its current figure; none for one without a figure above zero."""
    found = (voice_in(head) for head in heads)
    return [voice._replace(aside=True) if aside else voice for voice in found if voice is not None]


def voice_in(head: Head) -> Voice | None:
    """The voice of a head's current figure, made once a head."""
    if "voice" not in head.memo:
        head.memo["voice"] = voice_of(head.entry)
    known: Voice | None = head.memo["voice"]
    return known


def voice_of(entry: Entry, *, floor: bool = False) -> Voice | None:
    """The voice that a claim gives its claimant; None without a figure above zero and of this world."""
    words = entry.words
    figure = figure_of(words)
    if figure is None or not 1 / BOUNDLESS < figure < BOUNDLESS:
        return None
    offset = {"at_least": 1, "more_than": 1, "at_most": -1, "fewer_than": -1}.get(words.modifier, 0) * BOUND_OFFSET
    return Voice(
        claim_id=words.claim_id,
        figure=figure,
        centre=math.log10(figure) + (0.0 if floor else offset),
        width=math.hypot(NOISE, WIDTH.get(words.modifier, BOUND_OFFSET)),
        day=entry.day,
        kind=words.claimant_kind,
        confidence=words.confidence,
        floor=floor,
        aside=False,
    )


def drift_of(estimand: str) -> Drift:
    """How a quantity may move: tolls grow, stocks move both ways, what happened on a day doesn't."""
    measure = measure_of(estimand)
    if measure in TOLLS:
        return "toll"
    return "event" if measure in PASSING else "stock"


def growth_since(day: date, today: date, start: date, drift: Drift, parameters: Parameters) -> float:
    """By how much (log10) a quantity is expected to have grown from one day of its episode to another."""
    if drift != "toll" or today <= day:
        return 0.0
    lasted, said = max((today - start).days, 0), max((day - start).days, 0)
    return parameters.growth * math.log10((lasted + parameters.onset) / (said + parameters.onset))


def loosening(day: date, today: date, drift: Drift, parameters: Parameters) -> float:
    """By how much (log10) two figures may differ just because one is older."""
    age = abs((today - day).days)
    return 0.0 if drift == "event" else parameters.drift * math.log10(1 + age)


def middle(low: float, high: float) -> float:
    """The geometric middle; the arithmetic one where an end is not above zero."""
    if low == high:
        return low
    return math.sqrt(low) * math.sqrt(high) if low > 0 and high > 0 else (low + high) / 2
