"""What the endpoint does with those who write."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from serve_endpoint import Endpoint, Serve, make_article
from serve_log import Log, publish_article

from schemas import Article, Claim, Problem
from schemas.wire import decode
from streams.serve.answers import Receipts
from streams.serve.guard import LARGEST_BODY_BYTES, names_of
from streams.service import ServiceError, check_exposure
from streams.settings import Settings

JSON = {"Content-Type": "application/json"}
NDJSON = {"Content-Type": "application/x-ndjson"}
SOUND = json.dumps({"id": "a-1", "text": "Die Polizei zählte 5000 Teilnehmer.", "language": "de"}).encode()
ROW = {
    "subject": "berlin",
    "measure": "demonstrators",
    "claimant": "Polizei",
    "point": 5000,
    "low": 5000,
    "high": 5000,
    "modifier": "exact",
    "stance": "asserts",
    "phrase": "5.000",
    "reported": "2024-10-28",
}


async def post(endpoint: Endpoint, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
    async with endpoint.client.post(path, data=body, headers={**JSON, **headers}) as answer:
        kind = "application/json" if answer.status == 200 else "application/problem+json"
        return answer.status, await answer.json(content_type=kind)


async def test_an_accepted_article_is_on_the_log_when_the_answer_comes(endpoint: Endpoint) -> None:
    status, answer = await post(endpoint, "/v1/articles", SOUND)
    assert (status, answer["results"][0]["id"]) == (200, "a-1")
    (entry,) = endpoint.log.on("articles")
    assert decode(Article, entry.value or b"").text.startswith("Die Polizei")


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/claims"])
async def test_writers_are_told_to_slow_down_while_too_much_waits(serve: Serve, path: str) -> None:
    endpoint = await serve(backlog=10)
    endpoint.log.unread = 11
    async with endpoint.client.post(path, data=SOUND, headers=JSON) as answer:
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "11 messages wait" in (await answer.json(content_type=None))["detail"]
    assert endpoint.log.on("articles") == []


async def test_a_broker_that_is_away_is_an_answer_and_no_fault_of_ours(endpoint: Endpoint) -> None:
    endpoint.log.away = True
    status, problem = await post(endpoint, "/v1/articles", SOUND)
    assert (status, problem["detail"]) == (503, "The broker is not available; try again.")


async def test_every_line_is_answered_for_in_order_and_by_its_number(endpoint: Endpoint) -> None:
    body = SOUND + b'\n\n{"id": "a-2", "text": ""}\nno json\n' + SOUND.replace(b"a-1", b"a-3") + b"\n"
    status, answer = await post(endpoint, "/v1/articles", body, **NDJSON)
    receipts = Receipts.model_validate(answer).results
    assert status == 200
    assert [(one.line, one.status, one.id) for one in receipts] == [
        (1, "accepted", "a-1"),
        (3, "rejected", "a-2"),
        (4, "rejected", None),
        (5, "accepted", "a-3"),
    ]
    assert all((one.reason is None) == (one.status == "accepted") for one in receipts)
    assert len(endpoint.log.on("articles")) == 2


async def test_gathered_rows_become_claims(endpoint: Endpoint) -> None:
    status, answer = await post(endpoint, "/v1/claims", json.dumps(ROW).encode())
    assert status == 200
    claim = decode(Claim, endpoint.log.on("rows")[0].value or b"")
    (receipt,) = answer["results"]
    assert claim.estimand == "berlin/demonstrators"
    assert (claim.mention_id, claim.claim_id) == (receipt["id"], receipt["claim_id"])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"[]", "object"),
        (b'"text"', "object"),
        (b"{", ""),
        (b'{"text": ""}', "text"),
        (b'{"text": "  "}', "text"),
        (b'{"text": "x", "colour": "red"}', "colour"),
        (b'{"text": "\xff"}', "UTF-8"),
        (b'{"text": 5}', "text"),
        (b'{"id": "a b", "text": "x"}', "id"),
        (b'{"text": "x", "published": "yesterday"}', "published"),
        (json.dumps({"text": "x" * 1_000_001}).encode(), "1000000"),
        (SOUND + b"\n" + SOUND, ""),
    ],
)
async def test_a_rejected_article_is_a_problem_with_its_reason(endpoint: Endpoint, body: bytes, says: str) -> None:
    status, answer = await post(endpoint, "/v1/articles", body)
    problem = Problem.model_validate(answer)
    assert (status, len(problem.rejected)) == (422, 1)
    assert says in (problem.detail or "").replace(",", "").replace("_", "")
    assert endpoint.log.on("articles") == []


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/claims"])
@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (SOUND, {"Content-Type": "text/plain"}, 415),
        (SOUND, {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (SOUND, {"Content-Type": "multipart/form-data; boundary=x"}, 415),
        (b"", JSON, 400),
        (b" \n\n", NDJSON, 400),
        (SOUND, {"Origin": "https://evil.example"}, 403),
        (SOUND, {"Origin": "null"}, 403),
        (SOUND, {"Origin": "http://127.0.0.1:1"}, 403),
        (SOUND, {"Origin": "http://["}, 403),
        (SOUND, {"Host": "evil.example"}, 403),
        (SOUND, {"Host": "127.0.0.1.evil.example:6066"}, 403),
        (SOUND, {"Host": ""}, 403),
        (SOUND, {"Host": "["}, 403),
        (SOUND, {"Content-Encoding": "gzip"}, 400),
    ],
)
async def test_a_request_that_a_page_could_send_or_nobody_can_read_is_refused(
    endpoint: Endpoint, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    assert (await post(endpoint, path, body, **headers))[0] == status
    assert endpoint.log.entries == {}


@pytest.mark.parametrize("method", ["DELETE /v1/articles/a-1", "POST /v1/reread"])
async def test_a_foreign_page_can_neither_withdraw_nor_reread(endpoint: Endpoint, method: str) -> None:
    await publish_article(endpoint.log, make_article())
    await endpoint.settle()
    verb, path = method.split()
    async with endpoint.client.request(verb, path, headers={"Origin": "https://evil.example"}) as answer:
        assert answer.status == 403
    assert len(endpoint.log.on("articles")) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer s3cret "}, 204),  # a field's outer blanks are no part of it
        ({"Authorization": "Bearer s3cret and more"}, 401),
        ({"Authorization": "s3cret"}, 401),
        ({"Authorization": "Bearer s3cr\u00e9t"}, 401),
        ({"Authorization": "Bearer s3cret"}, 204),
    ],
)
async def test_only_who_has_the_token_may_write(serve: Serve, sent: dict[str, str], status: int) -> None:
    endpoint = await serve(token="s3cret")
    await publish_article(endpoint.log, make_article("a-1"))
    await endpoint.settle()
    async with endpoint.client.delete("/v1/articles/a-1", headers=sent) as answer:
        assert answer.status == status
        assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    await endpoint.json("/v1/estimates")  # reading needs none


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"host": "127.0.0.1"}, False),
        ({"host": "::1"}, False),
        ({"host": "localhost"}, False),
        ({"host": "0.0.0.0"}, True),
        ({"host": "::"}, True),
        ({"host": "192.0.2.1"}, True),
        ({"host": "pegel.example"}, True),
        ({"host": "0.0.0.0", "token": "s3cret"}, False),
        ({"host": "0.0.0.0", "open_to_all": True}, False),
    ],
)
def test_nobody_listens_beyond_this_machine_without_a_token_unasked(given: dict[str, Any], refused: bool) -> None:
    if refused:
        with pytest.raises(ServiceError, match="PEGEL_TOKEN"):
            check_exposure(Settings(**given))
    else:
        check_exposure(Settings(**given))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
async def test_the_endpoints_own_page_may_write_by_any_local_name(endpoint: Endpoint, host: str) -> None:
    own = f"{host}:{endpoint.address.rpartition(':')[2]}"
    assert (await post(endpoint, "/v1/articles", SOUND, Host=own, Origin=f"http://{own}"))[0] == 200


def test_an_endpoint_on_every_address_goes_by_the_machines_name_too() -> None:
    assert names_of("127.0.0.1") < names_of("0.0.0.0")


@pytest.mark.parametrize("announced", [True, False])
async def test_a_request_of_fifty_megabytes_is_told_what_the_limit_is(endpoint: Endpoint, announced: bool) -> None:
    async def chunks() -> Any:
        for _ in range(50):
            yield b" " * 1_000_000

    body: Any = b" " * 50_000_000 if announced else chunks()
    async with endpoint.client.post("/v1/articles", data=body, headers=JSON) as answer:
        problem = await answer.json(content_type="application/problem+json")
    assert answer.status == 413
    assert str(LARGEST_BODY_BYTES // 1024 // 1024) in problem["detail"]


async def test_a_log_that_fails_is_answered_as_an_error_and_not_as_accepted(serve: Serve) -> None:
    class FullDisk(Log):
        async def publish(self, topic: str, messages: Any) -> None:
            raise OSError(28, "No space left on device")

    status, answer = await post(await serve(FullDisk()), "/v1/articles", SOUND)
    assert status == 500
    assert "space" not in json.dumps(answer)


async def test_a_withdrawn_article_leaves_no_word_of_its_text_in_the_store(endpoint: Endpoint, tmp_path: Path) -> None:
    await publish_article(endpoint.log, make_article(text="Geheimnisvolle Worte über 8000 Soldaten."))
    await endpoint.settle()
    stored = [path for path in tmp_path.iterdir() if path.name.startswith("read.sqlite")]
    assert any(b"Geheimnisvolle" in path.read_bytes() for path in stored)
    for _ in range(2):  # once more does nothing more
        async with endpoint.client.delete("/v1/articles/a-1") as answer:
            assert answer.status == 204
        await endpoint.settle()
    assert len(endpoint.log.on("articles")) == 2
    assert not any(b"Geheimnisvolle" in path.read_bytes() for path in stored)


async def test_an_article_can_be_withdrawn_as_soon_as_it_is_accepted(endpoint: Endpoint) -> None:
    bodies = [SOUND.replace(b"a-1", b"b-%d" % number) for number in range(20)]

    async def there_and_back(number: int) -> int:
        await post(endpoint, "/v1/articles", bodies[number])
        async with endpoint.client.delete(f"/v1/articles/b-{number}") as answer:
            return answer.status

    assert await asyncio.gather(*map(there_and_back, range(20))) == [204] * 20


async def test_an_unknown_article_cannot_be_withdrawn(endpoint: Endpoint) -> None:
    async with endpoint.client.delete("/v1/articles/none") as answer:
        assert answer.status == 404
    assert endpoint.log.entries == {}


async def test_rereading_sends_every_article_that_holds_as_it_came(endpoint: Endpoint) -> None:
    for number in range(300):
        await publish_article(endpoint.log, make_article(f"a-{number}"))
    await endpoint.settle()
    async with endpoint.client.delete("/v1/articles/a-7"):
        await endpoint.settle()
    came = {entry.key: entry for entry in endpoint.log.on("articles")}
    before = len(endpoint.log.on("articles"))
    async with endpoint.client.post("/v1/reread") as answer:
        assert await answer.json() == {"articles": 299}
    again = [entry for entry in endpoint.log.on("articles") if entry.offset >= came[entry.key].offset + 1]
    assert len(endpoint.log.on("articles")) == before + 299
    assert {(entry.key, entry.value, entry.headers["pegel-schema"]) for entry in again} == {
        (entry.key, entry.value, entry.headers["pegel-schema"]) for key, entry in came.items() if key != b"a-7"
    }


async def test_a_writer_that_names_no_host_is_refused(endpoint: Endpoint) -> None:
    host, port = endpoint.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /v1/reread HTTP/1.0\r\n\r\n")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.0 403")


async def test_a_client_that_leaves_in_the_middle_of_its_body_harms_nobody(endpoint: Endpoint) -> None:
    host, port = endpoint.address.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
    writer.write(b'Content-Length: 100\r\n\r\n{"text": "')
    await writer.drain()
    writer.close()
    assert (await endpoint.json("/health"))["status"] == "alive"
    assert endpoint.log.entries == {}
