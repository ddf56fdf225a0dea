"""Charts as files, SVG and PNG, and the page with nothing but a chart that other sites may embed."""

import asyncio
from datetime import datetime
from typing import Any

from aiohttp import web
from pydantic import Field

from schemas import Estimate
from schemas.wire import decode
from streams.serve import aspects
from streams.serve.answers import Aspect, HistoryStretch, Stretch
from streams.serve.pages import chart
from streams.serve.pages.chart import Course, Size, Theme
from streams.serve.pages.drawing import draw_png, draw_svg
from streams.serve.pages.estimand import explain_view
from streams.serve.pages.layout import PageParameters, Reader, answer_page
from streams.serve.reading import read_current
from streams.serve.service import Service


class PictureView(Stretch, PageParameters):
    """Which chart is wanted, and how it is to look."""

    size: Size = Field("wide", description="`wide` for a page, `narrow` for a phone, `small` for one among many.")
    theme: Theme = Field("light", description="For a light or a dark background.")
    title: bool = Field(False, description="Whether the picture says what it shows, as one that stands alone must.")
    r: int | None = Field(None, description="Revision of the estimate: another picture, another address.")


class EmbedView(Stretch, PageParameters):
    """Which chart is to be embedded."""


async def show_svg(service: Service, request: web.Request, wanted: PictureView) -> web.Response:
    """The chart of an estimand as SVG; its points link to the claims."""
    specification = await _specify(service, request, wanted)
    drawn = _linked(await draw_svg(specification), request, wanted)
    first, last = (round(datetime.fromisoformat(end).timestamp() * 1000) for end in chart.stretch_of(specification))
    # The page lays moments over the picture, so it must know which its sides stand for.
    drawn = drawn.replace("<svg ", f'<svg data-first="{first}" data-last="{last}" ', 1)
    return _kept(web.Response(text=drawn, content_type="image/svg+xml"), wanted)


async def show_png(service: Service, request: web.Request, wanted: PictureView) -> web.Response:
    """The chart of an estimand as PNG, at twice the size for dense screens."""
    body = await draw_png(await _specify(service, request, wanted))
    return _kept(web.Response(body=body, content_type="image/png"), wanted)


async def show_embed(service: Service, request: web.Request, wanted: EmbedView) -> web.Response:
    """An estimate with its chart and nothing around it, for a frame on another site."""
    standing = decode(Estimate, await read_current(service, request))
    explained = await explain_view(service, standing, _aspect(wanted))
    reader = Reader(request, wanted.lang)
    return answer_page(reader, "embed.html", framed=True, standing=standing, reading=explained.estimate, wanted=wanted)


async def _specify(service: Service, request: web.Request, wanted: PictureView) -> dict[str, Any]:
    standing = decode(Estimate, await read_current(service, request))
    explained, course = await asyncio.gather(
        explain_view(service, standing, _aspect(wanted)), _readings(service, standing, wanted)
    )
    words = Reader(request, wanted.lang).words
    shown = Course(standing.estimand, standing.unit, standing.pooled, course, explained.claims)
    title = words.estimand(standing.estimand) if wanted.title else None
    return chart.specify(shown, words, wanted.size, wanted.theme, title)


async def _readings(service: Service, standing: Estimate, wanted: Stretch) -> Any:
    found = await service.store.ask(
        aspects.read_history, standing, HistoryStretch(place=wanted.place, episode=wanted.episode)
    )
    return found.readings if found else ()


def _aspect(wanted: Stretch) -> Aspect:
    return Aspect(place=wanted.place, episode=wanted.episode)


def _linked(svg: str, request: web.Request, wanted: PictureView) -> str:
    """The picture with its points linked: within the page that shows it, or to that page from one that stands alone."""
    page = request.url.with_path(request.path.rpartition("/")[0]).with_query(None)
    return svg.replace(f"{chart.LINKS}#", f"{page}#" if wanted.title else "#")


def _kept(answer: web.Response, wanted: PictureView) -> web.Response:
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Cache-Control"] = "no-cache" if wanted.r is None else "max-age=86400"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer
