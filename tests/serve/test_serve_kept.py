"""Answers that are kept: the same bytes by the same tag, never older than the store, and in the encoding asked for."""

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict
from serve_endpoint import Endpoint, make_article, make_claim
from serve_log import publish_article

from streams.serve.kept import EVERYTHING, Kept, Shelf

TROOPS = "/v1/estimates/north-korea/troops"
PATHS = [
    TROOPS,
    f"{TROOPS}?at=2024-11-01",
    f"{TROOPS}/explain",
    f"{TROOPS}/claims.csv?limit=5",
    "/v1/estimands",
    "/v1/entities/north-korea",
    "/v1/articles/a-1",
    "/openapi.json",
    "/",
    "/estimates/north-korea/troops",
]


@pytest.fixture
async def filled(endpoint: Endpoint) -> Endpoint:
    await publish_article(endpoint.log, make_article())
    await endpoint.gauge.take(make_claim(), make_claim("russia", point=5, article_id="a-9"))
    await endpoint.settle()
    return endpoint


async def fetch(endpoint: Endpoint, path: str, **headers: str) -> tuple[int, bytes, Any]:
    """Status, body as it came over the wire, headers."""
    async with aiohttp.ClientSession(auto_decompress=False) as client:
        headers = {"Accept-Encoding": "identity", **headers}
        async with client.get(endpoint.address + path, headers=headers) as answer:
            return answer.status, await answer.read(), answer.headers


@pytest.mark.parametrize("path", PATHS)
async def test_who_has_an_answer_already_is_told_so_without_it(filled: Endpoint, path: str) -> None:
    status, body, headers = await fetch(filled, path)
    tag = headers["ETag"]
    assert (status, tag[0], headers["Cache-Control"]) == (200, '"', "no-cache")
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again, nothing, told = await fetch(filled, path, **{"If-None-Match": known})
        assert (again, nothing, told["ETag"], told["Vary"]) == (304, b"", tag, headers["Vary"])
    other, whole, _ = await fetch(filled, path, **{"If-None-Match": '"other"'})
    assert (other, whole) == (200, body)


@pytest.mark.parametrize("path", PATHS)
async def test_an_answer_is_packed_for_those_who_take_it_so_with_a_tag_of_its_own(filled: Endpoint, path: str) -> None:
    _, plain, headers = await fetch(filled, path)
    status, packed, told = await fetch(filled, path, **{"Accept-Encoding": "gzip, br"})
    assert "Accept-Encoding" in told["Vary"]
    if len(plain) < 1024:
        assert (packed, "Content-Encoding" in told) == (plain, False)
        return
    assert (status, told["Content-Encoding"], gzip.decompress(packed)) == (200, "gzip", plain)
    assert told["ETag"] != headers["ETag"]
    again, _, _ = await fetch(filled, path, **{"Accept-Encoding": "gzip", "If-None-Match": told["ETag"]})
    assert again == 304


async def test_no_answer_is_older_than_the_store(endpoint: Endpoint) -> None:
    for number in range(1, 30):
        claim = make_claim(point=1000 + number, claimant=f"c{number}", article_id=f"a-{number}")
        await endpoint.gauge.take(claim)
        await endpoint.settle()
        for path in (TROOPS, f"{TROOPS}?at=2030-01-01"):
            assert (await endpoint.json(path))["claims"] == number
        (listing,) = (await endpoint.json("/v1/estimands"))["items"]
        assert listing["claims"] == number
        assert len((await endpoint.json(f"{TROOPS}/claims"))["items"]) == number


async def test_what_moves_one_estimand_leaves_the_answers_about_others(filled: Endpoint) -> None:
    paths = {f"/v1/estimates/{subject}/troops" for subject in ("north-korea", "russia")}
    for path in paths:
        await filled.json(path)
    await filled.gauge.take(make_claim(point=9, claimant="Kiew", article_id="a-2"))
    await filled.settle()
    assert {path for path in paths if is_kept(filled.service.shelf, path)} == {"/v1/estimates/russia/troops"}


async def test_errors_are_neither_kept_nor_tagged(filled: Endpoint) -> None:
    status, _, headers = await fetch(filled, "/v1/estimates/nobody/killed", **{"If-None-Match": "*"})
    assert status == 404
    assert "ETag" not in headers
    await filled.gauge.take(make_claim("nobody", "killed", 3, article_id="a-7", as_of="2024-10-01"))
    await filled.settle()
    assert (await filled.json("/v1/estimates/nobody/killed"))["claims"] == 1


DAY = datetime(2024, 10, 28, tzinfo=UTC)


def is_kept(shelf: Shelf, path: str) -> bool:
    return path in shelf.paths


def put(shelf: Shelf, scope: bytes, size: int = 10, drops: int | None = None) -> None:
    kept = Kept(b"x" * size, None, CIMultiDict(), path=scope.decode(), scope=scope, day=DAY)
    shelf.put(kept, shelf.drops if drops is None else drops)


@pytest.mark.parametrize(
    ("headers", "day", "fits"),
    [
        ({"Accept": "text/csv"}, DAY, True),
        ({"Accept": "text/csv", "Cookie": "x"}, DAY, True),
        ({"Accept": "*/*"}, DAY, False),
        ({}, DAY, False),
        ({"Accept": "text/csv", "Accept-Language": "de"}, DAY, False),
        ({"Accept": "text/csv"}, DAY + timedelta(days=1), False),
    ],
)
def test_an_answer_is_for_requests_that_ask_alike_on_its_day(
    headers: dict[str, str], day: datetime, fits: bool
) -> None:
    varies = (("Accept", "text/csv"), ("Accept-Language", None))
    shelf = Shelf()
    shelf.put(Kept(b"x", None, CIMultiDict(), path="/a", varies=varies, day=DAY), shelf.drops)
    assert (shelf.find(make_mocked_request("GET", "/a", headers=headers), day) is not None) == fits


def test_a_shelf_holds_no_more_than_it_may_and_lets_go_of_what_was_not_asked_for_longest() -> None:
    shelf = Shelf(most_bytes=14_000)
    for scope in (b"a", b"b", b"c"):
        put(shelf, scope, 2_000)
    assert shelf.find(make_mocked_request("GET", "a"), DAY) is not None
    put(shelf, b"d", 2_000)
    assert set(shelf.paths) == {"a", "c", "d"}
    put(shelf, b"e", 20_000)
    assert set(shelf.paths) == {"a", "c", "d"}


def test_an_answer_that_was_begun_before_a_drop_is_not_kept_after_it() -> None:
    shelf = Shelf()
    begun = shelf.drops
    shelf.drop([b"a"])
    put(shelf, b"a", drops=begun)
    assert not is_kept(shelf, "a")


def test_a_drop_forgets_the_estimand_and_what_anything_moves() -> None:
    shelf = Shelf()
    for scope in (EVERYTHING, b"a", b"b"):
        put(shelf, scope)
    shelf.drop([b"a"])
    assert set(shelf.paths) == {"b"}
    shelf.clear()
    assert set(shelf.paths) == set()
