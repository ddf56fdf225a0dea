"""Aging: a reading -> the same reading as of a later day, when no more was reported. Called by the door.

What was said stays as it is; how sure it is does not. All that this takes stands in the reading itself, so that it
costs the same however many claims are behind it.
"""

from datetime import date, datetime

from schemas import Estimate
from streams.estimate.estimate import days_between, hold, intervals, spread_around
from streams.estimate.fitted import FITTED
from streams.estimate.forecast import foresee
from streams.estimate.pooling import LEVELS, pool
from streams.estimate.voices import drift_of


def age(reading: Estimate, to: datetime) -> Estimate | None:
    """What `estimate` gives for the ledger behind this standing reading with `aged_to`, to the bit.

    A moment that is not later than the reading leaves it as it is. None where another episode has begun since, about
    which something was said ahead of it: then only the claims can tell.
    """
    if to <= reading.at:
        return reading
    today = to.date()
    if reading.episode and any(reading.episode < first <= today.isoformat() for first in reading.episodes):
        return None
    aged = reading.model_copy(
        update={
            "at": to,
            "age_days": None if reading.last_reported is None else days_between(reading.last_reported, to),
        }
    )
    if not reading.voices or today == reading.at.date():
        return aged
    start = date.fromisoformat(reading.episode) if reading.episode else today
    drift = drift_of(reading.estimand)
    foreseen = foresee(reading.voices, LEVELS, today, start, drift, FITTED)
    best, located = reading.best, None
    if reading.best is not None and reading.lowest and reading.highest:
        located = pool(reading.voices, today, start, drift, FITTED)
        best = hold(located, reading.lowest.value, reading.highest.value) if located else reading.best
    return aged.model_copy(
        update={
            "best": best,
            "interval": spread_around(best, located),
            "next_report": intervals(foreseen) if foreseen else (),
        }
    )
