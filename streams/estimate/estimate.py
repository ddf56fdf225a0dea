"""Estimates: ledger -> reading. A pure function of the claims in the ledger and of what is asked.

Called by the flow for the standing reading and by the door for any other moment, place or episode.
"""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from schemas import Estimate, Extreme, Figure, Interval
from streams.estimate.clash import clash_of
from streams.estimate.entries import Entry
from streams.estimate.fitted import FITTED
from streams.estimate.forecast import foresee
from streams.estimate.identity import episodes, is_pooled, measure_of
from streams.estimate.ledger import Ledger
from streams.estimate.pooling import LEVELS, Pooled, pool, truth_voices
from streams.estimate.view import Head, Stretch, View, current_stretch, look, standing_view
from streams.estimate.voices import drift_of, figure_of, is_report, voices_of


class EpisodeError(LookupError):
    """The estimand has no episode of that name; `Estimate.episodes` lists those it has."""


def estimate(
    ledger: Ledger,
    at: datetime | None = None,
    place: str | None = None,
    episode: str | None = None,
    about: date | None = None,
) -> Estimate:
    """The reading of a ledger as known at a moment (None: its latest report), for a place, an episode and a day.

    Claims reported after `at`, or about a day after `about` (None: the day of `at`, and what is ahead of it), are
    left out. The episode is named by its first day; None: the current one. Raises EpisodeError for one that isn't
    there, and ValueError for a ledger that never held a claim.
    """
    if at is None and place is None and episode is None and about is None:
        known = ledger.memo.pop("estimate", None)  # `fold` has made it; handed out once, so that no ledger keeps it
        if isinstance(known, Estimate):
            return known
    return _reading(ledger, set_scene(ledger, at, place, episode, about))


def history(ledger: Ledger, most: int = 120, place: str | None = None, episode: str | None = None) -> list[Estimate]:
    """The readings at the end of each day that brought a report, oldest first; of more than `most`, evenly thinned.

    The latest is always among them. With an episode, from its first report on. Raises EpisodeError for one that the
    ledger does not have. O(most x claims).
    """
    stretch = _named(ledger.estimand, episodes(ledger.estimand, ledger.days), episode) if episode else None
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


@dataclass(frozen=True)
class Scene:
    """What a reading is made from: the claims in view, the voices aside, and the day in question."""

    view: View
    entries: Iterable[Entry]  # all claims that were known then, of whatever place and episode
    aside: tuple[Head, ...]  # heads for other places of the same quantity
    at: datetime
    today: date
    start: date  # first day of the episode; of a stock, which has none, the same as `today`
    stretches: tuple[Stretch, ...]


def set_scene(ledger: Ledger, at: datetime | None, place: str | None, episode: str | None, about: date | None) -> Scene:
    """The scene that a reading with these arguments of `estimate` is made from."""
    if not ledger.claims:
        raise ValueError(f"{ledger.estimand}: nothing was ever claimed, so there is nothing to read")
    moment = at or ledger.latest or max(words.published for words in ledger.claims.values())
    moment = moment.astimezone(UTC)
    today = about or moment.date()
    if at is None and about is None:
        entries, days = ledger.entries.values(), ledger.days.keys()
    else:
        entries = [entry for entry in ledger.until(moment) if about is None or entry.day <= about]
        days = [entry.day for entry in entries]
    stretches = episodes(ledger.estimand, days)
    stretch = _named(ledger.estimand, stretches, episode) if episode else current_stretch(stretches, today)
    aside: tuple[Head, ...] = ()
    if at is None and place is None and episode is None and about is None:
        view = standing_view(ledger)
    else:
        view = look(place, stretch, entries)
    if place is not None:
        elsewhere = (entry for entry in entries if entry.words.place != place and entry.words.place is not None)
        aside = tuple(look(None, stretch, elsewhere).heads.values())
    start = stretch[0] if stretch else today
    return Scene(view, entries, aside, moment, today, start, stretches)


def stretch_around(ledger: Ledger, day: date) -> Stretch | None:
    """The episode that holds this day; None for a stock, or where no claim is about it."""
    for stretch in episodes(ledger.estimand, ledger.days):
        if stretch[0] <= day <= stretch[1]:
            return stretch
    return None


def _named(estimand: str, stretches: Sequence[Stretch], episode: str) -> Stretch:
    for stretch in stretches:
        if stretch[0].isoformat() == episode:
            return stretch
    has = ", ".join(first.isoformat() for first, _ in stretches) or "none, it is a stock"
    raise EpisodeError(f"{estimand} has no episode {episode}; it has {has}")


def _reading(ledger: Ledger, scene: Scene) -> Estimate:
    view = scene.view
    heads = view.independent(FITTED.same_article_days)
    own, bounds = _asserted(heads)
    pooled = is_pooled(ledger.estimand)
    kind, unit = ledger.kind_and_unit
    stretch = view.scope.stretch
    clash = clash_of([*own, *bounds], drift_of(ledger.estimand)) if pooled else None
    lowest = _extreme(own, lowest=True)
    highest = _extreme([*own, *bounds] if own else [], lowest=False)  # «at least» is no low figure, but a high one
    located = locate(ledger.estimand, scene, heads)
    best, interval = _where_it_lies(located, own, lowest, highest) if pooled else (None, ())
    current = sorted(heads, key=lambda head: (head.entry.order, head.role), reverse=True)
    return Estimate(
        estimand=ledger.estimand,
        subject=ledger.estimand.split("/", 1)[0],
        measure=measure_of(ledger.estimand),
        kind=kind,
        unit=unit,
        episode=stretch[0].isoformat() if stretch else None,
        place=view.scope.place,
        at=scene.at,
        pooled=pooled,
        best=best,
        interval=interval,
        next_report=_next_report(ledger.estimand, scene, heads) if pooled else (),
        lowest=lowest,
        highest=highest,
        claimants=len({head.entry.words.claimant_id for head in heads}),
        claims=view.claims,
        mentions=view.mentions,
        outlets=len(view.outlets) - ("" in view.outlets),
        latest=tuple(_figure(head) for head in current),
        contested=clash is not None,
        clash=clash,
        first_reported=view.first,
        last_reported=view.last,
        revision=ledger.revision,
        places=tuple(sorted(view.scope.wholes - {view.scope.place})),
        episodes=tuple(first.isoformat() for first, _ in scene.stretches),
        note=_note(pooled, own, bounds, view),
    )


def locate(estimand: str, scene: Scene, heads: Sequence[Head] | None = None) -> Pooled | None:
    """Where the truth lies, from what is asserted in a scene; None where it can't be told."""
    if not is_pooled(estimand):
        return None
    own, bounds = _asserted(scene.view.independent(FITTED.same_article_days) if heads is None else heads)
    return pool(truth_voices(scene.view, own, bounds), scene.today, scene.start, drift_of(estimand), FITTED)


def _asserted(heads: Iterable[Head]) -> tuple[list[Head], list[Head]]:
    """The figures asserted for the quantity itself and those that bound it, each by claim id."""
    asserted = sorted(
        (head for head in heads if head.entry.words.stance == "asserts"), key=lambda head: head.entry.words.claim_id
    )
    return [head for head in asserted if head.role == "own"], [head for head in asserted if head.role == "bound"]


def _where_it_lies(
    located: Pooled | None, own: Sequence[Head], lowest: Extreme | None, highest: Extreme | None
) -> tuple[float | None, tuple[Interval, ...]]:
    """The best figure, between the extremes of what is asserted, and the intervals around it."""
    if lowest is None or highest is None:
        return None, ()
    if located is None:  # nobody's figure is above zero: there is no log scale to pool on
        return statistics.median_low(figure_of(head.entry.words) or 0.0 for head in own), ()
    best = min(max(located.best, lowest.value), highest.value)
    return best, _intervals(located.quantiles, best)


def _next_report(estimand: str, scene: Scene, heads: Iterable[Head]) -> tuple[Interval, ...]:
    heads = [head for head in heads if is_report(head.entry.words, estimand)]
    voices = voices_of(head for head in heads if head.role == "own")
    parts = [head for head in heads if head.role == "bound" and head.entry.words.role == "own"]
    elsewhere = [head for head in scene.aside if head.role == "own" and is_report(head.entry.words, estimand)]
    if not voices:
        return ()
    voices += voices_of([*parts, *elsewhere], aside=True)
    found = foresee(voices, LEVELS, scene.today, scene.start, drift_of(estimand), FITTED)
    return _intervals(found, None) if found else ()


def _intervals(quantiles: Sequence[float], best: float | None) -> tuple[Interval, ...]:
    """50, 80 and 95 % from the quantiles at LEVELS, each wide enough to hold `best`."""
    ends = [(50, quantiles[2], quantiles[4]), (80, quantiles[1], quantiles[5]), (95, quantiles[0], quantiles[6])]
    if best is not None:
        ends = [(percent, min(low, best), max(high, best)) for percent, low, high in ends]
    return tuple(Interval(percent=percent, low=low, high=high) for percent, low, high in ends)


def _extreme(heads: Sequence[Head], *, lowest: bool) -> Extreme | None:
    stated = [(figure, head.entry.words) for head in heads if (figure := _end_of(head, lowest=lowest)) is not None]
    if not stated:
        return None
    pick = min if lowest else max
    figure, words = pick(stated, key=lambda pair: (pair[0], pair[1].claim_id))
    return Extreme(value=figure, claimant_id=words.claimant_id, claimant=words.claimant, claim_id=words.claim_id)


def _end_of(head: Head, *, lowest: bool) -> float | None:
    """The lower or upper end of a claim's words where it gives both, else its figure."""
    words = head.entry.words
    if words.point is None and words.low is not None and words.high is not None:
        return words.low if lowest else words.high
    return figure_of(head.entry.words)


def _figure(head: Head) -> Figure:
    """What the head says, for the reading."""
    known = head.memo.get("figure")
    if isinstance(known, Figure):
        return known
    entry = head.entry
    words = entry.words
    head.memo["figure"] = found = Figure(
        claim_id=words.claim_id,
        claimant_id=words.claimant_id,
        claimant=words.claimant,
        claimant_kind=words.claimant_kind,
        outlet=words.outlet,
        stance=words.stance,
        role="bound" if head.role == "bound" else "own",
        phrase=words.phrase,
        point=words.point,
        low=words.low,
        high=words.high,
        modifier=words.modifier,
        place=words.place,
        as_of=words.as_of,
        first_reported=entry.first,
        last_reported=entry.last,
        mentions=len(entry.mentions),
        revised=head.revised,
    )
    return found


def _note(pooled: bool, own: Sequence[Head], bounds: Sequence[Head], view: View) -> str | None:
    if not pooled:
        return "listed, not pooled: figures of this kind don't add up to one"
    if not own:
        if bounds:
            return "only lower bounds are asserted"
        return "nobody asserts a figure that holds" if view.claims else "no claims"
    return "one claimant only" if len({head.entry.words.claimant_id for head in own}) == 1 else None
