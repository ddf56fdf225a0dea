"""Sentences: where they end, what is masked, and that every word keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.sentences import GLUE, WORD, mask, read_sentence, split
from streams.language import load

LEXICON = load("de")

SPLITS = [
    ("Die Zahl stieg. Das Amt schwieg.", ["Die Zahl stieg.", "Das Amt schwieg."]),
    ("Am 3. Mai kamen 200. Am 4. Mai kamen 300.", ["Am 3. Mai kamen 200.", "Am 4. Mai kamen 300."]),
    ("Es war 2015. Danach kamen weniger.", ["Es war 2015.", "Danach kamen weniger."]),
    ("Dr. Huber sprach mit Prof. Maier. Beide nickten.", ["Dr. Huber sprach mit Prof. Maier.", "Beide nickten."]),
    ("Es kamen ca. 50 Gäste. Alle blieben.", ["Es kamen ca. 50 Gäste.", "Alle blieben."]),
    ("Er fehlte z. B. Montag. Warum?", ["Er fehlte z. B. Montag.", "Warum?"]),
    ("„Wir gehen.“ Er blieb.", ["„Wir gehen.“", "Er blieb."]),
    ("Wirklich? Ja! Gut.", ["Wirklich?", "Ja!", "Gut."]),
    ("Er zögerte … und ging. Sie blieb.", ["Er zögerte … und ging.", "Sie blieb."]),
    ("George W. Bush kam. Er ging.", ["George W. Bush kam.", "Er ging."]),
    ("Schlagzeile ohne Punkt\nDer Text beginnt hier.", ["Schlagzeile ohne Punkt", "Der Text beginnt hier."]),
    ("Die Firma\n, die es gibt, schweigt.", ["Die Firma\n, die es gibt, schweigt."]),
    ("Eine Zeile, die\nweitergeht. Ende.", ["Eine Zeile, die\nweitergeht.", "Ende."]),
    ("Rund 1,5 Mio. Menschen leben dort. Viele sind jung.", ["Rund 1,5 Mio. Menschen leben dort.", "Viele sind jung."]),
    ("Im 2. Weltkrieg fielen viele. Im 3. Bezirk auch.", ["Im 2. Weltkrieg fielen viele.", "Im 3. Bezirk auch."]),
]


@pytest.mark.parametrize(("text", "sentences"), SPLITS)
def test_a_text_falls_into_its_sentences(text: str, sentences: list[str]) -> None:
    begins = split(text, LEXICON)
    ends = [*begins[1:], len(text)]
    assert [text[start:end].strip() for start, end in zip(begins, ends, strict=True)] == sentences


PIECES = [
    " ",
    " ",
    "  ",
    "\n",
    "\u00a0",
    "der",
    "Mann",
    ",",
    ".",
    "¼",
    "²",
    "u\u0308",
    "50-Jährige",
    "1,5",
    "(",
    "“",
    "’",
    "_",
    "٣",
]

MASKED = [
    ("Es gab <b>20</b> Tote.", "Es gab    20     Tote."),
    ("<script>var tote = 500;</script>Ruhe.", "                                Ruhe."),
    ("<style>p{width:500px}", "                     "),
    ("a<!-- 30 Tote -->b", "a                b"),
    ("20\u200f Tote\x00", "20  Tote "),
    ("Sol\u00addaten", "Sol daten"),
    ("3 < 5 und 7 > 6", "3 < 5 und 7 > 6"),
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_what_is_no_prose_is_blanked_in_place(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text())
def test_masking_keeps_every_offset(text: str) -> None:
    assert len(mask(text)) == len(text)


@given(st.text(alphabet=st.sampled_from('aB1.,!?…\n„“" -ä'), max_size=300))
def test_sentences_cover_the_text_once_and_words_slice_back(text: str) -> None:
    begins = split(text, LEXICON)
    assert begins[0] == 0
    assert begins == sorted(set(begins))
    for start, end in zip(begins, [*begins[1:], len(text)], strict=True):
        sentence = read_sentence(text, start, end)
        for word, first, last in zip(sentence.words, sentence.starts, sentence.ends, strict=True):
            assert start <= first <= last <= end
            assert first == last or text[first:last] == word


def test_words_that_lost_the_break_between_them_are_parted() -> None:
    text = "1:29 minHuber: 20 Tote"
    sentence = read_sentence(text, 0, len(text))
    assert sentence.words == ["1:29", "min", "|", "Huber", ":", "20", "Tote"]
    assert [sentence.words[sentence.at(offset)] for offset in (5, 8, 15)] == ["min", "Huber", "20"]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=20).map("".join)))
def test_words_cut_at_blanks_are_the_words_of_the_whole(text: str) -> None:
    if not GLUE.search(text):
        found = list(WORD.finditer(text))
        sentence = read_sentence(text, 0, len(text))
        assert sentence.words == [word.group() for word in found]
        assert sentence.starts == [word.start() for word in found]
        assert sentence.ends == [word.end() for word in found]
