"""Pooling: the current figures of all claimants -> where the truth lies.

A posterior on log10 of the quantity, on a grid. Each claimant's figure is the truth, moved by its kind's lean, spread
by how far claimants of this quantity lie apart (unknown, so averaged over), by its words and its age; now and then it
is astray. Method, sources and figures reached: docs/method.md, "Where the truth lies".
"""

import math
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.estimate import Voice
from streams.estimate.parameters import Kind, Parameters
from streams.estimate.voices import Drift, growth_since, last_moved, loosening

Array = NDArray[np.float64]

COMMON_KIND = Kind("", 0.0, 1.0)  # of a claimant of whom no more is known
# How far (standard deviation, log10) the claimants of one quantity may lie apart, and how likely each is beforehand.
SPREADS = np.array([0.05, 0.15, 0.3, 0.45])
CHANCES = np.array([0.1, 0.15, 0.5, 0.25])
ASTRAY, ASTRAY_SPREAD = 0.15, 0.6  # share and standard deviation of figures that have little to do with the truth
FAINT = 1e-6  # no figure is impossible, however far off
FLOOR_SPREAD = 0.2  # of «at least»: claimants err there as well
LOGISTIC = math.sqrt(3) / math.pi  # scale of a logistic distribution with standard deviation 1
COMMON = 0.05  # error (log10) that all claimants share, however many they are
MARGIN = 1.3  # how far the grid reaches beyond the figures
UNIT_GRID = np.linspace(0, 1, 141)
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
NORMAL_QUANTILES = np.array([-1.96, -1.28, -0.67, 0, 0.67, 1.28, 1.96])


class Pooled(NamedTuple):
    """Where the truth lies, in the figures' unit."""

    best: float  # median of the posterior
    quantiles: tuple[float, ...]  # at LEVELS


class _Placed(NamedTuple):
    """Voices by where each puts the truth."""

    centres: Array  # log10 of the quantity today
    widths: Array  # that words and age leave
    scatters: Array  # of their kinds, in units of the common one
    confidence: Array


def pool(voices: Sequence[Voice], today: date, start: date, drift: Drift, parameters: Parameters) -> Pooled | None:
    """Where the truth about `today` lies; None where nobody states the quantity itself.

    The voices stand newest first; `start` is the first day of the episode, from which a toll grows.
    """
    own, floors = _place(voices, start, drift, parameters)
    if not own:
        return None
    newest = voices[0].day
    since = 2 * loosening(newest, last_moved(newest, today, start, drift), drift, parameters)
    common = math.hypot(COMMON, since)  # nobody knows how it moved since, so all err alike
    if len(own) == 1 and not floors:
        centre, *traits = own[0]
        quantiles = tuple([10 ** (centre + step) for step in _steps_from_one(*traits, common)])
    else:
        posterior = _posterior(_columns(own), _columns(floors) if floors else None)
        quantiles = tuple((10 ** _quantiles(*posterior, common)).tolist())
    return Pooled(quantiles[3], quantiles)


def weigh(voices: Sequence[Voice], start: date, drift: Drift, parameters: Parameters) -> dict[str, float]:
    """The share of the say in where `pool` puts the truth, by claim id, of those who state the quantity itself.

    It is the precision of the figure, as far as it is not astray there. The shares add up to 1.
    """
    own, floors = _place(voices, start, drift, parameters)
    if not own:
        return {}
    placed = _columns(own)
    grid, by_spread = _posterior(placed, _columns(floors) if floors else None)
    best = _quantiles(grid, by_spread, COMMON)[3]
    agreed, astray = _chances((best - placed.centres)[:, None], placed)
    sound = (agreed / (agreed + astray))[:, :, 0]
    say = by_spread.sum(axis=1) @ (sound / np.hypot(SPREADS[:, None] * placed.scatters, placed.widths) ** 2)
    ids = [voice.claim_id for voice in voices if voice.truth == "level"]
    return dict(zip(ids, (say / say.sum()).tolist(), strict=True))


Row = tuple[float, float, float, float]


def _place(voices: Sequence[Voice], start: date, drift: Drift, parameters: Parameters) -> tuple[list[Row], list[Row]]:
    """A row of `_Placed` for each voice that states the quantity, and for each that says «at least».

    Figures age against the newest one: what happened since that is the same for all.
    """
    rows: dict[str | None, list[Row]] = {"level": [], "floor": [], None: []}
    newest = next((voice.day for voice in voices if voice.truth == "level"), start)
    kinds = parameters.kind_by_name
    aged: dict[date, tuple[float, float]] = {}  # by day: what a toll has grown since, and the width that age adds
    for voice in voices:
        kind = kinds.get(voice.kind or "", COMMON_KIND)
        if voice.day not in aged:
            grown = growth_since(voice.day, newest, start, drift, parameters)
            aged[voice.day] = grown, math.hypot(2 * loosening(voice.day, newest, drift, parameters), grown / 2)
        grown, loose = aged[voice.day]
        centre, width = voice.centre - kind.lean + grown, math.hypot(voice.width, loose)
        rows[voice.truth].append((centre, width, kind.scatter, voice.confidence))
    return rows["level"], rows["floor"]


def _columns(rows: Sequence[Row]) -> _Placed:
    return _Placed(*np.array(rows).T)


@lru_cache(maxsize=10_000)
def _steps_from_one(width: float, scatter: float, confidence: float, common: float) -> tuple[float, ...]:
    """How far (log10) each quantile lies from the only figure. Most ledgers have but one."""
    found: list[float] = _quantiles(*_posterior(_columns([(0.0, width, scatter, confidence)]), None), common).tolist()
    return tuple(found)


def _posterior(own: _Placed, floors: _Placed | None) -> tuple[Array, Array]:
    """A grid on log10, and how probable each of its points is, by spread."""
    low, high = own.centres.min() - MARGIN, own.centres.max() + MARGIN
    grid = low + UNIT_GRID * (high - low)
    factors, astray = _chances(grid - own.centres[:, None], own)
    factors += astray  # no product of forty leaves the range of a float: each factor lies between FAINT and 40
    likelihood = np.log(factors.prod(axis=1))
    if floors is not None:
        likelihood += _floors(grid, floors)
    return grid, CHANCES[:, None] * np.exp(likelihood - likelihood.max())


def _quantiles(grid: Array, by_spread: Array, common: float) -> Array:
    """Quantiles at LEVELS, on log10, with the error that all share."""
    posterior = by_spread.sum(axis=0)
    below = posterior.cumsum()
    logs = np.interp(np.array(LEVELS) * below[-1], below - posterior / 2, grid)
    best = logs[3]
    away = logs - best
    quantiles: Array = best + np.sign(away) * np.hypot(away, common * np.abs(NORMAL_QUANTILES))
    return quantiles


def _chances(away: Array, placed: _Placed) -> tuple[Array, Array]:
    """Density of each figure at each spread and distance: of one that agrees, and of one that is astray.

    A figure that was read wrongly is as good as astray.
    """
    squares = away * away
    sound = (1 - ASTRAY) * placed.confidence
    spread = np.hypot(SPREADS[:, None] * placed.scatters, placed.widths)
    agreed: Array = np.exp(squares * (-0.5 / spread**2)[:, :, None])
    agreed *= (sound / spread)[:, :, None]
    spread = np.hypot(placed.widths, ASTRAY_SPREAD)
    astray: Array = np.exp(squares * (-0.5 / spread**2)[:, None])
    astray *= ((1 - sound) / spread)[:, None]
    astray += FAINT
    return agreed, astray


def _floors(grid: Array, floors: _Placed) -> Array:
    """Log-likelihood of «at least»: it holds above, and below only as far as claimants err. Equal ones count once."""
    centres, first = np.unique(floors.centres, return_index=True)
    scales = LOGISTIC * np.hypot(floors.widths[first], FLOOR_SPREAD * floors.scatters[first])
    holds = 0.5 + 0.5 * np.tanh((grid - centres[:, None]) / (2 * scales[:, None]))
    sound = ((1 - ASTRAY) * floors.confidence[first])[:, None]
    total: Array = np.log(1 - sound + sound * holds).sum(axis=0)
    return total
