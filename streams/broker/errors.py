# ruff: noqa: N818 - the names say what is the matter, as LookupError's heirs do
"""What can go wrong with the embedded broker, an error a cause. Raised by store, lock and log; seen by flow and cli."""

from pathlib import Path


class BrokerError(Exception):
    """Any fault of the embedded broker."""


class BrokerLocked(BrokerError):
    """Another process, or another log in this one, holds the file."""

    def __init__(self, path: Path, holder: int | None) -> None:
        whom = f"process {holder}" if holder else "another process"
        super().__init__(
            f"{path} is in use by {whom}: an embedded broker belongs to one service. "
            "Stop that one first, or give this one a file of its own (PEGEL_BROKER=sqlite:///PATH)."
        )
        self.path, self.holder = path, holder


class NotABrokerFile(BrokerError):
    """The file is no SQLite database, belongs to another program, or was written by another version."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path} {fault}. Move it away or name another file (PEGEL_BROKER=sqlite:///PATH).")
        self.path = path


class UnknownTopic(BrokerError):
    """A topic, or a partition of it, that does not exist."""


class TopicMismatch(BrokerError):
    """A topic exists with another number of partitions than is asked for."""

    def __init__(self, topic: str, partitions: int, wanted: int) -> None:
        super().__init__(
            f"topic {topic} has {partitions} partitions and cannot get {wanted}: keys would move between partitions. "
            f"Ask for {partitions}, or start with a new broker file."
        )


class BrokerClosed(BrokerError):
    """The log is not open: not yet, no longer, or sealed because the service is stopping."""


class CommitFailed(BrokerError):
    """A transaction could not be written. Nothing in it is on disk, and the log takes nothing more."""
