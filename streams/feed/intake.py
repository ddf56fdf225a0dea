"""Intake: checked articles and rows onto the topics, each answered for. Called by the HTTP endpoint and by replay.

An answer is given only after `publish` has returned, and that means: once the message is durable.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from schemas import Article, Claim, Rejected, Ruling, RulingSubmission
from schemas.ruling import Signed, Withdrawal, ruling_id_of
from schemas.wire import encode, headers
from streams.feed.check import check_article
from streams.feed.languages import UNKNOWN
from streams.feed.rows import IdentifyClaimant, check_row
from streams.feed.rulings import check_ruling

ARTICLES = "articles"
ROWS = "rows"
RULINGS = "rulings"
TICK = timedelta(microseconds=1)

Sent = TypeVar("Sent", bound=Signed)
Message = tuple[bytes, bytes, dict[str, bytes]]  # key, value, headers
Publish = Callable[[str, Sequence[Message]], Awaitable[None]]


class Accepted(NamedTuple):
    """One article or row that is on its topic, durably."""

    id: str  # of the article; of the mention where it was a row
    claim_id: str | None = None  # None for an article


class Intake:
    """Checks what comes in and publishes what is sound, in the order of the lines."""

    def __init__(
        self,
        publish: Publish,
        identify_claimant: IdentifyClaimant,
        clock: Callable[[], datetime],
    ) -> None:
        """`publish` returns once durable; `clock` gives the moment of receipt, with its zone."""
        self._publish = publish
        self._identify_claimant = identify_claimant
        self._clock = clock
        self._latest: datetime | None = None

    def _stamp(self) -> datetime:
        """The moment of receipt: strictly increasing, so that the later of two versions is always told."""
        now = self._clock()
        self._latest = now if self._latest is None or now > self._latest else self._latest + TICK
        return self._latest

    async def articles(self, lines: Sequence[bytes]) -> list[Accepted | Rejected]:
        """An answer for each line, in order; what is sound is durable when this returns."""
        stamps = [self._stamp() for _ in lines]
        # In a thread: a batch takes tens of milliseconds, and the first text without a language loads a model.
        checked = await asyncio.to_thread(
            lambda: [check_article(line, stamp) for line, stamp in zip(lines, stamps, strict=True)]
        )
        await self._send(ARTICLES, [to_message(article) for article in checked if isinstance(article, Article)])
        return [Accepted(one.id) if isinstance(one, Article) else one for one in checked]

    async def check(self, line: bytes) -> Article | Rejected:
        """The article that the line would make; it goes nowhere."""
        return await asyncio.to_thread(check_article, line, self._clock())

    async def claims(self, lines: Sequence[bytes]) -> list[Accepted | Rejected]:
        """An answer for each gathered row, in order; what is sound is durable when this returns."""
        checked = [check_row(line, self._stamp(), self._identify_claimant) for line in lines]
        messages: list[Message] = [
            (claim.mention_id.encode(), encode(claim), headers(Claim)) for claim in checked if isinstance(claim, Claim)
        ]
        await self._send(ROWS, messages)
        return [Accepted(one.mention_id, one.claim_id) if isinstance(one, Claim) else one for one in checked]

    async def withdraw(self, article_id: str) -> None:
        """Publish that the article no longer counts; its text is blanked and its claims retracted from there."""
        now = self._stamp()
        gone = Article(
            id=article_id,
            text="",
            language=UNKNOWN,
            published=now,
            published_known=False,
            received=now,
            withdrawn=True,
        )
        await self._send(ARTICLES, [to_message(gone)])

    def identify(self, claimant: str) -> str:
        """The id that goes with a claimant's name."""
        return self._identify_claimant(claimant, None, self._clock().date())

    def check_ruling(self, body: bytes, kind: type[Sent]) -> Sent | Rejected:
        """What the body says, a `RulingSubmission` or the signature of a withdrawal; or why it says none."""
        return check_ruling(body, kind)

    def draft_ruling(self, given: RulingSubmission, said: Mapping[str, Any]) -> Ruling:
        """The ruling as of now, given what was sent and what that names."""
        signed = {"author": given.author, "reason": given.reason}
        ruling = Ruling(ruling_id="", action=given.action, moment=self._stamp(), **signed, **said)
        return ruling.model_copy(update={"ruling_id": ruling_id_of(ruling)})

    def draft_withdrawal(self, ruling: Ruling, given: Signed) -> Ruling:
        """The ruling, withdrawn as of now."""
        withdrawal = Withdrawal(author=given.author, reason=given.reason, moment=self._stamp())
        return ruling.model_copy(update={"withdrawn": withdrawal})

    async def rule(self, ruling: Ruling) -> None:
        """Publish a ruling; durable when this returns."""
        await self._send(RULINGS, [(ruling.ruling_id.encode(), encode(ruling), headers(Ruling))])

    async def _send(self, topic: str, messages: Sequence[Message]) -> None:
        if messages:
            await self._publish(topic, messages)


def to_message(article: Article) -> Message:
    """The article as it travels: keyed by its id."""
    return article.id.encode(), encode(article), headers(Article)
