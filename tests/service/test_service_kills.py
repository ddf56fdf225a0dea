"""Nothing that was accepted is lost, and nothing counts twice, whenever the process dies."""

import asyncio
import random
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
from running import Service, post, serving

from tests.faults.corpus import articles
from tests.faults.state import differences, state

KILLS = 20
ARTICLES_PER_RUN = 100
BATCH = 5


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
    sent = articles(KILLS * ARTICLES_PER_RUN + 200, seed=1, nearest=BATCH)
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
    assert differences(undisturbed, killed, in_order=True) == []
