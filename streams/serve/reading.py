"""Reads the state: entities, estimates, claims, changes and articles. Handlers of the route table."""

from sqlite3 import Connection

import orjson
from aiohttp import web

from schemas import Claim, Estimate
from schemas.wire import decode
from streams.estimate import EpisodeError, Ledger, estimate
from streams.serve import queries
from streams.serve.answers import Aspect, EstimateFilter, Paging
from streams.serve.paging import decode_key, encode_list, encode_page
from streams.serve.problems import Refused
from streams.serve.service import Service


def answer_json(body: bytes) -> web.Response:
    """A body that is JSON already."""
    return web.Response(body=body, content_type="application/json")


def estimand_of(request: web.Request) -> str:
    """The estimand that the path names."""
    return f"{request.match_info['subject']}/{request.match_info['measure']}"


async def list_entities(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """Everything that figures are about."""
    rows = await service.store.ask(queries.entities, wanted.limit + 1, decode_key(wanted.after, str))
    return answer_json(encode_page(rows, wanted.limit))


async def show_entity(service: Service, request: web.Request, _: object) -> web.Response:
    """All that is claimed about one entity, its estimates together."""
    subject = request.match_info["subject"]
    rows = await service.store.ask(queries.estimates, -1, None, subject, None)
    if not rows:
        raise Refused(404, f"Nothing is claimed about {subject!r}; /v1/entities lists what is known.")
    values = encode_list([row.value for row in rows])
    return answer_json(b'{"subject":' + orjson.dumps(subject) + b',"estimates":' + values + b"}")


async def list_estimates(service: Service, request: web.Request, wanted: EstimateFilter) -> web.Response:
    """Current estimates, by subject and measure."""
    after = decode_key(wanted.after, str)
    rows = await service.store.ask(queries.estimates, wanted.limit + 1, after, wanted.subject, wanted.measure)
    return answer_json(encode_page(rows, wanted.limit))


async def show_estimate(service: Service, request: web.Request, aspect: Aspect) -> web.Response:
    """One estimate: the current one, or that of a place, an episode or a moment."""
    estimand = estimand_of(request)
    current = await service.store.ask(queries.estimate, estimand)
    if current is None:
        raise unknown_estimand(estimand)
    if aspect == Aspect():
        return answer_json(current)
    try:
        reading = await service.store.ask(compute_reading, estimand, current, aspect)
    except EpisodeError as error:
        raise Refused(404, f"{error}.") from None
    if reading is None:
        raise Refused(404, _explain_empty(decode(Estimate, current), aspect))
    return answer_json(reading.model_dump_json().encode())


def compute_reading(connection: Connection, estimand: str, current: bytes, aspect: Aspect) -> Estimate | None:
    """The reading of that aspect, from all claims in the store; None where no claim is about it."""
    ledger = Ledger.empty(estimand)
    for value in queries.ledger(connection, estimand):
        ledger, _ = ledger.put(decode(Claim, value))
    if not ledger.claims:
        return None
    reading = estimate(ledger, at=aspect.at, place=aspect.place, episode=aspect.episode)
    # The store keeps each mention's last state only; the ledger also counts claims that a correction replaced.
    revision = decode(Estimate, current).revision
    return reading.model_copy(update={"revision": revision}) if reading.claims else None


async def list_claims(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """The claims behind an estimate, each with its sentence, offsets, article, outlet and link."""
    estimand, after = estimand_of(request), decode_key(wanted.after, int, str)
    rows = await service.store.ask(queries.claims, wanted.limit + 1, after, estimand)
    if not rows:
        await _must_know(service, estimand)
    return answer_json(encode_page(rows, wanted.limit))


async def list_changes(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """What moved an estimate and why, the newest first."""
    estimand, after = estimand_of(request), decode_key(wanted.after, int)
    rows = await service.store.ask(queries.changes, wanted.limit + 1, after, estimand)
    if not rows:
        await _must_know(service, estimand)
    return answer_json(encode_page(rows, wanted.limit))


async def show_article(service: Service, request: web.Request, _: object) -> web.Response:
    """An article's text with the claims that were read from it."""
    article_id = request.match_info["id"]
    article = await service.store.ask(queries.article, article_id)
    if article is None:
        raise unknown_article(article_id)
    if article.withdrawn:
        heir = orjson.loads(article.value).get("superseded_by")
        raise Refused(410, f"{article_id!r} was withdrawn{f'; {heir!r} took over its address' if heir else ''}.")
    claims = await service.store.ask(queries.article_claims, article_id)
    return answer_json(b'{"article":' + article.value + b',"claims":' + encode_list(claims) + b"}")


def unknown_article(article_id: str) -> Refused:
    """The answer for an id that no article has."""
    return Refused(404, f"There is no article {article_id!r}.")


def unknown_estimand(estimand: str) -> Refused:
    """The answer for an estimand that nobody made a claim about."""
    return Refused(404, f"There is no claim about {estimand!r}; /v1/estimates lists what is known.")


async def _must_know(service: Service, estimand: str) -> None:
    if await service.store.ask(queries.estimate, estimand) is None:
        raise unknown_estimand(estimand)


def _explain_empty(current: Estimate, aspect: Aspect) -> str:
    asked = ", ".join(f"{name} {value}" for name, value in aspect.model_dump(mode="json", exclude_none=True).items())
    known = f"first reported {current.first_reported:%Y-%m-%d}" if current.first_reported else "no claim holds"
    places = f"; places: {', '.join(current.places)}" if current.places else ""
    episodes = f"; episodes: {', '.join(current.episodes)}" if current.episodes else ""
    return f"No claim about {current.estimand!r} for {asked}; {known}{places}{episodes}."
