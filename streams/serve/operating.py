"""For those who run Pegel: health, readiness, metrics; and the middleware that counts requests."""

import time
from functools import cache

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from streams.serve import queries
from streams.serve.answers import Health
from streams.serve.problems import Refused
from streams.serve.reading import answer_json
from streams.serve.service import SERVICE, Service

REQUESTS = Counter("pegel_http_requests", "Requests by route and status", ["method", "route", "status"])
SECONDS = Histogram("pegel_http_seconds", "Seconds until an answer was ready, by route", ["method", "route"])
LAG = Gauge("pegel_lag", "Messages that the flow has not worked on, or the read store not taken in", ["part"])
SET_ASIDE = Gauge("pegel_store_dead_letters", "Dead letters on the topics, by topic", ["topic"])
ALWAYS_OPEN = frozenset({"/health", "/ready", "/metrics", "/openapi.json", "/docs"})
STATIC = "/static/"
WATCH = "/v1/watch"  # lasts as long as its client likes: no latency


async def show_health(service: Service, request: web.Request, _: object) -> web.Response:
    """200 for as long as the process is alive."""
    return answer_json(Health(status="alive").model_dump_json().encode())


async def show_ready(service: Service, request: web.Request, _: object) -> web.Response:
    """200 once answers are right: the stream has recovered and the read store has caught up with it."""
    _refuse_unless_ready(service)
    return answer_json(Health(status="ready").model_dump_json().encode())


async def show_lag(service: Service, request: web.Request, _: object) -> web.Response:
    """How far answers trail what was accepted; `total` is 0 once everything accepted is visible."""
    return answer_json((await service.lag()).model_dump_json().encode())


async def show_metrics(service: Service, request: web.Request, _: object) -> web.Response:
    """Everything that is counted, for Prometheus."""
    lag = await service.lag()
    LAG.labels("flow").set(lag.flow)
    LAG.labels("store").set(lag.store)
    for topic, letters in (await service.store.ask(queries.count_letters)).items():
        SET_ASIDE.labels(topic).set(letters)
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@web.middleware
async def open_when_ready(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer 503 instead of what is half recovered."""
    if (
        request.match_info.http_exception is None
        and request.path not in ALWAYS_OPEN
        and not request.path.startswith(STATIC)
    ):
        _refuse_unless_ready(request.app[SERVICE])
    return await handler(request)


def _refuse_unless_ready(service: Service) -> None:
    if reason := service.why_not_ready():
        raise Refused(503, f"Not ready: {reason}.", headers={"Retry-After": "1"})


@web.middleware
async def count_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count every request under its route's template, never under its path."""
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "none"
    began = time.perf_counter()
    response = await handler(request)
    method = request.method if request.method in hdrs.METH_ALL else "other"  # a client may send any word
    counter, clock = _meters(method, route, response.status)
    counter.inc()
    if route != WATCH:
        clock.observe(time.perf_counter() - began)
    return response


@cache
def _meters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Looked up once: the methods and routes are few."""
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)
