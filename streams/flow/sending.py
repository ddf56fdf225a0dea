"""Sending: how stages publish, without awaiting, with the schema's header on every message."""

from collections.abc import Awaitable, Mapping
from typing import Any

import faust
from pydantic import BaseModel

from schemas.wire import encode, headers


class Sender:
    """Publishes to topics by name."""

    def __init__(self, topics: Mapping[str, faust.TopicT]) -> None:
        self._topics = topics

    def send(self, topic: str, key: bytes, noun: BaseModel) -> Awaitable[Any]:
        """Publish a noun; the answer is done when the broker has it."""
        return self.send_encoded(topic, key, encode(noun), headers(type(noun)))

    def send_encoded(self, topic: str, key: bytes, value: bytes, headers: Mapping[str, bytes]) -> Awaitable[Any]:
        """Publish what is encoded already."""
        future: Awaitable[Any] = self._topics[topic].send_soon(key=key, value=value, headers=dict(headers))
        return future
