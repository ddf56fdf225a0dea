"""Rulings over HTTP: make, list, show, withdraw. Handlers of the route table."""

from collections.abc import Callable
from sqlite3 import Connection
from typing import TypeVar

from aiohttp import web

from schemas import Rejected, Ruling, RulingSubmission
from schemas.ruling import Signed
from schemas.wire import decode, encode
from streams.serve import queries
from streams.serve.answers import Paging
from streams.serve.guard import read_body
from streams.serve.paging import answer_page, decode_key, encode_list
from streams.serve.problems import Refused
from streams.serve.reading import answer_json
from streams.serve.resolving import resolve
from streams.serve.service import Service

MOST_CLAIMS = 100  # of those that a ruling touched, that are shown with it
Found = TypeVar("Found")
Sent = TypeVar("Sent", bound=Signed)


async def post_ruling(service: Service, request: web.Request, _: object) -> web.Response:
    """Make a ruling: reject or correct a claim, or merge two estimands or claimants. Said again, it is the same one."""
    given = _sound(service.intake.check_ruling(await read_body(request), RulingSubmission))
    named = service.intake.identify(given.claimant) if given.claimant else None
    said = await _look_twice(service, "claims", lambda connection: resolve(connection, given, named))
    ruling = service.intake.draft_ruling(given, said)
    known = await service.store.ask(queries.ruling, ruling.ruling_id)
    if known is None or decode(Ruling, known).withdrawn:
        await service.intake.rule(ruling)
        known = encode(ruling)
    return answer_json(known)


async def list_rulings(service: Service, request: web.Request, asked: Paging) -> web.Response:
    """Rulings, the latest first, withdrawn ones included."""
    rows = await service.store.ask(queries.rulings, asked.limit + 1, decode_key(asked.after, int, str))
    return answer_page(request, rows, asked.limit)


async def show_ruling(service: Service, request: web.Request, _: object) -> web.Response:
    """A ruling with the mentions that it touched, the latest reported first; of many the first hundred."""
    ruling_id = request.match_info["id"]
    ruling = await service.store.ask(_find, ruling_id)
    claims = await service.store.ask(queries.ruled_claims, ruling_id, MOST_CLAIMS)
    return answer_json(b'{"ruling":' + ruling + b',"claims":' + encode_list(claims) + b"}")


async def withdraw_ruling(service: Service, request: web.Request, _: object) -> web.Response:
    """Withdraw a ruling, with author and reason: all is as if it had not been. Once more does nothing more."""
    given = _sound(service.intake.check_ruling(await read_body(request), Signed))
    ruling = decode(Ruling, await _look_twice(service, "rulings", lambda db: _find(db, request.match_info["id"])))
    if ruling.withdrawn is None:
        ruling = service.intake.draft_withdrawal(ruling, given)
        await service.intake.rule(ruling)
    return answer_json(encode(ruling))


def _sound(checked: Sent | Rejected) -> Sent:
    if isinstance(checked, Rejected):
        raise Refused(422, checked.reason, rejected=(checked,))
    return checked


async def _look_twice(service: Service, topic: str, query: Callable[[Connection], Found]) -> Found:
    """What the query finds; where that is refused, what it finds once all that is on the topic by now has been seen."""
    try:
        return await service.store.ask(query)
    except Refused:
        await service.store.reach(await service.port.ends((topic,)))
        return await service.store.ask(query)


def _find(connection: Connection, ruling_id: str) -> bytes:
    ruling = queries.ruling(connection, ruling_id)
    if ruling is None:
        raise Refused(404, f"There is no ruling {ruling_id!r}; /v1/rulings lists those that there are.")
    return ruling
