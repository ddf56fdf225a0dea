"""What the model promises: intervals nest and age, bounds cut, tolls grow, reprints count once, and a backtest is blind
to the future."""

import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_claims import START, messages, said

from benchmarks.coverage.__main__ import ledger_of as world_ledger
from benchmarks.coverage.worlds import world
from benchmarks.threads import is_scored, read_threads
from schemas import Claim, Estimate
from streams.estimate import Ledger, backtest, estimate, explain, fold, history, parameters_for, score, sketch
from streams.estimate.backtest import LEVELS, cases, foreseen
from streams.estimate.fitted import FITTED, FITTED_WITHOUT
from streams.estimate.independence import ALIKE, group, likeness
from streams.estimate.scores import interval_score

TEXT = " ".join(f"Wort{i}" for i in range(200))


def read(*claims: Claim) -> Estimate:
    return estimate(ledger_of(*claims))


def ledger_of(*claims: Claim) -> Ledger:
    ledger = Ledger.empty(claims[0].estimand)
    for claim in claims:
        ledger = fold(ledger, claim).ledger
    return ledger


def width(reading: Estimate) -> float:
    return reading.interval[2].high / reading.interval[2].low


@settings(max_examples=300, deadline=None)
@given(claims=st.lists(messages(), min_size=1, max_size=12))
def test_intervals_nest_around_a_best_between_the_extremes(claims: list[Claim]) -> None:
    reading = read(*claims)
    if reading.best is None:
        assert reading.interval == ()
        return
    assert reading.lowest is not None
    assert reading.highest is not None
    assert reading.lowest.value <= reading.best <= reading.highest.value
    half, most, nearly_all = reading.interval
    assert nearly_all.low <= most.low <= half.low <= reading.best <= half.high <= most.high <= nearly_all.high
    half, most, nearly_all = reading.next_report
    assert nearly_all.low < most.low < half.low < half.high < most.high < nearly_all.high


@settings(max_examples=200, deadline=None)
@given(claims=st.lists(messages(), max_size=6), copies=st.integers(1, 6))
def test_verbatim_reprints_in_their_own_voice_change_nothing(claims: list[Claim], copies: int) -> None:
    made = sketch(TEXT)
    first = said(9500, None, 13, outlet="Agenturblatt", sketch=made)
    reprints = [said(9500, None, 13 + i / 24, outlet=f"Blatt {i}", sketch=made) for i in range(1, copies + 1)]
    one, many = read(*claims, first), read(*reprints, *claims, first)
    assert (one.best, one.interval, one.claimants) == (many.best, many.interval, many.claimants)


def test_an_own_finding_of_the_same_figure_is_no_reprint() -> None:
    one = said(9500, None, outlet="Tagesbote", sketch=sketch(TEXT))
    other = said(9500, None, outlet="Abendpost", sketch=sketch(TEXT.replace("Wort", "Satz")))
    assert read(one, other).claimants == 2


def test_more_claimants_make_it_surer_but_never_quite_sure() -> None:
    few = read(*(said(9000 + 10 * i, f"c{i}") for i in range(3)))
    many = read(*(said(9000 + 10 * i, f"c{i}") for i in range(40)))
    assert 1.1 < width(many) < width(few) < width(read(said(9000)))


def test_a_figure_taken_over_makes_it_no_surer() -> None:
    alone = read(said(9000, "nis"), said(12000, "usa"))
    repeated = read(said(9000, "nis"), said(12000, "usa"), *(said(12000, f"c{i}", day=1) for i in range(5)))
    assert repeated.best == pytest.approx(alone.best, rel=0.01)


def test_a_stock_gets_less_sure_with_age_and_an_event_does_not() -> None:
    stock, event = ledger_of(said(9000)), ledger_of(said(9000, estimand="berlin/demonstrators"))
    later = START + timedelta(days=300)
    assert width(estimate(stock, at=later)) > width(estimate(stock))
    assert width(estimate(event, at=later)) == width(estimate(event))


def test_a_toll_that_was_last_counted_days_ago_is_read_as_grown() -> None:
    early = said(1000, "afad", 0, estimand="turkey/killed")
    late = said(9000, "koca", 4, estimand="turkey/killed")
    other = said(1000, "who", 4, estimand="turkey/killed")
    assert read(early, late).best > read(other, late).best  # type: ignore[operator]


@pytest.mark.parametrize("estimand", ["turkey/killed", "north-korea/troops"])
def test_after_years_of_silence_the_newest_figure_still_counts_most(estimand: str) -> None:
    figures = [(1_000, "police", 0), (3_000, "mayor", 1), (9_000, "who", 3), (20_000, "afad", 8), (30_000, "koca", 14)]
    ledger = ledger_of(*(said(figure, by, day, estimand=estimand) for figure, by, day in figures))
    now, later = estimate(ledger), estimate(ledger, aged_to=START + timedelta(days=1000))
    assert now.best == later.best
    assert width(later) >= width(now)


def test_a_toll_of_which_nobody_speaks_any_more_has_come_to_rest() -> None:
    ledger = ledger_of(said(600, estimand="turkey/killed"), said(20_000, "afad", 8, estimand="turkey/killed"))
    later, much_later = (estimate(ledger, aged_to=START + timedelta(days=days)) for days in (16, 1000))
    assert later.next_report == much_later.next_report
    assert later.interval == much_later.interval


def test_the_next_report_spreads_wider_than_the_truth_where_many_agree() -> None:
    reading = read(*(said(9000 + 100 * i, f"c{i}") for i in range(20)))
    assert reading.next_report[2].high / reading.next_report[2].low > width(reading)


def test_a_lower_bound_cuts_off_what_lies_below() -> None:
    figures = [said(3000, "nis"), said(9000, "usa")]
    bounded = read(*figures, said(8000, "nato", role="bound"))
    assert bounded.interval[1].low > read(*figures).interval[1].low
    assert bounded.best > read(*figures).best  # type: ignore[operator]


def test_lean_is_taken_off() -> None:
    lean = {kind.name: kind.lean for kind in FITTED.kinds}
    assert lean["organiser"] > 0 > lean["police"]
    crowd = "berlin/demonstrators"
    police = said(8500, "police", estimand=crowd, claimant_kind="police")
    organiser = said(30000, "farmers", estimand=crowd, claimant_kind="organiser")
    unknown = [said(8500, "a", estimand=crowd), said(30000, "b", estimand=crowd)]
    assert width(read(police, organiser)) < width(read(*unknown))


def test_a_figure_that_may_be_misread_weighs_less() -> None:
    sure = read(said(3000, "nis"), said(9000, "usa"), said(9500, "nato"))
    doubted = read(said(3000, "nis", confidence=0.3), said(9000, "usa"), said(9500, "nato"))
    assert doubted.best > sure.best  # type: ignore[operator]


def test_figures_that_are_not_above_zero_have_a_middle_and_no_interval() -> None:
    reading = read(said(0, "nis"), said(0, "usa"))
    assert (reading.best, reading.interval) == (0, ())


@pytest.mark.parametrize("figure", [1e308, 5e-324, -4.0, 0.0])
def test_a_figure_out_of_this_world_does_no_harm(figure: float) -> None:
    alone, beside = read(said(figure)), read(said(figure), said(8000, "usa"), said(9000, "nato"))
    assert (alone.best, alone.interval) == (figure, ())
    assert beside.best == pytest.approx(read(said(8000, "usa"), said(9000, "nato")).best)
    assert Estimate.model_validate_json(beside.model_dump_json()) == beside


def test_about_leaves_out_figures_for_later_days() -> None:
    ledger = ledger_of(said(8000), said(9000, day=3))
    assert estimate(ledger, about=date(2024, 10, 2)).best == 8000


def test_history_has_a_reading_a_day_and_thins_long_spans() -> None:
    ledger = ledger_of(*(said(1000 + i, day=i) for i in range(50)))
    assert [reading.best for reading in history(ledger)] == [1000 + i for i in range(50)]
    thinned = history(ledger, most=10)
    assert len(thinned) == 10
    assert thinned[-1].best == 1049


def test_sketches_tell_edited_copies_from_other_texts() -> None:
    cut = " ".join(TEXT.split()[:140])
    assert likeness(sketch(TEXT), sketch(TEXT.upper())) == 1
    assert likeness(sketch(TEXT), sketch(cut)) >= ALIKE
    assert likeness(sketch(TEXT), sketch(TEXT.replace("Wort", "Satz"))) < ALIKE
    assert likeness(sketch(""), sketch("")) == 1


def test_groups_are_connected_and_end_with_the_days() -> None:
    day, made, other = date(2024, 10, 1), sketch(TEXT), sketch(TEXT.replace("Wort", "Satz"))
    near = day + timedelta(days=3)
    articles = {"a": (day, made), "b": (near, made), "c": (near + timedelta(days=3), made), "d": (day, other)}
    assert sorted(map(sorted, group(articles, 3))) == [["a", "b", "c"], ["d"]]
    del articles["b"]
    assert sorted(map(sorted, group(articles, 3))) == [["a"], ["c"], ["d"]]


def rows(*figures: tuple[int, float]) -> list[tuple[dict[str, str], Claim]]:
    """Gathered rows: one figure a day from START on, each by another claimant."""
    made = []
    for day, figure in figures:
        said_on = (START + timedelta(days=day)).date().isoformat()
        claim = said(figure, f"c{day}-{figure}", day, place="russia", as_of=said_on)
        made.append(({"id": f"{day}-{figure}", "as_of": said_on, "reported": said_on}, claim))
    return made


def test_a_backtest_knows_only_earlier_days() -> None:
    early = rows((0, 8000), (1, 9000), (2, 10000))
    lines = backtest(early, FITTED)
    assert [line.quantiles is None for line in lines] == [True, True, False]
    later = backtest([*early, *rows((2, 70000), (3, 90000))], FITTED)
    assert later[:3] == lines
    quantiles = list((lines[2].quantiles or {}).values())
    assert quantiles == sorted(quantiles)
    assert list(lines[2].quantiles or {}) == [str(level) for level in LEVELS]


def test_scores_stand_beside_the_yardsticks() -> None:
    [found] = score(rows((0, 8000), (1, 9000), (2, 10000), (3, 10000), (4, 10500)), FITTED)
    assert (found.measure, found.claims) == ("troops", 3)
    assert found.error_of_last == pytest.approx((np.log10(10 / 9) + 0 + np.log10(1.05)) / 3)
    assert found.error_of_middle > found.error_of_median > found.error_of_last
    assert 0 < found.interval_score < 1
    assert 0 <= found.inside_80 <= found.inside_95 <= 1


def test_an_interval_score_is_nil_for_a_sure_hit_and_grows_with_the_miss() -> None:
    assert interval_score([1.0] * 7, 1.0) == 0
    assert interval_score([1.0] * 7, 2.0) == pytest.approx(1)  # a sure miss costs its distance
    assert interval_score([0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3], 1.0) < interval_score([0.7] * 7, 1.0)


def test_a_thread_is_judged_by_parameters_fitted_without_it() -> None:
    assert parameters_for("north-korean-troops") == FITTED_WITHOUT["north-korean-troops"]
    assert parameters_for("a thread that nobody has seen") == FITTED
    assert all(parameters != FITTED for parameters in FITTED_WITHOUT.values())


REASONS = [
    (said(9000, "nis"), "counts"),
    (said(12000, "usa", day=-1), "replaced by a newer figure of its claimant"),
    (said(11000, "usa", day=1), "counts"),
    (said(8000, "putin", day=-1), "counts: what its claimant says now is taken over from another"),
    (said(9000, "putin", day=1), "taken over from another claimant, with whom it counts"),
    (said(11000, "kim", day=2), "taken over from another claimant, with whom it counts"),
    (said(12000, "nis", stance="plans"), "apart: it plans"),
    (said(1, "moskau", stance="denies"), "apart: it denies"),
    (said(500, "nato", level="increment"), "no total: an increment"),
    (said(501, "nato", level="rate"), "no total: a rate"),
    (said(7000, "nato", role="bound"), "says «at least», for it speaks of a part"),
    (said(9500, None, outlet="Agenturblatt", sketch=sketch(TEXT)), "counts"),
    (said(9500, None, 0.5, outlet="Abendpost", sketch=sketch(TEXT)), "a reprint of what another outlet printed first"),
]


def test_every_claim_has_a_reason_and_the_weights_add_up() -> None:
    reasons = explain(ledger_of(*(claim for claim, _ in REASONS)))
    assert {reason.claim_id: reason.why for reason in reasons} == {claim.claim_id: why for claim, why in REASONS}
    assert sum(reason.weight for reason in reasons) == pytest.approx(1)
    assert all((reason.weight > 0) == reason.why.startswith("counts") for reason in reasons)


def test_reasons_are_those_of_the_day_and_the_moment_asked_for() -> None:
    early, late = said(8000, "nis"), said(9000, "usa", day=3)
    ledger = ledger_of(early, late)
    for reasons in (explain(ledger, about=date(2024, 10, 2)), explain(ledger, at=START)):
        assert [(reason.claim_id, reason.weight) for reason in reasons] == [(early.claim_id, 1)]


def test_a_figure_far_from_all_others_weighs_little() -> None:
    astray = said(90000, "x")
    reasons = explain(ledger_of(astray, *(said(9000 + 10 * i, f"c{i}") for i in range(8))))
    weights = {reason.claim_id: reason.weight for reason in reasons}
    assert weights[astray.claim_id] < 0.25 * max(weights.values())


def test_the_history_of_an_episode_begins_with_it() -> None:
    toll = [said(100 * (day + 1), day=day, estimand="turkey/killed") for day in (0, 1, 200, 201)]
    late = said(50, "afad", 2, estimand="turkey/killed", as_of="2024-09-29")
    ledger = ledger_of(*toll, late)
    first = history(ledger, episode="2024-09-29")
    assert [reading.best for reading in first][:2] == [100, 200]
    assert [reading.episode for reading in first] == ["2024-10-01", "2024-10-01", "2024-09-29"]
    assert [reading.best for reading in history(ledger, episode="2025-04-19")] == [20100, 20200]


def test_in_worlds_whose_truth_is_known_intervals_hold_it_about_as_often_as_they_say() -> None:
    dice = np.random.default_rng(3)
    worlds = [made for made in (world(dice) for _ in range(250)) if len(made.said) >= 3]
    readings = [(made.truth, estimate(world_ledger(made)).interval) for made in worlds]
    held = [np.mean([i[level].low <= truth <= i[level].high for truth, i in readings]) for level in range(3)]
    assert held == pytest.approx([0.5, 0.8, 0.95], abs=0.08)


THREADS = Path(os.environ.get("PEGEL_SHARED", "../shared")) / "threads"


@pytest.mark.skipif(not THREADS.exists(), reason="the threads are not at hand; name their folder's parent")
def test_the_next_report_of_a_thread_left_out_lies_in_its_intervals_about_as_often_as_they_say() -> None:
    inside = []
    for thread in read_threads(sorted(THREADS.glob("*.jsonl"))):
        for case in cases(thread.rows):
            if is_scored(case):
                line = foreseen(case, parameters_for(thread.name))
                assert line.value is not None
                assert line.quantiles is not None
                inside.append(line.quantiles["0.1"] <= line.value * (1 + 1e-9) <= line.quantiles["0.9"] * (1 + 2e-9))
    assert np.mean(inside) == pytest.approx(0.8, abs=0.05)
