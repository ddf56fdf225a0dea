"""Server-sent events: who watches, and what they are told. `follow` pushes, GET /v1/watch hands on."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from aiohttp import web
from prometheus_client import Counter, Gauge

from streams.serve import queries
from streams.serve.filling import News
from streams.serve.port import Partition
from streams.serve.store import Store

HEARTBEAT = b": still here\n\n"

WATCHING = Gauge("pegel_watchers", "Clients connected to /v1/watch")
DROPPED = Counter("pegel_watchers_dropped", "Watchers cut off because they read too slowly")


class Watcher:
    """One client: a bounded queue of news, and the task that hands them on."""

    def __init__(self, longest: int, task: asyncio.Task[object]) -> None:
        self._queue: asyncio.Queue[News] = asyncio.Queue(longest)
        self._task = task
        self.dismissed = False

    def tell(self, news: Iterable[News]) -> bool:
        """Queue the news; False when there is no room, which dismisses this watcher."""
        try:
            for item in news:
                self._queue.put_nowait(item)
        except asyncio.QueueFull:
            self.dismiss()
            return False
        return True

    def dismiss(self) -> None:
        """End this watcher, also while it waits for a client that does not read."""
        if not self.dismissed:
            self.dismissed = True
            self._task.cancel()

    async def hear(self) -> list[News]:
        """All that is queued; waits for the first."""
        news = [await self._queue.get()]
        while not self._queue.empty():
            news.append(self._queue.get_nowait())
        return news


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
    def join(self) -> Iterator[Watcher]:
        """A watcher that is told everything pushed from now on."""
        task = asyncio.current_task()
        assert task is not None, "only a task can watch"
        watcher = Watcher(self._longest, task)
        if self._closed:
            watcher.dismiss()
        self._watching.add(watcher)
        WATCHING.inc()
        try:
            yield watcher
        finally:
            self._watching.discard(watcher)
            WATCHING.dec()

    def push(self, news: list[News]) -> None:
        """Tell everybody; who has no room for it is cut off."""
        if not news:
            return
        for watcher in list(self._watching):
            if not watcher.tell(news):
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


def encode_event(kind: str, data: bytes, identity: str | None = None) -> bytes:
    """One server-sent event; JSON on one line needs no splitting."""
    head = f"id: {identity}\nevent: {kind}\n" if identity else f"event: {kind}\n"
    return b"".join((head.encode(), b"data: ", data, b"\n\n"))


async def stream(request: web.Request, store: Store, watchers: Watchers) -> web.StreamResponse:
    """A snapshot of all estimates, then every estimate and change behind it, each once, until either side leaves."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    with watchers.join() as watcher:
        try:
            await _hand_on(request, response, store, watcher, watchers.heartbeat_seconds)
        except ConnectionError:
            pass  # the client left
        except asyncio.CancelledError:
            if not watcher.dismissed:
                raise
            if request.transport is not None and request.transport.get_write_buffer_size():
                request.transport.abort()  # it does not read: a proper end would wait for it
    return response


async def _hand_on(
    request: web.Request, response: web.StreamResponse, store: Store, watcher: Watcher, heartbeat_seconds: float
) -> None:
    values, reached = await store.ask(queries.snapshot)  # joined before: nothing falls between the two
    await response.prepare(request)
    await response.write(encode_event("snapshot", b'{"estimates":[' + b",".join(values) + b"]}"))
    while True:
        try:
            async with asyncio.timeout(heartbeat_seconds):
                news = await watcher.hear()
        except TimeoutError:
            await response.write(HEARTBEAT)
        else:
            await response.write(_encode(news, reached))


def _encode(news: list[News], reached: Mapping[Partition, int]) -> bytes:
    return b"".join(
        encode_event(item.kind, item.value, f"{item.topic}/{item.partition}/{item.offset}")
        for item in news
        if item.offset >= reached.get((item.topic, item.partition), 0)  # else the snapshot has it
    )
