"""Dead letters over HTTP: list, show, redrive. Handlers of the route table.

A redriven message is published again as it was, under the id of its letter, by which the flow closes or replaces it.
"""

import base64

from aiohttp import web

from schemas import DeadLetter
from schemas.wire import REDRIVE_HEADER, decode
from streams.serve import queries
from streams.serve.answers import Paging
from streams.serve.paging import answer_page, decode_key
from streams.serve.problems import Refused
from streams.serve.reading import answer_json
from streams.serve.service import Service


async def list_letters(service: Service, request: web.Request, asked: Paging) -> web.Response:
    """Messages that could not be processed and are set aside, without their bytes, the latest first."""
    after = decode_key(asked.after, int, str)
    rows = await service.store.ask(queries.letters, asked.limit + 1, after)
    return answer_page(request, rows, asked.limit)


async def show_letter(service: Service, request: web.Request, _: object) -> web.Response:
    """One of them with its traceback, headers and original bytes."""
    return answer_json(await _find(service, request.match_info["id"]))


async def redrive_letter(service: Service, request: web.Request, _: object) -> web.Response:
    """Publish its message again. If that succeeds the letter is gone; if not, it says why it failed this time."""
    letter = decode(DeadLetter, await _find(service, request.match_info["id"]))
    headers = {name: base64.b64decode(value) for name, value in letter.headers.items()}
    headers[REDRIVE_HEADER] = letter.letter_id.encode()
    await service.port.publish(letter.topic, [((letter.key or "").encode(), base64.b64decode(letter.value), headers)])
    return web.Response(status=204)


async def _find(service: Service, letter_id: str) -> bytes:
    value = await service.store.ask(queries.letter, letter_id)
    if value is None:
        raise Refused(404, f"There is no dead letter {letter_id!r}; /v1/dead lists those that there are.")
    return value
