"""Records on disk: topics, partitions, records and group offsets in one SQLite file. Called by the log; no asyncio.

The file is in WAL mode with `synchronous=FULL`: a transaction that returned survives SIGKILL and power loss.
`secure_delete` overwrites what is deleted, and the WAL is truncated after deletions, so that replaced texts are gone.

Two connections: one writes (in the log's writer thread), one reads (on the event loop). Rows are inserted many at a
time, because sqlite3 gives up the interpreter lock once a statement, and getting it back from a busy loop costs far
more than the row. For the same reason reads of a few hundred rows are faster on the loop than in a thread.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from streams.broker.errors import NotABrokerFile

APPLICATION_ID = 0x50454745  # "PEGE"
SCHEMA_VERSION = 2
SCHEMA = """
CREATE TABLE identity (id TEXT NOT NULL);
INSERT INTO identity VALUES (lower(hex(randomblob(16))));
CREATE TABLE topics (
    name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, compacted INTEGER NOT NULL, retention_seconds REAL
) WITHOUT ROWID;
CREATE TABLE partitions (
    slot INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL,
    UNIQUE (topic, partition)
);
CREATE TABLE records (
    slot INTEGER NOT NULL, offset INTEGER NOT NULL, timestamp REAL NOT NULL, key BLOB, value BLOB, headers TEXT,
    PRIMARY KEY (slot, offset)
) WITHOUT ROWID;
CREATE TABLE offsets (
    consumer_group TEXT NOT NULL, slot INTEGER NOT NULL, next_offset INTEGER NOT NULL,
    PRIMARY KEY (consumer_group, slot)
) WITHOUT ROWID;
"""
PAGE_BYTES = 16_384  # a table without rowids keeps a row of up to a quarter of that, as most are, on one page
ROW_WIDTH = 6
ROWS_PER_INSERT = 128  # 768 variables: below the limit of 999 of old SQLite builds
BYTES_PER_READ = 4_000_000  # a read stops here: bounds memory whatever the size of the values

Headers = tuple[tuple[str, bytes], ...]


class Record(NamedTuple):
    """One record of a partition. `timestamp` in seconds since 1970; `value` None is a tombstone."""

    topic: str
    partition: int
    offset: int
    timestamp: float
    key: bytes | None
    value: bytes | None
    headers: Headers


class Topic(NamedTuple):
    """A topic's settings. Records older than `retention_seconds` go once every group has read them; None: never."""

    name: str
    partitions: int
    compacted: bool
    retention_seconds: float | None


class StoredPartition(NamedTuple):
    """Where a partition lives in the file (`slot`) and the offset that its next record gets."""

    slot: int
    topic: str
    partition: int
    next_offset: int


@dataclass
class Batch:
    """What one transaction writes: all of it, or nothing."""

    topics: dict[str, Topic] = field(default_factory=dict)
    new_partitions: list[StoredPartition] = field(default_factory=list)
    rows: list[object] = field(default_factory=list)  # flat: slot, offset, timestamp, key, value, headers, slot, …
    next_offsets: dict[int, int] = field(default_factory=dict)  # slot -> next offset
    group_offsets: dict[tuple[str, int], int] = field(default_factory=dict)  # (group, slot) -> next offset

    def is_empty(self) -> bool:
        return not (self.topics or self.new_partitions or self.rows or self.group_offsets)


class Store:
    """One open broker file."""

    def __init__(self, path: Path) -> None:
        """Open `path`, creating it if missing. Raises NotABrokerFile; sqlite3.Error where the disk fails."""
        self.path = path
        self._writer = self._connect()
        self._prepare()
        self._reader = self._connect()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, cached_statements=256)

    def _prepare(self) -> None:
        try:
            (application,) = self._writer.execute("PRAGMA application_id").fetchone()
            (version,) = self._writer.execute("PRAGMA user_version").fetchone()
            (tables,) = self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            self._writer.close()
            if isinstance(error, sqlite3.OperationalError):
                raise
            raise NotABrokerFile(self.path, "is no SQLite database") from error
        if tables and application != APPLICATION_ID:
            self._writer.close()
            raise NotABrokerFile(self.path, "is a database of another program")
        if tables and version != SCHEMA_VERSION:
            self._writer.close()
            raise NotABrokerFile(self.path, f"has schema version {version}, and this program knows {SCHEMA_VERSION}")
        for pragma in (f"page_size = {PAGE_BYTES}", "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            self._writer.execute(f"PRAGMA {pragma}")
        if not tables:
            head = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION};"
            self._writer.executescript(f"BEGIN; {SCHEMA} {head} COMMIT;")

    def close(self) -> None:
        self._reader.close()
        self._writer.close()

    def identity(self) -> str:
        """An id that no other file has, also none made anew in its place: offsets mean nothing in another file."""
        (identity,) = self._reader.execute("SELECT id FROM identity").fetchone()
        return str(identity)

    def topics(self) -> list[Topic]:
        rows = self._reader.execute("SELECT name, partitions, compacted, retention_seconds FROM topics")
        return [Topic(name, partitions, bool(compacted), retention) for name, partitions, compacted, retention in rows]

    def partitions(self) -> list[StoredPartition]:
        rows = self._reader.execute("SELECT slot, topic, partition, next_offset FROM partitions ORDER BY slot")
        return [StoredPartition(*row) for row in rows]

    def group_offsets(self) -> dict[tuple[str, int], int]:
        rows = self._reader.execute("SELECT consumer_group, slot, next_offset FROM offsets")
        return {(group, slot): offset for group, slot, offset in rows}

    def write(self, batch: Batch) -> None:
        """Write `batch` in one transaction. On sqlite3.Error nothing of it is in the file."""
        connection = self._writer
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.executemany("INSERT OR REPLACE INTO topics VALUES (?, ?, ?, ?)", batch.topics.values())
            connection.executemany("INSERT INTO partitions VALUES (?, ?, ?, ?)", batch.new_partitions)
            for rows, values in _chunks(batch.rows):
                connection.execute(f"INSERT INTO records VALUES {','.join(['(?,?,?,?,?,?)'] * rows)}", values)
            for slot, offset in batch.next_offsets.items():
                connection.execute("UPDATE partitions SET next_offset = ? WHERE slot = ?", (offset, slot))
            for (group, slot), offset in batch.group_offsets.items():
                connection.execute("INSERT OR REPLACE INTO offsets VALUES (?, ?, ?)", (group, slot, offset))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def read(self, partition: StoredPartition, offset: int, limit: int) -> list[Record]:
        """Up to `limit` committed records from `offset` on; fewer where the values are large."""
        query = "SELECT offset, timestamp, key, value, headers FROM records WHERE slot = ? AND offset >= ? LIMIT ?"
        found, size = [], 0
        rows = self._reader.execute(query, (partition.slot, offset, limit))
        for at, timestamp, key, value, headers in rows:
            record = Record(partition.topic, partition.partition, at, timestamp, key, value, unpack_headers(headers))
            found.append(record)
            size += len(value or b"")
            if size > BYTES_PER_READ:
                rows.close()  # a half-read statement would pin the WAL
                break
        return found

    def earliest(self, slot: int) -> int | None:
        """The first offset that is still there; None where there is none."""
        row: tuple[int] | None = self._reader.execute(
            "SELECT offset FROM records WHERE slot = ? LIMIT 1", (slot,)
        ).fetchone()
        return row[0] if row else None

    def compact(self, slot: int, *, drop_tombstones: bool) -> int:
        """Delete every record that a later one of the same key replaces, if all groups have passed it.

        The last record of a partition stays even if it is a tombstone: Faust recovers up to the record before the
        next offset, and would wait for it forever. Records without a key stay. Returns how many records remain.
        """
        floor = "coalesce((SELECT min(next_offset) FROM offsets WHERE slot = :slot), 9223372036854775807)"
        here = f"slot = :slot AND offset < {floor} AND key IS NOT NULL"
        latest = "SELECT max(offset) FROM records WHERE slot = :slot GROUP BY key"
        last = "(SELECT max(offset) FROM records WHERE slot = :slot)"
        statements = [f"DELETE FROM records WHERE {here} AND offset NOT IN ({latest})"]
        if drop_tombstones:
            statements.append(f"DELETE FROM records WHERE {here} AND value IS NULL AND offset < {last}")
        for statement in statements:
            self._writer.execute(statement, {"slot": slot})
        (remaining,) = self._writer.execute("SELECT count(*) FROM records WHERE slot = ?", (slot,)).fetchone()
        return int(remaining)

    def expire(self, slot: int, before: float) -> int:
        """Delete the oldest records while older than `before` (seconds since 1970) and passed by all groups."""
        young = "SELECT offset FROM records WHERE slot = :slot AND timestamp >= :before ORDER BY offset LIMIT 1"
        passed = "SELECT min(next_offset) FROM offsets WHERE slot = :slot"
        infinite = 9223372036854775807
        cursor = self._writer.execute(
            "DELETE FROM records WHERE slot = :slot"
            f" AND offset < coalesce(({young}), {infinite}) AND offset < coalesce(({passed}), {infinite})",
            {"slot": slot, "before": before},
        )
        return cursor.rowcount

    def truncate_wal(self) -> None:
        """Move the WAL's pages into the file and empty it, so that deleted content is in neither."""
        self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _chunks(rows: Sequence[object]) -> Iterator[tuple[int, Sequence[object]]]:
    step = ROWS_PER_INSERT * ROW_WIDTH
    for start in range(0, len(rows), step):
        values = rows[start : start + step]
        yield len(values) // ROW_WIDTH, values


@lru_cache(maxsize=256)  # a topic's records mostly carry the same headers
def pack_headers(headers: Headers) -> str | None:
    """Headers as JSON text, readable in any SQLite shell; latin-1 keeps every byte. None for none."""
    return json.dumps([[name, value.decode("latin-1")] for name, value in headers]) if headers else None


@lru_cache(maxsize=256)
def unpack_headers(text: str | None) -> Headers:
    return tuple((name, value.encode("latin-1")) for name, value in json.loads(text)) if text else ()
