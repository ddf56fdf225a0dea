"""Sending: how stages publish, without awaiting, with the schema's header on every message."""

from collections.abc import Awaitable, Mapping
from typing import Any

import faust
from pydantic import BaseModel

from schemas.wire import encode, headers

Headers = tuple[tuple[str, bytes], ...]


class Sender:
    """Publishes to topics by name, and to the changelogs of tables.

    A transport that commits sends together with what caused them takes a message by `append` and nothing is left to
    await. On any other, `take_sent` gives what must be awaited before the cause is acknowledged.
    """

    def __init__(self, app: faust.App, topics: Mapping[str, faust.TopicT]) -> None:
        self._app = app
        self._topics = topics
        self._appends = getattr(app.transport, "commits_effects_with_offsets", False)
        self._headers: dict[type[BaseModel], Headers] = {}
        self._sent: list[Awaitable[Any]] = []

    def send(self, topic: str, key: bytes, noun: BaseModel) -> None:
        """Publish a noun."""
        self.send_encoded(topic, key, encode(noun), type(noun))

    def send_encoded(self, topic: str, key: bytes, value: bytes, kind: type[BaseModel]) -> None:
        """Publish a noun of this kind that is encoded already."""
        pairs = self._headers.get(kind)
        if pairs is None:
            pairs = self._headers[kind] = tuple(headers(kind).items())
        self.send_pairs(topic, key, value, pairs)

    def send_pairs(self, topic: str, key: bytes, value: bytes | None, headers: Headers) -> None:
        """Publish bytes under these headers."""
        if self._appends:
            self._app.producer.append(topic, key, value, headers=headers)
        else:
            self._sent.append(self._topics[topic].send_soon(key=key, value=value, headers=dict(headers)))

    def send_row(self, table: faust.Table, partition: int, key: bytes, row: bytes | None) -> None:
        """Publish a table's row on that partition of its changelog; None deletes it."""
        if self._appends:
            self._app.producer.append(table.changelog_topic_name, key, row, partition=partition)
        else:
            self._sent.append(table.send_changelog(partition, key, row))

    def take_sent(self) -> list[Awaitable[Any]]:
        """What was sent since the last call and may not be durable yet."""
        sent, self._sent = self._sent, []
        return sent
