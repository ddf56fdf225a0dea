"""What becomes of the service when its files do not behave: a full disk, a broker's file made anew, a broken row."""

import asyncio
import os
import resource
import sys
from pathlib import Path

import aiohttp
import pytest
from running import Service, get, post, serving

from schemas import Claim
from streams.broker import Log

ARTICLE = {"language": "de", "published": "2024-03-01T18:00:00Z", "outlet": "Stadtblatt"}


def article(number: int, people: str, city: str = "Berlin") -> dict[str, str]:
    text = f"Nach Angaben der Polizei kamen {people} Menschen zu der Demonstration in {city}. " + "Es war kalt. " * 5000
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


async def put_row(service: Service, row: bytes | None) -> None:
    """Write a row that no ledger wrote into the changelog of a service that is down; None takes it away again."""
    log = Log(service.data / "broker.sqlite")
    await log.open()
    partition = log.partition_of("claims", b"berlin/demonstrators")
    key = b"berlin/demonstrators\x1fno row of a ledger"
    log.append("pegel-ledgers-changelog", key, row, partition=partition)
    await log.close()


async def pegel(service: Service, *words: str) -> tuple[int | None, str, str]:
    """Exit code, standard output and standard error of a command that speaks to the service."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams", *words),
        env={**os.environ, "PEGEL_SERVICE": service.url, "PEGEL_DATA": str(service.data)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_claims_on_a_ledger_that_cannot_be_read_are_set_aside_and_count_once_it_can_and_they_are_redriven(
    tmp_path: Path,
) -> None:
    service = Service(tmp_path / "data")
    await service.start()
    async with aiohttp.ClientSession() as session:
        await post(session, f"{service.url}/v1/articles", [article(0, "8.000")])
        await service.settled(session)
        await service.terminate()

        await put_row(service, b"?")
        await service.start()
        later = [article(1, "9.000"), article(2, "9.500"), article(3, "7.000", "Leipzig")]
        await post(session, f"{service.url}/v1/articles", later)
        await service.settled(session)
        async with session.get(f"{service.url}/metrics") as answer:
            assert 'pegel_store_dead_letters{topic="claims.dead"} 2.0' in await answer.text()
        estimates = (await get(session, f"{service.url}/v1/estimates"))["items"]
        assert [(one["estimand"], one["best"]) for one in estimates] == [
            ("berlin/demonstrators", 8000),
            ("leipzig/demonstrators", 7000),
        ]

        _, listed, _ = await pegel(service, "dead", "list")
        letter_id = listed.split()[0]
        assert [line.split()[0].rsplit("-", 1)[0] for line in listed.splitlines()] == ["claims-0", "claims-0"]
        letter = await get(session, f"{service.url}/v1/dead/{letter_id}")
        assert letter["traceback"].startswith("Traceback")
        _, original, _ = await pegel(service, "dead", "show", "--bytes", letter_id)
        assert Claim.model_validate_json(original).point in {9000, 9500}

        code, examined, _ = await pegel(service, "doctor")
        assert (code, "look  dead letters: 2 messages are set aside" in examined) == (0, True)
        failing = await pegel(service, "dead", "redrive", letter_id)
        assert failing[0] == 1
        assert "1 redriven, 1 failed again" in failing[2]
        assert len((await get(session, f"{service.url}/v1/dead"))["items"]) == 2
        assert (await get(session, f"{service.url}/v1/dead/{letter_id}"))["offset"] > letter["offset"]
        await service.terminate()

        await put_row(service, None)
        await service.start()
        assert (await pegel(service, "dead", "redrive", "--all"))[0] == 0
        assert (await get(session, f"{service.url}/v1/dead"))["items"] == []
        assert (await get(session, f"{service.url}/v1/estimates/berlin/demonstrators"))["mentions"] == 3
        assert (await pegel(service, "dead", "show", letter_id))[0] == 1
        await service.terminate()
