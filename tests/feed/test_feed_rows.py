"""What the door makes of one gathered row: a claim, or a reason that says what to do."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas import Claim, Rejected
from streams.feed.rows import check_row

NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)
SHARED = Path(os.environ.get("PEGEL_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))
ROW = {
    "id": "T9-001",
    "subject": "north-korea",
    "measure": "troops",
    "place": "russia/kursk",
    "claimant": "Muster-Institut",
    "claimant_type": "ngo",
    "via": ["Reuters"],
    "point": 11000,
    "low": 11000,
    "high": None,
    "modifier": "more_than",
    "stance": "asserts",
    "as_of": "2024-10",
    "reported": "2024-10-28",
    "outlet": "Tagblatt",
    "language": "de",
    "phrase": "mehr als 11.000 Soldaten",
    "note": None,
}


def name_claimant(claimant: str | None, outlet: str | None, on: date) -> str:
    return claimant or f"outlet {outlet}"


def check(**fields: Any) -> Claim | Rejected:
    return check_row(json.dumps(ROW | fields).encode(), NOW, name_claimant, where="rows.jsonl:1")


def accept(**fields: Any) -> Claim:
    checked = check(**fields)
    assert isinstance(checked, Claim), checked
    return checked


def test_a_row_becomes_a_claim_of_the_same_words() -> None:
    claim = accept()
    assert (claim.estimand, claim.point, claim.low, claim.high) == ("north-korea/troops", 11000, 11000, None)
    assert (claim.article_id, claim.extractor, claim.sentence) == (None, "row", "mehr als 11.000 Soldaten")
    assert (claim.claimant_id, claim.claimant_kind, claim.via) == ("Muster-Institut", "ngo", ("Reuters",))
    assert claim.published == datetime(2024, 10, 28, tzinfo=UTC)
    assert (claim.kind, claim.unit, claim.level, claim.role) == ("count", None, "level", "own")


@pytest.mark.parametrize(
    ("reported", "published"),
    [
        ("2024-10-28", datetime(2024, 10, 28, tzinfo=UTC)),
        ("2024-02", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2023", datetime(2023, 12, 31, tzinfo=UTC)),
        ("2025-03", NOW),
        ("2025", NOW),
    ],
)
def test_a_month_or_year_counts_as_its_last_day_but_never_as_a_day_to_come(reported: str, published: datetime) -> None:
    claim = accept(reported=reported)
    assert (claim.published, claim.published_known) == (published, True)


def test_a_row_without_a_report_date_takes_the_receipt() -> None:
    claim = accept(reported=None)
    assert (claim.published, claim.published_known) == (NOW, False)


def test_a_row_sent_again_is_the_same_mention_of_a_later_edition() -> None:
    first = accept()
    again = check_row(json.dumps(ROW).encode(), NOW + timedelta(microseconds=1), name_claimant)
    assert isinstance(again, Claim)
    assert (again.mention_id, again.claim_id) == (first.mention_id, first.claim_id)
    assert again.edition == first.edition + 1


def test_rows_without_an_id_are_told_apart_by_their_content() -> None:
    assert accept(id=None).mention_id == accept(id=None).mention_id
    assert accept(id=None).mention_id != accept(id=None, outlet="Abendpost").mention_id


@pytest.mark.parametrize(
    ("fields", "estimand", "kind", "unit"),
    [
        ({"measure": "officers_deployed"}, "north-korea/officers_deployed", "count", None),
        ({"measure": "vote_share"}, "north-korea/vote_share", "percent", "%"),
        ({"measure": "loss_share"}, "north-korea/loss_share", "percent", "%"),
        ({"measure": "cost", "kind": "money", "unit": "EUR"}, "north-korea/cost:eur", "money", "EUR"),
        ({"measure": "things", "counted": "Gemeinde"}, "north-korea/things:gemeinde", "count", None),
    ],
)
def test_a_measure_is_taken_as_it_is(fields: dict[str, Any], estimand: str, kind: str, unit: str | None) -> None:
    claim = accept(**fields)
    assert (claim.estimand, claim.kind, claim.unit) == (estimand, kind, unit)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"point": None, "low": None}, "'point', 'low' and 'high' are all missing"),
        ({"point": "viele"}, "'point' is 'viele'"),
        ({"point": float("nan")}, "'point' is nan, not a finite number"),
        ({"low": 12000, "high": 10000}, "'low' 12000 is above 'high' 10000"),
        ({"modifier": "roughly"}, "'modifier' is 'roughly'; use 'exact', 'approx'"),
        ({"stance": "hopes"}, "'stance' is 'hopes'; use 'asserts'"),
        ({"subject": "North Korea"}, "'subject' is 'North Korea'; it needs lower-case words joined by hyphens"),
        ({"reported": "28.10.2024"}, "'reported' is '28.10.2024'; it needs a day, month or year"),
        ({"reported": "2024-13"}, "'reported' is '2024-13', which no calendar has"),
        ({"reported": "0000"}, "'reported' is '0000', which no calendar has"),
        ({"reported": "2025-04"}, "'reported' is '2025-04', in the future"),
        ({"as_of": "2024-02-30"}, "'as_of' is '2024-02-30', which no calendar has"),
        ({"as_of": "2024-02-01/2024-02-30"}, "'as_of' is '2024-02-30', which no calendar has"),
        ({"sorce": "x"}, "unknown field 'sorce'; a row has id, subject"),
        ({"phrase": None}, "'phrase' is None, not a text"),
    ],
)
def test_a_row_that_makes_no_claim_is_rejected_with_a_reason(fields: dict[str, Any], reason: str) -> None:
    rejected = check(**fields)
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)
    assert (rejected.article_id, rejected.where) == ("T9-001", "rows.jsonl:1")


@pytest.mark.skipif(not (SHARED / "threads").is_dir(), reason="the gathered threads are not beside this checkout")
def test_every_gathered_row_makes_a_claim_unless_it_was_reported_in_the_future() -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)
    lines = [line for path in sorted((SHARED / "threads").glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    refused = [checked for line in lines if not isinstance(checked := check_row(line, later, name_claimant), Claim)]
    assert len(lines) > 500
    assert [row.reason for row in refused if not row.reason.endswith("in the future; correct the date")] == []
    assert len(refused) < 3
