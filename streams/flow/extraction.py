"""Extraction off the event loop: worker processes turn article messages into claim messages.

`Extraction` is called by the reading stage. What crosses the process border is bytes in and small tuples out.
"""

import asyncio
import base64
import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import traceback
import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from schemas import Article, Claim
from schemas.claim import digest
from schemas.wire import decode, encode
from streams.estimate import bear, sketch
from streams.extract import VERSION, extract
from streams.language import UnknownLanguage, load
from streams.language.digest import tables_digest


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """What one article message says, ready to be compared with the version read before it."""

    article_id: str
    received: datetime
    known: datetime  # since when it says so, if it is not the first version
    edition: int  # rank of this version, in microseconds; see `Article.edition`
    fingerprint: str  # of all but the receipt, and of what read it: equal for the same article sent twice
    url: str | None
    language: str
    language_known: bool  # False: there is no lexicon, so no claim could be read
    claims: tuple[tuple[str, str, str, bytes], ...]  # estimand, mention id, fingerprint of the claim, message
    live: str  # the claims without their sentences, as `revive` reads them, to retract them later


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An article message that could not be read: becomes a dead letter."""

    reason: str
    traceback: str | None


def read_article(value: bytes) -> ArticleRead:
    """The claims of one article message. Raises on anything that is no article."""
    article = decode(Article, value)
    claims: list[Claim] = []
    language_known = True
    if not article.withdrawn:
        try:
            found = extract(article, load(article.language.split("-")[0]))
            claims = [borne for claim in _sketched(found, article.text) for borne in bear(claim)]
        except UnknownLanguage:
            language_known = False
    rows, kept = [], []
    for claim in claims:
        message = encode(claim)
        fields = orjson.loads(message)
        fingerprint = _claim_fingerprint(fields)
        rows.append((claim.estimand, claim.mention_id, fingerprint, message))
        kept.append((fingerprint, {**fields, "sentence": "", "sentence_end": claim.sentence_start}))
    return ArticleRead(
        article_id=article.id,
        received=article.received,
        known=article.updated or article.received,
        edition=article.edition,
        fingerprint=_article_fingerprint(article),
        url=article.url,
        language=article.language,
        language_known=language_known,
        claims=tuple(rows),
        live=base64.b64encode(zlib.compress(orjson.dumps(kept), 1)).decode() if kept else "",
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


def _claim_fingerprint(fields: dict[str, Any]) -> str:
    said = {name: value for name, value in fields.items() if name not in ("edition", "extractor")}
    return digest(orjson.dumps(said).decode())


def revive(live: str) -> list[tuple[str, Claim]]:
    """The claims that `ArticleRead.live` holds, each with its fingerprint and without its sentence."""
    if not live:
        return []
    rows = orjson.loads(zlib.decompress(base64.b64decode(live)))
    return [(fingerprint, Claim.model_validate(row, extra="ignore")) for fingerprint, row in rows]


def _read_batch(values: Sequence[bytes]) -> list[ArticleRead | Unreadable]:
    results: list[ArticleRead | Unreadable] = []
    for value in values:
        try:
            results.append(read_article(value))
        except Exception as error:  # the worker's edge: becomes a dead letter
            results.append(Unreadable(f"{type(error).__name__}: {error}".splitlines()[0][:500], traceback.format_exc()))
    return results


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
