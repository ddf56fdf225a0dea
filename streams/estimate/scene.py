"""Scenes: what a reading is made from, for a moment, a place, an episode and a day.

Called by `estimate` and `reasons`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from streams.estimate.entries import Entry
from streams.estimate.identity import episodes, lies_in
from streams.estimate.ledger import Ledger
from streams.estimate.view import Head, Stretch, View, current_stretch, look, standing_view


class EpisodeError(LookupError):
    """The estimand has no episode of that name; `Estimate.episodes` lists those it has."""


@dataclass(frozen=True)
class Scene:
    """What a reading is made from: the claims in view, the voices aside, and the day in question."""

    estimand: str
    view: View
    entries: Iterable[Entry]  # all claims that were known then, of whatever place and episode
    aside: tuple[Head, ...]  # heads for other places of the same quantity
    at: datetime
    today: date
    start: date  # first day of the episode; of a stock, which has none, the same as `today`
    stretches: tuple[Stretch, ...]


def set_scene(
    ledger: Ledger,
    at: datetime | None = None,
    place: str | None = None,
    episode: str | None = None,
    about: date | None = None,
    aged_to: datetime | None = None,
) -> Scene:
    """The scene that a reading with these arguments of `estimate` is made from."""
    if at is None and place is None and episode is None and about is None and aged_to is None:
        return standing_scene(ledger)
    latest = _latest(ledger)
    moment = (at or (latest if aged_to is None else max(latest, aged_to))).astimezone(UTC)
    today = about or moment.date()
    if at is None and about is None:
        entries: Iterable[Entry] = ledger.entries.values()
        stretches = ledger.episodes
    else:
        entries = [entry for entry in ledger.until(moment) if about is None or entry.day <= about]
        stretches = episodes(ledger.estimand, [entry.day for entry in entries])
    stretch = named_stretch(ledger.estimand, stretches, episode) if episode else current_stretch(stretches, today)
    aside: tuple[Head, ...] = ()
    if place is not None:
        elsewhere = (entry for entry in entries if entry.words.place and not lies_in(entry.words.place, place))
        aside = tuple(look(None, stretch, elsewhere).heads.values())
    view = look(place, stretch, entries)
    return Scene(ledger.estimand, view, entries, aside, moment, today, stretch[0] if stretch else today, stretches)


def standing_scene(ledger: Ledger) -> Scene:
    """The scene of the whole ledger as of its latest report, of its current episode, wherever."""
    moment = _latest(ledger)
    view, today = standing_view(ledger), moment.date()
    start = view.scope.stretch[0] if view.scope.stretch else today
    return Scene(ledger.estimand, view, ledger.entries.values(), (), moment, today, start, ledger.episodes)


def stretch_around(ledger: Ledger, day: date) -> Stretch | None:
    """The episode that holds this day; None for a stock, or where no claim is about it."""
    for stretch in ledger.episodes:
        if stretch[0] <= day <= stretch[1]:
            return stretch
    return None


def named_stretch(estimand: str, stretches: Sequence[Stretch], episode: str) -> Stretch:
    """The stretch that begins on this day (ISO 8601). Raises EpisodeError where none does."""
    for stretch in stretches:
        if stretch[0].isoformat() == episode:
            return stretch
    has = ", ".join(first.isoformat() for first, _ in stretches) or "none, it is a stock"
    raise EpisodeError(f"{estimand} has no episode {episode}; it has {has}")


def _latest(ledger: Ledger) -> datetime:
    if not ledger.claims:
        raise ValueError(f"{ledger.estimand}: nothing was ever claimed, so there is nothing to read")
    return ledger.latest or max(words.published for words in ledger.claims.values())
