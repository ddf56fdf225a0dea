"""Exactness: a service killed at any moment ends, after its restart, as if nobody had touched it."""

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from streams.broker import Log

TOY = Path(__file__).with_name("broker_toy.py")
RECORDS = 6_000
LANES = 3  # services killed at the same time, each on a file of its own
KILLS_PER_LANE = 4


@asynccontextmanager
async def toy(path: Path, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    root = str(TOY.parents[2])
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(TOY),
        str(path),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.PIPE,
        cwd=path.parent,
        env={**os.environ, "PYTHONPATH": root},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout
    return (await process.stdout.readline()).decode().strip()


async def outcome(path: Path) -> dict[str, Any]:
    """What is on disk: the toy's table, its outputs, and how far its group has read."""
    log = Log(path)
    await log.open()
    try:
        table: dict[tuple[str, int, bytes | None], bytes | None] = {}
        outputs: list[tuple[int, bytes | None, bytes | None]] = []
        for name, topic in log.topics().items():
            for partition in range(topic.partitions):
                at, end = log.earliest(name, partition), log.committed(name, partition)
                while at < end:
                    for record in await log.read(name, partition, at):
                        at = record.offset + 1
                        if name == "totals":
                            outputs.append((partition, record.key, record.value))
                        elif name.endswith("-changelog"):
                            table[name, partition, record.key] = record.value
        left = {
            (name, partition): log.committed(name, partition) - (log.group_offset("toy", name, partition) or 0)
            for name in ("numbers", "sums")
            for partition in range(2)
        }
        return {"table": table, "outputs": sorted(outputs), "left": left}
    finally:
        await log.close()


async def fill(path: Path) -> None:
    async with toy(path, "fill", str(RECORDS)) as process:
        assert await line(process) == "filled"
        await process.wait()


async def run_to_the_end(path: Path) -> None:
    async with toy(path, "run") as process:
        assert await line(process) == "recovered"
        assert await line(process) == "idle"
        process.terminate()
        assert await process.wait() == 0


async def kill_again_and_again(path: Path, moments: random.Random) -> int:
    """Start and kill the service; returns how many kills fell while records were on their way."""
    kills_in_flight = 0
    for _ in range(KILLS_PER_LANE):
        async with toy(path, "run", "slowly") as process:
            assert await line(process) == "recovered"
            await asyncio.sleep(moments.uniform(0, 0.25))  # the moment is what is tested
            process.kill()
            await process.wait()
        kills_in_flight += any((await outcome(path))["left"].values())
    return kills_in_flight


async def test_kills_at_random_moments_leave_no_trace(tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed" / "log.sqlite"
    lanes = [tmp_path / f"killed-{lane}" / "log.sqlite" for lane in range(LANES)]
    for path in (undisturbed, *lanes):
        path.parent.mkdir()
        await fill(path)
    kills = await asyncio.gather(
        *(kill_again_and_again(path, random.Random(lane)) for lane, path in enumerate(lanes)),
    )
    assert sum(kills) >= 10
    await asyncio.gather(*map(run_to_the_end, (undisturbed, *lanes)))

    expected = await outcome(undisturbed)
    assert not any(expected["left"].values())
    assert sum(int(value or 0) for value in expected["table"].values()) == sum(range(RECORDS)) * 2
    for path in lanes:
        assert await outcome(path) == expected


async def test_what_a_publisher_was_told_is_durable_survives_a_kill_right_after(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    for round_number in range(4):
        async with toy(path, "publish", str(round_number)) as process:
            answered = await line(process)  # printed when the send's future has resolved
            process.kill()
            await process.wait()
        topic, partition, offset, value = answered.split()
        log = Log(path)
        await log.open()
        found = await log.read(topic, int(partition), int(offset), 1)
        await log.close()
        assert [record.value for record in found] == [value.encode()]
