"""Load: requests over kept connections, as many as go or at a set rate; what each took is measured here."""

import asyncio
import time
from collections.abc import Sequence
from typing import cast

CONNECTIONS = 16


class Connection(asyncio.Protocol):
    """One connection on which requests follow each other."""

    def __init__(self) -> None:
        self._received = b""
        self._answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        self._received += data
        head = self._received.find(b"\r\n\r\n")
        if head < 0:
            return
        if len(self._received) >= head + 4 + _length(self._received[:head]) and self._answered is not None:
            answer, self._received = self._received, b""
            self._answered.set_result(answer)

    async def ask(self, request: bytes) -> bytes:
        """The whole answer, its head included."""
        self._answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._answered


def _length(head: bytes) -> int:
    name = b"\r\ncontent-length:"
    start = head.lower().find(name)
    return int(head[start + len(name) :].split(b"\r\n", 1)[0]) if start >= 0 else 0


def request_for(path: str, **headers: str) -> bytes:
    """A GET request."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join((*lines, "", "")).encode()


async def connect(port: int) -> Connection:
    """A connection to a server on this machine."""
    _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return connection


async def flood(port: int, request: bytes, count: int) -> tuple[float, list[float]]:
    """Seconds that so many requests took, as many at once as there are connections, and the seconds of each."""
    connections = [await connect(port) for _ in range(CONNECTIONS)]
    latencies: list[float] = []

    async def work(connection: Connection) -> None:
        for _ in range(count // CONNECTIONS):
            begun = time.perf_counter()
            await connection.ask(request)
            latencies.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*map(work, connections))
    seconds = time.perf_counter() - begun
    for connection in connections:
        connection.transport.close()
    return seconds, latencies


async def pace(port: int, requests: Sequence[bytes], rate: float, seconds: float) -> list[float]:
    """Seconds from when each request was due until it was answered; they fall due whatever became of those before."""
    idle = [await connect(port) for _ in range(CONNECTIONS)]
    opened = list(idle)
    latencies: list[float] = []
    begun = time.perf_counter()

    async def send(due: float, request: bytes) -> None:
        connection = idle.pop() if idle else await connect(port)
        if connection not in opened:
            opened.append(connection)
        await connection.ask(request)
        idle.append(connection)
        latencies.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            group.create_task(send(due, requests[number % len(requests)]))
    for connection in opened:
        connection.transport.close()
    return latencies


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of all lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
