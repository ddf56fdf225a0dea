"""History: the readings of a ledger day by day, as a series for plotting. Called by the door."""

from datetime import UTC, date, datetime, time

from schemas import Estimate
from streams.estimate.estimate import estimate
from streams.estimate.identity import episodes
from streams.estimate.ledger import Ledger
from streams.estimate.scene import named_stretch
from streams.estimate.view import Stretch


def history(ledger: Ledger, most: int = 120, place: str | None = None, episode: str | None = None) -> list[Estimate]:
    """The readings at the end of each day that brought a report, oldest first; of more than `most`, evenly thinned.

    The latest is always among them. With an episode, from its first report on. Raises EpisodeError for one that the
    ledger does not have. O(most x claims).
    """
    stretch = named_stretch(ledger.estimand, ledger.episodes, episode) if episode else None
    days: set[date] = set()
    for entry in ledger.entries.values():
        if stretch is None or stretch[0] <= entry.day <= stretch[1]:
            days.update(mention.published.date() for mention in entry.mentions.values())
    step = max(1, -(-len(days) // most))
    kept = sorted(days, reverse=True)[::step]
    readings = []
    for day in reversed(kept):
        end = datetime.combine(day, time.max, UTC)
        name = _name_at(ledger, end, stretch) if stretch else None
        readings.append(estimate(ledger, at=end, place=place, episode=name))
    return readings


def _name_at(ledger: Ledger, at: datetime, stretch: Stretch) -> str:
    """What an episode that has begun was called at a moment: a claim that came later may have made it begin earlier."""
    known = episodes(ledger.estimand, (entry.day for entry in ledger.until(at)))
    return next(first for first, last in known if first <= stretch[1] and stretch[0] <= last).isoformat()
