"""The stages for rulings. One spreads each ruling over all partitions; the other keeps, on each partition, the book of
rulings in force there, and puts right what was read before the ruling came.

Articles, gathered rows and the copies of rulings have equal partitions, which move between workers together: so every
worker rules alike, however many share the work, and a ruling takes effect with its acknowledgement or not at all.
"""

from collections import defaultdict
from collections.abc import Sequence

import faust

from schemas import Claim, Ruling
from schemas.wire import decode, encode
from streams.estimate import Rulebook, subjects_of
from streams.flow.dead import DeadLetters
from streams.flow.planning import NO_RULINGS, Book, Reading, replan, tag, tagged, tags_of_row
from streams.flow.rows import Rows
from streams.flow.sending import Sender
from streams.flow.topics import CLAIMS, RULINGS_EACH


def join_rulings(_: bytes, one: bytes, other: bytes) -> bytes:
    """Of two rows of the table, the later state of the ruling."""
    return max(one, other, key=lambda row: decode(Ruling, row).rank)


class Books:
    """The rulings of each partition, as the table `rulebook` holds them."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._books: dict[int, Book] = {}
        rows.on_recover(self._recall)

    async def _recall(self) -> None:
        """After recovery the table is right and what was kept in memory may not be."""
        rulings: defaultdict[int, dict[str, Ruling]] = defaultdict(dict)
        for key, row in self._rows.items():
            partition, ruling_id = key.decode().split("/")
            rulings[int(partition)][ruling_id] = decode(Ruling, row)
        self._books = {partition: tagged(Rulebook(held)) for partition, held in rulings.items()}

    def of(self, partition: int) -> Book:
        """What is in force on a partition."""
        return self._books.get(partition, NO_RULINGS)

    def put(self, event: faust.Event, ruling: Ruling) -> tuple[Book, Book]:
        """The book of the event's partition before and after the ruling; the same where it makes no difference."""
        partition = event.message.partition
        before = self.of(partition)
        rules = before.rules.put(ruling)
        if rules is before.rules:
            return before, before
        self._rows.put(event, f"{partition}/{ruling.ruling_id}".encode(), encode(ruling))
        self._books[partition] = after = tagged(rules)
        return before, after


class SpreadStage:
    """Work and effects of the stage that sends a copy of each ruling to every partition."""

    def __init__(self, sender: Sender, dead: DeadLetters, partitions: int) -> None:
        self._sender = sender
        self._dead = dead
        self._partitions = partitions

    async def work(self, events: Sequence[faust.Event]) -> Sequence[Ruling | ValueError]:
        """Decode the rulings."""
        return decode_rulings(events)

    def apply(self, events: Sequence[faust.Event], results: Sequence[Ruling | ValueError]) -> None:
        """Send the copies, or set aside what is no ruling."""
        for event, ruling in zip(events, results, strict=True):
            if isinstance(ruling, ValueError):
                self._dead.set_aside(event, reason_of(ruling), None)
                continue
            for partition in range(self._partitions):
                self._sender.send(RULINGS_EACH, ruling.ruling_id.encode(), ruling, partition=partition)


class RulingStage:
    """Work and effects of the stage that rules on what was read before, on one partition."""

    def __init__(self, books: Books, readings: Sequence[Rows], sender: Sender, dead: DeadLetters) -> None:
        self._books = books
        self._readings = readings
        self._sender = sender
        self._dead = dead

    async def work(self, events: Sequence[faust.Event]) -> Sequence[Ruling | ValueError]:
        """Decode the rulings."""
        return decode_rulings(events)

    def apply(self, events: Sequence[faust.Event], results: Sequence[Ruling | ValueError]) -> None:
        """Enter each ruling, and assert and retract what it changes."""
        for event, ruling in zip(events, results, strict=True):
            if isinstance(ruling, ValueError):
                self._dead.set_aside(event, reason_of(ruling), None)
                continue
            before, after = self._books.put(event, ruling)
            if after is not before:
                for rows in self._readings:
                    self._rule(event, ruling, before, after, rows)

    def _rule(self, event: faust.Event, ruling: Ruling, before: Book, after: Book, rows: Rows) -> None:
        named = frozenset(map(tag, subjects_of(ruling)))
        if ruling.merged is not None:  # it also moves what other rulings have led to that name
            named |= before.tags | after.tags
        touched = [
            (key, row)
            for key, row in rows.of_partition(event.message.partition)
            if not named.isdisjoint(tags_of_row(row).split(" "))
        ]
        for key, row in touched:
            step = replan(Reading.from_row(row), before, after, ruling.ruling_id)
            for estimand, message in step.messages:
                self._sender.send_encoded(CLAIMS, estimand.encode(), message, Claim)
            if step.reading is not None:
                rows.put(event, key, step.reading.to_row())


def decode_rulings(events: Sequence[faust.Event]) -> list[Ruling | ValueError]:
    """A ruling for each message, or what is wrong with it."""
    results: list[Ruling | ValueError] = []
    for event in events:
        try:
            results.append(decode(Ruling, event.message.value or b""))
        except ValueError as error:
            results.append(error)
    return results


def reason_of(fault: ValueError) -> str:
    """Why a message is no ruling, in one line."""
    return f"not a ruling: {str(fault).splitlines()[0]}"
