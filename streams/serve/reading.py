"""Reads the state: entities, estimates, claims, changes and articles. Handlers of the route table."""

from collections.abc import Callable
from functools import partial
from sqlite3 import Connection
from typing import TypeVar

import orjson
from aiohttp import hdrs, web
from pydantic import BaseModel

from schemas import Estimate
from schemas.wire import decode
from streams.estimate import EpisodeError
from streams.serve import aging, aspects, queries
from streams.serve.answers import (
    Aspect,
    EstimateFilter,
    ExplainedAspect,
    HistoryStretch,
    ListingFilter,
    Paging,
    Stretch,
)
from streams.serve.paging import answer_page, decode_key, encode_list
from streams.serve.problems import Refused
from streams.serve.queries import Key
from streams.serve.resolving import read_merges
from streams.serve.service import Service

Wanted = TypeVar("Wanted", bound=Stretch)
Found = TypeVar("Found", bound=BaseModel)
NO_CLAIMS = b'"last_reported":null'  # in an estimate


def answer_json(body: bytes) -> web.Response:
    """A body that is JSON already."""
    return web.Response(body=body, content_type="application/json")


def estimand_of(request: web.Request) -> str:
    """The estimand that the path names."""
    return f"{request.match_info['subject']}/{request.match_info['measure']}"


async def list_entities(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """Everything that figures are about."""
    rows = await service.store.ask(queries.entities, wanted.limit + 1, decode_key(wanted.after, str))
    return answer_page(request, rows, wanted.limit)


async def show_entity(service: Service, request: web.Request, _: object) -> web.Response:
    """All that is claimed about one entity, its estimates together."""
    subject = request.match_info["subject"]
    everything = EstimateFilter.model_construct(subject=subject)  # what is no slug is nobody's id, and found nowhere
    rows = await service.store.ask(aging.estimates, -1, None, everything, service.day())
    if not rows:
        raise Refused(404, f"Nothing is claimed about {subject!r}; /v1/entities lists what is known.")
    values = encode_list([row.value for row in rows])
    return answer_json(b'{"subject":' + orjson.dumps(subject) + b',"estimates":' + values + b"}")


async def list_estimates(service: Service, request: web.Request, wanted: EstimateFilter) -> web.Response:
    """Current estimates: searched, narrowed down, sorted."""
    rows = await service.store.ask(aging.estimates, wanted.limit + 1, behind(wanted), wanted, service.day())
    return answer_page(request, rows, wanted.limit)


async def list_estimands(service: Service, request: web.Request, wanted: ListingFilter) -> web.Response:
    """Estimands in short, each with what moved it last: searched, narrowed down, sorted, the latest first."""
    rows = await service.store.ask(aging.listings, wanted.limit + 1, behind(wanted), wanted, service.day())
    return answer_page(request, rows, wanted.limit)


def behind(wanted: EstimateFilter) -> Key | None:
    """Where the page begins; a place in one order is none in another."""
    if wanted.sort == "estimand":
        return decode_key(wanted.after, str)
    after = decode_key(wanted.after, str, int, str)
    if after and after[0] != wanted.sort:
        raise Refused(400, f"after={wanted.after!r} is not the `next` of a page of this order.")
    return after


async def show_estimate(service: Service, request: web.Request, aspect: Aspect) -> web.Response:
    """One estimate: the current one, or that of a place, an episode, a moment or a day."""
    work = partial(aspects.read_aspect, day=service.day())
    return await _compute(service, work, await read_current(service, request), aspect)


async def explain_estimate(service: Service, request: web.Request, aspect: ExplainedAspect) -> web.Response:
    """Every claim behind a reading with its weight, why it has that, and its sentences; the weightiest first."""
    work = partial(aspects.explain_aspect, day=service.day())
    return await _compute(service, work, await read_current(service, request), aspect)


async def list_claimants(service: Service, request: web.Request, aspect: Aspect) -> web.Response:
    """Who has a figure for an estimand: what each says now, its weight, its lean, and whether it speaks for itself."""
    work = partial(aspects.read_claimants, day=service.day())
    return await _compute(service, work, await read_current(service, request), aspect)


async def show_history(service: Service, request: web.Request, wanted: HistoryStretch) -> web.Response:
    """The readings of an estimand as a series for plotting, thinned for long spans."""
    return await _compute(service, aspects.read_history, await read_current(service, request), wanted)


async def list_claims(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """The claims behind an estimate, each with its sentence, offsets, article, outlet and link."""
    estimand, after = estimand_of(request), decode_key(wanted.after, int, str)
    rows = await service.store.ask(queries.claims, wanted.limit + 1, after, estimand)
    if not rows:
        await read_current(service, request)
    return answer_page(request, rows, wanted.limit)


async def list_changes(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """What moved an estimate and why, the newest first."""
    estimand, after = estimand_of(request), decode_key(wanted.after, int)
    rows = await service.store.ask(queries.changes, wanted.limit + 1, after, estimand)
    if not rows:
        await read_current(service, request)
    return answer_page(request, rows, wanted.limit)


async def show_article(service: Service, request: web.Request, _: object) -> web.Response:
    """An article's text with the claims that were read from it."""
    article_id = request.match_info["id"]
    article = await read_stored(service, article_id)
    claims = encode_list(await service.store.ask(queries.article_claims, article_id))
    ruled_out = encode_list(await service.store.ask(queries.ruled_out, article_id))
    return answer_json(b'{"article":' + article + b',"claims":' + claims + b',"ruled_out":' + ruled_out + b"}")


async def read_stored(service: Service, article_id: str) -> bytes:
    """The article's latest version; refused where there is none or it was withdrawn."""
    article = await service.store.ask(queries.article, article_id)
    if article is None:
        raise unknown_article(article_id)
    if article.withdrawn:
        heir = orjson.loads(article.value).get("superseded_by")
        raise Refused(410, f"{article_id!r} was withdrawn{f'; {heir!r} took over its address' if heir else ''}.")
    return article.value


def unknown_article(article_id: str) -> Refused:
    """The answer for an id that no article has."""
    return Refused(404, f"There is no article {article_id!r}.")


def unknown_estimand(estimand: str) -> Refused:
    """The answer for an estimand that nobody made a claim about."""
    detail = f"There is no claim about {estimand!r}; /v1/estimates lists what is known."
    return Refused(404, detail, kind="unknown-estimand")


async def read_current(service: Service, request: web.Request) -> bytes:
    """The current estimate of the estimand that the path names; of one that was merged, the way to where it went."""
    estimand = estimand_of(request)
    current = await service.store.ask(queries.estimate, estimand)
    if current is None or NO_CLAIMS in current:  # a merge leaves none; what has claims need not be looked for
        merge = (await service.store.ask(read_merges)).estimands.get(estimand)
        if merge is not None:
            path = request.path.replace(estimand, merge.into, 1)
            there = str(request.rel_url.with_path(path).with_query(request.query))
            detail = f"{estimand!r} was merged into {merge.into!r}; /v1/rulings/{merge.rulings[0]} says why."
            raise Refused(307, detail, headers={hdrs.LOCATION: there})
    if current is None:
        raise unknown_estimand(estimand)
    return current


async def _compute(
    service: Service, work: Callable[[Connection, Estimate, Wanted], Found | None], current: bytes, wanted: Wanted
) -> web.Response:
    found = await compute(service, work, decode(Estimate, current), wanted)
    return answer_json(found.model_dump_json().encode())


async def compute(
    service: Service, work: Callable[[Connection, Estimate, Wanted], Found | None], standing: Estimate, wanted: Wanted
) -> Found:
    """What is computed from the stored claims; refused where none is about what is wanted."""
    try:
        found = await service.store.ask(work, standing, wanted)
    except EpisodeError as error:
        raise Refused(404, f"{error}.", kind="no-reading") from None
    if found is None:
        raise Refused(404, _explain_empty(standing, wanted), kind="no-reading")
    return found


def _explain_empty(current: Estimate, wanted: Stretch) -> str:
    given = wanted.model_dump(
        mode="json", by_alias=True, exclude_defaults=True, include={"place", "episode", "at", "about"}
    )
    asked = ", ".join(f"{name}={value}" for name, value in given.items()) or "now"
    known = f"first reported {current.first_reported:%Y-%m-%d}" if current.first_reported else "no claim holds"
    places = f"; places: {', '.join(current.places)}" if current.places else ""
    episodes = f"; episodes: {', '.join(current.episodes)}" if current.episodes else ""
    return f"No claim about {current.estimand!r} fits {asked}; {known}{places}{episodes}."
