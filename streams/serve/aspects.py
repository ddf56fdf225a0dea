"""Readings computed from the stored claims: of any moment, day, place or episode, explained, or as a series.

Called by `reading`, inside a reading thread of the store. Each answers None where no claim is about what is wanted, and
raises EpisodeError for an episode that the estimand does not have.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Connection

from schemas import Claim, Estimate, Explanation, Figure, Mention, Ruling, WeighedClaim
from schemas.wire import decode
from streams.estimate import Ledger, Reason, age, estimate, explain, history, leans
from streams.serve import queries
from streams.serve.answers import (
    Aspect,
    ClaimantAnswer,
    ClaimantsAnswer,
    ExplainedAspect,
    HistoryAnswer,
    HistoryReading,
    HistoryStretch,
    LeanAnswer,
)
from streams.serve.paging import decode_key, encode_key
from streams.serve.problems import Refused

MOST_PRINTED = 20  # mentions of one claim that an explanation shows
MOST_RULED_OUT = 100  # mentions as they were read, likewise


def read_aspect(connection: Connection, standing: Estimate, aspect: Aspect, day: datetime) -> Estimate | None:
    """The reading of that aspect; the current one without a look at the claims, as of the door's day."""
    if aspect == Aspect() and (aged := age(standing, day)) is not None:
        return aged
    return _reading(_ledger(_claims(connection, standing), standing), standing, aspect, day)


def explain_aspect(
    connection: Connection, standing: Estimate, aspect: ExplainedAspect, day: datetime
) -> Explanation | None:
    """The reading of that aspect with a page of the claims behind it, the weightiest first."""
    claims = _claims(connection, standing)
    ledger = _ledger(claims, standing)
    ruled_out = sorted((c for c in claims if c.retracted and c.rulings), key=lambda c: (c.published, c.mention_id))
    reading = _reading(ledger, standing, aspect, day)
    if reading is None and not (ruled_out and standing.claims == 0):
        return None
    reasons = explain(ledger, aspect.at, aspect.place, aspect.episode, aspect.about, day) if reading else []
    reading = reading or standing  # rulings took all of it, which is what there is to explain
    first = _position_behind(aspect.after, reasons)
    shown = reasons[first : first + aspect.limit]
    held = ledger.entries.values() if aspect.at is None else ledger.until(aspect.at)
    printed = {(claim.claim_id, claim.mention_id): claim for claim in claims if not claim.retracted}
    mentions = {
        entry.words.claim_id: [printed[entry.words.claim_id, mention_id] for mention_id in entry.mentions]
        for entry in held
    }
    rulings = [queries.ruling(connection, ruling_id) for ruling_id in standing.rulings]
    return Explanation(
        estimate=reading,
        claims=tuple(_weigh(reason, mentions[reason.claim_id]) for reason in shown),
        next=encode_key((shown[-1].claim_id,)) if first + len(shown) < len(reasons) else None,
        ruled_out=tuple(ruled_out[:MOST_RULED_OUT]),
        rulings=tuple(decode(Ruling, ruling) for ruling in rulings if ruling is not None),
    )


def read_claimants(connection: Connection, standing: Estimate, aspect: Aspect, day: datetime) -> ClaimantsAnswer | None:
    """The claimants behind the reading of that aspect, the weightiest first."""
    ledger = _ledger(_claims(connection, standing), standing)
    reading = _reading(ledger, standing, aspect, day)
    if reading is None:
        return None
    asked = aspect.at, aspect.place, aspect.episode, aspect.about
    reasons = {reason.claim_id: reason for reason in explain(ledger, *asked, day)}
    lean_of = leans(ledger, *asked)
    weights: dict[str, float] = defaultdict(float)
    for claim_id, reason in reasons.items():
        weights[ledger.claims[claim_id].claimant_id] += reason.weight
    figures: dict[str, list[Figure]] = defaultdict(list)
    for figure in reading.latest:
        figures[figure.claimant_id].append(figure)
    rows = [
        ClaimantAnswer(
            claimant_id=claimant_id,
            claimant=said[0].claimant,
            claimant_kind=said[0].claimant_kind,
            figures=tuple(said),
            weight=min(weights[claimant_id], 1.0),  # a sum of shares may be off by a rounding
            why=reasons[said[0].claim_id].why,
            independent=not reasons[said[0].claim_id].copied,
            lean=LeanAnswer(**lean_of[claimant_id]._asdict()),
        )
        for claimant_id, said in figures.items()
    ]
    return ClaimantsAnswer(
        estimand=reading.estimand,
        unit=reading.unit,
        at=reading.at,
        place=reading.place,
        episode=reading.episode,
        claimants=tuple(sorted(rows, key=lambda row: (-row.weight, row.claimant_id))),
    )


def read_history(connection: Connection, standing: Estimate, wanted: HistoryStretch) -> HistoryAnswer | None:
    """The readings of the estimand at the ends of days that brought a report."""
    ledger = _ledger(_claims(connection, standing), standing)
    readings = history(ledger, most=wanted.points, place=wanted.place, episode=wanted.episode)
    rows = tuple(
        HistoryReading(
            at=reading.at,
            episode=reading.episode,
            best=reading.best,
            interval=reading.interval,
            lowest=reading.lowest.value if reading.lowest else None,
            highest=reading.highest.value if reading.highest else None,
            claimants=reading.claimants,
        )
        for reading in readings
        if reading.claims  # the place may have come up later than the estimand
    )
    if not rows:
        return None
    return HistoryAnswer(estimand=standing.estimand, place=wanted.place, unit=standing.unit, readings=rows)


def _claims(connection: Connection, standing: Estimate) -> list[Claim]:
    return [decode(Claim, value) for value in queries.ledger(connection, standing.estimand)]


def _ledger(claims: Sequence[Claim], standing: Estimate) -> Ledger:
    ledger = Ledger.empty(standing.estimand)
    for claim in claims:
        ledger, _ = ledger.put(claim)
    return ledger


def _reading(ledger: Ledger, standing: Estimate, aspect: Aspect, day: datetime) -> Estimate | None:
    if not ledger.claims:
        return None
    reading = estimate(ledger, aspect.at, aspect.place, aspect.episode, aspect.about, day)
    # The store keeps each mention's last state only; the ledger also counts claims that a correction replaced.
    return reading.model_copy(update={"revision": standing.revision}) if reading.claims else None


def _position_behind(after: str | None, reasons: Sequence[Reason]) -> int:
    """Where the page behind the claim that `after` names begins."""
    key = decode_key(after, str)
    if key is None:
        return 0
    for position, reason in enumerate(reasons, start=1):
        if reason.claim_id == key[0]:
            return position
    raise Refused(400, f"after={after!r} names a claim that is not behind this reading; begin with the first page.")


def _weigh(reason: Reason, mentions: Sequence[Claim]) -> WeighedClaim:
    mentions = sorted(mentions, key=lambda claim: (claim.published, claim.mention_id))
    words = mentions[0]
    return WeighedClaim(
        claim_id=reason.claim_id,
        weight=reason.weight,
        why=reason.why,
        claimant_id=words.claimant_id,
        claimant=words.claimant,
        claimant_kind=words.claimant_kind,
        stance=words.stance,
        level=words.level,
        point=words.point,
        low=words.low,
        high=words.high,
        modifier=words.modifier,
        place=words.place,
        as_of=words.as_of,
        mentions=len(mentions),
        rulings=tuple(sorted({ruling_id for claim in mentions for ruling_id in claim.rulings})),
        printed=tuple(_mention(claim) for claim in mentions[:MOST_PRINTED]),
    )


def _mention(claim: Claim) -> Mention:
    return Mention(
        mention_id=claim.mention_id,
        article_id=claim.article_id,
        outlet=claim.outlet,
        url=claim.url,
        published=claim.published,
        field=claim.field,
        phrase=claim.phrase,
        start=claim.start,
        end=claim.end,
        sentence=claim.sentence,
        sentence_start=claim.sentence_start,
        sentence_end=claim.sentence_end,
    )
