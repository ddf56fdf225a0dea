"""The reading stage: articles -> claims. Compares each version of an article with the one read before it, asserts what
is new and retracts what no longer holds.

The table `readings` remembers, for each article, which version was read and which claims it made.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import faust

from schemas import Claim
from schemas.wire import decode, encode
from streams.flow import metrics
from streams.flow.addresses import Address
from streams.flow.dead import DeadLetters
from streams.flow.extraction import ArticleRead, Extraction, Unreadable, revive
from streams.flow.rows import Rows
from streams.flow.sending import Sender
from streams.flow.topics import ADDRESSES, CLAIMS


@dataclass(frozen=True, slots=True)
class Reading:
    """A row of the table `readings`: which version of an article was read last."""

    edition: int  # of the article
    claim_edition: int  # of the claims; above the article's where that was read again with newer tables
    fingerprint: str
    live: str  # the claims that hold, as `revive` reads them
    known: str | None = None  # since when this version is, ISO 8601; None: it is the first, known since its publication

    def to_row(self) -> bytes:
        """The row as JSON."""
        return json.dumps([self.edition, self.claim_edition, self.fingerprint, self.live, self.known]).encode()

    @classmethod
    def from_row(cls, row: bytes) -> "Reading":
        """The inverse of `to_row`."""
        return cls(*json.loads(row))


def join_readings(_: bytes, one: bytes, other: bytes) -> bytes:
    """Of two rows of the table, the one of the version read later."""
    first, second = Reading.from_row(one), Reading.from_row(other)
    newer = (first.edition, first.claim_edition) > (second.edition, second.claim_edition)
    return one if newer else other


@dataclass(frozen=True, slots=True)
class Plan:
    """What a version of an article does: claims to send (key, message), and the row to keep; None: nothing changes."""

    outcome: str
    messages: Sequence[tuple[str, bytes]] = ()
    reading: Reading | None = None


def plan(before: Reading | None, now: ArticleRead) -> Plan:
    """What to do about a version of an article, given what was read of it before. Pure.

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
    reading = Reading(now.edition, edition, now.fingerprint, now.live, known)
    if not now.claims and (before is None or not before.live):
        return Plan("read" if now.language_known else "no lexicon", reading=reading)
    kept: dict[tuple[str, str], str] = {}
    gone: list[Claim] = []
    holding = {(estimand, mention) for estimand, mention, _, _ in now.claims}
    for fingerprint, claim in revive(before.live) if before else []:
        if (claim.estimand, claim.mention_id) in holding:
            kept[claim.estimand, claim.mention_id] = fingerprint
        else:
            gone.append(claim)
    state = {"edition": edition, "known": None if known is None else datetime.fromisoformat(known)}
    messages = [(claim.estimand, encode(claim.model_copy(update={**state, "retracted": True}))) for claim in gone]
    for estimand, mention, fingerprint, message in now.claims:
        if kept.get((estimand, mention)) != fingerprint:
            messages.append((estimand, message if before is None else _put_into(state, message)))
    return Plan("read" if before is None else "replaced", messages, reading)


def _put_into(state: Mapping[str, object], message: bytes) -> bytes:
    return encode(decode(Claim, message).model_copy(update=state))


class ReadingStage:
    """Work and effects of the stage that reads articles."""

    def __init__(self, extraction: Extraction, readings: Rows, sender: Sender, dead: DeadLetters) -> None:
        self._extraction = extraction
        self._readings = readings
        self._sender = sender
        self._dead = dead

    async def work(self, events: Sequence[faust.Event]) -> Sequence[ArticleRead | Unreadable]:
        """Extract the claims of each article, in another process."""
        metrics.BATCH.labels(stage="reading").observe(len(events))
        return await self._extraction.read([event.message.value or b"" for event in events])

    def apply(self, events: Sequence[faust.Event], results: Sequence[ArticleRead | Unreadable]) -> None:
        """Send claims and retractions, remember the versions read, set aside what could not be read."""
        for event, result in zip(events, results, strict=True):
            if isinstance(result, Unreadable):
                self._dead.set_aside(event, result.reason, result.traceback)
                continue
            key = result.article_id.encode()
            row = self._readings.get(key)
            step = plan(Reading.from_row(row) if row else None, result)
            metrics.ARTICLES.labels(outcome=step.outcome).inc()
            if not result.language_known:
                metrics.NO_LEXICON.labels(language=result.language).inc()
            for estimand, message in step.messages:
                self._sender.send_encoded(CLAIMS, estimand.encode(), message, Claim)
            if step.reading is not None:
                self._readings.put(event, key, step.reading.to_row())
                if result.url is not None:
                    address = Address(url=result.url, article_id=result.article_id, received=result.received)
                    self._sender.send(ADDRESSES, result.url.encode(), address)
