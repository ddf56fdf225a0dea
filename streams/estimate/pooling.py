"""Pooling: the current figures of all claimants -> where the truth lies.

A posterior on log10 of the quantity, on a grid. Each claimant's figure is the truth, moved by its kind's lean, spread
by how far claimants of this quantity lie apart (unknown, so averaged over), by its words and its age; now and then it
is astray. Method, sources and figures reached: docs/method.md, "Where the truth lies".
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from streams.estimate.parameters import Parameters
from streams.estimate.view import Head, View
from streams.estimate.voices import Drift, Voice, growth_since, loosening, voice_in, voice_of

Array = NDArray[np.float64]

# How far (standard deviation, log10) the claimants of one quantity may lie apart, and how likely each is beforehand.
SPREADS = np.array([0.05, 0.15, 0.3, 0.45])
CHANCES = np.array([0.1, 0.15, 0.5, 0.25])
ASTRAY, ASTRAY_SPREAD = 0.15, 0.6  # share and standard deviation of figures that have little to do with the truth
FAINT = 1e-6  # no figure is impossible, however far off
FLOOR_SCALE = 0.03  # how sharply an «at least» cuts
COMMON = 0.05  # error (log10) that all claimants share, however many they are
MARGIN, POINTS = 1.3, 141  # of the grid: how far it reaches beyond the figures, and how fine it is
NEWEST = 40  # voices that are looked at
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


@dataclass(frozen=True, slots=True)
class Pooled:
    """The median of the posterior, and its quantiles at LEVELS, in the figures' unit."""

    best: float
    quantiles: tuple[float, ...]


def pool(voices: Sequence[Voice], today: date, start: date, drift: Drift, parameters: Parameters) -> Pooled | None:
    """Where the truth about `today` lies; None where nobody states the quantity itself.

    `start` is the first day of the episode, from which a toll grows.
    """
    voices = sorted(voices, key=lambda voice: (voice.day, voice.claim_id))[-NEWEST:]
    own = [voice for voice in voices if not voice.floor]
    if not own:
        return None
    newest = max(voice.day for voice in own)
    lean = dict(parameters.lean)
    grown = np.array([growth_since(voice.day, newest, start, drift, parameters) for voice in voices])
    centres = np.array([voice.centre - lean.get(voice.kind or "", 0.0) for voice in voices]) + grown
    widths = np.array([math.hypot(v.width, 2 * loosening(v.day, today, drift, parameters)) for v in voices])
    widths = np.hypot(widths, grown / 2)
    stated = np.array([not voice.floor for voice in voices])
    grid = np.linspace(centres[stated].min() - MARGIN, centres[stated].max() + MARGIN, POINTS)
    away = grid - centres[:, None]
    likelihood = _floors(away[~stated]) + _figures(away[stated], widths[stated])
    posterior = CHANCES @ np.exp(likelihood - likelihood.max())
    below = np.cumsum(posterior) - posterior / 2
    logs = np.interp(np.array(LEVELS) * posterior.sum(), below, grid)
    best = logs[3]
    logs = best + np.sign(logs - best) * np.hypot(
        logs - best, COMMON * np.array([1.96, 1.28, 0.67, 0, 0.67, 1.28, 1.96])
    )
    return Pooled(float(10**best), tuple(float(x) for x in 10**logs))


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


def _figures(away: Array, widths: Array) -> Array:
    """Log-likelihood at each spread and each point of the grid."""
    astray = _normal(away, np.hypot(widths, ASTRAY_SPREAD)[:, None])
    agreed = _normal(away, np.hypot(SPREADS[:, None], widths)[:, :, None])
    chance = (1 - ASTRAY) * agreed + ASTRAY * astray + FAINT
    found: Array = np.log(chance).sum(axis=1)
    return found


def _floors(away: Array) -> Array:
    chance = ASTRAY + (1 - ASTRAY) * (0.5 + 0.5 * np.tanh(away / (2 * FLOOR_SCALE)))
    total: Array = np.log(chance).sum(axis=0)
    return total


def _normal(away: Array, spread: Array) -> Array:
    density: Array = np.exp(-0.5 * (away / spread) ** 2) / spread
    return density
