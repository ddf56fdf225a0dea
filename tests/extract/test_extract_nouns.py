"""Nouns: heads of compounds, lemmas, and which noun a number counts."""

import pytest
from reading_of import claims_of

from streams.extract.nouns import counted_noun, head_noun, lemma_of
from streams.extract.sentences import read_sentence
from streams.language import load

LEXICON = load("de")

LEMMAS = [
    ("Soldaten", "Soldat"),
    ("Elitesoldaten", "Elitesoldat"),
    ("Todesopfern", "Todesopfer"),
    ("Häuser", "Haus"),
    ("Wohnhäusern", "Wohnhaus"),
    ("Ländern", "Land"),
    ("Bundesländer", "Bundesland"),
    ("Mitarbeitenden", "Mitarbeitender"),
    ("Verletzte", "Verletzter"),
    ("Schwerverletzten", "Schwerverletzter"),
    ("Mitarbeiterinnen", "Mitarbeiterin"),
    ("Anschläge", "Anschlag"),
    ("Selbstmordanschlägen", "Selbstmordanschlag"),
    ("Flüchtlinge", "Flüchtling"),
    ("Truppen", "Truppe"),
    ("US-Soldaten", "US-Soldat"),
    ("Vereinbarungen", "Vereinbarung"),
    ("Lokalitäten", "Lokalität"),
    ("Bücher", "Buch"),
    ("Züge", "Zug"),
    ("Sonderzügen", "Sonderzug"),
    ("Befragten", "Befragter"),
    ("Leute", "Leute"),
    ("Sätzen", "Satz"),
    ("Breakbällen", "Breakball"),
    ("Vorstößen", "Vorstoß"),
    ("Dienstleistungen", "Dienstleistung"),
    ("Songs", "Song"),
    ("Notebooks", "Notebook"),
    ("Fakultäten", "Fakultät"),
    ("Studierenden", "Studierender"),
    ("Beschädigten", "Beschädigter"),
    ("Reaktoren", "Reaktor"),
    ("Reisebus", "Reisebus"),
]


@pytest.mark.parametrize(("word", "lemma"), LEMMAS)
def test_a_noun_is_listed_by_its_lemma(word: str, lemma: str) -> None:
    assert lemma_of(word, LEXICON) == lemma


HEADS = [
    ("Elitesoldaten", "troops"),
    ("Todesopfer", "killed"),
    ("Spezialtruppen", "troops"),
    ("Kampfpanzer", "weapons"),
    ("Arbeitsplätze", "jobs"),
    ("Asylanträge", "asylum_applications"),
    ("Wohnhäuser", "buildings"),
    ("Lastkraftwagen", "vehicles"),
    ("Polizeibeamte", "police_deployed"),
    ("Artilleriegranaten", "munitions"),
    ("Langstreckenraketen", "missiles"),
    ("Autofahrer", "persons"),
    ("Gegendemonstranten", "demonstrators"),
    ("Kampfdrohnen", "drones"),
    ("Frachtschiffe", "ships"),
    ("Reisebus", "vehicles"),
    ("Doppelfehler", "things"),
    ("Autoren", "persons"),
    ("Neuerkrankungen", "infected"),
]


@pytest.mark.parametrize(("word", "measure"), HEADS)
def test_the_head_of_a_compound_decides_what_it_measures(word: str, measure: str) -> None:
    noun = head_noun(word, LEXICON)
    assert noun is not None
    assert noun.measure == measure


def test_an_unknown_head_is_unknown() -> None:
    assert head_noun("Xyzzy", LEXICON) is None


COUNTED = [
    ("500 Soldaten marschierten", "Soldat"),
    ("500 nordkoreanische Soldaten", "Soldat"),
    ("500 russische und ukrainische Soldaten", "Soldat"),
    ("40 der Gemeinden", "Gemeinde"),
    ("40 der kleinen Gemeinden", "Gemeinde"),
    ("500 von ihnen", None),
    ("500 Schuss Munition", "Munition"),
    ("500 Stück Vieh", "Vieh"),
    ("2 aus Ungarn erwartete Züge", "Zug"),
    ("350 der von der Seuche betroffenen Betriebe", "Betrieb"),
    ("10 in Umfragen starken Kandidaten", "Kandidat"),
    ("20 „Gefährder“", "Gefährder"),
    ("18 davon schwer", None),
    ("5 wurden verletzt", None),
    ("500 im Osten", None),
    ("30 bereits gelieferte Panzer", "Panzer"),
    ("30 jährlich stattfindende Feste", "Fest"),
    ("2 vom Staat eingesetzte Verwalter", "Verwalter"),
    ("8 weiteren legte das Gericht Verrat zur Last", None),
]


@pytest.mark.parametrize(("text", "lemma"), COUNTED)
def test_a_number_counts_the_noun_of_its_phrase(text: str, lemma: str | None) -> None:
    sentence = read_sentence(text, 0, len(text))
    found = counted_noun(sentence, 1, LEXICON)
    assert (found[1] if found else None) == lemma


OF_AMOUNTS = [
    ("Ein Tablet für 50 Dollar kam auf den Markt.", "Tablet"),
    ("Das Gerät kostet 300 Euro.", "Gerät"),
    ("Es geht um 40 Milliarden Dollar (37 Milliarden Euro) an Guthaben.", "Guthaben"),
    ("Es geht um neun Millionen Euro an verlorener Steuer.", "Steuer"),
    ("Es verschwanden 30.000 Euro vom Radar der Firma.", None),
    ("Die Schüler leben in Wien (18.478).", "Schüler"),
    ("30 Stimmen fehlen: 15 von Syriza.", "Stimme"),
    ("Die 60 Millionen Euro wollte Pfeiffer nicht zahlen.", None),
    ("Befragt wurden 500 Personen (maximale Schwankungsbreite 4,5 Prozent).", "Schwankungsbreite"),
    ("Die Mieten stiegen um 3 Prozent, die Benzinpreise sanken um 16 Prozent.", "Benzinpreis"),
    ("Es gab 465 Fälle, ein Plus von 82 Prozent. Davor waren es 255.", "Fall"),
    ("Berlin – Schon jeder Vierte tauscht sie um.", None),
    ("150.000 bilden Menschenkette um das Haus.", None),
    ("Kostet er 20 Euro, lohnt es sich.", None),
    ("30 Rebellen starben. Die Zahl der Anzeigen stieg auf hundert.", "Anzeige"),
]


@pytest.mark.parametrize(("text", "counted"), OF_AMOUNTS)
def test_an_amount_belongs_to_the_noun_that_it_speaks_of(text: str, counted: str | None) -> None:
    assert claims_of(text)[-1].counted == counted
