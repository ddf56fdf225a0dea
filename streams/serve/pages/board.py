"""The board: all estimates in rows, searched, narrowed down and sorted by what the address says."""

from aiohttp import web
from pydantic import Field

from schemas.wire import decode
from streams.serve import aging, queries
from streams.serve.answers import Listing, ListingFilter
from streams.serve.pages.layout import PageParameters, Reader, answer_page
from streams.serve.pages.strip import Strip
from streams.serve.paging import encode_key
from streams.serve.reading import behind
from streams.serve.service import Service


class BoardView(ListingFilter, PageParameters):
    """What a board shows."""

    limit: int = Field(100, ge=1, le=200, description="Most rows on a page.")


async def present_board(service: Service, request: web.Request, wanted: BoardView) -> web.Response:
    """All estimates, each with its best figure, how unsure that is, and what moved it last."""
    told = await service.store.ask(queries.last_told)  # asked first: what comes meanwhile is told again
    rows = await service.store.ask(aging.listings, wanted.limit + 1, behind(wanted), wanted, service.day())
    shown = rows[: wanted.limit]
    listings = [decode(Listing, row.value) for row in shown]
    return answer_page(
        Reader(request, wanted.lang),
        "board.html",
        told=told,
        wanted=wanted,
        rows=[(listing, Strip.of(listing)) for listing in listings if listing.stated],
        following=encode_key(shown[-1].key) if len(rows) > wanted.limit else None,
        narrowed=bool(wanted.text or wanted.measure or wanted.contested or wanted.since or wanted.claimant),
    )
