"""Date frames: a sentence cut up to be searched for dates, with what its words say of the year. For `dates`."""

import re
from bisect import bisect_left, bisect_right
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from streams.language.calendar_words import CalendarWords
from streams.language.numeral_words import fold

FARTHER_AHEAD = 3  # a date without a year lies ahead only when the next one is three times as near as the last one
_TOKENS = re.compile(r"(\d+|[^\W\d_]+)")
_CLAUSE_MARK = re.compile(r"[,;:()–„“\"»«]")


class Token(NamedTuple):
    """One word or run of digits of a sentence."""

    word: str  # folded
    start: int
    end: int


class Tokens:
    """The tokens of a sentence; each is made when it is asked for, for few are."""

    __slots__ = ("_ends", "_marks", "starts", "tenses", "text", "words")

    def __init__(self, text: str, start: int, end: int) -> None:
        parts = _TOKENS.split(text[start:end])  # tokens and what is between them by turns
        offsets = list(accumulate(map(len, parts), initial=start))
        self.words = list(map(fold, parts[1::2]))
        self.starts, self._ends = offsets[1:-1:2], offsets[2::2]
        self.text = text
        self.tenses: dict[int, int] = {}  # of clauses, by their first token: a list of days asks again and again
        self._marks: list[int] | None = None

    @property
    def marks(self) -> list[int]:
        """Where clauses end, from the first token on."""
        if self._marks is None:
            found = _CLAUSE_MARK.finditer(self.text, self.starts[0], self._ends[-1])
            self._marks = [mark.start() for mark in found]
        return self._marks

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, index: int) -> Token:
        return Token(self.words[index], self.starts[index], self._ends[index])


class Frame(NamedTuple):
    """A sentence to be searched for dates, and the day it was published."""

    text: str
    tokens: Tokens
    published: date | None
    words: CalendarWords


def token_at(frame: Frame, index: int) -> Token | None:
    return frame.tokens[index] if 0 <= index < len(frame.tokens) else None


def year_at(frame: Frame, index: int) -> int | None:
    """The year at a token; None for other numbers, and for digits that are a part of a longer number."""
    token = token_at(frame, index)
    if token is None or len(token.word) != 4 or not token.word.isdecimal() or not 1000 <= int(token.word) <= 2100:
        return None
    before, behind = frame.text[token.start - 1 : token.start], frame.text[token.end : token.end + 2]
    if (
        before in (".", ",")
        and frame.text[token.start - 2 : token.start - 1].isdecimal()
        and len(frame.tokens[index - 1].word) > 2
    ):
        return None
    return None if behind[:1] in (".", ",") and behind[1:].isdecimal() else int(token.word)


def likeliest(frame: Frame, days: list[date], token: Token) -> date | None:
    """Of the days that words without a year may mean, the one that fits the tense and lies nearest."""
    published = frame.published
    if published is None:
        return None
    past = [day for day in days if day <= published]
    ahead = [day for day in days if day > published]
    tense = tense_of(frame, token)
    if not ahead or (past and tense < 0):
        return past[-1] if past else None
    if not past or tense > 0:
        return ahead[0]
    return ahead[0] if (ahead[0] - published) * FARTHER_AHEAD < published - past[-1] else past[-1]


def tense_of(frame: Frame, token: Token) -> int:
    """1 where the clause of a token speaks of the future, -1 of the past, 0 where its verbs don't tell."""
    tokens, marks = frame.tokens, frame.tokens.marks
    opening, closing = bisect_left(marks, token.start), bisect_left(marks, token.end)
    first = bisect_right(tokens.starts, marks[opening - 1]) if opening else 0
    known = tokens.tenses.get(first)
    if known is None:
        last = bisect_left(tokens.starts, marks[closing]) if closing < len(marks) else len(tokens)
        known = tokens.tenses[first] = _tense_between(frame, first, last)
    return known


def _tense_between(frame: Frame, first: int, last: int) -> int:
    words, clause = frame.words, frame.tokens.words[first:last]
    if not words.past.isdisjoint(clause):
        return -1
    if not words.future.isdisjoint(clause):
        return 1
    starts = frame.tokens.starts[first:last]
    preterite = (
        word.endswith(words.past_endings) and frame.text[start].islower()
        for word, start in zip(clause, starts, strict=True)
    )
    return -1 if any(preterite) else 0
