"""Clashes: which two current figures contradict each other most. Called by `estimate`."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from streams.estimate.view import Head
from streams.estimate.voices import Drift, figure_of

# Figures closer than this ratio differ by rounding and wording; a toll also moves within the day.
TOLERANCE = 1.1
TOLL_TOLERANCE = 2.0
# Figures for a stock about days further apart need not agree: it may have moved.
FRESH_DAYS = 7


def clash_of(heads: Sequence[Head], drift: Drift) -> tuple[str, str] | None:
    """Claim ids of the two current figures that contradict each other most, the lower one first; None if none do.

    Compared are a toll's figures about the same day (an older one is lower because it is older), a stock's about the
    last days, an event's all.
    """
    heads = [head for head in heads if (figure_of(head.entry.words) or 0) > 0]
    if len(heads) < 2:
        return None
    newest = max(head.entry.day for head in heads)
    compared: dict[date, list[Head]] = defaultdict(list)
    for head in heads:
        if drift == "event" or (newest - head.entry.day).days <= FRESH_DAYS:
            compared[head.entry.day if drift == "toll" else newest].append(head)
    tolerance = TOLL_TOLERANCE if drift == "toll" else TOLERANCE
    ratio, lower, upper = max(_widest(together) for together in compared.values())
    return (lower, upper) if ratio > tolerance else None


def _widest(heads: Sequence[Head]) -> tuple[float, str, str]:
    """The highest floor over the lowest ceiling, and whose they are."""
    floor, upper = max((_floor(head), head.entry.words.claim_id) for head in heads)
    ceiling, lower = min((_ceiling(head), head.entry.words.claim_id) for head in heads)
    return floor / ceiling, lower, upper


def _floor(head: Head) -> float:
    words = head.entry.words
    if words.low is not None:
        return words.low
    return 0.0 if words.high is not None or words.point is None else words.point


def _ceiling(head: Head) -> float:
    words = head.entry.words
    if head.role == "bound":
        return math.inf
    if words.high is not None:
        return words.high
    return math.inf if words.low is not None or words.point is None else words.point
