"""The whole service from the outside: what is posted comes out as estimates, and stays right whatever is posted."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from running import Serve, Service, events_of, everything, get, post, serving

from schemas.article import MOST_CHARACTERS

POLICE = "Nach Angaben der Polizei kamen {} Menschen zu der Demonstration in Berlin."


def article(text: str, **fields: Any) -> dict[str, Any]:
    return {"text": text, "language": "de", "published": "2024-03-01T18:00:00Z", "outlet": "Stadtblatt", **fields}


async def figures(session: aiohttp.ClientSession, service: Service, estimand: str) -> list[float | None]:
    """Points of the claims that hold for an estimand; empty where there is no such estimand."""
    await service.settled(session)
    async with session.get(f"{service.url}/v1/estimates/{estimand}/claims") as answer:
        if answer.status == 404:
            return []
        return sorted(claim["point"] for claim in (await answer.json())["items"] if not claim["retracted"])


async def delete(session: aiohttp.ClientSession, url: str) -> int:
    async with session.delete(url, headers={"Content-Type": "application/json"}) as answer:
        return answer.status


async def test_an_article_can_be_replaced_moved_and_withdrawn(tmp_path: Path, serve: Serve) -> None:
    estimand = "berlin/demonstrators"
    async with serve(tmp_path / "data") as (service, session):
        articles = f"{service.url}/v1/articles"
        await post(session, articles, [article(POLICE.format("8.000"), id="a", url="https://blatt.example/1")])
        assert await figures(session, service, estimand) == [8000]

        await post(session, articles, [article(POLICE.format("9.500"), id="a", url="https://blatt.example/1")])
        assert await figures(session, service, estimand) == [9500], "the same id with another text"

        await post(session, articles, [article(POLICE.format("9.700"), id="b", url="https://blatt.example/1")])
        assert await figures(session, service, estimand) == [9700], "the same url under another id"

        await post(session, articles, [article(POLICE.format("9.700"), id="b", url="https://blatt.example/1")])
        assert await figures(session, service, estimand) == [9700], "the same article twice"
        assert (await get(session, f"{service.url}/v1/estimates/{estimand}"))["mentions"] == 1

        assert await delete(session, f"{articles}/b") == 204
        assert await figures(session, service, estimand) == []
        async with session.get(f"{articles}/b") as answer:
            assert "9.700" not in await answer.text()
        assert await delete(session, f"{articles}/never-seen") == 404

        await post(session, articles, [article(POLICE.format("9.900"), id="b")])
        assert await figures(session, service, estimand) == [9900], "an article that comes back"
        causes = [
            change["cause"] for change in await everything(session, f"{service.url}/v1/estimates/{estimand}/changes")
        ]
        assert {"claim", "retraction"} <= set(causes)


async def test_gathered_rows_join_the_estimates_of_articles(tmp_path: Path, serve: Serve) -> None:
    row = {
        "id": "r-1",
        "subject": "berlin",
        "measure": "demonstrators",
        "place": "germany/berlin",
        "claimant": "Veranstalter",
        "claimant_type": "organiser",
        "point": 20000,
        "modifier": "exact",
        "stance": "asserts",
        "as_of": "2024-03-01",
        "reported": "2024-03-01",
        "outlet": "Archiv",
        "phrase": "20.000",
    }
    async with serve(tmp_path / "data") as (service, session):
        await post(session, f"{service.url}/v1/articles", [article(POLICE.format("8.000"), id="a")])
        answer = await post(session, f"{service.url}/v1/claims", [row, {**row, "stance": "shouts"}])
        assert [result["status"] for result in answer["results"]] == ["accepted", "rejected"]
        assert "stance" in answer["results"][1]["reason"]
        assert await figures(session, service, "berlin/demonstrators") == [8000, 20000]
        estimate = await get(session, f"{service.url}/v1/estimates/berlin/demonstrators")
        assert (estimate["lowest"]["value"], estimate["highest"]["value"]) == (8000, 20000)
        assert 8000 < estimate["best"] < 20000


async def test_the_longest_article_passes(tmp_path: Path, serve: Serve) -> None:
    """Kafka refuses messages above 1 MB unless it is told otherwise."""
    filler = "Es war kühl und später noch kühler. "
    text = POLICE.format("8.000") + " " + filler * ((MOST_CHARACTERS - 200) // len(filler))
    async with serve(tmp_path / "data") as (service, session):
        await post(session, f"{service.url}/v1/articles", [article(text, id="a")])
        assert await figures(session, service, "berlin/demonstrators") == [8000]
        assert (await get(session, f"{service.url}/v1/articles/a"))["article"]["text"] == text


async def test_rereading_with_the_same_extractor_changes_nothing(tmp_path: Path, serve: Serve) -> None:
    async with serve(tmp_path / "data") as (service, session):
        await post(session, f"{service.url}/v1/articles", [article(POLICE.format("8.000"), id="a")])
        await service.settled(session)
        before = await get(session, f"{service.url}/v1/estimates/berlin/demonstrators")
        async with session.post(f"{service.url}/v1/reread", json={}) as answer:
            assert answer.status in {200, 202}
        await service.settled(session)
        assert await get(session, f"{service.url}/v1/estimates/berlin/demonstrators") == before
        assert len(await everything(session, f"{service.url}/v1/estimates/berlin/demonstrators/changes")) == 1


async def test_sigterm_ends_within_five_seconds_with_watchers_connected(tmp_path: Path, serve: Serve) -> None:
    async with serve(tmp_path / "data") as (service, session):
        await post(session, f"{service.url}/v1/articles", [article(POLICE.format("8.000"), id="a")])
        watchers = [await session.get(f"{service.url}/v1/watch") for _ in range(3)]
        for watcher in watchers:
            assert watcher.status == 200
            await watcher.content.readline()
        began = time.monotonic()
        assert await asyncio.wait_for(service.terminate(), 5) == 0
        assert time.monotonic() - began < 5


async def test_watchers_see_a_snapshot_and_then_every_change(tmp_path: Path, serve: Serve) -> None:
    async with serve(tmp_path / "data") as (service, session):
        await post(session, f"{service.url}/v1/articles", [article(POLICE.format("8.000"), id="a")])
        await service.settled(session)
        async with session.get(f"{service.url}/v1/watch") as watcher:
            events = events_of(watcher)
            assert (await anext(events))[0] == "snapshot"
            later = article(POLICE.format("9.500"), id="b", published="2024-03-01T20:00:00Z")
            await post(session, f"{service.url}/v1/articles", [later])
            seen = {}
            async with asyncio.timeout(20):
                while {"estimate", "change"} - seen.keys():
                    name, data = await anext(events)
                    seen[name] = json.loads(data)
        assert seen["estimate"]["estimand"] == seen["change"]["estimand"] == "berlin/demonstrators"
        assert seen["estimate"]["highest"]["value"] == 9500


async def test_a_second_service_on_the_same_file_ends_at_once_and_says_why(tmp_path: Path) -> None:
    async with serving(tmp_path / "data") as (service, session):
        second = Service(tmp_path / "data")
        with pytest.raises(RuntimeError, match=r"broker\.sqlite"):
            await second.start()
        assert second.process is not None
        assert await second.process.wait() == 1
        assert (await get(session, f"{service.url}/health"))["status"] == "alive"


LONG = "8.000 Menschen demonstrierten in Berlin. " * 1_300_000  # 53 MB
HOSTILE = [
    ("not UTF-8", b'{"text": "\xff\xfe"}', 422),
    ("empty text", b'{"text": "   "}', 422),
    ("an article of 50 MB", json.dumps({"text": LONG}).encode(), 413),
    ("JSON that is no article", b"[1, 2, 3]", 422),
    ("no JSON at all", b"8.000 Menschen", 422),
    ("an unknown field", b'{"text": "8.000 Menschen.", "colour": "blue"}', 422),
    ("a date in the future", b'{"text": "8.000 Menschen.", "published": "2199-01-01"}', 422),
    ("no date and no language", POLICE.format("1.001").join(('{"text": "', '"}')).encode(), 200),
    ("English text", b'{"text": "Police said 8,000 people marched through the streets of Berlin."}', 200),
    (
        "control characters",
        b'{"text": "Laut Polizei kamen 1.002\\u0000 Menschen zur Demonstration in Berlin.\\u0007"}',
        200,
    ),
    (
        "right-to-left marks",
        '{"text": "Laut Polizei kamen \u202e1.003\u202c Menschen zur Demonstration in Berlin."}'.encode(),
        200,
    ),
    ("HTML", b'{"text": "<p>Laut Polizei kamen <b>1.004</b> Menschen zur Demonstration in Berlin.</p>"}', 200),
    (
        "script",
        b'{"text": "Ruhig blieb es. <script>alert(1005)</script> Laut Polizei kamen 1.006 Menschen nach Berlin."}',
        200,
    ),
]


async def test_bad_input_is_refused_clearly_or_read_soundly_and_harms_nothing(tmp_path: Path, serve: Serve) -> None:
    headers = {"Content-Type": "application/json"}
    async with serve(tmp_path / "data") as (service, session):
        await post(session, f"{service.url}/v1/articles", [article(POLICE.format("8.000"), id="a")])
        await service.settled(session)
        for name, body, status in HOSTILE:
            async with session.post(f"{service.url}/v1/articles", data=body, headers=headers) as answer:
                assert answer.status == status, f"{name}: {await answer.text()}"
                if status != 200:
                    assert answer.content_type == "application/problem+json", name
                    problem = await answer.json(content_type=None)
                    told = problem["detail"] or problem["rejected"][0]["reason"]
                    assert len(told) > 10, f"{name} needs a reason: {problem}"
        await service.settled(session)
        assert 8000 in await figures(session, service, "berlin/demonstrators")
        for estimate in await everything(session, f"{service.url}/v1/estimates"):
            for claim in await everything(session, f"{service.url}/v1/estimates/{estimate['estimand']}/claims"):
                assert claim["point"] != 1005, "a script is no sentence"
                stored = await get(session, f"{service.url}/v1/articles/{claim['article_id']}")
                text = stored["article"]["text"]
                assert text[claim["start"] : claim["end"]] == claim["phrase"]
                assert text[claim["sentence_start"] : claim["sentence_end"]] == claim["sentence"]
        metrics = await (await session.get(f"{service.url}/metrics")).text()
        assert "pegel_store_dead_letters{" not in metrics
        if service.command == ("run",):  # else the workers count, and they have an endpoint of their own
            assert 'pegel_articles_without_lexicon_total{language="en"} 1.0' in metrics
        assert (await get(session, f"{service.url}/ready"))["status"] == "ready"
