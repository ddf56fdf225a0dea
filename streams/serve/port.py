"""What the endpoint needs from the rest of Pegel, as protocols: a log, and an intake for what is sent.

`cli` hands in both; this room imports neither `flow` nor `feed`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from schemas import Article, Rejected, Ruling, RulingSubmission
from schemas.ruling import Signed

Sent = TypeVar("Sent", bound=Signed)
Partition = tuple[str, int]  # topic and number
Message = tuple[bytes, bytes, Mapping[str, bytes]]  # key, value, headers


class Record(Protocol):
    """One message as it lies on a topic."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Mapping[str, bytes]: ...


class Port(Protocol):
    """The log, as `flow` offers it."""

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Append the messages; return once they are durable."""

    def read(self, topics: Sequence[str], after: Mapping[Partition, int]) -> AsyncIterator[Sequence[Record]]:
        """Committed records in batches, from the given next offsets on (missing: the earliest), waiting for more."""

    async def ends(self, topics: Sequence[str]) -> Mapping[Partition, int]:
        """Per partition the offset behind its last readable record; partitions without a record are left out."""

    async def waiting(self) -> int:
        """How many messages the flow has still to work on."""

    def ready(self) -> bool:
        """True once tables are recovered and agents run."""


class Accepted(Protocol):
    """What the intake answers for a line that it took."""

    @property
    def id(self) -> str:
        """Of the article, or of the mention where it was a gathered row."""

    @property
    def claim_id(self) -> str | None:
        """Of a gathered row's claim; None for an article."""


class Intake(Protocol):
    """Checks what is sent and publishes it; every answer stands for a line, in order, once it is durable."""

    async def articles(self, lines: Sequence[bytes]) -> Sequence[Accepted | Rejected]: ...

    async def check(self, line: bytes) -> Article | Rejected:
        """The article that the line would make; nothing is published."""

    async def claims(self, lines: Sequence[bytes]) -> Sequence[Accepted | Rejected]: ...

    async def withdraw(self, article_id: str) -> None: ...

    def identify(self, claimant: str) -> str:
        """The id that goes with a claimant's name."""

    def check_ruling(self, body: bytes, kind: type[Sent]) -> Sent | Rejected:
        """What the body says, a `RulingSubmission` or the signature of a withdrawal."""

    def draft_ruling(self, given: RulingSubmission, said: Mapping[str, Any]) -> Ruling:
        """The ruling as of now, given what was sent and what that names."""

    def draft_withdrawal(self, ruling: Ruling, given: Signed) -> Ruling:
        """The ruling, withdrawn as of now."""

    async def rule(self, ruling: Ruling) -> None:
        """Publish a ruling."""
