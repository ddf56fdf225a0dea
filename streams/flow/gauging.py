"""The gauging stage: claims -> ledgers -> estimates and changes. One ledger per estimand, folded by pure functions.

The table `ledgers` holds the small rows that a ledger is restored from (one per claim, one per mention); the ledgers
themselves are rebuilt from it in memory after recovery, one by one as they are asked for.
"""

import traceback
from collections import Counter, defaultdict
from collections.abc import Sequence

import faust

from schemas import Claim, Estimate
from schemas.wire import decode
from streams.estimate import Ledger, estimate, fold, join_rows
from streams.flow import metrics
from streams.flow.dead import DeadLetters
from streams.flow.extraction import Unreadable
from streams.flow.rows import Rows
from streams.flow.sending import Sender
from streams.flow.topics import CHANGES, ESTIMATES

SEPARATOR = "\x1f"  # between estimand and row key; neither holds control characters


def join_entries(key: bytes, one: bytes, other: bytes) -> bytes:
    """Of two rows of the table, the one that the ledger keeps."""
    return join_rows(key.decode().split(SEPARATOR, 1)[1], one, other)


class GaugingStage:
    """Work and effects of the stage that keeps the ledgers."""

    def __init__(self, rows: Rows, sender: Sender, dead: DeadLetters) -> None:
        self._rows = rows
        self._sender = sender
        self._dead = dead
        self._ledgers: dict[str, Ledger] = {}
        self._recovered: dict[str, list[str]] = {}
        rows.on_recover(self._forget)

    async def _forget(self) -> None:
        """After recovery the table is right and what was kept in memory may not be."""
        recovered: defaultdict[str, list[str]] = defaultdict(list)
        for key, _ in self._rows.items():
            estimand, row_key = key.decode().split(SEPARATOR, 1)
            recovered[estimand].append(row_key)
        self._recovered = dict(recovered)
        self._ledgers = {}
        metrics.LEDGERS.set(len(self._recovered))

    def _ledger(self, estimand: str) -> Ledger:
        ledger = self._ledgers.get(estimand)
        if ledger is None:
            keys = self._recovered.get(estimand, ())
            rows = {key: self._rows.get(_row_key(estimand, key)) for key in keys}
            ledger = Ledger.load(estimand, {key: row for key, row in rows.items() if row is not None})
            self._ledgers[estimand] = ledger
            self._recovered.pop(estimand, None)
        return ledger

    def read(self, estimand: str) -> Estimate | None:
        """The current reading of a ledger; None where this worker has no claims of it."""
        ledger = self._ledger(estimand)
        return estimate(ledger) if ledger.claims else None

    async def work(self, events: Sequence[faust.Event]) -> Sequence[Claim | Unreadable]:
        """Decode the claims."""
        metrics.BATCH.labels(stage="gauging").observe(len(events))
        results: list[Claim | Unreadable] = []
        for event in events:
            try:
                results.append(decode(Claim, event.message.value or b""))
            except ValueError as error:
                results.append(Unreadable(f"not a claim: {str(error).splitlines()[0]}", traceback.format_exc()))
        return results

    def apply(self, events: Sequence[faust.Event], results: Sequence[Claim | Unreadable]) -> None:
        """Fold each claim into its ledger, publish every change, and each estimate that moved once."""
        moved: dict[str, faust.Event] = {}
        causes: Counter[str] = Counter()
        for event, claim in zip(events, results, strict=True):
            if isinstance(claim, Claim):
                try:
                    cause = self._fold(event, claim)
                except Exception as error:  # the agent's edge; the ledger is as it was before the claim
                    self._dead.set_aside(event, _reason(error), traceback.format_exc())
                else:
                    causes[cause or "repeated"] += 1
                    if cause is not None:
                        moved[claim.estimand] = event
            else:
                self._dead.set_aside(event, claim.reason, claim.traceback)
        for estimand, event in moved.items():
            try:
                reading = estimate(self._ledgers[estimand])
            except Exception as error:  # the agent's edge; the estimate published before stands
                self._dead.set_aside(event, _reason(error), traceback.format_exc())
            else:
                self._sender.send(ESTIMATES, estimand.encode(), reading)
        for cause, count in causes.items():
            metrics.CLAIMS.labels(cause=cause).inc(count)
        metrics.LEDGERS.set(len(self._ledgers) + len(self._recovered))

    def _fold(self, event: faust.Event, claim: Claim) -> str | None:
        """The cause of the change that the claim made; None where it made no difference."""
        step = fold(self._ledger(claim.estimand), claim)
        self._ledgers[claim.estimand] = step.ledger
        for row_key, row in step.rows.items():
            self._rows.put(event, _row_key(claim.estimand, row_key), row)
        if step.change is None:
            return None
        self._sender.send(CHANGES, claim.estimand.encode(), step.change)
        return step.change.cause


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _row_key(estimand: str, key: str) -> bytes:
    return f"{estimand}{SEPARATOR}{key}".encode()
