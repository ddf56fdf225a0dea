"""The port on Kafka, and what every connection to Kafka has in common: addresses, security, sizes, topics."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import faust
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    KafkaError,
    KafkaTimeoutError,
    TopicAlreadyExistsError,
    for_code,
)

from schemas.problem import Unavailable
from streams.flow.port import CONSUMED, GROUP, Message, Partition, Record
from streams.flow.topics import ESTIMATES, TOPICS
from streams.settings import Settings

DAY_MILLISECONDS = 24 * 3600 * 1000
PATIENCE_SECONDS, PAUSE_SECONDS = 30.0, 0.1  # with a cluster that starts
READ_MOST = 1000  # records in one batch of `KafkaPort.read`
# Kafka's own limit is 1 MB, and one article may have a million characters; a dead letter holds it in base64.
LARGEST_MESSAGE_BYTES = 20 * 1024 * 1024
REVIEWED = (*CONSUMED, ESTIMATES)  # what the workers' group reads on Kafka


def servers_of(settings: Settings) -> list[str]:
    """Addresses of brokers, `HOST:PORT` each."""
    return settings.broker_url.removeprefix("kafka://").split(",")


def tls_of(settings: Settings) -> ssl.SSLContext | None:
    """How to check the brokers' certificates; None where the connection is in the clear."""
    if not settings.kafka_security.endswith("SSL"):
        return None
    return ssl.create_default_context(cafile=settings.kafka_ca or None)


def connection(settings: Settings) -> dict[str, Any]:
    """The arguments that every client of Kafka takes."""
    arguments: dict[str, Any] = {
        "bootstrap_servers": servers_of(settings),
        "security_protocol": settings.kafka_security,
        "ssl_context": tls_of(settings),
    }
    if settings.kafka_security.startswith("SASL"):
        arguments |= {
            "sasl_mechanism": settings.kafka_mechanism,
            "sasl_plain_username": settings.kafka_user,
            "sasl_plain_password": settings.kafka_password.get_secret_value(),
        }
    return arguments


def faust_settings(settings: Settings) -> dict[str, Any]:
    """What the Faust app needs to know of Kafka beyond its address."""
    credentials: faust.Credentials | None = None
    tls = tls_of(settings)
    if settings.kafka_security.startswith("SASL"):
        credentials = faust.SASLCredentials(
            username=settings.kafka_user,
            password=settings.kafka_password.get_secret_value(),
            mechanism=settings.kafka_mechanism,
            ssl_context=tls,
        )
    elif tls is not None:
        credentials = faust.SSLCredentials(tls)
    return {
        "broker_credentials": credentials,
        "broker_session_timeout": settings.session_seconds,
        "broker_heartbeat_interval": settings.session_seconds / 10,
        "broker_commit_interval": 1.0,  # seconds; sets how soon `/v1/lag` tells that all is done
        "topic_replication_factor": settings.replication,
        "producer_max_request_size": LARGEST_MESSAGE_BYTES,
    }


class KafkaPort:
    """The port on Kafka; the flow may run in other processes."""

    def __init__(
        self,
        settings: Settings,
        producer: AIOKafkaProducer,
        observer: AIOKafkaConsumer,
        admin: AIOKafkaAdminClient,
        cluster: str,
        ready: Callable[[], bool],
    ) -> None:
        self._settings = settings
        self._producer = producer
        self._observer = observer  # is assigned nothing and fetches nothing
        self._admin = admin
        self._ready = ready
        self.source = f"kafka://{cluster}"  # what offsets belong to

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Produce messages in order; returns when all of them are acknowledged by the broker.

        Raises when one of them was not; others may be there then, and may be sent again.
        """
        with self._reaching():
            sent = [
                await self._producer.send(topic, value=value, key=key, headers=list(headers.items()))
                for key, value, headers in messages
            ]
            for outcome in await asyncio.gather(*sent, return_exceptions=True):
                if isinstance(outcome, BaseException):
                    raise outcome

    async def read(self, topics: Sequence[str], after: Mapping[Partition, int]) -> AsyncIterator[list[Record]]:
        """Records in batches, from the given next offsets on (missing: the earliest), waiting for more."""
        consumer = AIOKafkaConsumer(
            **connection(self._settings), auto_offset_reset="earliest", enable_auto_commit=False
        )
        await consumer.start()
        try:
            consumer.assign(await self._places(topics))
            for place in consumer.assignment():
                consumer.seek(place, after.get((place.topic, place.partition), 0))
            while True:
                found = await consumer.getmany(timeout_ms=1000, max_records=READ_MOST)
                batch = [
                    Record(r.topic, r.partition, r.offset, r.key, r.value, dict(r.headers))
                    for records in found.values()
                    for r in records
                ]
                if batch:
                    yield batch
        finally:
            await consumer.stop()

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        """Per partition that has records, the offset behind the last one. Raises Unavailable."""
        with self._reaching():
            places = await self._places(topics)
            starts = await self._observer.beginning_offsets(places)
            ends = await self._observer.end_offsets(places)
        return {(place.topic, place.partition): end for place, end in ends.items() if end > starts[place]}

    async def waiting(self) -> int:
        """Messages that the flow has still to work on. Raises Unavailable."""
        with self._reaching():
            offsets = await self._admin.list_consumer_group_offsets(GROUP)
        done: defaultdict[Partition, int] = defaultdict(int)
        done.update({(place.topic, place.partition): max(at.offset, 0) for place, at in offsets.items()})
        return sum(max(0, end - done[place]) for place, end in (await self.ends(REVIEWED)).items())

    def ready(self) -> bool:
        """True when the flow takes messages, where it runs in this process; else always."""
        return self._ready()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except KafkaError as error:
            if error.retriable or isinstance(error, KafkaTimeoutError):
                servers = ",".join(servers_of(self._settings))
                raise Unavailable(f"Kafka at {servers} can't be reached or is busy: {error}") from error
            raise

    async def _places(self, topics: Sequence[str]) -> list[TopicPartition]:
        found = await self._admin.describe_topics(list(topics))
        return [
            TopicPartition(topic["topic"], partition["partition"])
            for topic in found
            for partition in topic["partitions"]
        ]


@asynccontextmanager
async def open_kafka_port(settings: Settings, ready: Callable[[], bool]) -> AsyncIterator[KafkaPort]:
    """The port on Kafka; `ready` tells whether the flow of this process takes messages."""
    to_kafka = connection(settings)
    admin = AIOKafkaAdminClient(**to_kafka)
    producer = AIOKafkaProducer(**to_kafka, acks="all", enable_idempotence=True, max_request_size=LARGEST_MESSAGE_BYTES)
    observer = AIOKafkaConsumer(**to_kafka)
    await admin.start()
    try:
        await create_topics(admin, settings)
        await _await_coordinator(admin)
        cluster = (await admin.describe_cluster())["cluster_id"]
        await producer.start()
        await observer.start()
        yield KafkaPort(settings, producer, observer, admin, cluster, ready)
    finally:
        await observer.stop()
        await producer.stop()
        await admin.close()


async def _await_coordinator(admin: AIOKafkaAdminClient) -> None:
    """Return once the group's coordinator answers: a new cluster has none until somebody has asked for it."""
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while True:
        try:
            await admin.find_coordinator(GROUP)
            return
        except GroupCoordinatorNotAvailableError:
            if asyncio.get_running_loop().time() > deadline:
                raise
        await asyncio.sleep(PAUSE_SECONDS)


async def create_topics(admin: AIOKafkaAdminClient, settings: Settings) -> None:
    """Create what is missing; else Kafka would do so at the first look at a topic, with one partition."""
    known = set(await admin.list_topics())
    missing = [
        NewTopic(
            name,
            num_partitions=settings.partitions,
            replication_factor=settings.replication,
            topic_configs=topic_config(name, settings),
        )
        for name in TOPICS
        if name not in known
    ]
    if missing:
        answer = await admin.create_topics(missing)
        for name, code, *reason in answer.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:  # another process may be at it, too
                raise error(f"topic {name} can't be created: {reason[0] if reason else error.description}")


def topic_config(name: str, settings: Settings) -> dict[str, str]:
    """How Kafka is to keep the topic."""
    keeping = TOPICS[name]
    milliseconds = settings.retention_days * DAY_MILLISECONDS
    return {
        "cleanup.policy": "compact" if keeping.compacted else "delete",
        "retention.ms": str(-1 if keeping.for_good else milliseconds),
        "max.message.bytes": str(LARGEST_MESSAGE_BYTES),
    }
