"""Lexicons: what loads, and what a faulty table is told."""

from pathlib import Path

import pytest

from streams.language import LexiconError, UnknownLanguage, languages, load
from streams.language.loading import inverted, read_toml
from streams.language.noun_tables import read_nouns

ENDINGS = ("er", "e", "en", "em", "es")


def test_german_has_a_lexicon() -> None:
    assert languages() == ("de",)
    assert load("de").language == "de"


@pytest.mark.parametrize("tag", ["de-AT", "de-CH", "de-DE"])
def test_a_regional_tag_has_its_languages_lexicon(tag: str) -> None:
    assert load(tag) is load("de")


@pytest.mark.parametrize("tag", ["en", "und", "xx-YY"])
def test_a_language_without_tables_is_unknown(tag: str) -> None:
    with pytest.raises(UnknownLanguage, match="no lexicon for"):
        load(tag)


def test_every_case_of_a_noun_is_known(tmp_path: Path) -> None:
    table = tmp_path / "de.nouns.tsv"
    table.write_text("# comment\nHaus\tHäuser\tbuildings\nToter\tadj\tkilled\n", encoding="utf-8")
    nouns = read_nouns(table, ENDINGS)
    assert {form for form, noun in nouns.items() if noun.lemma == "Haus"} >= {"haus", "hauses", "häuser", "häusern"}
    assert {form for form, noun in nouns.items() if noun.lemma == "Toter"} >= {"toter", "tote", "toten", "totem"}


def test_a_plural_goes_before_another_nouns_dative(tmp_path: Path) -> None:
    table = tmp_path / "de.nouns.tsv"
    table.write_text("Trupp\tTrupps\tmilitary_units\nTruppe\tTruppen\ttroops\n", encoding="utf-8")
    assert read_nouns(table, ENDINGS)["truppe"].lemma == "Truppe"


FAULTS = [
    ("Haus\tHäuser\n", "de.nouns.tsv:1: three cells wanted, 2 found"),
    ("Haus\tHäuser\tbuildings\nHaus\tHäuser\tthings\n", "de.nouns.tsv:2: 'Haus' is defined twice"),
]


@pytest.mark.parametrize(("rows", "fault"), FAULTS)
def test_a_faulty_row_is_named(tmp_path: Path, rows: str, fault: str) -> None:
    table = tmp_path / "de.nouns.tsv"
    table.write_text(rows, encoding="utf-8")
    with pytest.raises(LexiconError) as raised:
        read_nouns(table, ENDINGS)
    assert str(raised.value) == fault


def test_a_word_with_two_meanings_is_named() -> None:
    with pytest.raises(LexiconError, match=r"de\.grammar\.toml: money: 'strafe' is defined twice"):
        inverted({"fine": ["Strafe"], "debt": ["Strafe"]}, "de.grammar.toml: money")


def test_toml_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_text("numerals = [", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"de\.toml: "):
        read_toml(tmp_path / "de.toml")
