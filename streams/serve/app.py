"""Puts the endpoint together and runs it: `cli` hands in the log and the intake, and starts and stops it."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import hdrs, web

from streams.serve.answering import answer_kept
from streams.serve.backlog import Backlog
from streams.serve.crossing import ORIGINS, allow_reading, answer_preflights, read_origins
from streams.serve.follow import keep_following
from streams.serve.guard import LARGEST_BODY_BYTES, guard_writes, names_of
from streams.serve.hook_book import HookBook
from streams.serve.hooks import Hooks
from streams.serve.operating import count_requests, open_when_ready
from streams.serve.pages.errors import show_errors
from streams.serve.port import Intake, Port
from streams.serve.problems import answer_problems
from streams.serve.routes import add_routes
from streams.serve.service import SERVICE, Service
from streams.serve.store import Store
from streams.serve.watch import Watchers
from streams.settings import Settings

PATIENCE_SECONDS = 2.0  # for requests under way when the endpoint stops


def make_app(
    port: Port, intake: Intake, store: Store, settings: Settings, watchers: Watchers | None = None
) -> web.Application:
    """The application; while it runs it keeps the store up with the topics. The store is the caller's to close."""
    app = web.Application(
        middlewares=[
            count_requests,
            answer_kept,
            answer_problems,
            answer_preflights,
            show_errors,
            guard_writes,
            open_when_ready,
        ],
        client_max_size=LARGEST_BODY_BYTES,
    )
    token = settings.token.get_secret_value()
    following = asyncio.Event()
    book = HookBook(settings.data / "hooks.sqlite")
    app[SERVICE] = Service(
        port,
        intake,
        store,
        Watchers() if watchers is None else watchers,
        names_of(settings.host),
        Backlog(port, settings.backlog),
        token,
        Hooks(book, store, following, private=settings.hooks_private),
        following,
    )
    app[ORIGINS] = read_origins(settings.cors)
    add_routes(app)
    app.cleanup_ctx.append(_following)
    app.on_shutdown.append(_dismiss_watchers)
    app.on_response_prepare.append(_keep_type)
    if app[ORIGINS]:
        app.on_response_prepare.append(allow_reading)
    return app


async def start(app: web.Application, host: str, port: int) -> tuple[web.AppRunner, int]:
    """Listen, and say on which port, which matters for port 0. `await runner.cleanup()` stops within seconds."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    actual: int = runner.addresses[0][1]
    return runner, actual


async def _following(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_following(app[SERVICE]), name="follow")
    app[SERVICE].hooks.start()
    yield
    await app[SERVICE].hooks.close()
    task.cancel()
    await asyncio.wait({task})


async def _dismiss_watchers(app: web.Application) -> None:
    app[SERVICE].watchers.close()


async def _keep_type(_: web.Request, response: web.StreamResponse) -> None:
    response.headers[hdrs.X_CONTENT_TYPE_OPTIONS] = "nosniff"  # a browser must not take an article for a page
