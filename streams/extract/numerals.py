"""Numerals: every numeric expression of a text, «schätzungsweise rund 2,5 Millionen» -> approx 2_500_000.

First step of reading claims; knows nothing of units, dates or nouns: `quantities` tells which numerals are amounts.
One cheap pass finds the words that may begin a numeral; only there `expressions` looks closer.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from streams.extract.amounts import may_follow
from streams.extract.expressions import LONGEST_CHUNK, Numeral, read_expression, read_plain
from streams.extract.signs import NEXT_WORD, word_before
from streams.language.numeral_words import (
    ARTICLE,
    ARTICLE_ALONE,
    BEGINS,
    COUNTED,
    DIGITS,
    EACH,
    NO_WORD,
    SEVERAL,
    WORD,
    NumeralWords,
    fold,
)

_MAY_BEGIN = BEGINS | NO_WORD
_MAY_BE_COUNTED = BEGINS | COUNTED | NO_WORD


def read_numerals(text: str, words: NumeralWords, most: int | None = None) -> list[Numeral]:
    """Every numeral of `text` in order, without overlaps, claims or not; linear in the length of the text.

    With `most` the scan ends at that many. The indefinite article is one only where it counts: `mindestens ein`,
    `ein Toter`, `ein Drittel`.
    """
    return list(islice(_scan(text, words, articles=False), most))


def list_numerals(line: str, words: NumeralWords) -> list[dict[str, Any]]:
    """Every number of one line with its phrase, place, point and bounds, signed: what `pegel numbers` prints."""
    listed = []
    for numeral in _scan(line, words, articles=True):
        start, point, low, high = numeral.start, numeral.point, numeral.low, numeral.high
        if numeral.form == "shape":
            continue
        before = line[:start].rstrip()
        minus = next((word for word in (*words.minus, "-", "−") if fold(before).endswith(word)), None)
        if minus and point is not None and point > 0 and numeral.modifier == "exact":
            start, point = len(before) - len(minus), -point
            low = high = point
        phrase = line[start : numeral.end]
        listed.append({"phrase": phrase, "start": start, "end": numeral.end, "point": point, "low": low, "high": high})
    return listed


def _scan(text: str, words: NumeralWords, articles: bool) -> Iterator[Numeral]:
    reached, digits = 0, len(DIGITS)
    found = words.finder.find_matches_as_indexes(text)
    for pattern, place, _ in (
        [(digits, -1, 0), *found] if text else found
    ):  # the text's first word has nothing before it
        if pattern >= digits:
            place += 1
            if place < reached:
                continue
            end = text.find(" ", place, place + LONGEST_CHUNK)
            aspects = words.aspects(text[place:end]) if end > place else NO_WORD
            if not aspects & _MAY_BEGIN:
                continue
            if aspects & ARTICLE_ALONE and not articles and _is_uncounting(text, place, end, words):
                continue
            if not _may_begin(text, place, reached, words, articles):
                continue
        elif place < reached:
            continue
        last, last_start = word_before(text, place, reached)
        numeral = read_plain(text, place, reached, last, words) if last != words.between else None
        numeral = numeral or read_expression(text, place, reached, last, last_start, words, articles)
        if numeral:
            yield numeral
            reached = numeral.end


def _may_begin(text: str, place: int, floor: int, words: NumeralWords, articles: bool) -> bool:
    """Whether the word at `place` begins a number; articles and words like `jeder` only with the right neighbour."""
    word = WORD.match(text, place)
    term = words.term(word.group()) if word else None
    if word is None or term is None:
        return False
    if term.pieces not in (ARTICLE, SEVERAL, EACH) or articles:
        return True
    governed = term.pieces == ARTICLE and text[place - 2 : place - 1] in words.counting_ends
    behind = NEXT_WORD.match(text, word.end())
    if behind and (term.pieces == EACH or behind.group(1) in words.counted):
        return True
    follower = words.term(behind.group(1)) if behind else None
    if follower and may_follow(term.pieces, follower.pieces[0]):
        return True
    if term.pieces == SEVERAL:
        return text[word.end() + 1 : word.end() + 2].isdecimal()
    return governed and word_before(text, place, floor)[0] in words.counting


def _is_uncounting(text: str, start: int, end: int, words: NumeralWords) -> bool:
    """Whether the article there is no number, by what is known of the words beside it: cheap, tells most."""
    if text[start - 2 : start - 1] in words.counting_ends:
        return False
    behind = text.find(" ", end + 1, end + LONGEST_CHUNK)
    return behind > end + 1 and not words.aspects(text[end + 1 : behind]) & _MAY_BE_COUNTED
