"""Errors over HTTP: whatever goes wrong is answered as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from schemas import Problem, Rejected

log = structlog.get_logger(__name__)

TITLES = {
    400: "Bad request",
    401: "Token needed",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    410: "Gone",
    411: "Length required",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not accepted",
    500: "Internal error",
    501: "Not installed",
    503: "Not ready",
}
KEPT_HEADERS = ("Allow", "Retry-After")


class Refused(Exception):  # noqa: N818 - an answer, not a fault of ours
    """Raised anywhere below a route to answer with a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        rejected: tuple[Rejected, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.rejected = rejected
        self.headers = dict(headers or {})


def answer_problem(
    request: web.Request,
    status: int,
    detail: str | None,
    rejected: tuple[Rejected, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """The problem as a response."""
    problem = Problem(
        title=TITLES.get(status, "Error"), status=status, detail=detail, instance=request.path, rejected=rejected
    )
    return web.Response(status=status, body=_to_json(problem), content_type="application/problem+json", headers=headers)


def _to_json(problem: Problem) -> bytes:
    # Paths and reasons may quote bytes that were no UTF-8; Python holds them as lone surrogates, which JSON can't.
    return problem.model_dump_json().encode("utf-8", "replace")


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into a problem; one that nobody foresaw is logged and shows nothing of the inside."""
    try:
        return await handler(request)
    except Refused as refusal:
        return answer_problem(request, refusal.status, refusal.detail, refusal.rejected, refusal.headers)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        headers = {name: error.headers[name] for name in KEPT_HEADERS if name in error.headers}
        return answer_problem(request, error.status, _explain(request, error), headers=headers)
    except Exception:
        if request.transport is None:
            raise  # the client left; there is nobody to answer
        log.exception("request failed", method=request.method, path=request.path)
        return answer_problem(request, 500, "This should not happen; the service's log says more.")


def _explain(request: web.Request, error: web.HTTPException) -> str | None:
    if error.status == 404:
        return "There is nothing at this path; /openapi.json lists what there is."
    if isinstance(error, web.HTTPMethodNotAllowed):
        return f"{request.method} is not possible here; use {', '.join(sorted(error.allowed_methods))}."
    return error.text if error.text != f"{error.status}: {error.reason}" else None
