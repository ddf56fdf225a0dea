"""A real server on a free port over a log in memory, with the intake that serves in earnest."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from serve_log import Gauge, Log

from schemas import Article, Claim, Ruling
from schemas.claim import digest, estimand_id, identify
from schemas.ruling import Correction
from streams.feed.intake import Intake
from streams.serve.app import make_app, start
from streams.serve.service import SERVICE, Service
from streams.serve.store import Store
from streams.serve.tables import TOPICS
from streams.serve.watch import Watchers
from streams.settings import Settings


class Endpoint:
    """A running endpoint: its client, and what lies behind it."""

    def __init__(
        self, log: Log, store: Store, app: web.Application, address: str, client: aiohttp.ClientSession
    ) -> None:
        self.log, self.store, self.app, self.address, self.client = log, store, app, address, client
        self.service = app[SERVICE]
        self.gauge = Gauge(log)

    async def settle(self) -> None:
        """Wait until the store holds all that is on the log."""
        await self.store.reach(await self.log.ends(TOPICS))

    async def json(self, path: str, status: int = 200) -> Any:
        async with self.client.get(path) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json(content_type=None)


Serve = Callable[..., Awaitable[Endpoint]]


@asynccontextmanager
async def endpoint_in(
    folder: Path, log: Log | None = None, watchers: Watchers | None = None, **given: Any
) -> AsyncIterator[Endpoint]:
    """A running endpoint with its data in a folder; `given` are settings."""
    log = log or Log()
    async with AsyncExitStack() as stack:
        store = await Store.open(folder / "read.sqlite", "memory")
        stack.push_async_callback(store.close)
        intake = Intake(log.publish, lambda name, outlet, *_: name or outlet or "x", lambda: datetime.now(UTC))
        app = make_app(log, intake, store, Settings(data=folder, **given), watchers)
        runner, port = await start(app, "127.0.0.1", 0)
        stack.push_async_callback(runner.cleanup)
        client = await stack.enter_async_context(aiohttp.ClientSession(f"http://127.0.0.1:{port}"))
        await wait_for_goal(app[SERVICE])
        yield Endpoint(log, store, app, f"http://127.0.0.1:{port}", client)


@pytest.fixture
async def serve(tmp_path: Path) -> AsyncIterator[Serve]:
    """Starts endpoints; they end with the test."""
    async with AsyncExitStack() as stack:

        async def open_endpoint(log: Log | None = None, watchers: Watchers | None = None, **given: Any) -> Endpoint:
            return await stack.enter_async_context(endpoint_in(tmp_path, log, watchers, **given))

        yield open_endpoint


async def wait_for_goal(service: Service) -> None:
    while service.goal is None:
        await asyncio.sleep(0)
    await service.store.reach(service.goal)


@pytest.fixture
async def endpoint(serve: Serve) -> Endpoint:
    return await serve()


def make_claim(subject: str = "north-korea", measure: str = "troops", point: float = 8000, **fields: Any) -> Claim:
    """A claim with what the test does not name filled in."""
    name = fields.get("claimant", "Mark Rutte")
    article = fields.get("article_id", "a-1")
    unit, counted = fields.get("unit"), fields.get("counted", "Soldat")
    estimand = estimand_id(subject, measure, unit, counted)
    stance, place, as_of = fields.get("stance", "asserts"), fields.get("place"), fields.get("as_of")
    claim_id = identify(
        estimand=estimand, claimant_id=name, point=point, low=point, high=point, modifier="exact",
        stance=stance, level="level", place=place, as_of=as_of,
    )  # fmt: skip
    phrase = fields.pop("phrase", f"{point:.0f}")
    sentence = fields.pop("sentence", f"{name} spricht von {phrase} Soldaten.")
    start = sentence.index(phrase)
    return Claim(
        **{
            "claim_id": claim_id,
            "mention_id": digest(article, "text", str(start), claim_id),
            "article_id": article,
            "estimand": estimand,
            "phrase": phrase,
            "start": start,
            "end": start + len(phrase),
            "point": point,
            "low": point,
            "high": point,
            "modifier": "exact",
            "kind": "count",
            "unit": unit,
            "counted": counted,
            "measure": measure,
            "claimant": name,
            "claimant_id": name,
            "stance": stance,
            "subject": subject,
            "sentence": sentence,
            "sentence_start": 0,
            "sentence_end": len(sentence),
            "confidence": 0.9,
            "outlet": "Der Bote",
            "url": "https://bote.example/1",
            "published": datetime(2024, 10, 28, tzinfo=UTC),
            "extractor": "de/1",
            "edition": 1,
        }
        | fields
    )


def make_article(
    article_id: str = "a-1", text: str = "Mark Rutte spricht von 8000 Soldaten.", **fields: Any
) -> Article:
    """An article with what the test does not name filled in."""
    moment = datetime(2024, 10, 28, tzinfo=UTC)
    return Article(
        **{"id": article_id, "text": text, "language": "de", "published": moment, "published_known": True}
        | {"received": moment}
        | fields
    )


def make_ruling(**fields: Any) -> Ruling:
    """A ruling with what the test does not name filled in."""
    correction = Correction(place="russia")
    known = {"ruling_id": "r-1", "action": "set", "author": "Editor", "reason": "misread", "correction": correction}
    return Ruling.model_validate(known | {"moment": datetime(2024, 10, 29, tzinfo=UTC)} | fields)
