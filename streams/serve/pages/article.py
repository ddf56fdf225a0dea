"""The page of an article: its text with every claim marked; and the page where a text can be pasted to see the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from aiohttp import web

from schemas import Article, Claim
from schemas.wire import decode
from streams.language import languages
from streams.serve import queries
from streams.serve.extracting import read_article
from streams.serve.pages.layout import PageParameters, Reader, answer_page
from streams.serve.pages.words import Words
from streams.serve.problems import Refused
from streams.serve.reading import read_stored
from streams.serve.service import Service

FORM = "application/x-www-form-urlencoded"


class Segment(NamedTuple):
    """A stretch of text, and the claims that it states, if it is a number."""

    text: str
    claims: Sequence[Claim]


async def present_article(service: Service, request: web.Request, wanted: PageParameters) -> web.Response:
    """An article's text with the claims that were read from it, each a link to its estimand."""
    article_id = request.match_info["id"]
    article = decode(Article, await read_stored(service, article_id))
    claims = [decode(Claim, value) for value in await service.store.ask(queries.article_claims, article_id)]
    return answer_page(Reader(request, wanted.lang), "article.html", **await _shown(service, article, claims))


async def present_form(service: Service, request: web.Request, wanted: PageParameters) -> web.Response:
    """Where a text can be pasted, to see what would be read from it."""
    reader = Reader(request, wanted.lang)
    return answer_page(reader, "read.html", article=None, refusal=None, **_form(reader.words, {}))


async def present_reading(service: Service, request: web.Request, wanted: PageParameters) -> web.Response:
    """What would be read from a pasted text. Nothing of it is stored."""
    if request.content_type != FORM:
        raise Refused(415, f"The form comes as {FORM}; programs send JSON to /v1/extract.")
    reader, sent = Reader(request, wanted.lang), await request.post()
    given = {name: str(value).replace("\r\n", "\n") for name, value in sent.items() if value}
    form = _form(reader.words, given)
    try:
        article, claims = await read_article(service, orjson.dumps({"text": "", **given}))
    except Refused as refusal:
        return answer_page(reader, "read.html", refusal.status, article=None, refusal=str(refusal), **form)
    return answer_page(reader, "read.html", refusal=None, **form, **await _shown(service, article, claims))


def _form(words: Words, given: Mapping[str, str]) -> dict[str, Any]:
    """What the form shows: the languages that can be read, and what was sent."""
    return {"given": given, "languages": {tag: words.locale.languages.get(tag, tag) for tag in languages()}}


async def _shown(service: Service, article: Article, claims: Sequence[Claim]) -> dict[str, Any]:
    """What a template needs to show the claims in their text."""
    fields = {field: [claim for claim in claims if claim.field == field] for field in ("title", "text")}
    return {
        "article": article,
        "headline": list(segment(article.title or "", fields["title"])),
        "body": list(segment(article.text, fields["text"])),
        "claims": claims,
        "known": await service.store.ask(queries.known, [claim.estimand for claim in claims]),
    }


def segment(text: str, claims: Sequence[Claim]) -> Iterator[Segment]:
    """The text in stretches with and without a number; of numbers that overlap the first is marked."""
    stated: dict[tuple[int, int], list[Claim]] = defaultdict(list)
    for claim in claims:
        stated[claim.start, claim.end].append(claim)
    done = 0
    for start, end in sorted(stated, key=lambda place: (place[0], -place[1])):
        if done <= start < end <= len(text):
            if done < start:
                yield Segment(text[done:start], ())
            yield Segment(text[start:end], stated[start, end])
            done = end
    if done < len(text):
        yield Segment(text[done:], ())
