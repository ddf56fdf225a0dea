"""The page for people: a board of all estimates, and what every page is made of. Rendered here, without any script."""

from collections.abc import Sequence
from urllib.parse import quote

from aiohttp import web

from schemas import Estimate
from schemas.wire import decode
from streams.serve import queries
from streams.serve.answers import EstimateFilter, Paging
from streams.serve.markup import Markup, element, join
from streams.serve.paging import decode_key, encode_key
from streams.serve.queries import Row
from streams.serve.service import Service

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
.note { font-style: italic }
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
    rows = await service.store.ask(queries.estimates, wanted.limit + 1, after, EstimateFilter())
    estimates = [decode(Estimate, row.value) for row in rows[: wanted.limit]]
    head = [element("th", "Estimand")]
    head += [element("th", title, class_="number") for title in ("Best", "Lowest", "Highest", "Claimants", "Claims")]
    body = [_board_row(estimate) for estimate in estimates if estimate.claims] or [
        element("tr", element("td", "Nothing has been claimed yet.", colspan="6"))
    ]
    table = element(
        "table", element("thead", element("tr", *head, element("th", "Last reported"))), element("tbody", *body)
    )
    return answer_page("Pegel", element("h1", "Pegel"), table, link_next(request, rows, wanted))


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


def write_figure(value: float | None, unit: str | None) -> str:
    """A figure for people: no decimals from a thousand on, thousands apart by a thin blank; a dash for none."""
    if value is None:
        return "–"
    shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}".rstrip("0").rstrip(".")
    shown = shown.replace(",", "\u202f")
    return f"{shown}\u202f{unit}" if unit else shown


def link_next(request: web.Request, rows: Sequence[Row], wanted: Paging) -> Markup:
    """A link to the next page; nothing on the last."""
    if len(rows) <= wanted.limit:
        return Markup("")
    query = {"limit": str(wanted.limit), "after": encode_key(rows[wanted.limit - 1].key)}
    return element("p", element("a", "next page →", href=str(request.rel_url.with_query(query))))


def answer_page(title: str, *content: Markup) -> web.Response:
    """A whole page, which may load its style and nothing else."""
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
