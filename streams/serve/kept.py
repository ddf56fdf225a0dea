"""Answers that are kept as they were sent, with their `ETag`, plain and gzipped, until what they say may have moved.

`answering` asks here before a handler runs; `follow` drops what a batch of records touched.
"""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Iterable
from hashlib import blake2b

from aiohttp import hdrs, web
from multidict import CIMultiDict

MOST_BYTES = 64 * 1024 * 1024  # of all that is kept; the answers that were asked for longest ago go first
SMALLEST_GZIPPED = 1024  # bytes; below that the header costs what is saved
SLOW_TO_GZIP = 64 * 1024  # bytes, from which it is done off the event loop
GZIP_LEVEL = 5  # level 9 saves 2 % more of an estimate and takes twice as long
OVERHEAD_BYTES = 1024  # of an answer's headers and place
REPEATED = (hdrs.CACHE_CONTROL, hdrs.VARY, hdrs.LINK)  # headers that a 304 tells again

Key = tuple[str, ...]


class Kept:
    """One answer."""

    __slots__ = ("_body", "_gzipped", "_headers", "_tags", "size")

    def __init__(self, body: bytes, gzipped: bytes | None, headers: CIMultiDict[str]) -> None:
        tag = blake2b(body, digest_size=12).hexdigest()
        self._body = body
        self._gzipped = gzipped
        self._tags = (f'"{tag}"', f'"{tag}-gzip"')
        headers.setdefault(hdrs.CACHE_CONTROL, "no-cache")  # kept by others, too, who then ask by the tag
        varies = [name for name in headers.get(hdrs.VARY, "").split(", ") if name]
        headers[hdrs.VARY] = ", ".join(dict.fromkeys((*varies, hdrs.ACCEPT, hdrs.ACCEPT_ENCODING)))
        self._headers = headers
        self.size = len(body) + len(gzipped or b"") + OVERHEAD_BYTES

    def answer(self, request: web.Request) -> web.Response:
        """The answer to this request: in its encoding, or 304 where it has that already."""
        asked = request.headers
        packed = self._gzipped is not None and "gzip" in asked.get(hdrs.ACCEPT_ENCODING, "")
        known = asked.get(hdrs.IF_NONE_MATCH)
        if known is not None and self._is_known(known):
            headers = CIMultiDict((name, self._headers[name]) for name in REPEATED if name in self._headers)
            headers[hdrs.ETAG] = self._tags[packed]
            return web.Response(status=304, headers=headers)
        headers = self._headers.copy()
        headers[hdrs.ETAG] = self._tags[packed]
        if packed:
            headers[hdrs.CONTENT_ENCODING] = "gzip"
        return web.Response(body=self._gzipped if packed else self._body, headers=headers)

    def _is_known(self, known: str) -> bool:
        if known in self._tags or known == "*":
            return True
        return any(tag.strip().removeprefix("W/") in self._tags for tag in known.split(","))


async def wrap(response: web.Response) -> Kept:
    """An answer that a handler made, to be kept."""
    body = bytes(response.body) if isinstance(response.body, bytes | bytearray) else b""
    gzipped = None
    if len(body) >= SMALLEST_GZIPPED and response.content_type != "image/png":
        if len(body) >= SLOW_TO_GZIP:
            gzipped = await asyncio.to_thread(gzip.compress, body, GZIP_LEVEL, mtime=0)
        else:
            gzipped = gzip.compress(body, GZIP_LEVEL, mtime=0)
    return Kept(body, gzipped, response.headers)


class Shelf:
    """All answers that are kept. Each belongs to an estimand (as bytes), or to the whole store (b"")."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[bytes, dict[Key, Kept]] = OrderedDict()
        self.drops = 0  # an answer that was begun before a drop may not be put here after it

    def get(self, scope: bytes, key: Key) -> Kept | None:
        """The answer, if it is here."""
        answers = self._kept.get(scope)
        if answers is None:
            return None
        self._kept.move_to_end(scope)
        return answers.get(key)

    def put(self, scope: bytes, key: Key, kept: Kept, drops: int) -> None:
        """Keep an answer that was begun when `drops` was as given."""
        if drops != self.drops or kept.size > self._most:
            return
        answers = self._kept.setdefault(scope, {})
        self._kept.move_to_end(scope)
        if key not in answers:  # else it was asked for twice at once
            answers[key] = kept
            self._bytes += kept.size
        while self._bytes > self._most:
            self._drop(next(iter(self._kept)))

    def drop(self, estimands: Iterable[bytes]) -> None:
        """Forget what these estimands may have moved, and what may have moved with anything."""
        self.drops += 1
        for scope in (b"", *estimands):
            self._drop(scope)

    def clear(self) -> None:
        """Forget everything."""
        self.drop(list(self._kept))

    def _drop(self, scope: bytes) -> None:
        self._bytes -= sum(kept.size for kept in self._kept.pop(scope, {}).values())
