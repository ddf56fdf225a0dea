"""Pages of a list: the opaque `after` and `next`, and the answer's JSON put together from stored JSON."""

import base64
import binascii
from collections.abc import Sequence

import orjson
from aiohttp import hdrs, web

from streams.serve.problems import Refused
from streams.serve.queries import Key, Row


def encode_key(key: Key) -> str:
    """The key as text for a URL."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).rstrip(b"=").decode()


def decode_key(text: str | None, *kinds: type[str] | type[int]) -> Key | None:
    """The key of the last row seen; None for the first page. Anything but what `encode_key` wrote is refused."""
    if text is None:
        return None
    try:
        parts = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        parts = None
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds) or any(map(_is_huge, parts)):
        raise Refused(400, f"after={text!r} is not the `next` of a page of this list.")
    return tuple(parts)


def _is_huge(part: str | int) -> bool:
    return isinstance(part, int) and abs(part) >= 2**63  # SQLite's integers end there


def answer_page(request: web.Request, rows: Sequence[Row], limit: int) -> web.Response:
    """The page as JSON, with a `Link` to the next; `rows` hold one more than `limit` where there is a next page."""
    shown = rows[:limit]
    following = encode_key(shown[-1].key) if len(rows) > limit else None
    body = b'{"items":' + encode_list([row.value for row in shown]) + b',"next":' + orjson.dumps(following) + b"}"
    answer = web.Response(body=body, content_type="application/json")
    if following is not None:
        answer.headers[hdrs.LINK] = f'<{request.rel_url.update_query(after=following)}>; rel="next"'
    return answer


def encode_list(values: Sequence[bytes]) -> bytes:
    """A JSON array of values that are JSON already."""
    return b"[" + b",".join(values) + b"]"
