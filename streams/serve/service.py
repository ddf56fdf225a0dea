"""What every handler works with: the log, the intake, the read store and those who watch."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web

from streams.serve.answers import Lag
from streams.serve.backlog import Backlog
from streams.serve.hooks import Hooks
from streams.serve.kept import Shelf
from streams.serve.port import Intake, Partition, Port
from streams.serve.store import Store
from streams.serve.tables import TOPICS
from streams.serve.watch import Watchers

LIVE_WITHIN = timedelta(days=2)  # of its publication: what comes in later is history that is being replayed


@dataclass
class Service:
    """The parts behind the endpoint, and whether it may answer from them yet."""

    port: Port
    intake: Intake
    store: Store
    watchers: Watchers
    names: frozenset[str]  # hosts that a writer may address the endpoint by
    backlog: Backlog
    token: str  # that a writer must send; empty: none
    hooks: Hooks
    following: asyncio.Event  # set while the store has what the topics held when it was opened
    extracting: asyncio.Lock = field(default_factory=asyncio.Lock)  # held while a pasted text is read
    shelf: Shelf = field(default_factory=Shelf)  # answers as they were sent
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    goal: Mapping[Partition, int] | None = field(default=None)  # where the topics ended at start; None: not asked yet

    def why_not_ready(self) -> str | None:
        """What the endpoint still waits for; None once it may answer.

        It waits for the ends that the topics had at start: to answer from half a store would be wrong, while a store
        that trails a busy stream by a moment is as right as it can be.
        """
        if not self.port.ready():
            return "the stream is recovering its tables"
        if self.goal is None:
            return "the read store is being opened"
        behind = self.store.behind(self.goal)
        return f"the read store has {behind} messages to go" if behind else None

    def day(self) -> datetime:
        """What readings are aged to: the start (UTC) of today when live, of the latest publication's day in a replay.

        Live is what received its latest publication about when that was published; a feed that falls silent stays live.
        It is no finer than a day, so that an answer stays the same for as long.
        """
        newest = self.store.newest
        live = newest is None or abs(newest.received - newest.published) <= LIVE_WITHIN
        now = self.clock() if newest is None or live else newest.published
        return now.replace(hour=0, minute=0, second=0, microsecond=0)

    async def lag(self) -> Lag:
        """How much of what was accepted is not visible yet."""
        flow = await self.port.waiting()  # asked first: what it finishes meanwhile stands before the ends then
        store = self.store.behind(await self.port.ends(TOPICS))
        return Lag(flow=flow, store=store, total=flow + store)


SERVICE = web.AppKey("service", Service)
