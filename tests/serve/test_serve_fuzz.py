"""What the description promises, tried with requests made from it: bounded, and the same ones every time."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from serve_endpoint import Endpoint, endpoint_in, make_article, make_claim
from serve_log import publish_article

from streams.serve.routes import ROUTES

ENDLESS = "/v1/watch"
EXAMPLES = 6  # for each route
BEYOND_A_SCHEMA = [positive_data_acceptance]  # no schema says which `after` is a `next`, or that a text needs words


@asynccontextmanager
async def filled(folder: Path) -> AsyncIterator[Endpoint]:
    async with endpoint_in(folder) as endpoint:
        await publish_article(endpoint.log, make_article())
        await endpoint.gauge.take(make_claim(), make_claim(point=9000, claimant="Kiew", article_id="a-2"))
        await endpoint.settle()
        yield endpoint


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An endpoint in a thread of its own, for a client that blocks."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()

    def run(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(60)

    running = filled(tmp_path_factory.mktemp("fuzz"))
    yield run(running.__aenter__()).address
    run(running.__aexit__(None, None, None))
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def description(address: str) -> Any:
    return schemathesis.openapi.from_url(f"{address}/openapi.json")


@pytest.mark.parametrize(("method", "path"), [(route.method, route.path) for route in ROUTES if route.path != ENDLESS])
def test_the_endpoint_does_what_its_description_says(description: Any, method: str, path: str) -> None:
    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None)
    @given(case=description[path][method].as_strategy())
    def try_out(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=BEYOND_A_SCHEMA)

    try_out()
