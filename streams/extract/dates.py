"""Dates: the day or span that a figure speaks of, «Anfang des Monats» -> 2024-10-01/2024-10-10.

Called by `extract` for every claim. What is said relative to the day of writing is resolved against the publication.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from streams.extract.timespans import Span, day_of, of_day, of_months, of_years, period_of, stretch, third_of
from streams.language.calendar_words import CalendarWords
from streams.language.numeral_words import fold

FARTHER_AHEAD = 3  # a date without a year lies ahead only when the next one is three times as near as the last one
REACH = 400  # characters to either side of a number in which its date stands
HEAD_CHARACTERS, TAIL_CHARACTERS = 600, 200  # of a text, in which its own date is printed
SHORT_LINE = 80  # characters of a line that may be the dateline

_TOKENS = re.compile(r"(\d+|[^\W\d_]+)")
_DIGITS_OF_DATES = re.compile(r"\d{4}|\d\.\s*\d{1,2}\.")  # one of them is in every date that names no word
_CLAUSE_MARK = re.compile(r"[,;:()–„“\"»«]")
_PRINTED = re.compile(
    r"(?<![\d.])(\d{1,2})\.?\s?(?:(\d{1,2})\.\s?|([^\W\d_]{3,9})\.?\s)(\d{4})(?!\d)|(\d{4})-(\d\d)-(\d\d)(?!\d)"
)


class Token(NamedTuple):
    """One word or run of digits of a sentence."""

    word: str  # folded
    start: int
    end: int


class Tokens:
    """The tokens of a sentence; each is made when it is asked for, for few are."""

    __slots__ = ("_ends", "starts", "words")

    def __init__(self, text: str, start: int, end: int) -> None:
        parts = _TOKENS.split(text[start:end])  # tokens and what is between them by turns
        offsets = list(accumulate(map(len, parts), initial=start))
        self.words = list(map(fold, parts[1::2]))
        self.starts, self._ends = offsets[1:-1:2], offsets[2::2]

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


def read_day(
    text: str, sentence_start: int, sentence_end: int, number_start: int, published: date | None, words: CalendarWords
) -> str | None:
    """ISO day, month, year or span `a/b` that the number at `number_start` is said to be of; None where none is said.

    Of several, the nearest counts. Without `published` only what needs no reference is read.
    """
    if published and not 1000 <= published.year <= 9000:  # reckoning from there would leave the calendar
        published = None
    start, end = max(sentence_start, number_start - REACH), min(sentence_end, number_start + REACH)
    spans = _days(text, start, end, published, words)
    if spans:
        spans = [span for span in spans if not span.start <= number_start < span.end]
    if not spans:
        return None
    return min(
        spans, key=lambda span: number_start - span.end if span.end <= number_start else span.start - number_start
    ).iso


@lru_cache(maxsize=4)  # the numbers of a sentence are asked for one by one
def _days(text: str, start: int, end: int, published: date | None, words: CalendarWords) -> list[Span]:
    """The days and spans named from `start` to `end`, but for those that figures are only held against."""
    tokens = Tokens(text, start, end)
    if words.openers.isdisjoint(tokens.words) and not _DIGITS_OF_DATES.search(text, start, end):
        return []
    frame = Frame(text, tokens, published, words)
    spans = list(_spans(frame))
    return [span for span in _joined(frame, spans) if not _is_compared(frame, span)] if spans else []


def read_published(text: str, words: CalendarWords) -> date | None:
    """The publication date that the text prints: in brackets at its end, or on a short line at its head."""
    if text[-TAIL_CHARACTERS:].rstrip(" .\n").endswith(")"):
        for printed in reversed(list(_PRINTED.finditer(text, max(0, len(text) - TAIL_CHARACTERS, text.rfind("("))))):
            if text[printed.end() :].strip(" .\n") == ")" and (day := _printed_day(printed, words)):
                return day
    if text.find("\n", 0, HEAD_CHARACTERS + SHORT_LINE + 1) < 0:
        return None
    for printed in _PRINTED.finditer(text, 0, min(len(text), HEAD_CHARACTERS)):
        line_start = text.rfind("\n", 0, printed.start()) + 1
        line_end = text.find("\n", printed.end())
        short = line_end >= 0 and line_end - line_start <= SHORT_LINE
        if short and (day := _printed_day(printed, words)):
            return day
    return None


def _printed_day(printed: re.Match[str], words: CalendarWords) -> date | None:
    day, month, name, year, iso_year, iso_month, iso_day = printed.groups()
    if iso_year:
        return day_of(int(iso_year), int(iso_month), int(iso_day))
    number = int(month) if month else words.months.get(fold(name), 0)
    return day_of(int(year), number, int(day))


def _spans(frame: Frame) -> Iterator[Span]:
    reached, openers = 0, frame.words.openers
    starts = frame.tokens.starts
    for index, word in enumerate(frame.tokens.words):
        if (word in openers or word[0].isdecimal()) and starts[index] >= reached:
            span = _read_at(frame, index)
            if span:
                yield span
                reached = span.end


def _read_at(frame: Frame, index: int) -> Span | None:
    token, words = frame.tokens[index], frame.words
    word = token.word
    if word[0].isdecimal():
        return _digits(frame, index)
    if word in words.months:
        return _month(frame, index, index)
    if word in words.parts:
        return _part(frame, index)
    if word in words.ordinals:
        return _numbered(frame, index)
    if word in words.seasons:
        return _season(frame, index)
    if frame.published is None:
        return None
    if word in words.weekdays:
        return _weekday(frame, index)
    written = frame.text[token.start : token.end]
    if index == 0 and word in words.days and words.days[word] <= 0:
        written = word  # a capital at the start of a sentence; but "Morgen" is then most often the time of day
    if written in words.days:
        day = frame.published + timedelta(days=words.days[written])
        return of_day(token.start, token.end, day)
    if word in words.named:
        named = words.named[word]
        return third_of(period_of(frame.published, named.period, named.steps, token.start, token.end), named.part)
    if word in words.directions:
        return _directed(frame, index)
    return _ago(frame, index) if word in words.ago or word in words.since else None


def _token(frame: Frame, index: int) -> Token | None:
    return frame.tokens[index] if 0 <= index < len(frame.tokens) else None


def _year(frame: Frame, index: int) -> int | None:
    """The year at a token; None for other numbers, and for digits that are a part of a longer number."""
    token = _token(frame, index)
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


def _digits(frame: Frame, index: int) -> Span | None:
    """`3. Mai (2016)`, `2. 9. 2015`, `2015`, `2014/15`, `2024-10-28`."""
    token, behind = frame.tokens[index], _token(frame, index + 1)
    text, number = frame.text, int(token.word) if len(token.word) <= 4 else 0
    gap = text[token.end : behind.start] if behind else ""
    if behind and len(token.word) <= 2 and gap.strip() in (".", "") and behind.word in frame.words.months:
        return _day_of_month(frame, index, number, frame.words.months[behind.word], index + 2)
    if behind and len(token.word) <= 2 and gap.strip() == "." and len(behind.word) <= 2 and behind.word.isdecimal():
        if text.startswith(".", behind.end):
            return _day_of_month(frame, index, number, int(behind.word), index + 2)
        return None
    year = _year(frame, index)
    if year is None:
        return None
    if (
        behind
        and gap == "-"
        and len(behind.word) == 2
        and (third := _token(frame, index + 2))
        and third.word.isdecimal()
    ):
        day = day_of(year, int(behind.word), int(third.word[:2])) if behind.word.isdecimal() else None
        return of_day(token.start, third.end, day) if day else None
    if behind and gap == "/" and behind.word.isdecimal() and len(behind.word) in (2, 4):
        return of_years(token.start, behind.end, year, year - year % 100 + int(behind.word[-2:]))
    return of_years(token.start, token.end, year, year) if _stands_as_year(frame, index, year) else None


def _stands_as_year(frame: Frame, index: int, year: int) -> bool:
    """`2015 kamen`, `im Jahr 1848`, but neither `2000 Soldaten` nor `1500 Meter`."""
    before = frame.tokens[index - 1].word if index else ""
    if frame.words.periods.get(before) == "year":
        return True
    counted = re.match(r"\s[^\W\d_]", frame.text[frame.tokens[index].end : frame.tokens[index].end + 2])
    noun = counted and counted.group()[1].isupper()
    return 1900 <= year <= 2100 and not (noun and year % 100 == 0)


def _day_of_month(frame: Frame, index: int, day: int, month: int, after: int) -> Span | None:
    """A day whose month is known, with the year that follows at token `after`, or else the likeliest one."""
    year = _year(frame, after)
    token = frame.tokens[index]
    if year is not None:
        found = day_of(year, month, day)
        return of_day(token.start, frame.tokens[after].end, found) if found else None
    if frame.published is None:
        return None
    years = [y for y in range(frame.published.year - 1, frame.published.year + 2) if day_of(y, month, day)]
    days = [date(y, month, day) for y in years]
    chosen = _likeliest(frame, days, token)
    return of_day(token.start, frame.tokens[after - 1].end, chosen) if chosen else None


def _likeliest(frame: Frame, days: list[date], token: Token) -> date | None:
    """Of the days that words without a year may mean, the one that fits the tense and lies nearest."""
    published = frame.published
    if published is None:
        return None
    past = [day for day in days if day <= published]
    ahead = [day for day in days if day > published]
    tense = _tense(frame, token)
    if not ahead or (past and tense < 0):
        return past[-1] if past else None
    if not past or tense > 0:
        return ahead[0]
    return ahead[0] if (ahead[0] - published) * FARTHER_AHEAD < published - past[-1] else past[-1]


def _tense(frame: Frame, token: Token) -> int:
    """1 where the clause of a token speaks of the future, -1 of the past, 0 where its verbs don't tell."""
    marks = [m.start() for m in _CLAUSE_MARK.finditer(frame.text, frame.tokens[0].start, frame.tokens[-1].end)]
    start = max((mark for mark in marks if mark < token.start), default=-1)
    end = min((mark for mark in marks if mark >= token.end), default=len(frame.text))
    starts = frame.tokens.starts
    clause = [frame.tokens[index] for index in range(bisect_right(starts, start), bisect_left(starts, end))]
    if any(t.word in frame.words.past for t in clause):
        return -1
    if any(t.word in frame.words.future for t in clause):
        return 1
    preterite = (t.word.endswith(frame.words.past_endings) and frame.text[t.start].islower() for t in clause)
    return -1 if any(preterite) else 0


def _month(frame: Frame, index: int, first: int) -> Span | None:
    """`Februar (2016)`; the words begin at token `first`."""
    token, month = frame.tokens[index], frame.words.months[frame.tokens[index].word]
    year = _year(frame, index + 1)
    start = frame.tokens[first].start
    if year is not None:
        return of_months(start, frame.tokens[index + 1].end, year, month, month)
    if frame.published is None or not frame.text[token.start].isupper():
        return None
    days = [date(year, month, 1) for year in range(frame.published.year - 1, frame.published.year + 2)]
    chosen = _likeliest(frame, days, token)
    return of_months(start, token.end, chosen.year, month, month, dated=False) if chosen else None


def _season(frame: Frame, index: int) -> Span | None:
    """`Herbst (2015)`: three months."""
    token, (first, last) = frame.tokens[index], frame.words.seasons[frame.tokens[index].word]
    year = _year(frame, index + 1)
    if year is not None:
        return of_months(token.start, frame.tokens[index + 1].end, year, first, last)
    if frame.published is None:
        return None
    days = [date(year, first, 1) for year in range(frame.published.year - 1, frame.published.year + 2)]
    chosen = _likeliest(frame, days, token)
    return of_months(token.start, token.end, chosen.year, first, last, dated=False) if chosen else None


def _part(frame: Frame, index: int) -> Span | None:
    """`Anfang Februar`, `Ende 2023`, `Mitte des Monats`, `Ende vergangenen Jahres`: a third of it."""
    part, start = frame.words.parts[frame.tokens[index].word], frame.tokens[index].start
    after, steps = index + 1, 0
    while (
        (token := _token(frame, after)) and token.word in frame.words.skipped and token.word not in frame.words.periods
    ):
        after += 1
    if token and token.word in frame.words.directions:
        steps = frame.words.directions[token.word]
        after += 1
        token = _token(frame, after)
    if token is None or after > index + 4:
        return None
    if token.word in frame.words.months:
        return third_of(_month(frame, after, index), part)
    period = frame.words.periods.get(token.word)
    year = _year(frame, after + 1 if period == "year" else after)
    if year is not None:
        return third_of(of_years(start, frame.tokens[after + (period == "year")].end, year, year), part)
    if period in ("week", "month", "year") and frame.published:
        return third_of(period_of(frame.published, period, steps, start, token.end), part)
    return None


def _numbered(frame: Frame, index: int) -> Span | None:
    """`drittes Quartal 2015`, `im ersten Halbjahr`."""
    token, noun = frame.tokens[index], _token(frame, index + 1)
    months = {"quarter": 3, "half": 6}.get(frame.words.periods.get(noun.word, ""), 0) if noun else 0
    number = frame.words.ordinals[token.word]
    if not noun or not months or number * months > 12:
        return None
    after = index + 2
    while (skipped := _token(frame, after)) and skipped.word in frame.words.skipped:
        after += 1
    year = _year(frame, after)
    first, last = (number - 1) * months + 1, number * months
    if year is not None:
        return of_months(token.start, frame.tokens[after].end, year, first, last)
    if frame.published is None:
        return None
    year = frame.published.year - (date(frame.published.year, first, 1) > frame.published and _tense(frame, token) <= 0)
    return of_months(token.start, noun.end, year, first, last)


def _weekday(frame: Frame, index: int) -> Span | None:
    """The last such day not after publication; the next one where a word or the verb points ahead."""
    token, published = frame.tokens[index], frame.published
    if published is None or not frame.text[token.start].isupper():
        return None
    before = frame.tokens[index - 1].word if index else ""
    direction = frame.words.directions.get(before, 0)
    back = (published.isoweekday() - frame.words.weekdays[token.word]) % 7
    if direction < 0:
        day = published - timedelta(days=back or 7)
    elif direction > 0 or _tense(frame, token) > 0:
        day = published + timedelta(days=(7 - back) % 7 or (7 if direction else 0))
    else:
        day = published - timedelta(days=back)
    return of_day(token.start, token.end, day)


def _directed(frame: Frame, index: int) -> Span | None:
    """`letzte Woche`, `in den vergangenen zwei Jahren`, `nächstes Jahr`, `am vergangenen Wochenende`."""
    token, noun = frame.tokens[index], _token(frame, index + 1)
    steps, published = frame.words.directions[token.word], frame.published
    if noun is None or published is None:
        return None
    count = _count(frame, noun)
    if count is not None and (noun := _token(frame, index + 2)) is None:
        return None
    period = frame.words.periods.get(noun.word)
    if period is None or period in ("quarter", "half") or (period == "decade" and count is None):
        return None
    if count is None:
        return None if period in ("day", "hour") else period_of(published, period, steps, token.start, noun.end)
    if steps > 0:
        return None
    return stretch(published, period, count, token.start, noun.end)


def _ago(frame: Frame, index: int) -> Span | None:
    """`vor drei Tagen` is a day, `seit drei Wochen` a span up to publication."""
    token, number, noun = frame.tokens[index], _token(frame, index + 1), _token(frame, index + 2)
    count = _count(frame, number) if number else None
    period = frame.words.periods.get(noun.word) if noun else None
    if count is None or noun is None or period is None or frame.published is None:
        return None
    if token.word in frame.words.since:
        return stretch(frame.published, period, count, token.start, noun.end)
    if period in ("hour", "decade", "weekend", "quarter", "half"):
        return None
    return period_of(frame.published, period, -count, token.start, noun.end)


def _count(frame: Frame, token: Token) -> int | None:
    if token.word.isdecimal():
        return int(token.word) if len(token.word) <= 3 else None
    return frame.words.numbers.get(token.word)


def _joined(frame: Frame, spans: list[Span]) -> list[Span]:
    """Spans in order, `Juli 2015 bis Februar 2016` made one, and `seit Montag` reaching up to publication."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        word = _before(frame, span, last.end if last else 0)
        if word and last and word.word in frame.words.joining and frame.text[last.end : word.start].strip(" .,") == "":
            first = last.iso.split("/")[0]
            if not last.dated and span.dated and last.first > span.first:  # "Juli bis Oktober 2015"
                last = last._replace(first=last.first.replace(year=span.first.year))
                first = f"{span.first.year:04}{first[4:]}"
            if last.first <= span.last:
                iso = f"{first}/{span.iso.split('/')[-1]}"
                joined[-1] = Span(last.start, span.end, last.first, span.last, iso, True)
                continue
        if word and word.word in frame.words.since and frame.published and span.first <= frame.published:
            iso = f"{span.iso.split('/')[0]}/{frame.published}"
            span = span._replace(start=word.start, last=frame.published, iso=iso)
        joined.append(span)
    return joined


def _is_compared(frame: Frame, span: Span) -> bool:
    """Whether the figure is only held against that time: `ein Viertel mehr als 2014`."""
    word = _before(frame, span, 0)
    return word is not None and word.word in frame.words.comparing


def _before(frame: Frame, span: Span, floor: int) -> Token | None:
    """The token before a span, articles and the like skipped, if it stands behind `floor`."""
    starts = frame.tokens.starts
    index = bisect_left(starts, span.start) - 1
    while index >= 0 and frame.tokens.words[index] in frame.words.skipped and starts[index] >= floor:
        index -= 1
    return frame.tokens[index] if index >= 0 else None
