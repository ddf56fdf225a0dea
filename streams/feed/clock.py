"""The replay clock: when each article is due, in seconds from the start. Pure; called by replay.

A scale turns time between publications into time of the replay: 0 plays at once, 1 in real time, 1/60 a minute a
second.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate, pairwise

SHARE_OF_LONGEST_GAP = 1 / 80  # of a replay of set length: a story of hours then moves as visibly as one of months


def plan(
    moments: Sequence[datetime | None],
    *,
    scale: float = 0.0,
    lasting_seconds: float | None = None,
    longest_gap_seconds: float | None = None,
) -> list[float]:
    """When each of the ordered articles is due; `lasting_seconds`, where given, chooses the scale."""
    if lasting_seconds is None:
        return due_seconds(moments, scale, longest_gap_seconds or math.inf)
    longest_gap_seconds = longest_gap_seconds or lasting_seconds * SHARE_OF_LONGEST_GAP
    return due_seconds(moments, choose_scale(moments, lasting_seconds, longest_gap_seconds), longest_gap_seconds)


def due_seconds(moments: Sequence[datetime | None], scale: float, longest_gap_seconds: float = math.inf) -> list[float]:
    """When each of the ordered articles is due; no wait is longer than the longest gap. Undated ones follow at once."""
    waits = (min(gap * scale, longest_gap_seconds) for gap in gaps_seconds(moments))
    return list(accumulate(waits, initial=0.0)) if moments else []


def choose_scale(moments: Sequence[datetime | None], lasting_seconds: float, longest_gap_seconds: float) -> float:
    """The scale at which the replay lasts as long as asked, with longer gaps cut to the longest.

    Where even gaps that are all cut do not last that long, the replay is as long as those.
    """
    gaps = sorted(gap for gap in gaps_seconds(moments) if gap > 0)
    whole_seconds = 0.0  # of the gaps that are not cut
    for index, gap in enumerate(gaps):
        whole_seconds += gap
        cut = len(gaps) - index - 1
        left_seconds = lasting_seconds - cut * longest_gap_seconds if cut else lasting_seconds
        # With the gaps up to this one whole and the others cut, the replay lasts as asked at this scale. It is the
        # right one if the next gap is then indeed to be cut.
        scale = left_seconds / whole_seconds
        if left_seconds > 0 and (not cut or gaps[index + 1] * scale >= longest_gap_seconds):
            return min(scale, longest_gap_seconds / gap)
    return 0.0


def gaps_seconds(moments: Sequence[datetime | None]) -> list[float]:
    """Time from each article to the next; 0 where one of them has no date."""
    return [
        max((later - earlier).total_seconds(), 0.0) if earlier and later else 0.0
        for earlier, later in pairwise(moments)
    ]
