"""The strip in a row of the board: where figures lie around the best estimate, on a logarithmic axis.

The axis of every row goes from a tenth of its best to ten times that, so that how unsure rows are can be compared.
"""

import math
from typing import NamedTuple, Self

from streams.serve.answers import Listing

WIDTH = 200.0
DECADES = 1.0  # to either side of the best


class Strip(NamedTuple):
    """Places from 0 to WIDTH: the 80 % interval, and the extremes of what is asserted."""

    low: float
    high: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, listing: Listing) -> Self | None:
        """The strip of a row; None where there is no best or it is not above zero."""
        best, interval = listing.best, listing.interval
        if best is None or best <= 0 or interval is None:
            return None

        def place(value: float | None) -> float:
            if value is None or value <= 0:
                return 0.0
            decades = max(-DECADES, min(DECADES, math.log10(value / best)))
            return round(WIDTH * (decades + DECADES) / (2 * DECADES), 1)

        return cls(place(interval.low), place(interval.high), place(listing.lowest), place(listing.highest))
