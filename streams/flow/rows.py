"""Rows: a Faust table of bytes whose writes can be awaited and may happen outside of the agent's own iteration."""

from collections.abc import Awaitable, Iterator
from typing import Any

import faust


class Rows:
    """A table with a changelog, keyed like the topic that feeds it (Faust recovers it wrongly otherwise)."""

    def __init__(self, app: faust.App, name: str, partitions: int) -> None:
        self._table = app.Table(name, partitions=partitions, key_type=bytes, value_type=bytes)

    def on_recover(self, callback: Any) -> None:
        """Call `await callback()` whenever the table has been recovered from its changelog."""
        self._table.on_recover(callback)

    def get(self, key: bytes) -> bytes | None:
        """The row, or None."""
        row: bytes | None = self._table.data.get(key)
        return row

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """All rows."""
        return iter(self._table.data.items())

    def put(self, event: faust.Event, key: bytes, row: bytes | None) -> Awaitable[Any]:
        """Write a row (None deletes it) on the event's partition; the answer is done when the changelog has it."""
        if row is None:
            self._table.data.pop(key, None)
        else:
            self._table.data[key] = row
        future: Awaitable[Any] = self._table.send_changelog(event.message.partition, key, row)
        return future
