"""The page of one entity: all estimates about it together, and the newest sentences."""

import asyncio

from aiohttp import web

from schemas import Claim
from schemas.wire import decode
from streams.serve import aging, queries
from streams.serve.answers import Listing, ListingFilter
from streams.serve.pages.layout import PageParameters, Reader, answer_page
from streams.serve.pages.strip import Strip
from streams.serve.problems import Refused
from streams.serve.service import Service

MOST_PICTURES = 6
MOST_SENTENCES = 12


async def present_entity(service: Service, request: web.Request, wanted: PageParameters) -> web.Response:
    """All that is claimed about one entity on one page."""
    subject = request.match_info["subject"]
    everything = ListingFilter.model_construct(subject=subject, sort="claimants")  # what is no slug is nobody's id
    told = await service.store.ask(queries.last_told)
    rows, claims = await asyncio.gather(
        service.store.ask(aging.listings, -1, None, everything, service.day()),
        service.store.ask(queries.claims_about, MOST_SENTENCES, subject),
    )
    listings = [listing for row in rows if (listing := decode(Listing, row.value)).stated]
    if not listings:
        raise Refused(404, f"Nothing is claimed about {subject!r}; /v1/entities lists what is known.")
    return answer_page(
        Reader(request, wanted.lang),
        "entity.html",
        told=told,
        subject=subject,
        rows=[(listing, Strip.of(listing)) for listing in listings],
        pictures=[listing for listing in listings if listing.best is not None][:MOST_PICTURES],
        claims=[decode(Claim, value) for value in claims],
    )
