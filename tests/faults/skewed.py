"""`python -m tests.faults.skewed run`: Pegel on a machine whose clock is off by TEST_CLOCK_OFF_SECONDS."""

import os
import time
from datetime import datetime, timedelta, tzinfo
from typing import Self

import streams.service
from streams.cli import main

OFF = float(os.environ["TEST_CLOCK_OFF_SECONDS"])
right_time = time.time


class Skewed(datetime):
    """A datetime whose `now` is wrong."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """The moment that this machine takes for the present."""
        return super().now(tz) + timedelta(seconds=OFF)


if __name__ == "__main__":  # and not one of its extracting processes, which import this as well
    time.time = lambda: right_time() + OFF
    streams.service.datetime = Skewed  # type: ignore[misc, assignment]
    main()
