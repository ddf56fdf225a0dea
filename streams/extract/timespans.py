"""Time spans: days, weeks, months and years as stretches of the calendar, and how ISO 8601 writes them.

Called by `dates`; knows the calendar and no words.
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of days with the places of its words; `iso` keeps how exactly it was said."""

    start: int
    end: int
    first: date
    last: date
    iso: str
    dated: bool  # the year was said, or the words fix it


def day_of(year: int, month: int, day: int) -> date | None:
    """The date; None where the calendar has no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def of_day(start: int, end: int, day: date) -> Span:
    """One day; `start` and `end`, here and below, are the place of its words."""
    return Span(start, end, day, day, day.isoformat(), True)


def of_months(start: int, end: int, year: int, first: int, last: int, dated: bool = True) -> Span | None:
    """Whole months of a year; `last` before `first` reaches into the next year."""
    last_year = year + (last < first)
    begin, finish = day_of(year, first, 1), day_of(last_year, last, 1)
    if begin is None or finish is None:
        return None
    finish = finish.replace(day=monthrange(last_year, last)[1])
    iso = f"{year:04}-{first:02}"
    if (year, first) != (last_year, last):
        iso += f"/{last_year:04}-{last:02}"
    return Span(start, end, begin, finish, iso, dated)


def of_years(start: int, end: int, first: int, last: int) -> Span | None:
    """Whole years; None where they leave the calendar or run backwards."""
    if not 1 <= first <= last <= 9999:
        return None
    iso = f"{first:04}" if first == last else f"{first:04}/{last:04}"
    return Span(start, end, date(first, 1, 1), date(last, 12, 31), iso, True)


def stretch(published: date, period: str, count: int, start: int, end: int) -> Span | None:
    """The last `count` days, weeks, months or years up to publication."""
    years = {"year": 1, "decade": 10}.get(period)
    if years:
        return of_years(start, end, published.year - count * years, published.year)
    if period == "month":
        first = published.year * 12 + published.month - 1 - count
        begin = of_months(start, end, first // 12, first % 12 + 1, first % 12 + 1)
        return begin and begin._replace(last=published, iso=f"{begin.iso}/{published.year:04}-{published.month:02}")
    days = {"hour": -(-count // 24), "day": count, "week": 7 * count}.get(period)
    if days is None or days >= published.toordinal():
        return None
    from_day = published - timedelta(days=days)
    return Span(start, end, from_day, published, f"{from_day}/{published}", True)


def period_of(published: date, period: str, steps: int, start: int, end: int) -> Span | None:
    """The day, week, weekend, month or year that lies `steps` from the one of publication."""
    if period == "year":
        return of_years(start, end, published.year + steps, published.year + steps)
    if period == "month":
        month = published.year * 12 + published.month - 1 + steps
        return of_months(start, end, month // 12, month % 12 + 1, month % 12 + 1)
    if period == "day":
        return of_day(start, end, published + timedelta(days=steps)) if -9999 < steps < 9999 else None
    if abs(steps) > 999:
        return None
    monday = published - timedelta(days=published.isoweekday() - 1) + timedelta(weeks=steps)
    if period == "weekend":
        saturday = monday + timedelta(days=5)
        if steps == 0 and saturday > published:
            saturday -= timedelta(weeks=1)
        monday = saturday
    last = monday + timedelta(days=1 if period == "weekend" else 6)
    return Span(start, end, monday, last, f"{monday}/{last}", True)


def third_of(span: Span | None, part: int | None) -> Span | None:
    """Begin, middle or end of a stretch: ten days of a month, four months of a year, a day or two of a week."""
    if span is None or part is None:
        return span
    days = (span.last - span.first).days + 1
    if days > 300:
        return of_months(span.start, span.end, span.first.year, 4 * part + 1, 4 * part + 4)
    if days > 20:
        first = span.first + timedelta(days=10 * part)
        last = span.last if part == 2 else first + timedelta(days=9)
    else:
        first = span.first + timedelta(days=(0, 2, 5)[part])
        last = first + timedelta(days=1)
    return span._replace(first=first, last=last, iso=f"{first}/{last}")
