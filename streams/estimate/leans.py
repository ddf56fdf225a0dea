"""Leans: how far each claimant's figures lie above or below those of others about the same days, as observed.

Called by the door, to be shown beside the fitted lean of the claimant's kind. No reading rests on it: it would then
depend on what else went through the stream.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import accumulate
from typing import NamedTuple

from schemas.estimate import Voice
from streams.estimate.fitted import FITTED
from streams.estimate.ledger import Ledger
from streams.estimate.scene import set_scene
from streams.estimate.voices import is_report, voice_of

NEAR_DAYS = 3  # within which figures are about nearly the same day, as in benchmarks/fit.py


class Lean(NamedTuple):
    """Factors: 1.2 means a fifth above the others, 0.8 a fifth below."""

    of_kind: float | None  # as fitted for its kind of claimant; None for a kind that was not seen often enough
    observed: float | None  # of its figures here; None where nothing can be compared
    compared: int  # how many of its figures others' could be compared with


def leans(
    ledger: Ledger,
    at: datetime | None = None,
    place: str | None = None,
    episode: str | None = None,
    about: date | None = None,
) -> dict[str, Lean]:
    """By claimant, from the claims behind the reading that `estimate` gives for the same arguments; raises as it does.

    The observed lean is the mean distance, on log10, of each figure from the mean of others' about nearly its day.
    """
    scene = set_scene(ledger, at, place, episode, about)
    fitted = {kind.name: 10**kind.lean for kind in FITTED.kinds}
    spoken: dict[str, list[Voice]] = defaultdict(list)
    kinds: dict[str, str | None] = {}
    for entry in scene.view.all_of(scene.entries):
        words = entry.words
        kinds[words.claimant_id] = words.claimant_kind
        voice = voice_of(entry, "level", None)
        if voice is not None and is_report(words, ledger.estimand) and scene.view.scope.role(entry) == "own":
            spoken[words.claimant_id].append(voice)
    everybody = _Series(voice for voices in spoken.values() for voice in voices)
    found = {}
    for claimant, kind in kinds.items():
        away = _distances(spoken[claimant], everybody)
        observed = 10 ** (sum(away) / len(away)) if away else None
        found[claimant] = Lean(fitted.get(kind or ""), observed, len(away))
    return found


class _Series:
    """Figures by day, so that those about some days are added up at once."""

    def __init__(self, voices: Iterable[Voice]) -> None:
        ordered = sorted((voice.day.toordinal(), voice.centre) for voice in voices)
        self._days = [day for day, _ in ordered]
        self._sums = [0.0, *accumulate(centre for _, centre in ordered)]

    def near(self, day: int) -> tuple[int, float]:
        """How many figures there are about nearly that day, and their sum on log10."""
        first, last = bisect_left(self._days, day - NEAR_DAYS), bisect_right(self._days, day + NEAR_DAYS)
        return last - first, self._sums[last] - self._sums[first]


def _distances(voices: list[Voice], everybody: _Series) -> list[float]:
    own = _Series(voices)
    away = []
    for voice in voices:
        day = voice.day.toordinal()
        (count, total), (own_count, own_total) = everybody.near(day), own.near(day)
        if count > own_count:
            away.append(voice.centre - (total - own_total) / (count - own_count))
    return away
