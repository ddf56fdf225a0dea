"""Numeral tables: a language's table of number words, compiled into `NumeralWords`. Called by `loading`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import normalize

from ahocorasick_rs import AhoCorasick

from streams.language.numeral_words import (
    ARTICLE,
    DIGITS,
    DOZEN,
    EACH,
    HALF,
    HALF_NOUN,
    HUNDRED,
    LINK,
    MAGNITUDE,
    MIXED,
    PREFIX,
    SEVERAL,
    TEEN,
    TEN,
    THOUSAND,
    UNIT,
    VAGUE,
    Bound,
    NumeralWords,
    Term,
    fold,
)

UNIT_KINDS = ("money", "percent", "physical", "subunits")  # subsections of `units` that list words
BEGINNING = 5  # letters that are looked for in a text; of shorter words all
EDGES = " \n\t\u00a0\u2009\u202f(\"„“”»«‚‘'–—-/[:>"  # what may stand right before a number word
_PIECES = {  # sections of `numerals` that compound words are made of
    "units": UNIT,
    "teens": TEEN,
    "tens": TEN,
    "hundred": HUNDRED,
    "thousand": THOUSAND,
    "magnitudes": MAGNITUDE,
}
_BOUNDS = {
    "approx": Bound("approx"),
    "approx_below": Bound("approx", high=True),
    "approx_above": Bound("approx", low=True),
    "at_least": Bound("at_least", low=True),
    "more_than": Bound("more_than", low=True),
    "at_most": Bound("at_most", high=True),
    "fewer_than": Bound("fewer_than", high=True),
}


def read_numeral_words(tables: Mapping[str, Any]) -> NumeralWords:
    """Compile sections `numerals`, `modifiers` and `units` of a language's table; KeyError names what lacks."""
    numerals, modifiers = tables["numerals"], tables["modifiers"]
    pieces: dict[str, tuple[str, float]] = {fold(numerals["link"]): (LINK, 0.0)}
    for section, letter in _PIECES.items():
        pieces.update({fold(word): (letter, float(value)) for word, value in numerals[section].items()})
    fractions, shares, classes = numerals["fractions"], numerals["shares"], numerals["classes"]
    before, last = _bounds(modifiers)
    units = sorted({word for kind in UNIT_KINDS for words in tables["units"][kind].values() for word in words})
    nouns, verbs = _governors(modifiers["governors"])
    simple = _simple(numerals)
    linking = _folded(
        (
            *numerals["ranges"]["links"],
            *numerals["ranges"]["and"],
            *numerals["ranges"]["alternative"],
            *numerals["point_word"],
            *(entry for entries in modifiers["after"].values() for entry in entries),
            numerals["outof"]["word"],
        )
    )
    return NumeralWords(
        simple=simple,
        finder=_finder(_beginners(numerals)),
        prefixes=frozenset(fold(word)[:PREFIX] for word in _beginners(numerals)),
        morphemes=re.compile("|".join(sorted(map(re.escape, pieces), key=len, reverse=True))),
        pieces=pieces,
        denominators={fold(word): float(value) for word, value in fractions["denominators"].items()},
        denominator_suffixes=tuple(fold(suffix) for suffix in fractions["suffixes"]),
        fractional=re.compile(
            "|".join(re.escape(fold(end)) for end in (*fractions["suffixes"], *fractions["denominators"]))
        ),
        mixed=_suffixed([numerals["mixed"]["suffix"]], numerals["mixed"]["endings"]),
        headed=_suffixed(numerals["compounds"]["suffixes"], [""]),
        graded=_suffixed([classes["suffix"]], classes["endings"]),
        ordinal=_suffixed([""], shares["ordinal_endings"]),
        ordinals=_inflected_ordinals(shares["ordinals"]),
        decimal=numerals["decimal"],
        digits=_digits(numerals["thousands"], numerals["decimal"]),
        letters=dict(numerals["letters"]),
        abbreviations=_folded(numerals["abbreviations"]),
        link=fold(numerals["link"]),
        point_word=re.compile(rf"\s+(?:{'|'.join(map(re.escape, numerals['point_word']))})\s+", re.IGNORECASE),
        minus=_folded(numerals["minus"]),
        counting=_folded(numerals["articles"]["counting"]),
        counting_ends=frozenset(word[-1] for word in numerals["articles"]["counting"]),
        counted=frozenset(numerals["articles"]["counted"]),
        uncounted=_folded(numerals["articles"]["uncounted"]),
        each=_folded(shares["words"]),
        grades=_folded(classes["grades"]),
        grade_heads=_folded(classes["heads"]),
        half_articles=_folded(fractions["half_articles"]),
        linking=frozenset(entry.split()[0] for entry in linking),
        linked=frozenset(word for entry in linking for word in entry.split()),
        range_link=_link(numerals["ranges"]["links"], dashes=numerals["ranges"]["dashes"]),
        between=fold(numerals["ranges"]["between"]),
        between_link=_link(numerals["ranges"]["and"]),
        alternative=_link(numerals["ranges"]["alternative"]),
        out_of=_link([numerals["outof"]["word"]]),
        wholes=frozenset(map(float, numerals["outof"]["wholes"])),
        before=before,
        before_last=last,
        after={fold(words): _BOUNDS[name] for name, entries in modifiers["after"].items() for words in entries},
        after_initials=frozenset(words[0] for entries in modifiers["after"].values() for words in entries),
        fillers=_folded(modifiers["fillers"]),
        degrees=_folded(modifiers["degrees"]),
        governing_nouns=nouns,
        governing_verbs=verbs,
        sure_after=_folded(modifiers["prepositions"]["sure_after"]),
        unit_names=_folded(units),
    )


def _beginners(numerals: Mapping[str, Any]) -> list[str]:
    """The words that a number may begin with, as the table writes them."""
    fractions = numerals["fractions"]
    return [
        *(word for name in (*_PIECES, "inflected", "dozens", "vague") for word in numerals[name]),
        *numerals["articles"]["forms"],
        *numerals["mixed"]["words"],
        *fractions["halves"],
        *fractions["half_nouns"],
        *fractions["denominators"],
        *numerals["several"]["words"],
        *numerals["shares"]["words"],
    ]


def _finder(words: Iterable[str]) -> AhoCorasick:
    beginnings = {
        form[:BEGINNING]
        for word in words
        for spelled in (word, fold(word), normalize("NFD", word))
        for form in (spelled.lower(), spelled.capitalize(), spelled.upper())
    }
    return AhoCorasick([*DIGITS, *(edge + beginning for edge in EDGES for beginning in sorted(beginnings))])


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _suffixed(suffixes: Iterable[str], endings: Iterable[str]) -> re.Pattern[str]:
    ends = "|".join(sorted((re.escape(fold(s + e)) for s in suffixes for e in endings), key=len, reverse=True))
    return re.compile(f"(.+?)(?:{ends})")


def _digits(thousands: Iterable[str], decimal: str) -> re.Pattern[str]:
    """Digits with one sort of separator for thousands; else plain, with at most one decimal sign."""
    sign = re.escape(decimal)
    groups = f"([{re.escape(''.join(thousands))}])"
    return re.compile(
        rf"[1-9]\d{{0,2}}{groups}\d{{3}}(?:\1\d{{3}})*(?!\d)(?:{sign}\d+)?|\d+(?:[{sign}.]\d+)?|{sign}\d+"
    )


def _link(links: Iterable[str], dashes: Iterable[str] = ()) -> re.Pattern[str]:
    """What joins two numbers, a word (group 1: the unit) before it or not; a dash only right between digits."""
    ways = "|".join(sorted((re.escape(link).replace(r"\ ", r"\s+") for link in links), key=len, reverse=True))
    dash = rf"|[{re.escape(''.join(dashes))}](?=\d)" if dashes else ""
    return re.compile(rf"[-‑]?(?:\s([^\W\d_]+))??\s+(?:{ways})\s+{dash}", re.IGNORECASE)


def _simple(numerals: Mapping[str, Any]) -> dict[str, Term]:
    """Words that are not put together, or whose form says more than their stem."""
    simple = {}
    for word, value in numerals["inflected"].items():
        simple[fold(word)] = Term(UNIT if value < 10 else TEEN, (float(value),), len(word), value=float(value))
    for word in numerals["articles"]["forms"]:
        simple[fold(word)] = Term(ARTICLE, (1.0,), len(word))
    for word, value in numerals["magnitudes"].items():
        simple[fold(word)] = Term(MAGNITUDE, (float(value),), len(word), plural=word.endswith("en"))
    mixed = numerals["mixed"]
    for word in mixed["words"]:
        simple[fold(word)] = Term(MIXED, (float(mixed["words"][word]),), len(word))
    for word in numerals["fractions"]["halves"]:
        simple[fold(word)] = Term(HALF, (0.5,), len(word))
    for word in numerals["fractions"]["half_nouns"]:
        simple[fold(word)] = Term(HALF_NOUN, (0.5,), len(word))
    for word, value in numerals["dozens"].items():
        simple[fold(word)] = Term(DOZEN, (float(value),), len(word))
    for word, (low, high) in numerals["vague"].items():
        simple[fold(word)] = Term(VAGUE, (float(low),), len(word), high=float(high))
    for word in numerals["several"]["words"]:
        simple[fold(word)] = Term(SEVERAL, (1.0,), len(word))
    for word in numerals["shares"]["words"]:
        simple[fold(word)] = Term(EACH, (1.0,), len(word))
    return simple


def _inflected_ordinals(ordinals: Mapping[str, int]) -> dict[str, float]:
    return {
        fold(word) + ending: float(value) for word, value in ordinals.items() for ending in ("", "r", "s", "n", "m")
    }


def _bounds(
    modifiers: Mapping[str, Any],
) -> tuple[dict[str, list[tuple[tuple[str, ...], Bound]]], frozenset[str]]:
    doubtful = _folded(modifiers["prepositions"]["words"])
    bounds: dict[str, list[tuple[tuple[str, ...], Bound]]] = {}
    for name, entries in modifiers["before"].items():
        for entry in map(fold, entries):
            phrase = tuple(entry.split())
            bound = _BOUNDS[name]._replace(preposition=entry if entry in doubtful else "")
            bounds.setdefault(phrase[-1], []).append((phrase, bound))
    for phrases in bounds.values():
        phrases.sort(key=lambda pair: -len(pair[0]))
    return bounds, frozenset(bounds) | _folded(modifiers["fillers"])


def _governors(table: Mapping[str, list[str]]) -> tuple[dict[str, frozenset[str]], dict[str, tuple[str, ...]]]:
    """With a capital: nouns, which call for a preposition right behind them; else words anywhere in the clause."""
    nouns = {fold(key): _folded(word for word in words if word[0].isupper()) for key, words in table.items()}
    verbs = {fold(key): tuple(fold(word) for word in words if word[0].islower()) for key, words in table.items()}
    return nouns, verbs
