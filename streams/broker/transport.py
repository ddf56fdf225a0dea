"""The Faust transport `sqlite`: ties consumer and producer to the log that the broker's URL names."""

from collections.abc import Mapping
from typing import Any, ClassVar

from faust.transport import base
from mode.utils.times import want_seconds

from streams.broker.consumer import Consumer
from streams.broker.log import Log, log_at
from streams.broker.producer import Producer
from streams.broker.store import Topic


class Transport(base.Transport):  # type: ignore[misc]
    """`faust.App(broker="sqlite:///ABSOLUTE/PATH")` runs on a file instead of on Kafka, unchanged."""

    Consumer: ClassVar[type[Any]] = Consumer
    Producer: ClassVar[type[Any]] = Producer
    driver_version = "sqlite"
    #: An agent need not await its sends before it acknowledges: both are in one transaction. Awaiting them would only
    #: let a commit, and a SIGKILL, fall in between. The flow asks for this; Faust's own transports lack it.
    commits_effects_with_offsets: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.log: Log = log_at(self.url[0])

    async def create_topic(
        self,
        topic: str,
        partitions: int,
        *,
        config: Mapping[str, Any] | None = None,
        retention: Any = None,
        compacting: bool | None = None,
        **ignored: Any,
    ) -> None:
        """Declare a topic as Faust does; returns once that is on disk. Raises TopicMismatch on other partitions."""
        self._declare(topic, partitions, config, retention, compacting)
        await self.log.commit()

    def declare_channel(self, topic: str, channel: Any) -> None:
        """Declare a topic as its `app.topic(…)` describes it."""
        known = self.log.find_topic(topic)
        partitions = channel.partitions or (known.partitions if known else self.app.conf.topic_partitions)
        self._declare(topic, partitions, channel.config, channel.retention, channel.compacting)

    def declare_missing(self, topic: str) -> None:
        """Make a topic nobody declared, kept for good, with the app's default number of partitions."""
        if self.log.find_topic(topic) is None:
            self.log.declare(Topic(topic, self.app.conf.topic_partitions, compacted=False, retention_seconds=None))

    def _declare(
        self, topic: str, partitions: int, config: Mapping[str, Any] | None, retention: Any, compacting: bool | None
    ) -> None:
        config = config or {}
        compacted = bool(compacting) or "compact" in str(config.get("cleanup.policy", ""))
        seconds = want_seconds(retention) if retention else None
        if seconds is None and int(config.get("retention.ms", -1)) >= 0:
            seconds = int(config["retention.ms"]) / 1000
        self.log.declare(Topic(topic, partitions, compacted, seconds))
