"""Levels: whether a number is a total, an increment to one, a rate per time, or a part of one.

Called by `extract` for every quantity, so that «weitere 6.000» never enters an estimate as a total.
"""

import re
from typing import NamedTuple

from schemas.claim import Level
from streams.extract.quantities import Quantity
from streams.language.level_words import LevelWords
from streams.language.numeral_words import fold

NOUN_WORDS = 3  # behind a number or its unit, in which a comparison stands: 6.000 junge Soldaten mehr
RATE_WORDS = 5  # behind it, in which a period stands: 2.000 Autos in der Woche
REACH = 200  # characters to either side that are looked at

_WORD = re.compile(r"[^\W\d_]+|\d+")
_CLAUSE_MARK = re.compile(r"[,;:()!?]|[–„“\"»«](?!\d)|\.\s")
_CLAUSE_MARKS = re.compile(rf".*(?:{_CLAUSE_MARK.pattern})", re.DOTALL)  # up to the last one


class _Company(NamedTuple):
    """The words of a quantity's clause, folded."""

    before: list[str]  # before the phrase
    within: list[str]  # of the phrase, before the number
    behind: list[str]  # behind the unit
    nouns: int  # how many words with a capital stand first among those


def read_level(text: str, sentence_start: int, sentence_end: int, quantity: Quantity, words: LevelWords) -> Level:
    """What the number is, by the words of its clause; `level` where nothing says otherwise."""
    company = _company(text, sentence_start, sentence_end, quantity)
    if words.telling.isdisjoint(company.before + company.within + company.behind):
        return "level"
    if quantity.kind == "count" and _is_part(company, words):
        return "part"
    if _is_increment(company, words):
        return "increment"
    return "rate" if _is_rate(company, words) else "level"


def _company(text: str, sentence_start: int, sentence_end: int, quantity: Quantity) -> _Company:
    start, end = max(sentence_start, quantity.start - REACH), min(sentence_end, quantity.end + REACH)
    marks = _CLAUSE_MARKS.match(text, start, quantity.start)
    start = marks.end() if marks else start
    rest = max(quantity.end, quantity.unit_end)
    closing = _CLAUSE_MARK.search(text, rest, end)
    behind = _WORD.findall(text, rest, closing.start() if closing else end)
    nouns = next((index for index, word in enumerate(behind) if not word[0].isupper()), len(behind))
    before, within = _folded(text, start, quantity.start), _folded(text, quantity.start, quantity.core_start)
    return _Company(before, within, list(map(fold, behind)), nouns)


def _folded(text: str, start: int, end: int) -> list[str]:
    return list(map(fold, _WORD.findall(text, start, end))) if start < end else []


def _is_part(company: _Company, words: LevelWords) -> bool:
    """`davon 18 schwer`, `unter ihnen 31 Kinder`, `zwei von ihnen`, `40 der 96 Gemeinden`."""
    if not words.part_before.isdisjoint(company.before):
        return True
    before = " ".join(company.before)
    if any(phrase in before for phrase in words.part_among):
        return True
    behind = company.behind
    return bool(behind) and (behind[0] in words.part_behind or " ".join(behind[:2]) in words.part_behind)


def _is_increment(company: _Company, words: LevelWords) -> bool:
    """`weitere 6.000`, `6.000 mehr`, `um 3.000 gestiegen`, but not `auf 20.000 gestiegen`."""
    near = [*company.before[-1:], *company.within]
    if not words.added_before.isdisjoint(near) or " ".join(company.before[-2:]) in words.added_before:
        return True
    if company.behind and (company.behind[0] in words.added_behind or company.behind[0] in words.added_nouns):
        return True
    if not (words.added_anywhere.isdisjoint(company.before) and words.added_anywhere.isdisjoint(company.behind)):
        return True
    return _is_compared(company, words) or _is_change(company, words)


def _is_compared(company: _Company, words: LevelWords) -> bool:
    """`6.000 Soldaten mehr`, `15 Prozent weniger`; not `6.000 Soldaten nicht mehr` or `neun mehr oder minder`."""
    behind, place = company.behind, company.nouns
    if place > NOUN_WORDS or place >= len(behind) or behind[place] not in words.compared:
        return False
    return place + 1 == len(behind) or behind[place + 1] not in words.uncompared


def _is_change(company: _Company, words: LevelWords) -> bool:
    before, behind = company.before, company.behind
    if not before:
        return False
    if before[-1] == words.by:
        clause = [*before, *behind]
        return (
            clause[-1] in words.particles
            or any(word.startswith(words.change_verbs) for word in clause)
            or any(word.endswith(words.change_nouns) for word in before)
        )
    of_change = before[-1] == words.source and len(before) > 1 and before[-2].endswith(words.change_nouns)
    return of_change and words.target not in behind[:NOUN_WORDS]


def _is_rate(company: _Company, words: LevelWords) -> bool:
    """`täglich 1.262`, `300 pro Tag`, `2.000 Autos in der Woche`, `jeden Monat 50`."""
    if not words.rates.isdisjoint((*company.before, *company.within, *company.behind)):
        return True
    if words.periods.isdisjoint(company.before) and words.periods.isdisjoint(company.behind):
        return False
    each = words.per | words.each
    if any(word in words.periods and company.before[i] in each for i, word in enumerate(company.before[1:])):
        return True
    behind = company.behind[: RATE_WORDS + 2]
    for index, word in enumerate(behind[1:], 1):
        if word in words.periods:
            if behind[index - 1] in each:
                return True
            within = behind[index - 1] in words.within or " ".join(behind[max(0, index - 2) : index]) in words.within
            follower = behind[index + 1] if index + 1 < len(behind) else ""
            if within and not follower.isdecimal() and follower not in words.unless:
                return True
    return False
