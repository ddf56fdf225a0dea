"""Estimates: ledger -> reading. A pure function of the claims in the ledger and of what is asked.

Called by the flow for the standing reading and by the door for any other moment, place or episode.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from schemas import Estimate, Extreme, Figure
from streams.estimate.identity import episodes, is_pooled, measure_of
from streams.estimate.ledger import Entry, Ledger
from streams.estimate.pooling import best_of, clash_of, figure_of
from streams.estimate.view import Head, Stretch, View, current_stretch, look, standing_view


class EpisodeError(LookupError):
    """The estimand has no episode of that name; `Estimate.episodes` lists those it has."""


def estimate(
    ledger: Ledger, at: datetime | None = None, place: str | None = None, episode: str | None = None
) -> Estimate:
    """The reading of a ledger at a moment (None: as of its latest report), for a place and an episode.

    Claims reported after `at` are left out. The episode is named by its first day; None: the current one. Raises
    EpisodeError for one that isn't there, and ValueError for a ledger that never held a claim.
    """
    if not ledger.claims:
        raise ValueError(f"{ledger.estimand}: nothing was ever claimed, so there is nothing to read")
    standing = at is None and place is None and episode is None
    known = ledger.memo.get("estimate") if standing else None
    if isinstance(known, Estimate):
        return known
    moment = at or ledger.latest or max(words.published for words in ledger.claims.values())
    moment = moment.astimezone(UTC)
    entries = ledger.entries.values() if at is None else list(ledger.until(moment))
    days = ledger.days if at is None else {entry.day for entry in entries}
    stretches = episodes(ledger.estimand, days)
    stretch = _named(ledger.estimand, stretches, episode) if episode else current_stretch(stretches, moment.date())
    view = standing_view(ledger) if standing else look(place, stretch, entries)
    reading = _reading(ledger, view, moment, stretches)
    if standing:
        ledger.memo["estimate"] = reading
    return reading


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


def _reading(ledger: Ledger, view: View, at: datetime, stretches: Sequence[Stretch]) -> Estimate:
    heads = view.heads.values()
    asserted = [head for head in heads if head.entry.words.stance == "asserts"]
    own = sorted((head for head in asserted if head.role == "own"), key=lambda head: head.entry.words.claim_id)
    bounds = sorted((head for head in asserted if head.role == "bound"), key=lambda head: head.entry.words.claim_id)
    pooled = is_pooled(ledger.estimand)
    kind, unit = ledger.kind_and_unit
    stretch = view.scope.stretch
    clash = clash_of(own, bounds) if pooled else None
    current = sorted(heads, key=lambda head: (head.entry.order, head.role), reverse=True)
    return Estimate(
        estimand=ledger.estimand,
        subject=ledger.estimand.split("/", 1)[0],
        measure=measure_of(ledger.estimand),
        kind=kind,
        unit=unit,
        episode=stretch[0].isoformat() if stretch else None,
        place=view.scope.place,
        at=at,
        pooled=pooled,
        best=best_of(own, bounds) if pooled else None,
        interval=(),
        lowest=_extreme(own, lowest=True),
        highest=_extreme([*own, *bounds] if own else [], lowest=False),  # «at least» is no low figure, but a high one
        claimants=len({claimant_id for claimant_id, _, _ in view.heads}),
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
        episodes=tuple(first.isoformat() for first, _ in stretches),
        note=_note(pooled, own, bounds, view),
    )


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
    return figure_of(head)


def _figure(head: Head) -> Figure:
    entry: Entry = head.entry
    words = entry.words
    return Figure(
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


def _note(pooled: bool, own: Sequence[Head], bounds: Sequence[Head], view: View) -> str | None:
    if not pooled:
        return "listed, not pooled: figures of this kind don't add up to one"
    if not own:
        if bounds:
            return "only lower bounds are asserted"
        return "nobody asserts a figure that holds" if view.claims else "no claims"
    return "one claimant only" if len({head.entry.words.claimant_id for head in own}) == 1 else None
