"""A watcher that notes when events reach it; as cheap as can be, for thousands of them share one process."""

import asyncio
import time
from typing import Self, cast

GREETING, CHANGE = b"event: snapshot", b"event: change"
REQUEST = b"GET /v1/watch HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Listener(asyncio.Protocol):
    """One connection to /v1/watch."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.greeted: asyncio.Future[None] = loop.create_future()
        self._heard: asyncio.Future[float] = loop.create_future()
        self._tail = b""

    @classmethod
    async def connect(cls, port: int) -> Self:
        """A watcher of the server on that port of this machine."""
        transport, listener = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        cast(asyncio.Transport, transport).write(REQUEST)
        return listener

    def data_received(self, data: bytes) -> None:
        data, self._tail = self._tail + data, data[-len(GREETING) :]
        if not self.greeted.done():
            if GREETING in data:
                self.greeted.set_result(None)
        elif CHANGE in data and not self._heard.done():
            self._heard.set_result(time.perf_counter())

    async def next_event(self) -> float:
        """The moment at which the next change came."""
        moment = await self._heard
        self._heard = asyncio.get_running_loop().create_future()
        return moment
