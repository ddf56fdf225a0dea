"""Looking back: a line for every claim, scores by thread and measure, and rows that state nothing."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from streams.cli import pegel
from streams.estimate import parameters_for

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PEGEL_SHARED", ROOT.parent / "shared"))
LEVELS = ["0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"]


def row(number: int, point: float, **fields: Any) -> dict[str, Any]:
    known = {
        "id": f"r-{number}",
        "subject": "turkey",
        "measure": "killed",
        "claimant": ("AFAD", "USGS", "WHO")[number % 3],
        "point": point,
        "low": point,
        "high": point,
        "modifier": "exact",
        "stance": "asserts",
        "as_of": f"2023-02-{6 + number:02}",
        "reported": f"2023-02-{6 + number:02}",
        "phrase": f"{point:.0f}",
    }
    return known | fields


THREAD = [
    *(row(number, 1000.0 * (number + 1)) for number in range(6)),
    row(6, 5000.0, claimant="AFAD", stance="plans"),
]


def write(path: Path, *rows: Any) -> str:
    lines = (one if isinstance(one, str) else json.dumps(one) for one in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


@pytest.fixture
def thread(tmp_path: Path) -> str:
    return write(tmp_path / "quake.jsonl", *THREAD)


def run(*words: str) -> Result:
    return CliRunner().invoke(pegel, ["backtest", *words])


def lines_of(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_there_is_a_line_for_every_claim_with_what_was_foreseen_of_it(thread: str) -> None:
    result = run("--json", thread)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = lines_of(result)
    assert [line["id"] for line in lines] == [one["id"] for one in THREAD]
    assert all(list(line) == ["id", "estimand", "at", "value", "quantiles"] for line in lines)
    assert lines[2]["estimand"] == "turkey/killed"
    assert (lines[2]["at"], lines[2]["value"]) == ("2023-02-08", 3000)
    assert [line["quantiles"] is None for line in lines] == [True, True, False, False, False, False, False]
    for line in lines[2:]:
        assert list(line["quantiles"]) == LEVELS
        assert list(line["quantiles"].values()) == sorted(line["quantiles"].values())


def test_what_came_later_changes_nothing_foreseen_before(tmp_path: Path, thread: str) -> None:
    short = write(tmp_path / "short.jsonl", *THREAD[:4])
    assert lines_of(run("--json", short)) == lines_of(run("--json", thread))[:4]


def test_one_source_under_two_names_is_one_claimant(tmp_path: Path) -> None:
    """Who a claimant is, is told as the service does it: the name table knows the two."""
    again = [row(n, p, claimant=who) for n, p, who in ((0, 1000, "Berlin police"), (1, 2000, "Polizei Berlin"))]
    told = [row(n, p, claimant="Polizei Berlin") for n, p in ((0, 1000), (1, 2000))]
    later = row(2, 3000, claimant="Veranstalter")
    two_names, one_name = write(tmp_path / "a.jsonl", *again, later), write(tmp_path / "b.jsonl", *told, later)
    assert lines_of(run("--json", two_names))[2] == lines_of(run("--json", one_name))[2]


def test_scores_are_shown_by_thread_and_measure_beside_the_yardsticks(tmp_path: Path, thread: str) -> None:
    other = write(tmp_path / "wounds.jsonl", *(one | {"measure": "wounded"} for one in THREAD))
    head, quake, wounds, whole, *_ = [line.split() for line in run(thread, other).stdout.splitlines()]
    assert " ".join(head) == "thread measure claims score in 80 in 95 error last median middle"
    assert (quake[:3], wounds[:3], whole[:2]) == (["quake", "killed", "4"], ["wounds", "wounded", "4"], ["all", "8"])
    assert quake[3:] == wounds[3:] == whole[2:]


def test_a_thread_too_short_to_score_says_so(tmp_path: Path) -> None:
    result = run(write(tmp_path / "short.jsonl", *THREAD[:2]))
    assert (result.exit_code, result.stdout) == (0, "no claim had two earlier ones to foresee it from\n")


def test_a_row_that_states_nothing_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    nameless = {name: value for name, value in THREAD[5].items() if name != "id"}
    path = write(tmp_path / "a.jsonl", *THREAD[:5], "{", nameless, row(9, 1.0) | {"low": 2.0})
    result = run("--json", path)
    assert result.exit_code == 1
    assert [line["id"] for line in lines_of(result)] == [one["id"] for one in THREAD[:5]]
    first, second, third = result.stderr.splitlines()
    assert first.startswith(f"{path}:6: rejected: ")
    assert second == f"{path}:7: rejected: 'id' is missing; in a thread every row needs one"
    assert third.startswith(f"{path}:8: rejected ('r-9'): ")


def test_given_parameters_are_used(tmp_path: Path, thread: str) -> None:
    fitted = dataclasses.asdict(parameters_for("quake"))
    same = write(tmp_path / "same.json", fitted)
    wide = write(tmp_path / "wide.json", fitted | {"repeat": 1.0})
    usual = lines_of(run("--json", thread))
    assert lines_of(run("--json", "--parameters", same, thread)) == usual
    [narrow, broad] = [
        line["quantiles"]["0.975"] / line["quantiles"]["0.025"]
        for line in (usual[-1], lines_of(run("--json", "--parameters", wide, thread))[-1])
    ]
    assert broad > narrow


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("{", "Invalid JSON"), ("{}", "version: Field required"), ('{"version": "one"}', "version: Input should be")],
)
def test_parameters_that_are_none_are_wrong_usage(tmp_path: Path, thread: str, text: str, complaint: str) -> None:
    result = run("--parameters", write(tmp_path / "p.json", text), thread)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert result.stdout == ""


def test_a_thread_that_was_fitted_on_is_judged_with_parameters_fitted_without_it(tmp_path: Path) -> None:
    known = write(tmp_path / "crowd-sizes.jsonl", *THREAD)
    other = write(tmp_path / "quake.jsonl", *THREAD)
    assert lines_of(run("--json", known))[-1] != lines_of(run("--json", other))[-1]


def test_the_threads_are_foreseen_as_well_as_the_referee_asks() -> None:
    if not (SHARED / "check").exists():
        pytest.skip(f"needs {SHARED}, the threads and their referee")
    words = [
        sys.executable,
        "-m",
        "streams",
        "backtest",
        "--json",
        *map(str, sorted((SHARED / "threads").glob("*.jsonl"))),
    ]
    done = subprocess.run(words, capture_output=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, b"")
    scored = subprocess.run(
        [sys.executable, SHARED / "threads" / "score.py", "--json", "/dev/stdin", *words[5:]],
        input=done.stdout, capture_output=True, check=True,
    )  # fmt: skip
    result = json.loads(scored.stdout)
    assert result["skill"] >= 0.05
    assert 0.75 <= result["cover80"] <= 0.85
    assert 0.92 <= result["cover95"] <= 0.98


def test_a_row_without_any_day_has_a_line_without_a_forecast(tmp_path: Path) -> None:
    undated = row(7, 9000.0, as_of=None, reported=None)
    lines = [
        json.loads(line) for line in run("--json", write(tmp_path / "t.jsonl", *THREAD, undated)).stdout.splitlines()
    ]
    assert [line["id"] for line in lines] == [f"r-{number}" for number in range(8)]
    assert (lines[-1]["at"], lines[-1]["value"], lines[-1]["quantiles"]) == (None, 9000.0, None)
