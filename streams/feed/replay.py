"""Replay: ordered lines to wherever they are posted, each when it is due, remembered so that none is posted twice.

One request is under way at a time: a correction must not overtake the article it corrects. Batches make up for it.
Called by `pegel replay` and `pegel demo`.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from schemas import Rejected
from streams.feed.intake import Accepted
from streams.feed.readers import Line, Ordered

MOST_LINES = 500  # in one request
MOST_BYTES = 4 * 1024 * 1024
LONGEST_LINE_BYTES = 10 * 1024 * 1024  # a million characters, however they are escaped, and what stands around them

Post = Callable[[Sequence[bytes]], Awaitable[Sequence[Accepted | Rejected]]]
Report = Callable[[Sequence[Rejected], int], None]  # what was rejected lately, and how many lines are done


class Journal:
    """How far the replay of one input came, in a small file that goes when the replay is complete."""

    def __init__(self, folder: Path, digest: str) -> None:
        self._path = folder / f"{digest}.json"
        self.done, self.rejected = 0, 0
        if self._path.exists():
            try:
                kept = orjson.loads(self._path.read_bytes())
                self.done, self.rejected = int(kept["done"]), int(kept["rejected"])
            except (ValueError, KeyError, TypeError):
                pass  # cut off by a crash of the machine: begin anew, for posting twice does no harm

    def advance(self, lines: int, rejected: int) -> None:
        """Remember that so many more lines were answered for, and how many of them were rejected."""
        self.done += lines
        self.rejected += rejected
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        draft.write_bytes(orjson.dumps({"done": self.done, "rejected": self.rejected}))
        os.replace(draft, self._path)

    def finish(self) -> None:
        """Forget: the next replay of the same input begins at its beginning."""
        self._path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the lines, those of earlier, interrupted runs included."""

    accepted: int
    rejected: int


async def replay(
    ordered: Ordered, due: Sequence[float], post: Post, journal: Journal, report: Report, clock: Callable[[], float]
) -> Outcome:
    """Post every line when it is due, in order, from where the journal ends.

    When cancelled, the request under way is awaited and remembered first, so that an interrupted replay goes on
    exactly where it stopped. After a crash the last batch may be posted again, which changes nothing.
    `due` and `clock` are in seconds; each rejected line goes to `report` as soon as it is known.
    """
    position = journal.done
    started = clock() - (due[position] if position < len(due) else 0.0)
    while position < len(ordered):
        if (wait := due[position] - (clock() - started)) > 0:
            await asyncio.sleep(wait)
        batch = _gather(ordered, due, position, clock() - started)
        await _complete(_answer(batch, post, journal, report))
        position = journal.done
    journal.finish()
    return Outcome(accepted=journal.done - journal.rejected, rejected=journal.rejected)


def _gather(ordered: Ordered, due: Sequence[float], position: int, now: float) -> list[Line | Rejected]:
    """The line at `position` and those behind it that are due, as many as one request may hold."""
    batch: list[Line | Rejected] = []
    size = 0
    while position < len(ordered) and len(batch) < MOST_LINES and (not batch or due[position] <= now):
        length = ordered.places[position].length
        if batch and size + length > MOST_BYTES:
            break
        line = ordered.line(position)
        if isinstance(line, Line) and length > LONGEST_LINE_BYTES:
            reason = f"the line is {length:,} bytes long, more than the {LONGEST_LINE_BYTES:,} of one article; split it"
            batch.append(Rejected(reason=reason, where=line.where))
        else:
            batch.append(line)
            size += length
        position += 1
    return batch


async def _answer(batch: list[Line | Rejected], post: Post, journal: Journal, report: Report) -> None:
    lines = [line for line in batch if isinstance(line, Line)]
    answers = await post([line.raw for line in lines]) if lines else []
    rejected = [line for line in batch if isinstance(line, Rejected)]
    for line, answer in zip(lines, answers, strict=True):
        if isinstance(answer, Rejected):
            rejected.append(answer.model_copy(update={"where": line.where}))
    journal.advance(len(batch), len(rejected))
    report(rejected, journal.done)


async def _complete(work: Awaitable[None]) -> None:
    """Await the work to its end even when cancelled; then be cancelled."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
