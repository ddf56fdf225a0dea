"""The chart of an estimand as a Vega-Lite specification: the estimate as bands over time, every claim as a point.

Pure: `drawing` makes pictures of it.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

from schemas import WeighedClaim
from streams.serve.answers import HistoryReading
from streams.serve.pages.axes import axis, time_ticks, value_ticks
from streams.serve.pages.words import Words

Theme = Literal["light", "dark"]
Size = Literal["wide", "narrow", "small"]
Json = dict[str, Any]
# Told apart by colour-blind readers; its black and yellow are left out, for each is lost on one of the backgrounds.
# Source: Okabe and Ito, Color Universal Design, 2008.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
OTHERS = "#8a8f98"
CROSS = "M-0.7,-0.7L0.7,0.7M-0.7,0.7L0.7,-0.7"
OPACITIES = {95: 0.13, 80: 0.18, 50: 0.26}  # of the bands, which lie upon each other
OPEN_END = 1.3  # how far the whisker of a bound reaches, as a factor: it has no end
LINKS = "https://page.invalid/"  # stands before the anchor of a claim until it is known where its page is


class Palette(NamedTuple):
    """Colours of everything but the claims."""

    paper: str
    ink: str
    quiet: str
    grid: str
    band: str


class Frame(NamedTuple):
    """How large, in pixels, and how much to say."""

    width: int
    height: int
    ticks: int  # of the time axis, at most
    columns: int  # of the legend; 0: none
    dot: int  # area of a claim's point


PALETTES: dict[Theme, Palette] = {
    "light": Palette("#ffffff", "#1b1f24", "#57606a", "#e6e9ed", "#3d5a80"),
    "dark": Palette("#15181c", "#e6e8eb", "#a3abb5", "#2b3138", "#8fb3d9"),
}
FRAMES: dict[Size, Frame] = {
    "wide": Frame(1080, 430, 9, 4, 70),
    "narrow": Frame(330, 300, 3, 2, 60),
    "small": Frame(330, 150, 3, 0, 30),
}


class Course(NamedTuple):
    """What a chart shows."""

    estimand: str
    unit: str | None
    pooled: bool
    readings: Sequence[HistoryReading]
    claims: Sequence[WeighedClaim]


def specify(course: Course, words: Words, size: Size, theme: Theme, title: str | None = None) -> Json:
    """The specification. Figures not above zero have no place on a logarithmic axis and are left out there."""
    frame, palette = FRAMES[size], PALETTES[theme]
    points, bands = list(_points(course, words)), list(_bands(course))
    low, high = _extent(points, bands, course.pooled)
    first, last = _stretch(points, bands)
    scale = {"type": "log" if course.pooled else "linear", "domain": [low, high], "nice": False, "zero": False}
    if course.pooled:
        del scale["zero"]
    span = {"type": "utc", "domain": [first.isoformat(), last.isoformat()], "nice": False}
    values = axis(value_ticks(low, high, course.pooled, course.unit, words))
    times = axis(time_ticks(first, last, frame.ticks, words))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": words.say("chart_text", estimand=words.estimand(course.estimand)),
        "width": frame.width,
        "height": frame.height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 6,
        **({"title": {"text": title, "anchor": "start", "offset": 10}} if title else {}),
        "encoding": {
            "x": {"field": "at", "type": "temporal", "scale": span, "axis": {**times, "grid": False}, "title": None},
            "y": {"field": "value", "type": "quantitative", "scale": scale, "axis": values, "title": None},
        },
        "layer": [*_estimate_layers(bands, palette), *_claim_layers(points, frame)],
        "config": _config(palette),
    }


def stretch_of(specification: Json) -> tuple[str, str]:
    """The moments at the left and the right side of a chart, ISO 8601."""
    first, last = specification["encoding"]["x"]["scale"]["domain"]
    return first, last


def _points(course: Course, words: Words) -> Iterator[Json]:
    """The claims from the first reported on, each with its colour, its words and the reach of its whisker."""
    drawn = [(claim, value) for claim in course.claims if (value := _value(claim, course.pooled)) is not None]
    named = _named([claim for claim, _ in drawn], words)
    for claim, value in sorted(drawn, key=lambda pair: (pair[0].printed[0].published, pair[0].claim_id)):
        mention = claim.printed[0]
        low, high = _whisker(claim, value)
        label, colour = named.get(claim.claimant_id, (words.say("chart_others"), OTHERS))
        who = words.who(claim.claimant, mention.outlet)
        told = f"{who}: {words.quoted(mention.phrase)} ({words.term('stances', claim.stance)})"
        yield {
            "at": mention.published.isoformat(),
            "value": value,
            "low": low,
            "high": high,
            "who": label,
            "colour": colour,
            "stance": claim.stance,
            "told": ", ".join(part for part in (told, mention.outlet, words.day(mention.published)) if part),
            "link": f"{LINKS}#claim-{claim.claim_id}",
        }


def _value(claim: WeighedClaim, log: bool) -> float | None:
    """Where a claim stands: its figure, the middle of its range, or its one bound; None where that can't be drawn."""
    value = claim.point
    if value is None and claim.low is not None and claim.high is not None:
        value = math.sqrt(claim.low * claim.high) if log and claim.low > 0 else (claim.low + claim.high) / 2
    if value is None:
        value = claim.low if claim.low is not None else claim.high
    if value is None or claim.level != "level" or (log and value <= 0):
        return None
    return value


def _whisker(claim: WeighedClaim, value: float) -> tuple[float, float]:
    low = claim.low or (value / OPEN_END if claim.high is not None else value)
    high = claim.high or (value * OPEN_END if claim.low is not None else value)
    return min(low, value), max(high, value)


def _named(claims: Sequence[WeighedClaim], words: Words) -> dict[str, tuple[str, str]]:
    """Label and colour of the claimants that speak most often, told apart where they go by the same name."""
    most = [claimant for claimant, _ in Counter(claim.claimant_id for claim in claims).most_common(len(COLOURS))]
    names = {claim.claimant_id: words.who(claim.claimant, claim.printed[0].outlet) for claim in claims}
    shared = Counter(names[claimant] for claimant in most)
    return {
        claimant: (names[claimant] if shared[names[claimant]] == 1 else f"{names[claimant]} ({claimant})", colour)
        for claimant, colour in zip(most, COLOURS, strict=False)
    }


def _bands(course: Course) -> Iterator[Json]:
    """A row for each reading and interval; a run is a stretch of readings without a gap, and has bands of its own."""
    if not course.readings:
        return
    run, newest = 0, course.readings[-1]
    for reading in course.readings:
        if reading.best is None or reading.episode != newest.episode:
            run += 1
        else:
            yield from _band(reading, reading.best, reading.at, run)
    if newest.best is not None:  # a step needs an end
        past = newest.at - course.readings[0].at
        yield from _band(newest, newest.best, newest.at + max(past * 0.03, timedelta(hours=12)), run)


def _band(reading: HistoryReading, best: float, at: datetime, run: int) -> Iterator[Json]:
    ends = [(one.percent, one.low, one.high) for one in reading.interval] or [(50, best, best)]
    for percent, low, high in ends:
        yield {"at": at.isoformat(), "best": best, "low": low, "high": high, "percent": percent, "run": run}


def _extent(points: Sequence[Json], bands: Sequence[Json], log: bool) -> tuple[float, float]:
    """What the value axis covers: all claims and the 80 % band; a wider band runs out of the picture."""
    values = [row[end] for row in points for end in ("low", "high")]
    values += [row[end] for row in bands if row["percent"] <= 80 for end in ("low", "high")]
    low, high = (min(values), max(values)) if values else (1.0, 10.0)
    if log:
        return low / 1.25, high * 1.25
    margin = (high - low or abs(high) or 1.0) * 0.08
    return low - margin, high + margin


def _stretch(points: Sequence[Json], bands: Sequence[Json]) -> tuple[datetime, datetime]:
    moments = sorted(datetime.fromisoformat(row["at"]) for row in (*points, *bands))
    if not moments:
        return datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 2, tzinfo=UTC)
    margin = max((moments[-1] - moments[0]) * 0.02, timedelta(hours=12))
    return moments[0] - margin, moments[-1] + margin


def _estimate_layers(bands: Sequence[Json], palette: Palette) -> Iterator[Json]:
    common = {"interpolate": "step-after", "color": palette.band, "clip": True, "aria": False}
    for percent, opacity in OPACITIES.items():
        yield {
            "name": f"band{percent}",
            "data": {"values": [band for band in bands if band["percent"] == percent]},
            "mark": {"type": "area", "opacity": opacity, **common},
            "encoding": {"y": {"field": "low"}, "y2": {"field": "high"}, "detail": {"field": "run"}},
        }
    yield {
        "name": "best",
        "data": {"values": [band for band in bands if band["percent"] == 50]},
        "mark": {"type": "line", "strokeWidth": 2, **common},
        "encoding": {"y": {"field": "best"}, "detail": {"field": "run"}},
    }


def _claim_layers(points: Sequence[Json], frame: Frame) -> Iterator[Json]:
    colours = {point["who"]: point["colour"] for point in points}
    order = sorted(colours, key=lambda who: colours[who] == OTHERS)  # the others come last
    legend = {
        "title": None,
        "orient": "top",
        "columns": frame.columns,
        "symbolType": "circle",
        "labelLimit": min(frame.width // max(frame.columns, 1) - 50, 200),
    }
    stroke = {"field": "colour", "type": "nominal", "scale": None}
    yield {
        "name": "whisker",
        "data": {"values": [point for point in points if point["low"] < point["high"]]},
        "mark": {"type": "rule", "strokeWidth": 1.5, "opacity": 0.5, "clip": True, "aria": False},
        "encoding": {"y": {"field": "low"}, "y2": {"field": "high"}, "color": stroke},
    }
    yield {
        "name": "claim",
        "data": {"values": points},
        "mark": {"type": "point", "size": frame.dot, "strokeWidth": 1.6, "opacity": 0.95},
        "encoding": {
            "fill": {
                "field": "who",
                "type": "nominal",
                "scale": {"domain": order, "range": [colours[who] for who in order]},
                "legend": legend if frame.columns and order else None,
            },
            "fillOpacity": {"condition": {"test": "datum.stance === 'asserts'", "value": 0.85}, "value": 0},
            "stroke": stroke,
            "shape": {"condition": {"test": "datum.stance === 'denies'", "value": CROSS}, "value": "circle"},
            "description": {"field": "told", "type": "nominal"},
            "href": {"field": "link", "type": "nominal"},
        },
    }


def _config(palette: Palette) -> Json:
    font = "Arial, 'Liberation Sans', Helvetica, sans-serif"  # of equal widths: measured here, shown elsewhere
    return {
        "font": font,
        "background": palette.paper,
        "view": {"stroke": None},
        "title": {"color": palette.ink, "fontSize": 15, "fontWeight": 600},
        "axis": {
            "domain": False,
            "gridColor": palette.grid,
            "labelColor": palette.quiet,
            "labelFontSize": 12,
            "labelPadding": 6,
            "labelOverlap": "greedy",
            "tickSize": 0,
        },
        "axisX": {"domain": True, "domainColor": palette.quiet, "tickSize": 5, "tickColor": palette.quiet},
        "legend": {"labelColor": palette.ink, "labelFontSize": 12, "rowPadding": 4, "columnPadding": 16},
    }
