"""Readings of another moment, day, place or episode, what stands behind them, and their course."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from serve_endpoint import Endpoint, make_claim

from schemas import Estimate, Explanation
from streams.serve.answers import ClaimantsAnswer, HistoryAnswer

TROOPS = "/v1/estimates/north-korea/troops"
KILLED = "/v1/estimates/turkey/killed"


def said(point: float, claimant: str, day: date, article: str, **fields: Any) -> Any:
    published = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return make_claim(point=point, claimant=claimant, article_id=article, published=published, **fields)


@pytest.fixture
async def troops(endpoint: Endpoint) -> Endpoint:
    """Three claimants; Kiew revises its figure, one figure is planned, and one is about a day long gone."""
    await endpoint.gauge.take(
        said(8000, "Pentagon", date(2024, 10, 28), "a-1"),
        said(8000, "Pentagon", date(2024, 10, 29), "a-2", outlet="Die Glocke"),
        said(9000, "Kiew", date(2024, 10, 30), "a-3"),
        said(11000, "Kiew", date(2024, 11, 5), "a-4", place="russia/kursk"),
        said(3000, "Seoul", date(2024, 11, 6), "a-5", as_of="2024-10-18"),
        said(12000, "Seoul", date(2024, 11, 6), "a-6", stance="plans"),
    )
    await endpoint.settle()
    return endpoint


@pytest.fixture
async def quakes(endpoint: Endpoint) -> Endpoint:
    """The tolls of two earthquakes a year apart, by several claimants on several days."""
    for first, figure in ((date(2023, 2, 6), 1000), (date(2024, 3, 1), 10)):
        for day in range(4):
            for who in ("AFAD", "USGS"):
                claim = said(
                    figure * (day + 1) + len(who), who, first + timedelta(days=day), f"{first}-{day}-{who}",
                    subject="turkey", measure="killed", as_of=(first + timedelta(days=day)).isoformat(),
                )  # fmt: skip
                await endpoint.gauge.take(claim)
    await endpoint.settle()
    return endpoint


async def reading(endpoint: Endpoint, path: str) -> Estimate:
    return Estimate.model_validate(await endpoint.json(path))


async def test_a_bare_day_is_what_was_known_when_it_ended(troops: Endpoint) -> None:
    by_day = await reading(troops, f"{TROOPS}?at=2024-10-30")
    assert by_day.at == datetime(2024, 10, 30, 23, 59, 59, 999999, tzinfo=UTC)
    assert (by_day.claimants, by_day.claims) == (2, 2)
    by_moment = await reading(troops, f"{TROOPS}?at=2024-10-30T11:59:59")
    assert (by_moment.claimants, by_moment.claims) == (1, 1)


async def test_for_a_day_figures_about_later_days_are_left_out(troops: Endpoint) -> None:
    then = await reading(troops, f"{TROOPS}?for=2024-10-18")
    assert (then.best, then.claimants) == (3000, 1)
    hindsight = await reading(troops, f"{TROOPS}?for=2024-10-29&at=2024-11-05")
    assert [figure.point for figure in hindsight.latest] == [8000]


@pytest.mark.parametrize("end", ["", "/explain", "/history"])
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("place=france", "fits place=france; first reported 2024-10-28; places: russia/kursk"),
        ("episode=2020-01-01", "has no episode 2020-01-01"),
        ("episode=nonsense", "has no episode nonsense"),
    ],
)
async def test_what_no_claim_is_about_is_not_found(troops: Endpoint, end: str, query: str, says: str) -> None:
    problem = await troops.json(f"{TROOPS}{end}?{query}", status=404)
    assert says in problem["detail"]


@pytest.mark.parametrize("end", ["", "/explain"])
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("at=2024-10-27", "at=2024-10-27T23:59:59.999999Z; first reported 2024-10-28"),
        ("at=0001-01-01", "first reported 2024-10-28"),
        ("for=2024-10-17", "for=2024-10-17; first reported"),
        ("for=2024-10-18&at=2024-11-01", "for=2024-10-18"),
    ],
)
async def test_before_the_first_claim_there_is_no_reading(troops: Endpoint, end: str, query: str, says: str) -> None:
    problem = await troops.json(f"{TROOPS}{end}?{query}", status=404)
    assert says in problem["detail"]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (f"{TROOPS}?for=yesterday", "for:"),
        (f"{TROOPS}?for=1730000000", "for:"),
        (f"{TROOPS}?at=1730000000", "at:"),
        (f"{TROOPS}?at=2024-02-30", "at:"),
        (f"{TROOPS}?at=0001-01-01T00:00:00%2B05:00", "years 1 to 9999"),
        (f"{TROOPS}?about=2024-10-28", "about is no parameter of this path; there are: place, episode, at, for"),
        (f"{TROOPS}/history?at=2024-10-28", "there are: place, episode, points"),
        (f"{TROOPS}/history?points=0", "points"),
        (f"{TROOPS}/history?points=201", "200"),
        (f"{TROOPS}/explain?after=WyJub2JvZHkiXQ", "begin with the first page"),
        (f"{TROOPS}/explain?after=WzFd", "after"),
    ],
)
async def test_a_parameter_that_makes_no_sense_is_named(troops: Endpoint, path: str, says: str) -> None:
    problem = await troops.json(path, status=400)
    assert says in problem["detail"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_the_ends_of_the_calendar_are_days_too(troops: Endpoint, day: str) -> None:
    for query in (f"for={day}", f"at={day}", f"at={day}&for={day}"):
        for end in ("", "/explain"):
            async with troops.client.get(f"{TROOPS}{end}?{query}") as answer:
                assert answer.status == (404 if day.startswith("0") else 200), await answer.text()


async def test_an_unknown_estimand_has_nothing_to_explain(troops: Endpoint) -> None:
    for end in ("explain", "history"):
        assert "nobody/troops" in (await troops.json(f"/v1/estimates/nobody/troops/{end}", status=404))["detail"]


async def explained(endpoint: Endpoint, path: str = f"{TROOPS}/explain") -> Explanation:
    body = await endpoint.json(path)
    explanation = Explanation.model_validate(body)
    assert explanation.model_dump(mode="json") == body
    return explanation


async def test_an_explanation_names_every_claim_with_its_weight_and_why(troops: Endpoint) -> None:
    explanation = await explained(troops)
    assert explanation.estimate == await reading(troops, TROOPS)
    assert len(explanation.claims) == explanation.estimate.claims == 5
    weights = [claim.weight for claim in explanation.claims]
    assert weights == sorted(weights, reverse=True)
    assert sum(weights) == pytest.approx(1)
    why = {(claim.claimant, claim.point): claim.why for claim in explanation.claims}
    assert why["Pentagon", 8000] == "counts"
    assert "newer figure" in why["Kiew", 9000]
    assert "plans" in why["Seoul", 12000]


async def test_an_explanation_shows_where_each_claim_stands_in_print(troops: Endpoint) -> None:
    claims = {claim.point: claim for claim in (await explained(troops)).claims}
    pentagon = claims[8000]
    assert (pentagon.mentions, [mention.article_id for mention in pentagon.printed]) == (2, ["a-1", "a-2"])
    second = pentagon.printed[1]
    assert (second.outlet, second.url) == ("Die Glocke", "https://bote.example/1")
    assert second.sentence[second.start - second.sentence_start : second.end - second.sentence_start] == "8000"
    assert claims[11000].place == "russia/kursk"


async def test_of_a_claim_printed_often_the_first_mentions_are_shown(endpoint: Endpoint) -> None:
    first = date(2024, 10, 1)
    printed = [said(8000, "Pentagon", first + timedelta(days=n), f"a-{n:02}") for n in range(25)]
    await endpoint.gauge.take(*reversed(printed))
    await endpoint.settle()
    [claim] = (await explained(endpoint)).claims
    assert claim.mentions == 25
    assert [mention.article_id for mention in claim.printed] == [f"a-{n:02}" for n in range(20)]


async def test_an_explanation_leaves_out_what_its_reading_leaves_out(troops: Endpoint) -> None:
    early = await explained(troops, f"{TROOPS}/explain?at=2024-10-28")
    assert [(claim.point, claim.mentions) for claim in early.claims] == [(8000, 1)]
    for_a_day = await explained(troops, f"{TROOPS}/explain?for=2024-10-29")
    assert {claim.point for claim in for_a_day.claims} == {8000, 3000}
    of_a_place = await explained(troops, f"{TROOPS}/explain?place=russia/kursk")
    assert {claim.point for claim in of_a_place.claims} == {11000}


async def test_an_explanation_is_whole_over_its_pages(troops: Endpoint) -> None:
    whole = (await explained(troops)).claims
    pieces: list[Any] = []
    following: str | None = ""
    while following is not None:
        page = await explained(troops, f"{TROOPS}/explain?limit=2" + (f"&after={following}" if following else ""))
        assert len(page.claims) <= 2
        pieces += page.claims
        following = page.next
    assert tuple(pieces) == whole


async def test_a_withdrawn_mention_is_not_behind_anything(troops: Endpoint) -> None:
    gone = said(8000, "Pentagon", date(2024, 10, 29), "a-2", outlet="Die Glocke", retracted=True)
    await troops.gauge.take(gone)
    await troops.settle()
    claims = {claim.point: claim for claim in (await explained(troops)).claims}
    assert [mention.article_id for mention in claims[8000].printed] == ["a-1"]


async def test_history_is_the_reading_at_the_end_of_each_day_with_a_report(troops: Endpoint) -> None:
    body = await troops.json(f"{TROOPS}/history")
    course = HistoryAnswer.model_validate(body)
    assert course.model_dump(mode="json") == body
    assert [f"{row.at:%m-%d}" for row in course.readings] == ["10-28", "10-29", "10-30", "11-05", "11-06"]
    for row in course.readings:
        then = await reading(troops, f"{TROOPS}?at={row.at:%Y-%m-%d}")
        assert (row.best, row.interval, row.claimants) == (then.best, then.interval, then.claimants)
        assert then.lowest is not None
        assert then.highest is not None
        assert (row.lowest, row.highest) == (then.lowest.value, then.highest.value)


async def test_history_of_a_place_begins_with_its_first_claim(troops: Endpoint) -> None:
    course = HistoryAnswer.model_validate(await troops.json(f"{TROOPS}/history?place=russia/kursk"))
    assert [f"{row.at:%m-%d}" for row in course.readings] == ["11-05", "11-06"]
    assert {row.best for row in course.readings} == {11000}


async def test_history_of_an_episode_stays_in_it(quakes: Endpoint) -> None:
    first = HistoryAnswer.model_validate(await quakes.json(f"{KILLED}/history?episode=2023-02-06"))
    assert [f"{row.at:%Y-%m-%d}" for row in first.readings] == [f"2023-02-0{day}" for day in (6, 7, 8, 9)]
    assert {row.episode for row in first.readings} == {"2023-02-06"}
    both = HistoryAnswer.model_validate(await quakes.json(f"{KILLED}/history"))
    assert [row.episode for row in both.readings] == ["2023-02-06"] * 4 + ["2024-03-01"] * 4


@pytest.mark.parametrize("points", [1, 3, 5])
async def test_a_long_history_is_thinned_and_keeps_its_latest_reading(quakes: Endpoint, points: int) -> None:
    whole = HistoryAnswer.model_validate(await quakes.json(f"{KILLED}/history")).readings
    thinned = HistoryAnswer.model_validate(await quakes.json(f"{KILLED}/history?points={points}")).readings
    assert len(thinned) <= points < len(whole)
    assert thinned[-1] == whole[-1]
    assert set(thinned) <= set(whole)


async def test_the_description_takes_a_day_or_a_moment(endpoint: Endpoint) -> None:
    description = await endpoint.json("/openapi.json")
    parameters = description["paths"]["/v1/estimates/{subject}/{measure}/explain"]["get"]["parameters"]
    by_name = {parameter["name"]: parameter for parameter in parameters}
    assert set(by_name) == {"subject", "measure", "place", "episode", "at", "for", "limit", "after"}
    assert "known by then" in by_name["at"]["description"]
    assert '"date"' in str(by_name["at"]["schema"]).replace("'", '"')


async def test_every_claimant_is_told_with_its_say_its_lean_and_whose_word_it_is(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(
        said(8000, "Pentagon", date(2024, 10, 28), "a-1", claimant_kind="government"),
        said(4000, "Kiew", date(2024, 10, 29), "a-2"),
        said(12000, "Kiew", date(2024, 10, 29), "a-3", stance="plans"),
        said(8000, "Seoul", date(2024, 10, 30), "a-4"),
    )
    await endpoint.settle()
    answer = ClaimantsAnswer.model_validate(await endpoint.json(f"{TROOPS}/claimants"))
    explanation = await explained(endpoint)
    found = {one.claimant_id: one for one in answer.claimants}
    assert set(found) == {"Pentagon", "Kiew", "Seoul"}
    assert {name: one.independent for name, one in found.items()} == {"Pentagon": True, "Kiew": True, "Seoul": False}
    assert "taken over" in found["Seoul"].why
    assert sum(one.weight for one in answer.claimants) == pytest.approx(1)
    by_claim = {claim.claim_id: claim.weight for claim in explanation.claims}
    assert found["Kiew"].weight == sum(by_claim[figure.claim_id] for figure in found["Kiew"].figures)
    assert {figure.stance for figure in found["Kiew"].figures} == {"asserts", "plans"}
    assert found["Kiew"].lean.observed == pytest.approx(0.5)
    assert found["Pentagon"].lean.of_kind is not None
    then = ClaimantsAnswer.model_validate(await endpoint.json(f"{TROOPS}/claimants?at=2024-10-28"))
    assert [one.claimant_id for one in then.claimants] == ["Pentagon"]
