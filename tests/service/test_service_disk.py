"""What becomes of the service when its files do not behave: a full disk, a broker's file made anew."""

import asyncio
import resource
from pathlib import Path

import aiohttp
import pytest
from running import Service, get, post, serving

ARTICLE = {"language": "de", "published": "2024-03-01T18:00:00Z", "outlet": "Stadtblatt"}


def article(number: int, people: str) -> dict[str, str]:
    text = f"Nach Angaben der Polizei kamen {people} Menschen zu der Demonstration in Berlin. " + "Es war kalt. " * 5000
    return {**ARTICLE, "id": f"a-{number}", "text": text}


async def is_accepted(session: aiohttp.ClientSession, service: Service, sent: dict[str, str]) -> bool:
    try:
        answer = await post(session, f"{service.url}/v1/articles", [sent])
    except (aiohttp.ClientError, ConnectionError):
        return False
    return "results" in answer


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits the files of a running process")
async def test_a_service_that_can_write_no_more_ends_with_the_cause_and_keeps_what_it_accepted(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as (service, session):
        assert service.process is not None
        await post(session, f"{service.url}/v1/articles", [article(0, "8.000")])
        await service.settled(session)
        limit = 1_000_000  # bytes of any file
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (limit, limit))
        accepted = 1
        while await is_accepted(session, service, article(accepted, "9.000")):
            accepted += 1
        assert await asyncio.wait_for(service.process.wait(), 30) == 1
        assert "a commit failed for good" in service.log().splitlines()[-1]
    async with serving(tmp_path / "data") as (service, session):
        await service.settled(session)
        for number in range(accepted):
            await get(session, f"{service.url}/v1/articles/a-{number}")


async def test_what_was_read_from_a_broker_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    service = Service(tmp_path / "data")
    await service.start()
    async with aiohttp.ClientSession() as session:
        for number in range(3):
            await post(session, f"{service.url}/v1/articles", [article(number, f"{number + 1}.000")])
        await service.settled(session)
        await service.terminate()
        for file in service.data.glob("broker.sqlite*"):
            file.unlink()
        await service.start()
        assert (await get(session, f"{service.url}/v1/estimates"))["items"] == []
        await post(session, f"{service.url}/v1/articles", [article(9, "7.000")])
        await service.settled(session)
        estimate = await get(session, f"{service.url}/v1/estimates/berlin/demonstrators")
        assert (estimate["best"], estimate["mentions"]) == (7000, 1)
        await service.terminate()
