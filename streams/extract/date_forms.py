"""Date forms: the span that begins at one word of a sentence, «3. Mai 2016», «Ende vergangenen Jahres». For `dates`."""

import re
from datetime import date, timedelta

from streams.extract.date_frames import Frame, Token, likeliest, tense_of, token_at, year_at
from streams.extract.timespans import Span, day_of, of_day, of_months, of_years, period_of, stretch, third_of


def read_span(frame: Frame, index: int) -> Span | None:
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


def _digits(frame: Frame, index: int) -> Span | None:
    """`3. Mai (2016)`, `2. 9. 2015`, `2015`, `2014/15`, `2024-10-28`."""
    token, behind = frame.tokens[index], token_at(frame, index + 1)
    text, number = frame.text, int(token.word) if len(token.word) <= 4 else 0
    gap = text[token.end : behind.start] if behind else ""
    if behind and len(token.word) <= 2 and gap.strip() in (".", "") and behind.word in frame.words.months:
        return _day_of_month(frame, index, number, frame.words.months[behind.word], index + 2)
    if behind and len(token.word) <= 2 and gap.strip() == "." and len(behind.word) <= 2 and behind.word.isdecimal():
        if text.startswith(".", behind.end):
            return _day_of_month(frame, index, number, int(behind.word), index + 2)
        return None
    year = year_at(frame, index)
    if year is None:
        return None
    if (
        behind
        and gap == "-"
        and len(behind.word) == 2
        and (third := token_at(frame, index + 2))
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
    year = year_at(frame, after)
    token = frame.tokens[index]
    if year is not None:
        found = day_of(year, month, day)
        return of_day(token.start, frame.tokens[after].end, found) if found else None
    if frame.published is None:
        return None
    years = [y for y in range(frame.published.year - 1, frame.published.year + 2) if day_of(y, month, day)]
    days = [date(y, month, day) for y in years]
    chosen = likeliest(frame, days, token)
    return of_day(token.start, frame.tokens[after - 1].end, chosen) if chosen else None


def _month(frame: Frame, index: int, first: int) -> Span | None:
    """`Februar (2016)`; the words begin at token `first`."""
    token, month = frame.tokens[index], frame.words.months[frame.tokens[index].word]
    year = year_at(frame, index + 1)
    start = frame.tokens[first].start
    if year is not None:
        return of_months(start, frame.tokens[index + 1].end, year, month, month)
    if frame.published is None or not frame.text[token.start].isupper():
        return None
    days = [date(year, month, 1) for year in range(frame.published.year - 1, frame.published.year + 2)]
    chosen = likeliest(frame, days, token)
    return of_months(start, token.end, chosen.year, month, month, dated=False) if chosen else None


def _season(frame: Frame, index: int) -> Span | None:
    """`Herbst (2015)`: three months."""
    token, (first, last) = frame.tokens[index], frame.words.seasons[frame.tokens[index].word]
    year = year_at(frame, index + 1)
    if year is not None:
        return of_months(token.start, frame.tokens[index + 1].end, year, first, last)
    if frame.published is None:
        return None
    days = [date(year, first, 1) for year in range(frame.published.year - 1, frame.published.year + 2)]
    chosen = likeliest(frame, days, token)
    return of_months(token.start, token.end, chosen.year, first, last, dated=False) if chosen else None


def _part(frame: Frame, index: int) -> Span | None:
    """`Anfang Februar`, `Ende 2023`, `Mitte des Monats`, `Ende vergangenen Jahres`: a third of it."""
    part, start = frame.words.parts[frame.tokens[index].word], frame.tokens[index].start
    after, steps = index + 1, 0
    while (
        (token := token_at(frame, after))
        and token.word in frame.words.skipped
        and token.word not in frame.words.periods
    ):
        after += 1
    if token and token.word in frame.words.directions:
        steps = frame.words.directions[token.word]
        after += 1
        token = token_at(frame, after)
    if token is None or after > index + 4:
        return None
    if token.word in frame.words.months:
        return third_of(_month(frame, after, index), part)
    period = frame.words.periods.get(token.word)
    year = year_at(frame, after + 1 if period == "year" else after)
    if year is not None:
        return third_of(of_years(start, frame.tokens[after + (period == "year")].end, year, year), part)
    if period in ("week", "month", "year") and frame.published:
        return third_of(period_of(frame.published, period, steps, start, token.end), part)
    return None


def _numbered(frame: Frame, index: int) -> Span | None:
    """`drittes Quartal 2015`, `im ersten Halbjahr`."""
    token, noun = frame.tokens[index], token_at(frame, index + 1)
    months = {"quarter": 3, "half": 6}.get(frame.words.periods.get(noun.word, ""), 0) if noun else 0
    number = frame.words.ordinals[token.word]
    if not noun or not months or number * months > 12:
        return None
    after = index + 2
    while (skipped := token_at(frame, after)) and skipped.word in frame.words.skipped:
        after += 1
    year = year_at(frame, after)
    first, last = (number - 1) * months + 1, number * months
    if year is not None:
        return of_months(token.start, frame.tokens[after].end, year, first, last)
    if frame.published is None:
        return None
    year = frame.published.year - (
        date(frame.published.year, first, 1) > frame.published and tense_of(frame, token) <= 0
    )
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
    elif direction > 0 or tense_of(frame, token) > 0:
        day = published + timedelta(days=(7 - back) % 7 or (7 if direction else 0))
    else:
        day = published - timedelta(days=back)
    return of_day(token.start, token.end, day)


def _directed(frame: Frame, index: int) -> Span | None:
    """`letzte Woche`, `in den vergangenen zwei Jahren`, `nächstes Jahr`, `am vergangenen Wochenende`."""
    token, noun = frame.tokens[index], token_at(frame, index + 1)
    steps, published = frame.words.directions[token.word], frame.published
    if noun is None or published is None:
        return None
    count = _count(frame, noun)
    if count is not None and (noun := token_at(frame, index + 2)) is None:
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
    token, number, noun = frame.tokens[index], token_at(frame, index + 1), token_at(frame, index + 2)
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
