"""The page: figures for people, and nothing that an article could do to them."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from serve_endpoint import Endpoint, make_claim

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


async def page_of(endpoint: Endpoint, estimand: str) -> str:
    """The page without its tags, blanks made plain."""
    await endpoint.settle()
    async with endpoint.client.get(f"/estimates/{estimand}") as answer:
        assert answer.status == 200
        text = re.sub(r"<[^>]*>", " ", await answer.text())
    return re.sub(r"\s+", " ", unescape(text))


async def test_plans_and_denials_stand_apart_from_what_is_asserted(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(
        make_claim(phrase="8000"),
        make_claim(point=12000, claimant="Seoul", article_id="a-2", stance="plans"),
        make_claim(point=500, claimant="Moskau", article_id="a-3", stance="denies"),
    )
    text = await page_of(endpoint, "north-korea/troops")
    said, planned, denied, sentences = (
        text.index(heading)
        for heading in ("Who says what", "What is planned, foreseen or supposed", "What is denied", "Every sentence")
    )
    assert said < text.index("Mark Rutte 8 000 “8000”") < planned
    assert planned < text.index("Seoul 12 000 “12000” planned") < denied
    assert denied < text.index("Moskau 500 “500” denied") < sentences
    assert "one claimant only" in text


async def test_each_claimant_is_shown_with_its_latest_figure_alone(endpoint: Endpoint) -> None:
    later = datetime(2024, 11, 2, tzinfo=UTC)
    await endpoint.gauge.take(
        make_claim(point=3000),
        make_claim(point=10000, article_id="a-2", published=later, place="russia/kursk", as_of="2024-11-01"),
    )
    text = await page_of(endpoint, "north-korea/troops")
    figures = text[text.index("Who says what") : text.index("Every sentence")]
    assert "Mark Rutte 10 000 “10000” revised 1 time russia/kursk 2024-11-01 2024-11-02 1×" in figures
    assert "3000" not in figures


async def test_both_spreads_are_told_in_words(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(
        *(make_claim(point=8000 + 500 * n, claimant=f"Quelle {n}", article_id=f"a-{n}") for n in range(5))
    )
    text = await page_of(endpoint, "north-korea/troops")
    for words in ("even odds (50 %)", "four in five (80 %)", "nineteen in twenty (95 %)"):
        assert re.search(re.escape(words) + r" [\d ]+ and [\d ]+ [\d ]+ and [\d ]+", text), words
    assert "The true figure lies between The next report will say between" in text
    assert "from 5 claimants, 5 claims, 5 mentions, 1 outlet, as of 2024-10-28" in text


async def test_a_contested_estimate_names_the_two_that_clash(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(
        make_claim(point=1500, claimant="Polizei"),
        make_claim(point=8000, claimant="Presse", article_id="a-2"),
        make_claim(point=60000, claimant="Veranstalter", article_id="a-3"),
    )
    text = await page_of(endpoint, "north-korea/troops")
    assert "Contested: Polizei (“1500”) and Veranstalter (“60000”) cannot both be right." in text


async def test_only_plans_have_no_best_and_no_truth_to_lie_anywhere(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(make_claim(stance="plans"), make_claim(stance="plans", claimant="Seoul", article_id="2"))
    text = await page_of(endpoint, "north-korea/troops")
    assert "Best: – from 2 claimants" in text
    assert "Who says what" not in text
    assert "nobody asserts a figure that holds" in text


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (8000, None, "at least 8 000"),
        (None, 8000, "at most 8 000"),
        (6000, 9000, "6 000 to 9 000"),
        (8000, 8000, "8 000"),
    ],
)
async def test_a_figure_keeps_its_bounds(endpoint: Endpoint, low: float | None, high: float | None, words: str) -> None:
    await endpoint.gauge.take(make_claim(low=low, high=high))
    assert f"Mark Rutte {words} “8000”" in await page_of(endpoint, "north-korea/troops")


async def test_of_very_many_claimants_the_newest_are_shown(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(
        *(make_claim(point=8000 + n, claimant=f"Quelle {n}", article_id=f"a-{n}") for n in range(53))
    )
    assert "… and 3 older ones." in await page_of(endpoint, "north-korea/troops")
