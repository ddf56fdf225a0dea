"""Numerals: what German number words, digits and the words around them say."""

import tomllib
from pathlib import Path

import pytest

from streams.extract.numerals import read_numerals
from streams.language.numeral_words import NumeralWords

TABLES = tomllib.loads((Path(__file__).parents[2] / "streams/language/de.toml").read_text(encoding="utf-8"))
WORDS = NumeralWords.from_tables(TABLES)


def the_only(text: str) -> tuple[str, float | None, float | None, float | None, str]:
    (numeral,) = (n for n in read_numerals(text, WORDS) if n.form != "shape")
    return text[numeral.start : numeral.end], numeral.point, numeral.low, numeral.high, numeral.modifier


VALUES = [
    ("7", 7),
    ("1.000", 1000),
    ("1.234.567", 1234567),
    ("31 000", 31000),
    ("1 234 567", 1234567),
    ("12\u202f500", 12500),
    ("24'448", 24448),
    ("24’448", 24448),
    ("3,5", 3.5),
    ("1.416,15", 1416.15),
    ("zwölf", 12),
    ("zwoelf", 12),
    ("fünfunddreißig", 35),
    ("fuenfunddreissig", 35),
    ("Einundzwanzig", 21),
    ("hundert", 100),
    ("einhundertzwei", 102),
    ("hundert zwei", 102),
    ("zwölfhundert", 1200),
    ("tausendundeins", 1001),
    ("zehntausend", 10000),
    ("zweihundertfünfzigtausend", 250000),
    ("zwei hundert tausend", 200000),
    ("sieben hundert einundzwanzig tausend zwölf", 721012),
    ("fünf tausend", 5000),
    ("5 tausend", 5000),
    ("322 hundert", 32200),
    ("2,5 Millionen", 2.5e6),
    ("1,1 Mio.", 1.1e6),
    ("8,2 Mrd.", 8.2e9),
    ("8,2 Milliarden", 8.2e9),
    ("39  Millionen", 39e6),
    ("70 Tsd.", 70e3),
    ("eine Million", 1e6),
    ("zwei Billionen", 2e12),
    ("drei Millionen zweihunderttausend", 3.2e6),
    ("hunderttausend Millionen", 1e11),
    ("eineinhalb", 1.5),
    ("anderthalb Millionen", 1.5e6),
    ("zweieinhalb Millionen", 2.5e6),
    ("zweieinhalbtausend", None),
    ("eine halbe Million", 5e5),
    ("einer halben Milliarde", 5e8),
    ("eine viertel Million", 250e3),
    ("dreiviertel Million", None),
    ("zwei Drittel", 2 / 3),
    ("ein Viertel", 0.25),
    ("fünf Achtel", 0.625),
    ("drei Zwanzigstel", 0.15),
    ("dreiviertel", 0.75),
    ("zwanzig und drei Fünftel", 20.6),
    ("2½", 2.5),
    ("1 3/4", 1.75),
    ("die Hälfte", 0.5),
    ("sechs von zehn", 0.6),
    ("jeder Zehnte", 0.1),
    ("jede dritte", 1 / 3),
    ("ein Dutzend", 12),
    ("zwei Dutzend", 24),
    ("ein halbes Dutzend", 6),
    ("zweier", 2),
    ("dreier", 3),
    ("drei Komma fünf", 3.5),
    ("100k", 100e3),
    ("1,2M", 1.2e6),
    ("10^5", 1e5),
    ("2e10", 2e10),
    ("-5,4", -5.4),
    (",77", 0.77),
]


@pytest.mark.parametrize(("phrase", "value"), [case for case in VALUES if case[1] is not None])
def test_a_number_is_read_in_every_usual_spelling(phrase: str, value: float) -> None:
    assert the_only(f"({phrase})")[:2] == (phrase, pytest.approx(value, rel=1e-12))
