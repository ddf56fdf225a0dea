"""What `best` is measured against: simple readings, and truth discovery by inverse variance (CRH)."""

import math
from collections.abc import Callable

import numpy as np

from benchmarks.coverage.worlds import World


def latest_report(world: World) -> float:
    return math.log10(world.said[-1].figure)


def median_of_claimants(world: World) -> float:
    return float(np.median(_current(world)))


def middle_of_extremes(world: World) -> float:
    figures = _current(world)
    return (min(figures) + max(figures)) / 2


def truth_discovery(world: World, rounds: int = 20) -> float:
    """Claimants weigh by how near they came to the truth so far, the truth is their weighted mean, and again.

    Source: Li et al., Resolving conflicts in heterogeneous data by truth discovery and source reliability
    estimation, SIGMOD 2014 (CRH), with squared loss; one object, so a claimant's loss is that of all its claims.
    """
    claims = [(one.claimant, math.log10(one.figure)) for one in world.said]
    truth = float(np.median([figure for _, figure in claims]))
    for _ in range(rounds):
        losses: dict[int, list[float]] = {}
        for who, figure in claims:
            losses.setdefault(who, []).append((figure - truth) ** 2)
        loss = {who: float(np.mean(of_one)) + 1e-4 for who, of_one in losses.items()}
        total = sum(loss.values())
        weights = {who: max(-math.log(x / total), 1e-3) if len(loss) > 1 else 1.0 for who, x in loss.items()}
        current = dict(claims)
        truth = sum(weights[who] * x for who, x in current.items()) / sum(weights[who] for who in current)
    return truth


def _current(world: World) -> list[float]:
    return list({one.claimant: math.log10(one.figure) for one in world.said}.values())


RIVALS: dict[str, Callable[[World], float]] = {
    "latest report": latest_report,
    "median of claimants": median_of_claimants,
    "middle of extremes": middle_of_extremes,
    "truth discovery (CRH)": truth_discovery,
}
