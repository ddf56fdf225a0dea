"""How fast the whole service is: articles a second from the first post until the last estimate is visible.

usage: python -m benchmarks.service PATH... [--extractors N]

PATH is what `pegel replay` takes. Also prints processor seconds and peak memory of the service's main process, and the
seconds from a start after SIGKILL until its answers are right; and, measured in the same run for comparison, `pegel
extract` alone over the same articles (one process) and a bare asyncio pass (each article decoded, queued, encoded).
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time

import orjson

from schemas import Article, Rejected
from schemas.wire import decode, encode
from streams.feed.client import Service
from streams.feed.readers import read_lines

PEGEL = [sys.executable, "-m", "streams"]
SETTLE_SECONDS = 3600.0
MEGABYTE = 1e6
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024  # a unit of ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser(description="Articles a second, end to end.")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--extractors", default="0", help="processes that read articles; 0: one for each core")
    arguments = parser.parse_args()
    lines = [
        line.raw for line in read_lines(tuple(arguments.paths), sys.stdin.buffer) if not isinstance(line, Rejected)
    ]
    extract_rate = len(lines) / _seconds_of([*PEGEL, "extract", *arguments.paths])
    bare_rate = len(lines) / asyncio.run(_bare_pass(lines))
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PEGEL_DATA": folder,
            "PEGEL_PORT": "0",
            "PEGEL_EXTRACTORS": arguments.extractors,
            "PEGEL_LOG_LEVEL": "error",
        }
        service, address = _start(environment)
        client = {**environment, "PEGEL_SERVICE": address, "PEGEL_DATA": f"{folder}/client"}
        begun = time.perf_counter()
        _seconds_of([*PEGEL, "replay", "--speed", "max", *arguments.paths], client)
        posted = time.perf_counter() - begun
        asyncio.run(_settled(address))
        rate = len(lines) / (time.perf_counter() - begun)
        service.send_signal(signal.SIGKILL)
        _, _, usage = os.wait4(service.pid, 0)
        begun = time.perf_counter()
        service, _ = _start(environment)
        recovery = time.perf_counter() - begun
        service.terminate()
        service.wait()
    seconds = usage.ru_utime + usage.ru_stime
    print(f"{len(lines)} articles, posted in {posted:.2f} s")
    print(f"end to end        {rate:>8,.0f} articles/s")
    print(f"pegel extract     {extract_rate:>8,.0f} articles/s  end to end is {rate / extract_rate:.2f} of it")
    print(f"bare asyncio pass {bare_rate:>8,.0f} articles/s  end to end is 1/{bare_rate / rate:.0f} of it")
    print(f"main process      {1000 * seconds / len(lines):>8.2f} CPU s per 1,000 articles, with its start")
    print(f"peak memory       {usage.ru_maxrss * MAXRSS_BYTES / MEGABYTE:>8,.0f} MB, main process")
    print(f"recovery          {recovery:>8.2f} s from the start after SIGKILL until it answers")


def _start(environment: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    """The service, once it answers, and its address."""
    service = subprocess.Popen([*PEGEL, "run"], env=environment, stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    announced = service.stdout.readline().split()
    if not announced:
        raise SystemExit("the service did not start")
    return service, announced[-1]


def _seconds_of(command: list[str], environment: dict[str, str] | None = None) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


async def _settled(address: str) -> None:
    async with Service(address) as service:
        await service.settled(SETTLE_SECONDS)


async def _bare_pass(lines: list[bytes]) -> float:
    """Seconds that decoding, queueing and encoding the articles takes."""
    queue: asyncio.Queue[bytes | None] = asyncio.Queue(1024)
    articles = [_as_article(number, line) for number, line in enumerate(lines)]

    async def consume() -> None:
        while (value := await queue.get()) is not None:
            encode(decode(Article, value))

    begun = time.perf_counter()
    consumer = asyncio.create_task(consume())
    for article in articles:
        await queue.put(article)
    await queue.put(None)
    await consumer
    return time.perf_counter() - begun


def _as_article(number: int, line: bytes) -> bytes:
    moment = "2024-01-01T00:00:00Z"
    text = orjson.loads(line)["text"]
    return orjson.dumps(
        {
            "id": str(number),
            "text": text,
            "language": "de",
            "published": moment,
            "published_known": True,
            "received": moment,
        }
    )


if __name__ == "__main__":
    main()
