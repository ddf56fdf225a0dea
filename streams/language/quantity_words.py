"""Quantity words: units, and the company in which a number claims nothing, compiled from the language's tables.

For `extract.quantities`. Words are compared folded, but for units, whose case tells `MW` from `mw`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from streams.language.numeral_words import fold


class Unit(NamedTuple):
    """What a unit word stands for."""

    kind: str  # money, percent, physical
    symbol: str | None  # ISO 4217 code, `%`, or symbol; None for a currency of several countries
    scale: float = 1.0  # of a subunit: 0.01 for cents


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """What stands beside numbers in one language."""

    units: Mapping[str, Unit]  # as written
    qualified: Mapping[str, Mapping[str, Unit]]  # folded adjective -> noun as written
    signs: Mapping[str, Unit]
    people: frozenset[str]
    pieces: frozenset[str]
    worth: frozenset[str]
    months: frozenset[str]
    calendar: frozenset[str]  # names of days and months
    durations: frozenset[str]
    duration_endings: tuple[str, ...]
    duration_adjectives: frozenset[str]
    year_words: frozenset[str]
    year_endings: tuple[str, ...]
    year_prepositions: frozenset[str]
    labels: frozenset[str]
    weak_labels: frozenset[str]
    label_marks: frozenset[str]
    label_endings: tuple[str, ...]
    numbered: frozenset[str]  # a word and the number that makes a name with it
    ordinal: frozenset[str]  # articles, behind which a number with a full stop is an ordinal
    already: frozenset[str]  # adverbs between the two
    locating: frozenset[str]  # before the name of a place
    gapping: re.Pattern[str]  # a clause's beginning that is all subject or source, up to its number
    closing: frozenset[str]  # words that no noun of a number before them follows
    joining: tuple[str, ...]  # endings of adjectives, which stand between a number and its noun
    generation_signs: frozenset[str]
    followers: frozenset[str]
    follower_signs: frozenset[str]
    versus: frozenset[str]
    points: frozenset[str]  # of a score
    tails: tuple[str, ...]
    furniture: frozenset[str]
    half_kinds: frozenset[str]
    pronoun_articles: frozenset[str]
    articles: frozenset[str]
    age_words: frozenset[str]
    age_endings: tuple[str, ...]
    age_prepositions: frozenset[str]
    oldest: float
    counting: tuple[str, ...]  # endings of nouns that say how many
    carrying: frozenset[str]
    of_which: frozenset[str]
    strengths: frozenset[str]
    estimating_stem: re.Pattern[str]  # it is in every word below
    estimating_before: re.Pattern[str]
    estimating_behind: re.Pattern[str]
    grade_heads: frozenset[str]
    magnitudes: Mapping[str, float]

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any]) -> "QuantityWords":
        """Compile sections `units`, `calendar`, `exclusions`, `quantities`; KeyError names what lacks."""
        units, calendar, exclusions = tables["units"], tables["calendar"], tables["exclusions"]
        labels = exclusions["labels"]
        return cls(
            units=_units(units),
            qualified=_qualified(units["qualified"]),
            signs={
                sign: Unit("percent" if symbol == "%" else "money", symbol) for sign, symbol in units["signs"].items()
            },
            people=_folded(units["people"]["words"]),
            worth=_folded(units["worth"]["words"]),
            pieces=_folded(units["pieces"]["words"]),
            months=_folded(calendar["months"]),
            calendar=_folded(calendar["months"]) | _folded(calendar["weekdays"]),
            durations=_folded(calendar["durations"]["words"]),
            duration_adjectives=_folded(calendar["durations"]["adjectives"]),
            duration_endings=tuple(fold(ending) for ending in calendar["durations"]["endings"]),
            year_words=_folded(calendar["years"]["words"]) | _folded(calendar["months"]),
            year_endings=tuple(fold(ending) for ending in calendar["years"]["endings"]),
            year_prepositions=_folded(calendar["years"]["prepositions"]),
            labels=_folded(labels["words"]),
            weak_labels=_folded(labels["weak"]),
            label_marks=frozenset(labels["marks"]),
            label_endings=tuple(fold(ending) for ending in labels["endings"]),
            numbered=_folded(labels["numbered"]),
            ordinal=_folded(labels["ordinal"]),
            already=_folded(labels["already"]),
            locating=_folded(labels["locating"]),
            gapping=_gapping(tables["quantities"]["gapping"]),
            closing=_folded(labels["closing"]),
            joining=tuple(labels["joining"]),
            generation_signs=frozenset(labels["generations"]),
            followers=_folded(exclusions["followers"]["words"]),
            points=_folded(exclusions["followers"]["points"]),
            versus=_folded(exclusions["followers"]["versus"]),
            follower_signs=frozenset(exclusions["followers"]["signs"]),
            tails=tuple(fold(beginning) for beginning in exclusions["tails"]["beginnings"]),
            furniture=_folded(exclusions["furniture"]["words"]),
            half_kinds=_folded(exclusions["halves"]["words"]),
            pronoun_articles=_folded(exclusions["articles"]["words"]),
            articles=_folded(tables["numerals"]["articles"]["forms"]),
            age_endings=tuple(fold(ending) for ending in exclusions["ages"]["endings"]),
            age_prepositions=_folded(exclusions["ages"]["prepositions"]),
            age_words=_folded(exclusions["ages"]["words"]),
            counting=tuple(map(fold, exclusions["ages"]["counting"])),
            oldest=float(exclusions["ages"]["most"]),
            carrying=_folded(tables["quantities"]["carrying"]),
            of_which=_folded(tables["quantities"]["of_which"]),
            strengths=_folded(tables["quantities"]["strengths"]),
            estimating_stem=re.compile("|".join(map(re.escape, tables["modifiers"]["estimating"]["stems"]))),
            estimating_before=_any_word(tables["modifiers"]["estimating"]["before"]),
            estimating_behind=_any_word(tables["modifiers"]["estimating"]["behind"]),
            grade_heads=_folded(tables["numerals"]["classes"]["heads"]),
            magnitudes={fold(word): float(value) for word, value in tables["numerals"]["magnitudes"].items()},
        )

    def is_duration(self, word: str) -> bool:
        """Whether `word`, folded, is a stretch of time: Tage, Spieltagen."""
        return word in self.durations or word.endswith(self.duration_endings)


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _units(table: Mapping[str, Any]) -> dict[str, Unit]:
    units: dict[str, Unit] = {word: Unit("money", None) for word in table["unnamed"]["words"]}
    for kind, scale in (("money", 1.0), ("percent", 1.0), ("physical", 1.0), ("subunits", 0.01)):
        for symbol, words in table[kind].items():
            unit = Unit("money" if kind == "subunits" else kind, symbol, scale)
            units.update((word, unit) for word in words)
    return units


def _qualified(table: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Unit]]:
    return {
        fold(stem) + ending: {noun: Unit("money", code) for noun, code in nouns.items()}
        for stem, nouns in table.items()
        for ending in ("", "e", "en", "er", "em", "es")
    }


def _any_word(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b", re.IGNORECASE)


def _gapping(gapping: Mapping[str, Any]) -> re.Pattern[str]:
    """`, die Organisatoren`, `, zählten die Organisatoren`, `, nach Angaben der Organisatoren`, before a number."""
    joined, leads, verbs, articles = (
        "|".join(map(re.escape, gapping[name])) for name in ("joined", "leads", "verbs", "articles")
    )
    noun = r"[A-ZÄÖÜ][\w&-]+"
    return re.compile(
        rf"(?:[,;:–—]|\b(?:{joined}))\s+(?:(?:{leads}|\w+(?:{verbs}))\s+)?(?:{noun}\s+)?(?:(?:{articles})\s+)?"
        rf"(?:[a-zäöüß]+e[nrs]?\s+)?{noun}(?:\s+{noun})?\s+$"
    )
