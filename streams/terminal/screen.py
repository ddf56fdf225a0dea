"""The screen: a live table that is painted when something moved, or plain lines where there is no terminal."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import IO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from schemas import Change, Estimate
from streams.terminal.board import Board, describe_change

LINES_AROUND = 3  # of the screen: head of the table, what is hidden, and one to spare
PAUSE_SECONDS = 0.1  # between two paintings: a table that flickers can't be read
PLAIN_WIDTH = 100  # columns of a table in a file or a pipe


def open_console(file: IO[str]) -> Console:
    """A console that writes control codes only to a terminal, and no colours where NO_COLOR is set."""
    plain = not file.isatty()
    return Console(
        file=file,
        force_terminal=None if not plain else False,
        width=PLAIN_WIDTH if plain else None,
        soft_wrap=plain,
        highlight=False,
        no_color=plain or bool(os.environ.get("NO_COLOR")),
    )


class Screen:
    """Shows a board as it moves. On a terminal a table in place, else a line for every change of a figure."""

    def __init__(self, console: Console, board: Board, status: Callable[[], str] = lambda: "") -> None:
        """`status` gives the line beneath the table."""
        self._console = console
        self._board = board
        self._status = status
        self._moved = asyncio.Event()
        self._live: Live | None = None

    @contextmanager
    def painting(self) -> Iterator[None]:
        """Keep the table on the screen; it stays there as it was last when this ends."""
        if not self._console.is_terminal:
            yield
            return
        with Live(self._render(), console=self._console, auto_refresh=False) as self._live:
            painter = asyncio.get_running_loop().create_task(self._paint())
            try:
                yield
            finally:
                painter.cancel()
                self._live.update(self._render(), refresh=True)

    def touch(self) -> None:
        """Something moved: paint soon."""
        self._moved.set()

    async def follow(self, events: AsyncIterator[tuple[Estimate, ...] | Estimate | Change]) -> None:
        """Show what happens, as long as it happens: all estimates, then each one and each change."""
        async for event in events:
            if isinstance(event, Change):
                self._board.note(event)
                if self._live is None and event.before != event.after:
                    self._console.print(Text(describe_change(event)))
            elif isinstance(event, Estimate):
                self._board.update(event)
            else:
                self._board.show(event)
            self.touch()

    async def _paint(self) -> None:
        while True:
            await self._moved.wait()
            self._moved.clear()
            if self._live is not None:
                self._live.update(self._render(), refresh=True)
            await asyncio.sleep(PAUSE_SECONDS)

    def _render(self) -> RenderableType:
        status = Text(self._status(), style="bold", no_wrap=True, overflow="ellipsis")
        rows = self._console.height - LINES_AROUND - len(status.plain.splitlines())
        hidden = len(self._board.ranked()) - rows
        more = Text(f"… and {hidden} more: pegel query" if hidden > 0 else "", style="dim")
        return Group(self._board.table(self._console.width, rows), more, status)
