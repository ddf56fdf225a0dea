"""Throughput and latency of the embedded broker, beside a bare asyncio.Queue: `python benchmarks/broker.py [COUNT]`.

Prints events a second through one agent, through an agent that batches with `take` and writes a table, the milliseconds
from a send to its agent and from a send to its durable answer, and the seconds that recovering a changelog takes.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

import faust

from streams.broker import Log, Topic, log_at

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
VALUE = b"x" * 300
RAW: dict[str, Any] = {"key_type": bytes, "value_type": bytes, "value_serializer": "raw", "partitions": 1}


def make_app(folder: str) -> Any:
    return faust.App(
        "bench",
        broker=f"sqlite://{folder}/log.sqlite",
        store="memory://",
        datadir=f"{folder}/faust",
        web_enabled=False,
        stream_wait_empty=False,
        stream_recovery_delay=0.0,
        topic_disable_leader=True,
    )


async def fill(folder: str, name: str, *, keys: int = 1000, compacted: bool = False) -> None:
    log = log_at(f"sqlite://{folder}/log.sqlite")
    await log.open()
    log.declare(Topic(name, 1, compacted, None))
    for number in range(COUNT):
        log.append(name, b'"%d"' % (number % keys), VALUE if not compacted else b"1")
    await log.close()


async def queue_baseline() -> float:
    queue: asyncio.Queue[bytes] = asyncio.Queue(4096)

    async def consume() -> None:
        for _ in range(COUNT):
            await queue.get()

    begun = time.perf_counter()
    consumer = asyncio.create_task(consume())
    for _ in range(COUNT):
        await queue.put(VALUE)
    await consumer
    return COUNT / (time.perf_counter() - begun)


async def rate(app: Any, done: asyncio.Event, started: list[float]) -> float:
    await app.start()
    await done.wait()
    elapsed = time.perf_counter() - started[0]
    await app.stop()
    return COUNT / elapsed


async def pass_through(folder: str) -> float:
    await fill(folder, "t")
    app, done, started = make_app(folder), asyncio.Event(), []

    @app.agent(app.topic("t", **RAW))
    async def agent(stream: Any) -> None:
        seen = 0
        async for _ in stream:
            seen += 1
            if seen == 1:
                started.append(time.perf_counter())
            if seen == COUNT:
                done.set()

    return await rate(app, done, started)


async def table_by_take(folder: str) -> float:
    await fill(folder, "t")
    app, done, started = make_app(folder), asyncio.Event(), []
    table = app.Table("counts", default=int, partitions=1, use_partitioner=True)

    @app.agent(app.topic("t", **RAW))
    async def agent(stream: Any) -> None:
        seen = 0
        async for events in stream.take_events(500, within=0.05):
            if not started:
                started.append(time.perf_counter())
            for event in events:
                table[event.key.decode()] += 1
            seen += len(events)
            if seen == COUNT:
                done.set()

    return await rate(app, done, started)


async def latencies(folder: str) -> tuple[list[float], list[float]]:
    """Milliseconds from a send until the agent has it, and until its answer (one poster, one at a time)."""
    app, to_agent, to_answer = make_app(folder), [], []
    topic, arrived = app.topic("t", **RAW), asyncio.Event()

    @app.agent(topic)
    async def agent(stream: Any) -> None:
        async for _ in stream:
            to_agent.append((time.perf_counter() - begun) * 1000)
            arrived.set()

    await app.start()
    for _ in range(1000):
        arrived.clear()
        begun = time.perf_counter()
        sent = await topic.send(key=b"k", value=VALUE)
        await arrived.wait()
        await sent
        to_answer.append((time.perf_counter() - begun) * 1000)
    await app.stop()
    return to_agent, to_answer


async def recovery(folder: str) -> float:
    await fill(folder, "bench-counts-changelog", keys=100, compacted=True)
    app = make_app(folder)
    table = app.Table("counts", default=int, partitions=1)

    @app.agent(app.topic("t", **RAW))
    async def agent(stream: Any) -> None:
        async for _ in stream:
            pass

    begun = time.perf_counter()
    await app.start()
    elapsed = time.perf_counter() - begun
    assert len(table) == 100
    await app.stop()
    return elapsed


async def compaction(folder: str) -> float:
    await fill(folder, "c", keys=100, compacted=True)
    log = Log(Path(folder) / "log.sqlite")
    begun = time.perf_counter()
    await log.open()
    elapsed = time.perf_counter() - begun
    await log.close()
    return elapsed


def measure(case: Callable[[str], Awaitable[Any]]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(case(folder))


def main() -> None:
    baseline = asyncio.run(queue_baseline())
    print(f"{COUNT} records of {len(VALUE)} bytes\nasyncio.Queue          {baseline:>9,.0f} events/s")
    for label, case in (("pass-through", pass_through), ("agent + table by take", table_by_take)):
        events = measure(case)
        print(f"{label:<22} {events:>9,.0f} events/s  1/{baseline / events:.0f} of the queue")
    for label, times in zip(("send -> agent", "send -> durable answer"), measure(latencies), strict=True):
        cuts = quantiles(times, n=100)
        print(f"{label:<22} p50 {cuts[49]:.2f} ms  p99 {cuts[98]:.2f} ms")
    print(f"start with a changelog of {COUNT} rows: {measure(recovery):.2f} s, 1 s of it a fixed wait of Faust's")
    print(f"open and compact the same: {measure(compaction):.2f} s")


if __name__ == "__main__":
    main()
