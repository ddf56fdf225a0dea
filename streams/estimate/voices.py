"""Voices: a claimant's figure as the model sees it, its words turned into a centre and a width on log10.

Called by `view`; everything that `pooling` and `forecast` know of a claim is a `Voice`.
"""

import math
from datetime import date, timedelta
from typing import Literal

from schemas.estimate import Report, Truth, Voice
from streams.estimate.entries import Entry, Words
from streams.estimate.identity import measure_of
from streams.estimate.parameters import Parameters

Drift = Literal["toll", "stock", "event"]

# Counted up from an event on; nobody is ever taken off such a count but by correction.
TOLLS = frozenset(
    {"killed", "wounded", "killed_or_wounded", "captured", "rescued", "infected", "arrivals", "buildings_damaged"}
)
# Over within a day: what is said later is said of the same.
PASSING = frozenset({"demonstrators", "attendees", "police_deployed", "votes", "accidents", "arrested"})
# Announced before they are made: a plan is what there is to report.
ANNOUNCED = frozenset({"jobs_cut", "jobs_created"})

AT_REST = timedelta(days=7)  # without a figure, after which at the earliest a toll may be at rest
BOUNDLESS = 1e100  # no quantity is as large, nor its inverse as small

BOUND_OFFSET = 0.05  # «mehr als 10.000» is said of what rounds down to 10,000: half of one leading digit, on average
OFFSET = {"at_least": BOUND_OFFSET, "more_than": BOUND_OFFSET, "at_most": -BOUND_OFFSET, "fewer_than": -BOUND_OFFSET}
NOISE = 0.1  # of one statement, beside its claimant's lean
WIDTH = {  # with half of what the words leave open
    "exact": NOISE,
    "approx": math.hypot(NOISE, 0.03),
    "range": math.hypot(NOISE, 0.05),
    "vague": math.hypot(NOISE, 0.2),
}
BOUND_WIDTH = math.hypot(NOISE, BOUND_OFFSET)


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


def voice_of(entry: Entry, truth: Truth | None, report: Report | None) -> Voice | None:
    """The voice that a claim gives its claimant; None without a figure above zero and of this world."""
    words = entry.words
    figure = figure_of(words)
    if figure is None or not 1 / BOUNDLESS < figure < BOUNDLESS:
        return None
    return Voice(
        claim_id=words.claim_id,
        day=entry.day,
        figure=figure,
        centre=math.log10(figure) + (0.0 if truth == "floor" else OFFSET.get(words.modifier, 0.0)),
        width=WIDTH.get(words.modifier, BOUND_WIDTH),
        kind=words.claimant_kind,
        confidence=words.confidence,
        truth=truth,
        report=report,
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


def last_moved(newest: date, today: date, start: date, drift: Drift) -> date:
    """The day up to which a quantity may have moved since its newest figure: `today`, but tolls come to rest.

    They do when no figure has come for as long as figures had been coming, or a week.
    """
    rest = max(AT_REST, newest - start)
    return newest + rest if drift == "toll" and today - newest > rest else today


def loosening(day: date, today: date, drift: Drift, parameters: Parameters) -> float:
    """By how much (log10) two figures may differ just because one is older."""
    age = abs((today - day).days)
    return 0.0 if drift == "event" else parameters.drift * math.log10(1 + age)


def middle(low: float, high: float) -> float:
    """The geometric middle; the arithmetic one where an end is not above zero."""
    if low == high:
        return low
    return math.sqrt(low) * math.sqrt(high) if low > 0 and high > 0 else (low + high) / 2
