"""Who may write: whoever has the token, where one is set; no page of another origin, and nobody who came by a foreign
name (DNS rebinding).
"""

import hmac
import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from streams.serve.problems import Refused
from streams.serve.service import SERVICE

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
KEEP_NOTHING = frozenset({"/v1/extract", "/read"})  # by POST, but no writes
WRITING = frozenset({hdrs.METH_POST, hdrs.METH_PUT, hdrs.METH_PATCH, hdrs.METH_DELETE})
MEDIA_TYPES = frozenset(
    {"application/json", "application/x-ndjson"}
)  # none of them can a form or a simple request send
LARGEST_BODY_BYTES = 12 * 1024 * 1024


def names_of(host: str) -> frozenset[str]:
    """Names by which a writer may call an endpoint that listens on `host`.

    Listening on every address, it goes by the machine's name too.
    """
    return LOCAL_NAMES | {host.lower()} | ({socket.gethostname().lower()} if is_any(host) else set())


def is_loopback(host: str) -> bool:
    """True for addresses and names that only this machine reaches."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_any(host: str) -> bool:
    """True for the addresses that stand for every interface."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == ""


@web.middleware
async def guard_writes(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a write that a web page could have sent, before anything of it is read."""
    if request.method in WRITING:
        check_sender(request)
        if request.path not in KEEP_NOTHING:
            _check_token(request)
    return await handler(request)


def check_sender(request: web.Request) -> None:
    """Refuse what a page of another origin sent, or who came by a foreign name."""
    _check_host(request)
    _check_origin(request)


def _check_host(request: web.Request) -> None:
    given = request.headers.getall(hdrs.HOST, [])
    address = _split(f"//{given[0]}") if len(given) == 1 else None
    name = address.hostname if address else None
    names = request.app[SERVICE].names
    reached = request.transport.get_extra_info("sockname")[0] if request.transport else None
    # The address a connection came in by is no name that an attacker's DNS could have given us.
    if name is None or (name not in names and name != reached):
        raise Refused(403, f"Host {', '.join(given)!r} is not this endpoint; it goes by {', '.join(sorted(names))}.")


def _check_origin(request: web.Request) -> None:
    origin = request.headers.get(hdrs.ORIGIN)
    if origin is None:
        return  # no browser sent it
    address = _split(origin)
    if address is None or address.netloc.lower() != request.headers[hdrs.HOST].lower():
        raise Refused(403, f"Pages of {origin!r} may not do that here.")


def _check_token(request: web.Request) -> None:
    token = request.app[SERVICE].token
    sent = request.headers.get(hdrs.AUTHORIZATION, "")
    # Compared in constant time, so that how long it takes tells nothing about how much of a guess is right.
    if token and not hmac.compare_digest(f"Bearer {token}".encode(), sent.encode("utf-8", "surrogateescape")):
        detail = "Writing needs the token of this endpoint; send it as `Authorization: Bearer TOKEN`."
        raise Refused(401, detail, headers={hdrs.WWW_AUTHENTICATE: "Bearer"})


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


async def read_body(request: web.Request) -> bytes:
    """The body of a write; refused unless it says that it is JSON or NDJSON and is not too large."""
    if request.content_type not in MEDIA_TYPES:
        raise Refused(415, f"Send {' or '.join(sorted(MEDIA_TYPES))}; this came as {request.content_type!r}.")
    if request.content_length is not None and request.content_length > LARGEST_BODY_BYTES:
        raise _too_large()
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise _too_large() from None
    except web.RequestPayloadError as error:
        raise Refused(400, f"The body can't be read: {' '.join(str(error).split())}.") from None


def _too_large() -> Refused:
    most = LARGEST_BODY_BYTES // 1024 // 1024
    return Refused(413, f"A request may hold {most} MiB; send many articles in several requests.")
