"""Webhooks: signed, repeated until they are taken, given up after long failure, kept over a restart, and no way in."""

import asyncio
import hmac
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from serve_endpoint import Endpoint, Serve, endpoint_in, make_claim
from serve_log import Log

from streams.serve import hooks
from streams.serve.public import NotPublicError, PublicResolver, is_public

SECRET = "a secret of sixteen letters or more"


class Receiver:
    """Who is called: takes what comes, or answers with the statuses that it was given first."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.came: asyncio.Queue[tuple[dict[str, str], bytes]] = asyncio.Queue()
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        await self.came.put((dict(request.headers), await request.read()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)

    async def events(self, until: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """What came, up to the event that the caller waits for."""
        found: list[dict[str, Any]] = []
        while not any(map(until, found)):
            _, body = await self.came.get()
            found += json.loads(body)["events"]
        return found


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


@asynccontextmanager
async def hooked(folder: Path, log: Log) -> AsyncIterator[Endpoint]:
    async with endpoint_in(folder, log, hooks_private=True) as endpoint:
        endpoint.service.hooks._first_pause_seconds = 0.001
        yield endpoint


async def register(endpoint: Endpoint, url: str, **fields: Any) -> dict[str, Any]:
    async with endpoint.client.post("/v1/hooks", json={"url": url, **fields}) as answer:
        assert answer.status == 200, await answer.text()
        hook: dict[str, Any] = await answer.json()
        return hook


async def report(endpoint: Endpoint, number: int, subject: str = "north-korea") -> None:
    claim = make_claim(subject, point=1000 + number, claimant=f"c{number}", article_id=f"{subject}-{number}")
    await endpoint.gauge.take(claim)
    await endpoint.settle()


def revised(number: int) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event["event"] == "estimate" and event["data"]["revision"] >= number


def revisions(events: list[dict[str, Any]]) -> list[int]:
    return [event["data"]["revision"] for event in events if event["event"] == "change"]


async def test_what_happens_is_posted_and_signed(tmp_path: Path, receiver: Receiver) -> None:
    async with hooked(tmp_path, Log()) as endpoint:
        await report(endpoint, 1)
        hook = await register(endpoint, receiver.url, secret=SECRET)
        assert hook["secret"] == SECRET
        await report(endpoint, 2)
        headers, body = await receiver.came.get()
        moment, mac = (part.partition("=")[2] for part in headers["Pegel-Signature"].split(","))
        assert mac == hmac.new(SECRET.encode(), moment.encode() + b"." + body, sha256).hexdigest()
        assert json.loads(body)["events"][-1]["id"] == headers["Pegel-Delivery"]
        assert {event["data"]["estimand"] for event in json.loads(body)["events"]} == {"north-korea/troops"}
        assert 1 not in revisions(json.loads(body)["events"])
        (shown,) = (await endpoint.json("/v1/hooks"))["hooks"]
        assert (shown["id"], shown["secret"], shown["origin"]) == (hook["id"], None, receiver.url.removesuffix("/hook"))


async def test_what_was_not_taken_comes_again_and_nothing_twice(tmp_path: Path, receiver: Receiver) -> None:
    receiver.statuses = [500, 302, 503]
    async with hooked(tmp_path, Log()) as endpoint:
        await register(endpoint, receiver.url)
        await report(endpoint, 1)
        first = [await receiver.came.get() for _ in range(4)]
        assert len({headers["Pegel-Delivery"] for headers, _ in first}) == 1
        taken = json.loads(first[-1][1])["events"]
        for number in (2, 3):
            await report(endpoint, number)
        taken += await receiver.events(revised(3))
    assert revisions(taken) == [1, 2, 3]


async def test_a_hook_hears_of_what_it_asked_for_only(tmp_path: Path, receiver: Receiver) -> None:
    async with hooked(tmp_path, Log()) as endpoint:
        await register(endpoint, receiver.url, subject="russia")
        await report(endpoint, 1)
        await report(endpoint, 1, "russia")
        events = await receiver.events(revised(1))
    assert {event["data"]["estimand"] for event in events} == {"russia/troops"}


async def test_a_restart_loses_nothing(tmp_path: Path, receiver: Receiver) -> None:
    log = Log()
    async with hooked(tmp_path, log) as endpoint:
        await register(endpoint, receiver.url)
        await report(endpoint, 1)
        seen = await receiver.events(revised(1))
        gauge = endpoint.gauge
    await gauge.take(make_claim(point=5, claimant="while away", article_id="x"))
    async with hooked(tmp_path, log):
        seen += await receiver.events(revised(2))
    assert revisions(seen) == [1, 2]


async def test_a_store_built_anew_is_told_with_all_estimates(tmp_path: Path, receiver: Receiver) -> None:
    log = Log()
    async with hooked(tmp_path, log) as endpoint:
        await report(endpoint, 1)
        await register(endpoint, receiver.url)
    (tmp_path / "read.sqlite").unlink()
    async with hooked(tmp_path, log):
        (reset,) = await receiver.events(lambda event: event["event"] == "reset")
    assert [one["estimand"] for one in reset["data"]["estimates"]] == ["north-korea/troops"]


@pytest.mark.parametrize("statuses", [[500] * 3, [410]], ids=["failed too often", "gone"])
async def test_who_never_takes_anything_is_given_up(
    tmp_path: Path, receiver: Receiver, statuses: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "MOST_FAILURES", 3)
    receiver.statuses = list(statuses)
    log = Log()
    async with hooked(tmp_path, log) as endpoint:
        hook = await register(endpoint, receiver.url)
        await report(endpoint, 1)
        for _ in statuses:
            await receiver.came.get()
        await endpoint.service.hooks.task(hook["id"])
    async with hooked(tmp_path, log) as endpoint:
        (shown,) = (await endpoint.json("/v1/hooks"))["hooks"]
        assert (shown["disabled"], shown["failures"]) == (True, len(statuses))
        assert str(statuses[-1]) in shown["fault"]
        await report(endpoint, 2)
        async with endpoint.client.delete(f"/v1/hooks/{hook['id']}") as answer:
            assert answer.status == 204
        assert (await endpoint.json("/v1/hooks"))["hooks"] == []
    assert receiver.came.empty()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
    ],
)
async def test_an_address_that_is_not_public_is_refused(endpoint: Endpoint, url: str) -> None:
    async with endpoint.client.post("/v1/hooks", json={"url": url}) as answer:
        assert answer.status == 422
        assert "no public address" in (await answer.json(content_type=None))["detail"]


@pytest.mark.parametrize(
    "body", [{}, {"url": "ftp://a.example"}, {"url": "http://["}, {"url": "http://a.example", "secret": "short"}, []]
)
async def test_a_hook_that_makes_no_sense_is_refused(endpoint: Endpoint, body: Any) -> None:
    async with endpoint.client.post("/v1/hooks", json=body) as answer:
        assert answer.status == 422


async def test_a_page_of_another_origin_cannot_register_a_hook(endpoint: Endpoint) -> None:
    hook = {"url": "http://a.example"}
    async with endpoint.client.post("/v1/hooks", json=hook, headers={"Origin": "https://evil.example"}) as answer:
        assert answer.status == 403


async def test_a_name_that_leads_to_this_machine_is_not_called(serve: Serve, receiver: Receiver) -> None:
    own = socket.gethostname()
    try:
        found = {address[0] for *_, address in socket.getaddrinfo(own, 80)}
    except OSError:
        found = set()
    if not found or any(is_public(str(address)) for address in found):
        pytest.skip("this machine has no name that leads to a private address")
    endpoint = await serve()
    await register(endpoint, receiver.url.replace("127.0.0.1", own))
    await report(endpoint, 1)
    while not (shown := (await endpoint.json("/v1/hooks"))["hooks"][0])["failures"]:
        await asyncio.sleep(0.01)  # what it waits for happens to nobody that could tell
    assert "no public address" in shown["fault"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.168.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:192.168.0.1", False),
        ("2002:0a00:0001::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
    ],
)
def test_what_is_public_is_known_by_what_it_leads_to(address: str, public: bool) -> None:
    assert is_public(address) == public


async def test_names_are_looked_up_and_only_public_addresses_are_given() -> None:
    with pytest.raises(NotPublicError):
        await PublicResolver().resolve("localhost", 80)
