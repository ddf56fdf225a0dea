"""The port that the flow offers to the endpoint and the feeder: publish, read, and where things stand.

One interface, two brokers: this one, and `KafkaPort` in `kafka`. The embedded broker's log comes with its transport, so
nothing here imports the broker.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, NamedTuple

from streams.flow.topics import ADDRESSES, ARTICLES, CLAIMS, ROWS, RULINGS, RULINGS_EACH

GROUP = "pegel"  # consumer group of the flow, which is the id of its app
CONSUMED = (ARTICLES, ROWS, RULINGS, RULINGS_EACH, CLAIMS, ADDRESSES)

Message = tuple[bytes, bytes, Mapping[str, bytes]]  # key, value, headers
Partition = tuple[str, int]  # topic and number


class Record(NamedTuple):
    """One message as it stands on a topic."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, bytes]


class EmbeddedPort:
    """The port on the embedded broker, in the process that has its file open."""

    def __init__(self, log: Any, ready: Callable[[], bool]) -> None:
        self._log = log  # streams.broker.Log, open
        self._ready = ready
        self.source: str = log.identity  # what offsets belong to

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Append messages in order; returns when all of them are on disk."""
        for key, value, headers in messages:
            self._log.append(topic, key, value, headers=tuple(headers.items()))
        await self._log.commit()

    async def read(self, topics: Sequence[str], after: Mapping[Partition, int]) -> AsyncIterator[list[Record]]:
        """Committed records in batches, from the given next offsets on (missing: the earliest), waiting for more."""
        async for batch in self._log.follow(topics, after):
            yield [Record(r.topic, r.partition, r.offset, r.key, r.value, dict(r.headers)) for r in batch]

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """Per partition that has records, the offset behind the last one on disk."""
        known = self._log.topics()
        places = [(name, number) for name in topics if name in known for number in range(known[name].partitions)]
        return {
            place: self._log.committed(*place)
            for place in places
            if self._log.earliest(*place) < self._log.committed(*place)
        }

    async def waiting(self) -> int:
        """Messages that the flow has still to work on; at 0, what it made of the others is on disk."""
        known = self._log.topics()
        places = [(name, number) for name in CONSUMED if name in known for number in range(known[name].partitions)]
        waiting: int = sum(self._log.next_offset(*at) - (self._log.group_offset(GROUP, *at) or 0) for at in places)
        if not waiting:
            await self._log.commit()
        return waiting

    def ready(self) -> bool:
        """True when the flow has recovered and takes messages."""
        return self._ready()
