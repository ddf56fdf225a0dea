"""The demo: a service of its own, the seeds replayed into it, and the live table. Called by `pegel demo`."""

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from schemas import Rejected
from streams.cli.clients import service_of
from streams.feed.client import Service
from streams.feed.clock import plan
from streams.feed.readers import Ordered, moment_of_article
from streams.feed.replay import Journal, replay
from streams.settings import Settings, variable
from streams.terminal.board import Board
from streams.terminal.screen import Screen, open_console

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
START_SECONDS = 60.0
SETTLE_SECONDS = 60.0
STOP_SECONDS = 10.0
LOG_LINES = 20  # shown of a service that failed


class DemoError(Exception):
    """The demo can't go on; the message says why."""


async def demo(settings: Settings, lasting_seconds: float, leave: bool) -> int:
    """Replay the seeds into a fresh service and show the estimates move; how many articles were rejected.

    Afterwards it goes on serving until it is cancelled, unless it is to `leave`.
    """
    if not SEEDS.is_dir():
        raise DemoError(f"there is no {SEEDS}; the demo needs a checkout of Pegel, with seeds/ beside pyproject.toml")
    with tempfile.TemporaryDirectory(prefix="demo-", dir=_made(settings.data)) as folder:
        async with _own_service(settings, Path(folder)) as (address, child):
            showing = asyncio.create_task(_show(service_of(settings, address), Path(folder), lasting_seconds, leave))
            ended = asyncio.create_task(child.wait())
            try:
                await asyncio.wait({showing, ended}, return_when=asyncio.FIRST_COMPLETED)
                if not showing.done():
                    raise DemoError(f"the service ended by itself:\n{_tail(Path(folder))}")
                return showing.result()
            finally:
                showing.cancel()
                ended.cancel()
                await asyncio.wait({showing, ended})


async def _show(service: Service, folder: Path, lasting_seconds: float, leave: bool) -> int:
    """Play the seeds and show what they move; how many articles were rejected."""
    console = open_console(sys.stdout)
    play = _Play(console)
    async with service:
        with play.screen.painting():
            watching = asyncio.create_task(play.screen.follow(service.watch()))
            try:
                rejected = await play.seeds(service, folder, lasting_seconds)
                await service.settled(SETTLE_SECONDS)
                play.board.show(await service.estimates())
                play.say(f"Estimates: {service.address}/v1/estimates")
                if not leave:
                    play.say(f"In a browser: {service.address}/  Serving until Ctrl-C.")
                    await watching
            finally:
                watching.cancel()
                await asyncio.wait({watching})
    if not console.is_terminal:
        console.print(play.board.table(console.width))
    return rejected


class _Play:
    """The seeds on their way, and the lines beneath the table that say how far they are."""

    def __init__(self, console: Console) -> None:
        self.board = Board()
        self.screen = Screen(console, self.board, lambda: self._status)
        self._console = console
        self._status = ""

    async def seeds(self, service: Service, folder: Path, lasting_seconds: float) -> int:
        """Post every seed when it is due; how many were rejected."""
        with contextlib.closing(Ordered([str(SEEDS)], sys.stdin.buffer, moment_of_article)) as ordered:
            moments = [place.moment for place in ordered.places]
            due = plan(moments, lasting_seconds=lasting_seconds)
            journal = Journal(folder, ordered.digest)

            def report(rejected: Sequence[Rejected], done: int) -> None:
                for one in rejected:
                    sys.stderr.write(f"{one.where}: rejected: {one.reason}\n")
                day = moments[done - 1]
                self._status = f"{done} of {len(ordered)} articles, {day.date() if day else 'undated'}"
                self.screen.touch()

            return (await replay(ordered, due, service.articles, journal, report, time.monotonic)).rejected

    def say(self, line: str) -> None:
        """Put a line beneath the table, or print it where there is none."""
        self._status = f"{self._status}\n{line}"
        if self._console.is_terminal:
            self.screen.touch()
        else:
            self._console.print(Text(line))


@contextlib.asynccontextmanager
async def _own_service(settings: Settings, folder: Path) -> AsyncIterator[tuple[str, Process]]:
    """A service on the embedded broker with its data in `folder`: its address, once it is ready, and its process."""
    environment = {name: value for name, value in os.environ.items() if name != variable("broker")}
    environment[variable("data")] = str(folder)
    environment[variable("port")] = str(settings.port if _is_free(settings.host, settings.port) else 0)
    with (folder / "service.log").open("wb") as log:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "streams", "run", stdin=DEVNULL, stdout=PIPE, stderr=log, env=environment
        )
    try:
        yield await _await_address(child, folder), child
    finally:
        await _stop(child)


async def _await_address(child: Process, folder: Path) -> str:
    """What `pegel run` prints as soon as it is ready."""
    assert child.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            line = await child.stdout.readline()
    except TimeoutError:
        raise DemoError(f"the service was not ready within {START_SECONDS:g} seconds:\n{_tail(folder)}") from None
    if not line:
        raise DemoError(f"the service did not start:\n{_tail(folder)}")
    return line.decode().strip()


async def _stop(child: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await child.wait()
        except TimeoutError:
            child.kill()
            await child.wait()


def _tail(folder: Path) -> str:
    lines = (folder / "service.log").read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LOG_LINES:])


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
