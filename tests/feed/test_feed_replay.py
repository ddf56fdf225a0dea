"""Replay: in order, each once, also over an interruption; what is rejected is told with its place."""

import asyncio
import io
import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from feed_service import SmallService

from schemas import Rejected
from streams.feed.client import Service
from streams.feed.intake import Accepted
from streams.feed.readers import Ordered, moment_of_article
from streams.feed.replay import MOST_LINES, Journal, Outcome, replay


def article(number: int, **fields: object) -> dict[str, object]:
    day = f"2024-10-{number % 28 + 1:02d}"
    return {"id": f"a-{number}", "text": f"Fassung {number}", "language": "de", "published": day} | fields


def write(path: Path, *articles: object) -> Ordered:
    path.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
    return Ordered([str(path)], io.BytesIO(), moment_of_article)


class Notes:
    """What a replay reports."""

    def __init__(self) -> None:
        self.rejected: list[Rejected] = []
        self.done: list[int] = []

    def __call__(self, rejected: Sequence[Rejected], done: int) -> None:
        self.rejected.extend(rejected)
        self.done.append(done)


async def play(ordered: Ordered, served: SmallService, folder: Path, notes: Notes) -> Outcome:
    async with Service(served.address) as service:
        journal = Journal(folder, ordered.digest)
        return await replay(ordered, [0.0] * len(ordered), service.articles, journal, notes, time.monotonic)


async def test_articles_arrive_in_order_of_publication_in_batches(served: SmallService, tmp_path: Path) -> None:
    articles = [article(number) for number in range(2 * MOST_LINES + 1)]
    outcome = await play(write(tmp_path / "a.jsonl", *articles), served, tmp_path, Notes())
    assert outcome == Outcome(accepted=2 * MOST_LINES + 1, rejected=0)
    assert served.requests == 3
    published = [one.published for one in served.articles]
    assert published == sorted(published)
    assert len(published) == len(articles)


async def test_every_rejected_line_is_told_with_its_place_and_the_rest_is_published(
    served: SmallService, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    long = article(4, text="x" * 11_000_000)
    ordered = write(path, article(1), {"text": ""}, article(2), ["no", "article"], long)
    notes = Notes()
    outcome = await play(ordered, served, tmp_path, notes)
    assert outcome == Outcome(accepted=2, rejected=3)
    assert {rejected.where for rejected in notes.rejected} == {f"{path}:2", f"{path}:4", f"{path}:5"}
    assert [one.id for one in served.articles] == ["a-1", "a-2"]


async def test_an_interrupted_replay_goes_on_where_it_stopped_and_posts_nothing_twice(
    served: SmallService, tmp_path: Path
) -> None:
    count = 2 * MOST_LINES + 10
    ordered = write(tmp_path / "a.jsonl", *(article(number) for number in range(count)))
    served.may_answer.clear()
    first = asyncio.create_task(play(ordered, served, tmp_path, Notes()))
    await served.arrived.wait()
    first.cancel()
    await asyncio.sleep(0)
    served.may_answer.set()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert len(served.log) == MOST_LINES
    notes = Notes()
    assert await play(ordered, served, tmp_path, notes) == Outcome(accepted=count, rejected=0)
    ids = [one.id for one in served.articles]
    assert len(ids) == len(set(ids)) == count
    assert notes.done == [2 * MOST_LINES, count]


async def test_a_finished_replay_leaves_no_journal_and_can_be_played_again(
    served: SmallService, tmp_path: Path
) -> None:
    ordered = write(tmp_path / "a.jsonl", article(1), {"text": ""})
    for _ in range(2):
        assert await play(ordered, served, tmp_path / "replays", Notes()) == Outcome(accepted=1, rejected=1)
        assert list((tmp_path / "replays").iterdir()) == []
    assert len(served.log) == 2


async def test_a_damaged_journal_begins_anew(served: SmallService, tmp_path: Path) -> None:
    ordered = write(tmp_path / "a.jsonl", article(1))
    (tmp_path / f"{ordered.digest}.json").write_bytes(b'{"done":')
    assert await play(ordered, served, tmp_path, Notes()) == Outcome(accepted=1, rejected=0)


async def test_no_article_is_posted_before_it_is_due(tmp_path: Path) -> None:
    ordered = write(tmp_path / "a.jsonl", *(article(number) for number in range(6)))
    due = [0.0, 0.0, 0.02, 0.05, 0.05, 0.09]
    posted: list[float] = []
    started = time.monotonic()

    async def post(lines: Sequence[bytes]) -> list[Accepted]:
        posted.extend([time.monotonic() - started] * len(lines))
        return [Accepted("x")] * len(lines)

    await replay(ordered, due, post, Journal(tmp_path, "x"), Notes(), time.monotonic)
    assert len(posted) == len(due)
    assert all(at >= wanted for at, wanted in zip(posted, due, strict=True))
