"""The Faust app: topics, tables and agents, wired to the stages that do the work.

`build` makes it for `pegel run`; `faust -A streams.flow.app worker` finds it here as `app`, on Kafka.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
import faust
from faust.assignor.partition_assignor import PartitionAssignor
from faust.tables import TableManager
from prometheus_client import start_http_server

from streams.flow import metrics
from streams.flow.addresses import AddressStage, join_holders
from streams.flow.dead import DeadLetters
from streams.flow.extraction import Extraction, read_gathered
from streams.flow.gauging import GaugingStage, join_entries
from streams.flow.kafka import faust_settings, topic_config
from streams.flow.planning import join_readings
from streams.flow.reading import ReadingStage
from streams.flow.reviewing import ReviewStage
from streams.flow.rows import Join, Rows, Table
from streams.flow.rulings import Books, RulingStage, SpreadStage, join_rulings
from streams.flow.sending import Sender, commits_effects_with_offsets
from streams.flow.stage import Stage
from streams.flow.topics import ADDRESSES, ARTICLES, CLAIMS, ESTIMATES, ROWS, RULINGS, RULINGS_EACH, TOPICS
from streams.settings import Settings, SettingsError, read_settings

BATCHES_IN_FLIGHT = 3  # per stage: two being read on two cores, and the next one waiting


@dataclass(frozen=True, slots=True)
class Flow:
    """The app, and the worker processes that are started and stopped with it."""

    app: faust.App
    extraction: Extraction


class App(faust.App):  # type: ignore[misc]
    """A Faust app that creates its topics before it subscribes to them, and before anything is sent to the others."""

    declared: Mapping[str, faust.TopicT]
    moving = False  # partitions are about to move, and nothing of the new assignment is delivered yet
    _recovering_since: float = 0.0

    def on_rebalance_start(self) -> None:
        """Partitions are about to move."""
        self.moving = True
        self._recovering_since = time.monotonic()
        super().on_rebalance_start()

    def on_rebalance_end(self) -> None:
        """The tables of the partitions that this worker has now are recovered."""
        super().on_rebalance_end()
        metrics.RECOVERY.set(time.monotonic() - self._recovering_since)

    async def on_start(self) -> None:
        """Create what is missing."""
        await super().on_start()
        changelogs = [table.changelog_topic for table in self.tables.values()]
        topics = [*self.declared.values(), *changelogs]
        for topic in topics:
            await topic.maybe_declare()
        if not commits_effects_with_offsets(self):
            for topic in topics:  # a cluster tells of a new topic a moment later; see `Assignor`
                await self.producer._ensure_producer().partitions_for(topic.get_topic_name())


class Assignor(PartitionAssignor):  # type: ignore[misc]
    """Faust's assignor leaves out a topic that the cluster has not told of; with a changelog left out, a worker would
    take up partitions without recovering their tables. This one refuses, which ends the worker."""

    def assign(self, cluster: Any, member_metadata: Mapping[str, Any]) -> Any:
        """Which member gets which partitions. Raises RuntimeError where a topic is not known yet."""
        topics = {topic for metadata in member_metadata.values() for topic in metadata.subscription}
        if missing := sorted(topic for topic in topics if not cluster.partitions_for_topic(topic)):
            raise RuntimeError(f"the cluster does not know of {', '.join(missing)} yet; start the worker again")
        return super().assign(cluster, member_metadata)


class Tables(TableManager):  # type: ignore[misc]
    """Tables whose recovery begins at once on the embedded broker; on Kafka, Faust gives the cluster a second first."""

    async def sleep(self, n: Any) -> None:
        """Called by Faust only for that second, as it starts its tables."""
        if not commits_effects_with_offsets(self.app):
            await super().sleep(n)


def build(settings: Settings) -> Flow:
    """The flow for these settings, not started yet."""
    settings.data.mkdir(parents=True, exist_ok=True)
    app = App(
        "pegel",
        broker=settings.broker_url,
        store="memory://",
        datadir=settings.data / "faust",
        topic_partitions=settings.partitions,
        topic_disable_leader=True,
        stream_wait_empty=False,
        stream_recovery_delay=0.0,
        TableManager=Tables,
        Table=Table,
        PartitionAssignor=Assignor,
        web_enabled=False,  # Faust's web server answers from half-recovered tables; see docs/tour.md
        **({} if settings.embedded else faust_settings(settings)),
    )
    topics = {
        name: app.topic(
            name,
            key_serializer="raw",
            value_serializer="raw",
            partitions=settings.partitions,
            config=topic_config(name, settings),
        )
        for name in TOPICS
    }
    # The embedded broker's file is locked: there is one writer, and it may go on where another one ended.
    sender = Sender(app, b"" if settings.embedded else secrets.token_hex(4).encode())
    extraction = Extraction(settings.extractors)
    dead = DeadLetters(sender)
    app.declared = topics
    app.on_rebalance_complete.connect(_end_of_moving)

    def rows(name: str, join: Join) -> Rows:
        return Rows(app, name, settings.partitions, sender, join)

    gauging = GaugingStage(rows("ledgers", join_entries), sender, dead)
    readings, gathered = rows("readings", join_readings), rows("gathered", join_readings)
    books = Books(rows("rulebook", join_rulings))
    articles = ReadingStage(extraction.read, readings, books, sender, metrics.ARTICLES, dead)
    stages: list[tuple[str, Any, int]] = [
        (ARTICLES, articles, settings.batch),
        (ROWS, ReadingStage(read_gathered, gathered, books, sender, metrics.ROWS, dead), settings.batch),
        (RULINGS, SpreadStage(sender, dead, settings.partitions), settings.batch),
        (RULINGS_EACH, RulingStage(books, (readings, gathered), sender, dead), settings.batch),
        (CLAIMS, gauging, settings.batch * 4),
        (ADDRESSES, AddressStage(rows("holders", join_holders), sender, dead), settings.batch * 4),
    ]
    if not settings.embedded:
        stages.append((ESTIMATES, ReviewStage(gauging, sender), settings.batch * 4))
    for topic, stage, most in stages:
        _add_agent(app, topics[topic], stage, sender, dead, most)
    return Flow(app, extraction)


async def _end_of_moving(app: App, **_: Any) -> None:
    """Called by Faust before it delivers again; its own flag `rebalancing` falls a moment after that."""
    app.moving = False


def _add_agent(app: faust.App, topic: faust.TopicT, work: Any, sender: Sender, dead: DeadLetters, most: int) -> None:
    def apply(events: Sequence[faust.Event], results: Sequence[Any]) -> None:
        work.apply(events, results)
        dead.close(events)

    stage: Stage[Any] = Stage(app, work.work, apply, sender.take_sent, most=most, in_flight=BATCHES_IN_FLIGHT)
    app.agent(topic, name=topic.get_topic_name(), concurrency=1)(stage.take)
    app.service(stage)


def __getattr__(name: str) -> faust.App:
    """`app`, for Faust's own command, which runs on Kafka only."""
    if name != "app":
        raise AttributeError(name)
    try:
        settings = read_settings()
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    if settings.embedded:
        raise click.UsageError(
            f"the embedded broker {settings.broker_url} lives in the service's own process: start that with "
            "`pegel run`, or set PEGEL_BROKER=kafka://HOST:PORT for Faust's own worker"
        )
    if settings.metrics_port:
        try:
            start_http_server(settings.metrics_port, settings.host)
        except OSError as error:
            reason = f"can't listen on {settings.host}:{settings.metrics_port} ({error.strerror})"
            raise click.UsageError(f"{reason}; set PEGEL_METRICS_PORT to another port") from None
    flow = build(settings)
    flow.extraction.start()
    return flow.app
