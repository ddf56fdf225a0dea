"""Reasons: every claim behind a reading, with the weight it had and why. Called by the door and `pegel explain`."""

from datetime import date, datetime
from typing import NamedTuple

from streams.estimate.entries import Entry
from streams.estimate.estimate import grasp
from streams.estimate.fitted import FITTED
from streams.estimate.identity import is_pooled
from streams.estimate.ledger import Ledger
from streams.estimate.pooling import weigh
from streams.estimate.scene import set_scene
from streams.estimate.view import Head, View
from streams.estimate.voices import drift_of


class Reason(NamedTuple):
    """One claim in the place, the episode and the time of a reading."""

    claim_id: str
    weight: float  # its share of the say in where the best figure lies, 0 to 1; the shares add up to 1
    why: str
    copied: bool  # its claimant's current figure, but a reprint or taken over: another's word


def explain(
    ledger: Ledger,
    at: datetime | None = None,
    place: str | None = None,
    episode: str | None = None,
    about: date | None = None,
    aged_to: datetime | None = None,
) -> list[Reason]:
    """All claims behind the reading that `estimate` gives for the same arguments, the weightiest first.

    Raises as `estimate` does.
    """
    scene = set_scene(ledger, at, place, episode, about, aged_to)
    gist = grasp(scene)
    weights = weigh(gist.voices, scene.start, drift_of(ledger.estimand), FITTED)
    heads = {head.entry.words.claim_id: head for head in scene.view.heads.values()}
    independent = {head.entry.words.claim_id for head in gist.heads}
    found = []
    for entry in scene.view.all_of(scene.entries):
        claim_id = entry.words.claim_id
        weight = weights.get(claim_id, 0.0)
        copied = _copied(entry, heads.get(claim_id), claim_id in independent, scene.view)
        why = (
            _why(claim_id in heads)
            if weight
            else copied or _why_not(entry, heads.get(claim_id))
            if is_pooled(ledger.estimand)
            else "listed, not pooled"
        )
        found.append(Reason(claim_id, weight, why, copied is not None))
    return sorted(found, key=lambda reason: (-reason.weight, reason.claim_id))


def _why(current: bool) -> str:
    return "counts" if current else "counts: what its claimant says now is taken over from another"


def _copied(entry: Entry, head: Head | None, independent: bool, view: View) -> str | None:
    """Whose word a claimant's current figure is, in words; None where it is his own, or no figure for the total."""
    if head is None or head.role == "bound" or entry.words.level != "level" or entry.words.stance != "asserts":
        return None
    if not independent:
        return "a reprint of what another outlet printed first"
    return "taken over from another claimant, with whom it counts" if view.own_word(head) is not entry else None


def _why_not(entry: Entry, head: Head | None) -> str:
    words = entry.words
    if words.level != "level":
        return f"no total: {'an increment' if words.level == 'increment' else f'a {words.level}'}"
    if words.stance != "asserts":
        return f"apart: it {words.stance}" if words.stance != "hypothetical" else "apart: it only supposes"
    if head is None:
        return "replaced by a newer figure of its claimant"
    if head.role == "bound":
        return "says «at least», for it speaks of a part"
    return "no say: not above zero, or too many newer figures"
