"""The rulebook: what the rulings in force make of a claim as it was read. Pure: any order of rulings, the same book.

Called by the flow before it keys claims. A claim that no ruling touches passes as it is. Of one that a ruling touches,
the mention as it was read is retracted, and what the ruling makes of it (if anything) is asserted as a mention of its
own beside it, so that a withdrawal only has to put back what was never overwritten.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from schemas.claim import Claim, digest, estimand_id, identify
from schemas.ruling import Correction, Ruling
from streams.estimate.identity import bear

RULED = 1.0  # chance that a claim is read rightly once a person has set what was not


class Merge(NamedTuple):
    """Where a name leads now, and the rulings that lead there."""

    into: str
    kind: str | None  # of the claimant that goes on
    rulings: tuple[str, ...]


@dataclass(frozen=True)
class Rulebook:
    """The latest state of every ruling, withdrawn ones included. Equal books hold the same."""

    rulings: Mapping[str, Ruling] = field(default_factory=dict)

    def put(self, ruling: Ruling) -> "Rulebook":
        """The book with one message more; the same book where that is repeated or outdated."""
        known = self.rulings.get(ruling.ruling_id)
        if known is not None and known.rank >= ruling.rank:
            return self
        return Rulebook({**self.rulings, ruling.ruling_id: ruling})

    @cached_property
    def in_force(self) -> tuple[Ruling, ...]:
        """The rulings that hold, the earliest first."""
        return tuple(sorted((r for r in self.rulings.values() if not r.withdrawn), key=lambda ruling: ruling.order))

    @cached_property
    def estimands(self) -> Mapping[str, Merge]:
        """Where each merged estimand leads."""
        return _lead(ruling for ruling in self.in_force if ruling.action == "merge_estimands")

    @cached_property
    def claimants(self) -> Mapping[str, Merge]:
        """Where each merged claimant leads."""
        return _lead(ruling for ruling in self.in_force if ruling.action == "merge_claimants")

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What any ruling in force speaks of: ids of claims and of articles, or of rows' mentions, and merged names.

        A claim that has none of these is touched by no ruling.
        """
        return frozenset(name for ruling in self.in_force for name in subjects_of(ruling))

    def shape(self, claim: Claim) -> tuple[Claim, ...]:
        """The messages that a claim (as read, for its own estimand) makes on topic `claims`; see `bear`.

        Without a ruling that touches it, these are what it bears. Else what it bears is retracted, each message with
        the rulings that took it out, and what is left of it after them asserted, with the mention that it was read as.
        """
        borne = bear(claim)
        ruled, rulings = self._correct(claim)
        if not rulings:
            return tuple(message for one in borne for message in self._lead_on(one, borne[0].estimand))
        gone = tuple(one.model_copy(update={"retracted": True, "rulings": rulings}) for one in borne)
        if ruled is None:
            return gone
        moved = (self._move(one) for one in bear(ruled))
        return gone + tuple(one for one in moved if one.role == "own" or one.estimand != ruled.estimand)

    def _correct(self, claim: Claim) -> tuple[Claim | None, tuple[str, ...]]:
        """The claim after all rulings, None where it is rejected; and the rulings that had a say."""
        about = self._targeting(claim)
        if rejections := tuple(sorted(r.ruling_id for r in about if r.action == "reject")):
            return None, rejections
        update, named = _corrections(about)
        confidence = RULED if named else claim.confidence
        speaker = self.claimants.get(update.get("claimant_id", claim.claimant_id))
        if speaker is not None:
            update |= {"claimant_id": speaker.into, "claimant_kind": speaker.kind or claim.claimant_kind}
            named.update(speaker.rulings)
        estimand = claim.estimand
        if update.keys() & {"subject", "measure"}:
            subject, measure = update.get("subject", claim.subject), update.get("measure", claim.measure)
            estimand = estimand_id(subject, measure, claim.unit, claim.counted)
        if (merge := self.estimands.get(estimand)) is not None:
            estimand = merge.into
            update |= _parts(estimand)
            named.update(merge.rulings)
        if not named:
            return claim, ()
        rulings = tuple(sorted(named))
        update |= {"estimand": estimand, "confidence": confidence, "rulings": rulings}
        update |= {"mention_id": digest("ruled", claim.mention_id), "read_as": claim.mention_id}
        return _identified(claim.model_copy(update=update)), rulings

    def _targeting(self, claim: Claim) -> list[Ruling]:
        """The rulings in force on this claim or this expression of it, the earliest first."""
        if self.subjects.isdisjoint((claim.claim_id, claim.article_id or claim.mention_id)):
            return []
        return [
            ruling
            for ruling in self.in_force
            if claim.claim_id in ruling.claims or (ruling.expression is not None and ruling.expression.holds(claim))
        ]

    def _lead_on(self, claim: Claim, own: str) -> tuple[Claim, ...]:
        """A message whose claim nobody ruled on, led on where its estimand (as a bounded one's may be) is merged."""
        if claim.role == "own" or claim.estimand not in self.estimands:
            return (claim,)
        rulings = self.estimands[claim.estimand].rulings
        gone = claim.model_copy(update={"retracted": True, "rulings": rulings})
        moved = claim.model_copy(
            update={"mention_id": digest("ruled", claim.mention_id), "read_as": claim.mention_id, "rulings": rulings}
        )
        led = self._move(moved)
        return (gone,) if led.estimand == own else (gone, led)

    def _move(self, claim: Claim) -> Claim:
        """A bound's copy in the estimand that its own was merged into."""
        merge = self.estimands.get(claim.estimand) if claim.role == "bound" else None
        if merge is None:
            return claim
        return claim.model_copy(
            update={
                "estimand": merge.into,
                "claim_id": digest("bound", merge.into, claim.claim_id),
                "rulings": tuple(sorted({*claim.rulings, *merge.rulings})),
            }
        )


def subjects_of(ruling: Ruling) -> tuple[str, ...]:
    """What a ruling speaks of, as in `Rulebook.subjects`."""
    if ruling.merged is not None:
        return (ruling.merged,)
    if ruling.expression is not None:
        return (ruling.expression.article_id or ruling.expression.mention_id,)
    return ruling.claims


def _corrections(rulings: Iterable[Ruling]) -> tuple[dict[str, Any], set[str]]:
    """What the rulings, the earliest first, set, and those of them that had the last word on something."""
    update: dict[str, Any] = {}
    last: dict[str, str] = {}  # group of fields -> the ruling that set them last
    for ruling in rulings:
        for name, fields in _fields_of(ruling.correction or Correction()).items():
            update |= fields
            last[name] = ruling.ruling_id
    return update, set(last.values())


def _fields_of(correction: Correction) -> dict[str, dict[str, Any]]:
    """Per thing that is set, the fields of a claim that say it."""
    fields: dict[str, dict[str, Any]] = {}
    if correction.subject is not None:
        fields["subject"] = {"subject": correction.subject}
    if correction.measure is not None:
        fields["measure"] = {"measure": correction.measure}
    if correction.place is not None or correction.no_place:
        fields["place"] = {"place": correction.place}
    if (who := correction.claimant) is not None:
        fields["claimant"] = {"claimant_id": who.claimant_id, "claimant_kind": who.kind, "claimant": who.name}
        fields["claimant"] |= {"claimant_start": None, "claimant_end": None}  # the text names another there, or none
    if correction.value is not None:
        fields["value"] = correction.value.model_dump()
    return fields


def _identified(claim: Claim) -> Claim:
    """The claim with the id that belongs to what it says now."""
    claim_id = identify(
        estimand=claim.estimand,
        claimant_id=claim.claimant_id,
        point=claim.point,
        low=claim.low,
        high=claim.high,
        modifier=claim.modifier,
        stance=claim.stance,
        level=claim.level,
        place=claim.place,
        as_of=claim.as_of,
    )
    return claim.model_copy(update={"claim_id": claim_id})


def _parts(estimand: str) -> dict[str, str]:
    subject, _, rest = estimand.partition("/")
    return {"subject": subject, "measure": rest.partition(":")[0]}


def _lead(merges: Iterable[Ruling]) -> dict[str, Merge]:
    """Per merged name where it leads in the end. Of two merges of one name the later holds; one that would close a
    circle with earlier ones does nothing.
    """
    latest: dict[str, Ruling] = {}
    for ruling in merges:
        latest[ruling.merged or ""] = ruling
    steps: dict[str, Ruling] = {}

    def follow(name: str) -> tuple[str, list[Ruling]]:
        path = []
        while (step := steps.get(name)) is not None:
            path.append(step)
            name = step.into or ""
        return name, path

    for name, ruling in sorted(latest.items(), key=lambda pair: pair[1].order):
        if follow(ruling.into or "")[0] != name:
            steps[name] = ruling
    ends = {name: follow(name) for name in steps}
    return {
        name: Merge(end, path[-1].kind, tuple(sorted(step.ruling_id for step in path)))
        for name, (end, path) in ends.items()
    }
