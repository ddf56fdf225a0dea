"""What a ruling names: from the ids that people see to what it was read as, which is what a ruling holds on to.

Functions of a connection, run by `Store.ask` in a reading thread; each raises `Refused` for what can't be ruled on.
"""

from sqlite3 import Connection
from typing import Any

import orjson

from schemas import Claim, Ruling, RulingSubmission
from schemas.ruling import Correction, Expression, RuledClaimant, Shown, sentence_digest
from schemas.wire import decode
from streams.estimate import Rulebook, bear
from streams.serve import queries
from streams.serve.problems import Refused


def resolve(connection: Connection, given: RulingSubmission, named: str | None) -> dict[str, Any]:
    """The fields of a `Ruling` that say what it is about and what it changes.

    `named` is the claimant's id that goes with the name given, for claimants that nobody has heard of yet.
    """
    if given.action == "merge_estimands":
        return _merge_estimands(connection, given)
    if given.action == "merge_claimants":
        return _merge_claimants(connection, given)
    assert given.claim is not None, "checked with the submission"
    about = _about(connection, given.claim)
    if given.action == "set":
        about["correction"] = Correction(
            **given.model_dump(include={"subject", "measure", "place", "no_place", "value"}),
            claimant=_ruled_claimant(connection, given.claimant, named) if given.claimant else None,
        )
    return about


def read_merges(connection: Connection) -> Rulebook:
    """The merges in force."""
    rulings = [decode(Ruling, value) for value in queries.merges(connection)]
    return Rulebook({ruling.ruling_id: ruling for ruling in rulings})


def _about(connection: Connection, name: str) -> dict[str, Any]:
    """The expression that a mention's id names, or the claims, as read, that a claim's id names."""
    found = _claims(connection, "mention_id = ?", name)
    if found:
        read = _as_read(connection, found[0])
        return {"expression": _expression(connection, read), "shown": _shown(found[0])}
    found = _claims(connection, "claim_id = ?", name)
    if not found:
        raise Refused(404, f"No claim that holds has the id {name!r}; …/claims of an estimate lists them with theirs.")
    read_as = {_as_read(connection, claim).claim_id for claim in found}
    return {"claims": tuple(sorted(read_as)), "shown": _shown(found[0])}


def _claims(connection: Connection, where: str, *values: str | int | None) -> list[Claim]:
    """Mentions that hold, or that rulings took out, the first printed first."""
    rows = connection.execute(
        f"SELECT value FROM claims WHERE {where} AND (ruled OR NOT retracted) ORDER BY published, mention_id", values
    )
    return [decode(Claim, value) for (value,) in rows]


def _as_read(connection: Connection, claim: Claim) -> Claim:
    """The claim as it was read, for its own estimand."""
    if claim.read_as is not None:
        (claim, *_) = _claims(connection, "mention_id = ?", claim.read_as)
    if claim.role == "own":
        return claim
    if claim.article_id is not None:
        beside = _claims(connection, "article_id = ? AND role = 'own'", claim.article_id)
    else:
        moment = round(claim.published.timestamp() * 1_000_000)
        beside = _claims(connection, "article_id IS NULL AND role = 'own' AND published = ?", moment)
    for own in beside:
        if any(copy.mention_id == claim.mention_id for copy in bear(own)):
            return own
    raise Refused(404, f"What {claim.claim_id!r} is a bound from is not known any more; rule on the figure itself.")


def _expression(connection: Connection, read: Claim) -> Expression:
    """What finds the claim's expression again."""
    start = read.start - read.sentence_start
    others = _claims(connection, "article_id = ? AND role = 'own'", read.article_id)
    spoken = {
        one.claimant_id for one in others if (one.field, one.start) == (read.field, read.start) and not one.read_as
    }
    return Expression(
        mention_id=read.mention_id,
        article_id=read.article_id,
        sentence=sentence_digest(read.sentence),
        start=start,
        end=start + read.end - read.start,
        claimant_id=read.claimant_id if len(spoken) > 1 else None,
    )


def _shown(claim: Claim) -> Shown:
    return Shown(claim_id=claim.claim_id, estimand=claim.estimand, claimant=claim.claimant, phrase=claim.phrase)


def _ruled_claimant(connection: Connection, given: str, named: str | None) -> RuledClaimant:
    known = _claimant(connection, given)
    if known is not None:
        return known
    claimant_id = named or given
    met = _claimant(connection, claimant_id)
    return RuledClaimant(claimant_id=claimant_id, name=given, kind=met.kind if met else None)


def _claimant(connection: Connection, claimant_id: str) -> RuledClaimant | None:
    """A claimant by id; None where no claim names it."""
    row = connection.execute("SELECT name, kind FROM claimants WHERE claimant_id = ?", (claimant_id,)).fetchone()
    return RuledClaimant(claimant_id=claimant_id, name=row[0], kind=row[1]) if row else None


def _merge_claimants(connection: Connection, given: RulingSubmission) -> dict[str, Any]:
    known = {}
    for name in (given.merged, given.into):
        known[name] = _claimant(connection, name or "")
        if known[name] is None:
            raise Refused(422, f"No claim names the claimant {name!r}; claims show each claimant's claimant_id.")
    _refuse_circle(given, {name: merge.into for name, merge in read_merges(connection).claimants.items()})
    goes_on = known[given.into]
    return {"merged": given.merged, "into": given.into, "kind": goes_on.kind if goes_on else None}


def _merge_estimands(connection: Connection, given: RulingSubmission) -> dict[str, Any]:
    kinds = {}
    for name in (given.merged, given.into):
        value = queries.estimate(connection, name or "")
        if value is None:
            raise Refused(422, f"There is no claim about {name!r}; /v1/estimates lists what is known.")
        estimate = orjson.loads(value)
        kinds[name] = (estimate["kind"], estimate["unit"])
    (kind, unit), (other, other_unit) = kinds[given.merged], kinds[given.into]
    if (kind, unit) != (other, other_unit):
        raise Refused(
            422,
            f"{given.merged!r} is a {kind} in {unit or 'no unit'}, {given.into!r} a {other} in "
            f"{other_unit or 'no unit'}: they can't be one.",
        )
    _refuse_circle(given, {name: merge.into for name, merge in read_merges(connection).estimands.items()})
    return {"merged": given.merged, "into": given.into}


def _refuse_circle(given: RulingSubmission, leads: dict[str, str]) -> None:
    end = leads.get(given.into or "")
    if end == given.merged:
        raise Refused(
            422, f"{given.into!r} is merged into {given.merged!r} already; withdraw that ruling to turn it round."
        )
