"""Towns that no table knows, read from how the text speaks of them; and bodies that only a headline names."""

import pytest
from reading_of import claims_of

from streams.extract.towns import is_town
from streams.language import load

SUBJECTS = [  # title, text, whose number it is
    ("Brand in Hinterzarten", "Bei einem Brand in Hinterzarten sind drei Menschen gestorben.", "hinterzarten"),
    (None, "In Hinterzarten brannte es. Drei Menschen starben, zwölf wurden verletzt.", "hinterzarten"),
    (None, "Hinterzarten – Bei einem Brand sind drei Menschen gestorben.", "hinterzarten"),
    (None, "Bei einem Busunglück nahe Villarriba sind 14 Menschen ums Leben gekommen.", "villarriba"),
    ("Großbrand in Kleinkleckersdorf", "Drei Tote forderte ein Feuer.", "kleinkleckersdorf"),
    (None, "In der Gemeinde Oberzell leben 3.000 Menschen.", "oberzell"),
    (None, "Im Ort Oberzell protestierten 300 Menschen.", "oberzell"),
    (None, "Bei einer Explosion in Bad Oberzell sind drei Menschen gestorben.", "bad-oberzell"),
    (None, "Nach dem Erdrutsch in Unterdorf werden noch 20 Personen vermisst.", "unterdorf"),
    (None, "Die Polizei sprach von 300 Demonstranten in Hinterzarten, die Veranstalter von 900.", "hinterzarten"),
    ("Minsk: Festnahmen", "Die Polizei hat am Montag 300 Menschen festgenommen.", "minsk"),
    ("Huber AG baut Stellen ab", "Am Montag wurde bekannt, dass 300 Stellen wegfallen.", "huber-ag"),
    ("Streik bei Volkswagen", "Am Montag legten 3.000 Beschäftigte die Arbeit nieder.", "volkswagen"),
    (None, "Bei einem Brand sind drei Menschen gestorben.", "mensch"),
]


@pytest.mark.parametrize(("title", "text", "subject"), SUBJECTS)
def test_the_counted_noun_is_the_last_resort(title: str | None, text: str, subject: str) -> None:
    assert {claim.subject for claim in claims_of(text, title) if claim.field == "text"} == {subject}


ORDINARY = [
    "In Panik flohen 300 Menschen.",
    "In Zukunft werden 300 Menschen sterben.",
    "In Krankenhäusern starben 300 Menschen.",
    "Im Krieg starben 300 Menschen.",
    "In Kooperation mit Huber demonstrierten 300 Menschen.",
    "In Haft starben 20 Menschen.",
    "In Begleitung von Präsident Huber kamen 300 Menschen an.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_noun_is_no_town(text: str) -> None:
    assert [claim.place for claim in claims_of(text)] == [None]


@pytest.mark.parametrize("word", ["Panik", "Haft", "Wahrheit", "Krankenhäusern", "Berlin", "Montag", "Ministerium"])
def test_a_word_of_any_table_is_no_unlisted_town(word: str) -> None:
    assert not is_town(word, load("de"))


MEN = [
    ("Im Osten kämpften 12.000 Mann gegen die Ukraine.", "troops"),
    ("Russland schickte 12.000 Mann an die Front.", "troops"),
    ("Die Brigade umfasst 4.000 Mann.", "troops"),
    ("Eine Truppe von 300 Mann rückte in Kursk ein.", "troops"),
    ("Nordkorea entsandte 500 Artilleristen.", "troops"),
    ("300 Marineinfanteristen kamen in Odessa an.", "troops"),
    ("Moskau stationierte 5.000 Fallschirmjäger in Belarus.", "troops"),
    ("An der Front starben 300 Mann.", "killed"),
    ("Die Feuerwehr rückte mit 80 Mann aus.", "persons"),
    ("Die Besatzung zählte 40 Mann.", "persons"),
]


@pytest.mark.parametrize(("text", "measure"), MEN)
def test_men_are_troops_where_a_war_is_told_of(text: str, measure: str) -> None:
    assert [claim.measure for claim in claims_of(text)] == [measure]
