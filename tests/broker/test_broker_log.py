"""The log's contract: what is appended, committed, read, followed, compacted, expired, locked and refused."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.broker import (
    BrokerClosed,
    BrokerLocked,
    CommitFailed,
    Log,
    NotABrokerFile,
    Record,
    Topic,
    TopicMismatch,
    UnknownTopic,
    log_at,
)


@contextlib.asynccontextmanager
async def opened(path: Path, *topics: Topic) -> AsyncIterator[Log]:
    log = Log(path)
    await log.open()
    for topic in topics:
        log.declare(topic)
    try:
        yield log
    finally:
        await log.close()


def topic(name: str = "t", partitions: int = 1, *, compacted: bool = False, seconds: float | None = None) -> Topic:
    return Topic(name, partitions, compacted, seconds)


async def everything(log: Log, name: str = "t", partition: int = 0) -> list[Record]:
    found: list[Record] = []
    while batch := await log.read(name, partition, found[-1].offset + 1 if found else 0, limit=7):
        found += batch
    return found


class Member:
    """A group's consumer, by hand: what it has acknowledged and not yet handed to the log."""

    group = "g"

    def __init__(self) -> None:
        self.acknowledged: dict[tuple[str, int], int] = {}
        self.error: Exception | None = None

    def take_acknowledged(self) -> dict[tuple[str, int], int]:
        taken, self.acknowledged = self.acknowledged, {}
        return taken

    def is_processing(self) -> bool:
        return False

    def wake(self) -> None: ...

    def fail(self, error: Exception) -> None:
        self.error = error


async def test_a_record_comes_back_as_it_was_after_a_restart(tmp_path: Path) -> None:
    headers = (("pegel-schema", b"article/1"), ("raw", bytes(range(256))))
    async with opened(tmp_path / "new" / "folder" / "log.sqlite", topic(partitions=2)) as log:
        written = [
            log.append("t", b"key", "größer".encode(), headers=headers, timestamp=12.5, partition=1),
            log.append("t", None, b"", partition=1),
            log.append("t", b"\x00", None, partition=1),
        ]
        assert [record.offset for record in written] == [0, 1, 2]
    async with opened(log.path) as log:
        assert await everything(log, partition=1) == written
        assert log.topics() == {"t": topic(partitions=2)}
        assert log.append("t", b"key", b"next", partition=1).offset == 3


async def test_only_committed_records_are_read_and_staged_ones_are_fetched(tmp_path: Path) -> None:
    async with opened(tmp_path / "log.sqlite", topic()) as log:
        await log.commit()
        first = log.append("t", b"a", b"1")
        assert await log.read("t", 0, 0) == []
        assert log.fetch("t", 0, 0) == [first]
        await log.commit()
        second = log.append("t", b"b", b"2")
        assert await log.read("t", 0, 0) == [first]
        assert log.fetch("t", 0, 0) == [first]
        assert log.fetch("t", 0, 1) == [second]
        assert (log.earliest("t", 0), log.committed("t", 0), log.next_offset("t", 0)) == (0, 1, 2)


async def test_a_key_always_goes_to_one_partition_and_no_key_to_all(tmp_path: Path) -> None:
    async with opened(tmp_path / "log.sqlite", topic(partitions=4)) as log:
        assert len({log.append("t", b"same", b"").partition for _ in range(9)}) == 1
        assert {log.append("t", None, b"").partition for _ in range(9)} == {0, 1, 2, 3}


async def test_many_waiters_share_few_commits(tmp_path: Path) -> None:
    async with opened(tmp_path / "log.sqlite", topic()) as log:
        await log.commit()
        statements: list[str] = []
        log._store._writer.set_trace_callback(statements.append)

        async def post(number: int) -> None:
            log.append("t", b"k", str(number).encode())
            await log.commit()

        await asyncio.gather(*(post(number) for number in range(2000)))
        assert 0 < statements.count("COMMIT") < 20
        assert len(await everything(log)) == 2000


async def test_appends_and_acknowledgements_are_one_transaction(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    async with opened(path, topic()) as log:
        member = Member()
        log.join(member)
        log.append("t", b"k", b"cause")
        await log.commit()
        member.acknowledged = {("t", 0): 1}
        log.append("t", b"k", b"effect")
        await log.commit()
        with contextlib.closing(sqlite3.connect(path)) as other:
            assert other.execute("SELECT count(*) FROM records").fetchone() == (2,)
            assert other.execute("SELECT next_offset FROM offsets").fetchone() == (1,)
    async with opened(path) as log:
        assert log.group_offset("g", "t", 0) == 1
        assert log.group_offset("stranger", "t", 0) is None


async def test_after_the_seal_nothing_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    async with opened(path, topic()) as log:
        member = Member()
        log.join(member)
        log.append("t", b"k", b"kept")
        member.acknowledged = {("t", 0): 1}
        log.seal()
        member.acknowledged = {("t", 0): 99}
        with pytest.raises(BrokerClosed):
            log.append("t", b"k", b"late")
    async with opened(path) as log:
        assert [record.value for record in await everything(log)] == [b"kept"]
        assert log.group_offset("g", "t", 0) == 1


async def test_followers_see_each_committed_record_once_and_end_with_the_log(tmp_path: Path) -> None:
    async with opened(tmp_path / "log.sqlite", topic("a", 2), topic("b")) as log:
        for number in range(1200):
            log.append("a", str(number).encode(), b"")
        seen: list[tuple[str, int, int]] = []
        caught_up = asyncio.Event()

        async def follow() -> None:
            async for batch in log.follow(["a", "b", "later"], {("b", 0): 1}):
                seen.extend((record.topic, record.partition, record.offset) for record in batch)
                if len(seen) == 1202:
                    caught_up.set()

        follower = asyncio.create_task(follow())
        log.append("b", b"k", b"skipped")
        log.append("b", b"k", b"seen")
        await log.commit()
        log.declare(topic("later"))
        log.append("later", b"k", b"seen too")
        await asyncio.wait_for(caught_up.wait(), 10)
    await asyncio.wait_for(follower, 10)
    assert len(seen) == len(set(seen)) == 1202
    assert {place for place in seen if place[0] != "a"} == {("b", 0, 1), ("later", 0, 0)}


KEYS = st.sampled_from([b"a", b"b", b"c", None])
VALUES = st.one_of(st.none(), st.binary(max_size=3))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(KEYS, VALUES), max_size=30), st.integers(0, 30))
def test_compaction_keeps_the_latest_of_each_key_and_what_a_group_has_not_passed(
    rows: list[tuple[bytes | None, bytes | None]], passed: int
) -> None:
    async def check(path: Path) -> None:
        async with opened(path, topic(compacted=True)) as log:
            written = [log.append("t", key, value) for key, value in rows]
            member = Member()
            log.join(member)
            member.acknowledged = {("t", 0): passed}
            await log.compact("t")
            latest = {record.key: record.offset for record in written}
            kept = [r for r in written if r.key is None or r.offset >= passed or latest[r.key] == r.offset]
            assert await everything(log) == kept
        async with opened(path) as log:  # the start drops tombstones too, but never the last record
            dropped = [r for r in kept if r.key is not None and r.value is None and r.offset < passed]
            assert await everything(log) == [r for r in kept if r not in dropped or r.offset == len(written) - 1]
            assert log.next_offset("t", 0) == len(written)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check(Path(folder) / "log.sqlite"))


async def test_a_replaced_text_is_in_no_file_after_compaction(tmp_path: Path) -> None:
    async with opened(tmp_path / "log.sqlite", topic(compacted=True)) as log:
        log.append("t", b"k", b"the secret sentence " * 400)
        await log.commit()
        log.append("t", b"k", b"blank")
        await log.compact("t")
        assert [record.value for record in await everything(log)] == [b"blank"]
        assert not any(b"secret" in file.read_bytes() for file in tmp_path.iterdir())


async def test_retention_takes_what_is_old_and_passed_by_every_group(tmp_path: Path) -> None:
    path, now = tmp_path / "log.sqlite", time.time()
    async with opened(path, topic(seconds=60.0), topic("kept")) as log:
        log.enrol("slow", [("t", 0)])
        member = Member()
        log.join(member)
        for age in (300, 200, 100, 10):
            log.append("t", b"k", b"", timestamp=now - age)
        log.append("kept", b"k", b"", timestamp=now - 300)
        member.acknowledged = {("t", 0): 4}
    async with opened(path) as log:
        assert len(await everything(log)) == 4  # "slow" has read nothing yet
        slow = Member()
        slow.group = "slow"
        log.join(slow)
        slow.acknowledged = {("t", 0): 2}
    async with opened(path) as log:
        assert [record.offset for record in await everything(log)] == [2, 3]
        assert log.earliest("t", 0) == 2
        assert len(await everything(log, "kept")) == 1


async def test_a_topic_keeps_its_number_of_partitions(tmp_path: Path) -> None:
    async with opened(tmp_path / "log.sqlite", topic(partitions=2)) as log:
        with pytest.raises(TopicMismatch, match="has 2 partitions and cannot get 3"):
            log.declare(topic(partitions=3))
        log.declare(topic(partitions=2, compacted=True))
    async with opened(log.path) as log:
        assert log.topics()["t"].compacted


async def test_an_unknown_topic_or_partition_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path / "log.sqlite", topic()) as log:
        with pytest.raises(UnknownTopic, match="no topic nowhere"):
            log.append("nowhere", b"", b"")
        with pytest.raises(UnknownTopic, match="no 1"):
            log.append("t", b"", b"", partition=1)


async def test_a_second_log_on_the_file_is_refused_in_this_process_and_in_another(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    async with opened(path):
        with pytest.raises(BrokerLocked, match=f"{path} is in use by process {os.getpid()}"):
            await Log(path).open()
        program = f"import asyncio; from streams.broker import log_at; asyncio.run(log_at('sqlite://{path}').open())"
        second = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program], capture_output=True)
        assert second.returncode == 1
        assert f"BrokerLocked: {path} is in use by process {os.getpid()}".encode() in second.stderr
    async with opened(path):
        pass  # the lock was given back


@pytest.mark.parametrize("content", [b"this is a text file, and long enough to be none of SQLite's" * 20, b"short"])
async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "log.sqlite"
    path.write_bytes(content)
    with pytest.raises(NotABrokerFile, match="is no SQLite database"):
        await Log(path).open()
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("statement", "fault"),
    [("CREATE TABLE other (x)", "of another program"), ("PRAGMA user_version = 99", "schema version 99")],
)
async def test_a_foreign_database_is_refused(tmp_path: Path, statement: str, fault: str) -> None:
    path = tmp_path / "log.sqlite"
    if "99" in fault:
        async with opened(path, topic()):
            pass
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute(statement)
        other.commit()
    with pytest.raises(NotABrokerFile, match=fault):
        await Log(path).open()


async def test_a_full_disk_is_told_to_all_who_wait_and_nothing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.broker.commits.RETRY_SECONDS", 0.2)
    path = tmp_path / "log.sqlite"
    async with opened(path, topic()) as log:
        member = Member()
        log.join(member)
        log.append("t", b"k", b"on disk")
        await log.commit()
        log._store._writer.execute("PRAGMA max_page_count = 1")  # SQLite then answers as on a full disk
        log.append("t", b"k", b"x" * 100_000)
        member.acknowledged = {("t", 0): 1}
        with pytest.raises(CommitFailed, match="full"):
            await log.commit()
        with pytest.raises(CommitFailed):
            log.append("t", b"k", b"after")
        assert isinstance(member.error, CommitFailed)
        assert [record.value for record in await everything(log)] == [b"on disk"]
    async with opened(path) as log:
        assert [record.value for record in await everything(log)] == [b"on disk"]
        assert log.group_offset("g", "t", 0) is None


async def test_a_disk_that_is_full_for_a_moment_only_delays(tmp_path: Path) -> None:
    async with opened(tmp_path / "log.sqlite", topic()) as log:
        await log.commit()
        tries, tried_again, loop = [], asyncio.Event(), asyncio.get_running_loop()

        def trace(statement: str) -> None:
            tries.append(statement)
            if tries.count("BEGIN IMMEDIATE") == 2:
                loop.call_soon_threadsafe(tried_again.set)

        log._store._writer.set_trace_callback(trace)
        log._store._writer.execute("PRAGMA max_page_count = 1")
        log.append("t", b"k", b"x" * 100_000)
        commit = asyncio.create_task(log.commit())
        await tried_again.wait()
        assert not commit.done()
        log._store._writer.execute("PRAGMA max_page_count = 1000000")
        await commit
        assert len(await everything(log)) == 1


async def test_a_file_keeps_its_identity_and_one_made_anew_in_its_place_has_another(tmp_path: Path) -> None:
    path, seen = tmp_path / "log.sqlite", []
    for _ in range(2):
        async with opened(path) as log:
            seen.append(log.identity)
    path.unlink()
    async with opened(path) as log:
        seen.append(log.identity)
    assert seen[0] == seen[1] != seen[2]


@pytest.mark.parametrize("url", ["sqlite://relative/path", "sqlite://", "kafka://host:9092", "/plain/path"])
def test_a_url_that_names_no_file_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="names no broker file"):
        log_at(url)


def test_a_url_leads_to_one_log_per_process(tmp_path: Path) -> None:
    assert log_at(f"sqlite://{tmp_path}/a b.sqlite") is log_at(f"sqlite://{tmp_path}/x/../a b.sqlite")
