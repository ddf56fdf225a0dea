"""Errors as pages, for those who came with a browser; programs get the problem as JSON from `problems`."""

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from streams.serve.pages.layout import Reader, answer_page
from streams.serve.problems import Refused

TOLD = (400, 404, 410, 503)  # with a heading of their own


@web.middleware
async def show_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show what was refused as a page where a page was wanted."""
    try:
        return await handler(request)
    except Refused as refusal:
        if not _wants_page(request):
            raise
        return _answer(request, refusal.status, str(refusal), dict(refusal.headers))
    except web.HTTPNotFound:
        if not _wants_page(request):
            raise
        return _answer(request, 404, f"There is no page {request.path!r}.", {})


def _wants_page(request: web.Request) -> bool:
    return not request.path.startswith("/v1/") and "text/html" in request.headers.get(hdrs.ACCEPT, "")


def _answer(request: web.Request, status: int, detail: str, headers: dict[str, str]) -> web.Response:
    reader = Reader(request, None)
    heading = reader.words.say(f"error_{status}" if status in TOLD else "error_any")
    answer = answer_page(reader, "error.html", status, heading=heading, detail=detail)
    answer.headers.update(headers)
    return answer
