"""Sending: how stages publish, without awaiting, with the schema's header on every message."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import NamedTuple

import faust
from pydantic import BaseModel

from schemas.wire import encode, headers

Headers = tuple[tuple[str, bytes], ...]
WRITER_HEADER = "pegel-writer"  # on Kafka: which worker sent it


class Outgoing(NamedTuple):
    """One message on its way."""

    topic: str
    partition: int | None  # None: the key decides
    key: bytes
    value: bytes | None
    headers: Headers


def commits_effects_with_offsets(app: faust.App) -> bool:
    """Whether what an agent sends is written together with its acknowledgement, as on the embedded broker."""
    return bool(getattr(app.transport, "commits_effects_with_offsets", False))


class Sender:
    """Publishes to topics by name, and to the changelogs of tables.

    A transport that commits sends together with what caused them takes a message by `append` and nothing is left to
    await. On any other, `take_sent` gives what must be awaited before the cause is acknowledged.
    """

    def __init__(self, app: faust.App, writer: bytes) -> None:
        """`writer` tells this process from every other, of earlier ones too; empty where there can be only one."""
        self.writer = writer
        self._app = app
        self._appends = commits_effects_with_offsets(app)
        self._headers: dict[type[BaseModel], Headers] = {}
        self._messages: list[Outgoing] = []
        self._rows: list[Outgoing] = []

    def send(self, topic: str, key: bytes, noun: BaseModel, partition: int | None = None) -> None:
        """Publish a noun, on the partition of its key or on another."""
        self.send_encoded(topic, key, encode(noun), type(noun), partition)

    def send_encoded(
        self, topic: str, key: bytes, value: bytes, kind: type[BaseModel], partition: int | None = None
    ) -> None:
        """Publish a noun of this kind that is encoded already."""
        pairs = self._headers.get(kind)
        if pairs is None:
            pairs = tuple(headers(kind).items()) + (((WRITER_HEADER, self.writer),) if self.writer else ())
            self._headers[kind] = pairs
        self.send_pairs(topic, key, value, pairs, partition)

    def send_pairs(
        self, topic: str, key: bytes, value: bytes | None, headers: Headers, partition: int | None = None
    ) -> None:
        """Publish bytes under these headers."""
        if self._appends:
            self._app.producer.append(topic, key, value, partition=partition, headers=headers)
        else:
            self._messages.append(Outgoing(topic, partition, key, value, headers))

    def send_row(self, changelog: str, partition: int, key: bytes, row: bytes | None) -> None:
        """Publish a table's row on that partition of its changelog; None deletes it."""
        if self._appends:
            self._app.producer.append(changelog, key, row, partition=partition)
        else:
            self._rows.append(Outgoing(changelog, partition, key, row, ()))

    def take_sent(self) -> Awaitable[None] | None:
        """Delivers, once awaited, what was sent since the last call; None where there is nothing to deliver."""
        if not self._messages and not self._rows:
            return None
        messages, self._messages = self._messages, []
        rows, self._rows = self._rows, []
        return self._deliver(messages, rows)

    async def _deliver(self, messages: Sequence[Outgoing], rows: Sequence[Outgoing]) -> None:
        # Rows last: a row says that its cause is dealt with. Were it there without the messages, a worker that dies in
        # between would leave a successor who takes them for sent.
        for outgoing in (messages, rows):
            # By the producer itself: Faust's buffer in front of it may tell too early that it is empty.
            producer = self._app.producer
            sent = [
                await producer.send(one.topic, one.key, one.value, one.partition, None, list(one.headers))
                for one in outgoing
            ]
            await asyncio.gather(*sent)
