"""Rulings on the whole service: in any order, over any number of partitions, through kills, replays and rereadings."""

import asyncio
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
from running import Service, everything, get, post, serving
from test_service_kills import post_until_answered

from streams.broker import Log
from tests.faults.corpus import articles
from tests.faults.state import state

SIGNED = {"author": "Editor", "reason": "misread"}
ROW = {
    "id": "r-1",
    "subject": "berlin",
    "measure": "demonstrators",
    "claimant": "Polizei",
    "point": 90,
    "modifier": "exact",
    "stance": "asserts",
    "reported": "2024-03-01",
    "outlet": "Archiv",
    "phrase": "90",
}


async def send(session: aiohttp.ClientSession, url: str, body: Any, method: str = "POST") -> Any:
    headers = {"Content-Type": "application/json"}
    async with session.request(method, url, data=json.dumps(SIGNED | body), headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json(content_type=None)


async def what_to_rule(session: aiohttp.ClientSession, service: Service, pick: random.Random) -> list[dict[str, Any]]:
    """Rulings of every kind on what the service shows."""
    shown = await everything(session, f"{service.url}/v1/estimates")
    held = {
        one["estimand"]: await everything(session, f"{service.url}/v1/estimates/{one['estimand']}/claims")
        for one in shown
    }
    crowds = sorted(name for name in held if name.endswith("/demonstrators"))
    claims = [claim for name in crowds for claim in held[name] if claim["role"] == "own"]
    some = pick.sample(sorted(claims, key=lambda claim: str(claim["mention_id"])), 6)
    claimants = sorted({claim["claimant_id"] for claim in claims})
    return [
        {"action": "reject", "claim": some[0]["mention_id"]},
        {"action": "reject", "claim": some[1]["claim_id"]},
        {"action": "set", "claim": some[2]["mention_id"], "subject": "potsdam", "value": {"point": 4711}},
        {"action": "set", "claim": some[3]["claim_id"], "place": "germany/potsdam"},
        {"action": "set", "claim": some[4]["mention_id"], "claimant": "Veranstalter"},
        {"action": "merge_estimands", "merged": crowds[0], "into": crowds[1]},
        {"action": "merge_claimants", "merged": claimants[0], "into": claimants[1]},
    ]


def figures(seen: dict[str, Any]) -> dict[str, Any]:
    """What `state` shows of the estimates that rest on claims. The revision also counts what has come and gone."""
    return {
        name: ({**one["estimate"], "revision": 0}, one["claims"])
        for name, one in seen.items()
        if one["estimate"]["claims"]
    }


async def post_through_kills(service: Service, session: aiohttp.ClientSession, batches: Sequence[Any]) -> None:
    """Post every batch, again where the service died over it, which it does four times."""
    pick, position = random.Random(4), 0
    fatal = {len(batches) * part // 5 for part in range(1, 5)}
    while position < len(batches):
        if position in fatal:
            fatal.remove(position)
            posting = asyncio.create_task(post_until_answered(session, service, batches[position]))
            await asyncio.sleep(pick.uniform(0, 0.05))
            await service.kill()
            position += await posting
            await service.start()
        else:
            position += await post_until_answered(session, service, batches[position])


async def write_rulings(data: Path, rulings: Sequence[dict[str, Any]]) -> None:
    """Put rulings on the topic of a service that is not running."""
    log = Log(data / "broker.sqlite")
    await log.open()
    for ruling in rulings:
        log.append("rulings", ruling["ruling_id"].encode(), json.dumps(ruling).encode())
    await log.close()


async def test_rulings_before_and_behind_their_articles_lead_to_the_same_on_any_number_of_partitions(
    tmp_path: Path,
) -> None:
    sent = articles(140, seed=3)
    batches = [sent[start : start + 5] for start in range(0, len(sent), 5)]
    async with serving(tmp_path / "one") as (service, session):
        for batch in batches:
            assert await post_until_answered(session, service, batch)
        await post(session, f"{service.url}/v1/claims", [ROW])
        await service.settled(session)
        plain = figures(await state(session, service.url))
        wanted = await what_to_rule(session, service, random.Random(5))
        rulings = [await send(session, f"{service.url}/v1/rulings", one) for one in wanted]
        await service.settled(session)
        ruled = figures(await state(session, service.url))
        assert ruled != plain
        assert ruled.keys() - plain.keys() == {"potsdam/demonstrators"}
        for ruling in rulings:
            assert (await get(session, f"{service.url}/v1/rulings/{ruling['ruling_id']}"))["claims"]

        await reread(session, service)
        assert figures(await state(session, service.url)) == ruled, "read again"
        assert await service.terminate() == 0
        for file in service.data.glob("store.sqlite*"):
            file.unlink()
        await service.start()
        assert figures(await state(session, service.url)) == ruled, "with another read store"

    async with serving(tmp_path / "three", PEGEL_PARTITIONS="3") as (service, session):
        assert await service.terminate() == 0
        await write_rulings(service.data, rulings)
        await service.start()
        await post(session, f"{service.url}/v1/claims", [ROW])
        await post_through_kills(service, session, batches)
        await service.settled(session)
        assert figures(await state(session, service.url)) == ruled, "ruled on before the articles came"

        for ruling in rulings:
            await send(session, f"{service.url}/v1/rulings/{ruling['ruling_id']}", {}, "DELETE")
        await service.kill()
        await service.start()
        await service.settled(session)
        assert figures(await state(session, service.url)) == plain, "withdrawn"
        assert all(one["withdrawn"] for one in await everything(session, f"{service.url}/v1/rulings"))


async def reread(session: aiohttp.ClientSession, service: Service) -> None:
    async with session.post(f"{service.url}/v1/reread", json={}) as answer:
        assert answer.status == 200
    await service.settled(session)


async def test_an_editors_day(tmp_path: Path) -> None:
    """A misread sentence is corrected, holds through a new version of its article, and goes when the sentence does."""
    text = "Nach Angaben der Polizei kamen {} Menschen zu der Demonstration in Berlin."
    article = {"id": "a", "language": "de", "published": "2024-03-01T18:00:00Z", "outlet": "Stadtblatt"}
    async with serving(tmp_path / "data") as (service, session):

        async def best_after(*versions: str) -> float | None:
            for version in versions:
                await post(session, f"{service.url}/v1/articles", [{**article, "text": version}])
            await service.settled(session)
            best: float | None = (await get(session, f"{service.url}/v1/estimates/berlin/demonstrators"))["best"]
            return best

        assert await best_after(text.format("8.000")) == 8000
        [claim] = (await get(session, f"{service.url}/v1/estimates/berlin/demonstrators/claims"))["items"]
        correction = {"action": "set", "claim": claim["mention_id"], "value": {"point": 800}}
        await send(session, f"{service.url}/v1/rulings", correction)
        assert await best_after() == 800
        assert await best_after(f"Es war kalt. {text.format('8.000')} Es gab Musik.") == 800, (
            "the sentence still stands"
        )
        assert await best_after(text.format("9.000")) == 9000, "another sentence"
        assert await best_after(text.format("8.000")) == 800, "the same again"
