"""From a route and a request to its answer: parameters read, kept where it may be, in the format that is wanted.

Called by `routes`, which makes a handler of each row of its table here.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

import orjson
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ValidationError

from streams.serve import formats
from streams.serve.answers import MOST_ON_A_PAGE, Paging, Parameters
from streams.serve.formats import MEDIA_TYPES, Format, Row
from streams.serve.kept import EVERYTHING, Kept, pack
from streams.serve.problems import Refused
from streams.serve.service import SERVICE, Service

if TYPE_CHECKING:
    from streams.serve.routes import Route

Page = tuple[list[Row], str | None]
READING = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})
Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def answer_kept(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what is kept at once. It was let through once, by everything that stands behind this."""
    if request.method in READING:
        service = request.app[SERVICE]
        kept = service.shelf.find(request, service.day())
        if kept is not None and service.why_not_ready() is None:
            return kept.answer(request)
    return await handler(request)


def handler(route: "Route") -> Handle:
    """What the server calls for this route."""
    table = Table(route.answer, route.rows) if isinstance(route.answer, type) and route.rows else None
    varies = _varies(route)

    async def handle(request: web.Request) -> web.StreamResponse:
        service = request.app[SERVICE]
        drops, day = service.shelf.drops, service.day()
        form = formats.format_of(request) if table else "json"
        wanted = read_parameters(route.parameters, request)
        if table is not None and form != "json":
            answer = await table.answer(route, service, request, wanted, form)
        else:
            answer = await route.work(service, request, wanted)
        if route.method != hdrs.METH_GET or not isinstance(answer, web.Response) or answer.status != 200:
            return answer
        kept = Kept(
            *await pack(answer),
            answer.headers,
            path=request.raw_path,
            scope=_scope(request),
            varies=tuple((name, request.headers.get(name)) for name in varies),
            day=day,
        )
        if not route.live:
            service.shelf.put(kept, drops)
        return kept.answer(request)

    return handle


def _scope(request: web.Request) -> bytes:
    """The estimand that the path names, which alone can move the answer, or everything."""
    named = request.match_info
    return f"{named['subject']}/{named['measure']}".encode() if "measure" in named else EVERYTHING


def _varies(route: "Route") -> tuple[str, ...]:
    """Headers of a request on which the answer depends: a table's format, a page's language and own address."""
    if route.rows:
        return (hdrs.ACCEPT,)
    return () if route.answer == "application/json" else (hdrs.ACCEPT_LANGUAGE, hdrs.HOST)


class Table:
    """The rows of a route's answer, by the field of its body that holds them."""

    def __init__(self, model: type[BaseModel], field: str) -> None:
        self._field = field
        self._columns = formats.columns_of(formats.item_model(model, field))

    async def answer(
        self, route: "Route", service: Service, request: web.Request, wanted: Parameters, form: Format
    ) -> web.StreamResponse:
        """One page in that format where a limit is given or the answer has no pages, else all of them in a row."""
        whole = isinstance(wanted, Paging) and "limit" not in wanted.model_fields_set
        pages = self._pages(route, service, request, wanted, whole)
        headers: dict[str, str] = {hdrs.CONTENT_TYPE: MEDIA_TYPES[form], hdrs.VARY: hdrs.ACCEPT}
        if whole and form != "parquet":
            return await self._stream(request, headers, pages, form)
        collected = [page async for page in pages]
        rows = [row for page, _ in collected for row in page]
        following = collected[-1][1]
        if form == "parquet":
            body = await asyncio.to_thread(formats.to_parquet, rows, self._columns)
        else:
            body = self._encode(rows, form, heading=True)
        return web.Response(body=body, headers=headers | ({hdrs.LINK: following} if following else {}))

    async def _stream(
        self, request: web.Request, headers: Mapping[str, str], pages: AsyncIterator[Page], form: Format
    ) -> web.StreamResponse:
        stream = web.StreamResponse(headers=headers)
        heading = True
        async for rows, _ in pages:
            if heading:
                await stream.prepare(request)  # not earlier: what can't be answered is answered with a problem
            await stream.write(self._encode(rows, form, heading=heading))
            heading = False
        return stream

    async def _pages(
        self, route: "Route", service: Service, request: web.Request, wanted: Parameters, whole: bool
    ) -> AsyncIterator[Page]:
        """One page of rows with the `Link` to the next, or all pages one after the other."""
        if whole:
            wanted = wanted.model_copy(update={"limit": MOST_ON_A_PAGE})
        while True:
            answer = await route.work(service, request, wanted)
            assert isinstance(answer, web.Response), "a table is made from a whole answer"
            body = orjson.loads(bytes(answer.body))  # type: ignore[arg-type]  # handlers of tables answer with bytes
            yield body[self._field], None if whole else answer.headers.get(hdrs.LINK)
            if not whole or body["next"] is None:
                return
            wanted = wanted.model_copy(update={"after": body["next"]})

    def _encode(self, rows: list[Row], form: Format, *, heading: bool) -> bytes:
        return formats.to_ndjson(rows) if form == "ndjson" else formats.to_csv(rows, self._columns, heading=heading)


def read_parameters(model: type[Parameters], request: web.Request) -> Parameters:
    """The query's parameters; refused where one is unknown, wrong or given twice."""
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
