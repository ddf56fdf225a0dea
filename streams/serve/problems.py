"""Errors over HTTP: whatever goes wrong is answered as `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from typing import NamedTuple

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from schemas import Problem, Rejected
from schemas.problem import Unavailable

log = structlog.get_logger(__name__)


class Kind(NamedTuple):
    """A kind of problem: its `type` is the address of a page that says this."""

    status: int
    title: str
    meaning: str  # what went wrong, and what to do


# By the last part of the address; the first of a status stands for all of it that is not told apart.
KINDS = {
    "merged": Kind(
        307,
        "Merged",
        "Somebody has ruled that this estimand is another name of one that goes on. `Location` leads there, and the "
        "ruling that `detail` names says why; while it is in force, claims are pooled there.",
    ),
    "bad-request": Kind(
        400,
        "Bad request",
        "A parameter, or the request itself, is not as the description says. `detail` names what and why: correct it. "
        "Sent again as it is, it will fail again.",
    ),
    "token-needed": Kind(
        401,
        "Token needed",
        "This endpoint takes writes only with its token, and the request carried none or another. Send it as "
        "`Authorization: Bearer TOKEN`; who runs the endpoint has it in PEGEL_TOKEN.",
    ),
    "foreign-sender": Kind(
        403,
        "Forbidden",
        "The request came from a web page of another origin, or called this endpoint by a name that is not its own. "
        "Programs are not concerned; pages write only to the endpoint that they came from.",
    ),
    "not-found": Kind(404, "Not found", "Nothing is at this path, or nothing has the id in it. `detail` says more."),
    "unknown-estimand": Kind(
        404,
        "Unknown estimand",
        "No claim about this quantity has been read yet. `/v1/estimands?text=…` searches what there is; an id is "
        "`subject/measure`, for money and physical amounts with the unit: `volkswagen/cost:eur`.",
    ),
    "no-reading": Kind(
        404,
        "No such reading",
        "The estimand is known, but no claim about it fits the moment, day, place or episode that was asked for. "
        "`detail` says since when it was reported, and which places and episodes it has.",
    ),
    "method-not-allowed": Kind(405, "Method not allowed", "The path exists; the header `Allow` says what it takes."),
    "gone": Kind(
        410,
        "Gone",
        "What was here has been withdrawn, and its words are no longer kept. `detail` names what took its place.",
    ),
    "length-required": Kind(
        411, "Length required", "Say in `Content-Length` how long the body is, or send it chunked."
    ),
    "too-large": Kind(413, "Too large", "The body is larger than `detail` allows. Send it in several requests."),
    "unsupported-media-type": Kind(
        415, "Unsupported media type", "Say in `Content-Type` that the body is JSON, or NDJSON where many may be sent."
    ),
    "not-accepted": Kind(
        422,
        "Not accepted",
        "The body can be read, but not as what this path takes. `rejected` has a reason for each part; nothing of it "
        "was stored.",
    ),
    "too-much-at-once": Kind(
        429,
        "Too much at once",
        "More waits to be read and pooled than the endpoint wants to keep. Nothing was taken; send it again after "
        "`Retry-After` seconds.",
    ),
    "internal-error": Kind(
        500, "Internal error", "A fault of ours. The service's log has it; sent again, the request may succeed."
    ),
    "not-installed": Kind(501, "Not installed", "This endpoint lacks a part that is optional; `detail` names it."),
    "not-ready": Kind(
        503,
        "Not ready",
        "The service has just started and would answer from half of what it knows. Try again after `Retry-After` "
        "seconds.",
    ),
    "broker-away": Kind(
        503, "Broker away", "Kafka can't be reached or is busy. Try again after `Retry-After` seconds."
    ),
}
BY_STATUS = {kind.status: slug for slug, kind in reversed(KINDS.items())}
KEPT_HEADERS = ("Allow", "Retry-After")


class Refused(Exception):  # noqa: N818 - an answer, not a fault of ours
    """Raised anywhere below a route to answer with a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str | None = None,
        rejected: tuple[Rejected, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`kind`: one of KINDS; None: the one that stands for the status."""
        super().__init__(detail)
        self.kind = kind
        self.status = status
        self.detail = detail
        self.rejected = rejected
        self.headers = dict(headers or {})


def answer_problem(
    request: web.Request,
    status: int,
    detail: str | None,
    *,
    kind: str | None = None,
    rejected: tuple[Rejected, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """The problem as a response."""
    kind = kind or BY_STATUS.get(status)
    problem = Problem(
        type=f"/problems/{kind}" if kind else "about:blank",
        title=KINDS[kind].title if kind else "Error",
        status=status,
        detail=detail,
        instance=request.path,
        rejected=rejected,
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
        return answer_problem(
            request,
            refusal.status,
            refusal.detail,
            kind=refusal.kind,
            rejected=refusal.rejected,
            headers=refusal.headers,
        )
    except web.HTTPException as error:
        if error.status < 400:
            raise
        headers = {name: error.headers[name] for name in KEPT_HEADERS if name in error.headers}
        return answer_problem(request, error.status, _explain(request, error), headers=headers)
    except Unavailable as error:
        log.warning("the broker is not available", method=request.method, path=request.path, reason=str(error))
        detail = "The broker is not available; try again."
        return answer_problem(request, 503, detail, kind="broker-away", headers={"Retry-After": "1"})
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
