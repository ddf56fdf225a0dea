"""Numerals: what German number words, digits and the words around them say."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.expressions import FORMS
from streams.extract.numerals import list_numerals, read_numerals
from streams.language import load

WORDS = load("de").numerals


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
    ("hunderttausend Billionen", 1e17),
    ("1,4 Billionen", 1.4e12),
    ("ein Drittel Million", 1e6 / 3),
    ("drei Millionen zweihunderttausend", 3.2e6),
    ("hunderttausend Millionen", 1e11),
    ("eineinhalb", 1.5),
    ("anderthalb Millionen", 1.5e6),
    ("zweieinhalb Millionen", 2.5e6),
    ("eine halbe Million", 5e5),
    ("einer halben Milliarde", 5e8),
    ("eine viertel Million", 250e3),
    ("dreiviertel Million", 750e3),
    ("zwei Drittel", 2 / 3),
    ("ein Viertel", 0.25),
    ("fünf Achtel", 0.625),
    ("drei Zwanzigstel", 0.15),
    ("dreiviertel", 0.75),
    ("zwanzig und drei Fünftel", 20.6),
    ("dreiundzwanzig Drittel", 23 / 3),
    ("zwei und ein halb", 2.5),
    ("½", 0.5),
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


@pytest.mark.parametrize(("phrase", "value"), VALUES)
def test_a_number_is_read_in_every_usual_spelling(phrase: str, value: float) -> None:
    assert the_only(f"({phrase})")[:2] == (phrase, pytest.approx(value, rel=1e-12))


BOUNDS = [
    # phrase, point, low, high, modifier
    ("rund 1.000", 1000, None, None, "approx"),
    ("etwa 700", 700, None, None, "approx"),
    ("ca. 50", 50, None, None, "approx"),
    ("circa 50", 50, None, None, "approx"),
    ("ungefähr 50", 50, None, None, "approx"),
    ("an die 500", 500, None, None, "approx"),
    ("um die 300", 300, None, None, "approx"),
    ("schätzungsweise rund 1.000", 1000, None, None, "approx"),
    ("knapp 50", 50, None, 50, "approx"),
    ("fast 800.000", 800000, None, 800000, "approx"),
    ("beinahe zwei Millionen", 2e6, None, 2e6, "approx"),
    ("nicht ganz 50", 50, None, 50, "approx"),
    ("gut 300", 300, 300, None, "approx"),
    ("fast die Hälfte", 0.5, None, 0.5, "approx"),
    ("knapp ein Drittel", 1 / 3, None, 1 / 3, "approx"),
    ("fast jeder Vierte", 0.25, None, 0.25, "approx"),
    ("ein Dutzend", 12, None, None, "approx"),
    ("mindestens 1.500", 1500, 1500, None, "at_least"),
    ("zumindest 262", 262, 262, None, "at_least"),
    ("nicht weniger als zehn", 10, 10, None, "at_least"),
    ("100.000 oder mehr", 100000, 100000, None, "at_least"),
    ("mindestens weitere 20", 20, 20, None, "at_least"),
    ("mindestens eine", 1, 1, None, "at_least"),
    ("mehr als 600.000", 600000, 600000, None, "more_than"),
    ("über 600.000", 600000, 600000, None, "more_than"),
    ("ueber 600.000", 600000, 600000, None, "more_than"),
    ("weit über 600.000", 600000, 600000, None, "more_than"),
    ("deutlich mehr als 100", 100, 100, None, "more_than"),
    ("knapp über  22.000", 22000, 22000, None, "more_than"),
    ("etwas mehr als sieben Milliarden", 7e9, 7e9, None, "more_than"),
    ("mehr als ein Drittel", 1 / 3, 1 / 3, None, "more_than"),
    ("bis zu 30.000", 30000, None, 30000, "at_most"),
    ("bis zu rund 500", 500, None, 500, "at_most"),
    ("höchstens 20", 20, None, 20, "at_most"),
    ("hoechstens 20", 20, None, 20, "at_most"),
    ("maximal drei", 3, None, 3, "at_most"),
    ("nicht mehr als 35", 35, None, 35, "at_most"),
    ("weniger als 100", 100, None, 100, "fewer_than"),
    ("unter 5.000", 5000, None, 5000, "fewer_than"),
    ("50 bis 55", None, 50, 55, "range"),
    ("zwei bis drei Millionen", None, 2e6, 3e6, "range"),
    ("1,5 bis 2 Mrd.", None, 1.5e9, 2e9, "range"),
    ("50-70.000", None, 50000, 70000, "range"),
    ("50–70", None, 50, 70, "range"),
    ("500 bis 1.000", None, 500, 1000, "range"),
    ("800.000 bis 1,3 Mio.", None, 800000, 1.3e6, "range"),
    ("zwischen 5.000 und 8.000", None, 5000, 8000, "range"),
    ("zwischen drei und zwanzig", None, 3, 20, "range"),
    ("zwischen drei und vier Millionen", None, 3e6, 4e6, "range"),
    ("zwei- bis dreitausend", None, 2000, 3000, "range"),
    ("450 Euro bis 900", None, 450, 900, "range"),
    ("zwei oder drei", None, 2, 3, "range"),
    ("10 % bis 20 %", None, 10, 20, "range"),
    ("1500 bis 2000", None, 1500, 2000, "range"),
    ("Dutzende", None, 24, 99, "vague"),
    ("Hunderte", None, 200, 999, "vague"),
    ("hunderten", None, 200, 999, "vague"),
    ("Tausender", None, 2000, 9999, "vague"),
    ("Zehntausende", None, 20000, 99999, "vague"),
    ("Hunderttausende", None, 200000, 999999, "vague"),
    ("Millionen", None, 2e6, 9.99e6, "vague"),
    ("Milliarden", None, 2e9, 9.99e9, "vague"),
    ("mehrere Tausend", None, 2000, 9999, "vague"),
    ("mehrere Hundert", None, 200, 999, "vague"),
    ("einige hundert", None, 200, 999, "vague"),
    ("ein paar tausend", None, 2000, 9999, "vague"),
    ("mehrere 100", None, 200, 999, "vague"),
    ("mehrere zehntausend", None, 20000, 99999, "vague"),
    ("mehrere Dutzend", None, 24, 99, "vague"),
    ("mehrere Milliarden", None, 2e9, 9.99e9, "vague"),
    ("Hunderte Millionen", None, 200e6, 999e6, "vague"),
    ("mehrere hundert Millionen", None, 200e6, 999e6, "vague"),
    ("vierstelligen", None, 1000, 9999, "vague"),
]


@pytest.mark.parametrize(("phrase", "point", "low", "high", "modifier"), BOUNDS)
def test_the_words_beside_a_number_bound_it(
    phrase: str, point: float | None, low: float | None, high: float | None, modifier: str
) -> None:
    assert the_only(f"Es waren {phrase}, hieß es.") == (
        phrase,
        pytest.approx(point) if point else None,
        pytest.approx(low) if low else None,
        pytest.approx(high) if high else None,
        modifier,
    )


TRAPS = [
    # text, the only numeral, what its words seem to say and do not
    ("eine Meldung über insgesamt 618 Verletzte", "618"),
    ("ein Bericht über 600.000 Menschen", "600.000"),
    ("Die Klinik verfügt über 20 Betten.", "20"),
    ("weil die Klinik über 20 Betten verfügt", "20"),
    ("Sie sprachen über zwei Filme.", "zwei"),
    ("Er kümmert sich um die 30 Kinder.", "30"),
    ("Das Geld ging an die 28 Staaten.", "28"),
    ("Unter drei Bewerbern war sie die beste.", "drei"),
    ("Das Essen war gut. 300 Gäste kamen.", "300"),
    ("Sie mag Zahlen, etwa: 300", "300"),
]


@pytest.mark.parametrize(("text", "phrase"), TRAPS)
def test_a_preposition_of_another_word_bounds_nothing(text: str, phrase: str) -> None:
    found, point, low, high, modifier = the_only(text)
    assert (found, modifier) == (phrase, "exact")
    assert point == low == high


def test_a_preposition_behind_another_one_is_a_bound() -> None:
    assert the_only("Er berichtete von über 200 Toten.")[0] == "über 200"


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("10.000 bis 2028", ["10.000", "2028"]),
        ("acht bis 17.30 Uhr", ["acht", "17.30"]),
        ("3 bis 1", ["3", "1"]),
        ("zwei, drei und vier", ["zwei", "drei", "vier"]),
        ("von 17.000 auf 20.000", ["17.000", "20.000"]),
        ("drei Millionen 2014", ["drei Millionen", "2014"]),
        ("50 bis €", ["50"]),
        ("13 Anfragen von Kunden", ["13"]),
        ("vier oder auch nicht", ["vier"]),
        ("zwei Millionen und mit ihnen drei", ["zwei Millionen", "drei"]),
        ("am 31.10.2024 um 36:35 in 2014/15", ["31.10.2024", "36:35", "2014/15"]),
    ],
)
def test_numbers_that_form_no_range_stay_apart(text: str, phrases: list[str]) -> None:
    assert [text[n.start : n.end] for n in read_numerals(text, WORDS)] == phrases


@pytest.mark.parametrize(
    ("text", "phrase", "sign"),
    [
        ("für €5 Mio. verkauft", "€5 Mio.", "€"),
        ("für 5 Mio. € verkauft", "5 Mio. €", "€"),
        ("um US$ 3,5 Mrd.", "US$ 3,5 Mrd.", "US$"),
        ("um $ 42.000 (gerundet)", "$ 42.000", "$"),
        ("über 20 %", "über 20 %", "%"),
        ("5-10%", "5-10%", "%"),
    ],
)
def test_currency_and_percent_signs_belong_to_the_phrase(text: str, phrase: str, sign: str) -> None:
    (numeral,) = read_numerals(text, WORDS)
    assert (text[numeral.start : numeral.end], numeral.sign) == (phrase, sign)


@pytest.mark.parametrize(
    ("text", "core", "head", "tail"),
    [
        ("eine 60-köpfige Gruppe", "60", "", "köpfige"),
        ("eine dreiköpfige Familie", "drei", "", "köpfige"),
        ("in der 100.000-Einwohner-Stadt", "100.000", "", "Einwohner-Stadt"),
        ("ein 50-Jähriger", "50", "", "Jähriger"),
        ("der A320 landete", "320", "A", ""),
        ("das G-20-Treffen", "20", "G-", "Treffen"),
        ("etwa 180ml Wasser", "180", "", "ml"),
    ],
)
def test_what_is_glued_to_a_number_is_told(text: str, core: str, head: str, tail: str) -> None:
    (numeral,) = read_numerals(text, WORDS)
    assert (text[numeral.core_start : numeral.core_end], numeral.head, numeral.tail) == (core, head, tail)


@pytest.mark.parametrize(
    "text",
    [
        "ein Haus und eine Straße",
        "zum einen, zum anderen",
        "auf einen Blick",
        "zumindest ein wenig",
        "einige Menschen, viele Kinder, ein paar Schuhe",
        "jeder Mensch, jede Frau",
        "Achtung, Dreieck, Einsatz, Zweifel, Elfenbein, Vierbeiner",
        "die Million, der Viertel",
        "erste, zweiter, dritten, zehnte, hundertster",
        "beide, doppelt, dreifach, zweimal",
    ],
)
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert [text[n.start : n.end] for n in read_numerals(text, WORDS) if n.form != "denominator"] == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [("Es gab ein Todesopfer.", "ein"), ("Ein Toter", "Ein"), ("mindestens ein Mensch", "mindestens ein")],
)
def test_the_article_is_a_number_where_it_counts(text: str, phrase: str) -> None:
    assert the_only(text)[0] == phrase


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("eins", [("eins", 1)]),
        ("minus zwölf Grad", [("minus zwölf", -12)]),
        ("- 1.200.000", [("- 1.200.000", -1200000)]),
        ("-1,2M", [("-1,2M", -1200000)]),
        ("ein Kilo und zwei Drittel", [("ein", 1), ("zwei Drittel", 2 / 3)]),
        ("der dritte Mann", []),
        ("am 31.10.2024", []),
    ],
)
def test_listing_shows_every_number_of_a_line(line: str, listed: list[tuple[str, float]]) -> None:
    found = [(row["phrase"], row["point"]) for row in list_numerals(line, WORDS)]
    assert found == [(phrase, pytest.approx(point)) for phrase, point in listed]


UNITS = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
TEENS = ["dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]
TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]


def spell(number: int) -> str:
    """A number below a million as German spells it out."""
    if number >= 1000:
        return spell(number // 1000) + "tausend" + (spell(number % 1000) if number % 1000 else "")
    if number >= 100:
        return UNITS[number // 100] + "hundert" + (spell(number % 100) if number % 100 else "")
    if number >= 20:
        return (UNITS[number % 10] + "und" if number % 10 else "") + TENS[number // 10 - 2]
    return [*UNITS, *TEENS][number] if number != 1 else "eins"


@given(st.integers(min_value=2, max_value=999_999))
def test_every_spelled_number_is_read_back(number: int) -> None:
    spelled = spell(number).replace("einstausend", "eintausend")
    assert the_only(spelled)[:2] == (spelled, number)
    ascii_spelled = spelled.replace("ü", "ue").replace("ö", "oe").replace("ß", "ss").capitalize()
    assert the_only(ascii_spelled)[1] == number


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from([".", " ", "\u202f", "'"]))
def test_every_grouped_number_is_read_back(number: int, separator: str) -> None:
    grouped = f"{number:,}".replace(",", separator)
    assert the_only(f"({grouped})")[:2] == (grouped, number)


GLUE = [
    "",
    " ",
    "\n",
    "\u00a0",
    "-",
    "–",
    ".",
    ",",
    "/",
    "(",
    ")",
    ":",
    "'",
    "und",
    "bis",
    "zwischen",
    "ein",
    "jeder",
    "u\u0308",
]
PIECES = st.sampled_from(
    [*(case[0] for case in (*VALUES, *BOUNDS, *TRAPS)), *GLUE, "A320", "31.10.2024", "1e99", "007"]
)


@given(st.lists(PIECES, max_size=9).map(" ".join), st.lists(PIECES, max_size=9).map(" ".join))
def test_what_was_read_before_changes_no_reading(text: str, other: str) -> None:
    fresh = replace(WORDS, known={}, seen={})
    first = read_numerals(text, fresh)
    read_numerals(other, fresh)
    assert read_numerals(text, fresh) == first


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES).map("".join)))
def test_any_text_gives_ordered_places_within_it(text: str) -> None:
    reached = 0
    for numeral in read_numerals(text, WORDS):
        assert reached <= numeral.start <= numeral.core_start < numeral.core_end <= numeral.end <= len(text)
        assert numeral.form in FORMS
        reached = numeral.end
    for row in list_numerals(text, WORDS):
        assert text[row["start"] : row["end"]] == row["phrase"]
