"""Pegel on the embedded broker, and the faults that can befall it."""

import asyncio
import json
import os
import random
import resource
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

from streams.broker import Log
from tests.faults.feeder import Feeder
from tests.service.running import Service

AWAY_SECONDS = 3600 * 3
HEADROOM_BYTES = 200_000


class Embedded(Service):
    """The service, whose clock may be off."""

    def __init__(self, data: Path, pick: random.Random, **environment: str) -> None:
        super().__init__(data, **environment)
        self.feeder: Feeder | None = None
        self._pick = pick

    @property
    def faults(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What can happen, by name; each ends with the service running."""
        return {
            "SIGKILL of the service": self._kill,
            "SIGKILL of the feeder": self._kill_feeder,
            "SIGSTOP and SIGCONT": self._pause,
            "disk full": self._fill_disk,
            "torn last write": self._tear,
            "delivered again": self._rewind,
            "claims again, out of order": self._shuffle,
            "clock jump": self._jump,
        }

    async def at_work(self) -> None:
        """Nothing: it is when it has started."""

    async def _kill(self) -> None:
        await self.kill()
        await self.start()

    async def _kill_feeder(self) -> None:
        assert self.feeder is not None
        self.feeder.kill()

    async def _pause(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self._pick.uniform(0.5, 2))
        self.process.send_signal(signal.SIGCONT)

    async def _fill_disk(self) -> None:
        """No file of the service may grow by much; it must end, and go on when there is room again."""
        assert self.process is not None
        largest = max(file.stat().st_size for file in self.data.iterdir() if file.is_file())
        limit = largest + HEADROOM_BYTES
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (limit, limit))
        try:
            await asyncio.wait_for(self.process.wait(), 3)
        except TimeoutError:  # the corpus ended first
            await self.kill()
        await self.start()

    async def _tear(self) -> None:
        """A transaction reached the disk in part: what a power cut leaves behind."""
        await self.kill()
        log = self.data / "broker.sqlite-wal"
        written = log.read_bytes() if log.exists() else b""
        with log.open("ab") as file:
            file.write(written[-9000:] + bytes(self._pick.randrange(256) for _ in range(500)))
        await self.start()

    async def _rewind(self) -> None:
        """Every topic is delivered again from an earlier message on."""
        await self.kill()
        with sqlite3.connect(self.data / "broker.sqlite") as file:
            back = self._pick.randrange(10, 500)
            file.execute("UPDATE offsets SET next_offset = max(0, next_offset - ?)", (back,))
        await self.start()

    async def _shuffle(self) -> None:
        """Claims that were sent are there once more, in another order."""
        await self.kill()
        log = Log(self.data / "broker.sqlite")
        await log.open()
        if "claims" in log.topics():
            records = [
                record
                for number in range(log.topics()["claims"].partitions)
                for record in await log.read("claims", number, 0, limit=2000)
            ]
            for record in self._pick.sample(records, min(300, len(records))):
                log.append(*record[:1], record.key, record.value, partition=record.partition, headers=record.headers)
        await log.close()
        await self.start()

    async def _jump(self) -> None:
        """The machine's clock is set forwards or back while the service is away."""
        await self.kill()
        off = self._pick.randrange(-AWAY_SECONDS, AWAY_SECONDS)
        self._environment["TEST_CLOCK_OFF_SECONDS"] = str(off)
        self.module = "tests.faults.skewed"
        await self.start()


async def undisturbed(data: Path, corpus: Path) -> tuple[Service, Feeder]:
    """A service that has read the corpus in peace."""
    service = Service(data)
    await service.start()
    feeder = Feeder(data.parent, corpus, service.url, None)
    await feeder.run()
    return service, feeder


def write_corpus(path: Path, rows: list[dict[str, object]]) -> None:
    """One article a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + os.linesep for row in rows), encoding="utf-8")
