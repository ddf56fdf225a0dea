"""Reading a pasted text: what a stored article would give, and no trace."""

import json
from typing import Any

import pytest
from serve_endpoint import Endpoint

from streams.extract import extract
from streams.language import load
from streams.serve.answers import ArticleAnswer
from streams.serve.extracting import MOST_CHARACTERS

TEXT = "Nach Angaben der Polizei kamen 8.000 Menschen zu der Demonstration in Berlin."


async def post(endpoint: Endpoint, body: Any, **headers: str) -> tuple[int, Any]:
    headers = {"Content-Type": "application/json", **headers}
    async with endpoint.client.post("/v1/extract", data=json.dumps(body).encode(), headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def test_a_pasted_text_gives_what_an_article_would_and_leaves_no_trace(endpoint: Endpoint) -> None:
    status, body = await post(endpoint, {"text": TEXT, "title": "8.000 in Berlin", "published": "2024-03-01"})
    read = ArticleAnswer.model_validate(body)
    assert status == 200
    assert list(read.claims) == extract(read.article, load("de"))
    said = next(claim for claim in read.claims if claim.field == "text")
    assert (said.estimand, said.claimant, TEXT[said.start : said.end]) == ("berlin/demonstrators", "Polizei", "8.000")
    assert endpoint.log.entries == {}
    await endpoint.json("/v1/articles/" + read.article.id, status=404)


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"text": ""}, 422, "empty"),
        ({"text": TEXT, "colour": "red"}, 422, "colour"),
        ([TEXT], 422, "object"),
        ({"text": "Five thousand people came to Berlin.", "language": "en"}, 422, "language"),
        ({"text": "x" * (MOST_CHARACTERS + 1)}, 413, "100,000"),
    ],
)
async def test_what_cannot_be_read_is_told_why(endpoint: Endpoint, body: Any, status: int, says: str) -> None:
    found, problem = await post(endpoint, body)
    assert found == status
    assert says in problem["detail"]


async def test_a_page_of_another_origin_cannot_have_texts_read(endpoint: Endpoint) -> None:
    status, _ = await post(endpoint, {"text": TEXT}, Origin="https://evil.example")
    assert status == 403
