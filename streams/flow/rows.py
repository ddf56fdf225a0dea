"""Rows: a Faust table of bytes whose writes may happen outside of the agent's own iteration."""

from collections.abc import Iterator
from typing import Any

import faust

from streams.flow.sending import Sender


class Rows:
    """A table with a changelog, keyed like the topic that feeds it (Faust recovers it wrongly otherwise)."""

    def __init__(self, app: faust.App, name: str, partitions: int, sender: Sender) -> None:
        self._table = app.Table(name, partitions=partitions, key_type=bytes, value_type=bytes)
        self._sender = sender

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

    def put(self, event: faust.Event, key: bytes, row: bytes | None) -> None:
        """Write a row (None deletes it) on the event's partition."""
        partition, store = event.message.partition, self._table.data
        # The store in memory notes partitions only for what it recovers; without the note, a row written here would
        # stay when its partition moves away, and would be taken for current when it comes back.
        if row is None:
            store.pop(key, None)
            store._key_partition.pop(key, None)
        else:
            store[key] = row
            store._key_partition[key] = partition
        self._sender.send_row(self._table, partition, key, row)
