"""The backlog: tells writers to slow down (429) while the flow has more to do than it should.

Accepting is far faster than reading, and what waits takes disk and time; a writer who is told to wait loses nothing.
"""

import asyncio
import contextlib
import time

from schemas.problem import Unavailable
from streams.serve.port import Port
from streams.serve.problems import Refused

ASK_SECONDS = 1.0  # between two questions to the broker, which cost it some milliseconds
WAIT_SECONDS = "5"


class Backlog:
    """How much waits, asked at most once a second."""

    def __init__(self, port: Port, most: int) -> None:
        self._port = port
        self._most = most
        self._waiting = 0
        self._asked: float | None = None  # when, by the monotonic clock
        self._asking = asyncio.Lock()

    async def check(self) -> None:
        """Refuse (429) while too much waits."""
        async with self._asking:
            if self._asked is None or time.monotonic() - self._asked > ASK_SECONDS:
                with contextlib.suppress(Unavailable):  # then what is sent can't be published either, and says so
                    self._waiting = await self._port.waiting()
                self._asked = time.monotonic()
        if self._waiting > self._most:
            reason = (
                f"{self._waiting} messages wait to be worked on, more than {self._most}; nothing was taken, try again."
            )
            raise Refused(429, reason, headers={"Retry-After": WAIT_SECONDS})
