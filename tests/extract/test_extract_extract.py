"""Extraction as a whole: what every claim holds to, on any text, and how well the shared gold is met."""

import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_of import article, claims_of

from schemas import Article, Claim
from streams.extract import VERSION, extract
from streams.language import load

LEXICON = load("de")
SHARED = Path(os.environ.get("PEGEL_SHARED", Path(__file__).resolve().parents[3] / "shared"))

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

VOCABULARY = (
    '5 Tote 300 Soldaten laut Polizei , . : „ “ " ( ) sagte er die Ministerin Eva Berger sei seien soll haben und '
    "mindestens Millionen Euro Prozent der Stimmen nach Angaben von zufolge wie mitteilte davon auf um wurden getötet "
    "verletzt \n – <b> </b> <script> Dies teilte mit am 3. Mai 2015 zwei bis drei rund Hälfte sprach"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=300)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.none() | st.text(min_size=1, max_size=60))
def test_offsets_slice_back_on_any_text(text: str, title: str | None) -> None:
    if not text.strip():
        return
    source = article(text, title)
    for claim in extract(source, LEXICON):
        field = source.title if claim.field == "title" else source.text
        assert field is not None
        assert field[claim.start : claim.end] == claim.phrase
        assert field[claim.sentence_start : claim.sentence_end] == claim.sentence
        assert claim.sentence_start <= claim.start < claim.end <= claim.sentence_end
        assert (claim.claimant is None) == (claim.claimant_start is None) == (claim.claimant_end is None)
        assert claim.extractor == f"de/{VERSION}"


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_equal_articles_have_equal_claims(text: str) -> None:
    if text.strip():
        assert extract(article(text), LEXICON) == extract(article(text), LEXICON)


def valid(claims: list[Claim]) -> None:
    """Claims are assembled unchecked; validating them changes neither a value nor a byte."""
    for claim in claims:
        checked = Claim.model_validate(dict(claim), strict=True)
        assert checked == claim
        assert checked.model_dump_json() == claim.model_dump_json()


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.none() | st.text(min_size=1, max_size=60))
def test_claims_of_any_text_are_valid(text: str, title: str | None) -> None:
    if text.strip():
        valid(extract(article(text, title), LEXICON))


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_claims_of_the_seeds_are_valid(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        valid(extract(article(row["text"], row.get("title")), LEXICON))


def test_mentions_are_told_apart_and_claims_joined() -> None:
    first, second, third = claims_of(
        "Laut Polizei starben 30 Menschen. Laut Polizei starben 30 Menschen. Es gab 40 Tote."
    )
    assert first.claim_id == second.claim_id != third.claim_id
    assert len({first.mention_id, second.mention_id, third.mention_id}) == 3


def test_several_claimants_make_a_row_each() -> None:
    rows = claims_of("Die Ukraine und Südkorea haben erklärt, dass 500 Soldaten kamen.")
    assert [row.claimant for row in rows] == ["Ukraine", "Südkorea"]
    assert len({row.mention_id for row in rows}) == 2


def test_a_title_has_offsets_of_its_own() -> None:
    title, text = claims_of("Bei dem Unglück starben 30 Menschen.", title="Unglück: 30 Tote")
    assert (title.field, title.start, text.field, text.start) == ("title", 9, "text", 24)


def test_a_repeated_figure_is_of_the_same() -> None:
    headline, text = claims_of("11.000 Nordkoreaner in Kursk\nLaut Polizei sind 11.000 Soldaten in Kursk.")
    assert headline.measure == text.measure == "troops"


def test_a_script_claims_nothing() -> None:
    assert claims_of("<script>var tote = 500; // 500 Tote</script> Stille.") == []


@pytest.mark.parametrize(
    "piece", ["5 Tote ", "und 5 ", "1, ", "(5 ", "laut 5 ", "„5 Tote ", "sagte 5 ", "5\n", "bis 5 "]
)
def test_work_grows_with_the_length_of_the_text_only(piece: str) -> None:
    """The number of claims is bounded by the length, however dense the numbers stand, so that the work is, too."""
    claims = claims_of(piece * 3000)
    assert len(claims) <= 60 + len(piece) * 3000 // 100


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def scorer(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, SHARED / "claims" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows_of(name: str) -> list[dict[str, Any]]:
    received = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for line in read_lines(SHARED / "claims" / name / "articles.jsonl"):
        day = line.get("published")
        published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else received
        source = Article(
            id=line["id"],
            text=line["text"],
            language="de",
            published=published,
            published_known=bool(day),
            received=received,
        )
        rows.extend({"doc": line["id"], **claim.model_dump(mode="json")} for claim in extract(source, LEXICON))
    return rows


GOLD = [
    ("seeds", {"value": 1.0, "bounds": 0.96, "stance": 0.96, "measure": 0.96, "full": 0.96, "estimand": 0.93}),
    (
        "gnad",
        {"found": 0.96, "value": 0.95, "unit": 0.93, "stance": 0.9, "counted": 0.85, "measure": 0.88, "full": 0.8},
    ),
]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared texts are not there; PEGEL_SHARED names their folder")
@pytest.mark.parametrize(("name", "marks"), GOLD)
def test_the_gold_is_met(name: str, marks: dict[str, float]) -> None:
    gold = list(read_lines(SHARED / "claims" / name / "claims.gold.jsonl"))
    listed = SHARED / "claims" / name / "docs.txt"
    docs = listed.read_text(encoding="utf-8").split() if listed.exists() else None
    table, _ = scorer("score").score(gold, rows_of(name), docs)
    reached = {level: round(table[level]["f1"], 3) for level in marks}
    assert {level: f1 for level, f1 in reached.items() if f1 < marks[level]} == {}


HOSTILE = (
    "laut Polizei 500 Menschen in Berlin am Montag. ",
    "5 Tote. Dies sagte er. ",
    "Am Montag kamen 500 Menschen. ",
    "500 Menschen ",
    "ein Drittel ",
    "3 von 5 Kindern, sagte Meier: ",
    "„500 Menschen“, ",
    "(500 Menschen ",
    "die Polizei sprach von 500, ",
    "am 3. Mai 2015 bis zum 4. Juni 2016 ",
)
MOST_CALLS = 14_000  # a KB; an average article of real news takes a tenth of that


def calls_to_extract(text: str) -> int:
    """How many functions are called: the work, on any machine."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    source = article(text)
    sys.setprofile(count)
    try:
        extract(source, LEXICON)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_text_costs_more_than_its_length_allows(unit: str) -> None:
    short, long = (calls_to_extract(unit * (size // len(unit))) for size in (20_000, 40_000))
    assert long / 40 < MOST_CALLS
    assert long < 2.3 * short
