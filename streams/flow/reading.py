"""The reading stage: articles -> claims. Compares each version of an article with the one read before it, asserts what
is new and retracts what no longer holds, under the rulings in force. Gathered rows go the same way.

The tables `readings` and `gathered` remember, for each article or row, which version was read and which claims it made.
"""

from collections.abc import Awaitable, Callable, Sequence

import faust
from prometheus_client import Counter

from schemas import Claim
from streams.flow import metrics
from streams.flow.addresses import Address
from streams.flow.dead import DeadLetters
from streams.flow.extraction import Unreadable
from streams.flow.planning import ArticleRead, Reading, plan
from streams.flow.rows import Rows
from streams.flow.rulings import Books
from streams.flow.sending import Sender
from streams.flow.topics import ADDRESSES, CLAIMS

Read = Callable[[Sequence[bytes]], Awaitable[Sequence[ArticleRead | Unreadable]]]


class ReadingStage:
    """Work and effects of a stage that reads: articles, in another process, or gathered rows.

    Args:
        read: a result for each message, in order.
        readings: the table of what was read last.
        books: the rulings in force, by partition.
        outcomes: counts what came of the messages.
        dead: takes what can't be read.
    """

    def __init__(
        self, read: Read, readings: Rows, books: Books, sender: Sender, outcomes: Counter, dead: DeadLetters
    ) -> None:
        self._read = read
        self._readings = readings
        self._books = books
        self._sender = sender
        self._outcomes = outcomes
        self._dead = dead

    async def work(self, events: Sequence[faust.Event]) -> Sequence[ArticleRead | Unreadable]:
        """Read the claims of each message."""
        metrics.BATCH.labels(stage="reading").observe(len(events))
        return await self._read([event.message.value or b"" for event in events])

    def apply(self, events: Sequence[faust.Event], results: Sequence[ArticleRead | Unreadable]) -> None:
        """Send claims and retractions, remember the versions read, set aside what could not be read."""
        for event, result in zip(events, results, strict=True):
            if isinstance(result, Unreadable):
                self._dead.set_aside(event, result.reason, result.traceback)
                continue
            key = result.key.encode()
            row = self._readings.get(key)
            step = plan(Reading.from_row(row) if row else None, result, self._books.of(event.message.partition))
            self._outcomes.labels(outcome=step.outcome).inc()
            if not result.language_known:
                metrics.NO_LEXICON.labels(language=result.language).inc()
            for estimand, message in step.messages:
                self._sender.send_encoded(CLAIMS, estimand.encode(), message, Claim)
            if step.reading is not None:
                self._readings.put(event, key, step.reading.to_row())
                if result.url is not None:
                    address = Address(url=result.url, article_id=result.key, received=result.received)
                    self._sender.send(ADDRESSES, result.url.encode(), address)
