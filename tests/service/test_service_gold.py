"""The project's first five articles, and 932 others, through the whole service."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from running import everything, get, post, serving

from schemas.claim import estimand_id

SHARED = Path(os.environ.get("PEGEL_SHARED", Path(__file__).resolve().parents[2].parent / "shared"))
SEEDS = SHARED / "claims" / "seeds"
CORPUS = SHARED / "corpus" / "gnad.jsonl"


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def same_estimand(row: dict[str, Any]) -> str:
    return estimand_id(row["subject"], row["measure"], row["unit"], row["counted"])


@pytest.mark.skipif(not SEEDS.exists(), reason="needs the gold articles of PEGEL_SHARED (../shared)")
async def test_every_gold_figure_of_the_first_articles_is_among_the_claims_of_its_estimand(tmp_path: Path) -> None:
    articles, gold = read(SEEDS / "articles.jsonl"), read(SEEDS / "claims.gold.jsonl")
    async with serving(tmp_path / "data") as (service, session):
        answer = await post(session, f"{service.url}/v1/articles", articles)
        assert [result["status"] for result in answer["results"]] == ["accepted"] * len(articles)
        await service.settled(session)

        for estimand in sorted({same_estimand(row) for row in gold}):
            url = f"{service.url}/v1/estimates/{estimand}"
            claims = await everything(session, f"{url}/claims")
            read_at = {(c["article_id"], c["start"], c["claimant"]): c for c in claims if c["role"] == "own"}
            for row in (row for row in gold if same_estimand(row) == estimand):
                found = [c for (doc, start, _), c in read_at.items() if doc == row["doc"] and start == row["start"]]
                figures = [(c["point"], c["low"], c["high"], c["stance"]) for c in found]
                assert (row["point"], row["low"], row["high"], row["stance"]) in figures, f"{estimand}: {row}"
                if row["point"] is not None:
                    assert any(names_alike(c["claimant"], row["claimant"]) for c in found), f"{estimand}: {row}"

        troops = await get(session, f"{service.url}/v1/estimates/north-korea/troops")
        asserted = {figure["point"] for figure in troops["latest"] if figure["stance"] == "asserts"}
        planned = {figure["point"] for figure in troops["latest"] if figure["stance"] == "plans"}
        assert {8000, 11000, 10000, 1500} <= asserted
        assert 12000 in planned
        assert 12000 not in asserted
        assert troops["lowest"]["value"] == 1500
        assert troops["highest"]["value"] == 11000
        assert 1500 < troops["best"] <= 11000
        losses = await get(session, f"{service.url}/v1/estimates/russia/killed_or_wounded")
        own = {f["point"] for f in losses["latest"] if f["role"] == "own" and f["stance"] == "asserts"}
        assert own == {600000, 650000}
        assert 600000 <= losses["best"] <= 650000
        killed = await get(session, f"{service.url}/v1/estimates/ukraine/killed")
        assert killed["best"] == pytest.approx(31000)


def names_alike(ours: str | None, gold: str | None) -> bool:
    """The same name, or the same last word of it, whatever its ending."""
    if ours is None or gold is None:
        return ours is gold
    last = [name.casefold().split()[-1].split("-")[-1][:7] for name in (ours, gold)]
    return last[0] == last[1]


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the newspaper corpus of PEGEL_SHARED (../shared)")
async def test_a_newspaper_corpus_raises_nothing_and_dead_letters_nothing(tmp_path: Path) -> None:
    articles = read(CORPUS)
    async with serving(tmp_path / "data") as (service, session):
        for batch in batches(articles, 100):
            answer = await post(session, f"{service.url}/v1/articles", batch)
            assert [result["status"] for result in answer["results"]] == ["accepted"] * len(batch)
        await service.settled(session)
        metrics = await (await session.get(f"{service.url}/metrics")).text()
        assert "pegel_dead_letters_total{" not in metrics
        assert len(await everything(session, f"{service.url}/v1/estimates")) > len(articles)
        records = [json.loads(line) for line in service.log().splitlines() if line.startswith("{")]
        assert [record for record in records if record["level"] in {"error", "critical"}] == []
        assert "Traceback" not in service.log()


def batches(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]
