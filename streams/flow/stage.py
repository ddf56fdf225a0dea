"""Stages: what every agent of the flow has in common. Events go in one by one, are worked on in batches, and take
effect strictly in order.

A stage's `work` may run for several batches at once and must have no effects; `apply` has all the effects of a batch
and does not await, so that the embedded broker commits them together with the acknowledgement, or not at all; there
it leaves nothing to await. On Kafka, what `apply` sent is awaited before the batch is acknowledged, and a batch whose
partitions move meanwhile is not acknowledged at all: it is read again, and `apply` must bear that.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import faust
from mode import Service

Result = TypeVar("Result")
ROUNDS = 3  # of the event loop: an agent hands over one event a round, so a batch is complete when some bring none


class Stage(Service, Generic[Result]):  # type: ignore[misc]
    """Batches the events of one agent.

    Args:
        app: the Faust app, whose partitions may move away at any time.
        work: from events to one result for each, without effects.
        apply: takes events and their results, and has the effects.
        take_sent: what `apply` sent and must be awaited before the batch is acknowledged.
        most: events in a batch, at most; whatever has arrived makes a batch, so nothing waits for one to fill up.
        in_flight: batches that are worked on at once.
    """

    def __init__(
        self,
        app: faust.App,
        work: Callable[[Sequence[faust.Event]], Awaitable[Sequence[Result]]],
        apply: Callable[[Sequence[faust.Event], Sequence[Result]], None],
        take_sent: Callable[[], Awaitable[None] | None],
        *,
        most: int,
        in_flight: int,
    ) -> None:
        super().__init__()
        self._app = app
        self._work = work
        self._apply = apply
        self._take_sent = take_sent
        self._most = most
        self._inbox: asyncio.Queue[faust.Event] = asyncio.Queue(most * 2)
        self._batches: asyncio.Queue[tuple[list[faust.Event], asyncio.Task[Sequence[Result]]]] = asyncio.Queue(
            in_flight
        )

    async def take(self, stream: faust.Stream) -> None:
        """The body of an agent: hand over every event, unacknowledged. Blocks while the stage is full."""
        async for event in stream.noack().events():
            await self._inbox.put(event)

    @Service.task  # type: ignore[untyped-decorator]
    async def _start_batches(self) -> None:
        while not self.should_stop:
            events = [await self._inbox.get()]
            idle_rounds = 0
            while len(events) < self._most and idle_rounds < ROUNDS:
                if self._inbox.empty():
                    idle_rounds += 1
                    await asyncio.sleep(0)
                else:
                    idle_rounds = 0
                    events.append(self._inbox.get_nowait())
            await self._batches.put((events, asyncio.ensure_future(self._work(events))))

    @Service.task  # type: ignore[untyped-decorator]
    async def _settle_batches(self) -> None:
        while not self.should_stop:
            events, task = await self._batches.get()
            results = await task
            # Partitions that have moved away in the meantime belong to another worker, which starts them anew.
            ours = [(e, r) for e, r in zip(events, results, strict=True) if self._is_ours(e)]
            if not ours:
                continue
            self._apply([event for event, _ in ours], [result for _, result in ours])
            if (sent := self._take_sent()) is not None:
                await sent
            # Faust would take a late acknowledgement for one of the new assignment, and skip all before it.
            for event, _ in ours:
                if self._is_ours(event):
                    event.ack()

    def _is_ours(self, event: faust.Event) -> bool:
        current: bool = event.message.generation_id == self._app.consumer_generation_id
        return current and not self._app.moving
