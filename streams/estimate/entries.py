"""Entries: a claim as the ledger holds it, its mentions, and the rows in which both are kept.

Called by `ledger`; the rest of the room reads them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import orjson
from immutables import Map

from schemas.claim import Claim, Kind, Modifier, Stance
from streams.estimate.identity import day_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PRECISE: dict[Modifier, int] = {"exact": 3, "approx": 3, "range": 2, "vague": 0}


class Words(NamedTuple):
    """What a claim says, once for all its mentions: as its first printing has it."""

    published: datetime
    mention_id: str
    claim_id: str
    claimant_id: str
    claimant: str | None
    claimant_kind: str | None
    stance: Stance
    role: str
    phrase: str
    point: float | None
    low: float | None
    high: float | None
    modifier: Modifier
    kind: Kind
    unit: str | None
    level: str
    place: str | None
    as_of: str | None
    outlet: str | None
    sketch: str | None = None  # of that printing, where the article speaks in its own voice
    confidence: float = 1.0  # chance that it was read rightly
    ruled: bool = False  # whether a ruling put them so


class Mention(NamedTuple):
    """The state of one mention. Compared as a tuple, so the fields before `claim_id` are its rank."""

    edition: int
    reader: int  # version number of the extractor: a newer one overrules an older on the same edition
    retracted: bool  # at equal rank a retraction holds
    claim_id: str
    published: datetime
    outlet: str
    article_id: str
    known: datetime  # since when this state is; the publication, unless a later version of the article brought it
    rulings: str = ""  # ids, joined by "+", of those that made it what it is, or took it out


class Entry(NamedTuple):
    """One claim that holds: its words and what its mentions add up to.

    Of one claimant's figures the one with the highest `order` is his current one: about the latest day, then first
    said latest, then the most precise («11.000» over «Tausende» in one article), then by id.
    """

    words: Words
    first: datetime
    last: datetime
    outlets: Map[str, int]
    mentions: Map[str, Mention]
    day: date  # it is about
    order: tuple[date, datetime, int, str]


def entry_of(claim: Claim) -> Entry:
    """The claim with this one mention."""
    return gather(words_of(claim), {claim.mention_id: mention_of(claim)})


def gather(words: Words, mentions: Mapping[str, Mention]) -> Entry:
    """The claim with these words and mentions."""
    if len(mentions) == 1:
        (mention,) = mentions.values()
        return make_entry(words, mention.published, mention.published, Map({mention.outlet: 1}), Map(mentions))
    outlets: dict[str, int] = {}
    for mention in mentions.values():
        outlets[mention.outlet] = outlets.get(mention.outlet, 0) + 1
    published = [mention.published for mention in mentions.values()]
    return make_entry(words, min(published), max(published), Map(outlets), Map(mentions))


def make_entry(
    words: Words, first: datetime, last: datetime, outlets: Map[str, int], mentions: Map[str, Mention]
) -> Entry:
    day = day_of(words.as_of, first)
    order = (day, first, _PRECISE.get(words.modifier, 1), words.claim_id)
    return Entry(words, first, last, outlets, mentions, day, order)


def words_of(claim: Claim) -> Words:
    return Words(
        published=claim.published.astimezone(UTC),
        mention_id=claim.mention_id,
        claim_id=claim.claim_id,
        claimant_id=claim.claimant_id,
        claimant=claim.claimant,
        claimant_kind=claim.claimant_kind,
        stance=claim.stance,
        role=claim.role,
        phrase=claim.phrase,
        point=claim.point,
        low=claim.low,
        high=claim.high,
        modifier=claim.modifier,
        kind=claim.kind,
        unit=claim.unit,
        level=claim.level,
        place=claim.place,
        as_of=claim.as_of,
        outlet=claim.outlet,
        sketch=None if claim.claimant else claim.sketch,
        confidence=claim.confidence,
        ruled=claim.read_as is not None,
    )


def mention_of(claim: Claim) -> Mention:
    _, _, version = claim.extractor.rpartition("/")
    published = claim.published.astimezone(UTC)
    return Mention(
        edition=claim.edition,
        reader=int(version) if version.isdecimal() else 0,
        retracted=claim.retracted,
        claim_id=claim.claim_id,
        published=published,
        outlet=claim.outlet or "",
        article_id=claim.article_id or "",
        known=published if claim.known is None else max(published, claim.known.astimezone(UTC)),
        rulings="+".join(claim.rulings),
    )


def precedes(one: Words, other: Words) -> bool:
    """Whether `one` was printed earlier; the row itself breaks a tie between versions of one article.

    What a ruling made comes last, or its withdrawal would leave its words behind.
    """
    if one.ruled != other.ruled:
        return other.ruled
    if one[:2] != other[:2]:  # when and in which mention
        return one[:2] < other[:2]
    return write_words(one) < write_words(other)


def write_words(words: Words) -> bytes:
    """The row of a claim: a JSON list of its fields, moments in microseconds since 1970; `ruled` only where it is."""
    return orjson.dumps((_microseconds(words.published), *(words[1:] if words.ruled else words[1:-1])))


def join_states(one: Iterable[Mention], other: Iterable[Mention]) -> tuple[Mention, ...]:
    """All states of a mention that hold at some moment, the one that holds now first.

    A state never holds where a higher one was known no later than it.
    """
    kept: list[Mention] = []
    for state in sorted({*one, *other}, reverse=True):
        if not kept or state.known < kept[-1].known:
            kept.append(state)
    return tuple(kept)


def write_states(states: Sequence[Mention]) -> bytes:
    """The row of a mention, likewise: its state, and behind it those that it had before."""
    now, *before = (_write_state(state) for state in states)
    return orjson.dumps((*now, *before))


def _write_state(state: Mention) -> list[Any]:
    *rank, published, outlet, article_id, known, rulings = state
    row = [*rank, _microseconds(published), outlet, article_id]
    if rulings:
        return [*row, _microseconds(known), rulings]
    return row if known == published else [*row, _microseconds(known)]


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def read_words(row: bytes) -> Words:
    published, *rest = orjson.loads(row)
    return Words(_EPOCH + published * _MICROSECOND, *rest)


def read_states(row: bytes) -> tuple[Mention, ...]:
    """The inverse of `write_states`."""
    fields = orjson.loads(row)
    before = [field for field in fields if isinstance(field, list)]
    now = fields[: len(fields) - len(before)]
    return tuple(_read_state(*state) for state in (now, *before))


def _read_state(
    edition: int,
    reader: int,
    retracted: bool,
    claim_id: str,
    published: int,
    outlet: str,
    article_id: str,
    known: int | None = None,
    rulings: str = "",
) -> Mention:
    moment = _EPOCH + published * _MICROSECOND
    since = moment if known is None else _EPOCH + known * _MICROSECOND
    return Mention(edition, reader, retracted, claim_id, moment, outlet, article_id, since, rulings)
