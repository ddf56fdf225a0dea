"""Dead letters: what could not be processed is set aside with its reason, counted, and never stops the stream."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime

import faust
import structlog

from schemas import DeadLetter
from streams.flow import metrics

log = structlog.get_logger("pegel.flow")


def dead_letter(event: faust.Event, reason: str, traceback: str | None) -> DeadLetter:
    """The letter for a message that failed; logs and counts it."""
    message = event.message
    metrics.DEAD_LETTERS.labels(topic=message.topic, reason=reason.split(":")[0][:60]).inc()
    log.error("dead letter", topic=message.topic, partition=message.partition, offset=message.offset, reason=reason)
    headers = message.headers or {}
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return DeadLetter(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=None if message.key is None else bytes(message.key).decode("utf-8", "replace"),
        reason=reason,
        traceback=traceback,
        value=base64.b64encode(message.value or b"").decode(),
        headers={name: base64.b64encode(value).decode() for name, value in pairs},
        at=datetime.now(UTC),
    )
