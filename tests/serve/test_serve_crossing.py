"""Pages of other origins: none may read unless the operator names it, and none may ever write."""

import pytest
from serve_endpoint import Endpoint, Serve

from streams.settings import Settings

DESK = "https://desk.example"
ASK = {"Origin": DESK, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "last-event-id"}


async def allowed(endpoint: Endpoint, path: str, origin: str) -> str | None:
    async with endpoint.client.get(path, headers={"Origin": origin}) as answer:
        return answer.headers.get("Access-Control-Allow-Origin")


async def test_unless_it_is_set_nobody_is_let_in(endpoint: Endpoint) -> None:
    assert await allowed(endpoint, "/v1/estimands", DESK) is None
    async with endpoint.client.options("/v1/estimands", headers=ASK) as answer:
        assert answer.status == 405


@pytest.mark.parametrize("path", ["/v1/estimands", "/v1/watch", "/v1/nowhere"])
async def test_a_named_origin_may_read_events_and_errors_too(serve: Serve, path: str) -> None:
    endpoint = await serve(cors=f"{DESK}/, https://other.example")
    assert await allowed(endpoint, path, DESK) == DESK
    assert await allowed(endpoint, path, "https://evil.example") is None
    async with endpoint.client.get(path) as answer:
        assert "Origin" in answer.headers["Vary"]


async def test_a_browser_may_ask_beforehand(serve: Serve) -> None:
    endpoint = await serve(cors=DESK)
    async with endpoint.client.options("/v1/estimands", headers=ASK) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (204, DESK)
        assert "Last-Event-ID" in answer.headers["Access-Control-Allow-Headers"]
        assert "POST" not in answer.headers["Access-Control-Allow-Methods"]


async def test_all_may_be_let_in_to_read_and_still_none_to_write(serve: Serve) -> None:
    endpoint = await serve(cors="*")
    assert await allowed(endpoint, "/v1/estimands", "https://anybody.example") == "https://anybody.example"
    async with endpoint.client.post("/v1/reread", headers={"Origin": DESK}) as answer:
        assert answer.status == 403


async def test_a_named_origin_may_listen_by_socket(serve: Serve) -> None:
    endpoint = await serve(cors=DESK)
    async with endpoint.client.ws_connect("/v1/watch", headers={"Origin": DESK}) as socket:
        assert (await socket.receive_json())["event"] == "snapshot"


@pytest.mark.parametrize("cors", ["desk.example", "https://a.example, b", "https://a.example/path", "null"])
def test_a_setting_that_names_no_origins_is_refused(cors: str) -> None:
    with pytest.raises(ValueError, match="origins"):
        Settings(cors=cors)
