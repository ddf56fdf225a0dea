"""Threads of dated claims, read for the benchmarks as the service reads gathered rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from schemas import Claim
from schemas.claim import slug
from streams.estimate.backtest import Case
from streams.estimate.voices import figure_of, is_report
from streams.feed.rows import Row, state_claim

LATEST = datetime(9999, 1, 1, tzinfo=UTC)  # a thread may name any day: nothing is in the future


@dataclass(frozen=True)
class Thread:
    """One file: its name without the ending, and each row with the claim that it states."""

    name: str
    rows: list[tuple[dict[str, Any], Claim]]


def read_threads(paths: Sequence[str | Path]) -> list[Thread]:
    """The threads in these files; raises ValueError on a row that states no claim."""
    return [Thread(Path(path).stem, [_read(line) for line in _lines(path)]) for path in paths]


def is_scored(case: Case) -> bool:
    """Whether the threads' referee counts this forecast: of an asserted figure, with two earlier claims or more."""
    words = case.claim.entry.words
    return bool(case.voices) and is_report(words, case.claim.estimand) and (figure_of(words) or 0) > 0


def _lines(path: str | Path) -> list[str]:
    return [line for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def _read(line: str) -> tuple[dict[str, Any], Claim]:
    row = json.loads(line)
    return row, state_claim(Row.model_validate(row), LATEST, _claimant_id)


def _claimant_id(claimant: str | None, outlet: str | None, _: date) -> str:
    return slug(claimant) if claimant else "outlet-" + slug(outlet or "")
