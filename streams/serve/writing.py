"""Takes articles and gathered rows, withdraws and rereads. Handlers of the route table.

A writer is told «accepted» only when what it sent is on disk; see `port.Intake`.
"""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

from schemas import Rejected
from streams.serve import queries
from streams.serve.answers import Receipt, Receipts, Reread
from streams.serve.guard import read_body
from streams.serve.port import Accepted
from streams.serve.problems import Refused
from streams.serve.reading import answer_json, unknown_article
from streams.serve.service import Service

Take = Callable[[Sequence[bytes]], Awaitable[Sequence[Accepted | Rejected]]]
REREAD_BATCH = 256  # articles published at once


async def post_articles(service: Service, request: web.Request, _: object) -> web.Response:
    """Articles: one as JSON, or many as NDJSON, each answered for in order."""
    await service.backlog.check()
    return await _take(request, service.intake.articles)


async def post_claims(service: Service, request: web.Request, _: object) -> web.Response:
    """Gathered rows: one as JSON, or many as NDJSON, each answered for in order."""
    await service.backlog.check()
    return await _take(request, service.intake.claims)


async def delete_article(service: Service, request: web.Request, _: object) -> web.Response:
    """Withdraw an article: its text is blanked, its claims are retracted. Once more does nothing more."""
    article_id = request.match_info["id"]
    article = await service.store.ask(queries.article, article_id)
    if article is None:
        # It may have been accepted a moment ago; look again when all articles by now have been seen.
        await service.store.reach(await service.port.ends(("articles",)))
        article = await service.store.ask(queries.article, article_id)
    if article is None:
        raise unknown_article(article_id)
    if not article.withdrawn:
        await service.intake.withdraw(article_id)
    return web.Response(status=204)


async def reread(service: Service, request: web.Request, _: object) -> web.Response:
    """Send every stored article through the extractor again; what it reads otherwise now replaces what it read."""
    count, last = 0, ""
    while True:
        last, messages = await service.store.ask(queries.stored_articles, REREAD_BATCH, last)
        if not messages:
            return answer_json(Reread(articles=count).model_dump_json().encode())
        await service.port.publish("articles", messages)
        count += len(messages)


async def _take(request: web.Request, take: Take) -> web.Response:
    body = await read_body(request)
    if request.content_type == "application/json":
        return await _take_one(body, take)
    numbered = [(number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    if not numbered:
        raise Refused(400, "The request is empty; send one JSON object a line.")
    outcomes = await take([line for _, line in numbered])
    receipts = [_receipt(number, outcome) for (number, _), outcome in zip(numbered, outcomes, strict=True)]
    return _answer(receipts)


async def _take_one(body: bytes, take: Take) -> web.Response:
    if not body.strip():
        raise Refused(400, "The request is empty; send a JSON object.")
    (outcome,) = await take([body])
    if isinstance(outcome, Rejected):
        raise Refused(422, outcome.reason, rejected=(outcome,))
    return _answer([_receipt(1, outcome)])


def _answer(receipts: Sequence[Receipt]) -> web.Response:
    return answer_json(Receipts(results=tuple(receipts)).model_dump_json().encode())


def _receipt(line: int, outcome: Accepted | Rejected) -> Receipt:
    if isinstance(outcome, Rejected):
        return Receipt(status="rejected", id=outcome.article_id, claim_id=None, line=line, reason=outcome.reason)
    return Receipt(status="accepted", id=outcome.id, claim_id=outcome.claim_id, line=line, reason=None)
