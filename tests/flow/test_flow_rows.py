"""A table of bytes is the same after recovery, and deleted rows stay deleted."""

from pathlib import Path
from typing import Any

import faust

from streams.flow.rows import Rows


def make_app(path: Path) -> tuple[Any, Rows, Any]:
    app = faust.App(
        "rows", broker=f"sqlite://{path}/broker.sqlite", store="memory://", datadir=path / "faust", web_enabled=False
    )
    app.conf.topic_disable_leader = True
    topic = app.topic("events", key_serializer="raw", value_serializer="raw", partitions=1)
    return app, Rows(app, "rows", 1), topic


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
