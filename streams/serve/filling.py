"""How records of each topic go into the tables of the read store. Called by `store`'s writing thread.

Rows are inserted many at a time: sqlite3 gives up the interpreter lock once a statement, and getting it back from a
busy event loop costs far more than the row.
"""

import base64
import sqlite3
import time
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import orjson
import structlog
from prometheus_client import Counter, Histogram

from schemas.wire import REDRIVE_HEADER
from streams.serve.listing import list_estimate
from streams.serve.port import Partition, Record
from streams.serve.tables import Newest, microseconds, read_newest, read_offsets, read_told

INSERTS = {  # per table: the statement before and behind its VALUES
    "articles": (
        "INSERT INTO articles",
        "ON CONFLICT (id) DO UPDATE SET received = excluded.received, withdrawn = excluded.withdrawn, "
        "key = excluded.key, value = excluded.value, headers = excluded.headers WHERE excluded.received > received",
    ),
    "claims": (
        "INSERT INTO claims",
        "ON CONFLICT (mention_id, estimand) DO UPDATE SET "
        "edition = excluded.edition, reader = excluded.reader, retracted = excluded.retracted, "
        "claim_id = excluded.claim_id, role = excluded.role, article_id = excluded.article_id, "
        "published = excluded.published, ruled = excluded.ruled, value = excluded.value "
        # The rank by which a ledger decides between two states of a mention.
        "WHERE (excluded.edition, excluded.reader, excluded.retracted, excluded.claim_id) "
        "> (edition, reader, retracted, claim_id)",
    ),
    "former": ("INSERT OR IGNORE INTO former", ""),
    "claimants": ("INSERT OR IGNORE INTO claimants", ""),
    "rulings": (
        "INSERT INTO rulings",
        "ON CONFLICT (ruling_id) DO UPDATE SET rank = excluded.rank, withdrawn = excluded.withdrawn, "
        "moment = excluded.moment, merged = excluded.merged, value = excluded.value "
        "WHERE (excluded.rank, excluded.withdrawn) > (rank, withdrawn)",  # as `Ruling.rank` has it
    ),
    "estimates": ("INSERT OR REPLACE INTO estimates", ""),
    "listings": ("INSERT OR REPLACE INTO listings", ""),
    "changes": ("INSERT OR IGNORE INTO changes", ""),
    "letters": ("INSERT OR REPLACE INTO letters", ""),
    "newest": (
        "INSERT INTO newest",
        "ON CONFLICT (only) DO UPDATE SET published = excluded.published, received = excluded.received "
        "WHERE (excluded.published, received) > (published, excluded.received)",
    ),
    "offsets": ("INSERT OR REPLACE INTO offsets", ""),
}
MOST_VARIABLES = 999  # in one statement, of old SQLite builds

VISIBLE = Histogram(
    "pegel_visible_seconds",
    "From the receipt of an article to the change of an estimate that it made being visible",
    buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800),
)
STARTED = time.time()
UNREADABLE = Counter("pegel_store_unreadable", "Messages that the read store could not read and left out", ["topic"])
log = structlog.get_logger(__name__)

Row = tuple[str | int | bytes | None, ...]


class News(NamedTuple):
    """What a record brought that watchers should hear of."""

    kind: str  # `estimate` or `change`
    estimand: str
    number: int  # in the order of telling, from 1; the last estimate of each estimand keeps its number
    value: bytes


class Written(NamedTuple):
    """What came of storing a batch."""

    news: list[News]
    offsets: dict[Partition, int]  # per partition the next one
    latest_receipt: int  # of the batch's articles, in microseconds since 1970; 0 without any
    newest: Newest | None  # of all that is stored


def write(connection: sqlite3.Connection, records: Sequence[Record]) -> Written:
    """Store the records and how far they reach, all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        offsets = read_offsets(connection)
        batch = _Batch()
        for record in records:
            if record.offset >= offsets.get((record.topic, record.partition), 0):
                batch.add(record)
                offsets[record.topic, record.partition] = record.offset + 1
        _, told = read_told(connection)
        news = batch.store(connection, told + 1)
        if news:
            connection.execute("UPDATE source SET told = ?", (news[-1].number,))
        _insert(connection, "offsets", [(*partition, following) for partition, following in offsets.items()])
        receipts = batch.receipts(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    now = time.time()
    for received in receipts:
        if received / 1e6 > STARTED:  # others are being stored once more, in a store that is built anew
            VISIBLE.observe(max(0.0, now - received / 1e6))
    if batch.blanks:  # what was blanked also stands in the write-ahead log until that is emptied
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Written(news, offsets, batch.latest_receipt, read_newest(connection))


class _Batch:
    """One transaction's worth of records on their way into the tables."""

    def __init__(self) -> None:
        self._articles: list[Row] = []
        self._claims: list[Row] = []
        self._changed: set[tuple[str, str]] = set()  # mentions (with their estimand) that a later version speaks of
        self._claimants: dict[str, Row] = {}  # by id
        self._rulings: list[Row] = []
        self._changes: dict[str, tuple[Record, str]] = {}  # with its estimand
        self._movers: set[str] = set()  # articles that made changes
        self._estimates: dict[str, tuple[Record, Row]] = {}  # with its listing; only the batch's last is stored
        self._removed: list[str] = []  # estimands without an estimate now
        self._letters: dict[str, Row | None] = {}  # by id; None: closed
        self.latest_receipt = 0
        self._newest: tuple[int, int] | None = None  # the latest publication, and its receipt below zero
        self.blanks = False  # whether words may go that must not stay anywhere

    def add(self, record: Record) -> None:
        """Take one record; one that can't be read is counted and left out, for nothing may stop the store."""
        try:
            if record.value is None:
                self._remove(record)
            else:
                value = orjson.loads(record.value)
                if not isinstance(value, dict):
                    raise TypeError("no JSON object")
                {
                    "articles": self._add_article,
                    "claims": self._add_claim,
                    "rulings": self._add_ruling,
                    "estimates": self._add_estimate,
                    "changes": self._add_change,
                    "articles.dead": self._add_letter,
                    "claims.dead": self._add_letter,
                    "rulings.dead": self._add_letter,
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

    def receipts(self, connection: sqlite3.Connection) -> list[int]:
        """When the articles that made the batch's changes were received, in microseconds since 1970."""
        movers = orjson.dumps(list(self._movers)).decode()
        query = "SELECT received FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return [received for (received,) in connection.execute(query, (movers,))]

    def store(self, connection: sqlite3.Connection, number: int) -> list[News]:
        """Insert all rows. Watchers hear of an estimate behind the changes that led to it; `number` is the first's."""
        known = connection.execute(
            "SELECT change_id FROM changes WHERE change_id IN (SELECT value FROM json_each(?))",
            (orjson.dumps(list(self._changes)).decode(),),
        )
        for (change_id,) in known:
            del self._changes[change_id]
        for table in ("estimates", "listings"):
            connection.executemany(f"DELETE FROM {table} WHERE estimand = ?", [(name,) for name in self._removed])
        _insert(connection, "articles", self._articles)
        _insert(connection, "former", self._former(connection))
        _insert(connection, "claims", self._claims)
        _insert(connection, "claimants", list(self._claimants.values()))
        _insert(connection, "rulings", self._rulings)
        changes = [
            News("change", estimand, number + place, _value(record))
            for place, (record, estimand) in enumerate(self._changes.values())
        ]
        estimates = [
            News("estimate", estimand, number + len(changes) + place, _value(record))
            for place, (estimand, (record, _)) in enumerate(self._estimates.items())
        ]
        rows = [
            (change_id, one.estimand, record.offset, one.number, one.value)
            for (change_id, (record, _)), one in zip(self._changes.items(), changes, strict=True)
        ]
        _insert(connection, "changes", rows)
        _insert(connection, "estimates", [(one.estimand, one.number, one.value) for one in estimates])
        _insert(connection, "listings", [listing for _, listing in self._estimates.values()])
        closed = [(letter,) for letter, row in self._letters.items() if row is None]
        connection.executemany("DELETE FROM letters WHERE letter_id = ?", closed)
        _insert(connection, "letters", [row for row in self._letters.values() if row is not None])
        if self._newest is not None:
            published, received = self._newest
            _insert(connection, "newest", [(1, published, -received)])
        return changes + estimates

    def _former(self, connection: sqlite3.Connection) -> list[Row]:
        """What the mentions that change now were before: for past moments it still counts, without its words."""
        if not self._changed:
            return []
        stored = connection.execute(
            "SELECT mention_id, c.estimand, edition, reader, retracted, claim_id, c.value "
            "FROM claims c, json_each(?) m "
            "WHERE mention_id = json_extract(m.value, '$[0]') AND c.estimand = json_extract(m.value, '$[1]')",
            (orjson.dumps(list(self._changed)).decode(),),
        )
        arriving = [(*row[:6], row[-1]) for row in self._claims if (row[0], row[1]) in self._changed]
        return [
            (*row, orjson.dumps({**orjson.loads(value), "sentence": ""}))
            for *row, value in [*stored.fetchall(), *arriving]
        ]

    def _add_article(self, record: Record, value: dict[str, Any]) -> None:
        withdrawn = bool(value.get("withdrawn", False))
        headers = orjson.dumps({name: base64.b64encode(text).decode() for name, text in record.headers.items()})
        received = microseconds(value["received"])
        self.latest_receipt = max(self.latest_receipt, received)
        self._articles.append((_text(value, "id"), received, withdrawn, record.key, record.value, headers))
        self.blanks |= withdrawn

    def _add_claim(self, record: Record, value: dict[str, Any]) -> None:
        text, retracted = record.value, bool(value.get("retracted", False))
        ruled, claimant_id = bool(value.get("rulings")), _text(value, "claimant_id")
        if retracted and not ruled:  # its figure still counts for the history, but the words are not ours to keep
            value["sentence"] = ""
        if (retracted and not ruled) or value.get("ruled_by") is not None:  # what led to a message is not the claim's
            text = orjson.dumps({**value, "ruled_by": None})
        self._claimants.setdefault(claimant_id, (claimant_id, value.get("claimant"), value.get("claimant_kind")))
        _, _, version = value["extractor"].rpartition("/")
        published, edition = microseconds(value["published"]), _number(value.get("edition", 0))
        if self._newest is None or (published, -edition) > self._newest:
            self._newest = published, -edition
        self._claims.append(
            (
                _text(value, "mention_id"),
                _text(value, "estimand"),
                edition,
                _number(int(version)) if version.isdecimal() else 0,
                retracted,
                _text(value, "claim_id"),
                "bound" if value.get("role") == "bound" else "own",
                None if value.get("article_id") is None else _text(value, "article_id"),
                published,
                ruled,
                text,
            )
        )
        if value.get("known") is not None:
            self._changed.add((value["mention_id"], value["estimand"]))
        self.blanks |= retracted and not ruled

    def _add_ruling(self, record: Record, value: dict[str, Any]) -> None:
        moment, withdrawal = microseconds(value["moment"]), value.get("withdrawn")
        rank = microseconds(withdrawal["moment"]) if withdrawal else moment
        ruling_id = _text(value, "ruling_id")
        self._rulings.append((ruling_id, rank, withdrawal is not None, moment, value.get("merged"), record.value))

    def _add_estimate(self, record: Record, value: dict[str, Any]) -> None:
        _text(value, "subject"), _text(value, "measure")
        self._estimates[_text(value, "estimand")] = record, list_estimate(value)

    def _add_change(self, record: Record, value: dict[str, Any]) -> None:
        self._changes.setdefault(_text(value, "change_id"), (record, _text(value, "estimand")))
        if value.get("article_id") is not None:
            self._movers.add(_text(value, "article_id"))

    def _add_letter(self, record: Record, value: dict[str, Any]) -> None:
        letter = _text(value, "letter_id")
        self._letters[letter] = letter, record.topic, microseconds(value["at"]), record.value

    def _remove(self, record: Record) -> None:
        if REDRIVE_HEADER in record.headers:
            self._letters[record.headers[REDRIVE_HEADER].decode()] = None
        elif record.topic == "estimates" and record.key is not None:
            estimand = record.key.decode()
            self._estimates.pop(estimand, None)
            self._removed.append(estimand)


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    before, behind = INSERTS[table]
    width = len(rows[0])
    step = MOST_VARIABLES // width
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        values = ", ".join([f"({', '.join('?' * width)})"] * len(some))
        connection.execute(f"{before} VALUES {values} {behind}", tuple(chain.from_iterable(some)))


def _value(record: Record) -> bytes:
    assert record.value is not None
    return record.value


def _text(value: dict[str, Any], name: str) -> str:
    found = value[name]
    if not isinstance(found, str):  # one row that SQLite can't take would keep its whole batch out
        raise TypeError(f"{name} is no text")
    return found


def _number(found: Any) -> int:
    if not isinstance(found, int) or not 0 <= found < 2**63:
        raise ValueError(f"{found!r} is no number that can be stored")
    return found
