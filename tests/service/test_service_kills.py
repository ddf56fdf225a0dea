"""Nothing that was accepted is lost, and nothing counts twice, whenever the process dies."""

import asyncio
import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from running import Service, everything, post, serving

KILLS = 20
ARTICLES_PER_RUN = 100
BATCH = 5
START = datetime(2024, 3, 1, 6, tzinfo=UTC)
CITIES = ("Berlin", "Hamburg", "München", "Köln", "Leipzig", "Dresden")
SENTENCES = (
    "Nach Angaben der Polizei kamen {n} Menschen zu der Demonstration in {city}.",
    "Die Veranstalter sprachen von rund {n} Teilnehmern in {city}.",
    "Bei dem Unglück in {city} wurden nach Angaben der Feuerwehr {n} Menschen verletzt.",
    "Der Konzern will in {city} bis zu {n} Stellen streichen.",
    "Mehr als {n} Menschen wurden laut Polizei in {city} festgenommen.",
)


def articles(count: int, seed: int) -> list[dict[str, Any]]:
    """Generated articles; every seventh is sent again later with another figure.

    None share a url: which of two such articles is withdrawn does not depend on timing, but between which others it is
    withdrawn does, and with it the order of changes.
    """
    pick = random.Random(seed)
    made: list[dict[str, Any]] = []
    for number in range(count):
        if number % 7 == 6:
            again = made[pick.randrange(max(0, number - 30), number)]
            made.append({**again, "text": text(pick)})
            continue
        made.append(
            {
                "id": f"a-{number}",
                "text": text(pick),
                "outlet": f"Blatt {number % 5}",
                "language": "de",
                "published": (START + timedelta(minutes=11 * number)).isoformat(),
                "url": f"https://blatt.example/{number}",
            }
        )
    return made


def text(pick: random.Random) -> str:
    chosen = pick.sample(SENTENCES, 2)
    return " ".join(s.format(n=pick.randrange(2, 400) * 10, city=pick.choice(CITIES)) for s in chosen)


async def state(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    """All that a reader can see, but for the moments of receipt."""
    estimates = await everything(session, f"{url}/v1/estimates")
    seen: dict[str, Any] = {}
    for estimate in estimates:
        base = f"{url}/v1/estimates/{estimate['estimand']}"
        claims = await everything(session, f"{base}/claims")
        changes = await everything(session, f"{base}/changes")
        seen[estimate["estimand"]] = (
            estimate,
            sorted(({k: v for k, v in claim.items() if k != "edition"} for claim in claims), key=str),
            sorted(({k: v for k, v in change.items() if k != "change_id"} for change in changes), key=str),
        )
    return seen


def articles_in_flight(data: Path) -> int:
    """Articles on disk that the flow had not finished with, as the broker's file shows after a death."""
    with sqlite3.connect(f"file:{data / 'broker.sqlite'}?mode=ro", uri=True) as file:
        query = """
            SELECT p.next_offset - max(coalesce(o.next_offset, 0), 0) FROM partitions p
            LEFT JOIN offsets o ON o.slot = p.slot WHERE p.topic IN ('articles', 'claims', 'addresses')
        """
        return sum(waiting for (waiting,) in file.execute(query))


async def post_until_answered(session: aiohttp.ClientSession, service: Service, rows: list[dict[str, Any]]) -> bool:
    """True when the service took the rows, False when it died over them."""
    try:
        answer = await post(session, f"{service.url}/v1/articles", rows)
    except (aiohttp.ClientError, ConnectionError):
        return False
    assert [result["status"] for result in answer["results"]] == ["accepted"] * len(rows)
    return True


async def test_twenty_kills_leave_the_same_claims_figures_counts_and_changes_as_none(tmp_path: Path) -> None:
    sent = articles(KILLS * ARTICLES_PER_RUN + 200, seed=1)
    batches = [sent[start : start + BATCH] for start in range(0, len(sent), BATCH)]
    async with serving(tmp_path / "undisturbed") as (service, session):
        for batch in batches:
            assert await post_until_answered(session, service, batch)
        await service.settled(session)
        undisturbed = await state(session, service.url)
        assert await service.terminate() == 0

    pick = random.Random(2)
    in_flight = after_an_answer = 0
    async with serving(tmp_path / "killed") as (service, session):
        position = 0
        for kill in range(KILLS):
            fatal = position + ARTICLES_PER_RUN // BATCH // 2 + pick.randrange(ARTICLES_PER_RUN // BATCH // 2)
            while position < fatal:
                position += await post_until_answered(session, service, batches[position])
            if kill % 4 == 0:  # at once after an answer
                after_an_answer += 1
                await service.kill()
            else:  # over a request
                posting = asyncio.create_task(post_until_answered(session, service, batches[position]))
                await asyncio.sleep(pick.uniform(0, 0.02))
                await service.kill()
                position += await posting
            in_flight += articles_in_flight(service.data) > 0
            await service.start()
        while position < len(batches):
            position += await post_until_answered(session, service, batches[position])
        await service.settled(session)
        killed = await state(session, service.url)

    assert after_an_answer >= 5
    assert in_flight >= 15
    assert killed.keys() == undisturbed.keys()
    for estimand, seen in undisturbed.items():
        assert killed[estimand] == seen, estimand
