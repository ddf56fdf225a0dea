"""Figures: what a headline and its text say of each other's numbers, and a number of the one that it goes on with."""

import pytest
from reading_of import claims_of

HEADLINES = [
    # title, text, estimand of the title's figure
    ("8.000 Nordkoreaner in Kursk", "Laut Südkorea sind 8.000 Soldaten in Kursk im Einsatz.", "north-korea/troops"),
    (
        "Zahl der Toten steigt auf mehr als 11.000",
        "In der Türkei und in Syrien starben 11.200 Menschen. In der Türkei starben 8.574 Menschen.",
        "turkey-and-syria/killed",
    ),
    (
        "1,3 Millionen oder 20.000?",
        "In Berlin demonstrierten laut Polizei rund 20.000 Menschen.",
        "berlin/demonstrators",
    ),
    ("Tausende bei Friedenskundgebung", "In Berlin demonstrierten 5.000 Menschen.", "berlin/demonstrators"),
    ("Zehntausende bei Gaza-Demonstration", "In Berlin haben Zehntausende demonstriert.", "berlin/demonstrators"),
    ("30 Tote bei Überschwemmung", "Bei einer Überschwemmung in Peru sind 30 Menschen gestorben.", "peru/killed"),
]


@pytest.mark.parametrize(("title", "text", "estimand"), HEADLINES)
def test_a_headline_speaks_of_what_its_text_speaks_of(title: str, text: str, estimand: str) -> None:
    headline, first, *_ = claims_of(text, title)
    assert (headline.field, headline.estimand, first.estimand) == ("title", estimand, estimand)


def test_a_headline_with_a_name_keeps_it() -> None:
    headline, *_ = claims_of("In Peru und Chile starben 300 Menschen.", title="Chile: 300 Tote")
    assert headline.subject == "chile"


MAIN = [
    # text, estimand of its last number
    ("VW will 5.000 Stellen streichen. Im Mai war von 3.000 Stellen die Rede gewesen.", "volkswagen/jobs_cut"),
    ("Nordkorea will 12.000 Soldaten schicken. Am Montag hieß es noch: Nordkorea hat 3.000.", "north-korea/troops"),
]


@pytest.mark.parametrize(("text", "estimand"), MAIN)
def test_what_an_article_counts_its_bare_numbers_count(text: str, estimand: str) -> None:
    assert claims_of(text)[-1].estimand == estimand


def test_the_horizon_of_a_plan_is_not_its_day() -> None:
    (planned,) = claims_of("VW will bis 2030 rund 5.000 Stellen streichen.")
    assert (planned.stance, planned.as_of) == ("plans", None)


def test_soldiers_are_of_the_country_that_sends_them() -> None:
    claims = claims_of(
        "1.500 Soldaten seien dort, teilte der südkoreanische Dienst mit.", "Nordkorea will 12.000 Soldaten schicken"
    )
    assert [claim.subject for claim in claims] == ["north-korea", "north-korea"]


CONTINUED = [
    # text, noun and measure of the last number
    ("In Peru starben 300 Menschen. In Lima waren es 120.", "Mensch", "killed"),
    ("In Peru starben 300 Menschen, in Lima 120, in Tacna 40.", "Mensch", "killed"),
    ("Zur Demonstration kamen 5.000 Menschen. Die Veranstalter sprachen von 8.000.", "Mensch", "demonstrators"),
    ("5.000 Menschen flohen. Das ist wenig. Im Mai waren es 70.000.", "Mensch", "displaced"),
    ("Die Behörden geben die Zahl der Toten mit 3.690 an.", "Toter", "killed"),
    ("Die Zahl der Toten, die geborgen wurden, stieg auf 500.", "Toter", "killed"),
    ("Die Zahl der Haftbefehle ist mit 17 gering.", "Haftbefehl", "things"),
    ("Die Teilnehmerzahl lag bei 500.", "Teilnehmer", "attendees"),
]


@pytest.mark.parametrize(("text", "counted", "measure"), CONTINUED)
def test_a_bare_number_goes_on_with_what_was_counted(text: str, counted: str, measure: str) -> None:
    last = claims_of(text)[-1]
    assert (last.counted, last.measure) == (counted, measure)


def test_a_part_of_a_plan_is_planned() -> None:
    total, part = claims_of("VW will 5.000 Stellen streichen. Davon entfallen 2.000 auf Spanien.")
    assert (total.stance, part.stance) == ("plans", "plans")
