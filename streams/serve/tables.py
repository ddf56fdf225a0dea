"""The tables of the read store. Made by `store`, filled by `filling`, read by `queries`."""

import secrets
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from streams.serve.port import Partition

LAYOUT = 6  # raised with every change to SCHEMA or to what the columns mean
SCHEMA = """
CREATE TABLE source (name TEXT NOT NULL, edition TEXT NOT NULL, told INTEGER NOT NULL);
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
    role TEXT NOT NULL, article_id TEXT, published INTEGER NOT NULL, ruled INTEGER NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (mention_id, estimand)
);
CREATE TABLE former (
    mention_id TEXT NOT NULL, estimand TEXT NOT NULL, edition INTEGER NOT NULL, reader INTEGER NOT NULL,
    retracted INTEGER NOT NULL, claim_id TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (mention_id, estimand, edition, reader, retracted, claim_id)
);
CREATE INDEX former_of_estimand ON former (estimand);
CREATE INDEX claims_of_estimand ON claims (estimand, retracted, published DESC, mention_id DESC);
CREATE INDEX claims_of_article ON claims (article_id);
CREATE INDEX claims_by_id ON claims (claim_id);
CREATE INDEX claims_ruled ON claims (ruled) WHERE ruled;
CREATE TABLE claimants (claimant_id TEXT PRIMARY KEY, name TEXT, kind TEXT) WITHOUT ROWID;
CREATE TABLE rulings (
    ruling_id TEXT PRIMARY KEY, rank INTEGER NOT NULL, withdrawn INTEGER NOT NULL, moment INTEGER NOT NULL,
    merged TEXT, value BLOB NOT NULL
);
CREATE INDEX rulings_by_moment ON rulings (moment DESC, ruling_id DESC);
CREATE TABLE estimates (estimand TEXT PRIMARY KEY, number INTEGER NOT NULL, value BLOB NOT NULL);
CREATE INDEX estimates_told ON estimates (number);
CREATE TABLE listings (
    estimand TEXT PRIMARY KEY, subject TEXT NOT NULL, measure TEXT NOT NULL, contested INTEGER NOT NULL,
    claims INTEGER NOT NULL, recency INTEGER NOT NULL, spread INTEGER NOT NULL, claimants INTEGER NOT NULL,
    words TEXT NOT NULL, speakers TEXT NOT NULL, places TEXT NOT NULL, value BLOB NOT NULL
);
CREATE INDEX listings_of_subject ON listings (subject, estimand);
CREATE INDEX listings_by_recency ON listings (recency DESC, estimand);
CREATE INDEX listings_by_spread ON listings (spread DESC, estimand);
CREATE INDEX listings_by_claimants ON listings (claimants DESC, estimand);
CREATE TABLE changes (
    change_id TEXT PRIMARY KEY, estimand TEXT NOT NULL, position INTEGER NOT NULL, number INTEGER NOT NULL,
    value BLOB NOT NULL
);
CREATE INDEX changes_of_estimand ON changes (estimand, position DESC);
CREATE INDEX changes_told ON changes (number);
CREATE TABLE letters (
    letter_id TEXT PRIMARY KEY, topic TEXT NOT NULL, at INTEGER NOT NULL, value BLOB NOT NULL
);
CREATE INDEX letters_by_age ON letters (at DESC, letter_id DESC);
CREATE TABLE newest (only INTEGER PRIMARY KEY CHECK (only = 1), published INTEGER NOT NULL, received INTEGER NOT NULL);
"""
PAGE_BYTES = 16_384  # keys are in no order: fewer and larger pages are looked up and written
TOPICS = ("articles", "rulings", "claims", "estimates", "changes", "articles.dead", "claims.dead", "rulings.dead")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def connect(path: Path, read_only: bool = False) -> sqlite3.Connection:
    """A connection without implicit transactions; what it deletes is overwritten in the file."""
    mode = "ro" if read_only else "rwc"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=10
    )
    if not read_only:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
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
        # Numbers of what watchers are told hold for one edition of the store: another would tell in another order.
        connection.execute("INSERT INTO source VALUES (?, ?, 0)", (source, secrets.token_hex(4)))
        connection.execute(f"PRAGMA user_version = {LAYOUT}")
    connection.execute("COMMIT")


class Newest(NamedTuple):
    """The latest publication that a claim was read from, and when it was first received; UTC."""

    published: datetime
    received: datetime


def read_newest(connection: sqlite3.Connection) -> Newest | None:
    """The latest publication; None where nothing was published."""
    row = connection.execute("SELECT published, received FROM newest").fetchone()
    return None if row is None else Newest(*(EPOCH + timedelta(microseconds=moment) for moment in row))


def read_offsets(connection: sqlite3.Connection) -> dict[Partition, int]:
    """Per partition the offset of the next record that is wanted."""
    rows = connection.execute("SELECT topic, partition, next FROM offsets")
    return {(topic, partition): following for topic, partition, following in rows}


def read_told(connection: sqlite3.Connection) -> tuple[str, int]:
    """The edition of the store, and the number of the last thing in it that watchers were told."""
    edition, told = connection.execute("SELECT edition, told FROM source").fetchone()
    return edition, told


def read_latest_receipt(connection: sqlite3.Connection) -> int:
    """When the article received last was received, in microseconds since 1970; 0 without any."""
    (latest,) = connection.execute("SELECT max(received) FROM articles").fetchone()
    return latest or 0


def microseconds(moment: str | datetime) -> int:
    """A moment with its zone (as text: ISO 8601), in microseconds since 1970."""
    since = (datetime.fromisoformat(moment) if isinstance(moment, str) else moment) - EPOCH
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds
