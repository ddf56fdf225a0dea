"""Group commit: one open batch, those who wait for it, and the loop that writes it. Used by the log only.

A commit that fails is retried for about `RETRY_SECONDS` where the disk is full or the file busy; nothing is
acknowledged meanwhile. After that, or at once on an I/O error (an fsync that failed once cannot be trusted later),
committing has failed for good: whoever waits gets CommitFailed, and so does whoever comes later.
"""

import asyncio
import sqlite3
import time
from concurrent.futures import Executor
from typing import Any, Protocol

from streams.broker.errors import CommitFailed
from streams.broker.store import Batch, Store

COMMIT_SECONDS = 0.1
RETRY_SECONDS = 5.0
RETRIED = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

Waiter = tuple["asyncio.Future[Any]", object]  # a future, and what it resolves to


class Owner(Protocol):
    """What the commits ask of the log, on the event loop."""

    def before_snapshot(self) -> None:
        """Stage what the consumers have acknowledged."""

    def after_commit(self, batch: Batch) -> bool:
        """`batch` is on disk. True if more will come without anybody staging it: records are being processed."""

    def after_failure(self, error: CommitFailed) -> None:
        """Nothing will be written any more."""


class Commits:
    """The batch that is being filled (`batch`), and its way to the disk. Belongs to the running event loop."""

    def __init__(self, store: Store, thread: Executor, owner: Owner) -> None:
        self.batch = Batch()
        self.failure: CommitFailed | None = None
        self._store, self._thread, self._owner = store, thread, owner
        self._waiters: list[Waiter] = []
        self._loop = asyncio.get_running_loop()
        self._due = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._task = self._loop.create_task(self._commit_forever())

    def arm(self) -> None:
        """See to it that a commit comes within `COMMIT_SECONDS`."""
        if self._timer is None:
            self._timer = self._loop.call_later(COMMIT_SECONDS, self._due.set)

    def hurry(self) -> None:
        """Commit now rather than at the end of the interval."""
        self._due.set()

    def when_committed(self, future: "asyncio.Future[Any]", result: object) -> None:
        """Resolve `future` with `result` once all that is staged now is on disk."""
        self._waiters.append((future, result))
        self.arm()

    async def commit(self) -> None:
        """Return when all that was staged or acknowledged before the call is on disk. Raises CommitFailed."""
        self.check()
        future = self._loop.create_future()
        self._waiters.append((future, None))
        self.hurry()
        await future

    def check(self) -> None:
        """Raise CommitFailed if committing has failed for good."""
        if self.failure:
            raise CommitFailed(*self.failure.args) from self.failure.__cause__

    async def stop(self) -> None:
        """Stop committing; what is staged by now is not written."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._timer:
            self._timer.cancel()

    async def _commit_forever(self) -> None:
        while True:
            await self._due.wait()
            batch, waiters = self._take_snapshot()
            if not batch.is_empty():
                try:
                    await self._write(batch)
                except Exception as error:  # whatever it is, those who wait must hear of it
                    self._fail(error, waiters)
                    return
            processing = self._owner.after_commit(batch)
            for future, result in waiters:
                if not future.done():
                    future.set_result(result)
            if processing:
                self.arm()

    def _take_snapshot(self) -> tuple[Batch, list[Waiter]]:
        self._due.clear()
        self._owner.before_snapshot()
        if self._timer:
            self._timer.cancel()
            self._timer = None
        batch, self.batch = self.batch, Batch()
        waiters, self._waiters = self._waiters, []
        return batch, waiters

    async def _write(self, batch: Batch) -> None:
        deadline, pause = time.monotonic() + RETRY_SECONDS, 0.05
        while True:
            try:
                return await self._loop.run_in_executor(self._thread, self._store.write, batch)
            except sqlite3.Error as error:
                if error.sqlite_errorcode not in RETRIED or time.monotonic() + pause > deadline:
                    raise
                await asyncio.sleep(pause)
                pause *= 2

    def _fail(self, error: Exception, waiters: list[Waiter]) -> None:
        self.failure = CommitFailed(
            f"{self._store.path}: a commit failed for good ({error}); see to it and start again"
        )
        self.failure.__cause__ = error
        for future, _ in [*waiters, *self._waiters]:
            if not future.done():
                future.set_exception(self.failure)
        self._owner.after_failure(self.failure)
