"""Names: the tables are whole and mean one thing, and a text's known names are found however they are inflected."""

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from schemas.claim import slug
from streams.language import countries
from streams.language.name_tables import NameTableError, rows, several
from streams.language.names import Names

NAMES = Names.load()
UNINHABITED = {"AQ", "BV", "GS", "HM", "IO", "TF", "UM"}  # nobody lives there for good, so nobody is called after it
PEOPLES = list(rows("peoples.tsv", 7))


def test_the_names_of_countries_are_those_of_cldr() -> None:
    assert countries.TABLE.read_text(encoding="utf-8") == countries.countries()


def test_every_country_has_a_row_of_our_own() -> None:
    assert [row[0] for row in PEOPLES] == [row[0] for row in rows("countries.tsv", 3)]


@pytest.mark.parametrize("row", PEOPLES, ids=lambda row: row[0])
def test_a_country_has_slug_adjective_demonym_and_capital(row: list[str]) -> None:
    code, country, adjectives, demonyms, capital, _, _ = row
    assert country == slug(country)
    for cell in (adjectives, demonyms, capital):
        assert several(cell) or code in UNINHABITED, f"{code}: {row}"


def test_a_slug_is_given_once() -> None:
    tables = {
        "peoples.tsv": [row[1] for row in PEOPLES],
        "places.tsv": [row[0] for row in rows("places.tsv", 4) if row[1] != "quarter"],
        "organisations.tsv": [row[0] for row in rows("organisations.tsv", 3)],
        "persons.tsv": [row[0] for row in rows("persons.tsv", 4)],
    }
    every = [entity for entities in tables.values() for entity in entities]
    assert len(every) == len(set(every)), {one for one in every if every.count(one) > 1}
    assert all(re.fullmatch(r"[a-z0-9]+([-/][a-z0-9]+)*", entity) for entity in every)


def test_a_name_in_its_base_form_means_one_thing() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for code, country, _, demonyms, capital, variants, _ in PEOPLES:
        german = next(row[2] for row in rows("countries.tsv", 3) if row[0] == code)
        for name in (german, *several(variants), *several(demonyms)):
            meant[name].add(country)
        for name in several(capital.partition("=")[0]):
            if name != german:  # Vatikanstadt is its own capital
                meant[name].add(f"capital of {country}")
    for table, columns, names in (
        ("places.tsv", 4, 2),
        ("organisations.tsv", 3, 2),
        ("aliases.tsv", 4, 3),
        ("persons.tsv", 4, 2),
    ):
        for row in rows(table, columns):
            for name in several(row[names]):
                meant[name].add(row[0])
    twice = {name: things for name, things in meant.items() if len(things) > 1}
    assert twice == {"Kingston?": {"capital of jamaica", "capital of norfolk-island"}}


def test_every_place_lies_in_a_country_or_across_them() -> None:
    lands = {row[1] for row in PEOPLES}
    for path, sort, _, _ in rows("places.tsv", 4):
        assert path.split("/")[0] in lands or sort == "area", path


def test_an_office_is_held_by_one_person_at_a_time() -> None:
    for office, tenures in NAMES.tenures.items():
        ordered = sorted(tenures, key=lambda tenure: tenure.since)
        for earlier, later in pairwise(ordered):
            assert earlier.until is not None, (office, earlier)
            assert earlier.until <= later.since, (office, earlier, later)
        assert all(tenure.until is None or tenure.since < tenure.until for tenure in tenures), office


def test_an_office_is_one_that_the_tables_can_name() -> None:
    slugs = {row[0] for row in rows("offices.tsv", 3)} | {"works-council-chair"}
    slugs |= {row[0] for row in rows("institutions.tsv", 4) if row[2] == "office"}
    for office in NAMES.tenures:
        home, _, role = office.rpartition("/")
        assert role in slugs, office
        assert home in NAMES.kinds or any(home == row[0] for row in rows("places.tsv", 4)) or home in NAMES.capitals, (
            office
        )


FOUND = [
    ("nordkoreanischen Soldaten", "nordkoreanischen", "north-korea", "adjective"),
    ("Nordkoreanische Truppen", "Nordkoreanische", "north-korea", "adjective"),
    ("mit 11.000 Nordkoreanern", "Nordkoreanern", "north-korea", "demonym"),
    ("drei Französinnen", "Französinnen", "france", "demonym"),
    ("ein Deutscher", "Deutscher", "germany", "adjective"),  # it is declined like one, and can't be told from one
    ("den Zyprioten", "Zyprioten", "cyprus", "demonym"),
    ("Russlands Armee", "Russlands", "russia", "country"),
    ("in der Ukraine", "Ukraine", "ukraine", "country"),
    ("die Vereinigten Staaten von Amerika", "Vereinigten Staaten von Amerika", "united-states", "country"),
    ("den Vereinigten Arabischen Emiraten", "Vereinigten Arabischen Emiraten", "united-arab-emirates", "country"),
    ("der Zentralafrikanischen Republik", "Zentralafrikanischen Republik", "central-african-republic", "country"),
    ("in der Elfenbeinküste", "Elfenbeinküste", "ivory-coast", "country"),
    ("Kiews Streitkräfte", "Kiews", "ukraine", "capital"),
    ("Pjöngjang schickte", "Pjöngjang", "north-korea", "capital"),
    ("US-Verteidigungsministerium", "US", "united-states", "country"),
    ("die Region Kursk", "Kursk", "russia/kursk", "region"),
    ("in Pokrowsk", "Pokrowsk", "ukraine/donetsk/pokrovsk", "city"),
    ("Münchner Polizei", "Münchner", "germany/munich", "adjective"),
    ("Reutlinger Bürger", "Reutlinger", "germany/reutlingen", "adjective"),
    ("Berliner Polizei", "Berliner", "germany/berlin", "adjective"),
    ("Schweizer Firmen", "Schweizer", "switzerland", "adjective"),
    ("oberösterreichische Betriebe", "oberösterreichische", "austria/upper-austria", "adjective"),
    ("die Ostukraine", "Ostukraine", "ukraine", "country"),
    ("in Nordwestsyrien", "Nordwestsyrien", "syria/north-west", "region"),
    ("südosttürkische Provinz", "südosttürkische", "turkey", "adjective"),
    ("in Nordirland", "Nordirland", "united-kingdom/northern-ireland", "region"),
    ("in Essen", "Essen", "germany/essen", "city"),
    ("bei Wels", "Wels", "austria/wels", "city"),
    ("der Vereinten Nationen", "Vereinten Nationen", "un", "organisation"),
    ("beim Statistischen Bundesamt", "Statistischen Bundesamt", "destatis", "organisation"),
    ("VW-Konzern", "VW-Konzern", "volkswagen", "organisation"),
    ("EU-Kommission", "EU-Kommission", "eu-commission", "organisation"),
    ("der New York Times", "New York Times", "new-york-times", "media"),
    ("der Bundeswehr", "Bundeswehr", "germany/military", "army"),
    ("Recep Tayyip Erdoğans Rede", "Recep Tayyip Erdoğans", "recep-tayyip-erdogan", "person"),
]


@pytest.mark.parametrize(("text", "form", "entity", "sort"), FOUND, ids=[case[0] for case in FOUND])
def test_a_name_is_found_however_it_is_inflected(text: str, form: str, entity: str, sort: str) -> None:
    hit = NAMES.find(text)[0]
    assert (text[hit.start : hit.end], hit.entity_id, hit.sort) == (form, entity, sort)


@pytest.mark.parametrize(
    "text",
    [
        "Metropolen wachsen",
        "Beim Essen wird geredet",
        "die Halle war voll",
        "Der Zug fuhr ab",
        "ein Romanautor",
        "die Marsmission",
        "Zwei Siege",
        "Bayern siegte",  # the club as often as the land
    ],
)
def test_part_of_a_word_or_an_ordinary_word_is_no_name(text: str) -> None:
    assert NAMES.find(text) == []


def test_the_longest_name_counts() -> None:
    assert [hit.entity_id for hit in NAMES.find("Deutsche Bank und Deutsche Bahn, Nordkorea und Süd-Korea")] == [
        "deutsche-bank",
        "deutsche-bahn",
        "north-korea",
        "south-korea",
    ]


def test_offsets_count_in_the_whole_text() -> None:
    text = "In Kursk und in Kiew"
    assert [(hit.start, hit.end) for hit in NAMES.find(text, 9)] == [(16, 20)]
    assert [(hit.start, hit.end) for hit in NAMES.find(text, 0, 9)] == [(3, 8)]


@pytest.mark.parametrize(
    ("office", "day", "person"),
    [
        ("ukraine/president", date(2015, 1, 1), "petro-poroshenko"),
        ("ukraine/president", date(2024, 10, 28), "volodymyr-zelensky"),
        ("nato/secretary-general", date(2024, 9, 30), "jens-stoltenberg"),
        ("nato/secretary-general", date(2024, 10, 1), "mark-rutte"),
        ("germany/prime-minister", date(2021, 12, 8), "olaf-scholz"),
        ("austria/prime-minister", date(2016, 5, 12), None),
        ("turkey/health-minister", date(2023, 2, 6), "fahrettin-koca"),
        ("united-states/president", date(2020, 6, 1), "donald-trump"),
        ("united-states/president", date(2022, 6, 1), "joe-biden"),
        ("united-states/president", date(2025, 6, 1), "donald-trump"),
    ],
)
def test_an_office_is_held_by_whom_the_day_says(office: str, day: date, person: str | None) -> None:
    assert NAMES.holder(office, day) == person


def test_a_row_with_a_missing_column_is_named() -> None:
    with pytest.raises(NameTableError, match=r"peoples\.tsv:\d+: 7 columns instead of 6"):
        list(rows("peoples.tsv", 6))
