"""Folding: one message on `claims` into a ledger -> the new ledger, what changed and why, and the rows to keep.

Called by the flow's gauge agent. State in, new state out: the old ledger stays as it was.
"""

from dataclasses import dataclass
from datetime import UTC

from schemas import Change, Claim, Reading
from schemas.change import Cause
from schemas.claim import digest
from streams.estimate.estimate import brief, glance, grasp
from streams.estimate.identity import day_of
from streams.estimate.ledger import Ledger
from streams.estimate.scene import set_scene, stretch_around
from streams.estimate.view import Stretch, carry_view, standing_stretch, standing_view

FEW = 3  # claims whose view is made anew sooner than kept: most ledgers never grow beyond
_NOTHING = Reading(best=None, low=None, high=None)


@dataclass(frozen=True)
class Step:
    """One message folded: the ledger with it, the change it made (None: no difference), the rows to write."""

    ledger: Ledger
    change: Change | None
    rows: dict[str, bytes]


def fold(ledger: Ledger, claim: Claim) -> Step:
    """One message more. Repeated or outdated messages give the same ledger, no change and no rows.

    Raises ValueError for a claim that bears on another estimand.
    """
    joined, rows = ledger.put(claim)
    if not rows:
        return Step(ledger, None, {})
    if len(joined.entries) > FEW:
        standing_view(ledger)
        known = ledger.mentions.get(claim.mention_id)
        if known is None or known.retracted or known.claim_id == claim.claim_id:  # else it also left another claim
            carry_view(ledger, joined, claim.claim_id)
    cause = _cause(ledger, joined, claim)
    change = None if cause is None else _change(ledger, joined, claim, cause)
    ledger.memo.pop("standing", None)  # nobody reads what is past
    if len(joined.entries) <= FEW:
        joined.memo.pop("view", None)
    return Step(joined, change, rows)


def _cause(before: Ledger, after: Ledger, claim: Claim) -> Cause | None:
    """Why the reading may have moved; None where what holds is what held."""
    old, new = before.mentions.get(claim.mention_id), after.mentions[claim.mention_id]
    if old == new or (new.retracted and (old is None or old.retracted)):
        ruled_out = new.retracted and new.rulings and not (old is not None and old.rulings)
        return "ruling" if ruled_out else None  # ruled on before it came: the history is to say so all the same
    if claim.ruled_by is not None and (old is None or (old.retracted, old.claim_id) != (new.retracted, new.claim_id)):
        return "ruling"
    if claim.retracted:
        return "correction" if _read_anew(after, claim, retracted=False) else "retraction"
    if old is not None and not old.retracted:
        return None if old.claim_id == new.claim_id else "correction"
    if _read_anew(after, claim, retracted=True):
        return "correction"
    if claim.claim_id in before.entries:
        return "mention"
    if claim.stance == "denies":
        return "denial"
    return "revision" if _replaces(after, claim) else "claim"


def _read_anew(ledger: Ledger, claim: Claim, *, retracted: bool) -> bool:
    """Whether this edition of the article also took away (or gave) another mention by the same claimant."""
    for mention_id in ledger.articles.get(claim.article_id or "", ()):
        mention = ledger.mentions[mention_id]
        if mention_id == claim.mention_id or mention.edition != claim.edition or mention.retracted != retracted:
            continue
        if mention.retracted and mention.rulings:  # a ruling took it away, not this edition
            continue
        if ledger.claims[mention.claim_id].claimant_id == claim.claimant_id:
            return True
    return False


def _replaces(after: Ledger, claim: Claim) -> bool:
    """Whether the claim is now its claimant's current figure in the standing reading, in place of an older one."""
    if len(after.entries) == 1:
        return False
    heads = standing_view(after).heads.values()
    return any(head.entry.words.claim_id == claim.claim_id and bool(head.before) for head in heads)


def _change(before: Ledger, after: Ledger, claim: Claim, cause: Cause) -> Change:
    old = before.mentions.get(claim.mention_id)
    entry = after.entries.get(claim.claim_id) or (before.entries.get(old.claim_id) if old else None)
    day = entry.day if entry else day_of(claim.as_of, claim.published)
    stretch = stretch_around(after, day) or stretch_around(before, day)
    return Change(
        change_id=digest(after.estimand, claim.mention_id, str(claim.edition), claim.extractor, cause),
        estimand=after.estimand,
        episode=stretch[0].isoformat() if stretch else None,
        place=claim.place,
        cause=cause,
        claim_id=claim.claim_id,
        mention_id=claim.mention_id,
        article_id=claim.article_id,
        claimant_id=claim.claimant_id,
        claimant=claim.claimant,
        outlet=claim.outlet,
        stance=claim.stance,
        phrase=claim.phrase,
        reported=claim.published.astimezone(UTC),
        before=_reading(before, stretch),
        after=_reading(after, stretch),
        revision=after.revision,
        rulings=claim.rulings if claim.ruled_by is None else (claim.ruled_by,),
    )


def _reading(ledger: Ledger, stretch: Stretch | None) -> Reading:
    """The three numbers of the episode that touches these days, wherever; nothing where there is none."""
    if not ledger.entries:
        return _NOTHING
    standing = standing_stretch(ledger) if stretch else None
    if stretch is None or (standing is not None and _overlap(standing, stretch)):
        return glance(ledger)
    days = [day for day in ledger.days if stretch[0] <= day <= stretch[1]]
    touched = stretch_around(ledger, max(days)) if days else None
    return brief(grasp(set_scene(ledger, episode=touched[0].isoformat()))) if touched else _NOTHING


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
