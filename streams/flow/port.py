"""The port that the flow offers to the endpoint and the feeder: publish, read, and where things stand.

One interface, two brokers. The embedded broker's log comes with its transport, so nothing here imports the broker.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.flow.topics import ADDRESSES, ARTICLES, CLAIMS, TOPICS
from streams.settings import Settings

GROUP = "pegel"  # consumer group of the flow, which is the id of its app
CONSUMED = (ARTICLES, CLAIMS, ADDRESSES)
DAY_MILLISECONDS = 24 * 3600 * 1000
READ_MOST = 1000  # records in one batch of `KafkaPort.read`

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


class KafkaPort:
    """The port on Kafka; the flow may run in other processes."""

    def __init__(self, servers: str, producer: AIOKafkaProducer, ready: Callable[[], bool]) -> None:
        self._servers = servers
        self._producer = producer
        self._ready = ready
        self.source = f"kafka://{servers}"  # what offsets belong to

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Produce messages in order; returns when all of them are acknowledged by the broker."""
        futures = [
            await self._producer.send(topic, value=value, key=key, headers=list(headers.items()))
            for key, value, headers in messages
        ]
        await asyncio.gather(*futures)

    async def read(self, topics: Sequence[str], after: Mapping[Partition, int]) -> AsyncIterator[list[Record]]:
        """Records in batches, from the given next offsets on (missing: the earliest), waiting for more."""
        async with self._consumer(topics) as consumer:
            for place in consumer.assignment():
                if (place.topic, place.partition) in after:
                    consumer.seek(place, after[place.topic, place.partition])
            while True:
                found = await consumer.getmany(timeout_ms=1000, max_records=READ_MOST)
                batch = [
                    Record(r.topic, r.partition, r.offset, r.key, r.value, dict(r.headers))
                    for records in found.values()
                    for r in records
                ]
                if batch:
                    yield batch

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """Per partition that has records, the offset behind the last one."""
        async with self._consumer(topics) as consumer:
            ends = await consumer.end_offsets(consumer.assignment())
            starts = await consumer.beginning_offsets(consumer.assignment())
        return {(place.topic, place.partition): end for place, end in ends.items() if end > starts[place]}

    async def waiting(self) -> int:
        """Messages that the flow has still to work on."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self._servers)
        await admin.start()
        try:
            offsets = await admin.list_consumer_group_offsets(GROUP)
        finally:
            await admin.close()
        done: defaultdict[Partition, int] = defaultdict(int)
        done.update({(place.topic, place.partition): max(at.offset, 0) for place, at in offsets.items()})
        return sum(end - done[place] for place, end in (await self.ends(CONSUMED)).items())

    def ready(self) -> bool:
        """True when the flow takes messages, where it runs in this process; else always."""
        return self._ready()

    @asynccontextmanager
    async def _consumer(self, topics: Sequence[str]) -> AsyncIterator[AIOKafkaConsumer]:
        """A consumer without a group: it is assigned every partition of the topics."""
        consumer = AIOKafkaConsumer(
            *topics, bootstrap_servers=self._servers, auto_offset_reset="earliest", enable_auto_commit=False
        )
        await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop()


@asynccontextmanager
async def open_kafka_port(settings: Settings, ready: Callable[[], bool]) -> AsyncIterator[KafkaPort]:
    """The port on Kafka; `ready` tells whether the flow of this process takes messages."""
    servers = settings.broker_url.removeprefix("kafka://")
    await _create_topics(servers, settings)
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        yield KafkaPort(servers, producer, ready)
    finally:
        await producer.stop()


async def _create_topics(servers: str, settings: Settings) -> None:
    """Create what is missing; else Kafka would do so at the first look at a topic, with one partition."""
    milliseconds = settings.retention_days * DAY_MILLISECONDS
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        known = set(await admin.list_topics())
        missing = [
            NewTopic(
                name,
                num_partitions=settings.partitions,
                replication_factor=1,  # as Faust creates them
                topic_configs={
                    "cleanup.policy": "compact" if keeping.compacted else "delete",
                    "retention.ms": str(-1 if keeping.for_good else milliseconds),
                },
            )
            for name, keeping in TOPICS.items()
            if name not in known
        ]
        if missing:
            await admin.create_topics(missing)
    finally:
        await admin.close()
