"""The route table: every path, what it takes and what it answers. The server and /openapi.json are made from it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from schemas import DeadLetter, Estimate, Explanation, Submission
from streams.serve import dead, operating, reading, writing
from streams.serve.answers import (
    ArticleAnswer,
    Aspect,
    ChangePage,
    ClaimantsAnswer,
    ClaimPage,
    EntityAnswer,
    EntityPage,
    EstimateFilter,
    EstimatePage,
    ExplainedAspect,
    Health,
    HistoryAnswer,
    HistoryStretch,
    Lag,
    LetterPage,
    ListingFilter,
    ListingPage,
    Paging,
    Parameters,
    Receipts,
    Reread,
    WatchFilter,
)
from streams.serve.extracting import extract_text
from streams.serve.openapi import describe
from streams.serve.pages import board, entity, estimand, pictures
from streams.serve.pages.layout import PageParameters, StaticVersion, show_static
from streams.serve.problems import Refused
from streams.serve.service import SERVICE, Service
from streams.serve.streaming import watch

Work = Callable[[Service, web.Request, Any], Awaitable[web.StreamResponse]]
PATTERNS = {
    "subject": "[^/]+",
    "measure": "[^/]+",
    "id": "[^/]+",
    "name": "[^/]+",
}  # an id may hold braces, which {id} alone does not match


@dataclass(frozen=True)
class Route:
    """One method on one path. The handler's docstring is its description."""

    method: str
    path: str
    work: Work
    answer: type[BaseModel] | str | None  # a body's model, another body's media type, or None for no body
    problems: tuple[int, ...] = ()  # beside 500, which every route may answer
    parameters: type[Parameters] = Parameters
    takes: type[BaseModel] | str | None = None  # a body's model, or what its JSON object holds, in words
    many: bool = False  # whether it also takes such objects as NDJSON


async def show_description(service: Service, request: web.Request, _: object) -> web.Response:
    """This description."""
    return reading.answer_json(request.app[DESCRIPTION])


SEND = (400, 403, 413, 415, 422, 503)  # a body
WRITE = (*SEND, 401)
ROW = "A figure that people gathered: subject, measure, modifier, stance, phrase, point, low, high and more."
ESTIMAND = "/v1/estimates/{subject}/{measure}"
PAGE = "/estimates/{subject}/{measure}"
HTML = "text/html"
ROUTES = (
    Route("GET", "/v1/entities", reading.list_entities, EntityPage, (400, 503), Paging),
    Route("GET", "/v1/entities/{subject}", reading.show_entity, EntityAnswer, (400, 404, 503)),
    Route("GET", "/v1/estimates", reading.list_estimates, EstimatePage, (400, 503), EstimateFilter),
    Route("GET", "/v1/estimands", reading.list_estimands, ListingPage, (400, 503), ListingFilter),
    Route("GET", ESTIMAND, reading.show_estimate, Estimate, (400, 404, 503), Aspect),
    Route("GET", f"{ESTIMAND}/explain", reading.explain_estimate, Explanation, (400, 404, 503), ExplainedAspect),
    Route("GET", f"{ESTIMAND}/history", reading.show_history, HistoryAnswer, (400, 404, 503), HistoryStretch),
    Route("GET", f"{ESTIMAND}/claimants", reading.list_claimants, ClaimantsAnswer, (400, 404, 503), Aspect),
    Route("GET", f"{ESTIMAND}/claims", reading.list_claims, ClaimPage, (400, 404, 503), Paging),
    Route("GET", f"{ESTIMAND}/changes", reading.list_changes, ChangePage, (400, 404, 503), Paging),
    Route("GET", "/v1/articles/{id}", reading.show_article, ArticleAnswer, (400, 404, 410, 503)),
    Route(
        "POST",
        "/v1/articles",
        writing.post_articles,
        Receipts,
        WRITE,
        takes=Submission,
        many=True,
    ),
    Route("POST", "/v1/claims", writing.post_claims, Receipts, WRITE, takes=ROW, many=True),
    Route("POST", "/v1/extract", extract_text, ArticleAnswer, SEND, takes=Submission),
    Route("DELETE", "/v1/articles/{id}", writing.delete_article, None, (400, 401, 403, 404, 503)),
    Route("POST", "/v1/reread", writing.reread, Reread, (400, 401, 403, 503)),
    Route("GET", "/v1/dead", dead.list_letters, LetterPage, (400, 503), Paging),
    Route("GET", "/v1/dead/{id}", dead.show_letter, DeadLetter, (400, 404, 503)),
    Route("POST", "/v1/dead/{id}/redrive", dead.redrive_letter, None, (400, 401, 403, 404, 503)),
    Route("GET", "/v1/watch", watch, "text/event-stream", (400, 403, 503), WatchFilter),
    Route("GET", "/v1/lag", operating.show_lag, Lag, (400, 503)),
    Route("GET", "/health", operating.show_health, Health),
    Route("GET", "/ready", operating.show_ready, Health, (503,)),
    Route("GET", "/metrics", operating.show_metrics, "text/plain"),
    Route("GET", "/openapi.json", show_description, "application/json"),
    Route("GET", "/", board.present_board, HTML, (400, 503), board.BoardView),
    Route("GET", "/e/{subject}", entity.present_entity, HTML, (400, 404, 503), PageParameters),
    Route("GET", PAGE, estimand.present_estimand, HTML, (400, 404, 503), estimand.EstimandView),
    Route("GET", f"{PAGE}/chart.svg", pictures.show_svg, "image/svg+xml", (400, 404, 503), pictures.PictureView),
    Route("GET", f"{PAGE}/chart.png", pictures.show_png, "image/png", (400, 404, 503), pictures.PictureView),
    Route("GET", "/embed/{subject}/{measure}", pictures.show_embed, HTML, (400, 404, 503), pictures.EmbedView),
    Route("GET", "/static/{name}", show_static, "text/css", (400, 404, 503), StaticVersion),
)
DESCRIPTION: web.AppKey[bytes] = web.AppKey("description", bytes)


def add_routes(app: web.Application) -> None:
    """Give the application every route of the table, and their description."""
    app[DESCRIPTION] = describe(ROUTES)
    for route in ROUTES:
        path = route.path
        for name, pattern in PATTERNS.items():
            path = path.replace(f"{{{name}}}", f"{{{name}:{pattern}}}")
        if route.method == "GET" and route.work is not watch:  # the head of an endless answer is of no use
            app.router.add_get(path, _handler(route), allow_head=True)
        else:
            app.router.add_route(route.method, path, _handler(route))


def _handler(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await route.work(request.app[SERVICE], request, _read_parameters(route.parameters, request))

    return handle


def _read_parameters(model: type[Parameters], request: web.Request) -> Parameters:
    given: Mapping[str, str] = request.query
    faults = [f"{name} is given twice" for name in dict.fromkeys(given) if len(request.query.getall(name)) > 1]
    try:
        if not faults:
            return model.model_validate(dict(given))
    except ValidationError as error:
        faults = [_explain(model, fault["loc"][0], fault["type"], fault["msg"]) for fault in error.errors()]
    raise Refused(400, f"{'; '.join(faults)}.")


def _explain(model: type[Parameters], name: int | str, kind: str, message: str) -> str:
    if kind != "extra_forbidden":
        return f"{name}: {message}"
    known = ", ".join(field.alias or key for key, field in model.model_fields.items()) or "none"
    return f"{name} is no parameter of this path; there are: {known}"
