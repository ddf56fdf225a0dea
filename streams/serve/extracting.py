"""Reads a text that somebody pasted, and stores nothing of it; for programs here, for people in `pages`."""

import asyncio

from aiohttp import web

from schemas import Article, Claim, Rejected
from schemas.wire import encode
from streams.extract import extract
from streams.language import UnknownLanguage, load
from streams.serve.guard import read_body
from streams.serve.paging import encode_list
from streams.serve.problems import Refused
from streams.serve.reading import answer_json
from streams.serve.service import Service

MOST_CHARACTERS = 100_000  # of a pasted text: the longest articles have half of that, and the answer is waited for


async def read_article(service: Service, submission: bytes) -> tuple[Article, list[Claim]]:
    """The article that this would make, and the claims in it; refused where it is none or can't be read."""
    article = await service.intake.check(submission)
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
        return article, await asyncio.to_thread(extract, article, lexicon)


async def extract_text(service: Service, request: web.Request, _: object) -> web.Response:
    """What would be read from an article: its claims with their places in its text. Nothing of it is stored."""
    article, claims = await read_article(service, await read_body(request))
    shown = encode_list([encode(claim) for claim in claims])
    return answer_json(b'{"article":' + encode(article) + b',"claims":' + shown + b"}")
