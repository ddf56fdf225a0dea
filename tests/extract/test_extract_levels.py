"""Levels: totals, increments, rates and parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.levels import read_level
from streams.extract.numerals import read_numerals
from streams.extract.quantities import read_quantities
from streams.language import load

LEXICON = load("de")


def levels(sentence: str) -> list[str]:
    numerals = read_numerals(sentence, LEXICON.numerals)
    found = read_quantities(sentence, 0, len(sentence), numerals, LEXICON.quantities)
    return [read_level(sentence, 0, len(sentence), quantity, LEXICON.levels) for quantity in found]


LEVELS = [
    ("11.000 Soldaten sind in Kursk.", ["level"]),
    ("Insgesamt kamen 300 Menschen.", ["level"]),
    ("Die Zahl stieg auf 20.000.", ["level"]),
    ("Die Zahl stieg von 17.000 auf 20.000 Menschen.", ["level", "level"]),
    ("Der Anstieg von 300 auf 400 Fälle überrascht.", ["level", "level"]),
    ("Er wurde um 500 Euro betrogen.", ["level"]),
    ("Es geht um 500 Menschen.", ["level"]),
    ("6.000 Menschen sind nicht mehr da.", ["level"]),
    ("Im Jahr 2015 zahlte er 300 Euro.", ["level"]),
    ("Er zahlte 300 Euro im Jahr 2015.", ["level"]),
    ("Am Tag der Wahl kamen 300 Menschen.", ["level"]),
    ("300 Menschen kamen am Tag der Wahl.", ["level"]),
    ("Der Satz: 300 Menschen kamen.", ["level"]),
    ("Es gab neun mehr oder minder gut erhaltene Skelette.", ["level"]),
    ("Mit 300 Meldungen stammte mehr als die Hälfte aus Wien.", ["level", "level"]),
    ("Weitere 6.000 Soldaten kamen.", ["increment"]),
    ("6.000 weitere Soldaten kamen.", ["increment"]),
    ("Es kamen mindestens weitere 20 Soldaten.", ["increment"]),
    ("Es kamen rund 20 weitere Soldaten.", ["increment"]),
    ("Zusätzlich 500 Polizisten kamen.", ["increment"]),
    ("500 zusätzliche Polizisten kamen.", ["increment"]),
    ("6.000 Soldaten mehr sind dort.", ["increment"]),
    ("Es sind 6.000 mehr.", ["increment"]),
    ("Es sind 15 Prozent weniger.", ["increment"]),
    ("Es gab 6 Prozent mehr Arbeitslose.", ["increment"]),
    ("Die Zahl ist um 3.000 gestiegen.", ["increment"]),
    ("Die Zahl sank um mehr als 3.000.", ["increment"]),
    ("Der Umsatz legte um drei Prozent zu.", ["increment"]),
    ("Er stieg um 8 Prozent auf 32 Prozent.", ["increment", "level"]),
    ("Der Anstieg um 300 Fälle überrascht.", ["increment"]),
    ("Ein Rückgang von 300 Fällen überrascht.", ["increment"]),
    ("Ein Plus von drei Prozent überrascht.", ["increment"]),
    ("Oberösterreich (plus 1,4 Prozent) führt.", ["increment"]),
    ("500 Mann kommen hinzu.", ["increment"]),
    ("Noch einmal 500 Mann kamen.", ["increment"]),
    ("Täglich 1.262 Menschen kamen.", ["rate"]),
    ("1.262 Menschen kamen täglich.", ["rate"]),
    ("Die jährlichen Kosten von 300 Euro drücken.", ["rate"]),
    ("Pro Tag kommen 300 Menschen.", ["rate"]),
    ("300 Menschen pro Tag kommen.", ["rate"]),
    ("Es kommen 300 Menschen in der Woche.", ["rate"]),
    ("Es kostet 300 Euro im Jahr.", ["rate"]),
    ("Jeden Monat sterben 300 Menschen.", ["rate"]),
    ("Wöchentlich kommen 50 bis 55 an.", ["rate"]),
    ("62 Menschen wurden verletzt, davon 18 schwer.", ["level", "part"]),
    ("62 wurden verletzt, 18 davon schwer.", ["level", "part"]),
    ("100 Tote wurden geborgen, unter ihnen 31 Kinder.", ["level", "part"]),
    ("100 Tote wurden geborgen, darunter auch 31 Kinder.", ["level", "part"]),
    ("Zwei von ihnen starben.", ["part"]),
    ("40 der 96 Gemeinden stimmten zu.", ["part", "level"]),
    ("Drei der Männer starben.", ["part"]),
    ("34 Prozent der Befragten sagen das.", ["level"]),
]


@pytest.mark.parametrize(("sentence", "expected"), LEVELS)
def test_only_a_total_is_a_level(sentence: str, expected: list[str]) -> None:
    assert levels(sentence) == expected


@given(st.one_of(st.text(max_size=150), st.lists(st.sampled_from([case[0] for case in LEVELS])).map(" ".join)))
def test_every_number_has_a_level(text: str) -> None:
    assert set(levels(text)) <= {"level", "increment", "rate", "part"}
