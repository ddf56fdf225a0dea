"""Dates: the day or span that a figure speaks of, «Anfang des Monats» -> 2024-10-01/2024-10-10.

Called by `extract` for every claim. What is said relative to the day of writing is resolved against the publication.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from streams.extract.date_forms import read_span
from streams.extract.date_frames import Frame, Token, Tokens
from streams.extract.timespans import Span, day_of
from streams.language.calendar_words import CalendarWords
from streams.language.numeral_words import fold

REACH = 400  # characters to either side of a number in which its date stands
HEAD_CHARACTERS, TAIL_CHARACTERS = 600, 200  # of a text, in which its own date is printed
SHORT_LINE = 80  # characters of a line that may be the dateline
_DIGITS_OF_DATES = re.compile(r"\d{4}|\d\.\s*\d{1,2}\.")  # one of them is in every date that names no word
_PRINTED = re.compile(
    r"(?<![\d.])(\d{1,2})\.?\s?(?:(\d{1,2})\.\s?|([^\W\d_]{3,9})\.?\s)(\d{4})(?!\d)|(\d{4})-(\d\d)-(\d\d)(?!\d)"
)


def read_day(
    text: str, sentence_start: int, sentence_end: int, number_start: int, published: date | None, words: CalendarWords
) -> str | None:
    """ISO day, month, year or span `a/b` that the number at `number_start` is said to be of; None where none is said.

    Of several, the nearest counts. Without `published` only what needs no reference is read.
    """
    if published and not 1000 <= published.year <= 9000:  # reckoning from there would leave the calendar
        published = None
    first, last = number_start - REACH, number_start + REACH
    spans = [
        span
        for span in _days(text, sentence_start, sentence_end, published, words)
        if span.start >= first and span.end <= last and not span.start <= number_start < span.end
    ]
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
            span = read_span(frame, index)
            if span:
                yield span
                reached = span.end


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
