"""Pages of other origins that may read here (CORS): none, unless the operator names them. None may write."""

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

ANY = "*"
READING = "GET, HEAD"
SENT = "Accept, If-None-Match, Last-Event-ID"  # headers that a page may add
SHOWN = "ETag, Link, Retry-After"  # headers of an answer that it may see
LASTING_SECONDS = "3600"  # for which a browser need not ask again
ORIGINS: web.AppKey[frozenset[str]] = web.AppKey("origins", frozenset)


def read_origins(setting: str) -> frozenset[str]:
    """The origins that a setting names, by commas; `*` for all."""
    return frozenset(filter(None, (origin.strip().rstrip("/").lower() for origin in setting.split(","))))


def may_read(request: web.Request) -> bool:
    """Whether the page that sent this request is of an origin that was named."""
    origins = request.app[ORIGINS]
    return ANY in origins or request.headers.get(hdrs.ORIGIN, "").lower() in origins


async def allow_reading(request: web.Request, response: web.StreamResponse) -> None:
    """Tell the browser that the page may see this answer. For `on_response_prepare`."""
    response.headers[hdrs.VARY] = ", ".join(filter(None, (response.headers.get(hdrs.VARY), hdrs.ORIGIN)))
    if hdrs.ORIGIN in request.headers and may_read(request):
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = request.headers[hdrs.ORIGIN]
        response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = SHOWN


@web.middleware
async def answer_preflights(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a browser that asks beforehand what the page may do."""
    asked = request.method == hdrs.METH_OPTIONS and hdrs.ACCESS_CONTROL_REQUEST_METHOD in request.headers
    if not (asked and may_read(request)):
        return await handler(request)
    headers = {
        hdrs.ACCESS_CONTROL_ALLOW_METHODS: READING,
        hdrs.ACCESS_CONTROL_ALLOW_HEADERS: SENT,
        hdrs.ACCESS_CONTROL_MAX_AGE: LASTING_SECONDS,
    }
    return web.Response(status=204, headers=headers)
