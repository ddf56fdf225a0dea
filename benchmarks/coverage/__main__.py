"""Run the worlds through ledger and estimate, and print how often the truth lay inside, and whose error is least.

usage: python -m benchmarks.coverage [--worlds 2000] [--seed 1]
"""

import argparse
import math
from datetime import timedelta

import numpy as np

from benchmarks.coverage.rivals import RIVALS
from benchmarks.coverage.worlds import START, Said, World, world
from schemas import Claim
from schemas.claim import identify
from streams.estimate import Ledger, estimate

ESTIMAND = "somewhere/troops"


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage and error of the estimate in simulated worlds.")
    parser.add_argument("--worlds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = np.random.default_rng(arguments.seed)
    inside: dict[int, list[bool]] = {50: [], 80: [], 95: []}
    errors: dict[str, list[float]] = {"best": [], **{name: [] for name in RIVALS}}
    while len(errors["best"]) < arguments.worlds:
        made = world(dice)
        if len(made.said) < 3:
            continue
        reading = estimate(ledger_of(made))
        assert reading.best is not None
        for interval in reading.interval:
            inside[interval.percent].append(interval.low <= made.truth <= interval.high)
        truth = math.log10(made.truth)
        errors["best"].append(abs(math.log10(reading.best) - truth))
        for name, rival in RIVALS.items():
            errors[name].append(abs(rival(made) - truth))
    for percent, held in inside.items():
        print(f"interval {percent} %: held the truth in {np.mean(held):6.1%} of {len(held)} worlds")
    means = {name: float(np.mean(found)) for name, found in errors.items()}
    for name, mean in means.items():
        print(f"mean error on log10, {name:22} {mean:.4f}")
    rivals = min(mean for name, mean in means.items() if name != "best")
    print(f"error of best below the best of the others: {1 - means['best'] / rivals:.1%}")


def ledger_of(made: World) -> Ledger:
    """The ledger of all that was said in a world."""
    ledger = Ledger.empty(ESTIMAND)
    for number, said in enumerate(made.said):
        ledger, _ = ledger.put(claim_of(number, said))
    return ledger


def claim_of(number: int, said: Said) -> Claim:
    """What was said, as a claim in an article of its own."""
    who, figure = f"claimant-{said.claimant}", said.figure
    low = figure if said.modifier != "at_most" else None
    high = figure if said.modifier != "more_than" else None
    as_of = (START + timedelta(days=said.day)).date().isoformat()
    words = {"point": figure, "low": low, "high": high, "modifier": said.modifier}
    rest = {"stance": "asserts", "level": "level", "place": None, "as_of": as_of}
    return Claim.model_validate(
        {
            "claim_id": identify(estimand=ESTIMAND, claimant_id=who, **words, **rest),
            "mention_id": f"{number:016x}",
            "article_id": str(number),
            "estimand": ESTIMAND,
            "phrase": f"{figure:.0f}",
            "start": 0,
            "end": 1,
            **words,
            **rest,
            "kind": "count",
            "unit": None,
            "counted": None,
            "measure": "troops",
            "claimant": who,
            "claimant_id": who,
            "subject": "somewhere",
            "sentence": f"{figure:.0f}",
            "sentence_start": 0,
            "sentence_end": 1,
            "confidence": 1.0,
            "published": START + timedelta(days=said.reported),
            "extractor": "made/1",
        }
    )


if __name__ == "__main__":
    main()
