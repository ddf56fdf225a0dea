"""Pooling: the current figures of all claimants -> one best figure, and where they contradict each other.

Called by `estimate`; knows figures and words, nothing of mentions or articles.
"""

import math
from collections.abc import Sequence

from streams.estimate.view import Head

# Figures about days this far apart need not agree: the quantity itself may have moved.
FRESH_DAYS = 7
# Rounding and wording: figures closer than this ratio don't contradict each other.
TOLERANCE = 1.1


def figure_of(head: Head) -> float | None:
    """The one number that stands for a claim: its point, the geometric middle of its range, or its only end."""
    words = head.entry.words
    if words.point is not None:
        return words.point
    if words.low is not None and words.high is not None:
        return _middle(words.low, words.high)
    return words.low if words.low is not None else words.high


def best_of(own: Sequence[Head], bounds: Sequence[Head]) -> float | None:
    """Median on the log scale of what is asserted; None where nobody states the quantity itself.

    A lower bound has a say only where it lies above that median: a part can't be larger than the whole.
    """
    figures = sorted(figure for head in own if (figure := figure_of(head)) is not None)
    best = _median(figures)
    if best is None:
        return None
    floors = [figure for head in bounds if (figure := figure_of(head)) is not None and figure > best]
    return _median(sorted(figures + floors))


def clash_of(own: Sequence[Head], bounds: Sequence[Head]) -> tuple[str, str] | None:
    """Claim ids of the two current figures that contradict each other most, the lower one first; None if none do."""
    heads = [head for head in (*own, *bounds) if figure_of(head) is not None]
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


def _median(figures: Sequence[float]) -> float | None:
    if not figures:
        return None
    return _middle(figures[(len(figures) - 1) // 2], figures[len(figures) // 2])


def _middle(low: float, high: float) -> float:
    """The geometric middle; the arithmetic one where an end is not above zero."""
    if low == high:
        return low
    return math.sqrt(low) * math.sqrt(high) if low > 0 and high > 0 else (low + high) / 2
