"""Pooling: the current figures of all claimants -> where the truth lies.

A posterior on log10 of the quantity, on a grid. Each claimant's figure is the truth, moved by its kind's lean, spread
by how far claimants of this quantity lie apart (unknown, so averaged over), by its words and its age; now and then it
is astray. Method, sources and figures reached: docs/method.md, "Where the truth lies".
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from streams.estimate.parameters import Kind, Parameters
from streams.estimate.view import Head, View
from streams.estimate.voices import Drift, Voice, growth_since, loosening, voice_in, voice_of

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
MARGIN, POINTS = 1.3, 141  # of the grid: how far it reaches beyond the figures, and how fine it is
NEWEST = 40  # voices that are looked at
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
NORMAL_QUANTILES = np.array([-1.96, -1.28, -0.67, 0, 0.67, 1.28, 1.96])


class Pooled(NamedTuple):
    """Where the truth lies, in the figures' unit, and who has how much say in it."""

    best: float  # median of the posterior
    quantiles: tuple[float, ...]  # at LEVELS
    weights: dict[str, float]  # by claim id, of those who state the quantity itself; they add up to 1


def pool(voices: Sequence[Voice], today: date, start: date, drift: Drift, parameters: Parameters) -> Pooled | None:
    """Where the truth about `today` lies; None where nobody states the quantity itself.

    `start` is the first day of the episode, from which a toll grows.
    """
    newest_first = sorted(voices, key=lambda voice: (voice.day, voice.claim_id), reverse=True)
    own = [voice for voice in newest_first if not voice.floor][:NEWEST]
    floors = [voice for voice in newest_first if voice.floor][:NEWEST]
    if not own:
        return None
    kinds = {kind.name: kind for kind in parameters.kinds}

    def place(voice: Voice) -> tuple[float, float, float, float]:
        """Where the truth is by this voice, how wide words and age leave that, its kind's scatter, its confidence."""
        kind = kinds.get(voice.kind or "", COMMON_KIND)
        grown = growth_since(voice.day, own[0].day, start, drift, parameters)
        loose = 2 * loosening(voice.day, today, drift, parameters)
        width = math.hypot(voice.width, loose, grown / 2)
        return voice.centre - kind.lean + grown, width, kind.scatter, voice.confidence

    if len(own) == 1 and not floors:
        centre, *traits = place(own[0])
        steps = _steps_from_one(*traits)
        return Pooled(10 ** (centre + steps[3]), tuple(10 ** (centre + step) for step in steps), {own[0].claim_id: 1.0})
    logs, weights = _posterior(np.array([place(voice) for voice in own]).T, np.array([place(v) for v in floors]).T)
    named = {voice.claim_id: float(weight) for voice, weight in zip(own, weights, strict=True)}
    return Pooled(float(10 ** logs[3]), tuple(float(x) for x in 10**logs), named)


@lru_cache(maxsize=10_000)
def _steps_from_one(width: float, scatter: float, confidence: float) -> tuple[float, ...]:
    """How far (log10) each quantile lies from the only figure. Most ledgers have but one."""
    logs, _ = _posterior(np.array([[0.0], [width], [scatter], [confidence]]), np.array([]))
    return tuple(float(x) for x in logs)


def _posterior(own: Array, floors: Array) -> tuple[Array, Array]:
    """Quantiles at LEVELS, on log10, and the weight of each figure; the rows of both are what `place` gives."""
    centres, *traits = own
    grid = np.linspace(centres.min() - MARGIN, centres.max() + MARGIN, POINTS)
    agreed, astray = _chances(grid - centres[:, None], *traits)
    likelihood = np.log(agreed + astray).sum(axis=1)
    if floors.size:
        likelihood += _floors(grid, *floors)
    by_spread = CHANCES[:, None] * np.exp(likelihood - likelihood.max())
    posterior = by_spread.sum(axis=0)
    below = np.cumsum(posterior) - posterior / 2
    logs = np.interp(np.array(LEVELS) * posterior.sum(), below, grid)
    best = logs[3]
    logs = best + np.sign(logs - best) * np.hypot(logs - best, COMMON * np.abs(NORMAL_QUANTILES))
    return logs, _weights(best - centres, by_spread.sum(axis=1), *traits)


def truth_voices(view: View, own: Iterable[Head], bounds: Iterable[Head]) -> list[Voice]:
    """What each claimant found himself: a figure taken over counts once, with whoever said it first."""
    found, repeated = [], []
    for head in own:
        entry = view.own_word(head)
        if entry is None:
            repeated.append(head)
        else:
            found.append(voice_in(head) if entry is head.entry else voice_of(entry))
    stood_by = {voice.figure for voice in found if voice is not None}
    for head in sorted(repeated, key=lambda head: head.entry.order):
        voice = voice_in(head)  # who said it first has moved on, so the repetition stands for itself
        if voice is not None and voice.figure not in stood_by:
            stood_by.add(voice.figure)
            found.append(voice)
    found += [voice_of(head.entry, floor=True) for head in bounds]
    return [voice for voice in found if voice is not None]


def _chances(away: Array, widths: Array, scatters: Array, confidence: Array) -> tuple[Array, Array]:
    """Density of each figure at each spread and point of the grid: of one that agrees, and of one that is astray.

    A figure that was read wrongly is as good as astray.
    """
    sound = ((1 - ASTRAY) * confidence)[:, None]
    agreed: Array = sound * _normal(away, np.hypot(SPREADS[:, None] * scatters, widths)[:, :, None])
    astray: Array = (1 - sound) * _normal(away, np.hypot(widths, ASTRAY_SPREAD)[:, None]) + FAINT
    return agreed, astray


def _floors(grid: Array, centres: Array, widths: Array, scatters: Array, confidence: Array) -> Array:
    """Log-likelihood of «at least»: it holds above, and below only as far as claimants err. Equal ones count once."""
    centres, first = np.unique(centres, return_index=True)
    scales = LOGISTIC * np.hypot(widths[first], FLOOR_SPREAD * scatters[first])
    holds = 0.5 + 0.5 * np.tanh((grid - centres[:, None]) / (2 * scales[:, None]))
    sound = ((1 - ASTRAY) * confidence[first])[:, None]
    total: Array = np.log(1 - sound + sound * holds).sum(axis=0)
    return total


def _weights(away: Array, by_spread: Array, widths: Array, scatters: Array, confidence: Array) -> Array:
    """Share that each figure has in the place of the best: precision, as far as it is not astray."""
    agreed, astray = _chances(away[:, None], widths, scatters, confidence)
    sound = (agreed / (agreed + astray))[:, :, 0]
    say: Array = by_spread @ (sound / np.hypot(SPREADS[:, None] * scatters, widths) ** 2)
    share: Array = say / say.sum()
    return share


def _normal(away: Array, spread: Array) -> Array:
    density: Array = np.exp(-0.5 * (away / spread) ** 2) / spread
    return density
