"""Pegel on Kafka as it is run: the endpoint and workers, each a process of its own, on a real broker."""

import asyncio
import signal
import sys
from pathlib import Path

from tests.kafka.broker import Broker
from tests.service.running import Service

SESSION_SECONDS = "3"


class Worker:
    """One process that reads and pools, started with Faust's own command."""

    def __init__(self, log: Path, environment: dict[str, str]) -> None:
        self._log = log
        self._environment = environment
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start; it takes up its partitions in the background."""
        program = [sys.executable, "-m", "faust", "-A", "streams.flow.app", "worker", "--without-web", "-l", "warn"]
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(*program, env=self._environment, stdout=log, stderr=log)

    @property
    def runs(self) -> bool:
        """Whether the process is alive."""
        return self.process is not None and self.process.returncode is None

    def signal(self, which: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process is not None
        self.process.send_signal(which)

    async def kill(self) -> None:
        """SIGKILL."""
        if self.runs:
            assert self.process is not None
            self.process.kill()
            await self.process.wait()


class KafkaService(Service):
    """The endpoint and its workers; together they do what `pegel run` does on the embedded broker."""

    command = ("serve",)

    def __init__(
        self,
        data: Path,
        broker: Broker,
        *,
        workers: int = 1,
        partitions: int = 1,
        worker_url: str = "",
        **environment: str,
    ) -> None:
        """`worker_url`: where the workers reach the broker, if that is not where the endpoint does."""
        settings = {"PEGEL_PARTITIONS": str(partitions), "PEGEL_SESSION_SECONDS": SESSION_SECONDS, **environment}
        super().__init__(data, PEGEL_BROKER=broker.url, **settings)
        self.broker = broker
        self.fresh = True
        own = {**self._environment, "PEGEL_BROKER": worker_url or broker.url}
        self.workers = [
            Worker(data.parent / f"{data.name}.worker{n}.log", {**own, "PEGEL_DATA": str(data / f"worker{n}")})
            for n in range(workers)
        ]

    async def start(self) -> None:
        """Start all; returns once the endpoint is ready. The first time, what is left on the broker is cleared away."""
        if self.fresh:
            await asyncio.to_thread(self.broker.clear)
            self.fresh = False
        self.data.mkdir(parents=True, exist_ok=True)
        for worker in self.workers:
            if not worker.runs:
                await worker.start()
        if self.process is None or self.process.returncode is not None:
            await self.start_endpoint()

    async def start_endpoint(self) -> None:
        """Start the endpoint alone."""
        await super().start()

    async def kill_endpoint(self) -> None:
        """SIGKILL the endpoint alone."""
        if self.process is not None and self.process.returncode is None:
            await super().kill()

    async def kill(self) -> None:
        """SIGKILL all."""
        for worker in self.workers:
            await worker.kill()
        await self.kill_endpoint()

    async def end(self) -> None:
        """SIGKILL whatever still runs."""
        await self.kill()

    async def terminate(self) -> int:
        """SIGTERM to all; the highest exit code."""
        codes = []
        for process in [self.process, *(worker.process for worker in self.workers)]:
            if process is not None and process.returncode is None:
                process.send_signal(signal.SIGTERM)
        for process in [self.process, *(worker.process for worker in self.workers)]:
            if process is not None:
                codes.append(await process.wait())
        return max(codes)
