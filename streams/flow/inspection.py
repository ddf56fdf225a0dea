"""How the topics stand on Kafka, for `pegel doctor`."""

from typing import NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from streams.flow.kafka import connection
from streams.flow.topics import TOPICS
from streams.settings import Settings


class UnreachableError(ConnectionError):
    """Kafka does not answer."""


class TopicState(NamedTuple):
    """A topic as it is on the broker."""

    partitions: int
    replicas: int  # of its least replicated partition
    policy: str  # cleanup.policy


async def inspect_topics(settings: Settings) -> dict[str, TopicState]:
    """Those of Pegel's topics that exist. Raises UnreachableError."""
    admin = AIOKafkaAdminClient(**connection(settings))
    try:
        await admin.start()
    except KafkaError as error:
        await admin.close()
        raise UnreachableError(f"{settings.broker_url} does not answer ({error})") from error
    try:
        known = set(await admin.list_topics())
        wanted = [name for name in TOPICS if name in known]
        if not wanted:
            return {}
        answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in wanted])
        policies = {
            resource[3]: next(entry[1] for entry in resource[4] if entry[0] == "cleanup.policy")
            for answer in answers
            for resource in answer.resources
        }
        described = await admin.describe_topics(wanted)
    finally:
        await admin.close()
    return {
        topic["topic"]: TopicState(
            len(topic["partitions"]), min(len(one["replicas"]) for one in topic["partitions"]), policies[topic["topic"]]
        )
        for topic in described
    }
