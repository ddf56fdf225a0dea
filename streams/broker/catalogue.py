"""The topics and partitions of a log, in memory: what is on disk, and what is staged behind it. Used by log only."""

import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from streams.broker.errors import TopicMismatch, UnknownTopic
from streams.broker.store import Record, Store, StoredPartition, Topic


@dataclass
class Partition:
    """A partition: where it is stored, the offset behind what is on disk (`committed`), the records staged since."""

    stored: StoredPartition
    committed: int
    next_offset: int
    staged: deque[Record] = field(default_factory=deque)
    rows_compacted: int = 0  # what the last compaction left
    rows_since: int = 1  # what has come since; 1: unknown, so look

    def advance(self, offset: int) -> None:
        """All records before `offset` are on disk now."""
        self.rows_since += offset - self.committed
        self.committed = offset
        while self.staged and self.staged[0].offset < offset:
            self.staged.popleft()


class Catalogue:
    """Topics by name, partitions by topic and number or by slot."""

    def __init__(self, store: Store) -> None:
        self.topics = {topic.name: topic for topic in store.topics()}
        self._partitions: dict[str, list[Partition]] = {name: [] for name in self.topics}
        self._by_slot: dict[int, Partition] = {}
        self._unkeyed = 0
        for stored in store.partitions():
            self._add(stored)

    def declare(self, topic: Topic) -> list[StoredPartition]:
        """Make a topic or change its settings; returns the partitions that are new. Raises TopicMismatch."""
        known = self.topics.get(topic.name)
        if known and known.partitions != topic.partitions:
            raise TopicMismatch(topic.name, known.partitions, topic.partitions)
        self.topics[topic.name] = topic
        if known:
            return []
        self._partitions[topic.name] = []
        first = len(self._by_slot) + 1
        new = [StoredPartition(first + number, topic.name, number, 0) for number in range(topic.partitions)]
        for stored in new:
            self._add(stored)
        return new

    def _add(self, stored: StoredPartition) -> None:
        partition = Partition(stored, committed=stored.next_offset, next_offset=stored.next_offset)
        self._partitions[stored.topic].append(partition)
        self._by_slot[stored.slot] = partition

    def __iter__(self) -> Iterator[Partition]:
        return iter(list(self._by_slot.values()))

    def in_slot(self, slot: int) -> Partition:
        return self._by_slot[slot]

    def of(self, topic: str) -> list[Partition]:
        """The partitions of a topic. Raises UnknownTopic."""
        try:
            return self._partitions[topic]
        except KeyError:
            raise UnknownTopic(f"there is no topic {topic}; declare it first") from None

    def find(self, topic: str, number: int) -> Partition:
        """One partition. Raises UnknownTopic."""
        partitions = self.of(topic)
        if not 0 <= number < len(partitions):
            raise UnknownTopic(f"topic {topic} has partitions 0 to {len(partitions) - 1}, and no {number}")
        return partitions[number]

    def partition_of(self, topic: str, key: bytes | None) -> int:
        """The partition that a key belongs to; records without a key go round."""
        count = len(self.of(topic))
        if key is None:
            self._unkeyed += 1
            return self._unkeyed % count
        return zlib.crc32(key) % count
