"""The hooks that were registered, in a file of their own: the read store may be thrown away, these may not.

Called by `hooks`. A hook's place is the id of the last event that its receiver took.
"""

import os
import sqlite3
from pathlib import Path
from typing import NamedTuple

from streams.serve.answers import WatchFilter

SCHEMA = """CREATE TABLE IF NOT EXISTS hooks (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, secret TEXT NOT NULL, wanted TEXT NOT NULL, last TEXT NOT NULL,
    failures INTEGER NOT NULL, fault TEXT, disabled INTEGER NOT NULL
)"""
FIELDS = "id, url, secret, wanted, last, failures, fault, disabled"


class Hook(NamedTuple):
    """One webhook."""

    id: str
    url: str
    secret: str
    wanted: WatchFilter
    last: str  # id of the last event that was taken
    failures: int  # in a row
    fault: str | None  # of the last of them
    disabled: bool


class HookBook:
    """The file; every call is short and on disk when it returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT, 0o600))  # secrets are in it
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute(SCHEMA)

    def all(self) -> list[Hook]:
        """Every hook, in order of id."""
        rows = self._connection.execute(f"SELECT {FIELDS} FROM hooks ORDER BY id")
        return [
            Hook(name, url, secret, WatchFilter.model_validate_json(wanted), last, failures, fault, bool(disabled))
            for name, url, secret, wanted, last, failures, fault, disabled in rows
        ]

    def put(self, hook: Hook) -> None:
        """Add a hook, or keep its new state."""
        row = hook._replace(wanted=hook.wanted.model_dump_json())  # type: ignore[arg-type]  # as the column has it
        self._connection.execute(f"INSERT OR REPLACE INTO hooks ({FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def remove(self, name: str) -> None:
        """Forget a hook."""
        self._connection.execute("DELETE FROM hooks WHERE id = ?", (name,))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
