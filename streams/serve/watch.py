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
    def chunk(self) -> bytes:
        """The events as one chunk of a chunked HTTP body."""
        return b"%x\r\n%b\r\n" % (len(self.events), self.events)

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
    """One client: what waits for it, bounded, and the task that hands it on.

    Who takes server-sent events is written to directly once it has caught up: the transport is the queue then, and
    thousands can be told in the time in which hundreds of tasks would be woken.
    """

    def __init__(self, wanted: WatchFilter, most_bytes: int, task: asyncio.Task[object]) -> None:
        self.wanted = wanted
        self.reached = 0  # number of the last event that the client has; no other that comes here is older
        self._most_bytes = most_bytes
        self._queue: deque[Bulletin] = deque()
        self._waiting_bytes = 0
        self._told = asyncio.Event()
        self._direct: asyncio.WriteTransport | None = None
        self._task = task
        self.dismissed = False

    def tell(self, bulletin: Bulletin) -> bool:
        """Hand it on, or queue it; False when there is no room, which dismisses this watcher."""
        if bulletin.news[0].number <= self.reached:
            bulletin = bulletin.behind(self.reached)
            if not bulletin:
                return True
        waiting = self._waiting_bytes if self._direct is None else self._direct.get_write_buffer_size()
        if waiting > self._most_bytes or (self._direct is not None and self._direct.is_closing()):
            self.dismiss()
            return False
        if self._direct is not None:
            self._direct.write(bulletin.chunk)
        else:
            self._queue.append(bulletin)
            self._waiting_bytes += len(bulletin.events)
            self._told.set()
        return True

    def dismiss(self) -> None:
        """End this watcher, also while it waits for a client that does not read."""
        if not self.dismissed:
            self.dismissed = True
            self._task.cancel()

    async def hear(self) -> Bulletin:
        """What was told longest ago, as far as the client does not have it; waits for it."""
        while not self._queue:
            self._told.clear()
            await self._told.wait()
        bulletin = self._queue.popleft()
        self._waiting_bytes -= len(bulletin.events)
        return bulletin.behind(self.reached)

    def write_to(self, transport: asyncio.WriteTransport) -> bool:
        """From now on write there, in chunks; False as long as something is queued that must go before."""
        if not self._queue:
            self._direct = transport
        return not self._queue


class Watchers:
    """All who watch. A slow one loses its connection, never anybody else's time."""

    def __init__(self, most_waiting_bytes: int = 4 * 1024 * 1024, heartbeat_seconds: float = 15.0) -> None:
        """`most_waiting_bytes` may wait for one watcher before it counts as too slow."""
        self._most_bytes = most_waiting_bytes
        self.heartbeat_seconds = heartbeat_seconds
        self._watching: dict[WatchFilter, set[Watcher]] = {}
        self._closed = False

    def __len__(self) -> int:
        return sum(map(len, self._watching.values()))

    @contextmanager
    def join(self, wanted: WatchFilter) -> Iterator[Watcher]:
        """A watcher that is told everything that it wants and that is pushed from now on."""
        task = asyncio.current_task()
        assert task is not None, "only a task can watch"
        watcher = Watcher(wanted, self._most_bytes, task)
        if self._closed:
            watcher.dismiss()
        self._watching.setdefault(wanted, set()).add(watcher)
        WATCHING.inc()
        try:
            yield watcher
        finally:
            self._forget(watcher)
            WATCHING.dec()

    def push(self, bulletin: Bulletin) -> None:
        """Tell everybody; who has no room for it is cut off."""
        for wanted, watchers in list(self._watching.items()) if bulletin else ():
            part = bulletin.wanted(wanted)  # those who want the same are told by the same bytes
            for watcher in list(watchers) if part else ():
                if not watcher.tell(part):
                    self._forget(watcher)
                    DROPPED.inc()

    def _forget(self, watcher: Watcher) -> None:
        alike = self._watching.get(watcher.wanted, set())
        alike.discard(watcher)
        if not alike:
            self._watching.pop(watcher.wanted, None)

    def drop_all(self) -> None:
        """End every watcher; clients connect again and get a new snapshot."""
        for watcher in [watcher for alike in self._watching.values() for watcher in alike]:
            watcher.dismiss()

    def close(self) -> None:
        """End every watcher and take no more."""
        self._closed = True
        self.drop_all()
