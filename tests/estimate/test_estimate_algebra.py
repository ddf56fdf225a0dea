"""What the ledger promises whatever comes in: order, repetition and lateness of messages make no difference."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_claims import START, TROOPS, messages, retracted, said

from schemas import Claim, Estimate
from streams.estimate import Ledger, Step, age, estimate, fold, join_rows
from streams.estimate.entries import Entry
from streams.estimate.view import look, standing_view

MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ESTIMANDS = pytest.mark.parametrize("estimand", [TROOPS, "turkey/killed"])


def folded(estimand: str, claims: list[Claim]) -> tuple[Ledger, dict[str, bytes | None]]:
    def onward(state: tuple[Ledger, dict[str, bytes | None]], claim: Claim) -> tuple[Ledger, dict[str, bytes | None]]:
        step = fold(state[0], claim)
        return step.ledger, state[1] | step.rows

    return reduce(onward, claims, (Ledger.empty(estimand), {}))


def read(ledger: Ledger, place: str | None = None) -> Estimate | None:
    return estimate(ledger, place=place) if ledger.claims else None


@ESTIMANDS
@MANY
@given(data=st.data())
def test_any_order_gives_the_same_ledger_and_reading_to_the_bit(estimand: str, data: st.DataObject) -> None:
    claims = data.draw(st.lists(messages(estimand), max_size=12))
    other = data.draw(st.permutations(claims))
    one, rows = folded(estimand, claims)
    two, other_rows = folded(estimand, other)
    assert one == two
    assert rows == other_rows
    assert read(one) == read(two)
    assert read(one, "russia") == read(two, "russia")


@ESTIMANDS
@MANY
@given(data=st.data())
def test_a_repeated_message_changes_nothing(estimand: str, data: st.DataObject) -> None:
    claims = data.draw(st.lists(messages(estimand), min_size=1, max_size=10))
    ledger, _ = folded(estimand, claims)
    for claim in claims:
        assert fold(ledger, claim) == Step(ledger, None, {})


@ESTIMANDS
@MANY
@given(data=st.data())
def test_folding_two_streams_is_folding_their_merged_ledgers(estimand: str, data: st.DataObject) -> None:
    first = data.draw(st.lists(messages(estimand), max_size=8))
    second = data.draw(st.lists(messages(estimand), max_size=8))
    whole, _ = folded(estimand, first + second)
    merged = folded(estimand, first)[0].merge(folded(estimand, second)[0])
    assert merged == whole
    assert read(merged) == read(whole)


@ESTIMANDS
@MANY
@given(data=st.data())
def test_rows_of_two_workers_join_to_the_ledger_of_all_they_folded(estimand: str, data: st.DataObject) -> None:
    first = data.draw(st.lists(messages(estimand), max_size=8))
    second = data.draw(st.lists(messages(estimand), max_size=8))
    joined, others = folded(estimand, first)[0].rows(), folded(estimand, second)[0].rows()
    for key, row in others.items():
        joined[key] = join_rows(key, joined[key], row) if key in joined else row
    assert Ledger.load(estimand, joined) == folded(estimand, first + second)[0]


@ESTIMANDS
@MANY
@given(data=st.data())
def test_the_rows_of_all_steps_restore_the_ledger(estimand: str, data: st.DataObject) -> None:
    ledger, rows = folded(estimand, data.draw(st.lists(messages(estimand), max_size=12)))
    restored = Ledger.load(estimand, {key: row for key, row in rows.items() if row is not None})
    assert restored == ledger
    assert restored.rows() == ledger.rows() == rows
    assert read(restored) == read(ledger)


@ESTIMANDS
@MANY
@given(data=st.data())
def test_a_view_carried_along_is_the_view_made_anew(estimand: str, data: st.DataObject) -> None:
    ledger, _ = folded(estimand, data.draw(st.lists(messages(estimand), min_size=1, max_size=14)))
    carried = standing_view(ledger)
    assert carried == look(None, carried.scope.stretch, ledger.entries.values())
    assert carried == standing_view(Ledger.load(estimand, ledger.rows()))


@ESTIMANDS
@MANY
@given(data=st.data(), day=st.integers(0, 120))
def test_what_held_at_a_moment_is_what_was_known_by_then(estimand: str, data: st.DataObject, day: int) -> None:
    claims = data.draw(st.lists(messages(estimand), max_size=14))
    moment = START + timedelta(days=day)
    known = [claim for claim in claims if max(claim.known or claim.published, claim.published) <= moment]

    def held(entries: Iterable[Entry]) -> dict[str, tuple[date, set[str]]]:
        return {entry.words.claim_id: (entry.day, set(entry.mentions)) for entry in entries}

    whole, _ = folded(estimand, claims)
    assert held(whole.until(moment)) == held(folded(estimand, known)[0].entries.values())


def test_a_mention_that_is_read_otherwise_leaves_the_claim_that_it_made_with_others() -> None:
    first, reprint, other = said(8000, article="a"), said(8000, article="b", outlet="Kurier"), said(300, article="c")
    anew = said(9000, "usa", article="a", edition=1, mention_id=first.mention_id)
    ledger, _ = folded(TROOPS, [first, reprint, other, said(1, day=1), anew])
    assert standing_view(ledger) == standing_view(Ledger.load(TROOPS, ledger.rows()))


@MANY
@given(claims=st.lists(messages(), min_size=1, max_size=10))
def test_a_thousandfold_of_all_figures_is_a_thousandfold_of_the_reading(claims: list[Claim]) -> None:
    def thousandfold(claim: Claim) -> Claim:
        ends = {name: None if (x := getattr(claim, name)) is None else x * 1000 for name in ("point", "low", "high")}
        return claim.model_copy(update=ends)

    small, large = (estimate(folded(TROOPS, cs)[0]) for cs in (claims, [thousandfold(c) for c in claims]))
    assert (small.best is None) == (large.best is None)
    if small.best is not None:
        assert large.best == pytest.approx(1000 * small.best)
    if small.lowest and small.highest and large.lowest and large.highest:
        assert large.lowest.value == 1000 * small.lowest.value
        assert large.highest.value == 1000 * small.highest.value
        assert small.best is not None
        assert small.lowest.value <= small.best * (1 + 1e-12)
    assert large.contested == small.contested


@MANY
@given(claims=st.lists(messages(), max_size=8), again=st.integers(2, 5))
def test_a_retraction_and_a_new_assertion_leave_the_assertion(claims: list[Claim], again: int) -> None:
    ledger, _ = folded(TROOPS, claims)
    claim = said(9000, article="apart", edition=1)
    with_it = fold(ledger, claim).ledger
    without = fold(with_it, retracted(claim, edition=2))
    assert claim.claim_id not in without.ledger.entries
    back = fold(without.ledger, claim.model_copy(update={"edition": 2 + again}))
    assert dict(back.ledger.entries)[claim.claim_id].words == dict(with_it.entries)[claim.claim_id].words
    assert back.change is not None


@MANY
@given(claims=st.lists(messages(), max_size=8))
def test_a_late_old_edition_changes_no_figure(claims: list[Claim]) -> None:
    new = said(9000, article="apart", edition=7)
    ledger, _ = folded(TROOPS, [*claims, new])
    step = fold(ledger, said(4000, article="apart", edition=3))
    assert step.change is None
    assert dict(step.ledger.entries) == dict(ledger.entries)
    assert step.ledger == folded(TROOPS, [*claims, said(4000, article="apart", edition=3), new])[0]


@ESTIMANDS
@MANY
@given(data=st.data(), days=st.floats(0, 400))
def test_a_reading_aged_without_its_ledger_is_the_ledgers_own_to_the_bit(
    estimand: str, data: st.DataObject, days: float
) -> None:
    ledger, _ = folded(estimand, data.draw(st.lists(messages(estimand), min_size=1, max_size=12)))
    standing = estimate(ledger)
    later = standing.at + timedelta(days=days)
    aged = age(standing, later)
    if aged is None:
        assert any((standing.episode or "") < first <= later.date().isoformat() for first in standing.episodes)
    else:
        assert aged == estimate(ledger, aged_to=later)
