"""A table of bytes is the same after recovery, whoever wrote its rows and however late."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import faust
from faust.types import TP

from streams.flow.rows import Rows, Table
from streams.flow.sending import Sender


def make_app(path: Path, partitions: int = 1, writer: bytes = b"") -> tuple[Any, Rows, Any]:
    app = faust.App(
        "rows",
        broker=f"sqlite://{path}/broker.sqlite",
        Table=Table,
        datadir=path / "faust",
        web_enabled=False,
    )
    app.conf.topic_disable_leader = True
    app.conf.topic_partitions = partitions
    topic = app.topic("events", key_serializer="raw", value_serializer="raw", partitions=partitions)
    return app, Rows(app, "rows", partitions, Sender(app, writer), later), topic


def later(_: bytes, one: bytes, other: bytes) -> bytes:
    return max(one, other)


async def test_rows_are_the_same_after_recovery(tmp_path: Path) -> None:
    app, rows, topic = make_app(tmp_path)
    writes = [(b"a", b"\x00\xff raw"), (b"b", b'{"a": 1}'), (b"a", b"\x01 newer")]

    async def write(stream: Any) -> None:
        async for event in stream.events():
            for key, row in writes:
                rows.put(event, key, row)

    app.agent(topic)(write)
    await app.start()
    await topic.send(key=b"k", value=b"v")
    while len(list(rows.items())) < 2:
        await app.sleep(0.01)
    await app.stop()

    app, rows, topic = make_app(tmp_path)
    app.agent(topic)(write)
    recovered: list[dict[bytes, bytes]] = []

    async def note() -> None:
        recovered.append(dict(rows.items()))

    rows.on_recover(note)
    await app.start()
    await app.stop()
    assert recovered == [{b"a": b"\x01 newer", b"b": b'{"a": 1}'}]


async def test_a_late_row_of_another_worker_does_not_survive(tmp_path: Path) -> None:
    app, rows, topic = make_app(tmp_path, writer=b"0a")
    changelog = "rows-rows-changelog"
    await app.start()
    log = app.transport.log

    async def write(stream: Any) -> None:
        async for event in stream.events():
            rows.put(event, event.message.key, event.message.value)

    app.agent(topic)(write)
    await app.stop()

    async def with_log(*records: tuple[bytes, bytes | None]) -> None:
        await log.open()
        for key, row in records:
            log.append(changelog, key, row, partition=0)
        await log.close()

    await with_log((b"k\x1e0a", b"1"), (b"k\x1e0b", b"3"), (b"k\x1e0a", b"2"), (b"j\x1e0a", b"5"))
    app, rows, topic = make_app(tmp_path, writer=b"0c")
    app.agent(topic)(write)
    await app.start()
    assert dict(rows.items()) == {b"k": b"3", b"j": b"5"}
    await topic.send(key=b"k", value=b"4")
    while rows.get(b"k") != b"4":
        await app.sleep(0.01)
    await app.stop()

    await log.open()
    left = {record.key: record.value for record in await log.read(changelog, 0, 0) if record.value is not None}
    await log.close()
    assert left == {b"k\x1e0c": b"4", b"j\x1e0a": b"5"}, "who writes a key anew takes away what others wrote of it"


async def test_rows_of_a_partition_that_moved_away_go_and_the_others_stay(tmp_path: Path) -> None:
    app, rows, topic = make_app(tmp_path, partitions=2)

    async def write(stream: Any) -> None:
        async for event in stream.events():
            rows.put(event, event.message.key, event.message.value)

    app.agent(topic)(write)
    await app.start()
    for partition, key in ((0, b"moves"), (1, b"stays")):
        await topic.send(key=key, value=b"1", partition=partition)
    while len(list(rows.items())) < 2:
        await app.sleep(0.01)
    # What Faust does to each table once it knows which partitions are left after a rebalance.
    await app.tables["rows"].data.on_recovery_completed({TP("rows-rows-changelog", 1)}, set())
    assert dict(rows.items()) == {b"stays": b"1"}
    await app.stop()


async def test_a_standby_keeps_its_rows_and_need_not_read_them_again(tmp_path: Path) -> None:
    app, rows, _ = make_app(tmp_path, partitions=2, writer=b"0a")
    place = TP("rows-rows-changelog", 1)
    message = SimpleNamespace(key=b"k\x1e0b", value=b"1", partition=1, offset=41, tp=place)
    store = app.tables["rows"].data
    store.apply_changelog_batch([SimpleNamespace(message=message)], None, None)
    await store.on_recovery_completed({TP("rows-rows-changelog", 0)}, {place})
    assert (rows.get(b"k"), store.persisted_offset(place)) == (b"1", 41)
    await store.on_recovery_completed({TP("rows-rows-changelog", 0)}, set())
    assert (rows.get(b"k"), store.persisted_offset(place)) == (None, None)
