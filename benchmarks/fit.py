"""Fit the model's parameters on threads of dated claims, and write them as `streams/estimate/fitted.py`.

usage: python -m benchmarks.fit THREAD.jsonl... > streams/estimate/fitted.py      (needs scipy)

What is minimised: the weighted interval score (twice the mean pinball loss at seven quantiles, on log10) of the next
report over all scored claims, every thread counting alike however long it is, plus a ridge towards the starting
values below. Powell's method, no randomness: the same threads give the same file. Beside the parameters from all
threads stand those from all but one, by which `pegel backtest` judges the thread that was left out.
"""

import hashlib
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.threads import Thread, is_scored, read_threads
from schemas import Claim
from streams.estimate.backtest import Case, cases, foreseen
from streams.estimate.parameters import Kind, Parameters
from streams.estimate.scores import interval_score
from streams.estimate.voices import figure_of

VERSION = 1
# Starting value and how far (natural logarithm) the ridge lets it go for the price of one unit.
START = {
    "fade": (1.0, 1.0),
    "aside": (0.1, 1.0),
    "newest_high": (2.0, 0.3),
    "growth": (0.5, 0.3),
    "onset": (0.15, 0.5),
    "repeat": (0.015, 0.5),
    "drift": (0.07, 1.0),
    "disagree": (0.3, 1.0),
    "apart": (0.25, 0.5),
}
RIDGE = 1e-3
SHRINK_SERIES = 3  # a kind counts as if so many series without lean and of common scatter had been seen besides
NEAR_DAYS = 3  # figures this close in time are compared for lean


def main(paths: Sequence[str]) -> None:
    threads = read_threads(paths)
    whole = fit(threads)
    without = {left.name: fit([thread for thread in threads if thread is not left]) for left in threads}
    print('"""Fitted parameters. Written by `benchmarks/fit.py`; change nothing by hand."""\n')
    print("from streams.estimate.parameters import Kind, Parameters\n")
    print("".join(f"# {Path(path).name} {_fingerprint(path)}\n" for path in paths), end="")
    print(
        f"# {datetime.now(UTC).date()}, weighted interval score on the threads fitted: {mean_loss(threads, whole):.4f}"
    )
    print(f"FITTED = {whole!r}\n")
    print("# By the thread that was left out.")
    print(f"FITTED_WITHOUT = {without!r}")


def fit(threads: Sequence[Thread]) -> Parameters:
    """The parameters that foresee these threads best."""
    scored = [[case for case in cases(thread.rows) if is_scored(case)] for thread in threads]
    of_kinds = kinds(threads)
    start = np.log([value for value, _ in START.values()])
    reach = np.array([reach for _, reach in START.values()])

    def loss(logs: NDArray[np.float64]) -> float:
        parameters = _parameters(logs, of_kinds)
        means = [np.mean([loss_of(case, parameters) for case in thread]) for thread in scored]
        return float(np.mean(means) + RIDGE * np.sum(((logs - start) / reach) ** 2))

    found = minimize(loss, start, method="Powell", options={"maxfev": 500, "xtol": 0.03, "ftol": 1e-4})
    return _parameters(found.x, of_kinds)


def mean_loss(threads: Sequence[Thread], parameters: Parameters) -> float:
    """Mean weighted interval score over all scored claims."""
    found = [loss_of(case, parameters) for thread in threads for case in cases(thread.rows) if is_scored(case)]
    return float(np.mean(found))


def loss_of(case: Case, parameters: Parameters) -> float:
    """The weighted interval score of one forecast, on log10."""
    figure, quantiles = figure_of(case.claim.entry.words), foreseen(case, parameters).quantiles
    assert figure is not None
    assert quantiles is not None
    return interval_score([math.log10(quantile) for quantile in quantiles.values()], math.log10(figure))


def kinds(threads: Sequence[Thread]) -> tuple[Kind, ...]:
    """Per kind of claimant, how far its figures lie above those of other kinds, and how widely they scatter.

    Within a series (one quantity at one place) a figure is compared, on log10, with the median of other kinds' figures
    about nearly the same day; series weigh alike, whatever their length. Kinds seen in one series only are left out.
    """
    by_kind: dict[str, list[list[float]]] = defaultdict(list)
    for thread in threads:
        for figures in _series(thread).values():
            for kind, differences in _differences(figures).items():
                by_kind[kind].append(differences)
    scatter = {kind: np.mean([np.var(differences) for differences in found]) for kind, found in by_kind.items()}
    all_scatter = float(np.mean(list(scatter.values())))
    found = []
    for kind, series in sorted(by_kind.items()):
        if len(series) > 1:
            count = len(series)
            lean = sum(np.mean(differences) for differences in series) / (count + SHRINK_SERIES) / 2  # others lean too
            ratio = (count * scatter[kind] / all_scatter + SHRINK_SERIES) / (count + SHRINK_SERIES)
            found.append(Kind(kind, round(float(lean), 3), round(float(np.sqrt(ratio)), 2)))
    return tuple(found)


def _series(thread: Thread) -> dict[tuple[str, str | None], list[Claim]]:
    series = defaultdict(list)
    for _, claim in thread.rows:
        if claim.claimant_kind and claim.stance == "asserts" and (figure_of(claim) or 0) > 0:
            series[claim.estimand, claim.place].append(claim)
    return series


def _differences(claims: Sequence[Claim]) -> dict[str, list[float]]:
    apart = defaultdict(list)
    for claim in claims:
        others = [
            np.log10(figure_of(other) or 1)
            for other in claims
            if other.claimant_kind != claim.claimant_kind and abs((other.published - claim.published).days) <= NEAR_DAYS
        ]
        if others and claim.claimant_kind:
            apart[claim.claimant_kind].append(float(np.log10(figure_of(claim) or 1) - np.median(others)))
    return apart


def _parameters(logs: NDArray[np.float64], of_kinds: tuple[Kind, ...]) -> Parameters:
    values = dict(zip(START, (float(f"{x:.4g}") for x in np.exp(logs)), strict=True))
    values["disagree"] = min(values["disagree"], 0.95)
    return Parameters(version=VERSION, kinds=of_kinds, **values)


def _fingerprint(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


if __name__ == "__main__":
    main(sys.argv[1:])
