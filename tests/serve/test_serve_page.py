"""The page: figures for people, and nothing that an article could do to them."""

import re
import tomllib
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from serve_endpoint import Endpoint, Serve, make_article, make_claim
from serve_log import publish_article

from streams.serve.pages import words
from streams.serve.pages.article import segment
from streams.serve.pages.words import Words

PAGES = Path(words.__file__).parent
ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.mark.parametrize("path", ["/", "/e/north-korea", "/estimates/north-korea/troops", "/embed/north-korea/troops"])
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
    assert "alert(" in unescape(text) or path.startswith("/embed/")
    assert "<script>" not in text
    assert "<img src=x" not in text
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
    assert 'href="/estimates/volkswagen/cost%3Aeur"' in text or 'href="/estimates/north-korea/troops"' in text
    assert "Next page" in text
    async with endpoint.client.get("/estimates/north-korea/troops") as answer:
        assert "<mark>8000</mark>" in await answer.text()
    async with endpoint.client.get("/estimates/volkswagen/cost%3Aeur") as answer:
        assert answer.status == 200


async def test_an_empty_board_says_so(endpoint: Endpoint) -> None:
    async with endpoint.client.get("/") as answer:
        assert "Nothing has been claimed yet." in await answer.text()


@pytest.mark.parametrize(
    ("value", "unit", "english", "german"),
    [
        (None, "EUR", "–", "–"),
        (0, None, "0", "0"),
        (8000, None, "8,000", "8.000"),
        (71.3, None, "71", "71"),
        (7.8, None, "7.8", "7,8"),
        (33.333, "%", "33.33%", "33,33 %"),
        (49.5, "EUR", "€49.50", "49,50 €"),
        (1234567, "USD", "US$1,234,567", "1.234.567 $"),
        (4e9, "EUR", "€4B", "4 Mrd. €"),
        (120, "km2", "120 km²", "120 km²"),
    ],
)
def test_figures_are_written_as_in_the_reader_s_language(
    value: float | None, unit: str | None, english: str, german: str
) -> None:
    for language, shown in (("en", english), ("de", german)):
        assert re.sub(r"\s", " ", Words.of(language).figure(value, unit)) == shown


@pytest.mark.parametrize(
    ("estimand", "english", "german"),
    [
        ("north-korea/troops", "North Korea: troops", "Nordkorea: Soldaten"),
        ("volkswagen/cost:eur", "Volkswagen: cost (EUR)", "Volkswagen: Kosten (EUR)"),
        ("turkey-and-syria/killed", "Türkiye and Syria: killed", "Türkei und Syrien: Tote"),
        ("some-where/things:gemeinde", "Some Where: things (Gemeinde)", "Some Where: Dinge (Gemeinde)"),
    ],
)
def test_an_estimand_has_a_name_in_either_language(estimand: str, english: str, german: str) -> None:
    assert (Words.of("en").estimand(estimand), Words.of("de").estimand(estimand)) == (english, german)


@pytest.mark.parametrize(
    ("accepted", "query", "language"),
    [("", "", "en"), ("de-AT,de;q=0.9", "", "de"), ("fr, de;q=0.3, en;q=0.2", "", "de"), ("de", "?lang=en", "en")],
)
async def test_a_page_speaks_as_the_browser_prefers_unless_told(
    endpoint: Endpoint, accepted: str, query: str, language: str
) -> None:
    async with endpoint.client.get(f"/{query}", headers={"Accept-Language": accepted}) as answer:
        text = await answer.text()
    assert f'<html lang="{language}">' in text
    assert "Accept-Language" in answer.headers["Vary"]


async def test_a_chosen_language_stays_through_the_links(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(make_claim())
    await endpoint.settle()
    async with endpoint.client.get("/?lang=de") as answer:
        assert 'href="/estimates/north-korea/troops?lang=de"' in await answer.text()


def test_every_message_is_there_in_both_languages() -> None:
    tables = tomllib.loads((PAGES / "words.toml").read_text(encoding="utf-8"))
    reasons = tables.pop("reasons")
    lacking = [key for table in tables.values() for key, said in table.items() if set(said) != {"en", "de"}]
    assert lacking == []
    assert all(set(said) == {"de"} for said in reasons.values())


def test_the_pages_say_every_message_that_they_have_and_no_other() -> None:
    known = set(tomllib.loads((PAGES / "words.toml").read_text(encoding="utf-8"))["texts"])
    sources = [
        path.read_text(encoding="utf-8") for pattern in ("*.py", "templates/*.html") for path in PAGES.glob(pattern)
    ]
    quoted = {word for text in sources for word in re.findall(r"""["'](\w+)["']""", text)}
    families = {key for key in known if re.match(r"(chance|sort|error)_", key)}
    assert known - families <= quoted
    said = {key for text in sources for key in re.findall(r"""\bsay\(["'](\w+)["'](?! ~)""", text)}
    assert said <= known


@pytest.mark.parametrize("path", ["/e/nobody", "/estimates/no/thing", "/nothing/here", "/?sort=sideways"])
async def test_who_comes_with_a_browser_is_told_of_an_error_in_a_page(endpoint: Endpoint, path: str) -> None:
    async with endpoint.client.get(path, headers={"Accept": "text/html"}) as answer:
        assert (answer.status, answer.content_type) == (400 if "?" in path else 404, "text/html")
        assert "To all estimates" in await answer.text()
    async with endpoint.client.get(path) as answer:
        assert answer.content_type == "application/problem+json"


async def test_an_entity_shows_all_its_estimates_and_the_newest_sentences(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(make_claim(), make_claim(measure="killed", point=300, article_id="a-2"))
    await endpoint.settle()
    async with endpoint.client.get("/e/north-korea") as answer:
        text = await answer.text()
    for part in (
        "/estimates/north-korea/troops",
        "/estimates/north-korea/killed",
        "<mark>8000</mark>",
        "<mark>300</mark>",
    ):
        assert part in text


async def test_the_state_of_a_past_day_is_shown_as_that(endpoint: Endpoint) -> None:
    later = datetime(2024, 11, 2, tzinfo=UTC)
    await endpoint.gauge.take(
        make_claim(point=3000), make_claim(point=90000, claimant="Kiew", article_id="a-2", published=later)
    )
    text = await page_of(endpoint, "north-korea/troops?at=2024-10-29")
    assert "What was known on 29 Oct 2024" in text
    assert "Best estimate 3,000" in text


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
        for heading in ("Who says what", "What is planned, foreseen or supposed", "What is denied", "Why it changed")
    )
    assert said < text.index("Mark Rutte 8,000 “8000”") < planned
    assert planned < text.index("Seoul 12,000 “12000” planned") < denied
    assert denied < text.index("Moskau 500 “500”") < sentences
    assert "one claimant only" in text


async def test_each_claimant_is_shown_with_its_latest_figure_alone(endpoint: Endpoint) -> None:
    later = datetime(2024, 11, 2, tzinfo=UTC)
    await endpoint.gauge.take(
        make_claim(point=3000),
        make_claim(point=10000, article_id="a-2", published=later, place="russia/kursk", as_of="2024-11-01"),
    )
    text = await page_of(endpoint, "north-korea/troops")
    figures = text[text.index("Who says what") : text.index("Why it changed")]
    assert "Mark Rutte 10,000 “10000” revised once 100% – Kursk, Russia 1 Nov 2024 2 Nov 2024 1×" in figures
    assert "3000" not in figures


async def test_both_spreads_are_told_in_words(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(
        *(make_claim(point=8000 + 500 * n, claimant=f"Quelle {n}", article_id=f"a-{n}") for n in range(5))
    )
    text = await page_of(endpoint, "north-korea/troops")
    for chance in ("even odds (50%)", "four in five (80%)", "nineteen in twenty (95%)"):
        assert re.search(re.escape(chance) + r" [\d,]+ to [\d,]+ [\d,]+ to [\d,]+", text), chance
    assert "The true figure lies between The next report will say between" in text
    assert "5 claimants, 5 claims, 5 mentions, 1 outlet" in text
    assert "As of 28 Oct 2024" in text


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
    assert "No estimate – 2 claimants" in text
    assert "Who says what" not in text
    assert "nobody asserts a figure that holds" in text


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (8000, None, "at least 8,000"),
        (None, 8000, "at most 8,000"),
        (6000, 9000, "6,000 to 9,000"),
        (8000, 8000, "8,000"),
    ],
)
async def test_a_figure_keeps_its_bounds(endpoint: Endpoint, low: float | None, high: float | None, words: str) -> None:
    await endpoint.gauge.take(make_claim(low=low, high=high))
    assert f"Mark Rutte {words} “8000”" in await page_of(endpoint, "north-korea/troops")


async def test_of_very_many_claimants_the_newest_are_shown(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(
        *(make_claim(point=8000 + n, claimant=f"Quelle {n}", article_id=f"a-{n}") for n in range(53))
    )
    assert "… and 3 older ones" in await page_of(endpoint, "north-korea/troops")


async def test_an_article_is_shown_with_its_claims_marked_and_linked(endpoint: Endpoint) -> None:
    text = f"{ATTACK} Mark Rutte spricht von 8000 Soldaten."
    await publish_article(endpoint.log, make_article(text=text, title=ATTACK, byline=ATTACK, outlet=ATTACK))
    start = text.index("8000")
    await endpoint.gauge.take(make_claim(start=start, end=start + 4, sentence_start=start - 22))
    await endpoint.settle()
    async with endpoint.client.get("/articles/a-1") as answer:
        page = await answer.text()
    assert '<mark><a href="/estimates/north-korea/troops#claim-' in page
    assert page.count(">8000</a></mark>") == 1
    assert "<script>" not in page


async def test_a_withdrawn_article_is_gone(endpoint: Endpoint) -> None:
    await publish_article(endpoint.log, make_article(text="", withdrawn=True))
    await endpoint.settle()
    async with endpoint.client.get("/articles/a-1", headers={"Accept": "text/html"}) as answer:
        assert answer.status == 410


async def test_a_pasted_text_is_read_and_not_stored(endpoint: Endpoint) -> None:
    text = "Nach Angaben der Polizei kamen 8.000 Menschen zu der Demonstration in Berlin."
    async with endpoint.client.post("/read", data={"text": text, "title": "", "language": "de"}) as answer:
        page = await answer.text()
    assert re.search(r"<mark><span title=\"Berlin: demonstrators\">8\.000</span></mark>", page)
    assert endpoint.log.entries == {}


@pytest.mark.parametrize(
    "sent", [{"text": ""}, {"text": "Text" * 30_000}, {"text": "Eleven", "language": "en"}, {"x": "y"}]
)
async def test_what_can_t_be_read_stays_in_the_form(endpoint: Endpoint, sent: dict[str, str]) -> None:
    async with endpoint.client.post("/read", data=sent) as answer:
        page = await answer.text()
    assert answer.status in (413, 422)
    assert 'role="alert"' in page
    assert f">{sent.get('text', '')}</textarea>" in page


@pytest.mark.parametrize(
    ("places", "marked"),
    [
        ([(3, 5)], ["34"]),
        ([(3, 5), (3, 5)], ["34"]),
        ([(3, 7), (4, 5)], ["3456"]),
        ([(0, 2), (8, 10)], ["01", "89"]),
        ([(8, 20)], []),
    ],
)
def test_a_text_in_segments_is_the_same_text(places: list[tuple[int, int]], marked: list[str]) -> None:
    claims = [make_claim(phrase="8000").model_copy(update={"start": start, "end": end}) for start, end in places]
    segments = list(segment("0123456789", claims))
    assert "".join(one.text for one in segments) == "0123456789"
    assert [one.text for one in segments if one.claims] == marked


@pytest.mark.parametrize("token", ["", "s3cret"])
async def test_a_ruling_asks_for_the_token_where_there_is_one(serve: Serve, token: str) -> None:
    endpoint = await serve(token=token)
    await endpoint.gauge.take(make_claim())
    await endpoint.settle()
    async with endpoint.client.get("/estimates/north-korea/troops") as answer:
        page = await answer.text()
    assert 'data-mention="' in page
    assert ('name="token"' in page) == bool(token)
    assert "s3cret" not in page
