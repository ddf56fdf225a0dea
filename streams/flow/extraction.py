"""Extraction off the event loop: worker processes turn article messages into claim messages.

`Extraction` is called by the reading stage. What crosses the process border is bytes in and small tuples out.
"""

import asyncio
import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from schemas import Article, Claim
from schemas.claim import digest
from schemas.wire import decode
from streams.estimate import sketch
from streams.extract import VERSION, extract
from streams.flow.planning import ArticleRead, read_claims
from streams.language import UnknownLanguage, load
from streams.language.digest import tables_digest


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An article message that could not be read: becomes a dead letter."""

    reason: str
    traceback: str | None


def read_article(value: bytes) -> ArticleRead:
    """The claims of one article message. Raises on anything that is no article."""
    article = decode(Article, value)
    found: Sequence[Claim] = ()
    language_known = True
    if not article.withdrawn:
        try:
            found = _sketched(extract(article, load(article.language.split("-")[0])), article.text)
        except UnknownLanguage:
            language_known = False
    claims, live, tags = read_claims(found)
    return ArticleRead(
        key=article.id,
        received=article.received,
        known=article.updated or article.received,
        edition=article.edition,
        fingerprint=_article_fingerprint(article),
        url=article.url,
        language=article.language,
        language_known=language_known,
        claims=claims,
        live=live,
        tags=tags,
    )


async def read_gathered(values: Sequence[bytes]) -> list[ArticleRead | Unreadable]:
    """A result for each message with a gathered row, in order."""
    return [_attempt(read_row, value) for value in values]


def read_row(value: bytes) -> ArticleRead:
    """A gathered row as if it were an article that makes this one claim. Raises on anything that is no claim."""
    claim = decode(Claim, value)
    claims, live, tags = read_claims([claim])
    return ArticleRead(
        key=claim.mention_id,
        received=claim.published,
        known=claim.published,
        edition=claim.edition,
        fingerprint=claims[0][2],
        url=None,
        language="und",
        language_known=True,
        claims=claims,
        live=live,
        tags=tags,
    )


def _sketched(claims: Sequence[Claim], text: str) -> Sequence[Claim]:
    """The claims, with the article's sketch on those in its own voice: only an outlet's words can be a reprint."""
    if all(claim.claimant for claim in claims):
        return claims
    drawn = sketch(text)
    return [claim if claim.claimant else claim.model_copy(update={"sketch": drawn}) for claim in claims]


def _article_fingerprint(article: Article) -> str:
    left_out = {"received"} if article.published_known else {"received", "published"}
    return digest(article.model_dump_json(exclude=left_out), str(VERSION), tables_digest())


def _read_batch(values: Sequence[bytes]) -> list[ArticleRead | Unreadable]:
    return [_attempt(read_article, value) for value in values]


def _attempt(read: Callable[[bytes], ArticleRead], value: bytes) -> ArticleRead | Unreadable:
    try:
        return read(value)
    except Exception as error:  # the worker's edge: becomes a dead letter
        return Unreadable(f"{type(error).__name__}: {error}".splitlines()[0][:500], traceback.format_exc())


def _start_worker() -> None:
    """Leave interrupts to the parent, end when it is gone (even by SIGKILL), and load the lexicon ahead of time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow_parent() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow_parent, daemon=True).start()
    load("de")
    tables_digest()
    gc.freeze()  # modules and tables are there to stay and need not be searched again and again


class Extraction:
    """A pool of worker processes that read articles. A message that brings a worker down harms no other."""

    def __init__(self, processes: int) -> None:
        self._processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def start(self) -> None:
        """Make the pool; each worker starts when there is something for it to do."""
        self._pool = _new_pool(self._processes)

    def warm_up(self) -> None:
        """Start all workers, which takes them a second or so, before there are articles."""
        assert self._pool is not None, "start() comes first"
        for _ in range(self._processes):
            self._pool.submit(os.getpid)

    async def read(self, values: Sequence[bytes]) -> list[ArticleRead | Unreadable]:
        """A result for each message, in order. A message that kills its worker when alone with it is unreadable."""
        assert self._pool is not None, "start() comes first"
        pool = self._pool
        try:
            return await _run(pool, values)
        except BrokenProcessPool:
            if self._pool is pool:  # else another batch has replaced it already
                self.start()
        results: list[ArticleRead | Unreadable] = []
        for value in values:
            alone = _new_pool(1)
            try:
                results += await _run(alone, [value])
            except BrokenProcessPool:
                results.append(Unreadable("the extracting process died of this article", None))
            finally:
                alone.shutdown(wait=False)
        return results

    def stop(self) -> None:
        """End the workers without waiting for what they are at."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _new_pool(processes: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")  # a forked worker would share the broker's locks and threads
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_start_worker)


async def _run(pool: ProcessPoolExecutor, values: Sequence[bytes]) -> list[ArticleRead | Unreadable]:
    return await asyncio.get_running_loop().run_in_executor(pool, _read_batch, list(values))
