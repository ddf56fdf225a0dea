"""Plans: what a version of an article, or a ruling, asserts and retracts, given what was read before. Pure.

Called by the stages for articles, gathered rows and rulings, which keep the `Reading` that a plan leaves.
"""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from schemas import Claim
from schemas.claim import digest
from schemas.wire import encode
from streams.estimate import Rulebook, bear

Key = tuple[str, str]  # estimand and mention id


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """What one article message says, ready to be compared with the version read before it. So is a gathered row."""

    key: str  # id of the article, or of the row's mention
    received: datetime
    known: datetime  # since when it says so, if it is not the first version
    edition: int  # rank of this version, in microseconds; see `Article.edition`
    fingerprint: str  # of all but the receipt, and of what read it: equal for the same article sent twice
    url: str | None
    language: str
    language_known: bool  # False: there is no lexicon, so no claim could be read
    claims: tuple[tuple[str, str, str, bytes], ...]  # estimand, mention id, fingerprint of the claim, message
    live: str  # the claims for their own estimands, as `revive` reads them, to rule on them or retract them later
    tags: str  # short digests of all that a ruling could name them by, apart by blanks


@dataclass(frozen=True, slots=True)
class Reading:
    """A row of the tables `readings` and `gathered`: which version was read last, and what it said."""

    tags: str
    edition: int  # of the article
    claim_edition: int  # of the claims; above the article's where that was read again with newer tables, or ruled on
    fingerprint: str
    live: str
    known: str | None = None  # since when this version is, ISO 8601; None: it is the first, known since its publication

    def to_row(self) -> bytes:
        """The row as JSON; `tags_of_row` relies on its beginning."""
        fields = (self.tags, self.edition, self.claim_edition, self.fingerprint, self.live, self.known)
        return json.dumps(fields).encode()

    @classmethod
    def from_row(cls, row: bytes) -> "Reading":
        """The inverse of `to_row`."""
        return cls(*json.loads(row))


def join_readings(_: bytes, one: bytes, other: bytes) -> bytes:
    """Of two rows of a table, the one of the version read later."""
    first, second = Reading.from_row(one), Reading.from_row(other)
    newer = (first.edition, first.claim_edition) > (second.edition, second.claim_edition)
    return one if newer else other


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: claims to send (key, message), and the row to keep; None: nothing changes."""

    outcome: str
    messages: Sequence[tuple[str, bytes]] = ()
    reading: Reading | None = None


class Standing(NamedTuple):
    """One message that holds on topic `claims`."""

    fingerprint: str
    claim: Claim


class Ready(NamedTuple):
    """The same, encoded already, for the edition that is being read."""

    fingerprint: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Book:
    """A rulebook with the tags of all that it speaks of."""

    rules: Rulebook
    tags: frozenset[str]

    def touches(self, tags: str) -> bool:
        """False where no ruling in force speaks of anything that has these tags."""
        return bool(self.tags) and not self.tags.isdisjoint(tags.split(" "))


def tagged(rules: Rulebook) -> Book:
    """The rulebook with its tags."""
    return Book(rules, frozenset(map(tag, rules.subjects)))


def read_claims(claims: Iterable[Claim]) -> tuple[tuple[tuple[str, str, str, bytes], ...], str, str]:
    """`claims`, `live` and `tags` of an `ArticleRead`."""
    rows, kept, names = [], [], set()
    for claim in claims:
        message = encode(claim)
        fields = orjson.loads(message)
        fingerprint = fingerprint_of(fields)
        kept.append((fingerprint, fields))
        rows.append((claim.estimand, claim.mention_id, fingerprint, message))
        names |= {claim.claim_id, claim.article_id or claim.mention_id, claim.estimand, claim.claimant_id}
        for copy in bear(claim)[1:]:
            rows.append((copy.estimand, copy.mention_id, digest(fingerprint, copy.estimand), encode(copy)))
            names.add(copy.estimand)
    return tuple(rows), _pack(kept), " ".join(sorted(map(tag, names)))


def fingerprint_of(fields: Mapping[str, Any]) -> str:
    """Equal for claims that differ in nothing but in which version of what they were read from."""
    said = {name: value for name, value in fields.items() if name not in ("edition", "extractor", "known")}
    return digest(orjson.dumps(said).decode())


def revive(live: str) -> list[tuple[str, Claim]]:
    """The claims that `ArticleRead.live` holds, each with its fingerprint."""
    if not live:
        return []
    rows = orjson.loads(zlib.decompress(base64.b64decode(live)))
    return [(fingerprint, Claim.model_validate(row, extra="ignore")) for fingerprint, row in rows]


def tag(name: str) -> str:
    """Eight hexadecimal digits that stand for a name; two names that share them cost time, never rightness."""
    return f"{zlib.crc32(name.encode()):08x}"


NO_RULINGS = tagged(Rulebook())


def tags_of_row(row: bytes) -> str:
    """The tags of a reading, without the rest of its row."""
    return row[2 : row.index(b'"', 2)].decode()


def plan(before: Reading | None, now: ArticleRead, book: Book = NO_RULINGS) -> Plan:
    """What to do about a version of an article, given what was read of it before.

    A late older version and the same version again do nothing; a newer one, or the same one read by a newer extractor
    or with other tables, asserts the claims that are new or different and retracts those that are gone. What a newer
    version says is known since then; what a newer extractor reads in the same version, as long as that version is.
    """
    if before is not None and now.edition < before.edition:
        return Plan("outdated")
    if before is not None and now.fingerprint == before.fingerprint:
        return Plan("repeated")
    edition = now.edition if before is None else max(now.edition, before.claim_edition + 1)
    known = None if before is None else before.known if now.edition == before.edition else now.known.isoformat()
    live = now.live if before is None else _date(now.live, before.live, known)
    reading = Reading(now.tags, now.edition, edition, now.fingerprint, live, known)
    if not now.claims and (before is None or not before.live):
        return Plan("read" if now.language_known else "no lexicon", reading=reading)
    held = stand(before.live, book.rules) if before else {}
    holding: Mapping[Key, Standing | Ready]
    if book.touches(now.tags) or before is not None:
        holding = stand(live, book.rules)
    else:  # the messages as they were made in another process
        holding = {(estimand, mention): Ready(said, message) for estimand, mention, said, message in now.claims}
    messages = _differences(held, holding, {"edition": edition, "known": known and datetime.fromisoformat(known)})
    return Plan("read" if before is None else "replaced", messages, reading)


def replan(reading: Reading, before: Book, after: Book, ruling_id: str) -> Plan:
    """What to do about a reading when a ruling makes one book of the other."""
    edition = reading.claim_edition + 1
    held, holding = stand(reading.live, before.rules), stand(reading.live, after.rules)
    messages = _differences(held, holding, {"edition": edition, "ruled_by": ruling_id})
    return Plan("ruled", messages, replace(reading, claim_edition=edition)) if messages else Plan("untouched")


def stand(live: str, rules: Rulebook) -> dict[Key, Standing]:
    """The messages that hold on topic `claims` under the rules, for the claims that were read."""
    standing: dict[Key, Standing] = {}
    for fingerprint, claim in revive(live):
        for message in rules.shape(claim):
            if message.rulings:
                said = fingerprint_of(orjson.loads(encode(message)))
            else:
                said = fingerprint if message is claim else digest(fingerprint, message.estimand)
            standing[message.estimand, message.mention_id] = Standing(said, message)
    return standing


def _date(live: str, before: str, known: str | None) -> str:
    """What a version says, with since when each claim is known: as before where it is the same, else as given."""
    former = {(claim.mention_id, said): claim.known for said, claim in revive(before)}
    since = known and datetime.fromisoformat(known)
    rows = [
        (said, orjson.loads(encode(claim.model_copy(update={"known": former.get((claim.mention_id, said), since)}))))
        for said, claim in revive(live)
    ]
    return _pack(rows)


def _pack(rows: Sequence[tuple[str, Any]]) -> str:
    return base64.b64encode(zlib.compress(orjson.dumps(rows), 1)).decode() if rows else ""


def _differences(
    before: Mapping[Key, Standing], after: Mapping[Key, Standing | Ready], state: Mapping[str, Any]
) -> list[tuple[str, bytes]]:
    """Messages that lead from one state of the topic to the other; what is gone leaves no sentence behind.

    A claim that is asserted keeps since when it is known; what is gone is so since `known` of the state, or without
    one, as after a ruling, since it was there.
    """
    gone = {"retracted": True, "rulings": (), "sentence": "", **state}
    messages = []
    for key, (_, claim) in before.items():
        if key not in after:
            messages.append((key[0], encode(claim.model_copy(update={**gone, "sentence_end": claim.sentence_start}))))
    asserted = {name: value for name, value in state.items() if name != "known"}
    for key, standing in after.items():
        if key in before and before[key].fingerprint == standing.fingerprint:
            continue
        if isinstance(standing, Ready):
            messages.append((key[0], standing.message))
        else:
            messages.append((key[0], encode(standing.claim.model_copy(update=asserted))))
    return messages
