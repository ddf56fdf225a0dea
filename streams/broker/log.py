"""The durable log: appends at once in memory, commits in groups to disk. Under the Faust transport and the HTTP door.

A record is staged when it is appended: it has its offset and the process's own agents may read it. About every
100 ms, or as soon as somebody awaits `commit`, one transaction writes all that is staged together with the offsets
that the consumers have acknowledged by then. That snapshot is taken on the event loop without awaiting, and the
transaction runs in a thread. So whatever an agent does between two awaits (sends, table writes, acknowledgements) is
on disk as a whole or not at all, and no effect is there before its cause: SIGKILL at any moment loses or doubles
nothing.

Where a transaction cannot be written (see commits), the log fails for good: every append raises CommitFailed, and the
consumers are told, which ends the service. Nothing that was told to be durable is lost, and a restart continues from
what is on disk.

All methods belong to one event loop; only the transactions run elsewhere.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from yarl import URL

from streams.broker.catalogue import Catalogue, Partition
from streams.broker.commits import Commits
from streams.broker.errors import BrokerClosed, BrokerError, CommitFailed
from streams.broker.lock import FileLock
from streams.broker.store import Batch, Headers, Record, Store, Topic, pack_headers

MAINTENANCE_SECONDS = 30.0
READ_LIMIT = 500

T = TypeVar("T")
Positions = Mapping[tuple[str, int], int]


class GroupMember(Protocol):
    """A consumer as the log sees it: the transport's Consumer."""

    group: str

    def take_acknowledged(self) -> Positions:
        """The next offsets to commit that changed since the last call; called in the middle of a snapshot."""

    def is_processing(self) -> bool:
        """Whether delivered records still wait for their acknowledgement."""

    def wake(self) -> None:
        """Records were staged."""

    def fail(self, error: BrokerError) -> None:
        """The log has failed and the service must end."""


class Log:
    """The log in one file. Open it, append, await `commit`; `read` and `follow` see committed records only.

    While open, `identity` tells the file from every other, also from one made anew in its place.
    """

    identity: str

    def __init__(self, path: Path) -> None:
        self.path = path
        self._users = 0
        self._opening = asyncio.Lock()
        self._sealed = True

    # -- life

    async def open(self) -> None:
        """Open the file (made if missing, with its folder), compact it; to be paired with `close`.

        May be called by several users of the process; the last `close` closes. Raises BrokerLocked, NotABrokerFile.
        """
        async with self._opening:
            if self._users == 0:
                await self._open()
            self._users += 1

    async def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.path)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="broker")
        try:
            self._store = await self._in_thread(Store, self.path)
        except BaseException:
            self._thread.shutdown()
            self._lock.release()
            raise
        self.identity = self._store.identity()
        self._catalogue = Catalogue(self._store)
        self._group_offsets = self._store.group_offsets()
        self._members: list[GroupMember] = []
        self._changed = asyncio.Event()
        await self._maintain(starting=True)
        self._commits = Commits(self._store, self._thread, self)
        self._upkeep = asyncio.create_task(self._maintain_forever())
        self._sealed = False

    async def close(self) -> None:
        """Commit what is staged and, for the last user, close the file and give up its lock."""
        async with self._opening:
            if self._users == 1:
                await self._close()
            self._users -= 1

    async def _close(self) -> None:
        self.seal()
        with suppress(CommitFailed):  # it has told everyone already
            await self._commits.commit()
        self._changed.set()  # ends the followers
        self._upkeep.cancel()
        await asyncio.gather(self._upkeep, return_exceptions=True)
        await self._commits.stop()
        await self._in_thread(self._store.close)
        self._thread.shutdown()
        self._lock.release()

    def seal(self) -> None:
        """Take the last snapshot now: what is appended or acknowledged after this is not kept (BrokerClosed).

        The service's stop begins with it. It cancels agents in the middle of their work, and Faust then acknowledges
        the record they were at; sealed, a stop is as exact as a SIGKILL.
        """
        if not self._sealed:
            self.before_snapshot()
            self._members.clear()
            self._sealed = True

    def join(self, member: GroupMember) -> None:
        """Take this consumer's acknowledgements into the commits from now on, until `leave`."""
        self._members.append(member)

    def leave(self, member: GroupMember) -> None:
        """No longer ask this consumer. What it has acknowledged is staged first."""
        if member in self._members:
            self.before_snapshot()
            self._members.remove(member)

    # -- topics and offsets

    def topics(self) -> dict[str, Topic]:
        """Every topic by its name."""
        self._check_open()
        return dict(self._catalogue.topics)

    def find_topic(self, name: str) -> Topic | None:
        """The topic of that name; None where there is none."""
        self._check_open()
        return self._catalogue.topics.get(name)

    def declare(self, topic: Topic) -> None:
        """Stage the creation of a topic, or a change of its settings; raises TopicMismatch on other partitions."""
        self._check_writable()
        if self._catalogue.topics.get(topic.name) != topic:
            batch = self._commits.batch
            batch.new_partitions += self._catalogue.declare(topic)
            batch.topics[topic.name] = topic
            self._commits.arm()

    def enrol(self, group: str, partitions: Iterable[tuple[str, int]]) -> None:
        """Stage that `group` reads these, so that neither retention nor compaction takes what it has not passed."""
        for topic, number in partitions:
            slot = self._catalogue.find(topic, number).stored.slot
            if (group, slot) not in self._group_offsets:
                self._stage_offset(group, slot, 0)

    def partition_of(self, topic: str, key: bytes | None) -> int:
        """The partition that a key belongs to; records without a key go round. Raises UnknownTopic."""
        return self._catalogue.partition_of(topic, key)

    def earliest(self, topic: str, partition: int) -> int:
        """Offset of the first committed record that is still kept; the next offset where none is."""
        found = self._catalogue.find(topic, partition)
        first = self._store.earliest(found.stored.slot)
        return found.committed if first is None else first

    def committed(self, topic: str, partition: int) -> int:
        """The offset behind the last record on disk."""
        return self._catalogue.find(topic, partition).committed

    def next_offset(self, topic: str, partition: int) -> int:
        """The offset that the next record gets."""
        return self._catalogue.find(topic, partition).next_offset

    def group_offset(self, group: str, topic: str, partition: int) -> int | None:
        """Where `group` goes on reading, staged acknowledgements included; None if it never read the partition."""
        self.before_snapshot()
        return self._group_offsets.get((group, self._catalogue.find(topic, partition).stored.slot))

    # -- writing

    def append(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        *,
        partition: int | None = None,
        timestamp: float | None = None,
        headers: Headers = (),
    ) -> Record:
        """Stage a record and return it with its offset. Await `commit` to know it on disk.

        Raises UnknownTopic, BrokerClosed, CommitFailed.
        """
        self._check_writable()
        number = self.partition_of(topic, key) if partition is None else partition
        place = self._catalogue.find(topic, number)
        slot, offset, batch = place.stored.slot, place.next_offset, self._commits.batch
        record = Record(topic, number, offset, time.time() if timestamp is None else timestamp, key, value, headers)
        place.staged.append(record)
        place.next_offset = batch.next_offsets[slot] = offset + 1
        batch.rows += (slot, offset, record.timestamp, key, value, pack_headers(headers))
        self._commits.arm()
        for member in self._members:
            member.wake()
        return record

    async def commit(self) -> None:
        """Return when all that was appended and acknowledged before the call is on disk. Raises CommitFailed."""
        self._check_open()
        await self._commits.commit()

    def when_committed(self, future: "asyncio.Future[Any]", result: object) -> None:
        """Resolve `future` with `result` once all that is staged now is on disk; within the interval, unhurried."""
        self._commits.when_committed(future, result)

    def hurry(self) -> None:
        """Commit now rather than at the end of the interval."""
        self._commits.hurry()

    def arm(self) -> None:
        """See to it that a commit comes within the interval: a consumer has delivered records."""
        self._commits.arm()

    # -- reading

    def fetch(self, topic: str, partition: int, offset: int, limit: int = READ_LIMIT) -> list[Record]:
        """Up to `limit` records from `offset` on, staged ones included. For the consumer of this process only."""
        place = self._catalogue.find(topic, partition)
        if offset < place.committed:
            found = self._store.read(place.stored, offset, limit)
            if found:
                return found
        if not place.staged:
            return []
        start = max(0, offset - place.staged[0].offset)
        return list(islice(place.staged, start, start + limit))

    async def read(self, topic: str, partition: int, offset: int, limit: int = READ_LIMIT) -> list[Record]:
        """Up to `limit` committed records from `offset` on; what was compacted or has expired is left out."""
        self._check_open()
        place = self._catalogue.find(topic, partition)
        await asyncio.sleep(0)  # a reader that catches up must leave room for others
        if offset >= place.committed or not self._users:
            return []
        end = place.committed  # the file may already hold what the loop does not yet know to be committed
        return [record for record in self._store.read(place.stored, offset, limit) if record.offset < end]

    async def follow(self, topics: Iterable[str], after: Positions) -> AsyncIterator[list[Record]]:
        """Committed records of these topics in batches, from the next offsets in `after` on (missing: the earliest).

        A batch holds what has come on all partitions, some hundred records: whoever stores it wants few
        transactions. Waits for more when it has caught up, and ends when the log is sealed or closed.
        """
        names, positions = tuple(topics), dict(after)
        while not self._sealed:
            changed, caught_up, batch = self._changed, True, list[Record]()
            for place in [place for name in names if self.find_topic(name) for place in self._catalogue.of(name)]:
                at, end = (place.stored.topic, place.stored.partition), place.committed
                if positions.get(at, 0) < end:
                    caught_up = False
                    found = await self.read(*at, positions.get(at, 0))
                    positions[at] = found[-1].offset + 1 if found else end
                    batch += found
                    if len(batch) >= READ_LIMIT:
                        yield batch
                        batch = []
            if batch:
                yield batch
            if caught_up:
                await changed.wait()

    # -- committing (streams.broker.commits.Owner)

    def before_snapshot(self) -> None:
        for member in self._members:
            for (topic, partition), offset in member.take_acknowledged().items():
                self._stage_offset(member.group, self._catalogue.find(topic, partition).stored.slot, offset)

    def _stage_offset(self, group: str, slot: int, offset: int) -> None:
        self._group_offsets[group, slot] = self._commits.batch.group_offsets[group, slot] = offset
        self._commits.arm()

    def after_commit(self, batch: Batch) -> bool:
        for slot, offset in batch.next_offsets.items():
            self._catalogue.in_slot(slot).advance(offset)
        if batch.next_offsets:
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()
        return any(member.is_processing() for member in self._members)

    def after_failure(self, error: CommitFailed) -> None:
        for member in self._members:
            member.fail(error)

    # -- upkeep

    async def compact(self, topic: str) -> None:
        """Delete what later records of the same key replace (see Store.compact), and what of it the WAL holds."""
        await self.commit()
        for place in self._catalogue.of(topic):
            await self._compact(place, starting=False)
        await self._in_thread(self._store.truncate_wal)

    async def _compact(self, place: Partition, *, starting: bool) -> None:
        place.rows_since, slot = 0, place.stored.slot
        place.rows_compacted = await self._in_thread(lambda: self._store.compact(slot, drop_tombstones=starting))

    async def _maintain_forever(self) -> None:
        while True:
            await asyncio.sleep(MAINTENANCE_SECONDS)
            with suppress(sqlite3.Error):  # a full disk shows in the commits; upkeep can wait
                await self._maintain(starting=False)

    async def _maintain(self, *, starting: bool) -> None:
        deleted = False
        for place in self._catalogue:
            topic = self._catalogue.topics[place.stored.topic]
            # A scan of the partition pays when a tenth of it is new.
            if topic.compacted and (starting or place.rows_since * 10 > place.rows_compacted):
                await self._compact(place, starting=starting)
                deleted = True
            if topic.retention_seconds is not None:
                before = time.time() - topic.retention_seconds
                deleted |= bool(await self._in_thread(self._store.expire, place.stored.slot, before))
        if deleted:
            await self._in_thread(self._store.truncate_wal)

    async def _in_thread(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *args)

    def _check_open(self) -> None:
        if not self._users:
            raise BrokerClosed(f"{self.path} is not open")

    def _check_writable(self) -> None:
        if self._sealed:
            raise BrokerClosed(f"{self.path} takes no more records: it is not open, or the service is stopping")
        self._commits.check()


_logs: dict[Path, Log] = {}


def log_at(url: str | URL) -> Log:
    """The process's one log for a URL `sqlite:///PATH`, the same that its transport uses; not yet opened."""
    url = URL(url)
    if url.scheme != "sqlite" or url.host or not url.path.startswith("/") or url.path == "/":
        raise ValueError(f"'{url}' names no broker file; write sqlite:///ABSOLUTE/PATH")
    path = Path(url.path).resolve()
    return _logs.setdefault(path, Log(path))
