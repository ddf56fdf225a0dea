"""Faust on the embedded broker, in this process: recovery, full buffers, `take`, headers, settings, a clean stop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import faust
import pytest
from faust.exceptions import ImproperlyConfigured

from streams.broker import BrokerLocked, Log, Topic, TopicMismatch, log_at

RAW: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "value_serializer": "raw"}


def make_app(folder: Path, **changes: Any) -> Any:
    settings = {
        "broker": f"sqlite://{folder}/log.sqlite",
        "store": "memory://",
        "datadir": str(folder / "faust"),
        "web_enabled": False,
        "stream_wait_empty": False,
        "stream_recovery_delay": 0.0,
        "topic_disable_leader": True,
        "topic_partitions": 1,
    }
    return faust.App("app", **{**settings, **changes})


@contextlib.asynccontextmanager
async def running(app: Any) -> AsyncIterator[Log]:
    await app.start()
    try:
        yield app.transport.log
    finally:
        async with asyncio.timeout(2):
            await app.stop()


async def fill(app: Any, topic: Any, count: int, *, keys: int = 7) -> None:
    log = app.transport.log
    await log.open()
    app.transport.declare_channel(topic.get_topic_name(), topic)
    for number in range(count):
        log.append(topic.get_topic_name(), f"key-{number % keys}".encode(), str(number).encode())
    await log.close()


async def test_a_send_that_is_awaited_knows_its_offset_and_is_on_disk(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    topic = app.topic("t", partitions=3, **RAW)
    async with running(app) as log:
        await topic.declare()
        first = await (await topic.send(key=b"k", value=b"1", partition=2, headers={"h": b"x"}))
        second = await topic.send_soon(key=b"k", value=b"2", partition=2)
        assert [(sent.topic, sent.partition, sent.offset) for sent in (first, second)] == [("t", 2, 0), ("t", 2, 1)]
        read = await log.read("t", 2, 0)
        assert [(record.value, record.headers) for record in read] == [(b"1", (("h", b"x"),)), (b"2", ())]


async def test_every_record_arrives_in_order_however_small_the_buffers(tmp_path: Path) -> None:
    app = make_app(tmp_path, stream_buffer_maxsize=8)
    topic = app.topic("t", partitions=2, **RAW)
    seen: list[tuple[int, int]] = []
    done = asyncio.Event()

    @app.agent(topic)
    async def agent(stream: Any) -> None:
        async for event in stream.events():
            seen.append((event.message.partition, event.message.offset))
            if len(seen) == 3000:
                done.set()

    await fill(app, topic, 3000)
    async with running(app) as log:
        async with asyncio.timeout(20):
            await done.wait()
        ends = [log.next_offset("t", partition) for partition in range(2)]
    for partition, end in enumerate(ends):
        assert [offset for at, offset in seen if at == partition] == list(range(end))


async def test_a_table_recovers_and_work_goes_on_where_it_stopped(tmp_path: Path) -> None:
    counts: list[dict[str, int]] = []
    for _ in range(2):
        app = make_app(tmp_path)
        topic = app.topic("t", **RAW)
        table = app.Table("counts", default=int, partitions=1)
        done = asyncio.Event()

        @app.agent(topic)
        async def agent(stream: Any, table: Any = table, done: asyncio.Event = done) -> None:
            async for event in stream.events():
                table[event.key.decode()] += 1
                if event.value == b"699":
                    done.set()

        await fill(app, topic, 700)
        async with running(app):
            async with asyncio.timeout(10):
                await done.wait()
            counts.append(dict(table))
    assert counts == [{f"key-{key}": 100 for key in range(7)}, {f"key-{key}": 200 for key in range(7)}]


async def test_what_was_taken_is_read_again_unless_each_event_was_acknowledged(tmp_path: Path) -> None:
    taken: list[list[int]] = []
    for acknowledged in (3, 10):
        app = make_app(tmp_path)
        topic = app.topic("t", **RAW)
        done = asyncio.Event()
        taken.append([])

        @app.agent(topic)
        async def agent(stream: Any, count: int = acknowledged, done: asyncio.Event = done) -> None:
            async for events in stream.noack_take(10, within=0.1):
                for event in events:
                    taken[-1].append(int(event.value))
                    if taken[-1][-1] < count:
                        event.ack()
                if taken[-1][-1] == 9:
                    done.set()

        if acknowledged == 3:
            await fill(app, topic, 10)
        async with running(app) as log:
            async with asyncio.timeout(10):
                await done.wait()
            assert log.group_offset("app", "t", 0) == acknowledged
    assert taken == [list(range(10)), list(range(3, 10))]


async def test_a_stop_does_not_acknowledge_the_record_that_an_agent_is_at(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    topic = app.topic("t", **RAW)
    at_work = asyncio.Event()

    @app.agent(topic)
    async def agent(stream: Any) -> None:
        async for _ in stream:
            at_work.set()
            await asyncio.Event().wait()

    await fill(app, topic, 5)
    async with running(app):
        await at_work.wait()
    log = app.transport.log
    await log.open()
    assert log.group_offset("app", "t", 0) == 0
    await log.close()


async def test_topic_settings_reach_the_log(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with running(app) as log:
        await app.topic("compact", partitions=2, compacting=True, **RAW).declare()
        await app.topic("short", retention=90.0, **RAW).declare()
        await app.topic("config", config={"cleanup.policy": "compact", "retention.ms": 1500}, **RAW).declare()
        declared = [topic for name, topic in log.topics().items() if "app" not in name]
        assert declared == [
            Topic("compact", 2, True, None),
            Topic("short", 1, False, 90),
            Topic("config", 1, True, 1.5),
        ]
        with pytest.raises(TopicMismatch):
            await app.topic("compact", partitions=3, **RAW).declare()


async def test_a_second_app_on_the_file_does_not_start(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    holder = Log(path)
    await holder.open()
    app = make_app(tmp_path)
    with pytest.raises(BrokerLocked):
        await app.start()
    await app.stop()
    await holder.close()


@pytest.mark.parametrize(
    "setting", [{"processing_guarantee": "exactly_once"}, {"stream_publish_on_commit": True}], ids=str
)
async def test_settings_that_the_log_makes_needless_are_refused(tmp_path: Path, setting: dict[str, Any]) -> None:
    app = make_app(tmp_path, **setting)
    app.in_worker = True
    with pytest.raises(ImproperlyConfigured, match="leave processing_guarantee"):
        _ = app.consumer


async def test_a_failed_commit_ends_the_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.broker.commits.RETRY_SECONDS", 0.1)
    app = make_app(tmp_path)
    topic = app.topic("t", **RAW)
    async with running(app) as log:
        log._store._writer.execute("PRAGMA max_page_count = 1")
        sent = await topic.send(key=b"k", value=b"x" * 100_000)
        with pytest.raises(Exception, match="a commit failed for good"):
            await sent
        async with asyncio.timeout(5):
            await app._crashed.wait()
    assert log is log_at(f"sqlite://{tmp_path}/log.sqlite")
