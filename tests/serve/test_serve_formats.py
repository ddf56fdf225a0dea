"""The same rows as CSV, NDJSON and Parquet."""

import csv
import io
import json
import sys
from datetime import datetime
from typing import Any

import pytest
from serve_endpoint import Endpoint, make_article, make_claim, make_ruling
from serve_log import publish_article, publish_ruling

from schemas import Claim
from streams.serve.formats import columns_of
from streams.serve.routes import ROUTES

TROOPS = "/v1/estimates/north-korea/troops"
TABLES = {
    "/v1/entities": "items",
    "/v1/entities/north-korea": "estimates",
    "/v1/estimates": "items",
    "/v1/estimands": "items",
    TROOPS: "latest",
    f"{TROOPS}/explain": "claims",
    f"{TROOPS}/history": "readings",
    f"{TROOPS}/claimants": "claimants",
    f"{TROOPS}/claims": "items",
    f"{TROOPS}/changes": "items",
    "/v1/articles/a-1": "claims",
    "/v1/rulings": "items",
    "/v1/rulings/r-1": "claims",
}
NASTY = 'Kim, "der" Große\n<b>=1+1</b>; ä'


@pytest.fixture
async def filled(endpoint: Endpoint) -> Endpoint:
    await publish_article(endpoint.log, make_article())
    await endpoint.gauge.take(
        make_claim(),
        make_claim(point=11000.5, claimant=NASTY, article_id="a-2", place="russia/kursk", via=("dpa", "afp")),
        make_claim("russia", point=5, article_id="a-9"),
    )
    await endpoint.gauge.rule(make_ruling(ruling_id="r-1", claims=(make_claim().claim_id,)), make_claim())
    await publish_ruling(endpoint.log, make_ruling(ruling_id="r-1"))
    await endpoint.settle()
    return endpoint


async def fetch(endpoint: Endpoint, path: str, **headers: str) -> tuple[bytes, Any]:
    async with endpoint.client.get(path, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.read(), answer


def test_every_table_of_the_route_table_is_tried_here() -> None:
    patterns = {path.replace("north-korea/troops", "{subject}/{measure}") for path in TABLES}
    patterns = {
        path.replace("north-korea", "{subject}").replace("a-1", "{id}").replace("r-1", "{id}") for path in patterns
    }
    assert patterns == {route.path for route in ROUTES if route.rows} - {"/v1/dead"}


@pytest.mark.parametrize(("path", "field"), TABLES.items())
async def test_every_format_holds_the_same_rows(filled: Endpoint, path: str, field: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = (await filled.json(path))[field]
    assert rows
    body, answer = await fetch(filled, path, Accept="application/x-ndjson")
    assert answer.content_type == "application/x-ndjson"
    assert [json.loads(line) for line in body.splitlines()] == rows
    body, answer = await fetch(filled, path, Accept="text/csv")
    assert answer.content_type == "text/csv"
    lines = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    body, answer = await fetch(filled, path, Accept="application/vnd.apache.parquet")
    assert answer.content_type == "application/vnd.apache.parquet"
    table = parquet.read_table(io.BytesIO(body)).to_pylist()
    assert len(lines) == len(table) == len(rows)
    for row, line, typed in zip(rows, lines, table, strict=True):
        assert list(line) == list(typed)
        for name in line:
            assert_same(at(row, name), line[name], typed[name])


def at(row: Any, name: str) -> Any:
    for part in name.split("."):
        row = None if row is None else row[part]
    return row


def assert_same(value: Any, text: str, typed: Any) -> None:
    if value is None:
        assert (text, typed) == ("", None)
    elif isinstance(value, list):
        assert json.loads(text) == json.loads(typed) == value
    elif isinstance(value, bool):
        assert (text, typed) == (str(value).lower(), value)
    elif isinstance(value, str):
        assert text == value
        assert (datetime.fromisoformat(value) if isinstance(typed, datetime) else value) == typed
    else:
        assert float(text) == typed == value


@pytest.mark.parametrize("suffix", ["csv", "ndjson", "parquet", "json"])
async def test_a_suffix_says_the_same_as_the_header(filled: Endpoint, suffix: str) -> None:
    media = {"csv": "text/csv", "ndjson": "application/x-ndjson", "json": "application/json"}
    for path in (TROOPS, "/v1/estimands", f"{TROOPS}/claims"):
        body, answer = await fetch(filled, f"{path}.{suffix}", Accept="text/html")
        assert answer.content_type == media.get(suffix, "application/vnd.apache.parquet")
        assert body == (await fetch(filled, path, Accept=answer.content_type))[0]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv;q=0.5, application/x-ndjson;q=0.9, */*;q=0.1", "application/x-ndjson"),
        ("text/csv;q=0, application/json", "application/json"),
        ("text/csv;q=nonsense", "application/json"),
        ("image/png", "application/json"),
    ],
)
async def test_what_is_liked_best_is_sent(filled: Endpoint, accept: str, media_type: str) -> None:
    _, answer = await fetch(filled, "/v1/estimands", Accept=accept)
    assert answer.content_type == media_type
    assert "Accept" in answer.headers["Vary"]


async def test_a_table_without_a_limit_is_whole_and_with_one_it_is_a_page(endpoint: Endpoint) -> None:
    for start in range(0, 1200, 100):
        numbers = range(start, start + 100)
        await endpoint.gauge.take(*(make_claim("s", point=n, article_id=f"a-{n}", claimant="x") for n in numbers))
    await endpoint.settle()
    body, _ = await fetch(endpoint, "/v1/estimates/s/troops/claims.csv")
    assert len({line["mention_id"] for line in csv.DictReader(io.StringIO(body.decode()))}) == 1200
    body, answer = await fetch(endpoint, "/v1/estimates/s/troops/claims.csv?limit=10")
    assert len(body.splitlines()) == 11
    following = answer.links["next"]["url"].relative()
    assert following.path.endswith(".csv")
    second, _ = await fetch(endpoint, str(following))
    assert len(second.splitlines()) == 11
    assert second.splitlines()[1:] != body.splitlines()[1:]


async def test_an_empty_table_still_has_its_columns(endpoint: Endpoint) -> None:
    body, _ = await fetch(endpoint, "/v1/estimands.csv")
    assert body.decode().startswith("estimand,subject,measure,")
    assert len(body.splitlines()) == 1


async def test_what_cannot_be_found_is_a_problem_in_any_format(filled: Endpoint) -> None:
    for path in ("/v1/estimates/nobody/killed.csv", "/v1/estimates/nobody/killed/claims.ndjson", f"{TROOPS}.xlsx"):
        async with filled.client.get(path) as answer:
            assert (answer.status, answer.content_type) == (404, "application/problem+json")


async def test_without_parquet_the_endpoint_says_how_to_get_it(
    filled: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    problem = await filled.json("/v1/estimands.parquet", status=501)
    assert "pegel[parquet]" in problem["detail"]


def test_columns_follow_the_fields_of_the_model() -> None:
    columns = {column.name: column.kind for column in columns_of(Claim)}
    assert list(columns) == list(Claim.model_fields)
    wanted = {"published": "moment", "point": "number", "start": "integer", "retracted": "boolean", "via": "json"}
    assert {name: columns[name] for name in wanted} == wanted
