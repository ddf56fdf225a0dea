"""One crowd, one measure: whoever counts the people at a demonstration counts demonstrators."""

from datetime import UTC, datetime

import pytest
from reading_of import claims_of

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


STORIES = [  # title, text, the estimand in which all its claims meet, and who says them
    (
        "Tausende bei Demo in Leipzig",
        "In Leipzig sind am Samstag Tausende Menschen auf die Straße gegangen. "
        "Die Polizei sprach von 12.000 Teilnehmern, die Veranstalter von 20.000.",
        "leipzig/demonstrators",
        [None, "Polizei", "Veranstalter"],
    ),
    (
        "Klimastreik",
        "Beim Klimastreik in Wien haben am Freitag laut Polizei 15.000 Menschen teilgenommen. "
        "Die Organisatoren zählten 40.000 Teilnehmer.",
        "vienna/demonstrators",
        ["Polizei", "Organisatoren"],
    ),
    (
        None,
        "In Berlin demonstrierten Zehntausende gegen Rassismus. "
        "Nach Angaben der Polizei kamen 90.000 Menschen, die Veranstalter zählten 240.000 Teilnehmer.",
        "berlin/demonstrators",
        [None, "Polizei", "Veranstalter"],
    ),
    (
        "Bauernprotest in München",
        "Landwirte haben in München protestiert. "
        "Laut Polizei waren es 8.000 Personen, der Bauernverband sprach von 10.000.",
        "munich/demonstrators",
        ["Polizei", "Bauernverband"],
    ),
    (
        None,
        "An der Kundgebung auf dem Heldenplatz in Wien beteiligten sich nach Polizeiangaben 5.000 Personen. "
        "Die Veranstalter nannten die Zahl von 7.000.",
        "vienna/demonstrators",
        ["Polizei", "Veranstalter"],
    ),
    (
        "Proteste in Belgrad",
        "In Belgrad haben Hunderttausende gegen die Regierung protestiert. "
        "Das Innenministerium bezifferte die Zahl der Teilnehmer auf 107.000. "
        "Die Organisation Archiv gab sie mit 300.000 an.",
        "belgrade/demonstrators",
        [None, "Innenministerium", "Archiv"],
    ),
    (
        "Mahnwache",
        "Zur Mahnwache in Graz kamen laut Polizei 400 Leute. Nach Angaben der Veranstalter waren es 900.",
        "graz/demonstrators",
        ["Polizei", "Veranstalter"],
    ),
    (
        "Streik",
        "Zu einer Streikkundgebung in Köln kamen am Montag 2.000 Beschäftigte, sagte die Polizei. "
        "Die Gewerkschaft Verdi sprach von 3.500 Streikenden.",
        "cologne/demonstrators",
        ["Polizei", "Verdi"],
    ),
    (
        "Demo gegen rechts",
        "300 Menschen haben laut Polizei in Linz demonstriert, 900 laut Veranstaltern.",
        "linz/demonstrators",
        ["Polizei", "Veranstalter"],
    ),
    (
        "Aufmarsch",
        "Bei dem Aufmarsch in Innsbruck zählte die Polizei 250 Demonstranten. "
        "Die Veranstalter sprachen von mehr als 600 Menschen.",
        "innsbruck/demonstrators",
        ["Polizei", "Veranstalter"],
    ),
]


@pytest.mark.parametrize(("title", "text", "estimand", "claimants"), STORIES)
def test_police_and_organisers_meet_in_one_estimand(
    title: str | None, text: str, estimand: str, claimants: list[str | None]
) -> None:
    claims = [claim for claim in claims_of(text, title) if claim.field == "text"]
    assert [claim.claimant for claim in claims] == claimants
    assert {claim.estimand for claim in claims} == {estimand}
    assert len({claim.claimant_id for claim in claims}) == len(claims)


def test_organisers_are_those_of_the_town() -> None:
    text = "In {} haben Tausende demonstriert. Die Polizei sprach von 300 Teilnehmern, die Veranstalter von 900."
    berlin, again, cologne = (
        {claim.claimant: claim.claimant_id for claim in claims_of(text.format(town))}
        for town in ("Berlin", "Berlin", "Köln")
    )
    assert berlin["Veranstalter"] == again["Veranstalter"] == "germany/berlin/organisers"
    assert cologne["Veranstalter"] != berlin["Veranstalter"]
