"""What is one quantity: what a claim bears on, what is pooled, which episode and which place it belongs to.

Called by the flow, which keys claims by what they bear on, and by the ledger's readings.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from schemas.claim import NOT_POOLED, Claim, digest

# Whoever is counted here is also among those counted there.
BOUNDS_FROM_BELOW = {"killed": ("killed_or_wounded",), "wounded": ("killed_or_wounded",)}

# Days without a figure after which the next one is about another event. Measures that are not listed are stocks.
EPISODE_GAP_DAYS = {
    **dict.fromkeys(("killed", "wounded", "killed_or_wounded", "missing", "captured"), 60),
    **dict.fromkeys(("infected", "buildings_damaged"), 60),
    **dict.fromkeys(("evacuated", "rescued", "arrivals", "attacks", "votes"), 30),
    **dict.fromkeys(("arrested", "accidents"), 7),
    **dict.fromkeys(("demonstrators", "attendees", "police_deployed"), 3),
}


def bear(claim: Claim) -> tuple[Claim, ...]:
    """The messages that a claim makes on topic `claims`: itself, and a copy for each quantity it bounds from below.

    A copy has role `bound`, the other quantity as estimand, and ids of its own; its words stay as they were. Bounded
    are only totals with a lower end: «at most 300 killed» says nothing of how many were killed or wounded at least.
    """
    if claim.role == "bound" or claim.level != "level" or floor_of(claim.point, claim.low, claim.high) is None:
        return (claim,)
    copies = [claim]
    for measure in BOUNDS_FROM_BELOW.get(claim.measure, ()):
        estimand = f"{claim.subject}/{measure}"
        copies.append(
            claim.model_copy(
                update={
                    "estimand": estimand,
                    "role": "bound",
                    "claim_id": digest("bound", estimand, claim.claim_id),
                    "mention_id": digest("bound", estimand, claim.mention_id),
                }
            )
        )
    return tuple(copies)


def floor_of(point: float | None, low: float | None, high: float | None) -> float | None:
    """The least that the words allow, in their unit; None where they only say «at most» or nothing."""
    if low is not None:
        return low
    return None if point is None or high is not None else point


@lru_cache(maxsize=10_000)
def measure_of(estimand: str) -> str:
    """The measure within an estimand's id: `volkswagen/cost:eur` -> `cost`."""
    return estimand.split("/", 1)[1].split(":", 1)[0]


def is_pooled(estimand: str) -> bool:
    """False for what is listed and never pooled: shares, changes, rates."""
    return measure_of(estimand) not in NOT_POOLED


def day_of(as_of: str | None, reported: datetime) -> date:
    """The day a figure is about: the last day of the span it names, but no later than its report unless all of it is.

    Without a span, the day of the report (UTC). A span that is no date on the calendar counts as none.
    """
    said = reported.astimezone(UTC).date()
    if as_of is None:
        return said
    first, _, last = as_of.partition("/")
    try:
        return max(_first_day(first), min(_last_day(last or first), said))
    except ValueError:
        return said


def _first_day(text: str) -> date:
    return date.fromisoformat((text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10])


def _last_day(text: str) -> date:
    if len(text) == 10:
        return date.fromisoformat(text)
    year, month = int(text[:4]), int(text[5:7] or 12)
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def episodes(estimand: str, days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """The stretches of an event measure, as (first day, last day), oldest first; none for a stock.

    A property of the set of days alone: wherever two neighbours lie further apart than the measure's gap, one
    episode ends and the next begins.
    """
    gap = EPISODE_GAP_DAYS.get(measure_of(estimand))
    if gap is None:
        return ()
    stretches: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if stretches and (day - stretches[-1][1]).days <= gap:
            stretches[-1] = (stretches[-1][0], day)
        else:
            stretches.append((day, day))
    return tuple(stretches)


def lies_in(place: str | None, whole: str | None) -> bool:
    """Whether a place is `whole` or inside it; everything lies in the unnamed whole, the unnamed place only there."""
    return whole is None or place == whole or (place is not None and place.startswith(whole + "/"))
