"""The address stage: one url, one article. When two articles claim the same url, the one received later holds and the
other is withdrawn, whatever the order in which they come by.

The table `addresses` remembers which article a url belongs to. Keyed by url, as articles are keyed by id and the two
may live on different partitions.
"""

from collections.abc import Sequence

import faust
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from schemas import Article
from schemas.wire import decode, encode
from streams.flow.dead import DeadLetters
from streams.flow.rows import Rows
from streams.flow.sending import Sender
from streams.flow.topics import ARTICLES


class Address(BaseModel):
    """An article says that it stands at a url."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = Field(1, frozen=True, description="Version of this layout.")
    url: str = Field(description="Where the article can be read.")
    article_id: str = Field(description="The article.")
    received: AwareDatetime = Field(description="When that version of it was accepted, UTC.")

    def outranks(self, other: "Address") -> bool:
        """True when this article holds the url against the other: received later; the id breaks a tie."""
        return (self.received, self.article_id) > (other.received, other.article_id)


def settle(holder: Address | None, newcomer: Address) -> tuple[Address, Article | None]:
    """Who holds the url now, and the withdrawal of the article that does not; None when there is none. Pure."""
    if holder is None or holder.article_id == newcomer.article_id:
        return (newcomer if holder is None or newcomer.outranks(holder) else holder), None
    winner, loser = (newcomer, holder) if newcomer.outranks(holder) else (holder, newcomer)
    return winner, Article(
        id=loser.article_id,
        text="",
        language="und",
        published=loser.received,
        published_known=False,
        received=winner.received,
        withdrawn=True,
        superseded_by=winner.article_id,
    )


def join_holders(_: bytes, one: bytes, other: bytes) -> bytes:
    """Of two rows of the table, the one whose article holds the url."""
    return one if decode(Address, one).outranks(decode(Address, other)) else other


class AddressStage:
    """Work and effects of the stage that keeps urls and articles apart."""

    def __init__(self, addresses: Rows, sender: Sender, dead: DeadLetters) -> None:
        self._addresses = addresses
        self._sender = sender
        self._dead = dead

    async def work(self, events: Sequence[faust.Event]) -> Sequence[Address | ValidationError]:
        """Decode the addresses."""
        results: list[Address | ValidationError] = []
        for event in events:
            try:
                results.append(decode(Address, event.message.value or b""))
            except ValidationError as error:
                results.append(error)
        return results

    def apply(self, events: Sequence[faust.Event], results: Sequence[Address | ValidationError]) -> None:
        """Remember the holder of each url and withdraw the article that lost it."""
        for event, newcomer in zip(events, results, strict=True):
            if isinstance(newcomer, ValidationError):
                self._dead.set_aside(event, f"not an address: {newcomer.errors()[0]['msg']}", None)
                continue
            key = newcomer.url.encode()
            row = self._addresses.get(key)
            holder = decode(Address, row) if row else None
            winner, withdrawal = settle(holder, newcomer)
            if withdrawal is not None:
                self._sender.send(ARTICLES, withdrawal.id.encode(), withdrawal)
            if winner != holder:
                self._addresses.put(event, key, encode(winner))
