"""The description of the endpoint is complete, valid and true."""

import re
from typing import Any

import pytest
from openapi_spec_validator import validate
from serve_endpoint import Endpoint

from streams.serve.problems import BY_STATUS, KINDS
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


async def test_the_reference_for_readers_shows_every_path_and_noun_and_asks_for_nothing_elsewhere(
    endpoint: Endpoint, description: Any
) -> None:
    async with endpoint.client.get("/docs") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        page = await answer.text()
    for path in description["paths"]:
        assert path.removesuffix(".{format}") in page
    for name in description["components"]["schemas"]:
        assert f'id="{name}"' in page
    assert set(re.findall(r'(?:src|href)="(\w+:|//)', page)) == set()
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/estimates?limit=0", "bad-request"),
        ("/v1/estimates/nobody/killed", "unknown-estimand"),
        ("/v1/nowhere", "not-found"),
        ("/v1/articles", "method-not-allowed"),
    ],
)
async def test_the_type_of_a_problem_is_the_address_of_a_page_about_it(
    endpoint: Endpoint, path: str, kind: str
) -> None:
    async with endpoint.client.get(path) as answer:
        problem = await answer.json(content_type="application/problem+json")
    assert problem["type"] == f"/problems/{kind}"
    async with endpoint.client.get(problem["type"]) as answer:
        assert answer.status == 200
        assert problem["title"] in await answer.text()


async def test_every_status_that_a_route_may_answer_has_a_page(endpoint: Endpoint) -> None:
    assert {status for route in ROUTES for status in route.problems} <= set(BY_STATUS)
    for name, kind in KINDS.items():
        assert BY_STATUS[kind.status] in KINDS
        async with endpoint.client.get(f"/problems/{name}") as answer:
            assert answer.status == 200
    await endpoint.json("/problems/nonsense", status=404)
