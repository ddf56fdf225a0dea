"""A table of bytes is the same after recovery, and deleted rows stay deleted."""

from pathlib import Path
from typing import Any

import faust
from faust.types import TP

from streams.flow.rows import Rows
from streams.flow.sending import Sender


def make_app(path: Path, partitions: int = 1) -> tuple[Any, Rows, Any]:
    app = faust.App(
        "rows", broker=f"sqlite://{path}/broker.sqlite", store="memory://", datadir=path / "faust", web_enabled=False
    )
    app.conf.topic_disable_leader = True
    app.conf.topic_partitions = partitions
    topic = app.topic("events", key_serializer="raw", value_serializer="raw", partitions=partitions)
    return app, Rows(app, "rows", partitions, Sender(app, {})), topic


async def test_rows_are_the_same_after_recovery_and_deleted_ones_stay_deleted(tmp_path: Path) -> None:
    app, rows, topic = make_app(tmp_path)
    writes = [(b"a", b"\x00\xff raw"), (b"b", b'{"a": 1}'), (b"c", b"gone"), (b"c", None), (b"a", b"newer")]

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
    assert recovered == [{b"a": b"newer", b"b": b'{"a": 1}'}]


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
