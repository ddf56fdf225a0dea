"""The pages for programmers: every path and every noun as /openapi.json has them, and the kinds of problems."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from aiohttp import web

from streams.serve.openapi import DESCRIPTION
from streams.serve.pages.layout import PageParameters, Reader, answer_page
from streams.serve.problems import KINDS, Refused
from streams.serve.service import Service

Schema = dict[str, Any]
SUFFIXED = ".{format}"


class Operation(NamedTuple):
    """One method on one path."""

    method: str
    path: str
    about: Schema
    suffixed: bool  # whether a format may stand behind the path


async def show_docs(service: Service, request: web.Request, wanted: PageParameters) -> web.Response:
    """Every path with what it takes and answers, and every noun, for reading; made from /openapi.json."""
    description = orjson.loads(request.app[DESCRIPTION])
    operations = list(_operations(description["paths"]))
    return answer_page(
        Reader(request, wanted.lang),
        "docs.html",
        operations=[one for one in operations if one.path.startswith("/v1/")],
        others=[one for one in operations if not one.path.startswith("/v1/")],
        nouns=description["components"]["schemas"],
        write_type=write_type,
        kinds=KINDS,
    )


async def show_problem(service: Service, request: web.Request, wanted: PageParameters) -> web.Response:
    """What a kind of problem means, and what to do about it: the page that a problem's `type` names."""
    name = request.match_info["kind"]
    kind = KINDS.get(name)
    if kind is None:
        raise Refused(404, f"There is no kind of problem {name!r}; /docs lists them.")
    return answer_page(Reader(request, wanted.lang), "problem.html", name=name, kind=kind, kinds=KINDS)


def _operations(paths: dict[str, Schema]) -> Iterator[Operation]:
    for path, methods in paths.items():
        if not path.endswith(SUFFIXED):
            for method, about in methods.items():
                yield Operation(method.upper(), path, about, path + SUFFIXED in paths)


def write_type(schema: Schema) -> str:
    """A JSON schema in a few words: `list of Claim`, `text or null`, `one of a, b`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(write_type, schema["anyOf"])))
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if "const" in schema:
        return repr(schema["const"])
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return "(" + ", ".join(map(write_type, schema["prefixItems"])) + ")"
        return f"list of {write_type(schema.get('items', {}))}"
    names = {"string": "text", "boolean": "true or false", "integer": "whole number", None: "anything"}
    kind = schema.get("type")
    return {"date-time": "moment", "date": "day"}.get(schema.get("format", ""), names.get(kind, str(kind)))
