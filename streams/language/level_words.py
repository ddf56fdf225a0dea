"""Level words: what tells a total from an addition, a rate per time and a part, compiled from the language's tables.

For `extract.levels`. Words are compared folded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from streams.language.numeral_words import fold


@dataclass(frozen=True, slots=True)
class LevelWords:
    """The company that makes a number an increment, a rate or a part."""

    added_before: frozenset[str]
    added_behind: frozenset[str]
    compared: frozenset[str]  # mehr, weniger
    uncompared: frozenset[str]  # behind those: mehr oder minder
    added_anywhere: frozenset[str]
    added_nouns: frozenset[str]
    by: str
    source: str
    target: str
    change_verbs: tuple[str, ...]  # beginnings
    change_nouns: tuple[str, ...]  # endings
    particles: frozenset[str]
    rates: frozenset[str]
    per: frozenset[str]
    each: frozenset[str]
    within: frozenset[str]
    unless: frozenset[str]  # behind a period, they make it a day: am Tag der Wahl
    periods: frozenset[str]
    part_before: frozenset[str]
    part_among: tuple[str, ...]
    part_behind: frozenset[str]
    telling: frozenset[str]  # the last words of all these, one of which is near every number that is no level

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any]) -> "LevelWords":
        """Compile section `levels`; KeyError names what lacks."""
        increment, rate, part = (tables["levels"][name] for name in ("increment", "rate", "part"))
        telling = (
            *(word for name in ("before", "behind", "compared", "anywhere", "nouns") for word in increment[name]),
            *(word for name in ("words", "periods") for word in rate[name]),
            *(word for name in ("before", "among", "behind") for word in part[name]),
            increment["by"],
            increment["from"],
        )
        return cls(
            telling=frozenset(fold(words).split()[-1] for words in telling),
            added_before=_folded(increment["before"]),
            added_behind=_folded(increment["behind"]),
            compared=_folded(increment["compared"]),
            uncompared=_folded(increment["uncompared"]),
            added_anywhere=_folded(increment["anywhere"]),
            added_nouns=_folded(increment["nouns"]),
            by=fold(increment["by"]),
            source=fold(increment["from"]),
            target=fold(increment["to"]),
            change_verbs=tuple(map(fold, increment["verbs"])),
            change_nouns=tuple(map(fold, increment["nouns_of"])),
            particles=_folded(increment["particles"]),
            rates=_folded(rate["words"]),
            per=_folded(rate["per"]),
            each=_folded(rate["each"]),
            within=_folded(rate["within"]),
            unless=_folded(rate["unless"]),
            periods=_folded(rate["periods"]),
            part_before=_folded(part["before"]),
            part_among=tuple(map(fold, part["among"])),
            part_behind=_folded(part["behind"]),
        )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)
