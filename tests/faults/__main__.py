"""The fault matrix by hand: `python -m tests.faults --seed 7 --seeds 20 --broker embedded`.

Each seed makes a corpus, plays it undisturbed on the embedded broker, plays it under faults that the seed chooses, and
compares what a reader sees in the end. Prints a JSON line for each seed; ends with 1 when any differed.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from tests.faults.matrix import play


def main() -> None:
    """Play the seeds, one after the other."""
    options = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    options.add_argument("--seed", type=int, default=1, help="the first seed")
    options.add_argument("--seeds", type=int, default=1, help="how many seeds, one after the other")
    options.add_argument("--broker", choices=("embedded", "kafka"), default="embedded")
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--faults", type=int, default=8, help="how many befall it during each run")
    given = options.parse_args()
    identical = True
    for seed in range(given.seed, given.seed + given.seeds):
        with tempfile.TemporaryDirectory(prefix=f"pegel-faults-{seed}-", ignore_cleanup_errors=True) as folder:
            try:
                outcome = asyncio.run(play(Path(folder), seed, given.broker, given.articles, given.faults))
            except Exception as error:  # one run that could not end must not take the others along
                outcome = {"seed": seed, "broker": given.broker, "differences": [f"did not end: {error!r}"[:2000]]}
        print(json.dumps(outcome, ensure_ascii=False), flush=True)
        identical &= not outcome["differences"]
    sys.exit(not identical)


main()
