"""Threads: files of gathered rows about one story -> each row with the claim that it states. For `pegel backtest`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from schemas import Claim, Rejected
from streams.feed.readers import Line
from streams.feed.rows import IdentifyClaimant, check_row

LATEST = datetime(9999, 1, 1, tzinfo=UTC)  # a thread may name any day: nothing is in the future


def read_thread(
    lines: Iterator[Line | Rejected], identify_claimant: IdentifyClaimant
) -> Iterator[tuple[dict[str, Any], Claim] | Rejected]:
    """Each row with its claim, in order; in place of a line that states none or has no id to name it by, why."""
    for line in lines:
        if isinstance(line, Rejected):
            yield line
            continue
        claim = check_row(line.raw, LATEST, identify_claimant, line.where)
        if isinstance(claim, Rejected):
            yield claim
            continue
        row = orjson.loads(line.raw)
        if row.get("id") is None:
            yield Rejected(reason="'id' is missing; in a thread every row needs one", where=line.where)
        else:
            yield row, claim
