"""Fitted parameters of the model, by version. Written by `benchmarks/fit.py`; what they mean: docs/method.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of claimant: what its figures lie above the middle of all, and how widely they scatter."""

    name: str
    lean: float
    scatter: float  # in units of the common one


@dataclass(frozen=True)
class Parameters:
    """All lengths are on log10 of the figure (0.3 is a factor of two), all times in days."""

    version: int
    fade: float  # power by which a report's weight falls with its age
    aside: float  # weight of a figure for another place of the same quantity
    newest_high: float  # of one toll's reports the higher are the newer: weight e^(-this) per unit below the highest
    growth: float  # a toll grows by this power of the time since its event
    onset: float  # days that such an event has lasted when first reported
    repeat: float  # scale of the difference between two reports that agree
    drift: float  # growth of that scale per power of ten of the days between them
    disagree: float  # share of reports that don't agree with the one they follow
    apart: float  # scale of the difference between two that don't
    kinds: tuple[Kind, ...]  # of claimant
    same_article_days: int = 3  # apart within which near-duplicate articles are one; set, not fitted

    @cached_property
    def kind_by_name(self) -> Mapping[str, Kind]:
        """The kinds that have a lean of their own."""
        return {kind.name: kind for kind in self.kinds}
