"""What a running service knew: query and explain, against a service of its own in another process."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from schemas import Claim, Estimate, Explanation
from streams.cli import pegel
from streams.feed.client import Service

SETTLE_SECONDS = 60
TROOPS = "north-korea/troops"
Run = Callable[..., Result]


def row(number: int, claimant: str, point: float, reported: str, **fields: Any) -> dict[str, Any]:
    known = {
        "id": f"r-{number}",
        "subject": "north-korea",
        "measure": "troops",
        "claimant": claimant,
        "point": point,
        "low": point,
        "high": point,
        "modifier": "exact",
        "stance": "asserts",
        "reported": reported,
        "outlet": "Der Bote",
        "phrase": f"{point:.0f}",
    }
    return known | fields


ROWS = [
    row(1, "Pentagon", 8000, "2024-10-28"),
    row(2, "NATO", 10000, "2024-10-28"),
    row(3, "Ukraine", 11000, "2024-11-05", place="russia/kursk"),
    row(4, "Pentagon", 12000, "2024-11-07"),
    row(5, "NIS", 3000, "2024-11-07", as_of="2024-10-18"),
    row(6, "NIS", 15000, "2024-11-07", stance="plans"),
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str | None]]:
    """The settings of a running service that knows the rows."""
    folder = tmp_path_factory.mktemp("service")
    rows = folder / "rows.jsonl"
    rows.write_text("".join(json.dumps(one) + "\n" for one in ROWS), encoding="utf-8")
    cleared = dict.fromkeys(name for name in os.environ if name.startswith("PEGEL_"))
    kept = {name: value for name, value in os.environ.items() if name not in cleared}
    kept |= {"PEGEL_DATA": str(folder / "data"), "PEGEL_PORT": "0"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streams", "run"], env=kept, stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    address = process.stdout.readline().decode().strip()
    try:
        assert address, (folder / "log").read_text()
        settings = cleared | {"PEGEL_DATA": str(folder / "data"), "PEGEL_SERVICE": address}
        assert CliRunner().invoke(pegel, ["replay", "--claims", str(rows)], env=settings).exit_code == 0
        asyncio.run(settle(address))
        yield settings
    finally:
        process.terminate()
        process.communicate()


async def settle(address: str) -> None:
    async with Service(address) as service:
        await service.settled(SETTLE_SECONDS)


@pytest.fixture
def run(environment: dict[str, str | None]) -> Run:
    return lambda *words: CliRunner().invoke(pegel, words, env=environment)


def query(run: Run, *words: str) -> Estimate:
    result = run("query", TROOPS, "--json", *words)
    assert result.exit_code == 0, result.stderr
    return Estimate.model_validate_json(result.stdout)


@pytest.mark.parametrize(
    ("words", "claimants", "best"),
    [
        (["--at", "2024-11-06", "--place", "russia/kursk"], 1, 11000),
        (["--for", "2024-10-18"], 1, 3000),
        (["--at", "2024-10-28"], 2, None),
        (["--at", "2024-11-05T12:00:00+01:00"], 3, None),
        ([], 4, None),
    ],
)
def test_a_query_may_ask_what_was_known(run: Run, words: list[str], claimants: int, best: float | None) -> None:
    found = query(run, *words)
    assert found.claimants == claimants
    assert best is None or found.best == best


def test_a_person_reads_the_intervals_and_each_claimant(run: Run) -> None:
    shown = run("query", TROOPS, "--at", "2024-10-28").stdout
    assert "truth        50 %" in shown
    assert "next report  50 %" in shown
    assert "as of 2024-10-28" in shown
    assert "Pentagon  asserts  «8000»" in shown
    assert "12000" not in shown


def test_an_explanation_for_programs_is_that_of_the_service(run: Run) -> None:
    result = run("explain", TROOPS, "--json", "--at", "2024-11-06")
    explanation = Explanation.model_validate_json(result.stdout)
    assert explanation.estimate == query(run, "--at", "2024-11-06")
    assert {claim.claimant for claim in explanation.claims} == {"Pentagon", "NATO", "Ukraine"}
    assert explanation.next is None


def test_an_explanation_for_people_shows_weights_words_and_reasons(run: Run) -> None:
    shown = run("explain", TROOPS).stdout
    assert "12,000  Pentagon  asserts" in shown
    assert "replaced by a newer figure of its claimant" in shown
    assert "apart: it plans" in shown
    assert "\x1b" not in shown


async def test_an_explanation_is_gathered_from_all_its_pages(
    environment: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = environment["PEGEL_SERVICE"]
    assert address is not None
    async with Service(address) as service:
        whole = await service.explain(TROOPS, {})
        monkeypatch.setattr("streams.feed.client.PAGE", 2)
        assert await service.explain(TROOPS, {}) == whole
    assert len(whole.claims) == len(ROWS)


@pytest.mark.parametrize("command", ["query", "explain"])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--episode", "2020-01-01"], "north-korea/troops has no episode 2020-01-01; it has none"),
        (["--at", "2024-10-28", "--place", "russia"], "No claim about 'north-korea/troops' fits place=russia, at=2024"),
    ],
)
def test_what_the_service_refuses_is_told_in_its_words(run: Run, command: str, words: list[str], says: str) -> None:
    result = run(command, TROOPS, *words)
    assert result.exit_code == 1
    assert says in result.stderr


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["query", TROOPS, "--at", "2024-02-30"], "'2024-02-30' is not on the calendar"),
        (["query", TROOPS, "--for", "2024-10-25T12:00"], "write a day such as 2024-10-25"),
        (["query", "--at", "2024-10-25"], "--at needs an ESTIMAND"),
        (["query", "--for", "2024-10-25", "--at", "2024-10-25"], "--at and --for need an ESTIMAND"),
        (["explain"], "Missing argument"),
        (["explain", "troops"], "write SUBJECT/MEASURE"),
    ],
)
def test_wrong_usage_is_told_before_any_service_is_asked(words: list[str], complaint: str) -> None:
    result = CliRunner().invoke(pegel, words)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_claims_are_shown_with_their_source_the_latest_first(run: Run) -> None:
    shown = run("claims", TROOPS, "--limit", "2").stdout
    assert shown.index("2024-11-07") < shown.index("Der Bote")
    assert shown.count("north-korea/troops") == 2
    found = [Claim.model_validate_json(line) for line in run("claims", TROOPS, "--json").stdout.splitlines()]
    assert len(found) == len(ROWS)
    assert [claim.published for claim in found] == sorted((claim.published for claim in found), reverse=True)
    assert "no claim about" in run("claims", "nobody/troops").stderr


@pytest.mark.parametrize(
    ("begun", "offered"), [("", [TROOPS]), ("north-ko", [TROOPS]), (TROOPS, [TROOPS]), ("korea", [])]
)
def test_the_shell_completes_estimands(
    environment: dict[str, str | None], monkeypatch: pytest.MonkeyPatch, begun: str, offered: list[str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value) if value is not None else monkeypatch.delenv(name, raising=False)
    completion = ShellComplete(pegel, {}, "pegel", "_PEGEL_COMPLETE")
    assert [item.value for item in completion.get_completions(["explain"], begun)] == offered


def test_without_a_service_the_shell_offers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEGEL_SERVICE", "http://127.0.0.1:1")
    assert ShellComplete(pegel, {}, "pegel", "_PEGEL_COMPLETE").get_completions(["query"], "n") == []
