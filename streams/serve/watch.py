"""Who watches, and what they are told. `follow` pushes; `streaming` hands on, as server-sent events or by WebSocket."""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from prometheus_client import Counter, Gauge

from streams.serve.answers import WatchFilter
from streams.serve.filling import News

WATCHING = Gauge("pegel_watchers", "Clients connected to /v1/watch")
DROPPED = Counter("pegel_watchers_dropped", "Watchers cut off because they read too slowly")


class Bulletin:
    """News that are told together, in order; encoded once for all who hear them."""

    def __init__(self, edition: str, news: Sequence[News]) -> None:
        self.edition = edition
        self.news = news

    def __len__(self) -> int:
        return len(self.news)

    def behind(self, number: int) -> "Bulletin":
        """What of it comes behind that number."""
        if not self.news or self.news[0].number > number:
            return self
        return Bulletin(self.edition, [one for one in self.news if one.number > number])

    def wanted(self, by: WatchFilter) -> "Bulletin":
        """What of it somebody wants to hear."""
        return Bulletin(self.edition, [one for one in self.news if by.holds(one.estimand)])

    @cached_property
    def events(self) -> bytes:
        """As server-sent events."""
        return b"".join(encode_event(one.kind, one.value, f"{self.edition}-{one.number}") for one in self.news)

    @cached_property
    def messages(self) -> list[str]:
        """As messages of a WebSocket."""
        return [encode_message(one.kind, one.value, f"{self.edition}-{one.number}") for one in self.news]


def encode_event(kind: str, data: bytes, identity: str) -> bytes:
    """One server-sent event; JSON on one line needs no splitting."""
    return b"".join((f"id: {identity}\nevent: {kind}\ndata: ".encode(), data, b"\n\n"))


def encode_message(kind: str, data: bytes, identity: str) -> str:
    """The same as one JSON object."""
    return f'{{"id":"{identity}","event":"{kind}","data":{data.decode()}}}'


class Watcher:
    """One client: a bounded queue of bulletins, and the task that hands them on."""

    def __init__(self, wanted: WatchFilter, longest: int, task: asyncio.Task[object]) -> None:
        self.wanted = wanted
        self._longest = longest
        self._queue: deque[Bulletin] = deque()
        self._length = 0
        self._told = asyncio.Event()
        self._task = task
        self.dismissed = False

    def tell(self, bulletin: Bulletin) -> bool:
        """Queue it; False when there is no room, which dismisses this watcher."""
        if self._length + len(bulletin) > self._longest:
            self.dismiss()
            return False
        self._queue.append(bulletin)
        self._length += len(bulletin)
        self._told.set()
        return True

    def dismiss(self) -> None:
        """End this watcher, also while it waits for a client that does not read."""
        if not self.dismissed:
            self.dismissed = True
            self._task.cancel()

    async def hear(self) -> Bulletin:
        """What was told longest ago; waits for it."""
        while not self._queue:
            self._told.clear()
            await self._told.wait()
        bulletin = self._queue.popleft()
        self._length -= len(bulletin)
        return bulletin


class Watchers:
    """All who watch. A slow one loses its connection, never anybody else's time."""

    def __init__(self, longest_queue: int = 4096, heartbeat_seconds: float = 15.0) -> None:
        self._longest = longest_queue
        self.heartbeat_seconds = heartbeat_seconds
        self._watching: set[Watcher] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._watching)

    @contextmanager
    def join(self, wanted: WatchFilter) -> Iterator[Watcher]:
        """A watcher that is told everything that it wants and that is pushed from now on."""
        task = asyncio.current_task()
        assert task is not None, "only a task can watch"
        watcher = Watcher(wanted, self._longest, task)
        if self._closed:
            watcher.dismiss()
        self._watching.add(watcher)
        WATCHING.inc()
        try:
            yield watcher
        finally:
            self._watching.discard(watcher)
            WATCHING.dec()

    def push(self, bulletin: Bulletin) -> None:
        """Tell everybody; who has no room for it is cut off."""
        parts: dict[WatchFilter, Bulletin] = {}  # those who want the same are told by the same bytes
        for watcher in list(self._watching) if bulletin else ():
            part = parts.get(watcher.wanted)
            if part is None:
                part = parts[watcher.wanted] = bulletin.wanted(watcher.wanted)
            if part and not watcher.tell(part):
                self._watching.discard(watcher)
                DROPPED.inc()

    def drop_all(self) -> None:
        """End every watcher; clients connect again and get a new snapshot."""
        for watcher in list(self._watching):
            watcher.dismiss()

    def close(self) -> None:
        """End every watcher and take no more."""
        self._closed = True
        self.drop_all()
