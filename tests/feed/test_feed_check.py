"""What the door makes of one article: a sound article, or a reason that says what to do."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas import Article, Rejected
from schemas.article import MOST_CHARACTERS
from streams.feed.check import check_article

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
GERMAN = "In Ankara sprach der Minister am Montag von mindestens 1651 Toten und 11.000 Verletzten."


def check(**fields: Any) -> Article | Rejected:
    return check_article(json.dumps(fields).encode(), NOW)


def accept(**fields: Any) -> Article:
    checked = check(**fields)
    assert isinstance(checked, Article), checked
    return checked


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"text": "Gr\xfc\xdfe"}', "not UTF-8: byte 13 is 0xfc"),
        (b'{"text": "a"', "not JSON: EOF"),
        (b"10.000 Soldaten", "not JSON"),
        (b"", "not JSON: EOF"),
        (b"[" * 100_000, "not JSON: recursion limit"),
        (b'["text"]', "['text'] is no JSON object"),
        (b"null", "None is no JSON object"),
        (b"{}", "'text' is missing"),
        (b'{"text": null}', "'text' is missing"),
        (b'{"text": 17}', "'text' is 17, not a text"),
        (b'{"text": ""}', "'text' is empty"),
        (b'{"text": " \\n\\u0001 "}', "'text' is empty"),
        (b'{"text": "a\\ud800"}', "half a character"),
        (b'{"text": "a", "author": "x"}', "unknown field 'author'; an article has id, text, title"),
        (b'{"text": "a", "received": "2020-01-01"}', "unknown field 'received'"),
        (b'{"text": "a", "withdrawn": true}', "unknown field 'withdrawn'"),
        (b'{"text": "a", "id": "a b"}', "'id' is 'a b'; it needs 1 to 200 characters without blanks and slashes"),
        (b'{"text": "a", "id": "../a"}', "'id' is '../a'"),
        (b'{"text": "a", "id": ""}', "'id' is ''"),
        (b'{"text": "a", "id": 7}', "'id' is 7, not a text"),
        (b'{"text": "a", "url": "javascript:alert(1)"}', "'url' is 'javascript:alert(1)'; it needs an address"),
        (b'{"text": "a", "language": "Deutsch"}', "'language' is 'Deutsch'; it needs a BCP 47 tag"),
        (b'{"text": "a", "title": ""}', "'title' is ''; it needs 1 to 1000 characters"),
        (b'{"text": "a", "published": "yesterday"}', "'published' is 'yesterday', not a date; write 2024-10-28"),
        (b'{"text": "a", "published": 1700000000}', "'published' is 1700000000, not a date"),
        (b'{"text": "a", "published": "0001-01-01T00:00+05:00"}', "'published' is '0001-01-01T00:00+05:00'"),
        (b'{"text": "a", "published": "2025-03-02T12:00:01Z"}', "'published' is 2025-03-02 12:00 UTC, in the future"),
        (b'{"text": "a", "updated": "never"}', "'updated' is 'never', not a date"),
    ],
)
def test_what_is_no_article_is_rejected_with_a_reason(raw: bytes, reason: str) -> None:
    checked = check_article(raw, NOW, where="file.jsonl:3")
    assert isinstance(checked, Rejected)
    assert checked.reason.startswith(reason) or reason in checked.reason
    assert checked.where == "file.jsonl:3"
    assert "\n" not in checked.reason
    assert len(checked.reason) < 400


def test_every_fault_of_an_article_is_named_at_once() -> None:
    rejected = check(id="a b", text=GERMAN, url="x", language="DE")
    assert isinstance(rejected, Rejected)
    assert all(f"'{name}'" in rejected.reason for name in ("id", "url", "language"))


def test_a_rejected_article_is_named_by_its_id() -> None:
    rejected = check(id="a-1", text="")
    assert isinstance(rejected, Rejected)
    assert rejected.article_id == "a-1"


@pytest.mark.parametrize(("length", "accepted"), [(MOST_CHARACTERS, True), (MOST_CHARACTERS + 1, False)])
def test_a_text_may_be_long_but_not_endless(length: int, accepted: bool) -> None:
    assert isinstance(check(text="ä" * length, language="de"), Article) is accepted


def test_fifty_megabytes_are_refused_by_their_length() -> None:
    rejected = check_article(b'{"text": "' + b"Wort " * 10_000_000 + b'"}', NOW)
    assert isinstance(rejected, Rejected)
    assert "'text' has 50,000,000 characters" in rejected.reason


def test_control_characters_become_blanks_so_that_offsets_hold() -> None:
    article = accept(text="a\x00b\x08c\x1bd\te\nf\r", title="x\x07y")
    assert article.text == "a b c d\te\nf\r"
    assert article.title == "x y"


@pytest.mark.parametrize(
    "text", ["\u200fשלום 500\u200e", "a\u202eb", "<script>alert('500')</script>", "e\u0301", "𝟓𝟎𝟎"]
)
def test_marks_and_markup_in_a_text_stay_as_they_are(text: str) -> None:
    assert accept(text=text).text == text


@pytest.mark.parametrize(
    ("published", "as_utc"),
    [
        ("2024-10-28", datetime(2024, 10, 28, tzinfo=UTC)),
        ("2024-10-28T06:35", datetime(2024, 10, 28, 6, 35, tzinfo=UTC)),
        ("2024-10-28 06:35:01", datetime(2024, 10, 28, 6, 35, 1, tzinfo=UTC)),
        ("2024-10-28T06:35:00Z", datetime(2024, 10, 28, 6, 35, tzinfo=UTC)),
        ("2024-10-28T06:35:00+01:00", datetime(2024, 10, 28, 5, 35, tzinfo=UTC)),
        ("2025-03-02T12:00:00Z", NOW + timedelta(hours=24)),
    ],
)
def test_a_publication_is_read_as_utc(published: str, as_utc: datetime) -> None:
    article = accept(text=GERMAN, published=published)
    assert article.published == as_utc
    assert article.published.utcoffset() == timedelta(0)
    assert article.published_known


def test_an_article_without_a_date_takes_the_receipt() -> None:
    article = accept(text=GERMAN)
    assert (article.published, article.published_known, article.received) == (NOW, False, NOW)


def test_an_id_comes_from_the_writer_else_the_url_else_the_content() -> None:
    url = "https://example.org/1"
    assert accept(id="mine", text=GERMAN, url=url).id == "mine"
    by_url = accept(text=GERMAN, url=url).id
    assert by_url == accept(text="Ganz anderer Text", url=url).id
    assert by_url.startswith("url-")
    by_content = accept(text=GERMAN, title="Beben").id
    assert by_content == accept(text=GERMAN, title="Beben", published="2024-10-28").id
    assert by_content.startswith("text-")
    assert len({by_content, accept(text=GERMAN).id, accept(text=GERMAN + " ").id, by_url}) == 4


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        ("Police said that more than 500 people took part in the march on Saturday.", "en"),
        ("Selon la police, plus de 500 personnes ont participé à la manifestation.", "fr"),
        ("10.000", "und"),
        ("asdf qwer yxcv", "und"),
        ("!?", "und"),
    ],
)
def test_a_language_is_detected_only_with_confidence(text: str, language: str) -> None:
    assert accept(text=text).language == language


def test_a_language_that_is_given_is_believed() -> None:
    assert accept(text=GERMAN, language="en-GB").language == "en-GB"


def test_a_byte_order_mark_is_no_fault() -> None:
    assert isinstance(check_article(b'\xef\xbb\xbf{"text": "10.000 Soldaten"}', NOW), Article)
