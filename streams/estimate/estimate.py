"""Estimates: ledger -> reading. A pure function of the claims in the ledger and of what is asked.

Called by the flow for the standing reading and by the door for any other moment, place or episode.
"""

import statistics
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from schemas import Estimate, Figure, Interval, Reading
from schemas.estimate import Voice
from streams.estimate.clash import clash_of
from streams.estimate.entries import Entry, Words
from streams.estimate.fitted import FITTED
from streams.estimate.forecast import foresee
from streams.estimate.hearing import hear
from streams.estimate.identity import is_pooled, measure_of
from streams.estimate.ledger import Ledger
from streams.estimate.pooling import LEVELS, Pooled, pool
from streams.estimate.scene import Scene, set_scene, standing_scene
from streams.estimate.view import Head
from streams.estimate.voices import drift_of, figure_of


def estimate(
    ledger: Ledger,
    at: datetime | None = None,
    place: str | None = None,
    episode: str | None = None,
    about: date | None = None,
    aged_to: datetime | None = None,
) -> Estimate:
    """The reading of a ledger as known at a moment (None: its latest report), for a place, an episode and a day.

    With `aged_to` and without `at`: as known at the latest report and aged to that later moment. Claims reported
    after `at`, or about a day after `about` (None: the day of `at`, and what is ahead of it), are left out. The episode
    is named by its first day; None: the current one. Raises EpisodeError for one that isn't there, and ValueError for a
    ledger that never held a claim.
    """
    if at is None and place is None and episode is None and about is None and aged_to is None:
        known = ledger.memo.pop("standing", None)  # from `glance`; handed out once, so that no ledger keeps it
        if known is not None:
            return _read(ledger, *known)
    scene = set_scene(ledger, at, place, episode, about, aged_to)
    return _read(ledger, scene, grasp(scene))


def glance(ledger: Ledger) -> Reading:
    """The three numbers of the standing reading, for far less than all of it. Computed once a ledger."""
    known: Reading | None = ledger.memo.get("reading")
    if known is None:
        scene = standing_scene(ledger)
        gist = grasp(scene)
        ledger.memo["standing"] = scene, gist
        ledger.memo["reading"] = known = brief(gist)
    return known


class Gist(NamedTuple):
    """What a reading says at heart, and the heads and voices that it says it from."""

    heads: list[Head]  # of independent claimants, the newest first
    own: list[Head]  # that assert the quantity itself
    bounds: list[Head]  # that assert «at least»
    lowest: tuple[float, Words] | None
    highest: tuple[float, Words] | None
    voices: tuple[Voice, ...]
    located: Pooled | None
    best: float | None


def grasp(scene: Scene) -> Gist:
    """The gist of the reading of a scene."""
    heads = scene.view.independent(FITTED.same_article_days)
    if len(heads) > 1:
        heads.sort(key=lambda head: (head.entry.order, head.role), reverse=True)
    asserted = [head for head in heads if head.entry.words.stance == "asserts"]
    own = [head for head in asserted if head.role == "own"]
    bounds = [head for head in asserted if head.role == "bound"]
    lowest = min(_ends(own, lowest=True), key=_by_figure, default=None)
    # «At least» is no low figure, but a high one.
    highest = max(_ends(asserted if own else own, lowest=False), key=_by_figure, default=None)
    if not is_pooled(scene.estimand):
        return Gist(heads, own, bounds, lowest, highest, (), None, None)
    voices = hear(scene.estimand, scene.view, heads, scene.aside)
    located = pool(voices, scene.today, scene.start, drift_of(scene.estimand), FITTED)
    best = None
    if lowest and highest:
        if located:
            best = hold(located, lowest[0], highest[0])
        else:  # nobody's figure is above zero: there is no log scale to pool on
            best = statistics.median_low(figure_of(head.entry.words) or 0.0 for head in own)
    return Gist(heads, own, bounds, lowest, highest, voices, located, best)


def brief(gist: Gist) -> Reading:
    """The three numbers of a reading that people watch."""
    low, high = gist.lowest, gist.highest
    return Reading(best=gist.best, low=low[0] if low else None, high=high[0] if high else None)


def _read(ledger: Ledger, scene: Scene, gist: Gist) -> Estimate:
    view, stretch = scene.view, scene.view.scope.stretch
    pooled = is_pooled(scene.estimand)
    drift = drift_of(scene.estimand)
    kind, unit = ledger.kind_and_unit
    clash = clash_of([*gist.own, *gist.bounds], drift) if pooled else None
    spread = spread_around(gist.best, gist.located)
    foreseen = foresee(gist.voices, LEVELS, scene.today, scene.start, drift, FITTED)
    # In one go: a model for each of its parts would be checked twice.
    return Estimate.model_validate(
        {
            "estimand": scene.estimand,
            "subject": scene.estimand.split("/", 1)[0],
            "measure": measure_of(scene.estimand),
            "kind": kind,
            "unit": unit,
            "episode": stretch[0].isoformat() if stretch else None,
            "place": view.scope.place,
            "at": scene.at,
            "pooled": pooled,
            "best": gist.best,
            "interval": spread,
            "next_report": intervals(foreseen) if foreseen else (),
            "lowest": _extreme(gist.lowest),
            "highest": _extreme(gist.highest),
            "claimants": len({head.entry.words.claimant_id for head in gist.heads}),
            "claims": view.claims,
            "mentions": view.mentions,
            "outlets": len(view.outlets) - ("" in view.outlets),
            "latest": tuple(_figure(head, ruled=bool(ledger.rulings)) for head in gist.heads),
            "contested": clash is not None,
            "clash": clash,
            "first_reported": view.first,
            "last_reported": view.last,
            "age_days": None if view.last is None else days_between(view.last, scene.at),
            "revision": ledger.revision,
            "places": tuple(sorted(view.scope.wholes - {view.scope.place})),
            "episodes": tuple(first.isoformat() for first, _ in scene.stretches),
            "voices": gist.voices,
            "rulings": tuple(sorted(ledger.rulings)),
            "note": _note(pooled, gist, view.claims),
        }
    )


def hold(located: Pooled, lowest: float, highest: float) -> float:
    """The best figure: no lower and no higher than anything that is asserted."""
    return min(max(located.best, lowest), highest)


def spread_around(best: float | None, located: Pooled | None) -> tuple[Interval, ...]:
    """The intervals around the best figure, each wide enough to hold it; none where it can't be told."""
    if best is None or located is None:
        return ()
    return tuple(
        Interval(percent=one.percent, low=min(one.low, best), high=max(one.high, best))
        for one in intervals(located.quantiles)
    )


def intervals(quantiles: Sequence[float]) -> tuple[Interval, ...]:
    """50, 80 and 95 % from the quantiles at LEVELS."""
    ends = ((50, quantiles[2], quantiles[4]), (80, quantiles[1], quantiles[5]), (95, quantiles[0], quantiles[6]))
    return tuple(Interval(percent=percent, low=low, high=high) for percent, low, high in ends)


def days_between(earlier: datetime, later: datetime) -> int:
    """Whole days; 0 where the later is not."""
    return max((later - earlier).days, 0)


def _ends(heads: Sequence[Head], *, lowest: bool) -> list[tuple[float, Words]]:
    """Of each head the lower or upper end of its words where they give both, else the figure; none without one."""
    found = []
    for head in heads:
        words = head.entry.words
        if words.point is None and words.low is not None and words.high is not None:
            found.append((words.low if lowest else words.high, words))
        elif (figure := figure_of(words)) is not None:
            found.append((figure, words))
    return found


def _by_figure(end: tuple[float, Words]) -> tuple[float, str]:
    return end[0], end[1].claim_id


def _extreme(end: tuple[float, Words] | None) -> dict[str, Any] | None:
    if end is None:
        return None
    value, words = end
    return {
        "value": value,
        "claimant_id": words.claimant_id,
        "claimant": words.claimant,
        "claim_id": words.claim_id,
    }


def _figure(head: Head, *, ruled: bool) -> Figure:
    """What the head says, for the reading; `ruled` tells whether any mention in the ledger is. Made once a head."""
    known: Figure | None = head.memo.get("figure")
    if known is not None:
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
        rulings=tuple(sorted(_rulings_of(head.entry))) if ruled else (),
    )
    return found


def _rulings_of(entry: Entry) -> set[str]:
    return {one for mention in entry.mentions.values() if mention.rulings for one in mention.rulings.split("+")}


def _note(pooled: bool, gist: Gist, claims: int) -> str | None:
    if not pooled:
        return "listed, not pooled: figures of this kind don't add up to one"
    if not gist.own:
        if gist.bounds:
            return "only lower bounds are asserted"
        return "nobody asserts a figure that holds" if claims else "no claims"
    return "one claimant only" if len({head.entry.words.claimant_id for head in gist.own}) == 1 else None
