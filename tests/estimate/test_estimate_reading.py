"""What a reading says: who counts, with which figure, in which episode and place; and why it changed."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made_claims import START, TROOPS, retracted, said

from schemas import Claim, Estimate
from schemas.claim import estimand_id, slug
from streams.estimate import EpisodeError, Ledger, bear, estimate, fold
from streams.estimate.identity import day_of

SEEDS = Path(os.environ.get("PEGEL_SHARED", "../shared")) / "claims" / "seeds"


def ledger_of(*claims: Claim) -> Ledger:
    ledger = Ledger.empty(claims[0].estimand)
    for claim in claims:
        ledger = fold(ledger, claim).ledger
    return ledger


def causes(*claims: Claim) -> list[str | None]:
    ledger, found = Ledger.empty(claims[0].estimand), []
    for claim in claims:
        step = fold(ledger, claim)
        found.append(step.change.cause if step.change else None)
        ledger = step.ledger
    return found


BEST = [
    ("one figure is the reading", [said(8000)], 8000),
    ("two are met at their geometric middle", [said(8000), said(2000, "usa")], 4000),
    ("a claimant's newer figure replaces its older", [said(8000), said(9000, day=1)], 9000),
    ("the newer one may come first", [said(9000, day=1), said(8000)], 9000),
    ("old news reported late is not newer", [said(9000, day=1), said(8000, day=5, as_of="2024-09")], 9000),
    ("plans stand apart", [said(8000), said(12000, "usa", stance="plans")], 8000),
    ("denials stand apart", [said(8000), said(1, "usa", stance="denies")], 8000),
    ("plans alone are no reading", [said(12000, stance="plans")], None),
    ("an increment is no total", [said(8000), said(500, day=1, level="increment")], 8000),
    ("a rate is no total", [said(8000), said(500, "usa", level="rate")], 8000),
    ("a part is no total", [said(8000), said(500, "usa", level="part")], 8000),
    ("a bare bound counts with its figure", [said(10000, modifier="more_than")], 10000),
    ("a lower bound of another quantity is not averaged in", [said(8000), said(20, "usa", role="bound")], 8000),
    ("a part does not pull the whole down", [said(9000, place="russia"), said(90, "usa", place="russia/kursk")], 9000),
]


@pytest.mark.parametrize(("claims", "best"), [case[1:] for case in BEST], ids=[case[0] for case in BEST])
def test_best_is_what_is_asserted_now(claims: list[Claim], best: float | None) -> None:
    assert estimate(ledger_of(*claims)).best == (None if best is None else pytest.approx(best, rel=1e-4))


def test_a_vague_plural_stands_at_its_geometric_middle() -> None:
    assert estimate(ledger_of(said(1000, modifier="vague"))).best == pytest.approx((2000 * 9999) ** 0.5, rel=1e-4)


def test_extremes_name_their_claimants() -> None:
    reading = estimate(ledger_of(said(8000), said(2000, "usa"), said(90000, "nato", stance="predicts")))
    assert reading.lowest is not None
    assert reading.highest is not None
    assert (reading.lowest.value, reading.lowest.claimant_id) == (2000, "usa")
    assert (reading.highest.value, reading.highest.claimant_id) == (8000, "nis")


def test_what_cannot_hold_together_is_contested() -> None:
    low, high = said(2000, "usa"), said(8000, modifier="more_than")
    reading = estimate(ledger_of(low, high))
    assert reading.contested
    assert reading.clash == (low.claim_id, high.claim_id)
    assert not estimate(ledger_of(said(8000, "usa"), said(2000, modifier="more_than"))).contested


def test_own_voice_counts_as_the_outlet() -> None:
    one, other = said(8000, None, outlet="Tagesbote"), said(9000, None, outlet="Abendpost")
    assert estimate(ledger_of(one, other)).claimants == 2


def test_forty_reprints_are_one_claim_with_forty_mentions() -> None:
    reprints = [said(8000, outlet=f"Blatt {i}", article=f"{i}", day=i / 100) for i in range(40)]
    reading, single = estimate(ledger_of(*reprints)), estimate(ledger_of(reprints[0]))
    assert (reading.claims, reading.mentions, reading.outlets, reading.claimants) == (1, 40, 40, 1)
    assert (reading.best, reading.interval) == (single.best, single.interval)


def test_shares_are_listed_and_not_pooled() -> None:
    reading = estimate(ledger_of(said(30, estimand="austria/share")))
    assert (reading.pooled, reading.best, len(reading.latest)) == (False, None, 1)


def test_a_reading_of_the_past_knows_only_what_was_reported() -> None:
    ledger = ledger_of(said(8000), said(9000, day=3), said(20, "usa", day=5))
    before = estimate(ledger, at=START + timedelta(days=4))
    assert (before.best, before.claims, before.at) == (9000, 2, START + timedelta(days=4))
    assert estimate(ledger, at=START - timedelta(days=1)).claims == 0


def test_a_gap_begins_a_new_episode_and_the_newest_is_shown() -> None:
    quake, crowd = "turkey/killed", "berlin/demonstrators"
    ledger = ledger_of(*(said(100 * (day + 1), day=day, estimand=quake) for day in (0, 40, 200)))
    assert estimate(ledger).episodes == ("2024-10-01", "2025-04-19")
    assert estimate(ledger).best == pytest.approx(20100)
    assert estimate(ledger, episode="2024-10-01").best == pytest.approx(4100)
    assert estimate(ledger_of(said(100, estimand=crowd), said(900, day=7, estimand=crowd))).episode == "2024-10-08"
    with pytest.raises(EpisodeError, match="it has 2024-10-01, 2025-04-19"):
        estimate(ledger, episode="1999-01-01")


def test_a_figure_for_a_later_day_is_not_yet_the_current_episode() -> None:
    ahead = said(5000, stance="predicts", estimand="berlin/demonstrators", as_of="2024-11-30")
    assert estimate(ledger_of(said(900, estimand="berlin/demonstrators"), ahead)).episode == "2024-10-01"


def test_a_reading_for_a_place_takes_what_lies_in_it() -> None:
    ledger = ledger_of(said(9000, place="russia"), said(8000, "usa", place="russia/kursk"), said(5, "nato"))
    assert [(f.claimant_id, f.role) for f in estimate(ledger, place="russia").latest] == [
        ("nis", "own"),
        ("usa", "bound"),
    ]
    assert estimate(ledger, place="russia/kursk").best == 8000
    assert estimate(ledger).places == ("russia", "russia/kursk")


def test_causes_of_change() -> None:
    first = said(8000)
    assert causes(
        first,
        first,
        said(8000, article="other", outlet="Abendpost"),
        said(9000, day=1),
        said(7000, day=0.5),
        said(9000, "usa", day=1),
        said(9000, "kim", day=2, stance="denies"),
        retracted(first),
        first,
    ) == ["claim", None, "mention", "revision", "claim", "claim", "denial", "retraction", None]


def test_a_changed_article_corrects() -> None:
    old, new = said(8000, article="a", start=3), said(9000, article="a", start=7, edition=5)
    assert causes(old, retracted(old, edition=5), new) == ["claim", "retraction", "correction"]
    assert causes(old, new, retracted(old, edition=5))[2] == "correction"
    assert causes(old, said(9000, article="a", start=3, edition=5)) == ["claim", "correction"]


def test_a_change_tells_the_reading_before_and_after() -> None:
    ledger = ledger_of(said(8000))
    change = fold(ledger, said(2000, "usa")).change
    assert change is not None
    assert (change.before.best, change.after.low, change.after.high, change.revision) == (8000, 2000, 8000, 2)
    assert change.after.best == pytest.approx(4000, rel=1e-4)


def test_killed_bounds_killed_or_wounded_from_below() -> None:
    own, bound = bear(said(70, estimand="russia/killed", modifier="more_than"))
    assert (bound.estimand, bound.role, own.role) == ("russia/killed_or_wounded", "bound", "own")
    assert {own.claim_id, own.mention_id}.isdisjoint({bound.claim_id, bound.mention_id})
    reading = estimate(ledger_of(said(600, estimand="russia/killed_or_wounded"), bound))
    assert reading.best == 600
    assert estimate(ledger_of(bound)).best is None


@pytest.mark.parametrize(
    "claim",
    [
        said(70, estimand="russia/killed", modifier="at_most"),
        said(70, estimand="russia/killed", level="increment"),
        said(70),
    ],
    ids=["at most", "an increment", "another measure"],
)
def test_what_bounds_nothing_bears_on_itself_alone(claim: Claim) -> None:
    assert bear(claim) == (claim,)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        (None, "2024-10-01"),
        ("2024-09-12", "2024-09-12"),
        ("2024-02", "2024-02-29"),
        ("2023", "2023-12-31"),
        ("2024", "2024-10-01"),
        ("2024-12", "2024-12-01"),
        ("2024-09-01/2024-09-10", "2024-09-10"),
        ("2024-13-45", "2024-10-01"),
    ],
)
def test_the_day_spoken_of(as_of: str | None, day: str) -> None:
    assert day_of(as_of, START).isoformat() == day


def test_an_unknown_key_and_a_foreign_claim_are_refused() -> None:
    with pytest.raises(ValueError, match="no key of a ledger's row"):
        Ledger.load(TROOPS, {"x:1": b"[]"})
    with pytest.raises(ValueError, match="does not belong"):
        fold(Ledger.empty("russia/troops"), said(1))
    with pytest.raises(ValueError, match="nothing was ever claimed"):
        estimate(Ledger.empty(TROOPS))


def gold() -> list[Claim]:
    """The marked claims of the five real articles."""
    published = {}
    for line in (SEEDS / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        published[row["id"]] = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
    claims = []
    for line in (SEEDS / "claims.gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        made = said(
            row["point"] or row["low"],
            slug(row["claimant"]) if row["claimant"] else None,
            stance=row["stance"],
            estimand=estimand_id(row["subject"], row["measure"], row["unit"], row["counted"]),
            article=row["doc"],
            outlet=row["doc"],
            start=row["start"],
            place=row["place"],
            as_of=row["as_of"],
            published=published[row["doc"]],
        )
        ends = {name: row[name] for name in ("point", "low", "high", "modifier")}
        claims.extend(bear(made.model_copy(update=ends)))
    return claims


@pytest.mark.skipif(not SEEDS.exists(), reason="the five real articles are not at hand; name their folder's parent")
def test_the_five_real_articles_read_as_an_editor_would_read_them() -> None:
    claims = gold()

    def of(estimand: str) -> tuple[Estimate, set[float], set[float]]:
        reading = estimate(ledger_of(*(c for c in claims if c.estimand == estimand)))
        asserted = {f.point for f in reading.latest if f.point and f.stance == "asserts"}
        return reading, asserted, {f.point for f in reading.latest if f.point and f.stance == "plans"}

    troops, asserted, planned = of(TROOPS)
    assert {8000.0, 11000.0, 10000.0, 1500.0} <= asserted
    assert 12000.0 in planned
    assert troops.best is not None
    assert 9000 < troops.best < 12000
    losses, asserted, _ = of("russia/killed_or_wounded")
    assert {600000.0, 650000.0} <= asserted
    assert losses.lowest is not None
    assert losses.highest is not None
    assert losses.best is not None
    assert (losses.lowest.value, losses.highest.value) == (600000, 650000)
    assert 600000 <= losses.best <= 650000
    killed, _, _ = of("ukraine/killed")
    assert killed.best == pytest.approx(31000)
