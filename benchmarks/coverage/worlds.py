"""Worlds: a truth that drifts, and what claimants say of it. Shares no code with the model that is to find it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

START = datetime(2030, 1, 1, 12, tzinfo=UTC)
LEAN, NOISE, FREEDOM = 0.3, 0.1, 3  # of claimants, on log10
COPIED, BOUNDS, ASTRAY, LATE, CORRECTED = 0.3, 1 / 3, 0.1, 0.2, 0.1
DRIFT_PER_ROOT_DAY = 0.02  # random walk of the truth, on log10: in a month what the fitted drift allows


@dataclass(frozen=True)
class Said:
    """One claim in a world. `day` is the one it is about, `reported` when it was said; days since START."""

    claimant: int
    day: float
    reported: float
    figure: float
    modifier: str


@dataclass(frozen=True)
class World:
    """The truth on the last day, and all that was said until then, by day of report."""

    truth: float
    said: list[Said]


def world(dice: np.random.Generator) -> World:
    """A world of 3 to 40 claims over a month, by as many claimants as may say one to several things each."""
    count = int(dice.integers(3, 41))
    claimants = int(dice.integers(max(2, count // 3), count + 1))
    leans = dice.normal(0, LEAN, claimants)
    days = np.sort(dice.uniform(0, 30, count))
    start = dice.uniform(2, 6)
    said: list[Said] = []
    level, before = start, 0.0
    for day in days:
        level += dice.normal(0, DRIFT_PER_ROOT_DAY * math.sqrt(day - before))
        before = day
        said.extend(_claims(dice, leans, said, float(day), level))
    return World(10**level, sorted((one for one in said if one.reported <= days[-1]), key=lambda one: one.reported))


def _claims(
    dice: np.random.Generator, leans: Sequence[float], said: Sequence[Said], day: float, level: float
) -> list[Said]:
    """One claim, and at times its correction a little later."""
    who = int(dice.integers(len(leans)))
    reported = day + (dice.exponential(3) if dice.random() < LATE else 0)
    others = [one for one in said if one.claimant != who and one.reported <= day]
    if others and dice.random() < COPIED:
        original = others[int(dice.integers(len(others)))]
        return [Said(who, day, reported, original.figure, original.modifier)]
    seen = level + leans[who] + NOISE * dice.standard_t(FREEDOM)
    wrong = seen + dice.uniform(-1, 1) if dice.random() < ASTRAY else seen
    claims = [Said(who, day, reported, *_words(dice, 10**wrong))]
    if wrong != seen and dice.random() < CORRECTED:
        claims.append(Said(who, day, reported + dice.exponential(2), *_words(dice, 10**seen)))
    return claims


def _words(dice: np.random.Generator, figure: float) -> tuple[float, str]:
    """Rounded to two digits; a third as bounds: «more than» what it exceeds, «up to» what it stays below."""
    step = 10 ** (math.floor(math.log10(figure)) - 1)
    if dice.random() >= BOUNDS:
        return max(round(figure / step), 1) * step, "exact"
    coarse = step * float(dice.choice([1, 5, 10]))
    if dice.random() < 0.5:
        return max(math.floor(figure / coarse) * coarse, step), "more_than"
    return math.ceil(figure / coarse) * coarse, "at_most"
