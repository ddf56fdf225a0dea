"""What is in a broker's file, without opening the broker: for `pegel doctor`, while a service may have it open."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from streams.broker.errors import NotABrokerFile
from streams.broker.store import APPLICATION_ID, SCHEMA_VERSION


class Inspection(NamedTuple):
    """A sound broker file."""

    partitions: dict[str, int]  # per topic
    records: int
    latest: float | None  # when the last record was appended, in seconds since 1970; None without records


def inspect(path: Path) -> Inspection:
    """Read the file through, without a change to it. Raises NotABrokerFile if it is damaged or another's."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
        try:
            written_by = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if (written_by, version) != (APPLICATION_ID, SCHEMA_VERSION):
                raise NotABrokerFile(path, "is of another program or version")
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if sound != "ok":
                raise NotABrokerFile(path, f"is damaged ({sound})")
            partitions = dict(connection.execute("SELECT name, partitions FROM topics"))
            records, latest = connection.execute("SELECT COUNT(*), MAX(timestamp) FROM records").fetchone()
            return Inspection(partitions, records, latest)
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise NotABrokerFile(path, f"can't be read ({error})") from error
