"""One crowd, one measure: whoever counts the people at a demonstration counts demonstrators."""

from datetime import UTC, datetime

import pytest

from schemas import Article
from streams.extract import extract
from streams.language import load

NOON = datetime(2024, 1, 21, 12, tzinfo=UTC)
CASES = [
    (
        None,
        "In München haben am Sonntag Tausende gegen Rechts demonstriert. Die Polizei sprach von 100.000 Menschen, "
        "die Veranstalter von 320.000.",
        {100000: "demonstrators", 320000: "demonstrators"},
    ),
    (
        None,
        "Zu der Kundgebung in München kamen rund 250.000 Teilnehmer. Die Polizei zählte 75.000 Menschen.",
        {250000: "demonstrators", 75000: "demonstrators"},
    ),
    ("Großdemo in Berlin", "Die Polizei zählte 60.000 Personen.", {60000: "demonstrators"}),
    (None, "Zum Konzert in Graz kamen 5.000 Menschen.", {5000: "attendees"}),
    (None, "Das Festival zählte 8.000 Besucher, trotz der Proteste.", {8000: "attendees"}),
    (None, "Bei den Protesten wurden 12 Menschen verletzt.", {12: "wounded"}),
    (None, "In der Stadt leben 60.000 Menschen.", {60000: "inhabitants"}),
]


@pytest.mark.parametrize(("title", "text", "expected"), CASES)
def test_police_and_organisers_count_the_same_crowd(title: str | None, text: str, expected: dict[int, str]) -> None:
    article = Article(
        id="a", title=title, text=text, language="de", published=NOON, published_known=True, received=NOON
    )
    found = {claim.point: claim.measure for claim in extract(article, load("de")) if claim.point}
    assert found == expected
