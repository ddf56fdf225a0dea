"""Several workers share what one would do, and nothing of it differs, whoever stops, wakes or leaves meanwhile."""

import asyncio
import json
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from streams.feed.client import Service as Client
from streams.feed.intake import Accepted
from tests.faults.corpus import articles
from tests.faults.state import differences, state
from tests.kafka.broker import Broker
from tests.kafka.service import SESSION_SECONDS, KafkaService
from tests.service.running import serving, started

pytestmark = pytest.mark.kafka
PARTITIONS = 12
ROWS = articles(300, seed=5, nearest=100, farthest=300)
HALVES = (ROWS[:150], ROWS[150:])


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a reader sees of all rows on the embedded broker."""

    async def read() -> dict[str, Any]:
        async with serving(tmp_path_factory.mktemp("embedded") / "data") as (service, session):
            await feed(service, *HALVES)
            await service.settled(session)
            return await state(session, service.url)

    return asyncio.run(read())


async def feed(service: Any, *parts: list[dict[str, Any]]) -> None:
    async with Client(service.url) as client:
        for part in parts:
            for start in range(0, len(part), 50):
                answers = await client.articles([json.dumps(row).encode() for row in part[start : start + 50]])
                assert all(isinstance(answer, Accepted) for answer in answers)


@asynccontextmanager
async def on_kafka(
    data: Path, kafka: Broker, workers: int
) -> AsyncIterator[tuple[KafkaService, aiohttp.ClientSession]]:
    service = KafkaService(data, kafka, workers=workers, partitions=PARTITIONS)
    async with started(service) as (_, session):
        yield service, session


@pytest.mark.parametrize("workers", [1, 2, 3])
async def test_any_number_of_workers_gives_what_the_embedded_broker_gives(
    tmp_path: Path, kafka: Broker, expected: dict[str, Any], workers: int
) -> None:
    async with on_kafka(tmp_path / "data", kafka, workers) as (service, session):
        await feed(service, *HALVES)
        await service.settled(session)
        assert differences(expected, await state(session, service.url), in_order=False) == []


async def test_a_worker_joins_and_another_leaves_without_a_wrong_reading(
    tmp_path: Path, kafka: Broker, expected: dict[str, Any]
) -> None:
    async with on_kafka(tmp_path / "data", kafka, 2) as (service, session):
        late, gone = service.workers
        await late.kill()
        await feed(service, HALVES[0])
        await late.start()
        await feed(service, HALVES[1][:75])
        await gone.kill()
        await feed(service, HALVES[1][75:])
        await service.settled(session)
        assert differences(expected, await state(session, service.url), in_order=False) == []


async def test_what_a_stopped_worker_writes_when_it_wakes_does_not_survive(
    tmp_path: Path, kafka: Broker, expected: dict[str, Any]
) -> None:
    async with on_kafka(tmp_path / "data", kafka, 2) as (service, session):
        await feed(service, HALVES[0])  # and while they are at work on it
        sleeper = service.workers[0]
        sleeper.signal(signal.SIGSTOP)
        await feed(service, HALVES[1])
        await service.settled(session)  # so its partitions have moved
        sleeper.signal(signal.SIGCONT)
        await asyncio.sleep(float(SESSION_SECONDS))  # what a sleeper still writes, it writes by then
        await service.settled(session)
        assert differences(expected, await state(session, service.url), in_order=False) == []

        await service.kill()
        for file in service.data.glob("store.sqlite*"):
            file.unlink()
        await service.start()
        await service.settled(session)
        assert differences(expected, await state(session, service.url), in_order=False) == []

        again = [{**row, "text": row["text"] + " Mehr war nicht bekannt."} for row in ROWS[-50:]]
        before = await state(session, service.url)
        await feed(service, again)  # compared by the workers with what they recovered
        await service.settled(session)
        after = await state(session, service.url)
        assert {name: one["estimate"] for name, one in after.items()} == {
            name: one["estimate"] for name, one in before.items()
        }


async def test_a_worker_listens_nowhere(tmp_path: Path, kafka: Broker) -> None:
    """Faust's own web server would answer on every interface from tables that are half recovered."""
    async with on_kafka(tmp_path / "data", kafka, 1) as (service, session):
        await feed(service, ROWS[:5])
        await service.settled(session)
        (worker,) = service.workers
        assert worker.process is not None
        sockets = {os.readlink(file) for file in Path(f"/proc/{worker.process.pid}/fd").iterdir() if file.exists()}
        inodes = {match[1] for name in sockets if (match := re.match(r"socket:\[(\d+)\]", name))}
        listening = {
            fields[9]
            for table in ("tcp", "tcp6")
            for line in Path(f"/proc/{worker.process.pid}/net/{table}").read_text().splitlines()[1:]
            if (fields := line.split())[3] == "0A"
        }
        assert not inodes & listening
