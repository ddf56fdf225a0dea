"""A small honest service over HTTP: a real intake over a log in memory, which can also be busy, away or in trouble."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web

from schemas import Article, Rejected
from streams.feed.intake import Intake, Message


class SmallService:
    """What it holds in `log` was accepted; `moods` are taken one a request before it works as it should."""

    def __init__(self) -> None:
        self.log: list[Message] = []
        self.requests = 0
        self.moods: deque[str] = deque()
        self.arrived = asyncio.Event()  # set while a request is under way
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.events: list[list[tuple[str, bytes]]] = []  # one list a connection of a watcher
        self.address = ""
        self._intake = Intake(self._publish, lambda name, outlet, on: name or "x", lambda: datetime.now(UTC))

    @property
    def articles(self) -> list[Article]:
        return [Article.model_validate_json(value) for _, value, _ in self.log]

    async def _publish(self, topic: str, messages: Sequence[Message]) -> None:
        self.log.extend(messages)

    async def post(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        body = await request.read()
        mood = self.moods.popleft() if self.moods else ""
        if mood == "busy":
            return web.json_response({"title": "Busy", "detail": "too much at once"}, status=429)
        if mood == "refuses":
            return web.json_response({"title": "Forbidden", "detail": "Pages may not write here."}, status=403)
        take = self._intake.claims if request.path.endswith("claims") else self._intake.articles
        answers = await take([line for line in body.split(b"\n") if line])
        self.arrived.set()
        await self.may_answer.wait()
        if mood == "drops":
            assert request.transport is not None
            request.transport.abort()  # accepted, but the writer never hears of it
        receipts = [
            {"status": "rejected", "id": one.article_id, "claim_id": None, "line": number, "reason": one.reason}
            if isinstance(one, Rejected)
            else {"status": "accepted", "id": one.id, "claim_id": one.claim_id, "line": number, "reason": None}
            for number, one in enumerate(answers, start=1)
        ]
        return web.json_response({"results": receipts})

    async def watch(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b": still here\n\n")
        for kind, data in self.events.pop(0):
            await response.write(f"id: x\nevent: {kind}\n".encode() + b"data: " + data + b"\n\n")
        return response

    async def ready(self, request: web.Request) -> web.Response:
        return web.Response(status=200 if self.events else 503)


@asynccontextmanager
async def small_service() -> AsyncIterator[SmallService]:
    service = SmallService()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/articles", service.post)
    app.router.add_post("/v1/claims", service.post)
    app.router.add_get("/v1/watch", service.watch)
    app.router.add_get("/ready", service.ready)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        service.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield service
    finally:
        await runner.cleanup()
