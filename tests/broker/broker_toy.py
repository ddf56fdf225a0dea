"""A small Faust app in a process of its own, to be killed: numbers -> sums per key -> running totals.

Usage: broker_toy.py FILE fill COUNT | run [slowly] | publish VALUE
"""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

import faust

from streams.broker import log_at

PATH = Path(sys.argv[1])
SETTINGS: dict[str, Any] = {
    "broker": f"sqlite://{PATH}",
    "store": "memory://",
    "datadir": str(PATH.parent / "faust"),
    "web_enabled": False,
    "stream_wait_empty": False,
    "stream_recovery_delay": 0.0,
    "topic_disable_leader": True,
}
PLAIN: dict[str, Any] = {"partitions": 2, "key_type": bytes, "value_type": bytes, "value_serializer": "raw"}

app = faust.App("toy", **SETTINGS)
numbers = app.topic("numbers", **PLAIN)
sums = app.topic("sums", **PLAIN)
totals = app.topic("totals", **PLAIN)
per_key = app.Table("per_key", default=int, key_type=bytes, value_type=int, partitions=2)
per_sum = app.Table("per_sum", default=int, key_type=bytes, value_type=int, partitions=2)
slowly = "slowly" in sys.argv
progress = asyncio.Event()


@app.agent(numbers)
async def add(stream: Any) -> None:
    async for event in stream.events():
        if slowly:
            await asyncio.sleep(0.0005)
        per_key[event.key] += int(event.value)
        sums.send_soon(key=event.key, value=event.value)


@app.agent(sums)
async def total(stream: Any) -> None:
    async for event in stream.noack().events():
        per_sum[event.key] += int(event.value)
        totals.send_soon(key=event.key, value=str(per_sum[event.key]).encode())
        event.ack()
        progress.set()


async def fill(count: int) -> None:
    log = log_at(SETTINGS["broker"])
    await log.open()
    app.transport.declare_channel("numbers", numbers)
    for number in range(count):
        log.append("numbers", f"key-{number % 17}".encode(), str(number).encode())
    await log.close()
    print("filled", flush=True)


async def publish(value: str) -> None:
    async with app.producer:
        sent = await (await numbers.send(key=b"key", value=value.encode()))
        print(sent.topic, sent.partition, sent.offset, value, flush=True)
        await asyncio.Event().wait()


async def run() -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    await app.start()
    print("recovered", flush=True)
    log = log_at(SETTINGS["broker"])
    ends = {(topic, number) for topic in ("numbers", "sums") for number in range(2)}
    while any(log.group_offset("toy", *end) != log.next_offset(*end) for end in ends):
        progress.clear()
        await progress.wait()
    await log.commit()
    print("idle", flush=True)
    await stopping.wait()
    await app.stop()


if __name__ == "__main__":
    match sys.argv[2]:
        case "fill":
            asyncio.run(fill(int(sys.argv[3])))
        case "publish":
            asyncio.run(publish(sys.argv[3]))
        case "run":
            asyncio.run(run())
