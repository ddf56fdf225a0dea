"""How fast the endpoint serves, how many may watch it, and what 100,000 estimands cost.

usage: python -m benchmarks.serving [answers] [replay] [watchers] [memory]

`answers`: one estimate, a page of estimands, the board, and a 304, against a bare aiohttp handler that returns the same
bytes and headers; rounds alternate, so that whatever else the machine does harms both. `replay`: latency at 1,000
requests a second while changes stream in. `watchers`: how long a change takes to reach every one of 5,000. `memory`:
of a process with 100,000 estimands.
"""

import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from benchmarks.serving.load import connect, flood, pace, quantile, request_for
from benchmarks.serving.made import Pattern
from benchmarks.serving.servers import SOURCE
from benchmarks.serving.watching import Listener
from streams.serve import tables
from streams.serve.filling import write

ESTIMANDS = 2000
TARGETS = {"one estimate": "/v1/estimates/s7/troops", "page of 50": "/v1/estimands?limit=50", "the board": "/"}
NOT_REPEATED = {"content-length", "date", "server"}  # headers that aiohttp makes
ROUNDS, REQUESTS = 25, 800
RATE, CHANGES, PACED_SECONDS = 1000, 50, 20  # requests and changes a second
WATCHERS, PUSHES, PUSH_PAUSE_SECONDS = 5000, 30, 0.5
MANY = 100_000


def fill(folder: Path, count: int) -> None:
    """A read store with so many estimands."""
    connection = tables.connect(folder / "store.sqlite")
    tables.create(connection, SOURCE)
    pattern = Pattern.make()
    for first in range(0, count, 500):
        numbers = range(first, min(first + 500, count))
        write(connection, [message for number in numbers for message in pattern.messages(f"s{number}", number)])
    connection.close()


@contextmanager
def server(what: str, path: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """A process that is measured, and its port."""
    command = [sys.executable, "-m", "benchmarks.serving.servers", what, str(path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def cpu_seconds(process: "subprocess.Popen[str]") -> float:
    """Processor time of the process so far, to the nanosecond (Linux)."""
    return int(Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]) / 1e9


def megabytes(process: "subprocess.Popen[str]") -> float:
    """Resident memory of the process (Linux)."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


async def measure_answers() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, ESTIMANDS)
        with server("endpoint", folder) as (endpoint, port):
            requests, answers = await _record(port)
            (folder / "answers.json").write_text(json.dumps(answers))
            with server("bare", folder / "answers.json") as (bare, bare_port):
                for number, (title, request) in enumerate(requests.items()):
                    pair = ((endpoint, port, request), (bare, bare_port, request_for(f"/{number}")))
                    found: list[list[tuple[float, float]]] = [[], []]
                    latencies: list[float] = []
                    for _ in range(ROUNDS):
                        for side, (process, at, what) in enumerate(pair):
                            before = cpu_seconds(process)
                            seconds, took = await flood(at, what, REQUESTS)
                            found[side].append((seconds / len(took), (cpu_seconds(process) - before) / len(took)))
                            latencies += took if side == 0 else []
                    walls, cpus = ([statistics.median(r[k] for r in side) for side in found] for k in (0, 1))
                    print(
                        f"{title:<13} {1 / walls[0]:>7,.0f} requests/s, p50 {1e3 * quantile(latencies, 0.5):.1f} ms, "
                        f"p99 {1e3 * quantile(latencies, 0.99):.1f} ms; {1e6 * cpus[0]:.0f} µs of CPU; of the bare "
                        f"handler {walls[1] / walls[0]:.2f} by the clock, {cpus[1] / cpus[0]:.2f} by CPU"
                    )


async def _record(port: int) -> tuple[dict[str, bytes], list[tuple[int, list[list[str]], str]]]:
    """The requests, and what the endpoint answers to each: status, headers, body."""
    connection = await connect(port)
    requests = {title: request_for(path) for title, path in TARGETS.items()}
    answers = []
    for title in [*requests, "304"]:
        if title == "304":
            tag = next(value for name, value in answers[0][1] if name.lower() == "etag")
            requests[title] = request_for(TARGETS["one estimate"], **{"If-None-Match": tag})
        head, body = (await connection.ask(requests[title])).split(b"\r\n\r\n", 1)
        status, *lines = head.decode().split("\r\n")
        headers = [line.split(": ", 1) for line in lines]
        kept = [pair for pair in headers if pair[0].lower() not in NOT_REPEATED]
        answers.append((int(status.split()[1]), kept, body.decode("latin-1")))
    connection.transport.close()
    return requests, answers


async def measure_replay() -> None:
    with tempfile.TemporaryDirectory() as name:
        fill(Path(name), ESTIMANDS)
        with server("endpoint", Path(name)) as (endpoint, port):
            asking = [request_for(f"/v1/estimates/s{number}/troops") for number in range(100)]
            telling = asyncio.create_task(_tell(endpoint, CHANGES, CHANGES * PACED_SECONDS))
            latencies = await pace(port, asking, RATE, PACED_SECONDS)
            await telling
        print(
            f"while {CHANGES} changes a second come in, {RATE:,} requests/s: "
            f"p50 {1e3 * quantile(latencies, 0.5):.1f} ms, p99 {1e3 * quantile(latencies, 0.99):.1f} ms"
        )


async def _tell(endpoint: "subprocess.Popen[str]", rate: float, count: int) -> None:
    assert endpoint.stdin is not None
    begun = time.perf_counter()
    for number in range(count):
        endpoint.stdin.write(f"s{number % 100}\n")
        endpoint.stdin.flush()
        await asyncio.sleep(max(0.0, begun + (number + 1) / rate - time.perf_counter()))


async def measure_watchers() -> None:
    with tempfile.TemporaryDirectory() as name:
        fill(Path(name), 10)
        with server("endpoint", Path(name)) as (endpoint, port):
            listeners = [await Listener.connect(port) for _ in range(WATCHERS)]
            for listener in listeners:
                await listener.greeted
            assert endpoint.stdin is not None
            latencies: list[float] = []
            before = cpu_seconds(endpoint)
            for number in range(PUSHES):
                begun = time.perf_counter()
                endpoint.stdin.write(f"s{number % 10}\n")
                endpoint.stdin.flush()
                heard = await asyncio.gather(*(listener.next_event() for listener in listeners))
                latencies += [moment - begun for moment in heard]
                await asyncio.sleep(PUSH_PAUSE_SECONDS)
            memory, cpu = megabytes(endpoint), (cpu_seconds(endpoint) - before) / PUSHES
        print(
            f"{WATCHERS:,} watchers: a change reaches them in p50 {1e3 * quantile(latencies, 0.5):.0f} ms, "
            f"p99 {1e3 * quantile(latencies, 0.99):.0f} ms; {1e3 * cpu:.0f} ms of CPU a change; {memory:,.0f} MB"
        )


async def measure_memory() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, MANY)
        with server("endpoint", folder) as (endpoint, port):
            started = megabytes(endpoint)
            connection = await connect(port)
            for number in range(MANY):
                await connection.ask(request_for(f"/v1/estimates/s{number}/troops"))
            asked = megabytes(endpoint)
            begun = time.perf_counter()
            for path in ("/v1/estimands?limit=50", "/v1/estimands?limit=50&sort=spread", "/v1/estimands?text=s9999"):
                await connection.ask(request_for(path))
            listed = (time.perf_counter() - begun) / 3
        print(
            f"{MANY:,} estimands: {started:,.0f} MB after the start, {asked:,.0f} MB after each was asked for; "
            f"{(folder / 'store.sqlite').stat().st_size / 1e6:,.0f} MB on disk; {1e3 * listed:.0f} ms for a list"
        )


MEASUREMENTS = {
    "answers": measure_answers,
    "replay": measure_replay,
    "watchers": measure_watchers,
    "memory": measure_memory,
}


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for name in sys.argv[1:] or MEASUREMENTS:
        uvloop.run(MEASUREMENTS[name]())


if __name__ == "__main__":
    main()
