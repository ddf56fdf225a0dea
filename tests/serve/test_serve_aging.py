"""What the door ages a reading to: the wall clock's day when live, the latest publication's during a replay."""

from datetime import UTC, datetime, timedelta

import pytest
from serve_endpoint import Endpoint, make_claim

REPORTED = datetime(2024, 10, 28, 9, tzinfo=UTC)
WALL = datetime(2024, 12, 6, 17, 30, tzinfo=UTC)
TROOPS = "/v1/estimates/north-korea/troops"


def edition(received: datetime) -> int:
    return round(received.timestamp() * 1_000_000)


async def post(endpoint: Endpoint, received: datetime) -> None:
    rest = {"published": REPORTED, "edition": edition(received)}
    await endpoint.gauge.take(
        make_claim(point=8000, claimant="Rutte", article_id="a-1", **rest),
        make_claim(point=12000, claimant="NIS", article_id="a-2", **rest),
        make_claim(measure="employees", point=900, article_id="a-3", **rest),
    )
    endpoint.service.clock = lambda: WALL
    await endpoint.settle()


@pytest.mark.parametrize(
    ("lag", "at", "age_days"),
    [
        (timedelta(hours=2), "2024-12-06T00:00:00Z", 38),
        (timedelta(days=-1), "2024-12-06T00:00:00Z", 38),  # dated ahead
        (timedelta(days=700), "2024-10-28T09:00:00Z", 0),
    ],
)
async def test_a_reading_is_as_of_today_when_live_and_as_of_the_latest_report_when_replayed(
    endpoint: Endpoint, lag: timedelta, at: str, age_days: int
) -> None:
    await post(endpoint, REPORTED + lag)
    reading = await endpoint.json(TROOPS)
    assert (reading["at"], reading["age_days"]) == (at, age_days)


async def test_a_replay_of_one_story_ages_another(endpoint: Endpoint) -> None:
    await post(endpoint, REPORTED + timedelta(days=700))
    later = REPORTED + timedelta(days=20)
    late = make_claim("berlin", "demonstrators", 500, published=later, edition=edition(later + timedelta(days=700)))
    await endpoint.gauge.take(late)
    await endpoint.settle()
    assert (await endpoint.json(TROOPS))["at"] == "2024-11-17T00:00:00Z"


async def test_lists_explanations_and_single_answers_are_aged_alike(endpoint: Endpoint) -> None:
    await post(endpoint, REPORTED)
    alone = await endpoint.json(TROOPS)
    assert alone in (await endpoint.json("/v1/estimates"))["items"]
    assert alone in (await endpoint.json("/v1/entities/north-korea"))["estimates"]
    assert alone == (await endpoint.json(f"{TROOPS}/explain"))["estimate"]
    (listed,) = [row for row in (await endpoint.json("/v1/estimands"))["items"] if row["estimand"].endswith("troops")]
    assert [listed["best"], listed["at"]] == [alone["best"], alone["at"]]
    assert listed["interval"] in alone["interval"]


async def test_age_widens_the_intervals_and_leaves_the_facts(endpoint: Endpoint) -> None:
    await post(endpoint, REPORTED)
    old = await endpoint.json(TROOPS)
    fresh = await endpoint.json(f"{TROOPS}?at=2024-10-28")
    for then, now in zip(fresh["interval"], old["interval"], strict=True):
        assert now["low"] < then["low"] < then["high"] < now["high"]
    moved = {"at", "age_days", "best", "interval", "next_report"}
    assert {name: fresh[name] for name in fresh.keys() - moved} == {name: old[name] for name in old.keys() - moved}


async def test_an_event_that_was_announced_is_shown_once_its_day_has_come(endpoint: Endpoint) -> None:
    rest = {"measure": "demonstrators", "published": REPORTED, "edition": edition(REPORTED)}
    await endpoint.gauge.take(
        make_claim("berlin", point=500, as_of="2024-10-27", article_id="a-1", **rest),
        make_claim("berlin", point=9000, as_of="2024-12-05", stance="plans", article_id="a-2", **rest),
    )
    await endpoint.settle()
    for wall, episode in ((datetime(2024, 12, 4, tzinfo=UTC), "2024-10-27"), (WALL, "2024-12-05")):
        endpoint.service.clock = lambda wall=wall: wall
        assert (await endpoint.json("/v1/estimates/berlin/demonstrators"))["episode"] == episode
