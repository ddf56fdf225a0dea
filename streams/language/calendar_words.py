"""Calendar words: the names of days, months and stretches of time, compiled from the language's tables.

For `extract.dates`. Words are compared folded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from streams.language.numeral_words import fold

PARTS = {"begin": 0, "middle": 1, "end": 2}  # thirds of a month or a year
DIRECTIONS = {"last": -1, "this": 0, "next": 1}


class Named(NamedTuple):
    """A stretch that one word names, counted from the one in which the article is published."""

    period: str
    steps: int
    part: int | None  # third of it; None for all of it


@dataclass(frozen=True, slots=True, eq=False)  # so that the memo of `extract.dates` may hash it
class CalendarWords:
    """What a language calls days and stretches of time."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]  # ISO: Monday is 1; with the parts of the day that are joined to them
    days: Mapping[str, int]  # as written -> days from publication
    periods: Mapping[str, str]  # word -> day, hour, week, month, quarter, half, year, decade, weekend
    named: Mapping[str, Named]
    parts: Mapping[str, int]
    seasons: Mapping[str, tuple[int, int]]
    directions: Mapping[str, int]
    ordinals: Mapping[str, int]
    numbers: Mapping[str, int]
    ago: frozenset[str]
    since: frozenset[str]
    joining: frozenset[str]
    comparing: frozenset[str]
    skipped: frozenset[str]
    future: frozenset[str]
    past: frozenset[str]
    past_endings: tuple[str, ...]
    openers: frozenset[str]  # every word that a date or stretch may begin with

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any]) -> "CalendarWords":
        """Compile section `calendar`, and small numbers from `numerals`; KeyError names what lacks."""
        calendar, numerals = tables["calendar"], tables["numerals"]
        directions, relations = calendar["directions"], calendar["relations"]
        weekdays = {fold(word): number for word, number in calendar["weekdays"].items()}
        for part in calendar["dayparts"]["words"]:
            weekdays |= {fold(word + part): number for word, number in calendar["weekdays"].items()}
        tables_of_openers = (calendar[name] for name in ("months", "days", "named", "seasons", "ordinals"))
        listed = (*calendar["parts"].values(), relations["ago"], relations["since"])
        openers = {word for table in tables_of_openers for word in table} | {word for words in listed for word in words}
        stretches = {
            fold(stem + ending): DIRECTIONS[name]
            for name in DIRECTIONS
            for stem in directions[name]
            for ending in directions["endings"]
        }
        return cls(
            openers=_folded(openers) | frozenset(weekdays) | frozenset(stretches),
            months={fold(word): number for word, number in calendar["months"].items()},
            weekdays=weekdays,
            days=dict(calendar["days"]),
            periods={fold(word): period for period, words in calendar["periods"].items() for word in words},
            named={
                fold(word): Named(period, steps, PARTS[part[0]] if part else None)
                for word, (period, steps, *part) in calendar["named"].items()
            },
            parts={fold(word): PARTS[part] for part, words in calendar["parts"].items() for word in words},
            seasons={fold(word): (first, last) for word, (first, last) in calendar["seasons"].items()},
            directions=stretches,
            ordinals={fold(word): number for word, number in calendar["ordinals"].items()},
            numbers={
                **{fold(word): 1 for word in numerals["articles"]["forms"]},
                **{
                    fold(word): number
                    for section in ("units", "teens", "tens")
                    for word, number in numerals[section].items()
                },
            },
            ago=_folded(relations["ago"]),
            since=_folded(relations["since"]),
            joining=_folded(relations["range"]),
            comparing=_folded(relations["comparing"]),
            skipped=_folded(relations["skipped"]),
            future=_folded(relations["future"]),
            past=_folded(relations["past"]),
            past_endings=tuple(relations["past_endings"]),
        )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)
