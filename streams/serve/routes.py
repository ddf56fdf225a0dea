"""The route table: every path, what it takes and what it answers. The server and /openapi.json are made from it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from schemas import DeadLetter, Estimate, Explanation, Ruling, RulingSubmission, Submission
from schemas.ruling import Signed
from streams.serve import dead, hooking, operating, reading, rulings, writing
from streams.serve.answering import handler
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
    HookAnswer,
    HookRequest,
    HooksAnswer,
    Lag,
    LetterPage,
    ListingFilter,
    ListingPage,
    Page,
    Paging,
    Parameters,
    Receipts,
    Reread,
    RulingAnswer,
    RulingPage,
    WatchFilter,
)
from streams.serve.extracting import extract_text
from streams.serve.formats import MEDIA_TYPES
from streams.serve.openapi import DESCRIPTION, describe
from streams.serve.pages import article, board, entity, estimand, pictures, reference
from streams.serve.pages.layout import PageParameters, StaticVersion, show_static
from streams.serve.service import Service
from streams.serve.streaming import watch

Work = Callable[[Service, web.Request, Any], Awaitable[web.StreamResponse]]
PATTERNS = {
    "subject": "[^/]+",
    "measure": "[^/.]+",  # what is behind a dot is a format
    "id": "[^/]+",
    "name": "[^/]+",
    "kind": "[^/]+",
    "format": "|".join(MEDIA_TYPES),
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
    table: str | None = None  # field of the answer that makes a table, for CSV, NDJSON and Parquet; a page's: items
    live: bool = False  # whether the answer may move without a record that moves it

    @property
    def rows(self) -> str | None:
        """The field of the answer that makes a table."""
        return "items" if isinstance(self.answer, type) and issubclass(self.answer, Page) else self.table

    @property
    def suffixed(self) -> str | None:
        """The path with a format behind it; None where there is but JSON, or where an id could end like that."""
        return f"{self.path}.{{format}}" if self.rows and not self.path.endswith("{id}") else None


async def show_description(service: Service, request: web.Request, _: object) -> web.Response:
    """This description."""
    return reading.answer_json(request.app[DESCRIPTION])


LIST = (400, 503)
FIND = (400, 404, 503)
ONE = (*FIND, 307)  # an estimand, which may be merged into another
SEND = (400, 403, 413, 415, 422, 503)  # a body
WRITE = (*SEND, 401, 429)
ROW = "A figure that people gathered: subject, measure, modifier, stance, phrase, point, low, high and more."
ESTIMAND = "/v1/estimates/{subject}/{measure}"
PAGE = "/estimates/{subject}/{measure}"
HTML = "text/html"
ROUTES = (
    Route("GET", "/v1/entities", reading.list_entities, EntityPage, LIST, Paging),
    Route("GET", "/v1/entities/{subject}", reading.show_entity, EntityAnswer, FIND, table="estimates"),
    Route("GET", "/v1/estimates", reading.list_estimates, EstimatePage, LIST, EstimateFilter),
    Route("GET", "/v1/estimands", reading.list_estimands, ListingPage, LIST, ListingFilter),
    Route("GET", ESTIMAND, reading.show_estimate, Estimate, ONE, Aspect, table="latest"),
    Route("GET", f"{ESTIMAND}/explain", reading.explain_estimate, Explanation, ONE, ExplainedAspect, table="claims"),
    Route("GET", f"{ESTIMAND}/history", reading.show_history, HistoryAnswer, ONE, HistoryStretch, table="readings"),
    Route("GET", f"{ESTIMAND}/claimants", reading.list_claimants, ClaimantsAnswer, ONE, Aspect, table="claimants"),
    Route("GET", f"{ESTIMAND}/claims", reading.list_claims, ClaimPage, ONE, Paging),
    Route("GET", f"{ESTIMAND}/changes", reading.list_changes, ChangePage, ONE, Paging),
    Route("GET", "/v1/articles/{id}", reading.show_article, ArticleAnswer, (400, 404, 410, 503), table="claims"),
    Route("POST", "/v1/articles", writing.post_articles, Receipts, WRITE, takes=Submission, many=True),
    Route("POST", "/v1/claims", writing.post_claims, Receipts, WRITE, takes=ROW, many=True),
    Route("POST", "/v1/extract", extract_text, ArticleAnswer, SEND, takes=Submission),
    Route("DELETE", "/v1/articles/{id}", writing.delete_article, None, (400, 401, 403, 404, 503)),
    Route("POST", "/v1/reread", writing.reread, Reread, (400, 401, 403, 503)),
    Route("GET", "/v1/rulings", rulings.list_rulings, RulingPage, LIST, Paging),
    Route("GET", "/v1/rulings/{id}", rulings.show_ruling, RulingAnswer, FIND, table="claims"),
    Route("POST", "/v1/rulings", rulings.post_ruling, Ruling, (*WRITE, 404), takes=RulingSubmission),
    Route("DELETE", "/v1/rulings/{id}", rulings.withdraw_ruling, Ruling, (*WRITE, 404), takes=Signed),
    Route("GET", "/v1/dead", dead.list_letters, LetterPage, LIST, Paging),
    Route("GET", "/v1/dead/{id}", dead.show_letter, DeadLetter, FIND),
    Route("POST", "/v1/dead/{id}/redrive", dead.redrive_letter, None, (400, 401, 403, 404, 503)),
    Route("GET", "/v1/watch", watch, "text/event-stream", (400, 403, 503), WatchFilter),
    Route("POST", "/v1/hooks", hooking.register_hook, HookAnswer, WRITE, takes=HookRequest),
    Route("GET", "/v1/hooks", hooking.list_hooks, HooksAnswer, LIST, live=True),
    Route("DELETE", "/v1/hooks/{id}", hooking.delete_hook, None, (400, 401, 403, 404, 503)),
    Route("GET", "/v1/lag", operating.show_lag, Lag, LIST, live=True),
    Route("GET", "/health", operating.show_health, Health, live=True),
    Route("GET", "/ready", operating.show_ready, Health, (503,), live=True),
    Route("GET", "/metrics", operating.show_metrics, "text/plain", live=True),
    Route("GET", "/openapi.json", show_description, "application/json"),
    Route("GET", "/", board.present_board, HTML, LIST, board.BoardView),
    Route("GET", "/e/{subject}", entity.present_entity, HTML, FIND, PageParameters),
    Route("GET", PAGE, estimand.present_estimand, HTML, ONE, estimand.EstimandView),
    Route("GET", "/articles/{id}", article.present_article, HTML, (*FIND, 410), PageParameters),
    Route("GET", "/read", article.present_form, HTML, (400, 503), PageParameters),
    Route("POST", "/read", article.present_reading, HTML, SEND, PageParameters),
    Route("GET", f"{PAGE}/chart.svg", pictures.show_svg, "image/svg+xml", ONE, pictures.PictureView),
    Route("GET", f"{PAGE}/chart.png", pictures.show_png, "image/png", ONE, pictures.PictureView),
    Route("GET", "/embed/{subject}/{measure}", pictures.show_embed, HTML, ONE, pictures.EmbedView),
    Route("GET", "/docs", reference.show_docs, HTML, (400,), PageParameters),
    Route("GET", "/problems/{kind}", reference.show_problem, HTML, (400, 404), PageParameters),
    Route("GET", "/static/{name}", show_static, "text/css", FIND, StaticVersion),
)


def add_routes(app: web.Application) -> None:
    """Give the application every route of the table, and their description."""
    app[DESCRIPTION] = describe(ROUTES)
    for route in ROUTES:
        handle = handler(route)
        for path in filter(None, (route.path, route.suffixed)):
            for name, pattern in PATTERNS.items():
                path = path.replace(f"{{{name}}}", f"{{{name}:{pattern}}}")
            if route.method == "GET" and route.work is not watch:  # the head of an endless answer is of no use
                app.router.add_get(path, handle, allow_head=True)
            else:
                app.router.add_route(route.method, path, handle)
