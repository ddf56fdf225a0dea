"""What one claim more costs: fold and estimate in a ledger of many claims, and the bytes that a mention adds.

usage: python -m benchmarks.ledger [--claims 10000] [--claimants 40]
"""

import argparse
import time
from datetime import timedelta

from benchmarks.coverage.__main__ import ESTIMAND, claim_of
from benchmarks.coverage.worlds import START, Said
from schemas import Claim
from streams.estimate import Ledger, estimate, fold

STEPS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description="Cost of one claim more in a large ledger.")
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--claimants", type=int, default=40)
    arguments = parser.parse_args()
    ledger = Ledger.empty(ESTIMAND)
    for number in range(arguments.claims):
        ledger, _ = ledger.put(_claim(number, arguments.claimants))
    estimate(ledger)
    new = [_claim(arguments.claims + number, arguments.claimants) for number in range(STEPS)]
    ledger, claim_seconds, _ = _fold(ledger, new)
    again = [_reprint(claim, number) for number, claim in enumerate(new)]
    ledger, mention_seconds, rows = _fold(ledger, again)
    words = sum(len(row) for key, row in rows.items() if key.startswith("c:"))
    print(f"{arguments.claims} claims by {arguments.claimants} claimants, fold and estimate:")
    print(f"a claim more: {1000 * claim_seconds:.2f} ms CPU; a mention more: {1000 * mention_seconds:.2f} ms CPU")
    print(f"a mention more: {words / STEPS:.0f} bytes in the claims' rows, {_size(rows) / STEPS:.0f} in its own row")


def _fold(ledger: Ledger, claims: list[Claim]) -> tuple[Ledger, float, dict[str, bytes | None]]:
    rows: dict[str, bytes | None] = {}
    begun = time.process_time()
    for claim in claims:
        step = fold(ledger, claim)
        ledger = step.ledger
        estimate(ledger)
        rows |= step.rows
    return ledger, (time.process_time() - begun) / len(claims), rows


def _claim(number: int, claimants: int) -> Claim:
    return claim_of(number, Said(number % claimants, number / 24, number / 24, 1000 + number, "exact"))


def _reprint(claim: Claim, number: int) -> Claim:
    later = START + timedelta(days=1000, hours=number)
    return claim.model_copy(
        update={"mention_id": f"{10**9 + number:016x}", "article_id": f"r{number}", "published": later}
    )


def _size(rows: dict[str, bytes | None]) -> int:
    return sum(len(row or b"") for key, row in rows.items() if key.startswith("m:"))


if __name__ == "__main__":
    main()
