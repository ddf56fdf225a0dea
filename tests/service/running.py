"""A real service in a process of its own, on the embedded broker and a free port, for the tests of the whole."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

START_SECONDS = 120
SETTLE_SECONDS = 120


class Service:
    """One data folder, and the process that serves it; it can be killed and started again."""

    module = "streams"
    command: tuple[str, ...] = ("run",)

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.url = ""
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PEGEL_")},
            "PEGEL_DATA": str(data),
            "PEGEL_PORT": "0",
            "PEGEL_LOG_FORMAT": "json",
            **environment,
        }
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and return once it says that it is ready. Raises with its log when it does not come up."""
        log = (self.data.parent / f"{self.data.name}.log").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self.module,
            *self.command,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        log.close()
        assert self.process.stdout is not None
        try:
            line = (await asyncio.wait_for(self.process.stdout.readline(), START_SECONDS)).decode()
        except TimeoutError:
            line = ""
        if not line:
            raise RuntimeError(f"the service did not start:\n{self.log()[-4000:]}")
        self.url = line.split()[-1]

    def log(self) -> str:
        """What all its runs wrote to standard error."""
        return (self.data.parent / f"{self.data.name}.log").read_text(encoding="utf-8")

    async def kill(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def end(self) -> None:
        """SIGKILL to whatever of it still runs."""
        if self.process is not None and self.process.returncode is None:
            await self.kill()

    async def terminate(self) -> int:
        """SIGTERM; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()

    async def settled(self, session: aiohttp.ClientSession) -> None:
        """Return once everything that was accepted is visible."""
        async with asyncio.timeout(SETTLE_SECONDS):
            while (await get(session, f"{self.url}/v1/lag"))["total"]:
                await asyncio.sleep(0.02)  # another process: there is nothing of it to await


Serve = Callable[..., AbstractAsyncContextManager[tuple[Service, aiohttp.ClientSession]]]


@asynccontextmanager
async def serving(data: Path, **environment: str) -> AsyncIterator[tuple[Service, aiohttp.ClientSession]]:
    """A started service on the embedded broker and a client session; both are ended at exit."""
    async with started(Service(data, **environment)) as both:
        yield both


@asynccontextmanager
async def started(service: Service) -> AsyncIterator[tuple[Service, aiohttp.ClientSession]]:
    """The service, started, and a client session; both are ended at exit."""
    try:
        await service.start()
        async with aiohttp.ClientSession() as session:
            yield service, session
    finally:
        await service.end()


async def get(session: aiohttp.ClientSession, url: str) -> Any:
    """The JSON at a url; any error status raises."""
    async with session.get(url) as answer:
        assert answer.status == 200, f"{url}: {answer.status} {await answer.text()}"
        return await answer.json(content_type=None)


async def post(session: aiohttp.ClientSession, url: str, rows: Sequence[dict[str, Any]]) -> Any:
    """Post rows as NDJSON; the answer, whatever its status."""
    body = b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
    async with session.post(url, data=body, headers={"Content-Type": "application/x-ndjson"}) as answer:
        return await answer.json(content_type=None)


async def everything(session: aiohttp.ClientSession, url: str) -> list[Any]:
    """All items of a list, over all its pages."""
    found: list[Any] = []
    after = ""
    while True:
        page = await get(session, f"{url}{'&' if '?' in url else '?'}limit=500{after}")
        found += page["items"]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


async def events_of(answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, str]]:
    """Server-sent events as (name, data); comments are left out."""
    name, data = "message", []
    async for raw in answer.content:
        line = raw.decode().rstrip("\n")
        if line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].strip())
        elif not line and data:
            yield name, "\n".join(data)
            name, data = "message", []
