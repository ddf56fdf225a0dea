"""`pegel extract` and `pegel numbers`: claims as JSON lines from files, without any service."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schemas import Claim
from streams.cli import pegel

TEXT = "Nach Angaben der Polizei nahmen am Samstag rund 5.000 Menschen an der Kundgebung in Berlin teil."
ARTICLE = {"id": "a-1", "text": TEXT, "language": "de", "published": "2024-10-28"}


def run(*words: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(pegel, [str(word) for word in words], input=stdin)


def write(path: Path, *articles: object) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
    return path


def test_a_claim_is_printed_whole_with_the_article_it_stands_in(tmp_path: Path) -> None:
    result = run("extract", write(tmp_path / "a.jsonl", ARTICLE))
    assert (result.exit_code, result.stderr) == (0, "")
    [row] = [json.loads(line) for line in result.stdout.splitlines()]
    assert row.pop("doc") == "a-1"
    claim = Claim.model_validate(row | {"via": tuple(row["via"])})
    assert (claim.point, claim.modifier, claim.measure, claim.claimant) == (5000, "approx", "demonstrators", "Polizei")
    assert TEXT[claim.start : claim.end] == claim.phrase == "rund 5.000"
    assert TEXT[claim.sentence_start : claim.sentence_end] == claim.sentence


def test_what_is_no_article_goes_to_standard_error_and_the_rest_is_answered_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"id": "empty", "text": ""}, ARTICLE, {"text": "a", "mood": 1})
    result = run("extract", path)
    assert result.exit_code == 0
    assert [json.loads(line)["doc"] for line in result.stdout.splitlines()] == ["a-1"]
    assert f"{path}:1: rejected ('empty'): 'text' is empty" in result.stderr
    assert f"{path}:3: rejected: unknown field 'mood'" in result.stderr


def test_a_file_that_can_not_be_read_fails(tmp_path: Path) -> None:
    (tmp_path / "loop.jsonl").symlink_to(tmp_path / "gone.jsonl")
    result = run("extract", tmp_path)
    assert result.exit_code == 1
    assert "can't be read" in result.stderr


@pytest.mark.parametrize(
    ("article", "claims"),
    [
        (ARTICLE | {"published": "2999-01-01"}, 1),
        (ARTICLE | {"language": "de-AT"}, 1),
        ({"text": TEXT}, 1),
        ({"text": "Police said that around 5,000 people took part in the rally on Saturday."}, 0),
        (ARTICLE | {"language": "en"}, 0),
        (ARTICLE | {"text": "Nichts Neues aus Berlin."}, 0),
    ],
)
def test_articles_are_read_in_the_languages_that_have_a_lexicon(
    tmp_path: Path, article: dict[str, str], claims: int
) -> None:
    result = run("extract", write(tmp_path / "a.jsonl", article))
    assert (result.exit_code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == claims


def test_texts_and_standard_input_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "2024-10-28 Berlin.txt").write_text(TEXT, encoding="utf-8")
    [row] = run("extract", tmp_path).stdout.splitlines()
    assert json.loads(row)["doc"] == "2024-10-28-Berlin"
    [row] = run("extract", "-", stdin=json.dumps(ARTICLE)).stdout.splitlines()
    assert json.loads(row)["doc"] == "a-1"


def test_a_person_sees_each_sentence_with_its_claims_beneath(tmp_path: Path) -> None:
    article = ARTICLE | {"text": f"Vorgeschichte ohne Zahl.\n{TEXT}"}
    result = run("extract", "--pretty", write(tmp_path / "a.jsonl", article))
    assert result.exit_code == 0
    head, sentence, claim = result.stdout.rstrip().splitlines()
    assert (head, sentence.strip()) == ("a-1", TEXT)
    assert claim.split()[:3] == ["rund", "5.000", "5,000"]
    assert "\x1b" not in result.stdout


def test_each_line_of_numbers_is_answered_by_one_list() -> None:
    result = run("numbers", stdin=b"mehr als 600.000 und 12\n\nkeine\n")
    lists = [json.loads(line) for line in result.stdout.splitlines()]
    assert [[number["phrase"] for number in found] for found in lists] == [["mehr als 600.000", "12"], [], []]
