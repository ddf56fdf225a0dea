"""Dates: the day or span that a figure speaks of, against the day of publication."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.date_frames import Frame, Tokens, tense_of
from streams.extract.dates import read_day, read_published
from streams.language import load

CALENDAR = load("de").calendar
TUESDAY = date(2024, 10, 29)


def day_of(sentence: str, published: date | None = TUESDAY) -> str | None:
    """The day said of the first number 99 of the sentence."""
    return read_day(sentence, 0, len(sentence), sentence.index("99"), published, CALENDAR)


DAYS = [
    # published on Tuesday, 29 October 2024
    ("Am Montag waren es 99.", "2024-10-28"),
    ("Am Dienstag waren es 99.", "2024-10-29"),
    ("Am Freitag teilte er mit, es seien 99.", "2024-10-25"),
    ("Am Freitagabend kamen 99.", "2024-10-25"),
    ("Am vergangenen Dienstag kamen 99.", "2024-10-22"),
    ("Am kommenden Dienstag sollen 99 kommen.", "2024-11-05"),
    ("Am Freitag werden 99 kommen.", "2024-11-01"),
    ("Bis Freitag sollen 99 kommen.", "2024-11-01"),
    ("Er sagte, dass sich bis Montag 99 anschließen würden.", "2024-10-28"),
    ("Am Montag soll er 99 geschickt haben.", "2024-10-28"),
    ("Seit Montag fehlen 99.", "2024-10-28/2024-10-29"),
    ("Gestern waren es 99.", "2024-10-28"),
    ("Vorgestern waren es 99.", "2024-10-27"),
    ("Heute sind es 99.", "2024-10-29"),
    ("Am Morgen waren es 99.", None),
    ("Vor drei Tagen waren es 99.", "2024-10-26"),
    ("Vor einer Woche waren es 99.", "2024-10-21/2024-10-27"),
    ("Vor zwei Jahren waren es 99.", "2022"),
    ("Seit zwei Wochen sind es 99.", "2024-10-15/2024-10-29"),
    ("In den vergangenen 24 Stunden starben 99.", "2024-10-28/2024-10-29"),
    ("In den letzten drei Tagen kamen 99.", "2024-10-26/2024-10-29"),
    ("In den letzten zwei Jahren kamen 99.", "2022/2024"),
    ("Letzte Woche kamen 99.", "2024-10-21/2024-10-27"),
    ("In dieser Woche kamen 99.", "2024-10-28/2024-11-03"),
    ("Am vergangenen Wochenende kamen 99.", "2024-10-26/2024-10-27"),
    ("Am Wochenende kamen 99.", "2024-10-26/2024-10-27"),
    ("Anfang des Monats waren es 99.", "2024-10-01/2024-10-10"),
    ("Mitte Oktober waren es 99.", "2024-10-11/2024-10-20"),
    ("Ende September waren es 99.", "2024-09-21/2024-09-30"),
    ("Im vergangenen Monat kamen 99.", "2024-09"),
    ("Im Februar waren es 99.", "2024-02"),
    ("Im Februar 2016 waren es 99.", "2016-02"),
    ("Im Dezember waren es 99.", "2023-12"),
    ("Im Dezember sollen 99 kommen.", "2024-12"),
    ("Am 3. Mai waren es 99.", "2024-05-03"),
    ("Am 3. Mai 2019 waren es 99.", "2019-05-03"),
    ("Am 21 Oktober 2024 waren es 99.", "2024-10-21"),
    ("Am 2. 9. 2015 waren es 99.", "2015-09-02"),
    ("Am 31.10.2023 waren es 99.", "2023-10-31"),
    ("Am 30.9. waren es 99.", "2024-09-30"),
    ("Stand 2024-10-28 waren es 99.", "2024-10-28"),
    ("Im Vorjahr waren es 99.", "2023"),
    ("Heuer sind es 99.", "2024"),
    ("Im nächsten Jahr sollen es 99 sein.", "2025"),
    ("Ende 2023 waren es 99.", "2023-09/2023-12"),
    ("Anfang des Jahres waren es 99.", "2024-01/2024-04"),
    ("Zu Jahresbeginn waren es 99.", "2024-01/2024-04"),
    ("2015 kamen 99.", "2015"),
    ("Im Jahr 1848 starben 99.", "1848"),
    ("In der Saison 2014/15 kamen 99.", "2014/2015"),
    ("Seit 2014 starben 99.", "2014/2024-10-29"),
    ("Zwischen Juli 2015 und Februar 2016 kamen 99.", "2015-07/2016-02"),
    ("Von Juni bis August 2015 kamen 99.", "2015-06/2015-08"),
    ("Im dritten Quartal 2015 kamen 99.", "2015-07/2015-09"),
    ("Im ersten Halbjahr kamen 99.", "2024-01/2024-06"),
    ("Im Sommer 2015 kamen 99.", "2015-06/2015-08"),
    ("2013 waren es 50, im März 2014 dann 99.", "2014-03"),
    ("Es waren 99, ein Viertel mehr als 2014.", None),
    ("Man verlegte 2000 Soldaten und 99 Panzer.", None),
    ("Seit Kriegsbeginn starben 99.", None),
    ("Es waren 99.", None),
]


@pytest.mark.parametrize(("sentence", "day"), DAYS)
def test_a_figure_speaks_of_a_day_or_a_span(sentence: str, day: str | None) -> None:
    assert day_of(sentence) == day


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Am Montag waren es 99.", None),
        ("Gestern waren es 99.", None),
        ("Im Februar waren es 99.", None),
        ("Vor drei Tagen waren es 99.", None),
        ("Am 3. Mai 2019 waren es 99.", "2019-05-03"),
        ("Im Februar 2016 waren es 99.", "2016-02"),
        ("2015 kamen 99.", "2015"),
    ],
)
def test_without_a_publication_only_dates_with_a_year_are_known(sentence: str, day: str | None) -> None:
    assert day_of(sentence, published=None) == day


def test_each_number_of_a_sentence_has_the_day_nearest_to_it_by_its_own_publication() -> None:
    sentence = "Es waren 41 am Montag und im Februar 2016 nur 99."
    for published, day in ((TUESDAY, "2024-10-28"), (date(2016, 5, 4), "2016-05-02"), (None, "2016-02")):
        assert read_day(sentence, 0, len(sentence), sentence.index("41"), published, CALENDAR) == day
        assert read_day(sentence, 0, len(sentence), sentence.index("99"), published, CALENDAR) == "2016-02"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Viel Text.\n\n21 Oktober 2024 Gelesen\nNoch mehr Text.", date(2024, 10, 21)),
        ("Titel\n31.10.2024 | 36:35 min\nText.", date(2024, 10, 31)),
        ("Titel\nVeröffentlicht am 3. Mai 2019\nText.", date(2019, 5, 3)),
        ("Titel\n2024-10-28\nText.", date(2024, 10, 28)),
        ("Ein langer Text geht zu Ende. (red, 2. 9. 2015)", date(2015, 9, 2)),
        ("Ein langer Text geht zu Ende. (APA, 18.9.2015)", date(2015, 9, 18)),
        ("Am 3. Mai 2019 begann, was nun in einem langen Satz ohne Absatz und Ende erzählt wird.", None),
        ("Titel\n31.2.2024\nText.", None),
        ("Kein Datum.", None),
        ("", None),
    ],
)
def test_the_date_that_a_text_prints_of_itself_is_read(text: str, day: date | None) -> None:
    assert read_published(text, CALENDAR) == day


PIECES = st.sampled_from([case[0].replace("99", "7") for case in DAYS])


@given(st.lists(PIECES, max_size=5), st.dates())
def test_any_words_give_a_well_formed_day(pieces: list[str], published: date) -> None:
    text = " ".join(pieces) + " 99"
    day = read_day(text, 0, len(text), len(text) - 2, published, CALENDAR)
    if day is not None:
        for part in day.split("/"):
            numbers = [int(number) for number in part.split("-")]
            assert date(*numbers, *[1] * (3 - len(numbers)))


@given(st.text(max_size=200), st.dates())
def test_no_text_is_too_odd(text: str, published: date) -> None:
    read_day(text, 0, len(text), len(text), published, CALENDAR)
    read_published(text, CALENDAR)


def test_the_tense_of_a_clause_is_worked_out_once_however_many_days_it_names() -> None:
    text = "am Montag, am Dienstag werden sie am Mittwoch und am Freitag kommen, am Samstag kamen sie"
    frame = Frame(text, Tokens(text, 0, len(text)), TUESDAY, CALENDAR)
    days = [token for token in map(frame.tokens.__getitem__, range(len(frame.tokens))) if token.word.endswith("tag")]
    assert [tense_of(frame, day) for day in days] == [0, 1, 1, -1]
    assert len(frame.tokens.tenses) == 3
