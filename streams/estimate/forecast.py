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

from streams.estimate.parameters import Parameters
from streams.estimate.voices import Drift, Voice, growth_since, loosening

Array = NDArray[np.float64]

ASTRAY = 0.08  # share of reports that have little to do with what was said before
ASTRAY_SCALE = 0.5
LOWER_AT_MOST = 2.0  # a toll's figure this far below the highest is as old as one can be
NEWEST = 40  # voices that are looked at
REACH, GRID, HALVINGS = 8, 64, 5  # of the search for a quantile: scales, points, and how often a cell is halved


def foresee(
    voices: Sequence[Voice], levels: Sequence[float], today: date, start: date, drift: Drift, parameters: Parameters
) -> list[float] | None:
    """Quantiles, in the figures' unit, of the next report about `today`; None without a voice.

    `start` is the first day of the episode, from which a toll grows.
    """
    voices = sorted(voices, key=lambda voice: (voice.day, voice.claim_id))[-NEWEST:]
    said = [voice for voice in voices if not voice.aside] or voices
    if not said:
        return None
    top = max(math.log10(voice.figure) for voice in said)
    centres, weights, scales = np.empty(len(voices)), np.empty(len(voices)), np.empty(len(voices))
    for i, voice in enumerate(voices):
        place = math.log10(voice.figure)
        centres[i] = place + growth_since(voice.day, today, start, drift, parameters)
        weights[i] = (1 + max((today - voice.day).days, 0)) ** -parameters.fade
        if voice.aside:
            weights[i] *= parameters.aside
        if drift == "toll":
            weights[i] *= math.exp(-parameters.newest_high * min(max(top - place, 0), LOWER_AT_MOST))
        scales[i] = math.hypot(parameters.repeat, loosening(voice.day, today, drift, parameters))
    if len(voices) == 1:
        return [float(10 ** (centres[0] + step)) for step in _steps_from_one(scales[0], tuple(levels), parameters)]
    return [float(x) for x in 10 ** _mixture(centres, scales, weights, levels, parameters)]


@lru_cache(maxsize=10_000)
def _steps_from_one(scale: float, levels: tuple[float, ...], parameters: Parameters) -> tuple[float, ...]:
    """How far (log10) each quantile lies from the only figure. Most ledgers have but one."""
    return tuple(_mixture(np.zeros(1), np.full(1, scale), np.ones(1), levels, parameters))


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
    """Of a mixture of logistic distributions: bracketed on a grid, halved down, then interpolated."""
    wanted = np.asarray(levels)
    grid = np.linspace(centres.min() - REACH * scales.max(), centres.max() + REACH * scales.max(), GRID)
    twice = 2 * scales

    def chance_below(points: Array) -> Array:
        found: Array = 0.5 + 0.5 * (np.tanh((points[:, None] - centres) / twice) @ weights)
        return found

    chances = chance_below(grid)
    cells = np.clip(np.searchsorted(chances, wanted), 1, GRID - 1)
    low, high = grid[cells - 1], grid[cells]
    below_low, below_high = chances[cells - 1], chances[cells]
    for _ in range(HALVINGS):
        half = (low + high) / 2
        found = chance_below(half)
        rising = found < wanted
        low, high = np.where(rising, half, low), np.where(rising, high, half)
        below_low, below_high = np.where(rising, found, below_low), np.where(rising, below_high, found)
    within = np.clip((wanted - below_low) / np.maximum(below_high - below_low, 1e-12), 0, 1)
    quantiles: Array = low + within * (high - low)
    return quantiles
