"""The processes that are measured: `python -m benchmarks.serving.servers endpoint FOLDER` or `… bare FILE`.

Each prints its port. The endpoint stands on the read store in FOLDER and on a log in memory, to which a line on
standard input adds a change of the subject that it names; the bare one answers GET /N with the Nth answer of FILE.
"""

import asyncio
import json
import resource
import sys
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import uvloop
from aiohttp import web
from multidict import CIMultiDict

from benchmarks.serving.made import Message, Pattern
from streams.serve.app import make_app, start
from streams.serve.port import Partition
from streams.serve.service import SERVICE
from streams.serve.store import Store
from streams.settings import Settings

SOURCE = "benchmark"


class Log:
    """A log that holds what is told on standard input."""

    def __init__(self, after: Mapping[Partition, int]) -> None:
        self._pattern = Pattern.make()
        self._first = max(after.values(), default=0)
        self._told: asyncio.Queue[str] = asyncio.Queue()

    def tell(self, name: str) -> None:
        """Add a change of that subject."""
        self._told.put_nowait(name)

    async def publish(self, topic: str, messages: Sequence[object]) -> None:
        """Nothing is written in these measurements."""

    async def read(self, topics: Sequence[str], after: Mapping[Partition, int]) -> AsyncIterator[list[Message]]:
        """Each change with its estimate, as it is told."""
        number = self._first
        while True:
            yield list(self._pattern.messages(await self._told.get(), number))
            number += 1

    async def ends(self, topics: Sequence[str]) -> dict[Partition, int]:
        return {}

    async def waiting(self) -> int:
        return 0

    def ready(self) -> bool:
        return True


async def serve_endpoint(folder: Path) -> None:
    store = await Store.open(folder / "store.sqlite", SOURCE)
    log = Log(store.offsets)
    app = make_app(log, None, store, Settings(data=folder))  # type: ignore[arg-type]  # nothing is written
    _, port = await start(app, "127.0.0.1", 0)
    while app[SERVICE].why_not_ready():
        await asyncio.sleep(0.01)
    loop = asyncio.get_running_loop()

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(log.tell, line.strip())

    threading.Thread(target=listen, daemon=True).start()
    print(port, flush=True)
    await asyncio.Event().wait()


async def serve_bare(file: Path) -> None:
    """What aiohttp alone needs for the same bytes."""
    answers = [
        (status, CIMultiDict(headers), body.encode("latin-1")) for status, headers, body in json.loads(file.read_text())
    ]

    async def answer(request: web.Request) -> web.Response:
        status, headers, body = answers[int(request.match_info["number"])]
        return web.Response(status=status, body=body or None, headers=headers.copy())

    app = web.Application()
    app.router.add_get("/{number}", answer)
    _, port = await start(app, "127.0.0.1", 0)
    print(port, flush=True)
    await asyncio.Event().wait()


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    what, path = sys.argv[1:]
    uvloop.run(serve_endpoint(Path(path)) if what == "endpoint" else serve_bare(Path(path)))


if __name__ == "__main__":
    main()
