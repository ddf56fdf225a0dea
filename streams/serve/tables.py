"""The tables of the read store, and how records of each topic go into them. Called by `store`'s writing thread."""

import base64
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import structlog
from prometheus_client import Counter

from streams.serve.port import Partition, Record

LAYOUT = 1  # raised with every change to SCHEMA or to what the columns mean
SCHEMA = """
CREATE TABLE source (name TEXT NOT NULL);
CREATE TABLE offsets (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, received INTEGER NOT NULL, withdrawn INTEGER NOT NULL,
    key BLOB, value BLOB NOT NULL, headers BLOB NOT NULL
);
CREATE TABLE claims (
    mention_id TEXT NOT NULL, estimand TEXT NOT NULL,
    edition INTEGER NOT NULL, reader INTEGER NOT NULL, retracted INTEGER NOT NULL, claim_id TEXT NOT NULL,
    role TEXT NOT NULL, article_id TEXT, published INTEGER NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (mention_id, estimand)
);
CREATE INDEX claims_of_estimand ON claims (estimand, retracted, published DESC, mention_id DESC);
CREATE INDEX claims_of_article ON claims (article_id);
CREATE TABLE estimates (
    estimand TEXT PRIMARY KEY, subject TEXT NOT NULL, measure TEXT NOT NULL, last_reported INTEGER, value BLOB NOT NULL
);
CREATE INDEX estimates_of_subject ON estimates (subject, estimand);
CREATE INDEX estimates_of_measure ON estimates (measure, estimand);
CREATE TABLE changes (
    change_id TEXT PRIMARY KEY, estimand TEXT NOT NULL, position INTEGER NOT NULL, value BLOB NOT NULL
);
CREATE INDEX changes_of_estimand ON changes (estimand, position DESC);
CREATE TABLE dead (topic TEXT PRIMARY KEY, letters INTEGER NOT NULL);
"""
TOPICS = ("articles", "claims", "estimates", "changes", "articles.dead", "claims.dead")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

UNREADABLE = Counter("pegel_store_unreadable", "Messages that the read store could not read and left out", ["topic"])
log = structlog.get_logger(__name__)


class News(NamedTuple):
    """What a record brought that watchers should hear of."""

    kind: str  # `estimate` or `change`
    topic: str
    partition: int
    offset: int
    value: bytes


def connect(path: Path, read_only: bool = False) -> sqlite3.Connection:
    """A connection without implicit transactions; what it deletes is overwritten in the file."""
    mode = "ro" if read_only else "rwc"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=10
    )
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is read again from the topics
        connection.execute("PRAGMA secure_delete = ON")
    return connection


def fault_of(path: Path, source: str) -> str | None:
    """Why the file can't be used as the read store of that log; None when it can."""
    try:
        connection = connect(path)
        try:
            layout = connection.execute("PRAGMA user_version").fetchone()[0]
            if layout != LAYOUT:
                return f"layout {layout} instead of {LAYOUT}"
            mirrored = connection.execute("SELECT name FROM source").fetchone()
            if mirrored != (source,):
                return "it belongs to another log"
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            return None if sound == "ok" else f"damaged: {sound}"
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return f"damaged: {error}"


def create(connection: sqlite3.Connection, source: str) -> None:
    """Make the tables where there are none yet, in one transaction with the layout's number."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO source VALUES (?)", (source,))
        connection.execute(f"PRAGMA user_version = {LAYOUT}")
    connection.execute("COMMIT")


def read_offsets(connection: sqlite3.Connection) -> dict[Partition, int]:
    """Per partition the offset of the next record that is wanted."""
    rows = connection.execute("SELECT topic, partition, next FROM offsets")
    return {(topic, partition): following for topic, partition, following in rows}


def write(connection: sqlite3.Connection, records: Sequence[Record]) -> tuple[list[News], dict[Partition, int]]:
    """Store the records and how far they reach, all or nothing; answer what was new in them, and the next offsets."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        offsets = read_offsets(connection)
        batch = _Batch(connection)
        for record in records:
            if record.offset >= offsets.get((record.topic, record.partition), 0):
                batch.add(record)
                offsets[record.topic, record.partition] = record.offset + 1
        batch.finish()
        rows = [(topic, partition, following) for (topic, partition), following in offsets.items()]
        connection.executemany("INSERT OR REPLACE INTO offsets VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    if batch.blanked:  # what was blanked also stands in the write-ahead log until that is emptied
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return batch.news, offsets


class _Batch:
    """One transaction's worth of records on their way into the tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute
        self._estimates: dict[str, tuple[Record, dict[str, Any]]] = {}  # only the batch's last of each is stored
        self.news: list[News] = []
        self.blanked = False

    def add(self, record: Record) -> None:
        """Store one record; one that can't be read is counted and left out, for nothing may stop the store."""
        try:
            if record.topic.endswith(".dead"):
                self._add_dead(record)
            elif record.value is None:
                self._remove(record)
            else:
                value = orjson.loads(record.value)
                if not isinstance(value, dict):
                    raise TypeError("no JSON object")
                {
                    "articles": self._add_article,
                    "claims": self._add_claim,
                    "estimates": self._add_estimate,
                    "changes": self._add_change,
                }[record.topic](record, value)
        except (ValueError, KeyError, TypeError) as error:
            UNREADABLE.labels(record.topic).inc()
            log.warning(
                "message left out of the read store",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                reason=repr(error),
            )

    def finish(self) -> None:
        """Store the latest estimate of each estimand; watchers hear of it behind the changes that led to it."""
        for record, value in self._estimates.values():
            self._execute(
                "INSERT OR REPLACE INTO estimates VALUES (?, ?, ?, ?, ?)",
                (
                    value["estimand"],
                    value["subject"],
                    value["measure"],
                    None if value["last_reported"] is None else microseconds(value["last_reported"]),
                    record.value,
                ),
            )
            self._tell("estimate", record)

    def _add_article(self, record: Record, value: dict[str, Any]) -> None:
        stored = self._execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
            "received = excluded.received, withdrawn = excluded.withdrawn, key = excluded.key, "
            "value = excluded.value, headers = excluded.headers WHERE excluded.received > received",
            (
                value["id"],
                microseconds(value["received"]),
                value.get("withdrawn", False),
                record.key,
                record.value,
                orjson.dumps({name: base64.b64encode(text).decode() for name, text in record.headers.items()}),
            ),
        )
        self.blanked |= stored.rowcount > 0 and value.get("withdrawn", False)

    def _add_claim(self, record: Record, value: dict[str, Any]) -> None:
        text, retracted = record.value, value.get("retracted", False)
        if retracted:  # its figure still counts for the ledger's history, but the article's words are not ours to keep
            text = orjson.dumps({**value, "sentence": ""})
        _, _, version = value["extractor"].rpartition("/")
        stored = self._execute(
            "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mention_id, estimand) DO UPDATE SET "
            "edition = excluded.edition, reader = excluded.reader, retracted = excluded.retracted, "
            "claim_id = excluded.claim_id, role = excluded.role, article_id = excluded.article_id, "
            "published = excluded.published, value = excluded.value "
            # The rank by which a ledger decides between two states of a mention.
            "WHERE (excluded.edition, excluded.reader, excluded.retracted, excluded.claim_id) "
            "> (edition, reader, retracted, claim_id)",
            (
                value["mention_id"],
                value["estimand"],
                value.get("edition", 0),
                int(version) if version.isdecimal() else 0,
                retracted,
                value["claim_id"],
                value.get("role", "own"),
                value.get("article_id"),
                microseconds(value["published"]),
                text,
            ),
        )
        self.blanked |= stored.rowcount > 0 and retracted

    def _add_estimate(self, record: Record, value: dict[str, Any]) -> None:
        self._estimates[value["estimand"]] = (record, value)

    def _add_change(self, record: Record, value: dict[str, Any]) -> None:
        stored = self._execute(
            "INSERT OR IGNORE INTO changes VALUES (?, ?, ?, ?)",
            (value["change_id"], value["estimand"], record.offset, record.value),
        )
        if stored.rowcount:
            self._tell("change", record)

    def _add_dead(self, record: Record) -> None:
        self._execute(
            "INSERT INTO dead VALUES (?, 1) ON CONFLICT (topic) DO UPDATE SET letters = letters + 1", (record.topic,)
        )

    def _remove(self, record: Record) -> None:
        if record.topic == "estimates" and record.key is not None:
            estimand = record.key.decode()
            self._estimates.pop(estimand, None)
            self._execute("DELETE FROM estimates WHERE estimand = ?", (estimand,))

    def _tell(self, kind: str, record: Record) -> None:
        assert record.value is not None
        self.news.append(News(kind, record.topic, record.partition, record.offset, record.value))


def microseconds(moment: str) -> int:
    """An ISO 8601 moment with its zone, in microseconds since 1970."""
    since = datetime.fromisoformat(moment) - EPOCH
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds
