"""Server-sent events: snapshot, then everything behind it, until either side leaves."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from serve_endpoint import Endpoint, Serve, make_claim

from streams.serve.filling import News
from streams.serve.watch import Watchers

TESTS = Path(__file__).parent
WATCHERS = 10


class Event(dict[str, Any]):
    """The fields of one event; `data` is decoded. A comment has the field ``."""


async def events(answer: aiohttp.ClientResponse) -> AsyncIterator[Event]:
    event = Event()
    async for raw in answer.content:
        line = raw.decode().rstrip("\n")
        if line:
            name, _, value = line.partition(": ")
            event[name.rstrip(":")] = json.loads(value) if name == "data" else value
        elif event:
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


async def test_a_quiet_stream_shows_that_it_lives(serve: Serve) -> None:
    endpoint = await serve(watchers=Watchers(heartbeat_seconds=0.01))
    async with endpoint.client.get("/v1/watch") as answer:
        stream = events(answer)
        assert (await anext(stream))["event"] == "snapshot"
        assert "" in await anext(stream)


async def test_a_slow_reader_is_dropped_and_the_others_hear_everything(serve: Serve) -> None:
    endpoint = await serve(watchers=Watchers(longest_queue=8))
    host, port = endpoint.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(b"GET /v1/watch HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readline()  # and reads no further
    watchers = endpoint.service.watchers
    async with endpoint.client.get("/v1/watch") as answer:
        stream = events(answer)
        await anext(stream)
        told = 0
        while len(watchers) == 2:
            watchers.push([News("change", "changes", 0, told, b'"' + b"x" * 100_000 + b'"')])
            told += 1
            event = await anext(stream)
            assert event["id"] == f"changes/0/{told - 1}"
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
