"""The embedded broker: a Faust transport on SQLite, and a reader of its log that needs no Faust."""

from streams.broker.errors import (
    BrokerClosed,
    BrokerError,
    BrokerLocked,
    CommitFailed,
    NotABrokerFile,
    TopicMismatch,
    UnknownTopic,
)
from streams.broker.inspection import Inspection, inspect
from streams.broker.log import Log, log_at
from streams.broker.store import Record, Topic
from streams.broker.transport import Transport

__all__ = [
    "BrokerClosed",
    "BrokerError",
    "BrokerLocked",
    "CommitFailed",
    "Inspection",
    "Log",
    "NotABrokerFile",
    "Record",
    "Topic",
    "TopicMismatch",
    "Transport",
    "UnknownTopic",
    "inspect",
    "log_at",
]
