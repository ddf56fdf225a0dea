"""One row of the fault matrix: a seed's corpus, undisturbed and under the seed's faults, compared."""

import asyncio
import contextlib
import random
import time
from pathlib import Path
from typing import Any

import aiohttp

from tests.faults.corpus import articles
from tests.faults.embedded import Embedded, undisturbed, write_corpus
from tests.faults.feeder import Feeder
from tests.faults.on_kafka import OnKafka
from tests.faults.state import differences, state
from tests.kafka.broker import Broker, free_port
from tests.service.running import SETTLE_SECONDS

APART = 600  # lines between two versions of an article: more than a feeder puts into one request
SECONDS_PER_FAULT = 2.5


async def play(folder: Path, seed: int, broker: str, count: int, faults: int) -> dict[str, Any]:
    """What befell the run, how long it took to be ready again, and in what it differs from the undisturbed one."""
    corpus = folder / "corpus.jsonl"
    write_corpus(corpus, articles(count, seed, nearest=min(APART, count // 2), farthest=count))
    async with aiohttp.ClientSession() as session:
        expected = await _in_peace(folder / "undisturbed", corpus, session)
        pick = random.Random(seed)
        began = time.monotonic()
        if broker == "embedded":
            service: Embedded | OnKafka = Embedded(folder / "run" / "data", pick, PEGEL_PORT=str(free_port()))
        else:
            kafka = Broker(folder / "kafka", proxied=True)
            await asyncio.to_thread(kafka.start)
            # With one partition the order of changes is told; with several, partitions move between the workers.
            partitions = 1 if seed % 2 else 4
            service = OnKafka(folder / "run" / "data", kafka, pick, partitions, PEGEL_PORT=str(free_port()))
        service.data.mkdir(parents=True)
        try:
            happened = await _under_faults(service, corpus, pick, faults)
            await settled(service, session)
            seen = await state(session, service.url)
        finally:
            await service.end()
    in_order = broker == "embedded" or partitions == 1
    return {
        "seed": seed,
        "broker": broker,
        "estimands": len(seen),
        "claims": sum(len(one["claims"]) for one in seen.values()),
        "changes": sum(len(one["changes"]) for one in seen.values()),
        "faults": [name for name, _ in happened],
        "ready_again_seconds": [round(seconds, 2) for _, seconds in happened],
        "seconds": round(time.monotonic() - began, 1),
        "differences": differences(expected, seen, in_order=in_order),
    }


async def settled(service: Embedded | OnKafka, session: aiohttp.ClientSession) -> None:
    """Return once everything accepted is visible, through whatever the endpoint answers meanwhile."""
    async with asyncio.timeout(SETTLE_SECONDS * 2):
        while True:
            if isinstance(service, OnKafka):
                await service.revive()  # a worker that the broker's absence has ended
            with contextlib.suppress(aiohttp.ClientError, AssertionError, OSError):
                return await service.settled(session)
            await asyncio.sleep(0.2)


async def _in_peace(data: Path, corpus: Path, session: aiohttp.ClientSession) -> dict[str, Any]:
    data.parent.mkdir(parents=True, exist_ok=True)
    data.mkdir()
    service, _ = await undisturbed(data / "data", corpus)
    try:
        await service.settled(session)
        return await state(session, service.url)
    finally:
        await service.end()


async def _under_faults(
    service: Embedded | OnKafka, corpus: Path, pick: random.Random, faults: int
) -> list[tuple[str, float]]:
    await service.start()
    await service.at_work()
    lasting = faults * SECONDS_PER_FAULT
    service.feeder = Feeder(service.data.parent, corpus, service.url, lasting)
    feeding = asyncio.create_task(service.feeder.run())
    happened: list[tuple[str, float]] = []
    try:
        for _ in range(faults):
            await asyncio.sleep(pick.uniform(0.2, SECONDS_PER_FAULT * 1.5))
            name = pick.choice(list(service.faults))
            began = time.monotonic()
            await service.faults[name]()
            await service.at_work()
            happened.append((name, time.monotonic() - began))
        await feeding
    finally:
        feeding.cancel()
        await asyncio.wait({feeding})
    return happened
