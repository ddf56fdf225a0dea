"""The demo corpus: what `seeds/` promises to the replay, and to a reader who wants to check its figures."""

import csv
import json
import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from schemas import Submission

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
SHARED = Path(os.environ.get("PEGEL_SHARED") or ROOT.parent / "shared")
STORIES = ("crowd-sizes", "job-cuts", "north-korean-troops", "turkey-syria-earthquake")
CORRECTED = {"de-03", "eb-09", "nk-23", "nk-28"}  # printed twice, the second time with another text


def submissions(story: str) -> list[Submission]:
    lines = (SEEDS / f"{story}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Submission.model_validate_json(line) for line in lines]


def corpus() -> list[Submission]:
    return [article for story in STORIES for article in submissions(story)]


def sources() -> list[dict[str, str]]:
    with (SEEDS / "SOURCES.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def versions() -> dict[tuple[str, int], Submission]:
    found: dict[tuple[str, int], Submission] = {}
    for article in corpus():
        assert article.id is not None
        number = 1 + sum(1 for known, _ in found if known == article.id)
        found[article.id, number] = article
    return found


def test_every_story_is_a_file_and_every_file_a_story() -> None:
    assert sorted(path.stem for path in SEEDS.glob("*.jsonl")) == sorted(STORIES)


def test_the_corpus_is_as_long_as_the_demo_needs() -> None:
    assert 60 <= len(corpus()) <= 90


@pytest.mark.parametrize("story", STORIES)
def test_every_article_says_what_it_is_where_it_stands_and_when(story: str) -> None:
    for article in submissions(story):
        assert article.id
        assert article.outlet, article.id
        assert article.published, article.id
        assert article.published.tzinfo is not None, article.id
        assert re.fullmatch(r"https://[a-z0-9-]+\.example\.org/\S+", article.url or ""), article.id
        assert article.text.strip() == article.text != "", article.id


@pytest.mark.parametrize("story", STORIES)
def test_each_file_is_in_order_of_publication(story: str) -> None:
    times = [article.published for article in submissions(story)]
    assert all(earlier < later for earlier, later in pairwise(times) if earlier and later)


def test_only_corrections_repeat_an_id_or_a_url_and_they_change_the_text() -> None:
    for name in ("id", "url"):
        seen: dict[str, list[Submission]] = {}
        for article in corpus():
            seen.setdefault(getattr(article, name), []).append(article)
        repeated = [group for group in seen.values() if len(group) > 1]
        assert {group[0].id for group in repeated} == CORRECTED
        assert all(len({article.text for article in group}) == len(group) for group in repeated)


def test_one_article_is_in_a_language_that_pegel_cannot_read() -> None:
    assert [article.id for article in corpus() if article.language != "de"] == ["nk-22"]


def test_every_article_without_a_source_is_one_without_a_figure() -> None:
    sourced = {row["article"] for row in sources()}
    without = {str(article.id) for article in corpus()} - sourced
    assert without == {"eb-01", "nk-09"}
    assert not [article.id for article in corpus() if article.id in without and re.search(r"\d", article.text)]


def test_every_sourced_figure_stands_in_its_article() -> None:
    articles = versions()
    for row in sources():
        article = articles[row["article"], int(row["version"])]
        assert row["figure"] in article.text or row["figure"] in (article.title or ""), row


def gathered() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every public figure the corpus draws on, by the name that SOURCES.tsv gives it."""
    for story in STORIES:
        for line in (SHARED / "threads" / f"{story}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["id"], row
    for line in (SHARED / "claims" / "seeds" / "claims.gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield f"S{row['doc'][:3]}:{row['phrase']}", row


def values(words: str) -> set[float]:
    """What the digits among the words say: «800.000 bis 1,3 Millionen» -> {800_000, 1_300_000}."""
    digits = re.findall(r"\d+(?:[., ]\d{3})*(?:,\d\d?)?(?!\d)", words)
    numbers = [float(re.sub(r"[., ](?=\d{3})", "", each).replace(",", ".")) for each in digits]
    return {number * 1e6 if "Million" in words and number < 1000 else number for number in numbers}


@pytest.mark.skipif(not (SHARED / "threads").is_dir(), reason="the gathered figures are not on this machine")
def test_every_figure_in_digits_is_one_that_its_sources_give_but_for_headlines_that_round_down() -> None:
    articles = versions()
    known: dict[str, list[dict[str, Any]]] = {}
    for name, row in gathered():
        known.setdefault(name, []).append(row)
    for row in sources():
        rows = [source for name in row["sources"].split(", ") for source in known[name]]
        given = {source[end] for source in rows for end in ("point", "low", "high")}
        words = " ".join(f"{source['phrase']} {source.get('note')}" for source in rows)
        missing = values(row["figure"]) - given - values(words)
        in_headline = row["figure"] in (articles[row["article"], int(row["version"])].title or "")
        rounded = {figure for figure in missing for value in given if value and figure < value < figure * 1.2}
        assert not missing - (rounded if in_headline else set()), row
