"""Clashes: which two current figures contradict each other most. Called by `estimate`."""

import math
from collections.abc import Sequence

from streams.estimate.view import Head
from streams.estimate.voices import figure_of

# Figures about days this far apart need not agree: the quantity itself may have moved.
FRESH_DAYS = 7
# Rounding and wording: figures closer than this ratio don't contradict each other.
TOLERANCE = 1.1


def clash_of(own: Sequence[Head], bounds: Sequence[Head]) -> tuple[str, str] | None:
    """Claim ids of the two current figures that contradict each other most, the lower one first; None if none do."""
    heads = [head for head in (*own, *bounds) if figure_of(head.entry.words) is not None]
    if not heads:
        return None
    newest = max(head.entry.day for head in heads)
    heads = [head for head in heads if (newest - head.entry.day).days <= FRESH_DAYS]
    floor, upper = max((_floor(head), head.entry.words.claim_id) for head in heads)
    ceiling, lower = min((_ceiling(head), head.entry.words.claim_id) for head in heads)
    return (lower, upper) if ceiling > 0 and floor > ceiling * TOLERANCE else None


def _floor(head: Head) -> float:
    words = head.entry.words
    if words.low is not None:
        return words.low
    return -math.inf if words.high is not None or words.point is None else words.point


def _ceiling(head: Head) -> float:
    words = head.entry.words
    if head.role == "bound":
        return math.inf
    if words.high is not None:
        return words.high
    return math.inf if words.low is not None or words.point is None else words.point
