"""Where the ticks of a chart's axes stand and what is written there, in the reader's language. Called by `chart`."""

import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from babel.dates import format_date, format_skeleton

from streams.serve.pages.words import Words

MOST_VALUE_TICKS = 8
DAYS_BY_DAY = 100  # longest span whose ticks are days; longer ones have months, then years
MONTH_STEPS = (1, 2, 3, 6)


class Tick(NamedTuple):
    """A place on an axis and what stands there."""

    value: float
    label: str


def axis(ticks: Sequence[Tick]) -> dict[str, Any]:
    """The axis of a Vega-Lite encoding with these ticks and no others."""
    labels = {_key(tick.value): tick.label for tick in ticks}
    return {"values": [tick.value for tick in ticks], "labelExpr": f"({json.dumps(labels)})[datum.value * 1]"}


def value_ticks(low: float, high: float, log: bool, unit: str | None, words: Words) -> list[Tick]:
    """Ticks at 1, 2 and 5 of each power of ten, or fewer; on a linear axis at even steps."""
    places = _decades(low, high) if log else _even(low, high)
    return [Tick(place, words.figure(place, unit)) for place in places]


def time_ticks(first: datetime, last: datetime, most: int, words: Words) -> list[Tick]:
    """Ticks at whole days, months or years between two moments; the year is said where it begins."""
    days = (last - first).days + 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if days <= DAYS_BY_DAY:
        return _days(first, last, math.ceil(days / most), words)
    step = next((step for step in MONTH_STEPS if months <= step * most), None)
    if step is None:
        step = 12 * math.ceil(months / 12 / most)
    return _months(first, last, step, words)


def _decades(low: float, high: float) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks: list[float] = []
    for steps in ((1, 2, 5), (1, 3), (1,)):
        ticks = [step * 10.0**decade for decade in decades for step in steps]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) <= MOST_VALUE_TICKS:
            break
    return ticks


def _even(low: float, high: float) -> list[float]:
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return [step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _days(first: datetime, last: datetime, step: int, words: Words) -> list[Tick]:
    day = first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    ticks: list[Tick] = []
    year = None
    while (day := day + timedelta(days=1)) <= last:
        if (day - first).days % step == 0:
            skeleton = "MMMd" if day.year == year else "yMMMd"
            ticks.append(_tick(day, format_skeleton(skeleton, day, locale=words.locale)))
            year = day.year
    return ticks


def _months(first: datetime, last: datetime, step: int, words: Words) -> list[Tick]:
    shape = "MMM yyyy" if step < 12 else "yyyy"
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)  # counted from 0: the next month's start
    starts = (datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in months if month % step == 0)
    return [_tick(start, format_date(start, shape, words.locale)) for start in starts if first <= start <= last]


def _tick(moment: datetime, label: str) -> Tick:
    return Tick(moment.timestamp() * 1000, label)


def _key(value: float) -> str:
    """The value as JavaScript writes it."""
    return str(int(value)) if value == int(value) and abs(value) < 1e21 else repr(value)
