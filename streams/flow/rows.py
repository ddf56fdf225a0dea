"""Rows: a Faust table of bytes whose writes may happen outside of the agent's own iteration.

A worker that was stopped, lost its partitions and wakes up may write rows that its successor has replaced by then, and
they come behind the successor's in the changelog. So a row is keyed there by the worker that wrote it as well, and rows
of one key are joined as the changelog is read: the join knows the newer, whatever the order. Who writes a key anew
deletes what others wrote of it, so that a changelog does not grow with the number of workers there ever were.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import faust
from faust.stores.memory import Store as MemoryStore
from faust.types import TP

from streams.flow.sending import Sender

BY = b"\x1e"  # between a row's key and its writer, which is hexadecimal

Join = Callable[[bytes, bytes, bytes], bytes]  # key and two of its rows -> the row that holds what both say


class Store(MemoryStore):  # type: ignore[misc]
    """The rows in memory, of the partitions that this worker has or stands by for; Faust's forgets the latter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.join: Join = self.options["join"]
        self.writer: bytes = self.options["writer"]
        self._others: dict[bytes, tuple[bytes, ...]] = {}  # key -> other writers that have rows of it in the changelog
        self._applied: dict[TP, int] = {}

    def put(self, partition: int, key: bytes, row: bytes) -> bytes:
        """Join a row to what is known of its key; the row that results."""
        known = self.data.get(key)
        joined = row if known is None else self.join(key, known, row)
        self.data[key] = joined
        self._key_partition[key] = partition
        return joined

    def take_others(self, key: bytes) -> tuple[bytes, ...]:
        """The other writers whose rows of this key have not been deleted yet; told once."""
        return self._others.pop(key, ())

    def apply_changelog_batch(self, batch: Iterable[faust.Event], to_key: Any, to_value: Any) -> None:
        """Take in rows as they stand in the changelog."""
        for event in batch:
            message = event.message
            key, _, writer = message.key.rpartition(BY) if self.writer else (message.key, b"", b"")
            self._applied[message.tp] = message.offset
            others = self._others.get(key, ())
            if message.value is None:
                left = tuple(other for other in others if other != writer)
                if left:
                    self._others[key] = left
                else:
                    self._others.pop(key, None)
                continue
            if writer != self.writer and writer not in others:
                self._others[key] = (*others, writer)
            self.put(message.partition, key, message.value)

    async def on_recovery_completed(self, active_tps: set[TP], standby_tps: set[TP]) -> None:
        """Forget the rows of partitions that belong to others now."""
        kept = active_tps | standby_tps
        partitions = {tp.partition for tp in kept}
        for key in [key for key, partition in self._key_partition.items() if partition not in partitions]:
            del self.data[key], self._key_partition[key]
            self._others.pop(key, None)
        self._applied = {tp: offset for tp, offset in self._applied.items() if tp in kept}

    def persisted_offset(self, tp: TP) -> int | None:
        """How far this partition of the changelog is taken in, so that a standby need not read it anew."""
        return self._applied.get(tp)


class Table(faust.Table):  # type: ignore[misc]
    """A table on that store."""

    def _new_store(self) -> Store:
        return Store("memory://", self.app, self, table_name=self.name, options=self.options)


class Rows:
    """A table with a changelog, keyed like the topic that feeds it (Faust recovers it wrongly otherwise)."""

    def __init__(self, app: faust.App, name: str, partitions: int, sender: Sender, join: Join) -> None:
        """`join` must be commutative, associative and idempotent, and a row that is put must not say less."""
        options = {"join": join, "writer": sender.writer}
        self._table = app.Table(name, partitions=partitions, key_type=bytes, value_type=bytes, options=options)
        self._store: Store = self._table.data
        self._sender = sender
        self._own = BY + sender.writer if sender.writer else b""

    def on_recover(self, callback: Any) -> None:
        """Call `await callback()` whenever the table has been recovered from its changelog."""
        self._table.on_recover(callback)

    def get(self, key: bytes) -> bytes | None:
        """The row, or None."""
        row: bytes | None = self._store.data.get(key)
        return row

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """All rows."""
        return iter(self._store.data.items())

    def of_partition(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """The rows of one partition."""
        partitions = self._store._key_partition
        return ((key, row) for key, row in self._store.data.items() if partitions.get(key) == partition)

    def put(self, event: faust.Event, key: bytes, row: bytes) -> None:
        """Write a row on the event's partition."""
        partition, changelog = event.message.partition, self._table.changelog_topic_name
        self._sender.send_row(changelog, partition, key + self._own, self._store.put(partition, key, row))
        for writer in self._store.take_others(key):
            self._sender.send_row(changelog, partition, key + BY + writer, None)
