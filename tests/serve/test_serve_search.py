"""Finding estimands: by words, by filters, in any order, over pages."""

from datetime import UTC, datetime
from typing import Any

import pytest
from serve_endpoint import Endpoint, make_claim

from schemas import Change, Estimate
from streams.serve.answers import Listing, ListingPage
from streams.serve.searching import read_query

TROOPS, KURSK, TOLL, HURT, COST = (
    "north-korea/troops", "russia/troops", "ukraine/killed", "ukraine/killed_or_wounded", "volkswagen/cost:eur",
)  # fmt: skip


def said(*estimand: str, day: int, **fields: Any) -> Any:
    return make_claim(*estimand, published=datetime(2024, 11, day, tzinfo=UTC), **fields)


@pytest.fixture
async def filled(endpoint: Endpoint) -> Endpoint:
    """Two contested readings, a toll that bounds another from below, money, and an estimand that was withdrawn."""
    gone = said("berlin", "demonstrators", day=9, point=5, claimant="Polizei", article_id="a-9")
    await endpoint.gauge.take(
        said("north-korea", "troops", day=1, point=1000, claimant="Mark Rutte", article_id="a-1"),
        said("north-korea", "troops", day=2, point=12000, claimant="Südkoreas Geheimdienst", article_id="a-2"),
        said("north-korea", "troops", day=2, point=8000, claimant="Kiew", article_id="a-3", place="russia/kursk"),
        said("russia", "troops", day=5, point=50000, claimant="Kiew", article_id="a-4", outlet="Die Glocke"),
        said("russia", "troops", day=5, point=60000, claimant="Moskau", article_id="a-5"),
        said("ukraine", "killed", day=4, point=31000, claimant="Selenskyj", article_id="a-6"),
        said("volkswagen", "cost", day=3, point=4e9, kind="money", unit="EUR", counted=None, article_id="a-7"),
        gone,
        gone.model_copy(update={"retracted": True, "edition": 2}),
    )
    await endpoint.settle()
    return endpoint


async def found(endpoint: Endpoint, query: str, path: str = "/v1/estimands") -> list[str]:
    return [item["estimand"] for item in (await endpoint.json(f"{path}?{query}"))["items"]]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("text=north+korea", {TROOPS}),
        ("text=NORTH-KOR", {TROOPS}),
        ("text=orth", set()),
        ("text=nordkoreanische+Soldaten", {TROOPS}),
        ("text=Get%C3%B6tete", {TOLL, HURT}),
        ("text=Unsinn", set()),
        ("text=Tote+Ukraine", {TOLL, HURT}),
        ("text=s%C3%BCdkoreas+geheim", {TROOPS}),
        ("text=suedkoreas", {TROOPS}),
        ("text=glocke", {KURSK}),
        ("text=kursk", {TROOPS}),
        ("text=Kiew+troops", {TROOPS, KURSK}),
        ("text=volkswagen+%E2%82%AC", {COST}),
        ("text=...", {TROOPS, KURSK, TOLL, HURT, COST}),
        ("text=%25", {TROOPS, KURSK, TOLL, HURT, COST}),
        ("subject=ukraine", {TOLL, HURT}),
        ("measure=troops", {TROOPS, KURSK}),
        ("claimant=Kiew", {TROOPS, KURSK}),
        ("claimant=kie", set()),
        ("claimant=mark-rutte", {TROOPS, COST}),
        ("place=russia", {TROOPS}),
        ("place=russia/kursk", {TROOPS}),
        ("place=russia/kur", set()),
        ("contested=true", {TROOPS, KURSK}),
        ("contested=false&subject=russia", set()),
        ("since=2024-11-05", {KURSK}),
        ("since=2024-11-04T00:00:00.000001Z", {KURSK}),
        ("since=2024-11-04T01:00:00%2B01:00", {KURSK, TOLL, HURT}),
    ],
)
async def test_what_is_asked_for_is_found_and_nothing_else(filled: Endpoint, query: str, wanted: set[str]) -> None:
    assert set(await found(filled, query)) == wanted
    assert set(await found(filled, query, "/v1/estimates")) - {"berlin/demonstrators"} == wanted


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("estimand", [TROOPS, KURSK, TOLL, HURT, COST]),
        ("recency", [KURSK, TOLL, HURT, COST, TROOPS]),
        ("spread", [TROOPS, KURSK, TOLL, HURT, COST]),
        ("claimants", [TROOPS, KURSK, TOLL, HURT, COST]),
    ],
)
async def test_every_order_is_whole_over_its_pages(filled: Endpoint, sort: str, order: list[str]) -> None:
    assert await found(filled, f"sort={sort}") == order
    seen: list[str] = []
    path: str | None = f"/v1/estimands?sort={sort}&limit=2"
    while path is not None:
        async with filled.client.get(path) as answer:
            seen += [item["estimand"] for item in (await answer.json())["items"]]
            path = str(answer.links["next"]["url"].relative()) if "next" in answer.links else None
    assert seen == order


async def test_a_place_in_one_order_is_none_in_another(filled: Endpoint) -> None:
    following = (await filled.json("/v1/estimands?sort=spread&limit=1"))["next"]
    for sort in ("recency", "estimand"):
        problem = await filled.json(f"/v1/estimands?sort={sort}&after={following}", status=400)
        assert "after" in problem["detail"]


async def test_a_listing_says_the_same_as_its_estimate_and_what_moved_it_last(filled: Endpoint) -> None:
    body = await filled.json("/v1/estimands")
    page = ListingPage.model_validate(body)
    assert page.model_dump(mode="json") == body
    for listing in page.items:
        estimate = Estimate.model_validate(await filled.json(f"/v1/estimates/{listing.estimand}"))
        shared = set(Listing.model_fields) & set(Estimate.model_fields) - {"interval", "lowest", "highest"}
        assert {name: getattr(listing, name) for name in shared} == {name: getattr(estimate, name) for name in shared}
        assert listing.interval == next((one for one in estimate.interval if one.percent == 80), None)
        changes = await filled.json(f"/v1/estimates/{listing.estimand}/changes?limit=1")
        assert listing.change == Change.model_validate(changes["items"][0])
    spreads = {listing.estimand: (listing.lowest, listing.highest, listing.spread) for listing in page.items}
    assert spreads[TROOPS] == (1000, 12000, 12)
    assert {listing.estimand for listing in page.items if not listing.stated} == {HURT}


async def test_an_estimand_without_a_claim_that_holds_is_listed_among_estimates_only(filled: Endpoint) -> None:
    assert await found(filled, "subject=berlin") == []
    assert await found(filled, "subject=berlin", "/v1/estimates") == ["berlin/demonstrators"]


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        ("", []),
        ("… –", []),
        ("Rutte", [[" rutte"]]),
        ("Vereinten Nationen", [[" vereinten nationen", " un"]]),
        ("x" * 10_000, [[f" {'x' * 120}"]]),
    ],
)
def test_a_query_becomes_the_beginnings_that_it_is_found_by(text: str, beginnings: list[list[str]]) -> None:
    assert read_query(text) == beginnings
