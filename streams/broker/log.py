"""The durable log: appends at once in memory, commits in groups to disk. Under the Faust transport and the HTTP door.

A record is staged when it is appended: it has its offset and the process's own agents may read it. About every
`COMMIT_SECONDS`, or as soon as somebody awaits `commit`, one transaction writes all that is staged together with the
offsets that the consumers have acknowledged by then. That snapshot is taken on the event loop without awaiting, and the
transaction runs in a thread. So whatever an agent does between two awaits (sends, table writes, acknowledgements) is on
disk as a whole or not at all, and no effect is there before its cause: SIGKILL at any moment loses or doubles nothing.

A commit that fails is retried for about `RETRY_SECONDS` where the disk is full or the file busy; nothing is
acknowledged meanwhile. After that, or at once on an I/O error (an fsync that failed once cannot be trusted later), the
log fails for good: whoever waits gets CommitFailed, every later append raises it, and the consumers are told, which
ends the service. Nothing that was told to be durable is lost, and a restart continues from what is on disk.

All methods belong to one event loop; only the transactions run elsewhere.
"""

import asyncio
import sqlite3
import time
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from yarl import URL

from streams.broker.errors import BrokerClosed, BrokerError, CommitFailed, TopicMismatch, UnknownTopic
from streams.broker.lock import FileLock
from streams.broker.store import Batch, Headers, Record, Store, StoredPartition, Topic, pack_headers

COMMIT_SECONDS = 0.1
MAINTENANCE_SECONDS = 30.0
RETRY_SECONDS = 5.0
READ_LIMIT = 500
RETRIED = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

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


@dataclass
class Partition:
    """A partition in memory: where it is stored, what is on disk (`committed`), what is staged behind it (`tail`)."""

    stored: StoredPartition
    committed: int
    next_offset: int
    tail: deque[Record] = field(default_factory=deque)
    compacted_rows: int = 0  # what the last compaction left
    appended_since: int = 0  # what has come since


class Log:
    """The log in one file. Open it, append, await `commit`; `read` and `follow` see committed records only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failure: CommitFailed | None = None
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
        self._loop = asyncio.get_running_loop()
        try:
            self._store = await self._in_thread(Store, self.path)
        except BaseException:
            self._thread.shutdown()
            self._lock.release()
            raise
        self.failure, self._sealed = None, False
        self._batch, self._waiters = Batch(), list[tuple[asyncio.Future[Any], Any]]()
        self._members: list[GroupMember] = []
        self._hurry, self._changed = asyncio.Event(), asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._unkeyed = 0
        self._load()
        await self._maintain(starting=True)
        self._tasks = [asyncio.create_task(self._commit_forever()), asyncio.create_task(self._maintain_forever())]

    def _load(self) -> None:
        self._topics = {topic.name: topic for topic in self._store.topics()}
        self._partitions: dict[str, list[Partition]] = {name: [] for name in self._topics}
        self._by_slot: dict[int, Partition] = {}
        for stored in self._store.partitions():
            self._add_partition(stored)
        self._group_offsets = self._store.group_offsets()

    def _add_partition(self, stored: StoredPartition) -> None:
        partition = Partition(stored, committed=stored.next_offset, next_offset=stored.next_offset, appended_since=1)
        self._partitions[stored.topic].append(partition)
        self._by_slot[stored.slot] = partition

    async def close(self) -> None:
        """Commit what is staged and, for the last user, close the file and give up its lock."""
        async with self._opening:
            if self._users == 1:
                await self._close()
            self._users -= 1

    async def _close(self) -> None:
        self.seal()
        with suppress(CommitFailed):  # it has told everyone already
            await self.commit()
        self._changed.set()  # ends the followers
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._timer:
            self._timer.cancel()
        await self._in_thread(self._store.close)
        self._thread.shutdown()
        self._lock.release()

    def seal(self) -> None:
        """Take the last snapshot now: what is appended or acknowledged after this is not kept (BrokerClosed).

        The service's stop begins with it. It cancels agents in the middle of their work, and Faust then acknowledges
        the record they were at; sealed, a stop is as exact as a SIGKILL.
        """
        if not self._sealed:
            self._take_acknowledged()
            self._members.clear()
            self._sealed = True

    def join(self, member: GroupMember) -> None:
        """Take this consumer's acknowledgements into the commits from now on, until `leave`."""
        self._members.append(member)

    def leave(self, member: GroupMember) -> None:
        """No longer ask this consumer. What it has acknowledged is staged first."""
        if member in self._members:
            self._take_acknowledged()
            self._members.remove(member)

    # -- topics

    def topics(self) -> dict[str, Topic]:
        """Every topic by its name."""
        self._check()
        return dict(self._topics)

    def has_topic(self, topic: str) -> bool:
        return topic in self._topics

    def declare(self, topic: Topic) -> None:
        """Stage the creation of a topic, or a change of its settings; raises TopicMismatch on other partitions."""
        self._check()
        known = self._topics.get(topic.name)
        if known == topic:
            return
        if known and known.partitions != topic.partitions:
            raise TopicMismatch(topic.name, known.partitions, topic.partitions)
        self._topics[topic.name] = self._batch.topics[topic.name] = topic
        if not known:
            self._partitions[topic.name] = []
            for number in range(topic.partitions):
                stored = StoredPartition(len(self._by_slot) + 1, topic.name, number, 0)
                self._batch.new_partitions.append(stored)
                self._add_partition(stored)
        self._arm()

    def enrol(self, group: str, partitions: Iterable[tuple[str, int]]) -> None:
        """Stage that `group` reads these, so that neither retention nor compaction takes what it has not passed."""
        for topic, number in partitions:
            slot = self._partition(topic, number).stored.slot
            if (group, slot) not in self._group_offsets:
                self._stage_offset(group, slot, 0)

    def partition_of(self, topic: str, key: bytes | None) -> int:
        """The partition that a key belongs to; records without a key go round."""
        count = len(self._partitions_of(topic))
        if key is None:
            self._unkeyed += 1
            return self._unkeyed % count
        return zlib.crc32(key) % count

    def earliest(self, topic: str, partition: int) -> int:
        """Offset of the first committed record that is still kept; the next offset where none is."""
        found = self._partition(topic, partition)
        first = self._store.earliest(found.stored.slot)
        return found.committed if first is None else first

    def committed(self, topic: str, partition: int) -> int:
        """The offset behind the last record on disk."""
        return self._partition(topic, partition).committed

    def next_offset(self, topic: str, partition: int) -> int:
        """The offset that the next record gets."""
        return self._partition(topic, partition).next_offset

    def group_offset(self, group: str, topic: str, partition: int) -> int | None:
        """Where `group` goes on reading, staged acknowledgements included; None if it never read the partition."""
        self._take_acknowledged()
        return self._group_offsets.get((group, self._partition(topic, partition).stored.slot))

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
        self._check()
        number = self.partition_of(topic, key) if partition is None else partition
        place = self._partition(topic, number)
        stored, offset = place.stored, place.next_offset
        record = Record(topic, number, offset, time.time() if timestamp is None else timestamp, key, value, headers)
        place.tail.append(record)
        place.next_offset = self._batch.next_offsets[stored.slot] = offset + 1
        self._batch.rows += (stored.slot, offset, record.timestamp, key, value, pack_headers(headers))
        self._arm()
        for member in self._members:
            member.wake()
        return record

    def when_committed(self, future: asyncio.Future[Any], result: object) -> None:
        """Resolve `future` with `result` once all that is staged now is on disk."""
        self._waiters.append((future, result))
        self._arm()

    async def commit(self) -> None:
        """Return when all that was appended and acknowledged before the call is on disk. Raises CommitFailed."""
        self._check_failure()
        self._check_open()
        future = asyncio.get_running_loop().create_future()
        self._waiters.append((future, None))
        self.hurry()
        await future

    def hurry(self) -> None:
        """Commit now rather than at the end of the interval."""
        self._hurry.set()

    def arm(self) -> None:
        """See to it that a commit comes within the interval: a consumer has delivered records."""
        self._arm()

    def _arm(self) -> None:
        if self._timer is None:
            self._timer = self._loop.call_later(COMMIT_SECONDS, self._hurry.set)

    # -- reading

    def fetch(self, topic: str, partition: int, offset: int, limit: int = READ_LIMIT) -> list[Record]:
        """Up to `limit` records from `offset` on, staged ones included. For the consumer of this process only."""
        place = self._partition(topic, partition)
        if offset < place.committed:
            found = self._store.read(place.stored, offset, limit)
            if found:
                return found
        if not place.tail:
            return []
        start = max(0, offset - place.tail[0].offset)
        return list(islice(place.tail, start, start + limit))

    async def read(self, topic: str, partition: int, offset: int, limit: int = READ_LIMIT) -> list[Record]:
        """Up to `limit` committed records from `offset` on; what was compacted or has expired is left out."""
        self._check_open()
        place = self._partition(topic, partition)
        if offset >= place.committed:
            return []
        found = self._store.read(place.stored, offset, limit)
        await asyncio.sleep(0)
        return [record for record in found if record.offset < place.committed]

    async def follow(self, topics: Iterable[str], after: Positions) -> AsyncIterator[list[Record]]:
        """Committed records of these topics in batches, from the next offsets in `after` on (missing: the earliest).

        Waits for more when it has caught up, and ends when the log closes or is sealed.
        """
        names, positions = tuple(topics), dict(after)
        while self._users and not self._sealed:
            changed, caught_up = self._changed, True
            for name in names:
                for place in self._partitions.get(name, ()):
                    at = (name, place.stored.partition)
                    if positions.get(at, 0) < place.committed:
                        end, caught_up = place.committed, False
                        batch = await self.read(*at, positions.get(at, 0))
                        positions[at] = batch[-1].offset + 1 if batch else end
                        if batch:
                            yield batch
            if caught_up:
                await changed.wait()

    # -- committing

    def _take_acknowledged(self) -> None:
        for member in self._members:
            for (topic, partition), offset in member.take_acknowledged().items():
                self._stage_offset(member.group, self._partition(topic, partition).stored.slot, offset)

    def _stage_offset(self, group: str, slot: int, offset: int) -> None:
        self._group_offsets[group, slot] = self._batch.group_offsets[group, slot] = offset
        self._arm()

    async def _commit_forever(self) -> None:
        while True:
            await self._hurry.wait()
            self._hurry.clear()
            self._take_acknowledged()
            if self._timer:
                self._timer.cancel()
                self._timer = None
            batch, self._batch = self._batch, Batch()
            waiters, self._waiters = self._waiters, []
            if not batch.is_empty():
                try:
                    await self._write(batch)
                except Exception as error:  # whatever it is, those who wait must hear of it
                    self._fail(error, waiters)
                    return
                self._mark_committed(batch)
            for future, result in waiters:
                if not future.done():
                    future.set_result(result)
            if any(member.is_processing() for member in self._members):
                self._arm()

    async def _write(self, batch: Batch) -> None:
        deadline, pause = time.monotonic() + RETRY_SECONDS, 0.05
        while True:
            try:
                return await self._in_thread(self._store.write, batch)
            except sqlite3.Error as error:
                code = getattr(error, "sqlite_errorcode", None)
                if code not in RETRIED or time.monotonic() + pause > deadline:
                    raise
                await asyncio.sleep(pause)
                pause *= 2

    def _mark_committed(self, batch: Batch) -> None:
        for slot, offset in batch.next_offsets.items():
            place = self._by_slot[slot]
            place.appended_since += offset - place.committed
            place.committed = offset
            while place.tail and place.tail[0].offset < offset:
                place.tail.popleft()
        if batch.next_offsets:
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()

    def _fail(self, error: Exception, waiters: list[tuple[asyncio.Future[Any], Any]]) -> None:
        self.failure = CommitFailed(f"{self.path}: a commit failed for good ({error}); free the disk and start again")
        self.failure.__cause__ = error
        for future, _ in [*waiters, *self._waiters]:
            if not future.done():
                future.set_exception(self.failure)
        self._changed.set()
        for member in self._members:
            member.fail(self.failure)

    # -- upkeep

    async def compact(self, topic: str) -> None:
        """Delete what later records of the same key replace (see Store.compact), and what of it the WAL holds."""
        self._check_open()
        await self.commit()
        for place in self._partitions_of(topic):
            await self._compact(place, starting=False)
        await self._in_thread(self._store.truncate_wal)

    async def _compact(self, place: Partition, *, starting: bool) -> None:
        place.appended_since = 0
        slot = place.stored.slot
        place.compacted_rows = await self._in_thread(lambda: self._store.compact(slot, drop_tombstones=starting))

    async def _maintain_forever(self) -> None:
        while True:
            await asyncio.sleep(MAINTENANCE_SECONDS)
            with suppress(sqlite3.Error):  # a full disk shows in the commits; upkeep can wait
                await self._maintain(starting=False)

    async def _maintain(self, *, starting: bool) -> None:
        deleted = False
        for place in list(self._by_slot.values()):
            topic = self._topics[place.stored.topic]
            # A scan of the partition pays when a tenth of it is new.
            if topic.compacted and (starting or place.appended_since * 10 > place.compacted_rows):
                await self._compact(place, starting=starting)
                deleted = True
            if topic.retention_seconds is not None:
                before = time.time() - topic.retention_seconds
                deleted |= bool(await self._in_thread(self._store.expire, place.stored.slot, before))
        if deleted:
            await self._in_thread(self._store.truncate_wal)

    async def _in_thread(self, function: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *args)

    def _partitions_of(self, topic: str) -> list[Partition]:
        try:
            return self._partitions[topic]
        except KeyError:
            raise UnknownTopic(f"there is no topic {topic}; declare it first") from None

    def _partition(self, topic: str, number: int) -> Partition:
        partitions = self._partitions_of(topic)
        if not 0 <= number < len(partitions):
            raise UnknownTopic(f"topic {topic} has partitions 0 to {len(partitions) - 1}, and no {number}")
        return partitions[number]

    def _check_open(self) -> None:
        if not self._users:
            raise BrokerClosed(f"{self.path} is not open")

    def _check_failure(self) -> None:
        if self.failure:
            raise CommitFailed(*self.failure.args) from self.failure.__cause__

    def _check(self) -> None:
        self._check_failure()
        if self._sealed:
            raise BrokerClosed(f"{self.path} takes no more records: it is not open, or the service is stopping")


_logs: dict[Path, Log] = {}


def log_at(url: str | URL) -> Log:
    """The process's one log for a URL `sqlite:///PATH`, the same that its transport uses; not yet opened."""
    url = URL(url)
    if url.scheme != "sqlite" or url.host or not url.path.startswith("/") or url.path == "/":
        raise ValueError(f"'{url}' names no broker file; write sqlite:///ABSOLUTE/PATH")
    path = Path(url.path).resolve()
    return _logs.setdefault(path, Log(path))
