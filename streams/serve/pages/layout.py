"""What every page is made of: templates that escape all they are given, the reader's language, and a strict policy."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import quote

from aiohttp import hdrs, web
from babel import negotiate_locale
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pydantic import Field

from streams.serve.answers import Parameters
from streams.serve.pages.words import LOCALES, Words
from streams.serve.problems import Refused
from streams.serve.service import Service

# Nothing from elsewhere and nothing inline: text of an article that got through as markup could still do nothing.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {ancestors}"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
STATIC = {
    file.name: file.read_bytes() for file in files(__package__).joinpath("static").iterdir() if "." in file.name[1:]
}
VERSION = sha256(b"".join(STATIC[name] for name in sorted(STATIC))).hexdigest()[:12]
Language = Literal["en", "de"]

_templates = Environment(
    loader=PackageLoader("streams.serve.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class PageParameters(Parameters):
    """Query parameters of every page."""

    lang: Language | None = Field(None, description="Language of the page; null: what the browser prefers.")


class StaticVersion(Parameters):
    """Which edition of a file is wanted."""

    v: str | None = Field(None, description="Of all files together; this one may be kept for good.")


class Reader:
    """Who a page is for: the language to write in, and links that keep what the reader chose."""

    def __init__(self, request: web.Request, chosen: Language | None) -> None:
        self._chosen = chosen
        self.words = Words.of(chosen or _preferred(request.headers.get(hdrs.ACCEPT_LANGUAGE, "")))
        self._request = request

    def link(self, path: str, **query: object) -> str:
        """A path of this endpoint; a chosen language goes along, what is None is left out."""
        given = {"lang": self._chosen, **query}
        pairs = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in given.items() if value is not None)
        return f"{quote(path)}?{pairs}" if pairs else quote(path)

    def absolute(self, path: str) -> str:
        """The whole address of a path of this endpoint, for use on other sites."""
        return str(self._request.url.with_path(path).with_query({"lang": self.words.language}))

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """Parameters of this page that a form of it hands on."""
        return [(name, self._request.query[name]) for name in names if name in self._request.query]

    def here(self, **query: object) -> str:
        """This page with some parameters changed; None takes one away."""
        return self.link(self._request.path, **{**self._request.query, **query})


async def show_static(service: Service, request: web.Request, wanted: StaticVersion) -> web.Response:
    """A style sheet, script or icon of the pages."""
    name = request.match_info["name"]
    body = STATIC.get(name)
    if body is None:
        raise Refused(404, f"There is no file {name!r}.")
    fresh = wanted.v == VERSION
    return web.Response(
        body=body,
        content_type=TYPES[name[name.rindex(".") :]],
        charset="utf-8",
        headers={"Cache-Control": "max-age=31536000, immutable" if fresh else "no-cache"},
    )


def answer_page(
    reader: Reader, template: str, status: int = 200, *, framed: bool = False, **context: object
) -> web.Response:
    """A page from its template; `framed`: other sites may show it inside of theirs."""
    given: Mapping[str, Any] = {
        "reader": reader,
        "words": reader.words,
        "say": reader.words.say,
        "link": reader.link,
        "version": VERSION,
        "other": next(language for language in LOCALES if language != reader.words.language),
        **context,
    }
    return web.Response(
        text=_templates.get_template(template).render(given),
        status=status,
        content_type="text/html",
        headers={
            "Content-Security-Policy": POLICY.format(ancestors="*" if framed else "'none'"),
            "Referrer-Policy": "same-origin",  # with none, a form of ours would come from origin `null`
            "Vary": "Accept-Language",
            "Cache-Control": "no-cache",
        },
    )


def mark(sentence: str, start: int, end: int, phrase: str) -> Markup:
    """A sentence with its number marked; unmarked where the number does not stand there, as in a gathered row."""
    if start < 0 or sentence[start:end] != phrase or not phrase:
        return Markup.escape(sentence)
    return Markup("{}<mark>{}</mark>{}").format(sentence[:start], phrase, sentence[end:])


def web_address(url: str | None) -> str | None:
    """The url, if a browser may follow it: nothing that would run."""
    return url if url and url.startswith(("http://", "https://")) else None


def _preferred(accepted: str) -> str:
    ranked = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            ranked.append((-float(quality or 1), tag))
        except ValueError:
            continue
    wanted = [tag for _, tag in sorted(ranked, key=lambda pair: pair[0])]
    return negotiate_locale([tag.partition("-")[0].lower() for tag in wanted], list(LOCALES)) or next(iter(LOCALES))


_templates.globals["mark"] = mark
_templates.globals["web_address"] = web_address
