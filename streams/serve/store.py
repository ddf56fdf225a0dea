"""The read store: one SQLite file that the endpoint answers from, filled from the topics by `follow`.

It may be thrown away at any time: missing, damaged, of another layout or of another log, it is built anew.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

import structlog

from streams.serve import tables
from streams.serve.filling import News, Written, write
from streams.serve.port import Partition, Record
from streams.serve.tables import EPOCH, Newest

P = ParamSpec("P")
T = TypeVar("T")
READERS = 2  # threads that answer queries beside the one that writes

log = structlog.get_logger(__name__)


class Store:
    """The file, one thread that writes it and some that read it, so that the event loop never waits for the disk.

    Queries are functions that take a connection first; see `queries`.
    """

    def __init__(self, path: Path, source: str) -> None:
        self._path = path
        self._source = source
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")
        self._connection: sqlite3.Connection | None = None
        self._lent = threading.local()  # each reader's own connection, and the build of the file it belongs to
        self._opened: list[sqlite3.Connection] = []
        self._build = 0
        self._offsets: dict[Partition, int] = {}
        self._latest_receipt = 0  # in microseconds since 1970
        self._told = 0
        self.edition = ""  # of the file; what watchers are told has its place in one edition
        self.newest: Newest | None = None
        self._moved = asyncio.Condition()

    @classmethod
    async def open(cls, path: Path, source: str) -> Self:
        """The store in that file; `source` names the log that it mirrors, and no other nor a later one in its place."""
        store = cls(path, source)
        await store.mend()
        return store

    @property
    def offsets(self) -> Mapping[Partition, int]:
        """Per partition the offset of the next record that is wanted."""
        return self._offsets

    @property
    def latest_receipt(self) -> datetime:
        """When the article received last was received, as far as the store knows; 1970 where it knows of none."""
        return EPOCH + timedelta(microseconds=self._latest_receipt)

    async def mend(self) -> None:
        """Open the file, or build an empty one where it can't be used."""
        opened = await self._in_writer(self._open)
        async with self._moved:
            self._offsets, (self.edition, self._told), self._latest_receipt, self.newest = opened
            self._moved.notify_all()

    async def apply(self, records: Sequence[Record]) -> list[News]:
        """Store the records and how far they reach in one transaction; what was stored before makes no difference."""
        written = await self._in_writer(self._apply, records)
        self._latest_receipt = max(self._latest_receipt, written.latest_receipt)
        self.newest = written.newest
        async with self._moved:
            self._offsets = written.offsets
            self._told = written.news[-1].number if written.news else self._told
            self._moved.notify_all()
        return written.news

    async def reach(self, ends: Mapping[Partition, int]) -> None:
        """Wait until everything before those offsets is stored."""
        async with self._moved:
            await self._moved.wait_for(lambda: self.behind(ends) == 0)

    def behind(self, ends: Mapping[Partition, int]) -> int:
        """How many records before those offsets are not stored yet."""
        return sum(max(0, end - self._offsets.get(partition, 0)) for partition, end in ends.items())

    def number_of(self, identity: str | None) -> int | None:
        """The number in an event's id; None where this edition of the store never told it."""
        edition, _, number = (identity or "").rpartition("-")
        return int(number) if edition == self.edition and number.isdecimal() and len(number) < 19 else None

    async def told_behind(self, edition: str, number: int) -> None:
        """Wait until something is told behind that number of that edition, or there is another edition."""
        async with self._moved:
            await self._moved.wait_for(lambda: self._told > number or self.edition != edition)

    async def ask(self, query: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the query answers, from one consistent state of the store."""

        def run() -> T:
            connection = self._reading()
            connection.execute("BEGIN")
            try:
                return query(connection, *args, **kwargs)
            finally:
                connection.execute("ROLLBACK")

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)

    async def close(self) -> None:
        """Finish what is under way and let go of the file."""
        await asyncio.to_thread(self._readers.shutdown)
        await self._in_writer(self._let_go)
        await asyncio.to_thread(self._writer.shutdown)

    async def _in_writer(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, lambda: work(*args, **kwargs))

    def _open(self) -> tuple[dict[Partition, int], tuple[str, int], int, Newest | None]:
        self._let_go()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if self._path.exists() and (fault := tables.fault_of(self._path, self._source)):
            log.warning("read store is built anew", path=str(self._path), reason=fault)
            for name in (self._path, *(self._path.with_name(self._path.name + end) for end in ("-wal", "-shm"))):
                name.unlink(missing_ok=True)
        self._connection = tables.connect(self._path)
        tables.create(self._connection, self._source)
        self._build += 1
        return (
            tables.read_offsets(self._connection),
            tables.read_told(self._connection),
            tables.read_latest_receipt(self._connection),
            tables.read_newest(self._connection),
        )

    def _apply(self, records: Sequence[Record]) -> Written:
        assert self._connection is not None, "the store is closed"
        return write(self._connection, records)

    def _reading(self) -> sqlite3.Connection:
        if getattr(self._lent, "build", None) != self._build:
            self._lent.connection = tables.connect(self._path, read_only=True)
            self._lent.build = self._build
            self._opened.append(self._lent.connection)
        connection: sqlite3.Connection = self._lent.connection
        return connection

    def _let_go(self) -> None:
        while self._opened:
            self._opened.pop().close()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
