"""The read store: exact after anything that may happen to its file, and indifferent to repetition."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serve_endpoint import Serve, make_article, make_claim
from serve_log import Entry, Gauge, Log, publish_article, set_aside

from schemas.wire import REDRIVE_HEADER
from streams.serve import queries, tables
from streams.serve.port import Record
from streams.serve.store import Store
from streams.serve.tables import TOPICS

COLUMNS = {
    "articles": "id, received, withdrawn, value",
    "claims": "mention_id, estimand, edition, retracted, value",
    "estimates": "estimand, value",
    "changes": "change_id, position, value",
    "letters": "letter_id, topic, at, value",
    "offsets": "topic, partition, next",
}

PAGE = tables.PAGE_BYTES
BADLY_TYPED = b"""{"id": {}, "received": "2024-01-01T00:00:00Z", "mention_id": [], "claim_id": null, "estimand": 7,
    "extractor": "de/1", "published": "2024-01-01T00:00:00Z", "subject": null, "measure": {}, "last_reported": null,
    "change_id": {}}"""

BEYOND = b"""{"mention_id": "m", "claim_id": "c", "estimand": "e", "extractor": "de/1", "edition": 9223372036854775808,
    "published": "2024-01-01T00:00:00Z"}"""


def contents(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
        for table, columns in COLUMNS.items()
    }


async def fill(log: Log) -> list[Entry]:
    """Articles in two versions, claims, a retraction, estimates, changes and dead letters; in order of topics."""
    gauge = Gauge(log)
    for number in range(20):
        await publish_article(log, make_article(f"a-{number}"))
        claim = make_claim(point=1000 + number, claimant=f"c{number}", article_id=f"a-{number}")
        await gauge.take(claim)
        if number % 4 == 0:
            later = datetime(2024, 11, 1, tzinfo=UTC) + timedelta(days=number)
            await publish_article(log, make_article(f"a-{number}", text="", withdrawn=True, received=later))
            await gauge.take(claim.model_copy(update={"retracted": True, "edition": 2}))
    for number in range(4):
        await set_aside(log, f"claims-0-{number}")
    await log.publish("claims.dead", [(b"k", None, {REDRIVE_HEADER: b"claims-0-1"})])
    return [entry for lying in log.entries.values() for entry in lying]


async def test_a_letter_is_listed_until_its_message_went_through(tmp_path: Path) -> None:
    entries = await fill(Log())
    for size in (1, len(entries)):
        store = await Store.open(tmp_path / f"{size}.sqlite", "memory")
        await apply_in_batches(store, entries, size)
        listed = [row.key[1] for row in await store.ask(queries.letters, 10, None)]
        assert listed == ["claims-0-3", "claims-0-2", "claims-0-0"]
        await store.close()


async def apply_in_batches(store: Store, entries: Sequence[Record], size: int = 7) -> None:
    for begin in range(0, len(entries), size):
        await store.apply(entries[begin : begin + size])


async def test_applying_again_changes_nothing_and_is_no_news(tmp_path: Path) -> None:
    entries = await fill(Log())
    store = await Store.open(tmp_path / "a.sqlite", "memory")
    await apply_in_batches(store, entries)
    before = await store.ask(contents)
    assert await store.apply(entries) == []
    assert await store.ask(contents) == before
    await store.close()


async def test_a_message_that_the_log_holds_twice_counts_once(tmp_path: Path) -> None:
    log = Log()
    entries = await fill(log)
    store = await Store.open(tmp_path / "a.sqlite", "memory")
    await apply_in_batches(store, entries)
    before = {name: rows for name, rows in (await store.ask(contents)).items() if name != "offsets"}
    doubled = [entry for entry in entries if entry.topic in {"articles", "claims", "changes"}]
    for entry in doubled:
        await log.publish(entry.topic, [(entry.key or b"", entry.value, entry.headers)])
    grown = [entry for lying in log.entries.values() for entry in lying]
    news = await store.apply(grown)
    assert [item for item in news if item.kind == "change"] == []
    after = await store.ask(contents)
    assert {name: after[name] for name in before} == before
    await store.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**16), size=st.integers(1, 40))
async def test_partitions_and_batches_may_come_in_any_order(tmp_path: Path, seed: int, size: int) -> None:
    pick = random.Random(seed)
    log = Log()
    entries = await fill(log)
    queues = [list(lying) for lying in log.entries.values()]
    mixed: list[Entry] = []
    while queues:
        chosen = pick.choice(queues)
        mixed.append(chosen.pop(0))
        queues = [queue for queue in queues if queue]
    stores = [await Store.open(tmp_path / f"{seed}-{size}-{name}", "memory") for name in "ab"]
    await apply_in_batches(stores[0], entries)
    await apply_in_batches(stores[1], mixed, size)
    assert await stores[0].ask(contents) == await stores[1].ask(contents)
    for store in stores:
        await store.close()


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"not a database, but longer than a header" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:PAGE] + bytes(PAGE) + path.read_bytes()[2 * PAGE :]),
        lambda path: sqlite3.connect(path).execute(f"PRAGMA user_version = {tables.LAYOUT + 1}").connection.close(),
        lambda path: path.write_bytes(b""),
    ],
    ids=["missing", "no database", "cut short", "a page lost", "another layout", "empty"],
)
async def test_a_store_that_cannot_be_used_is_built_anew(tmp_path: Path, harm: object) -> None:
    assert callable(harm)
    path, entries = tmp_path / "a.sqlite", await fill(Log())
    store = await Store.open(path, "memory")
    await apply_in_batches(store, entries)
    whole = await store.ask(contents)
    await store.close()
    harm(path)
    store = await Store.open(path, "memory")
    assert store.offsets == {}
    await apply_in_batches(store, entries)
    assert await store.ask(contents) == whole
    await store.close()


async def test_a_store_of_another_log_is_not_taken_over(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "a.sqlite", "sqlite:///one")
    await apply_in_batches(store, await fill(Log()))
    await store.close()
    store = await Store.open(tmp_path / "a.sqlite", "sqlite:///two")
    assert store.offsets == {}
    await store.close()


async def test_a_batch_that_breaks_off_leaves_no_trace(tmp_path: Path) -> None:
    path, entries = tmp_path / "a.sqlite", await fill(Log())
    store = await Store.open(path, "memory")
    await apply_in_batches(store, entries[:30])
    before = await store.ask(contents)

    class Torn:
        """A record whose value is gone when it is asked for."""

        topic, partition, key, headers = "articles", 0, b"k", {}
        offset = 10**6

        @property
        def value(self) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await store.apply([*entries[30:], Torn()])
    assert await store.ask(contents) == before
    await apply_in_batches(store, entries)
    assert (await store.ask(contents))["offsets"] != before["offsets"]
    await store.close()


async def test_an_older_version_that_comes_late_is_left_out(tmp_path: Path) -> None:
    log = Log()
    later = datetime(2025, 1, 1, tzinfo=UTC)
    await publish_article(log, make_article(text="neu", received=later))
    await publish_article(log, make_article(text="alt"))
    store = await Store.open(tmp_path / "a.sqlite", "memory")
    await store.apply(log.on("articles"))
    article = await store.ask(queries.article, "a-1")
    assert article is not None
    assert b'"neu"' in article.value
    await store.close()


@pytest.mark.parametrize("value", [b"no json", b"[]", b"{}", b'{"id": 5}', b"\xff", BADLY_TYPED, BEYOND, None])
@pytest.mark.parametrize("topic", TOPICS)
async def test_an_unreadable_message_is_passed_over(tmp_path: Path, topic: str, value: bytes | None) -> None:
    log = Log()
    await log.publish(topic, [(b"k", value, {})])
    await publish_article(log, make_article())
    store = await Store.open(tmp_path / "a.sqlite", "memory")
    await store.apply([entry for lying in log.entries.values() for entry in lying])
    assert store.behind(await log.ends(TOPICS)) == 0
    assert await store.ask(queries.article, "a-1") is not None
    await store.close()


async def test_a_running_endpoint_builds_its_store_anew_when_disk_or_log_fail(serve: Serve, tmp_path: Path) -> None:
    class Failing(Log):
        """Fails once, after the store's file has gone."""

        fails = asyncio.Event()

        async def read(self, topics: Sequence[str], after: Mapping[tuple[str, int], int]) -> AsyncIterator[list[Entry]]:
            async for batch in super().read(topics, after):
                if self.fails.is_set():
                    self.fails.clear()
                    raise ConnectionError("the log is away")
                yield batch

    endpoint = await serve(Failing())
    await endpoint.gauge.take(make_claim())
    await endpoint.settle()
    before = await endpoint.json("/v1/estimates/north-korea/troops")
    (tmp_path / "read.sqlite").unlink()
    Failing.fails.set()
    await publish_article(endpoint.log, make_article())
    await endpoint.settle()
    assert await endpoint.json("/v1/estimates/north-korea/troops") == before
    assert (await endpoint.json("/v1/articles/a-1"))["article"]["id"] == "a-1"
