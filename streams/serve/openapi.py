"""Describes the route table as OpenAPI 3.1, for GET /openapi.json."""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from schemas import Problem
from streams.serve.formats import MEDIA_TYPES, TABLES, Format

if TYPE_CHECKING:
    from streams.serve.routes import Route

TABLE_SCHEMAS: dict[Format, dict[str, Any]] = {
    "csv": {"type": "string", "description": "A line for each row; its columns are the fields of the items."},
    "ndjson": {"type": "string", "description": "An item a line."},
    "parquet": {"type": "string", "format": "binary", "description": "The same columns, typed."},
}
PATH_PARAMETERS = {  # what each part of a path means, and an example
    "subject": ("Whose number it is.", "north-korea"),
    "measure": ("What is measured, with its unit or noun where it needs one.", "troops"),
    "id": ("The id, quoted as addresses need it.", "a-1"),
    "kind": ("The last part of a problem's `type`.", "not-found"),
    "name": ("The file.", "page.css"),
}
DESCRIPTION: web.AppKey[bytes] = web.AppKey("description", bytes)
REFERENCE = "#/components/schemas/{model}"


def describe(routes: Sequence["Route"]) -> bytes:
    """The description as JSON."""
    names, components = _components(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        operation = _operation(route, names)
        paths.setdefault(route.path, {})[route.method.lower()] = operation
        if route.suffixed:
            paths[route.suffixed] = {"get": _in_format(operation)}
    return orjson.dumps(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "Pegel",
                "version": version("pegel"),
                "description": "Contested numbers off the news stream: who says how much, and what that adds up to.",
            },
            "paths": paths,
            "components": {"schemas": components, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        },
        option=orjson.OPT_SORT_KEYS,
    )


def _components(routes: Sequence["Route"]) -> tuple[dict[type[BaseModel], Any], dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for route in routes:
        for model, mode in ((route.answer, "serialization"), (route.takes, "validation")):
            if isinstance(model, type):
                wanted[model, "serialization" if mode == "serialization" else "validation"] = None
    references, schema = models_json_schema(list(wanted), ref_template=REFERENCE)
    names = {model: reference for (model, _), reference in references.items() if issubclass(model, BaseModel)}
    return names, schema["$defs"]


def _operation(route: "Route", names: dict[type[BaseModel], Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.work.__name__,
        "summary": (route.work.__doc__ or "").split("\n")[0],
        "parameters": [*_path_parameters(route.path), *_query_parameters(route.parameters)],
        "responses": {
            **_success(route, names),
            **{str(status): _problem(status, names) for status in (*route.problems, 500)},
        },
    }
    if 401 in route.problems:
        operation["security"] = [{}, {"token": []}]  # needed only where the endpoint has one
    if route.takes is not None:
        one = names[route.takes] if isinstance(route.takes, type) else {"type": "object", "description": route.takes}
        content: dict[str, Any] = {"application/json": {"schema": one}}
        if route.many:
            lines = {"type": "string", "description": "Such an object a line."}
            content["application/x-ndjson"] = {"schema": lines}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _success(route: "Route", names: dict[type[BaseModel], Any]) -> dict[str, Any]:
    if route.answer is None:
        return {"204": {"description": HTTPStatus.NO_CONTENT.phrase}}
    if isinstance(route.answer, str):
        content: dict[str, Any] = {route.answer: {"schema": {} if "json" in route.answer else {"type": "string"}}}
    else:
        content = {"application/json": {"schema": names[route.answer]}}
        if route.rows:
            content |= {MEDIA_TYPES[name]: {"schema": TABLE_SCHEMAS[name]} for name in TABLES}
    return {"200": {"description": HTTPStatus.OK.phrase, "content": content}}


def _in_format(operation: dict[str, Any]) -> dict[str, Any]:
    """The same operation with the format in its path."""
    schema = {"type": "string", "enum": list(MEDIA_TYPES)}
    suffix = {"name": "format", "in": "path", "required": True, "schema": schema}
    parameters = [*operation["parameters"], suffix]
    return {**operation, "operationId": f"{operation['operationId']}_in_format", "parameters": parameters}


def _problem(status: int, names: dict[type[BaseModel], Any]) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {"application/problem+json": {"schema": names[Problem]}},
    }


def _path_parameters(path: str) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", path):
        description, example = PATH_PARAMETERS[name]
        schema = {"type": "string", "minLength": 1}
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": description,
            "example": example,
            "schema": schema,
        }


def _query_parameters(model: type[BaseModel]) -> Iterable[dict[str, Any]]:
    for name, schema in model.model_json_schema().get("properties", {}).items():
        description = schema.pop("description", "")
        yield {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
