"""Listings: the little of an estimate that a board shows, and the columns by which it is searched and sorted.

Made from each estimate by `filling`, read by `queries.search`.
"""

import math
from typing import Any

import orjson

from streams.serve.searching import plain, words_of
from streams.serve.tables import microseconds

SHOWN_PERCENT = 80  # of the intervals the one that a board has room for
NEVER = -(2**62)  # recency of what nobody reported; behind everything
COPIED = ("estimand", "subject", "measure", "kind", "unit", "episode", "best", "at", "contested")
COUNTS = ("claimants", "claims", "mentions", "revision")


def list_estimate(value: dict[str, Any]) -> tuple[str | int | bytes, ...]:
    """The row of table `listings` for an estimate as it travels; raises as one does that is none."""
    figures = value["latest"]
    lowest, highest = (value[end] and float(value[end]["value"]) for end in ("lowest", "highest"))
    spread = highest / lowest if lowest and highest and lowest > 0 else None
    reported = value["last_reported"]
    speakers = [name for figure in figures for name in (figure["claimant_id"], figure["claimant"]) if name]
    places = value.get("places", [])
    shown = {
        **{name: value[name] for name in COPIED},
        "interval": shown_interval(value),
        "lowest": lowest,
        "highest": highest,
        "spread": spread,
        "stated": not figures or any(figure.get("role", "own") == "own" for figure in figures),
        **{name: value[name] for name in COUNTS},
        "last_reported": reported,
    }
    return (
        value["estimand"],
        value["subject"],
        value["measure"],
        int(value["contested"]),
        int(value["claims"]),
        NEVER if reported is None else microseconds(reported),
        0 if spread is None else round(1e6 * math.log10(spread)),
        int(value["claimants"]),
        words_of((value["estimand"], *speakers, *places, *(figure["outlet"] for figure in figures))),
        enclosed(plain(name) for name in speakers),
        enclosed(places),
        orjson.dumps(shown),
    )


def shown_interval(value: dict[str, Any]) -> dict[str, Any] | None:
    """Of an estimate as it travels the interval that a board shows; None where it has none."""
    return next((one for one in value["interval"] if one["percent"] == SHOWN_PERCENT), None)


def enclosed(names: Any) -> str:
    """The names in one column, each between bars, by which it is found: `|a|b|`."""
    return "|".join(("", *dict.fromkeys(names), ""))
