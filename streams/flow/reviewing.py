"""The reviewing stage, on Kafka only: whoever has an estimand's ledger reads what is published of it, and answers what
another worker wrote with its own reading where the two differ.

A worker that was stopped, lost its partitions and wakes up may publish an estimate that is older than its successor's,
and being the later message of the key it would stand. The successor sees it here and has the last word.
"""

from collections.abc import Sequence

import faust
from pydantic import ValidationError

from schemas import Estimate
from schemas.wire import decode
from streams.flow.gauging import GaugingStage
from streams.flow.sending import WRITER_HEADER, Sender
from streams.flow.topics import ESTIMATES


class ReviewStage:
    """Work and effects of the stage that reviews estimates."""

    def __init__(self, gauging: GaugingStage, sender: Sender) -> None:
        self._gauging = gauging
        self._sender = sender

    async def work(self, events: Sequence[faust.Event]) -> Sequence[Estimate | None]:
        """The estimates by other workers; None for our own, and for what is no estimate."""
        return [self._foreign(event) for event in events]

    def _foreign(self, event: faust.Event) -> Estimate | None:
        if dict(event.message.headers or ()).get(WRITER_HEADER) == self._sender.writer:
            return None
        try:
            return decode(Estimate, event.message.value or b"")
        except ValidationError:
            return None  # the endpoint counts and skips it; it says nothing that could be put right

    def apply(self, events: Sequence[faust.Event], results: Sequence[Estimate | None]) -> None:
        """Publish our own reading where another worker's differs from it and does not know of more claims."""
        latest = {found.estimand: found for found in results if found is not None}
        for found in latest.values():
            own = self._gauging.read(found.estimand)
            # With more claims it comes from our predecessor, and what it knows is on its way to us as well.
            if own is not None and own.revision >= found.revision and own != found:
                self._sender.send(ESTIMATES, own.estimand.encode(), own)
