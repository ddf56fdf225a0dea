"""`pegel rule` as a person and as a program use it, against a service of its own in another process."""

import asyncio
import json

import pytest
from test_cli_asking import TROOPS, Run, environment, query, run, settle

from schemas import Explanation, Ruling

__all__ = ["environment", "run"]  # fixtures

SIGNED = ("--author", "Editor", "--reason", "misread")


def explain(run: Run) -> Explanation:
    return Explanation.model_validate_json(run("explain", TROOPS, "--json").stdout)


def rule(run: Run, environment: dict[str, str | None], *words: str) -> Ruling:
    result = run("rule", *words, *SIGNED, "--json")
    assert result.exit_code == 0, result.stderr
    asyncio.run(settle(environment["PEGEL_SERVICE"] or ""))
    return Ruling.model_validate_json(result.stdout)


def test_an_editor_corrects_rejects_merges_and_takes_all_back(run: Run, environment: dict[str, str | None]) -> None:
    before = query(run)
    claims = {claim.claimant: claim for claim in explain(run).claims if claim.stance == "asserts"}
    correction = rule(
        run, environment, "set", claims["NATO"].printed[0].mention_id, "--value", "9000", "--place", "russia/kursk"
    )
    rejection = rule(run, environment, "reject", claims["Ukraine"].claim_id)
    merge = rule(run, environment, "merge-claimants", claims["NIS"].claimant_id, claims["NATO"].claimant_id)
    ruled = query(run)
    ids = tuple(sorted(ruling.ruling_id for ruling in (correction, rejection, merge)))
    assert ruled.rulings == ids
    nato = [figure for figure in ruled.latest if figure.claimant_id == claims["NATO"].claimant_id]
    assert {(figure.point, figure.place) for figure in nato if figure.stance == "asserts"} == {(9000, "russia/kursk")}
    assert "Ukraine" not in {figure.claimant for figure in ruled.latest}

    shown = run("explain", TROOPS).stdout
    for told in ("ruled by hand", "by Editor: misread", "as read: 11,000", "value 9,000", "merge claimant"):
        assert told in shown
    listed = run("rule", "list").stdout
    assert "reject «11000» by Ukraine (north-korea/troops), wherever it is printed" in listed
    assert len(run("rule", "list", "--json").stdout.splitlines()) == 3

    for ruling_id in ids:
        assert rule(run, environment, "withdraw", ruling_id).withdrawn is not None
    after = query(run)
    assert after.model_copy(update={"revision": before.revision}) == before
    assert run("rule", "list").stdout == ""
    assert run("rule", "list", "--all").stdout.count("withdrawn by Editor: misread") == 3


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (("reject", "0" * 16, *SIGNED), 1, "No claim that holds has the id"),
        (("reject", "x", "--reason", "misread"), 2, "--author NAME, or set PEGEL_AUTHOR"),
        (("reject", "x"), 2, "Missing option '--reason'"),
        (("set", "x", *SIGNED), 2, "say what to set"),
        (("set", "x", *SIGNED, "--place", "Kursk!"), 1, "from the country down"),
        (("set", "x", *SIGNED, "--value", "5", "--low", "9"), 1, "low 9 is above point 5"),
        (("merge-estimands", TROOPS, TROOPS, *SIGNED), 1, "can't be merged into itself"),
        (("withdraw", "none", *SIGNED), 1, "There is no ruling 'none'"),
    ],
)
def test_a_ruling_that_can_not_be_made_says_why(run: Run, words: tuple[str, ...], code: int, reason: str) -> None:
    result = run("rule", *words)
    assert (result.exit_code, reason in " ".join(result.stderr.split())) == (code, True), result.stderr


def test_the_author_may_stand_in_the_environment(run: Run, environment: dict[str, str | None]) -> None:
    [claim, *_] = explain(run).claims
    environment["PEGEL_AUTHOR"] = "Chief"
    result = run("rule", "reject", claim.claim_id, "--reason", "misread", "--json")
    assert json.loads(result.stdout)["author"] == "Chief"
