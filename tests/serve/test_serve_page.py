"""The page: figures for people, and nothing that an article could do to them."""

import pytest
from conftest import Endpoint, make_claim

from streams.serve.markup import element, join
from streams.serve.page import write_figure

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.mark.parametrize("path", ["/", "/estimates/north-korea/troops"])
async def test_text_of_articles_stays_text(endpoint: Endpoint, path: str) -> None:
    await endpoint.gauge.take(
        make_claim(
            claimant=ATTACK,
            outlet=ATTACK,
            sentence=f"{ATTACK} 8000 {ATTACK}",
            url='https://x.example/"><script>alert(3)</script>',
        )
    )
    await endpoint.settle()
    async with endpoint.client.get(path) as answer:
        text = await answer.text()
    assert answer.status == 200
    assert "8" in text
    assert "<script" not in text
    assert "<img" not in text
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


async def test_a_link_that_is_no_web_address_is_not_made(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(make_claim(url="javascript:alert(1)"))
    await endpoint.settle()
    async with endpoint.client.get("/estimates/north-korea/troops") as answer:
        assert "javascript" not in await answer.text()


async def test_the_board_leads_to_the_claims_and_marks_their_numbers(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(make_claim(), make_claim("volkswagen", "cost", 4e9, kind="money", unit="EUR"))
    await endpoint.settle()
    async with endpoint.client.get("/?limit=1") as answer:
        text = await answer.text()
    assert 'href="/estimates/north-korea/troops"' in text
    assert "next page" in text
    async with endpoint.client.get("/estimates/north-korea/troops") as answer:
        assert "<mark>8000</mark>" in await answer.text()
    async with endpoint.client.get("/estimates/volkswagen/cost%3Aeur") as answer:
        assert answer.status == 200


async def test_an_empty_board_says_so(endpoint: Endpoint) -> None:
    async with endpoint.client.get("/") as answer:
        assert "Nothing has been claimed yet." in await answer.text()


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "EUR", "–"),
        (0, None, "0"),
        (8000, None, "8 000"),
        (100, None, "100"),
        (33.333, "%", "33.33 %"),
        (4e9, "EUR", "4 000 000 000 EUR"),
    ],
)
def test_figures_are_written_for_people(value: float | None, unit: str | None, shown: str) -> None:
    assert write_figure(value, unit).replace("\u202f", " ") == shown


def test_markup_is_escaped_once() -> None:
    assert element("p", join("a & b", element("b", "<")), title='"') == ('<p title="&quot;">a &amp; b<b>&lt;</b></p>')
