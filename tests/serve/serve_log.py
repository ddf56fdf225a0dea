"""A log in memory that keeps the promises of `streams.serve.port.Port`, and a gauge that fills it as the flow does."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from schemas import Article, Claim, DeadLetter, Ruling
from schemas.problem import Unavailable
from schemas.wire import encode, headers
from streams.estimate import Ledger, Rulebook, bear, estimate, fold

BATCH = 100


class Entry(NamedTuple):
    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]


class Log:
    """Topics of two partitions each; messages of one key keep their order."""

    partitions = 2

    def __init__(self) -> None:
        self.entries: dict[tuple[str, int], list[Entry]] = {}
        self.recovered = True
        self.unread = 0
        self.away = False
        self._grew = asyncio.Condition()

    async def publish(self, topic: str, messages: Sequence[tuple[bytes, bytes | None, dict[str, bytes]]]) -> None:
        if self.away:
            raise Unavailable("the log is away")
        async with self._grew:
            for key, value, extra in messages:
                number = zlib.crc32(key) % self.partitions
                lying = self.entries.setdefault((topic, number), [])
                lying.append(Entry(topic, number, len(lying), key, value, extra))
            self._grew.notify_all()

    async def read(self, topics: Sequence[str], after: Mapping[tuple[str, int], int]) -> AsyncIterator[list[Entry]]:
        reached = dict(after)
        while True:
            async with self._grew:
                await self._grew.wait_for(lambda: self._pending(topics, reached))
                batch = self._pending(topics, reached)[:BATCH]
            for entry in batch:
                reached[entry.topic, entry.partition] = entry.offset + 1
            yield batch

    async def ends(self, topics: Sequence[str]) -> dict[tuple[str, int], int]:
        return {place: len(lying) for place, lying in self.entries.items() if place[0] in topics}

    async def waiting(self) -> int:
        return self.unread  # no flow reads this log: the test says what waits

    def ready(self) -> bool:
        return self.recovered

    def on(self, topic: str) -> list[Entry]:
        return [entry for (name, _), lying in sorted(self.entries.items()) if name == topic for entry in lying]

    def _pending(self, topics: Sequence[str], reached: Mapping[tuple[str, int], int]) -> list[Entry]:
        return [
            entry
            for topic in topics
            for number in range(self.partitions)
            for entry in self.entries.get((topic, number), [])[reached.get((topic, number), 0) :]
        ]


class Gauge:
    """Puts claims on the log with the estimates and changes that they lead to."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._ledgers: dict[str, Ledger] = {}

    async def take(self, *claims: Claim) -> None:
        for claim in claims:
            for message in bear(claim):
                await self._take(message)

    async def rule(self, ruling: Ruling, *claims: Claim) -> None:
        """What the flow does about claims that were taken, when this is the only ruling."""
        for claim in claims:
            for message in Rulebook().put(ruling).shape(claim):
                update = {"edition": claim.edition + 1, "ruled_by": ruling.ruling_id}
                await self._take(message.model_copy(update=update))

    async def _take(self, claim: Claim) -> None:
        key = claim.estimand.encode()
        await self._log.publish("claims", [(key, encode(claim), headers(Claim))])
        step = fold(self._ledgers.get(claim.estimand, Ledger.empty(claim.estimand)), claim)
        self._ledgers[claim.estimand] = step.ledger
        if step.change is not None:
            reading = estimate(step.ledger)
            await self._log.publish("estimates", [(key, encode(reading), headers(type(reading)))])
            await self._log.publish("changes", [(key, encode(step.change), headers(type(step.change)))])


async def set_aside(log: Log, letter_id: str, topic: str = "claims") -> None:
    """Put a dead letter on the log, under the key `k`."""
    letter = DeadLetter(
        letter_id=letter_id, topic=topic, partition=0, offset=1, key="k", reason="no reason", traceback=None, value="",
        at=datetime(2024, 11, 1, tzinfo=UTC),
    )  # fmt: skip
    await log.publish(f"{topic}.dead", [(b"k", encode(letter), headers(DeadLetter))])


async def publish_article(log: Log, article: Article) -> None:
    await log.publish("articles", [(article.id.encode(), encode(article), headers(Article))])


async def publish_ruling(log: Log, ruling: Ruling) -> None:
    await log.publish("rulings", [(ruling.ruling_id.encode(), encode(ruling), headers(Ruling))])
