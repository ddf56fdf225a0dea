"""One line of text as an article, and the claims read from it: what the tables of cases are checked against."""

from datetime import UTC, datetime

from schemas import Article, Claim
from streams.extract import extract
from streams.language import load

PUBLISHED = datetime(2024, 10, 29, 12, tzinfo=UTC)  # a Tuesday


def article(text: str, title: str | None = None) -> Article:
    return Article(
        id="a", text=text, title=title, language="de", published=PUBLISHED, published_known=True, received=PUBLISHED
    )


def claims_of(text: str, title: str | None = None) -> list[Claim]:
    return extract(article(text, title), load("de"))
