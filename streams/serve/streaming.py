"""GET /v1/watch: what is told, handed on as server-sent events or by WebSocket, from where a client left off.

Both ways send the same events with the same ids: first `snapshot`, or what was missed since the last event that the
client knows, or `reset` where that can't be told; then every change, and each estimate's newest state, as it happens.
"""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import WSMsgType, hdrs, web

from streams.serve import queries
from streams.serve.answers import WatchFilter
from streams.serve.crossing import may_read
from streams.serve.guard import check_sender
from streams.serve.paging import encode_list
from streams.serve.service import Service
from streams.serve.watch import Bulletin, Watcher, encode_event, encode_message

HEARTBEAT = b": still here\n\n"
LAST_EVENT_ID = "Last-Event-ID"
MISSED_AT_ONCE = 500  # events read from the store in one go

Opening = tuple[str, bytes, str]  # kind, data and id of a first event
Send = Callable[[Opening | Bulletin], Awaitable[None]]
GoOn = Callable[[Watcher], Awaitable[None]]


async def watch(service: Service, request: web.Request, wanted: WatchFilter) -> web.StreamResponse:
    """Server-sent events (or WebSocket messages): a `snapshot`, then each `estimate` and `change` as it happens."""
    last = request.headers.get(LAST_EVENT_ID, wanted.after)
    wanted = wanted.model_copy(update={"after": None})  # who wants the same is told by the same bytes
    if request.headers.get(hdrs.UPGRADE, "").lower() == "websocket":
        if not may_read(request):
            check_sender(request)  # browsers do not keep sockets to their origin
        return await _by_websocket(service, request, wanted, last)
    return await _by_events(service, request, wanted, last)


async def _by_events(
    service: Service, request: web.Request, wanted: WatchFilter, last: str | None
) -> web.StreamResponse:
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)

    async def send(told: Opening | Bulletin) -> None:
        await response.write(told.events if isinstance(told, Bulletin) else encode_event(*told))

    async def go_on(watcher: Watcher) -> None:
        await response.write(HEARTBEAT)  # and the headers, where nothing was missed
        assert request.transport is not None, "the client left"
        while not watcher.write_to(request.transport):
            await send(await watcher.hear())
        while True:
            await asyncio.sleep(service.watchers.heartbeat_seconds)
            await response.write(HEARTBEAT)

    await _hand_on(service, request, wanted, last, send, go_on)
    return response


async def _by_websocket(
    service: Service, request: web.Request, wanted: WatchFilter, last: str | None
) -> web.StreamResponse:
    socket = web.WebSocketResponse(max_msg_size=4096, compress=False)
    await socket.prepare(request)
    sender = asyncio.current_task()
    assert sender is not None

    async def listen() -> None:
        """Answers pings; whatever else a client says has no meaning here."""
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
        sender.cancel()

    async def send(told: Opening | Bulletin) -> None:
        for message in told.messages if isinstance(told, Bulletin) else [encode_message(*told)]:
            await socket.send_str(message)

    async def go_on(watcher: Watcher) -> None:
        while True:
            try:
                async with asyncio.timeout(service.watchers.heartbeat_seconds):
                    bulletin = await watcher.hear()
            except TimeoutError:
                await socket.ping()
            else:
                await send(bulletin)

    listener = asyncio.create_task(listen())
    try:
        await _hand_on(service, request, wanted, last, send, go_on)
        await socket.close(code=1001, message=b"connect again")
    except asyncio.CancelledError:
        if not socket.closed:
            raise
    finally:
        listener.cancel()
    return socket


async def _hand_on(
    service: Service, request: web.Request, wanted: WatchFilter, last: str | None, send: Send, go_on: GoOn
) -> None:
    """Send everything in order, each once, until either side leaves; who does not read is cut off.

    `go_on` hands on what is told after the client has caught up.
    """
    number = await _missed(service, wanted, service.store.number_of(last), send)
    with service.watchers.join(wanted) as watcher:
        try:
            if number is not None:  # joined now: nothing falls between what was missed and what follows
                number = await _missed(service, wanted, number, send)
            if number is None:
                number = await _open(service, wanted, "snapshot" if last is None else "reset", send)
            watcher.reached = number
            await go_on(watcher)
        except ConnectionError:
            pass  # the client left
        except asyncio.CancelledError:
            if not watcher.dismissed:
                raise
            if request.transport is not None and request.transport.get_write_buffer_size():
                request.transport.abort()  # it does not read: a proper end would wait for it


async def _missed(service: Service, wanted: WatchFilter, number: int | None, send: Send) -> int | None:
    """Send what was told behind that number; the last that was sent, None where it can't be told from there."""
    while number is not None:
        told, news = await service.store.ask(queries.told_behind, MISSED_AT_ONCE, number)
        if number > told.number:
            return None
        if missed := Bulletin(told.edition, news).wanted(wanted):
            await send(missed)
        if len(news) < MISSED_AT_ONCE:
            return max(number, told.number)
        number = news[-1].number
    return None


async def _open(service: Service, wanted: WatchFilter, kind: str, send: Send) -> int:
    """Send all estimates; the number up to which they reach."""
    told, values = await service.store.ask(queries.snapshot, wanted)
    await send((kind, b'{"estimates":' + encode_list(values) + b"}", f"{told.edition}-{told.number}"))
    return told.number
