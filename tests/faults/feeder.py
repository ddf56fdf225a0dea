"""The feeder: `pegel replay` in a process of its own, started again until everything is published."""

import asyncio
import os
import sys
from pathlib import Path

DONE = " published, "  # its last words


class Feeder:
    """Publishes a file through an endpoint; it may be killed at any time and goes on where it stopped."""

    def __init__(self, folder: Path, corpus: Path, address: str, lasting: float | None) -> None:
        """`lasting`: how long it takes, in seconds; None: as fast as it goes."""
        pace = [] if lasting is None else ["--lasting", str(lasting), "--longest-gap", str(lasting)]
        self._command = ["replay", str(corpus), "--service", address, *pace]
        self._log = folder / "feeder.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PEGEL_")},
            "PEGEL_DATA": str(folder / "feeder"),
        }
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        """Return once everything is published."""
        while True:
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "streams", *self._command, env=self._environment, stdout=log, stderr=log
                )
            try:
                await self._process.wait()
                if DONE in self._log.read_text(encoding="utf-8"):  # killed behind its end, it would begin anew
                    return
            finally:
                self.kill()
            await asyncio.sleep(0.2)  # the endpoint may be away

    def kill(self) -> None:
        """SIGKILL; `run` starts it again."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
