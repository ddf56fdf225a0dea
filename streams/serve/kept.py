"""Answers that are kept as they were sent, with their `ETag`, plain and gzipped, until what they say may have moved.

`answering` looks here before anything else looks at a request, and puts answers in; `follow` drops what a batch of
records touched.
"""

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b

from aiohttp import hdrs, web
from multidict import CIMultiDict

MOST_BYTES = 64 * 1024 * 1024  # of all that is kept; the answers that were asked for longest ago go first
SMALLEST_GZIPPED = 1024  # bytes; below that the header costs what is saved
SLOW_TO_GZIP = 64 * 1024  # bytes, from which it is done off the event loop
GZIP_LEVEL = 5  # level 9 saves 2 % more of an estimate and takes twice as long
OVERHEAD_BYTES = 2048  # of an answer's headers and place
REPEATED = (hdrs.CACHE_CONTROL, hdrs.VARY, hdrs.LINK)  # headers that a 304 tells again
EVERYTHING = b""  # scope of what any record may move

Varies = tuple[tuple[str, str | None], ...]  # headers of a request that decide what is answered, as they were


class Encoded:
    """An answer in one encoding, and the 304 for who has it."""

    __slots__ = ("_body", "_headers", "_unchanged")

    def __init__(self, body: bytes, tag: str, encoding: str | None, headers: CIMultiDict[str]) -> None:
        self._body = body
        self._unchanged = CIMultiDict((name, headers[name]) for name in REPEATED if name in headers)
        self._headers = headers.copy()
        self._headers[hdrs.ETAG] = self._unchanged[hdrs.ETAG] = tag
        if encoding is not None:
            self._headers[hdrs.CONTENT_ENCODING] = encoding

    def answer(self, unchanged: bool) -> web.Response:
        """The answer, or 304."""
        if unchanged:
            return web.Response(status=304, headers=self._unchanged.copy())
        return web.Response(body=self._body, headers=self._headers.copy())


class Kept:
    """One answer, for requests whose headers say what `varies` says, on one day."""

    __slots__ = ("_day", "_gzipped", "_plain", "_tags", "_varies", "path", "scope", "size")

    def __init__(
        self,
        body: bytes,
        gzipped: bytes | None,
        headers: CIMultiDict[str],
        *,
        path: str = "",
        scope: bytes = EVERYTHING,
        varies: Varies = (),
        day: datetime | None = None,
    ) -> None:
        tag = blake2b(body, digest_size=12).hexdigest()
        self._tags = (f'"{tag}"', f'"{tag}-gzip"')
        headers.setdefault(hdrs.CACHE_CONTROL, "no-cache")  # kept by others, too, who then ask by the tag
        known = [name for name in headers.get(hdrs.VARY, "").split(", ") if name]
        headers[hdrs.VARY] = ", ".join(dict.fromkeys((*known, hdrs.ACCEPT, hdrs.ACCEPT_ENCODING)))
        self._plain = Encoded(body, self._tags[0], None, headers)
        self._gzipped = None if gzipped is None else Encoded(gzipped, self._tags[1], "gzip", headers)
        self.path = path
        self.scope = scope
        self._varies = varies
        self._day = day
        self.size = len(body) + len(gzipped or b"") + OVERHEAD_BYTES

    def fits(self, request: web.Request, day: datetime) -> bool:
        """Whether it is the answer to this request, which has its path."""
        if self._day != day:
            return False
        headers = request.headers
        return all(headers.get(name) == value for name, value in self._varies)

    def answer(self, request: web.Request) -> web.Response:
        """The answer to this request: in its encoding, or 304 where it has that already."""
        headers = request.headers
        packed = self._gzipped is not None and "gzip" in headers.get(hdrs.ACCEPT_ENCODING, "")
        known = headers.get(hdrs.IF_NONE_MATCH)
        encoded = self._gzipped if packed and self._gzipped is not None else self._plain
        return encoded.answer(known is not None and self._is_known(known))

    def _is_known(self, known: str) -> bool:
        if known in self._tags or known == "*":
            return True
        return any(tag.strip().removeprefix("W/") in self._tags for tag in known.split(","))


async def pack(response: web.Response) -> tuple[bytes, bytes | None]:
    """The body of an answer that a handler made, and the same gzipped where that is worth it."""
    body = bytes(response.body) if isinstance(response.body, bytes | bytearray) else b""
    if len(body) < SMALLEST_GZIPPED or response.content_type == "image/png":
        return body, None
    if len(body) >= SLOW_TO_GZIP:
        return body, await asyncio.to_thread(gzip.compress, body, GZIP_LEVEL, mtime=0)
    return body, gzip.compress(body, GZIP_LEVEL, mtime=0)


class Shelf:
    """All answers that are kept, by path. Each belongs to an estimand (as bytes), or to EVERYTHING."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._by_path: dict[str, list[Kept]] = {}
        self._paths: OrderedDict[bytes, set[str]] = OrderedDict()  # by scope
        self.drops = 0  # an answer that was begun before a drop may not be put here after it

    @property
    def paths(self) -> Iterable[str]:
        """Paths of which an answer is here."""
        return self._by_path

    def find(self, request: web.Request, day: datetime) -> Kept | None:
        """The answer to this request, if it is here."""
        for kept in self._by_path.get(request.raw_path, ()):
            if kept.fits(request, day):
                self._paths.move_to_end(kept.scope)
                return kept
        return None

    def put(self, kept: Kept, drops: int) -> None:
        """Keep an answer that was begun when `drops` was as given."""
        if drops != self.drops or kept.size > self._most:
            return
        self._by_path.setdefault(kept.path, []).append(kept)
        self._paths.setdefault(kept.scope, set()).add(kept.path)
        self._paths.move_to_end(kept.scope)
        self._bytes += kept.size
        while self._bytes > self._most:
            self._drop(next(iter(self._paths)))

    def drop(self, estimands: Iterable[bytes]) -> None:
        """Forget what these estimands may have moved, and what may have moved with anything."""
        self.drops += 1
        for scope in (EVERYTHING, *estimands):
            self._drop(scope)

    def clear(self) -> None:
        """Forget everything."""
        self.drop(list(self._paths))

    def _drop(self, scope: bytes) -> None:
        for path in self._paths.pop(scope, ()):
            self._bytes -= sum(kept.size for kept in self._by_path.pop(path, ()))
