"""Server-sent events: snapshot, then everything behind it, until either side leaves."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from serve_endpoint import Endpoint, Serve, make_claim

from streams.serve import streaming
from streams.serve.filling import News
from streams.serve.watch import Bulletin, Watchers

TESTS = Path(__file__).parent
WATCHERS = 10


class Event(dict[str, Any]):
    """The fields of one event; `data` is decoded. A comment has the field ``."""


async def events(answer: aiohttp.ClientResponse, *, comments: bool = False) -> AsyncIterator[Event]:
    event = Event()
    async for raw in answer.content:
        line = raw.decode().rstrip("\n")
        if line:
            name, _, value = line.partition(": ")
            event[name.rstrip(":")] = json.loads(value) if name == "data" else value
        elif event:
            if comments or "" not in event:
                yield event
            event = Event()


async def test_a_watcher_gets_a_snapshot_and_then_every_change_with_its_estimate(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(make_claim())
    await endpoint.settle()
    async with endpoint.client.get("/v1/watch") as answer:
        assert answer.content_type == "text/event-stream"
        stream = events(answer)
        first = await anext(stream)
        assert first["event"] == "snapshot"
        assert [estimate["best"] for estimate in first["data"]["estimates"]] == [8000]
        await endpoint.gauge.take(make_claim(point=11000, claimant="Kiew", article_id="a-2"))
        change, estimate = [await anext(stream) for _ in range(2)]
    assert (change["event"], estimate["event"]) == ("change", "estimate")
    assert change["data"]["claimant"] == "Kiew"
    assert estimate["data"]["claimants"] == 2
    assert change["id"] != estimate["id"]


async def test_nothing_is_lost_or_told_twice_between_the_snapshot_and_what_follows(endpoint: Endpoint) -> None:
    claims = [make_claim(point=n, claimant=f"c{n}", article_id=f"a-{n}") for n in range(1, 62)]
    greeted = asyncio.Semaphore(0)

    async def feed() -> None:
        await endpoint.gauge.take(*claims[:-1])
        for _ in range(WATCHERS):
            await greeted.acquire()
        await endpoint.gauge.take(claims[-1])

    async def watch() -> None:
        async with endpoint.client.get("/v1/watch") as answer:
            stream = events(answer)
            snapshot = (await anext(stream))["data"]["estimates"]
            greeted.release()
            known = snapshot[0]["revision"] if snapshot else 0
            revisions = [0]
            while revisions[-1] < len(claims):
                event = await anext(stream)
                if event["event"] == "change":
                    revisions.append(event["data"]["revision"])
            assert revisions[1:] == list(range(revisions[1], len(claims) + 1))
            assert revisions[1] <= known + 1  # topics are read one by one: a change may come behind its estimate

    await asyncio.gather(feed(), *(watch() for _ in range(WATCHERS)))


Received = Callable[..., AbstractAsyncContextManager[AsyncIterator[Event]]]


@asynccontextmanager
async def by_events(endpoint: Endpoint, query: str = "", last: str | None = None) -> AsyncIterator[Any]:
    headers = {"Last-Event-ID": last} if last else {}
    async with endpoint.client.get(f"/v1/watch{query}", headers=headers) as answer:
        assert answer.status == 200
        yield events(answer)


@asynccontextmanager
async def by_socket(endpoint: Endpoint, query: str = "", last: str | None = None) -> AsyncIterator[Any]:
    headers = {"Last-Event-ID": last} if last else {}
    async with endpoint.client.ws_connect(f"/v1/watch{query}", headers=headers) as socket:

        async def received() -> AsyncIterator[Event]:
            async for message in socket:
                yield Event(json.loads(message.data))

        yield received()


@pytest.fixture(params=[by_events, by_socket], ids=["events", "socket"])
def receive(request: pytest.FixtureRequest) -> Received:
    way: Received = request.param
    return way


async def claim_by(endpoint: Endpoint, *numbers: int, **fields: Any) -> None:
    """A claim each by another claimant, visible when this returns."""
    for number in numbers:
        claim = make_claim(point=1000 + number, claimant=f"c{number}", article_id=f"a-{number}", **fields)
        await endpoint.gauge.take(claim)
        await endpoint.settle()


async def test_both_ways_tell_the_same_events_with_the_same_ids(endpoint: Endpoint) -> None:
    await claim_by(endpoint, 1)
    async with by_events(endpoint) as one, by_socket(endpoint) as other:
        assert await anext(one) == await anext(other)
        await claim_by(endpoint, 2, 3)
        for _ in range(4):
            assert await anext(one) == await anext(other)


async def test_who_comes_back_gets_what_was_missed_once_and_in_order(endpoint: Endpoint, receive: Received) -> None:
    await claim_by(endpoint, 1)
    async with receive(endpoint) as told:
        last = (await anext(told))["id"]
    revisions, known = [], 1
    for count in (3, 1, 4):  # each time connected anew, and away while figures change
        await claim_by(endpoint, *range(known + 1, known + count + 1))
        async with receive(endpoint, last=last) as told:
            while not revisions or revisions[-1] < known + count:
                event = await anext(told)
                assert event["event"] in {"change", "estimate"}
                last = event["id"]
                if event["event"] == "change":
                    revisions.append(event["data"]["revision"])
            while event["event"] != "estimate" or event["data"]["revision"] < known + count:
                event = await anext(told)
            last = event["id"]
        known += count
    assert revisions == list(range(2, known + 1))


async def test_who_left_before_anything_happened_comes_back_behind_the_snapshot(
    endpoint: Endpoint, receive: Received
) -> None:
    async with receive(endpoint) as told:
        last = (await anext(told))["id"]
    async with receive(endpoint, f"?after={last}") as told:
        await claim_by(endpoint, 1)
        assert (await anext(told))["event"] == "change"


async def test_more_can_be_missed_than_is_read_at_once(
    endpoint: Endpoint, receive: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "MISSED_AT_ONCE", 3)
    async with receive(endpoint) as told:
        last = (await anext(told))["id"]
    await claim_by(endpoint, *range(1, 12))
    async with receive(endpoint, last=last) as told:
        seen = [await anext(told) for _ in range(11)]
    assert [event["data"]["revision"] for event in seen if event["event"] == "change"] == list(range(1, 12))


@pytest.mark.parametrize("last", ["nonsense", "-1", "00000000-1", "{edition}-999999", "{edition}-99999999999999999999"])
async def test_who_cannot_be_told_what_was_missed_is_told_so_with_a_snapshot(
    endpoint: Endpoint, receive: Received, last: str
) -> None:
    await claim_by(endpoint, 1)
    async with receive(endpoint, last=last.format(edition=endpoint.store.edition)) as told:
        first = await anext(told)
        assert (first["event"], len(first["data"]["estimates"])) == ("reset", 1)
        await claim_by(endpoint, 2)
        assert (await anext(told))["event"] == "change"


TROOPS, BORDER, COST = "ukraine/troops", "ukraine-border/troops", "ukraine/cost:eur"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {TROOPS, BORDER, COST}),
        (f"?estimand={TROOPS}", {TROOPS}),
        ("?subject=ukraine", {TROOPS, COST}),
        ("?measure=troops", {TROOPS, BORDER}),
        ("?measure=cost", {COST}),
        ("?subject=ukraine&measure=troops", {TROOPS}),
    ],
)
async def test_a_watcher_hears_of_what_it_asked_for_only(
    endpoint: Endpoint, receive: Received, query: str, wanted: set[str]
) -> None:
    async def report(number: int) -> None:
        await claim_by(endpoint, number, subject="ukraine")
        await claim_by(endpoint, number, subject="ukraine-border")
        await claim_by(endpoint, number, subject="ukraine", measure="cost", kind="money", unit="EUR", counted=None)

    await report(1)
    async with receive(endpoint, query) as told:
        first = await anext(told)
        assert {one["estimand"] for one in first["data"]["estimates"]} == wanted
        await report(2)
        live = [await anext(told) for _ in range(2 * len(wanted))]
    assert {event["data"]["estimand"] for event in live} == wanted
    async with receive(endpoint, query, last=first["id"]) as told:
        assert [await anext(told) for _ in range(2 * len(wanted))] == live


@pytest.mark.parametrize("query", ["?estimand=nothing", "?subject=A B", "?colour=red"])
async def test_a_filter_that_makes_no_sense_is_refused(endpoint: Endpoint, query: str) -> None:
    await endpoint.json(f"/v1/watch{query}", status=400)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
async def test_a_page_of_another_origin_cannot_listen_by_socket(endpoint: Endpoint, headers: dict[str, str]) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
        await endpoint.client.ws_connect("/v1/watch", headers=headers)


async def test_a_quiet_stream_shows_that_it_lives(serve: Serve) -> None:
    endpoint = await serve(watchers=Watchers(heartbeat_seconds=0.01))
    async with endpoint.client.get("/v1/watch") as answer:
        stream = events(answer, comments=True)
        assert (await anext(stream))["event"] == "snapshot"
        for _ in range(3):
            assert "" in await anext(stream)


UPGRADE = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s==\r\n"


@pytest.mark.parametrize("upgrade", [b"", UPGRADE % (b"A" * 22)], ids=["events", "socket"])
async def test_a_slow_reader_is_dropped_and_the_others_hear_everything(serve: Serve, upgrade: bytes) -> None:
    endpoint = await serve(watchers=Watchers(most_waiting_bytes=800_000))
    host, port = endpoint.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(b"GET /v1/watch HTTP/1.1\r\nHost: localhost\r\n" + upgrade + b"\r\n")
    await reader.readline()  # and reads no further
    watchers = endpoint.service.watchers
    async with endpoint.client.get("/v1/watch") as answer:
        stream = events(answer)
        await anext(stream)
        told = 0
        while len(watchers) == 2:
            told += 1
            watchers.push(Bulletin("0", [News("change", "a/troops", told, b'"' + b"x" * 100_000 + b'"')]))
            event = await anext(stream)
            assert event["id"] == f"0-{told}"
        assert len(watchers) == 1
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(10**9)
    writer.close()


async def test_a_watcher_that_leaves_is_forgotten(serve: Serve) -> None:
    endpoint = await serve(watchers=Watchers(heartbeat_seconds=0.01))
    async with endpoint.client.get("/v1/watch") as answer:
        await anext(events(answer))
        assert len(endpoint.service.watchers) == 1
    async with asyncio.timeout(10):
        while len(endpoint.service.watchers):
            await asyncio.sleep(0.01)  # the server finds out with its next heartbeat


def test_sigterm_ends_the_endpoint_within_five_seconds_though_watchers_stay(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import asyncio, signal, sys
        from pathlib import Path
        from serve_endpoint import make_app, start, wait_for_goal, SERVICE, Settings, Store
        from serve_log import Log

        async def main():
            folder = Path(sys.argv[1])
            store = await Store.open(folder / "read.sqlite", "memory")
            app = make_app(Log(), None, store, Settings(data=folder))
            runner, port = await start(app, "127.0.0.1", 0)
            await wait_for_goal(app[SERVICE])
            stopped = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
            print(port, flush=True)
            await stopped.wait()
            await runner.cleanup()
            await store.close()

        asyncio.run(main())
    """)
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, env=environment, text=True
    )
    assert process.stdout is not None
    port = int(process.stdout.readline())

    async def watch_until_the_end() -> None:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
            answers = [await client.get("/v1/watch") for _ in range(5)]
            for answer in answers:
                assert (await anext(events(answer)))["event"] == "snapshot"
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, 5) == 0
            for answer in answers:
                await answer.read()  # a proper end, for they were listening

    asyncio.run(watch_until_the_end())
