"""Fit the model's parameters on threads of dated claims, and write them as `streams/estimate/fitted.py`.

usage: python -m benchmarks.fit THREAD.jsonl... > streams/estimate/fitted.py      (needs scipy)

What is minimised: the weighted interval score (twice the mean pinball loss at seven quantiles, on log10) of the next
report over all scored claims, every thread counting alike however long it is, plus a ridge towards the starting
values below. Powell's method, no randomness: the same threads give the same file. Beside the parameters from all
threads stand those from all but one, by which `pegel backtest` judges the thread that was left out.
"""

import hashlib
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.threads import Thread, is_scored, read_threads
from streams.estimate.backtest import LEVELS, Case, cases
from streams.estimate.forecast import foresee
from streams.estimate.parameters import Parameters
from streams.estimate.voices import drift_of, figure_of

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
SHRINK_SERIES = 3  # a kind's lean counts as if so many series without any lean had been seen besides
NEAR_DAYS = 3  # figures this close in time are compared for lean


def main(paths: Sequence[str]) -> None:
    threads = read_threads(paths)
    whole = fit(threads)
    without = {left.name: fit([thread for thread in threads if thread is not left]) for left in threads}
    print('"""Fitted parameters. Written by `benchmarks/fit.py`; change nothing by hand."""\n')
    print("from streams.estimate.parameters import Parameters\n")
    print("".join(f"# {Path(path).name} {_fingerprint(path)}\n" for path in paths), end="")
    print(f"# {datetime.now(UTC).date()}, weighted interval score on the threads fitted: {score(threads, whole):.4f}")
    print(f"FITTED = {whole!r}\n")
    print("# By the thread that was left out.")
    print(f"FITTED_WITHOUT = {without!r}")


def fit(threads: Sequence[Thread]) -> Parameters:
    """The parameters that foresee these threads best."""
    scored = [[case for case in cases(thread.rows) if is_scored(case)] for thread in threads]
    lean = leans(threads)
    start = np.log([value for value, _ in START.values()])
    reach = np.array([reach for _, reach in START.values()])

    def loss(logs: NDArray[np.float64]) -> float:
        parameters = _parameters(logs, lean)
        means = [np.mean([interval_score(case, parameters) for case in thread]) for thread in scored]
        return float(np.mean(means) + RIDGE * np.sum(((logs - start) / reach) ** 2))

    found = minimize(loss, start, method="Powell", options={"maxfev": 500, "xtol": 0.03, "ftol": 1e-4})
    return _parameters(found.x, lean)


def score(threads: Sequence[Thread], parameters: Parameters) -> float:
    """Mean weighted interval score over all scored claims."""
    found = [interval_score(case, parameters) for thread in threads for case in cases(thread.rows) if is_scored(case)]
    return float(np.mean(found))


def interval_score(case: Case, parameters: Parameters) -> float:
    drift = drift_of(case.claim.estimand)
    quantiles = foresee(case.voices, LEVELS, case.claim.day, case.start, drift, parameters)
    figure = figure_of(case.claim.entry.words)
    assert quantiles is not None
    assert figure is not None
    levels, errors = np.array(LEVELS), np.log10(figure) - np.log10(quantiles)
    return float(2 * np.mean(np.maximum(levels * errors, (levels - 1) * errors)))


def leans(threads: Sequence[Thread]) -> tuple[tuple[str, float], ...]:
    """Per kind of claimant, how far (log10) its figures lie above those of other kinds at the time.

    Within a series (one quantity) a figure is compared with the median of other kinds' figures about
    nearly the same day; series weigh alike, whatever their length. Kinds seen in one series only are left out.
    """
    by_kind: dict[str, list[list[float]]] = defaultdict(list)
    for thread in threads:
        series = defaultdict(list)
        for _, claim in thread.rows:
            figure = figure_of(claim)
            if claim.claimant_kind and figure and figure > 0 and claim.stance == "asserts":
                series[claim.estimand, claim.place].append((claim.claimant_kind, claim.published, np.log10(figure)))
        for figures in series.values():
            apart = defaultdict(list)
            for kind, said, figure in figures:
                others = [x for k, s, x in figures if k != kind and abs((s - said).days) <= NEAR_DAYS]
                if others:
                    apart[kind].append(float(figure - np.median(others)))
            for kind, differences in apart.items():
                by_kind[kind].append(differences)
    found = []
    for kind, series_of_kind in sorted(by_kind.items()):
        if len(series_of_kind) > 1:
            means = [np.mean(differences) for differences in series_of_kind]
            lean = sum(means) / (len(means) + SHRINK_SERIES) / 2  # half: the other kinds lean as well
            found.append((kind, round(float(lean), 3)))
    return tuple(found)


def _parameters(logs: NDArray[np.float64], lean: tuple[tuple[str, float], ...]) -> Parameters:
    values = dict(zip(START, (float(f"{x:.4g}") for x in np.exp(logs)), strict=True))
    values["disagree"] = min(values["disagree"], 0.95)
    return Parameters(version=VERSION, lean=lean, **values)


def _fingerprint(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


if __name__ == "__main__":
    main(sys.argv[1:])
