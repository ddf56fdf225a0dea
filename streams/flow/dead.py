"""Dead letters: what could not be processed is set aside with its reason, counted, and never stops the stream.

A letter can be redriven: its message is published again under the letter's id. When that one goes through, the letter
is closed; when it fails again, it replaces the letter.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import faust
import structlog

from schemas import DeadLetter
from schemas.wire import REDRIVE_HEADER
from streams.flow import metrics
from streams.flow.sending import Sender
from streams.flow.topics import (
    ADDRESSES,
    ARTICLES,
    CLAIMS,
    DEAD_ARTICLES,
    DEAD_CLAIMS,
    DEAD_RULINGS,
    ROWS,
    RULINGS,
    RULINGS_EACH,
)

DEAD_TOPICS = {
    ARTICLES: DEAD_ARTICLES,
    ADDRESSES: DEAD_ARTICLES,
    ROWS: DEAD_CLAIMS,
    CLAIMS: DEAD_CLAIMS,
    RULINGS: DEAD_RULINGS,
    RULINGS_EACH: DEAD_RULINGS,
}
log = structlog.get_logger("pegel.flow")


class DeadLetters:
    """Where the stages set messages aside."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._failed: set[tuple[str, int, int]] = set()  # of the batch that is being applied

    def set_aside(self, event: faust.Event, reason: str, traceback: str | None) -> None:
        """Keep a message that failed; logs and counts it."""
        message, headers = event.message, _headers_of(event)
        place = message.topic, message.partition, message.offset
        metrics.DEAD_LETTERS.labels(topic=message.topic, reason=reason.split(":")[0][:60]).inc()
        log.error("dead letter", topic=message.topic, partition=message.partition, offset=message.offset, reason=reason)
        self._failed.add(place)
        redriven = headers.pop(REDRIVE_HEADER, None)
        letter = DeadLetter(
            letter_id=redriven.decode() if redriven else "-".join(map(str, place)),
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            key=None if message.key is None else bytes(message.key).decode("utf-8", "replace"),
            reason=reason,
            traceback=traceback,
            value=base64.b64encode(message.value or b"").decode(),
            headers={name: base64.b64encode(value).decode() for name, value in headers.items()},
            at=datetime.now(UTC),
        )
        self._sender.send(DEAD_TOPICS[message.topic], message.key or b"", letter)

    def close(self, events: Sequence[faust.Event]) -> None:
        """Close the letters of those messages of an applied batch that were redriven and went through."""
        for event in events:
            message = event.message
            redriven = _headers_of(event).get(REDRIVE_HEADER) if message.headers else None
            if redriven and (message.topic, message.partition, message.offset) not in self._failed:
                closing = ((REDRIVE_HEADER, redriven),)
                self._sender.send_pairs(DEAD_TOPICS[message.topic], message.key or b"", None, closing)
        self._failed.clear()


def _headers_of(event: faust.Event) -> dict[str, bytes]:
    headers = event.message.headers or {}
    return dict(headers.items() if isinstance(headers, Mapping) else headers)
