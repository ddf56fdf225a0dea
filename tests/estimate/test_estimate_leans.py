"""Leans: how far a claimant's figures lie from those of others about the same days."""

import pytest
from made_claims import said

from schemas import Claim
from streams.estimate import Lean, Ledger, fold, leans


def leans_of(*claims: Claim) -> dict[str, Lean]:
    ledger = Ledger.empty(claims[0].estimand)
    for claim in claims:
        ledger = fold(ledger, claim).ledger
    return leans(ledger)


def test_two_who_differ_by_a_factor_of_four_lean_apart_by_it() -> None:
    found = leans_of(said(4000, "a"), said(1000, "b"))
    assert found["a"].observed == pytest.approx(4)
    assert found["b"].observed == pytest.approx(1 / 4)
    assert found["a"].compared == found["b"].compared == 1


def test_a_lean_is_the_mean_over_a_claimants_figures_on_the_log_scale() -> None:
    found = leans_of(said(4000, "a", 0), said(1000, "b", 0), said(2000, "a", 30), said(2000, "b", 30))
    assert found["a"].observed == pytest.approx(2)
    assert found["a"].compared == 2


@pytest.mark.parametrize(
    "other",
    [
        said(1000, "b", 4),
        said(1000, "a", 1),
        said(1000, "b", stance="plans"),
        said(1000, "b", level="increment"),
        said(0, "b"),
    ],
    ids=["another day", "himself", "a plan", "an increment", "no figure above zero"],
)
def test_what_cannot_be_compared_gives_no_lean(other: Claim) -> None:
    assert leans_of(said(4000, "a"), other)["a"] == Lean(of_kind=None, observed=None, compared=0)


def test_the_lean_of_a_kind_is_the_fitted_one_as_a_factor() -> None:
    found = leans_of(said(4000, "a", claimant_kind="organiser"), said(900, "b", claimant_kind="astrologer"))
    assert found["a"].of_kind == pytest.approx(10**0.269, rel=0.5)
    assert found["b"].of_kind is None
