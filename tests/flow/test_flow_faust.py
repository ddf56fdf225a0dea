"""Faults of Faust that the flow is built around; docs/reliability.md lists them with the tests of the others."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import faust
import pytest

from streams.flow.app import Assignor, build
from streams.flow.stage import Stage
from streams.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> faust.App:
    return build(Settings(data=tmp_path)).app


def test_partitions_are_not_assigned_while_a_changelog_is_unknown(app: faust.App) -> None:
    known = {"articles": {0, 1}}
    cluster = SimpleNamespace(partitions_for_topic=known.get)
    member = Assignor(app).metadata({"articles", "pegel-readings-changelog"})
    with pytest.raises(RuntimeError, match="pegel-readings-changelog"):
        Assignor(app).assign(cluster, {"member": member})


def test_one_agent_reads_each_topic_one_event_at_a_time(app: faust.App) -> None:
    """With more, Faust commits past an unfinished offset (#606)."""
    assert {agent.concurrency for agent in app.agents.values()} == {1}
    topics = [agent.channel.get_topic_name() for agent in app.agents.values()]
    assert len(topics) == len(set(topics))


def test_every_table_has_as_many_partitions_as_the_topics(tmp_path: Path) -> None:
    """A key that is written from several source partitions is recovered wrongly."""
    app = build(Settings(data=tmp_path, partitions=7)).app
    assert {table.partitions for table in app.tables.values()} == {7}


def test_no_web_server_and_no_exactly_once(app: faust.App) -> None:
    assert not app.conf.web_enabled
    assert not app.in_transaction


class Batches:
    """An agent's events, by hand, and what a stage made of them."""

    def __init__(self) -> None:
        self.app = SimpleNamespace(consumer_generation_id=1, moving=False)
        self.acknowledged: list[int] = []
        self.applied: list[int] = []
        self.delivered = asyncio.Event()
        self.sent = asyncio.Event()

    def event(self, number: int) -> Any:
        message = SimpleNamespace(generation_id=1, offset=number)
        return SimpleNamespace(message=message, ack=lambda: self.acknowledged.append(number))

    async def work(self, events: Sequence[Any]) -> Sequence[int]:
        return [event.message.offset for event in events]

    def apply(self, events: Sequence[Any], results: Sequence[int]) -> None:
        self.applied += results

    async def deliver(self) -> None:
        self.sent.set()
        await self.delivered.wait()


@pytest.mark.parametrize("moved", ["consumer_generation_id", "moving"])
async def test_what_is_delivered_while_partitions_move_is_not_acknowledged(moved: str) -> None:
    """Faust would commit behind a late acknowledgement, and skip what the new assignment begins with."""
    batches = Batches()
    stage: Stage[int] = Stage(batches.app, batches.work, batches.apply, batches.deliver, most=4, in_flight=2)  # type: ignore[arg-type]
    await stage.start()
    await stage._inbox.put(batches.event(7))
    await batches.sent.wait()
    setattr(batches.app, moved, 2)
    batches.delivered.set()
    await stage._inbox.put(batches.event(8))
    while not stage._inbox.empty() or not stage._batches.empty():
        await asyncio.sleep(0)
    await stage.stop()
    assert batches.applied == [7]
    assert batches.acknowledged == []
