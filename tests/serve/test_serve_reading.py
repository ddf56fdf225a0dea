"""What the endpoint answers to those who read."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from serve_endpoint import Endpoint, make_article, make_claim
from serve_log import publish_article, set_aside

from schemas import Claim, Estimate
from streams.serve.answers import ArticleAnswer, ChangePage, ClaimPage, EntityAnswer, EntityPage, EstimatePage
from streams.serve.routes import ROUTES

TROOPS = "/v1/estimates/north-korea/troops"


@pytest.fixture
async def filled(endpoint: Endpoint) -> Endpoint:
    """Troops by three claimants on three days, one of them at a place, a toll, and money with a qualifier."""
    await publish_article(endpoint.log, make_article())
    await endpoint.gauge.take(
        make_claim(),
        make_claim(point=11000, claimant="Kiew", article_id="a-2", published=datetime(2024, 11, 2, tzinfo=UTC)),
        make_claim(
            point=10000,
            claimant="Pentagon",
            article_id="a-3",
            place="russia/kursk",
            published=datetime(2024, 11, 5, tzinfo=UTC),
        ),
        make_claim("ukraine", "killed", 31000, claimant="Selenskyj", article_id="a-4", as_of="2024-02-25"),
        make_claim("volkswagen", "cost", 4e9, kind="money", unit="EUR", counted=None, article_id="a-5"),
    )
    await endpoint.settle()
    return endpoint


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/v1/entities", EntityPage),
        ("/v1/entities/north-korea", EntityAnswer),
        ("/v1/estimates", EstimatePage),
        ("/v1/estimates?subject=north-korea&measure=troops", EstimatePage),
        (TROOPS, Estimate),
        ("/v1/estimates/volkswagen/cost:eur", Estimate),
        (f"{TROOPS}?place=russia/kursk", Estimate),
        (f"{TROOPS}?at=2024-10-30", Estimate),
        (f"{TROOPS}/claims", ClaimPage),
        (f"{TROOPS}/changes", ChangePage),
        ("/v1/articles/a-1", ArticleAnswer),
    ],
)
async def test_an_answer_has_the_form_that_its_route_names(filled: Endpoint, path: str, model: type) -> None:
    body = await filled.json(path)
    assert model.model_validate(body).model_dump(mode="json") == body


async def test_entities_say_what_is_measured_of_them(filled: Endpoint) -> None:
    page = EntityPage.model_validate(await filled.json("/v1/entities"))
    measures = {entity.subject: entity.measures for entity in page.items}
    assert measures["north-korea"] == ("troops",)
    assert measures["ukraine"] == ("killed", "killed_or_wounded")


async def test_filters_narrow_the_list(filled: Endpoint) -> None:
    by_measure = EstimatePage.model_validate(await filled.json("/v1/estimates?measure=troops"))
    assert [item.estimand for item in by_measure.items] == ["north-korea/troops"]
    nobody = EstimatePage.model_validate(await filled.json("/v1/estimates?subject=ukraine&measure=troops"))
    assert nobody.items == ()


async def test_a_reading_of_another_moment_leaves_out_what_came_later(filled: Endpoint) -> None:
    early = Estimate.model_validate(await filled.json(f"{TROOPS}?at=2024-10-30T00:00:00%2B01:00"))
    assert early.best == 8000
    now = Estimate.model_validate(await filled.json(TROOPS))
    assert now.claimants == 3


async def test_a_reading_of_a_place_counts_its_claims_only(filled: Endpoint) -> None:
    kursk = Estimate.model_validate(await filled.json(f"{TROOPS}?place=russia/kursk"))
    assert (kursk.best, kursk.place, kursk.claimants) == (10000, "russia/kursk", 1)


async def test_a_computed_reading_equals_the_published_one(filled: Endpoint) -> None:
    published = Estimate.model_validate(await filled.json(TROOPS))
    computed = Estimate.model_validate(await filled.json(f"{TROOPS}?at={published.at:%Y-%m-%dT%H:%M:%SZ}"))
    assert computed == published


async def test_an_article_shows_where_its_claims_stand(filled: Endpoint) -> None:
    shown = ArticleAnswer.model_validate(await filled.json("/v1/articles/a-1"))
    (claim,) = shown.claims
    assert shown.article.text[claim.start : claim.end] == claim.phrase == "8000"
    assert (claim.outlet, claim.url) == ("Der Bote", "https://bote.example/1")


async def test_an_id_may_hold_what_addresses_must_quote(endpoint: Endpoint) -> None:
    strange = "{ä}:%41?#"
    await publish_article(endpoint.log, make_article(strange))
    await endpoint.settle()
    async with endpoint.client.get(f"{endpoint.address}/v1/articles/{quote(strange, safe='')}") as answer:
        assert answer.status == 200
        assert (await answer.json())["article"]["id"] == strange


async def test_pages_neither_repeat_nor_skip_while_rows_are_added(endpoint: Endpoint) -> None:
    old = [make_claim(point=number, article_id=f"a-{number}", claimant=f"c{number}") for number in range(1000, 1025)]
    await endpoint.gauge.take(*old)
    await endpoint.settle()
    seen: list[Claim] = []
    path = f"{TROOPS}/claims?limit=4"
    following: str | None = ""
    while following is not None:
        page = ClaimPage.model_validate(await endpoint.json(path + (f"&after={following}" if following else "")))
        seen += page.items
        following = page.next
        number = 2000 + len(seen)
        await endpoint.gauge.take(make_claim(point=number, article_id=f"a-{number}", claimant=f"c{number}"))
        await endpoint.settle()
    mentions = [claim.mention_id for claim in seen]
    assert len(mentions) == len(set(mentions))
    assert {claim.mention_id for claim in old} <= set(mentions)


@pytest.mark.parametrize("path", ["/v1/entities", "/v1/estimates", f"{TROOPS}/changes"])
async def test_lists_are_whole_over_their_pages(filled: Endpoint, path: str) -> None:
    whole = (await filled.json(path))["items"]
    pieces, following = [], ""
    while following is not None:
        page = await filled.json(f"{path}?limit=1" + (f"&after={following}" if following else ""))
        pieces += page["items"]
        following = page["next"]
    assert pieces == whole
    assert len(whole) > 1


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/nowhere", 404, "openapi.json"),
        ("/v1/entities/nobody", 404, "nobody"),
        ("/v1/entities/%12%C2%A6", 404, "claimed"),
        ("/v1/estimates/nobody/killed", 404, "nobody/killed"),
        ("/v1/estimates/nobody/killed/claims", 404, "nobody/killed"),
        ("/v1/estimates/nobody/killed/changes", 404, "nobody/killed"),
        ("/v1/articles/none", 404, "none"),
        ("/v1/articles/%00%ff", 404, "no article"),
        (f"{TROOPS}?place=france", 404, "russia/kursk"),
        (f"{TROOPS}?at=1999-01-01", 404, "2024-10-28"),
        (f"{TROOPS}?episode=2020-01-01", 404, "episode"),
        (f"{TROOPS}?at=yesterday", 400, "at:"),
        (f"{TROOPS}?palce=france", 400, "palce is no parameter"),
        (f"{TROOPS}?place=france&place=spain", 400, "twice"),
        ("/v1/estimates?subject=Not%20A%20Slug", 400, "subject"),
        ("/v1/estimates?limit=0", 400, "limit"),
        ("/v1/estimates?limit=501", 400, "500"),
        ("/v1/estimates?after=%F0%9F%92%A9", 400, "after"),
        ("/v1/estimates?after=WzFd", 400, "after"),
        (f"{TROOPS}/changes?after=Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", 400, "after"),
        (f"{TROOPS}/claims?after=Wzld", 400, "after"),
    ],
)
async def test_what_cannot_be_answered_is_a_problem_that_says_why(
    filled: Endpoint, path: str, status: int, says: str
) -> None:
    async with filled.client.get(path) as answer:
        problem = await answer.json(content_type="application/problem+json")
    assert (answer.status, problem["status"]) == (status, status)
    assert says in problem["detail"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/estimates"), ("PUT", "/v1/articles"), ("DELETE", "/ready")])
async def test_a_method_that_a_path_lacks_is_named_with_those_it_has(
    endpoint: Endpoint, method: str, path: str
) -> None:
    async with endpoint.client.request(method, path) as answer:
        problem = await answer.json(content_type="application/problem+json")
    assert answer.status == 405
    allowed = set(answer.headers["Allow"].split(",")) - {"HEAD"}
    assert allowed == {route.method for route in ROUTES if route.path == path}
    assert method in problem["detail"]


async def test_a_withdrawn_article_is_gone_and_names_its_heir(endpoint: Endpoint) -> None:
    await publish_article(endpoint.log, make_article())
    later = datetime(2024, 10, 29, tzinfo=UTC)
    await publish_article(endpoint.log, make_article(text="", withdrawn=True, superseded_by="a-2", received=later))
    await endpoint.settle()
    problem = await endpoint.json("/v1/articles/a-1", status=410)
    assert "a-2" in problem["detail"]


async def test_nothing_is_answered_from_a_stream_that_recovers(endpoint: Endpoint) -> None:
    endpoint.log.recovered = False
    for path in ("/ready", "/v1/estimates", "/"):
        problem = await endpoint.json(path, status=503)
        assert "recovering" in problem["detail"]
    assert (await endpoint.json("/health"))["status"] == "alive"
    endpoint.log.recovered = True
    assert (await endpoint.json("/ready"))["status"] == "ready"


async def test_the_head_of_an_answer_can_be_had_alone(filled: Endpoint) -> None:
    async with filled.client.head(TROOPS) as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "application/json", b"")


async def test_metrics_count_requests_by_route_and_never_by_path(filled: Endpoint) -> None:
    await filled.json(TROOPS)
    await set_aside(filled.log, "articles-0-1", topic="articles")
    await filled.settle()
    async with filled.client.get("/metrics") as answer:
        text = await answer.text()
    assert 'route="/v1/estimates/{subject}/{measure}"' in text
    assert "north-korea" not in text
    assert 'pegel_store_dead_letters{topic="articles.dead"} 1.0' in text
    assert 'pegel_lag{part="store"} 0.0' in text
