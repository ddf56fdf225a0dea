"""Forecasts: what the next claimant is likely to say, as quantiles of a mixture over what was said.

One component per current figure: the next report repeats it more or less, moved on by what the quantity has grown
since, or it disagrees with it. Weights fall with age. Method and figures reached: docs/method.md, "Next report".
"""

import math
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from schemas.estimate import Voice
from streams.estimate.parameters import Parameters
from streams.estimate.voices import Drift, growth_since, last_moved, loosening

Array = NDArray[np.float64]

ASTRAY = 0.08  # share of reports that have little to do with what was said before
ASTRAY_SCALE = 0.5
LOWER_AT_MOST = 2.0  # a toll's figure this far below the highest is as old as one can be
REACH = 8  # scales that the search for a quantile reaches beyond the figures
UNIT_GRID, UNIT_CELL = np.linspace(0, 1, 64), np.linspace(0, 1, 24)  # it looks at a grid, then into one cell of it


def foresee(
    voices: Sequence[Voice], levels: Sequence[float], today: date, start: date, drift: Drift, parameters: Parameters
) -> list[float] | None:
    """Quantiles, in the figures' unit, of the next report about `today`; None where nobody has reported here yet.

    The voices stand newest first; `start` is the first day of the episode, from which a toll grows.
    """
    here = [voice.figure for voice in voices if voice.report == "here"]
    if not here:
        return None
    today = last_moved(voices[0].day, today, start, drift)
    top = math.log10(max(here))
    aged: dict[date, tuple[float, float, float]] = {}  # by day: what a toll has grown since, its weight and its scale
    rows = []
    for voice in voices:
        if voice.report is None:
            continue
        if voice.day not in aged:
            aged[voice.day] = (
                growth_since(voice.day, today, start, drift, parameters),
                (1 + max((today - voice.day).days, 0)) ** -parameters.fade,
                math.hypot(parameters.repeat, loosening(voice.day, today, drift, parameters)),
            )
        grown, weight, scale = aged[voice.day]
        place = math.log10(voice.figure)
        if voice.report == "aside":
            weight *= parameters.aside
        if drift == "toll":
            weight *= math.exp(-parameters.newest_high * min(max(top - place, 0), LOWER_AT_MOST))
        rows.append((place + grown, scale, weight))
    if len(rows) == 1:
        ((centre, scale, _),) = rows
        return [10 ** (centre + step) for step in _steps_from_one(scale, tuple(levels), parameters)]
    centres, scales, weights = np.array(rows).T
    found: list[float] = (10 ** _mixture(centres, scales, weights, levels, parameters)).tolist()
    return found


@lru_cache(maxsize=10_000)
def _steps_from_one(scale: float, levels: tuple[float, ...], parameters: Parameters) -> tuple[float, ...]:
    """How far (log10) each quantile lies from the only figure. Most ledgers have but one."""
    return tuple(_mixture(np.zeros(1), np.full(1, scale), np.ones(1), levels, parameters).tolist())


def _mixture(centres: Array, scales: Array, weights: Array, levels: Sequence[float], parameters: Parameters) -> Array:
    """Quantiles on log10: each figure is repeated, or disagreed with, or has nothing to do with what comes."""
    shares = weights / weights.sum()
    agree, disagree = (1 - ASTRAY) * (1 - parameters.disagree), (1 - ASTRAY) * parameters.disagree
    return _quantiles(
        np.tile(centres, 3),
        np.concatenate([scales, np.hypot(scales, parameters.apart), np.hypot(scales, ASTRAY_SCALE)]),
        np.concatenate([agree * shares, disagree * shares, ASTRAY * shares]),
        levels,
    )


def _quantiles(centres: Array, scales: Array, weights: Array, levels: Sequence[float]) -> Array:
    """Of a mixture of logistic distributions: bracketed on a grid, then on a finer one, then interpolated."""
    wanted = np.asarray(levels)
    grid = centres.min() + UNIT_GRID * (centres.max() - centres.min()) + REACH * (2 * UNIT_GRID - 1) * scales.max()
    twice = 2 * scales

    def chance_below(points: Array) -> Array:
        found: Array = 0.5 + 0.5 * (np.tanh((points[..., None] - centres) / twice) @ weights)
        return found

    cells = np.clip(np.searchsorted(chance_below(grid), wanted), 1, len(grid) - 1)
    fine = grid[cells - 1, None] + UNIT_CELL * (grid[cells] - grid[cells - 1])[:, None]
    chances = chance_below(fine)
    return np.array(
        [np.interp(level, *pair) for level, pair in zip(wanted, zip(chances, fine, strict=True), strict=True)]
    )
