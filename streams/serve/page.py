"""The page for people: a board of all estimates, and the claims behind one. Rendered here, without any script."""

from collections.abc import Sequence
from urllib.parse import quote

from aiohttp import web

from schemas import Claim, Estimate
from schemas.wire import decode
from streams.serve import queries
from streams.serve.answers import Paging
from streams.serve.markup import Markup, element, join
from streams.serve.paging import decode_key, encode_key
from streams.serve.queries import Row
from streams.serve.reading import estimand_of, unknown_estimand
from streams.serve.service import Service

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.contested { color: light-dark(#a33, #f99) }
.quiet { opacity: .7 }
mark { background: light-dark(#ffe9a8, #6b5600); color: inherit; padding: 0 .15em }
blockquote { margin: 0 }
"""


async def show_board(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """All estimates, each with a link to its claims."""
    after = decode_key(wanted.after, str)
    rows = await service.store.ask(queries.estimates, wanted.limit + 1, after, None, None)
    estimates = [decode(Estimate, row.value) for row in rows[: wanted.limit]]
    head = [element("th", "Estimand")]
    head += [element("th", title, class_="number") for title in ("Best", "Lowest", "Highest", "Claimants", "Claims")]
    body = [_board_row(estimate) for estimate in estimates if estimate.claims] or [
        element("tr", element("td", "Nothing has been claimed yet.", colspan="6"))
    ]
    table = element(
        "table", element("thead", element("tr", *head, element("th", "Last reported"))), element("tbody", *body)
    )
    return _answer("Pegel", element("h1", "Pegel"), table, _next_page(request, rows, wanted))


async def show_estimand(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """One estimate and the claims behind it, each with its sentence."""
    estimand, after = estimand_of(request), decode_key(wanted.after, int, str)
    current = await service.store.ask(queries.estimate, estimand)
    if current is None:
        raise unknown_estimand(estimand)
    estimate = decode(Estimate, current)
    rows = await service.store.ask(queries.claims, wanted.limit + 1, after, estimand)
    claims = [_claim_row(decode(Claim, row.value)) for row in rows[: wanted.limit]]
    head = element("tr", *(element("th", title) for title in ("Reported", "Claimant", "Sentence", "Source")))
    return _answer(
        estimand,
        element("p", element("a", "← all estimates", href="/")),
        element("h1", estimand),
        element("p", *_summary(estimate)),
        element("table", element("thead", head), element("tbody", *claims)),
        _next_page(request, rows, wanted),
    )


async def show_style(service: Service, request: web.Request, _: object) -> web.Response:
    """The page's style sheet."""
    return web.Response(text=STYLE, content_type="text/css")


def _board_row(estimate: Estimate) -> Markup:
    link = element("a", estimate.estimand, href=f"/estimates/{quote(estimate.estimand)}")
    mark = join(" ", element("span", "contested", class_="contested")) if estimate.contested else Markup("")
    figures = (
        write_figure(estimate.best, estimate.unit),
        write_figure(estimate.lowest.value if estimate.lowest else None, estimate.unit),
        write_figure(estimate.highest.value if estimate.highest else None, estimate.unit),
        str(estimate.claimants),
        str(estimate.claims),
    )
    reported = f"{estimate.last_reported:%Y-%m-%d}" if estimate.last_reported else "–"
    cells = [element("td", figure, class_="number") for figure in figures]
    return element("tr", element("td", link, mark), *cells, element("td", reported))


def _summary(estimate: Estimate) -> Sequence[str]:
    best = element("strong", write_figure(estimate.best, estimate.unit))
    about = f" from {estimate.claimants} claimants, {estimate.claims} claims, {estimate.mentions} mentions"
    return ("Best: ", best, about, f". {estimate.note}" if estimate.note else "")


def _claim_row(claim: Claim) -> Markup:
    source: Markup | str = claim.outlet or "–"
    if claim.url and claim.url.startswith(("http://", "https://")):
        source = element("a", source, href=claim.url, rel="noreferrer nofollow")
    who = claim.claimant or claim.outlet or "–"
    manner = claim.stance if claim.claimant else f"{claim.stance} in its own voice"
    return element(
        "tr",
        element("td", f"{claim.published:%Y-%m-%d}", class_="number"),
        element("td", who, join(" ", element("span", manner, class_="quiet"))),
        element("td", element("blockquote", *_marked(claim))),
        element("td", source),
    )


def _marked(claim: Claim) -> Sequence[str]:
    start, end = claim.start - claim.sentence_start, claim.end - claim.sentence_start
    if claim.sentence[max(start, 0) : max(end, 0)] != claim.phrase:  # a gathered row has no place in a sentence
        return (claim.sentence,)
    return claim.sentence[:start], element("mark", claim.phrase), claim.sentence[end:]


def write_figure(value: float | None, unit: str | None) -> str:
    """A figure for people: no decimals from a thousand on, thousands apart by a thin blank; a dash for none."""
    if value is None:
        return "–"
    shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}".rstrip("0").rstrip(".")
    shown = shown.replace(",", "\u202f")
    return f"{shown}\u202f{unit}" if unit else shown


def _next_page(request: web.Request, rows: Sequence[Row], wanted: Paging) -> Markup:
    if len(rows) <= wanted.limit:
        return Markup("")
    query = {"limit": str(wanted.limit), "after": encode_key(rows[wanted.limit - 1].key)}
    return element("p", element("a", "next page →", href=str(request.rel_url.with_query(query))))


def _answer(title: str, *content: Markup) -> web.Response:
    head = join(
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", title),
        Markup('<link rel="stylesheet" href="/page.css">'),
    )
    page = f"<!doctype html>\n{element('html', element('head', head), element('body', *content), lang='en')}\n"
    return web.Response(
        text=page,
        content_type="text/html",
        headers={"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"},
    )
