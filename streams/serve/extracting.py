"""Reads a text that somebody pasted, and stores nothing of it. Handler of the route table."""

import asyncio

from aiohttp import web

from schemas import Rejected
from schemas.wire import encode
from streams.extract import extract
from streams.language import UnknownLanguage, load
from streams.serve.guard import read_body
from streams.serve.paging import encode_list
from streams.serve.problems import Refused
from streams.serve.reading import answer_json
from streams.serve.service import Service

MOST_CHARACTERS = 100_000  # of a pasted text: the longest articles have half of that, and the answer is waited for


async def extract_text(service: Service, request: web.Request, _: object) -> web.Response:
    """What would be read from an article: its claims with their places in its text. Nothing of it is stored."""
    article = await service.intake.check(await read_body(request))
    if isinstance(article, Rejected):
        raise Refused(422, article.reason, rejected=(article,))
    if len(article.text) > MOST_CHARACTERS:
        raise Refused(
            413, f"The text has {len(article.text):,} characters; up to {MOST_CHARACTERS:,} are read while you wait."
        )
    try:
        lexicon = load(article.language)
    except UnknownLanguage as error:
        raise Refused(422, f"No claim can be read from it: {error}; say in 'language' which one it is.") from None
    async with service.extracting:  # one at a time: a long text is a second of work
        claims = await asyncio.to_thread(extract, article, lexicon)
    shown = encode_list([encode(claim) for claim in claims])
    return answer_json(b'{"article":' + encode(article) + b',"claims":' + shown + b"}")
