"""Scores: how well the next reports of a thread were foreseen, beside simple yardsticks. Called by `pegel backtest`."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from schemas import Claim
from streams.estimate.backtest import LEVELS, Case, cases, foreseen
from streams.estimate.identity import measure_of
from streams.estimate.parameters import Parameters
from streams.estimate.voices import figure_of, is_report


class Score(NamedTuple):
    """How the claims of one measure were foreseen; errors and scores on log10 of the figure, lower is better."""

    measure: str
    claims: int  # that were foreseen: asserted figures above zero with two earlier ones or more
    interval_score: float  # mean weighted interval score: twice the mean pinball loss at LEVELS
    inside_80: float  # share of them in the 80 % interval
    inside_95: float
    error: float  # mean distance of the median foreseen
    error_of_last: float  # the same of the yardsticks: the last report,
    error_of_median: float  # the median of the claimants' latest figures,
    error_of_middle: float  # and the middle of their extremes


class _Miss(NamedTuple):
    score: float
    inside_80: bool
    inside_95: bool
    error: float
    last: float
    median: float
    middle: float


def score(rows: Iterable[tuple[Mapping[str, Any], Claim]], parameters: Parameters) -> list[Score]:
    """One score for each measure of a thread that has any claim foreseen, by name."""
    misses: dict[str, list[_Miss]] = defaultdict(list)
    for case in cases(rows):
        words = case.claim.entry.words
        figure = figure_of(words)
        if case.voices and figure and figure > 0 and is_report(words, case.claim.estimand):
            misses[measure_of(case.claim.estimand)].append(_miss(case, math.log10(figure), parameters))
    return [_score(measure, found) for measure, found in sorted(misses.items())]


def interval_score(quantiles: Sequence[float], figure: float) -> float:
    """Twice the mean pinball loss at LEVELS. Source: Bracher et al. 2021."""
    losses = [max(level * (figure - q), (level - 1) * (figure - q)) for level, q in zip(LEVELS, quantiles, strict=True)]
    return 2 * statistics.fmean(losses)


def _miss(case: Case, figure: float, parameters: Parameters) -> _Miss:
    line = foreseen(case, parameters)
    quantiles = [math.log10(q) for q in (line.quantiles or {}).values()]
    said = sorted((v.day, v.claim_id, math.log10(v.figure)) for v in case.voices if v.report == "here")
    figures = [one for _, _, one in said]
    return _Miss(
        score=interval_score(quantiles, figure),
        inside_80=quantiles[1] <= figure <= quantiles[5],
        inside_95=quantiles[0] <= figure <= quantiles[6],
        error=abs(figure - quantiles[3]),
        last=abs(figure - figures[-1]),
        median=abs(figure - statistics.median(figures)),
        middle=abs(figure - (min(figures) + max(figures)) / 2),
    )


def _score(measure: str, misses: Sequence[_Miss]) -> Score:
    return Score(measure, len(misses), *(statistics.fmean(column) for column in zip(*misses, strict=True)))
