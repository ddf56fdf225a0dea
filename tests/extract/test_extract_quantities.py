"""Quantities: which numbers of a sentence state an amount, and of what kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.numerals import read_numerals
from streams.extract.quantities import Quantity, read_quantities
from streams.language import load

LEXICON = load("de")


def quantities(text: str) -> list[Quantity]:
    return read_quantities(text, 0, len(text), read_numerals(text, LEXICON.numerals), LEXICON.quantities)


AMOUNTS = [
    # sentence, phrase, point, kind, unit
    ("11.000 Soldaten sind in Kursk.", "11.000", 11000, "count", None),
    ("Drei Menschen starben.", "Drei", 3, "count", None),
    ("Der Kauf zweier Wohnungen ist geplant.", "zweier", 2, "count", None),
    ("Betroffen seien alle 50 Bundesstaaten.", "50", 50, "count", None),
    ("Man verlegte 1500 Soldaten.", "1500", 1500, "count", None),
    ("Dort fielen 2000 Stellen weg.", "2000", 2000, "count", None),
    ("Es leben 1549 Asylwerberinnen im Land.", "1549", 1549, "count", None),
    ("Die 60-köpfige Gruppe kam an.", "60", 60, "count", None),
    ("Eine dreiköpfige Familie kam an.", "drei", 3, "count", None),
    ("Aus der 100.000-Einwohner-Stadt kam er.", "100.000", 100000, "count", None),
    ("Ein Toter wurde geborgen.", "Ein", 1, "count", None),
    ("Laut Anklage wurden 270, sagt das Gericht, betrogen.", "270", 270, "count", None),
    ("Die Veranstalter sprachen von 80.000.", "80.000", 80000, "count", None),
    ("Der Schaden beträgt 5 Millionen Euro.", "5 Millionen", 5e6, "money", "EUR"),
    ("Der Schaden beträgt 5 Mio. €.", "5 Mio. €", 5e6, "money", "EUR"),
    ("Es kostet 4,50 Franken.", "4,50", 4.5, "money", "CHF"),
    ("Es kostet 70 Cent.", "70", 0.7, "money", "EUR"),
    ("Es kostet $3,5 Mrd. im Jahr.", "$3,5 Mrd.", 3.5e9, "money", "USD"),
    ("Es kostet EUR 300 im Jahr.", "300", 300, "money", "EUR"),
    ("Es kostet 300 kanadische Dollar.", "300", 300, "money", "CAD"),
    ("Es kostet 300 schwedische Kronen.", "300", 300, "money", "SEK"),
    ("Er zahlte 2000 Euro.", "2000", 2000, "money", "EUR"),
    ("Ein 60-Millionen-Euro-Paket wurde geschnürt.", "60-Millionen", 60e6, "money", "EUR"),
    ("Er zahlte 10.000 US-Dollar.", "10.000", 10000, "money", "USD"),
    ("Es waren 51 Prozent.", "51", 51, "percent", "%"),
    ("Es waren 51 %.", "51 %", 51, "percent", "%"),
    ("Es waren zwei Prozentpunkte mehr.", "zwei", 2, "percent", "%"),
    ("Die 20-prozentige Beteiligung endet.", "20", 20, "percent", "%"),
    ("Die Hälfte der Befragten sagt das.", "Die Hälfte", 50, "percent", "%"),
    ("Ein Drittel der Befragten sagt das.", "Ein Drittel", 33.3, "percent", "%"),
    ("Zwei Drittel der Befragten sagen das.", "Zwei Drittel", 66.7, "percent", "%"),
    ("Sechs von zehn Befragten sagen das.", "Sechs von zehn", 60, "percent", "%"),
    ("Jeder zehnte Befragte sagt das.", "Jeder zehnte", 10, "percent", "%"),
    ("Er eroberte 250 Quadratkilometer.", "250", 250, "physical", "km2"),
    ("Er eroberte 250 km².", "250", 250, "physical", "km2"),
    ("Es sind 12.500 Kilometer.", "12.500", 12500, "physical", "km"),
    ("Das Werk liefert 30 MW.", "30", 30, "physical", "MW"),
    ("Es verbrauchte 40 Kilowattstunden.", "40", 40, "physical", "kWh"),
    ("Man fand 5kg Kokain.", "5", 5, "physical", "kg"),
    ("Man fand zwei Tonnen Kokain.", "zwei", 2, "physical", "t"),
    ("Der Schirm misst 5,8 Zoll.", "5,8", 5.8, "physical", "in"),
    ("Man fuhr einige hundert Meter.", "einige hundert", None, "physical", "m"),
    ("Man fuhr wenige hundert Meter.", "wenige hundert", None, "physical", "m"),
    ("Man rodete 300 Hektar Wald.", "300", 300, "physical", "ha"),
    ("Drei viertel Liter sind genug.", "Drei viertel", 0.75, "physical", "l"),
    ("Ein Beben der Stärke 7,8 erschütterte das Land.", "7,8", 7.8, "physical", None),
]


@pytest.mark.parametrize(("sentence", "phrase", "point", "kind", "unit"), AMOUNTS)
def test_an_amount_has_a_kind_and_a_unit(sentence: str, phrase: str, point: float, kind: str, unit: str | None) -> None:
    (found,) = quantities(sentence)
    assert (sentence[found.start : found.end], found.kind, found.unit) == (phrase, kind, unit)
    assert found.point == pytest.approx(point)


CARRIED = [
    # sentence, points, kind, unit: a later number speaks for an earlier one, or the other way round
    ("Er stieg von 17 auf 30 Prozent.", [17, 30], "percent", "%"),
    ("Es waren zwei und drei Millionen Euro.", [2e6, 3e6], "money", "EUR"),
    ("Er sank von 1,5 auf 1,2 Mrd. Dollar.", [1.5e9, 1.2e9], "money", "USD"),
    ("Es waren 6,31 (2014: 4,86) Millionen.", [6.31e6, 4.86e6], "count", None),
    ("Es waren 12 (Vorjahr: 10) Prozent.", [12, 10], "percent", "%"),
    ("Er zahlte drei Milliarden Dollar, manche sagen vier, andere neun.", [3e9, 4e9, 9e9], "money", "USD"),
    ("Die einen haben 26 Prozent, die anderen 22.", [26, 22], "percent", "%"),
]


@pytest.mark.parametrize(("sentence", "points", "kind", "unit"), CARRIED)
def test_numbers_share_magnitude_and_unit(sentence: str, points: list[float], kind: str, unit: str | None) -> None:
    found = quantities(sentence)
    assert [q.point for q in found] == pytest.approx(points)
    assert {(q.kind, q.unit) for q in found} == {(kind, unit)}


ESTIMATES = [
    ("Das Pentagon schätzte, dass 10.000 Soldaten dort seien.", "approx"),
    ("Der Schaden wird auf 10.000 Euro geschätzt.", "approx"),
    ("Schätzungen zufolge kamen 10.000 Menschen.", "approx"),
    ("Er schätzt, dass mindestens 10.000 Menschen kamen.", "at_least"),
    ("10.000 Menschen schätzen die Ruhe dort.", "exact"),
    ("Es kamen 10.000 Menschen.", "exact"),
]


@pytest.mark.parametrize(("sentence", "modifier"), ESTIMATES)
def test_what_somebody_estimates_is_approximate(sentence: str, modifier: str) -> None:
    (found,) = quantities(sentence)
    assert found.modifier == modifier
    assert (found.low is None) == (modifier == "approx")


NO_AMOUNTS = {
    "dates": [
        "Am 14. Juli flog sie vorbei.",
        "Das war am 2. 9. 2015.",
        "Das war am 31.10.2024.",
        "Das Heft erschien am 2024-10-28.",
        "Es begann im Februar 2016.",
        "Der 21 Oktober 2024 war trüb.",
        "Das gilt ab 1. Jänner.",
    ],
    "years": [
        "2016 sollte es besser werden.",
        "Im Jahr 1848 begann es.",
        "Seit 1979 herrscht er.",
        "Er tritt bis 2018 ab.",
        "Die Wahl 2013 verlor er.",
        "Er lebte von 1990 bis 1995 dort.",
        "Das ist ein Ergebnis mehr als 2014.",
        "Um 1500 wurde es gebaut.",
    ],
    "seasons": ["In der Saison 2014/15 verlor er.", "Seit der Finanzkrise 2008/09 gilt das."],
    "times of day": [
        "Gegen 21.45 Uhr kam er.",
        "Gegen 19 Uhr kam er.",
        "Um 6:35 kam er.",
        "Um fünf Uhr früh kam er.",
        "Der Film dauert 36:35 min.",
    ],
    "ranges of years": ["Zwischen 1722 und 1787 kamen viele."],
    "ages": [
        "Der 69-Jährige schwieg.",
        "Ihr 52-jähriger Mann schwieg.",
        "Der Bub ist acht Jahre alt.",
        "Anna Huber (45) schwieg.",
        "Anna Huber, 45, schwieg.",
        "Anna (35, Name geändert) schwieg.",
        "Er starb im Alter von 45.",
        "Sie sind zwischen 31 und 40 Jahre alt.",
    ],
    "durations": [
        "Er wartete 32 Monate.",
        "Er wartete drei bis fünf Jahre.",
        "Er wartete zwei lange Stunden.",
        "Er erhielt 24 Monate, davon 16 auf Bewährung.",
        "Er erhielt drei Jahre, zwei davon bedingt.",
        "Die 23-sekündige Animation lief.",
        "Nach vier Spieltagen war Schluss.",
        "Es dauert zwei oder drei Wochen.",
        "Das war vor 4,6 Milliarden Jahren.",
    ],
    "ordinals": [
        "Im 17. Jahrhundert entstand es.",
        "Er wurde zweiter.",
        "Er wohnt im 3. Bezirk.",
        "Im 3. Quartal sank es.",
        "In der zweiten Hälfte traf er.",
        "Er fuhr zu seinem bereits 150.",
    ],
    "scores": [
        "Sie siegten 2:1 (1:0).",
        "Sie siegten mit 6:4, 7:6 (4).",
        "Er steht bei 110 zu 65.",
        "Es stand 3-1.",
        "Sie gewann mit 150 Punkten vor Takano (180).",
    ],
    "ranks and labels": [
        "Er landete auf Platz 14.",
        "Sie trägt die Nummer zwei.",
        "Das steht in Artikel 50.",
        "Das steht in § 3 und in Abs. 2.",
        "Das steht auf Seite 3.",
        "Er wohnt in der Hauptstraße 12.",
        "Er fährt Formel 1.",
    ],
    "names": [
        "Der A320 landete.",
        "Beim G-20-Treffen schwieg er.",
        "Unter Windows 10 läuft es.",
        "Im Vergleich zum Nexus 6 ist es schnell.",
        "Der iPhone 6s ist neu.",
        "Claudia Tausend sprach im Bundestag.",
        "Er folgt @anna99 und #8.",
        "Sie leitet die Elf.",
        "Die GTX 970M läuft.",
        "Das Lumia 950 von Microsoft ist neu.",
        "Das steht im Akt 10 Cg 17/15b.",
        "Er spielt für Hannover 96 im Tor.",
        "Mit 5G wird alles schneller.",
        "Das iPad 11 des Herstellers ist neu.",
        "Im iWork 11 werkt ein Chip.",
        "Der Senat 3 des Rats tagte.",
    ],
    "page furniture": ["Gelesen: 695", "Kommentare: 23", "1. Einleitung", "2) Hauptteil"],
    "denominations and compounds": [
        "Der 500-Euro-Schein verschwindet.",
        "Die 36-Stunden-Woche kommt.",
        "Der 12-Punkte-Plan steht.",
        "Der 5,8-Zoll-Bildschirm leuchtet.",
        "Er sprang vom 10-Meter-Turm.",
        "Die 500-Euro-Marke fiel.",
        "Die 90er waren bunt.",
    ],
    "frequencies and multiples": [
        "Es war 42 Mal so hoch.",
        "Der Wert lag um das 14-fache darüber.",
        "Jeden zweiten Tag regnet es.",
        "Jede dritte Woche regnet es.",
    ],
    "other": [
        "Ruf 0800 123 456 an.",
        "Es hatte 30 Grad.",
        "Es lag bei 48° Nord.",
        "Weg sind die drei.",
        "Es gab null Reaktion.",
        "Der Index liegt bei 3,05.",
        "Das Auto fuhr 200 Stundenkilometer.",
    ],
}


@pytest.mark.parametrize("sentence", [sentence for sentences in NO_AMOUNTS.values() for sentence in sentences])
def test_a_number_that_claims_nothing_is_no_quantity(sentence: str) -> None:
    assert [sentence[q.start : q.end] for q in quantities(sentence)] == []


def test_dimensions_share_their_unit() -> None:
    assert [(q.point, q.unit) for q in quantities("Es misst 274 x 172 x 10,5 Millimeter.")] == [
        (274, "mm"),
        (172, "mm"),
        (10.5, "mm"),
    ]


def test_only_the_numbers_of_the_sentence_are_read() -> None:
    text = "Es kamen 300 Menschen. Es gingen 200 Menschen."
    numerals = read_numerals(text, LEXICON.numerals)
    assert [q.point for q in read_quantities(text, 0, 22, numerals, LEXICON.quantities)] == [300]
    assert [q.point for q in read_quantities(text, 23, len(text), numerals, LEXICON.quantities)] == [200]


SENTENCES = st.sampled_from(
    [*(case[0] for case in AMOUNTS), *(text for texts in NO_AMOUNTS.values() for text in texts)]
)


@given(st.lists(SENTENCES, max_size=4))
def test_any_sentence_gives_places_within_it(sentences: list[str]) -> None:
    text = " ".join(sentences)
    for found in quantities(text):
        assert 0 <= found.start <= found.core_start < found.core_end <= found.end <= len(text)
        assert found.kind in {"count", "money", "percent", "physical"}
        assert found.unit_start <= found.unit_end <= len(text)


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    for found in quantities(text):
        assert text[found.start : found.end]
