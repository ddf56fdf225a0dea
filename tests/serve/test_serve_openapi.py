"""The description of the endpoint is complete, valid and true."""

import re
from typing import Any

import pytest
from openapi_spec_validator import validate
from serve_endpoint import Endpoint

from streams.serve.routes import ROUTES


@pytest.fixture
async def description(endpoint: Endpoint) -> Any:
    return await endpoint.json("/openapi.json")


async def test_the_description_is_valid_openapi(description: Any) -> None:
    validate(description)


async def test_every_route_that_the_server_has_is_described(endpoint: Endpoint, description: Any) -> None:
    served = {(route.method, path) for route in ROUTES for path in (route.path, route.suffixed) if path}
    described = {(method.upper(), path) for path, methods in description["paths"].items() for method in methods}
    assert described == served
    runs = {
        (route.method, route.resource.canonical)
        for route in endpoint.app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    assert runs == served


async def test_every_route_is_explained_and_tells_its_problems(description: Any) -> None:
    for path, methods in description["paths"].items():
        for operation in methods.values():
            assert operation["summary"].endswith("."), path
            assert "500" in operation["responses"]
            named = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


async def test_every_reference_of_the_description_leads_somewhere(description: Any) -> None:
    wanted = set(re.findall(r"#/components/schemas/([^'\"]+)", str(description)))
    assert wanted <= set(description["components"]["schemas"])
    assert {"Estimate", "Claim", "Article", "Change", "Problem", "Submission"} <= wanted
