"""Rulings at the door: what they may name, what is told of a wrong one, and what they lead to."""

import json
from typing import Any

import pytest
from serve_endpoint import Endpoint, make_article, make_claim
from serve_log import publish_article

from schemas import Ruling
from schemas.ruling import sentence_digest
from schemas.wire import decode

JSON = {"Content-Type": "application/json"}
SIGNED = {"author": "Editor", "reason": "misread"}


async def send(endpoint: Endpoint, path: str, body: Any, method: str = "POST") -> tuple[int, Any]:
    async with endpoint.client.request(method, path, data=json.dumps(body), headers=JSON) as answer:
        return answer.status, await answer.json(content_type=None)


async def rule(endpoint: Endpoint, **fields: Any) -> tuple[int, Any]:
    return await send(endpoint, "/v1/rulings", {**SIGNED, **fields})


def published(endpoint: Endpoint) -> list[Ruling]:
    return [decode(Ruling, entry.value or b"") for entry in endpoint.log.on("rulings")]


async def test_a_ruling_on_a_mention_finds_its_expression_and_one_on_a_claim_all_its_reprints(
    endpoint: Endpoint,
) -> None:
    claim, reprint = make_claim(), make_claim(article_id="a-2")
    await endpoint.gauge.take(claim, reprint)
    await endpoint.settle()
    _, one = await rule(endpoint, action="reject", claim=claim.mention_id)
    assert (one["expression"]["article_id"], one["claims"]) == ("a-1", [])
    assert one["expression"]["sentence"] == sentence_digest(claim.sentence)
    assert claim.sentence not in json.dumps(one)
    _, every = await rule(endpoint, action="set", claim=claim.claim_id, subject="russia")
    assert (every["claims"], every["expression"]) == ([claim.claim_id], None)
    assert (every["correction"]["subject"], every["correction"]["measure"]) == ("russia", None)
    assert every["shown"] == {
        "claim_id": claim.claim_id,
        "estimand": "north-korea/troops",
        "claimant": "Mark Rutte",
        "phrase": "8000",
    }


async def test_a_ruling_on_a_bound_is_one_on_the_figure_that_it_comes_from(endpoint: Endpoint) -> None:
    claim = make_claim("turkey", "killed", 70)
    await endpoint.gauge.take(claim)
    await endpoint.settle()
    [bound] = (await endpoint.json("/v1/estimates/turkey/killed_or_wounded/claims"))["items"]
    _, ruling = await rule(endpoint, action="reject", claim=bound["claim_id"])
    assert ruling["claims"] == [claim.claim_id]
    _, ruling = await rule(endpoint, action="reject", claim=bound["mention_id"])
    assert ruling["expression"]["mention_id"] == claim.mention_id


async def test_one_of_two_claimants_of_an_expression_is_ruled_on_alone(endpoint: Endpoint) -> None:
    one, other = make_claim(claimant="Polizei"), make_claim(claimant="Armee", sentence="Armee spricht von 8000 Mann.")
    other = other.model_copy(update={"start": one.start, "end": one.end})
    await endpoint.gauge.take(one, other)
    await endpoint.settle()
    _, ruling = await rule(endpoint, action="reject", claim=one.mention_id)
    assert ruling["expression"]["claimant_id"] == "Polizei"


async def test_the_same_ruling_again_is_the_same_one_and_comes_back_after_its_withdrawal(endpoint: Endpoint) -> None:
    claim = make_claim()
    await endpoint.gauge.take(claim)
    await endpoint.settle()
    _, first = await rule(endpoint, action="reject", claim=claim.claim_id)
    await endpoint.settle()
    assert await rule(endpoint, action="reject", claim=claim.claim_id) == (200, first)
    path = f"/v1/rulings/{first['ruling_id']}"
    status, gone = await send(endpoint, path, {"author": "Chief", "reason": "was right"}, "DELETE")
    assert (status, gone["withdrawn"]["author"], gone["author"]) == (200, "Chief", "Editor")
    await endpoint.settle()
    assert await send(endpoint, path, {"author": "Other", "reason": "again"}, "DELETE") == (200, gone)
    _, again = await rule(endpoint, action="reject", claim=claim.claim_id)
    assert (again["ruling_id"], again["withdrawn"]) == (first["ruling_id"], None)
    assert again["moment"] > first["moment"]
    assert [bool(ruling.withdrawn) for ruling in published(endpoint)] == [False, True, False]
    await endpoint.settle()
    assert (await endpoint.json("/v1/rulings"))["items"] == [again]
    assert (await endpoint.json(path))["ruling"] == again


WRONG: dict[str, tuple[dict[str, Any], int, str]] = {
    "a claim that nobody knows": ({"action": "reject", "claim": "0" * 16}, 404, "No claim that holds has the id"),
    "a claim that is none": ({"action": "reject"}, 422, "reject needs claim"),
    "no author": ({"action": "reject", "claim": "x", "author": ""}, 422, "'author'"),
    "no reason": ({"action": "reject", "claim": "x", "reason": "  "}, 422, "'reason'"),
    "an unknown field": ({"action": "reject", "claim": "x", "colour": "red"}, 422, "unknown field 'colour'"),
    "an unknown action": ({"action": "ban", "claim": "x"}, 422, "'action' is 'ban'"),
    "nothing to set": ({"action": "set", "claim": "x"}, 422, "set needs something to set"),
    "what does not go with it": ({"action": "reject", "claim": "x", "subject": "a"}, 422, "reject takes no subject"),
    "a place that is no path": ({"action": "set", "claim": "x", "place": "Kursk!"}, 422, "russia/kursk"),
    "a place and none": ({"action": "set", "claim": "x", "place": "a", "no_place": True}, 422, "exclude each other"),
    "no figure in a value": ({"action": "set", "claim": "x", "value": {}}, 422, "a value needs"),
    "a low above the point": (
        {"action": "set", "claim": "x", "value": {"low": 9, "point": 5}},
        422,
        "'value': low 9 is above point 5",
    ),
    "an estimand into itself": (
        {"action": "merge_estimands", "merged": "north-korea/troops", "into": "north-korea/troops"},
        422,
        "can't be merged into itself",
    ),
    "an estimand that nobody knows": (
        {"action": "merge_estimands", "merged": "north-korea/troops", "into": "mars/troops"},
        422,
        "There is no claim about 'mars/troops'",
    ),
    "estimands of two kinds": (
        {"action": "merge_estimands", "merged": "north-korea/troops", "into": "north-korea/cost:eur"},
        422,
        "they can't be one",
    ),
    "a claimant that nobody knows": (
        {"action": "merge_claimants", "merged": "Mark Rutte", "into": "nobody"},
        422,
        "No claim names the claimant 'nobody'",
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
async def test_a_ruling_is_refused_with_what_is_wrong(
    case: tuple[dict[str, Any], int, str], endpoint: Endpoint
) -> None:
    fields, status, reason = case
    await endpoint.gauge.take(make_claim(), make_claim(measure="cost", unit="EUR", kind="money"))
    await endpoint.settle()
    answered, problem = await rule(endpoint, **fields)
    assert (answered, problem["status"]) == (status, status)
    assert reason in problem["detail"]
    assert published(endpoint) == []


async def test_a_merge_that_would_close_a_circle_is_refused(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(*(make_claim(claimant=name) for name in ("nis", "usa", "nato")))
    await endpoint.settle()
    for merged, into in (("nis", "usa"), ("usa", "nato")):
        assert (await rule(endpoint, action="merge_claimants", merged=merged, into=into))[0] == 200
        await endpoint.settle()
    status, problem = await rule(endpoint, action="merge_claimants", merged="nato", into="nis")
    assert (status, "'nis' is merged into 'nato' already" in problem["detail"]) == (422, True)


async def test_a_page_of_another_origin_cannot_rule(endpoint: Endpoint) -> None:
    for method, path in (("POST", "/v1/rulings"), ("DELETE", "/v1/rulings/x")):
        headers = {**JSON, "Origin": "https://evil.example"}
        async with endpoint.client.request(method, path, data=json.dumps(SIGNED), headers=headers) as answer:
            assert answer.status == 403


async def test_what_cannot_be_withdrawn_is_told(endpoint: Endpoint) -> None:
    assert (await send(endpoint, "/v1/rulings/none", SIGNED, "DELETE"))[0] == 404
    status, problem = await send(endpoint, "/v1/rulings/none", {"author": "Editor"}, "DELETE")
    assert (status, problem["detail"]) == (422, "'reason' is missing")


async def test_a_merged_estimand_leads_on_under_every_path(endpoint: Endpoint) -> None:
    claim, other = make_claim(), make_claim("russia")
    await endpoint.gauge.take(claim, other)
    await endpoint.settle()
    merge = {"action": "merge_estimands", "merged": "north-korea/troops", "into": "russia/troops"}
    _, ruling = await rule(endpoint, **merge)
    await endpoint.gauge.rule(Ruling.model_validate(ruling), claim)
    await endpoint.settle()
    for path in ("", "/explain", "/claims", "/history?points=3"):
        async with endpoint.client.get(f"/v1/estimates/north-korea/troops{path}", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (307, f"/v1/estimates/russia/troops{path}")
            assert ruling["ruling_id"] in (await answer.json(content_type=None))["detail"]
    reading = await endpoint.json("/v1/estimates/north-korea/troops")
    assert (reading["estimand"], reading["mentions"]) == ("russia/troops", 2)
    async with endpoint.client.get("/estimates/north-korea/troops", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (307, "/estimates/russia/troops")


async def test_a_ruling_is_shown_wherever_it_had_effect(endpoint: Endpoint) -> None:
    claim = make_claim()
    await publish_article(endpoint.log, make_article())
    await endpoint.gauge.take(claim)
    await endpoint.settle()
    _, ruling = await rule(endpoint, action="set", claim=claim.mention_id, value={"point": 9000})
    await endpoint.gauge.rule(Ruling.model_validate(ruling), claim)
    await endpoint.settle()
    ids = [ruling["ruling_id"]]
    base = "/v1/estimates/north-korea/troops"
    reading = await endpoint.json(base)
    assert (reading["best"], reading["rulings"], reading["latest"][0]["rulings"]) == (9000, ids, ids)
    [held] = (await endpoint.json(f"{base}/claims"))["items"]
    assert (held["point"], held["rulings"], held["read_as"]) == (9000, ids, claim.mention_id)
    explained = await endpoint.json(f"{base}/explain")
    assert [one["rulings"] for one in explained["claims"]] == [ids]
    assert explained["rulings"] == [ruling]
    [as_read] = explained["ruled_out"]
    assert (as_read["point"], as_read["sentence"], as_read["retracted"]) == (8000, claim.sentence, True)
    changes = (await endpoint.json(f"{base}/changes"))["items"]
    assert [(change["cause"], change["rulings"]) for change in changes] == [
        ("ruling", ids),
        ("ruling", ids),
        ("claim", []),
    ]
    article = await endpoint.json("/v1/articles/a-1")
    assert [[one["point"] for one in article[name]] for name in ("claims", "ruled_out")] == [[9000], [8000]]
    shown = await endpoint.json(f"/v1/rulings/{ids[0]}")
    assert {(one["point"], one["retracted"]) for one in shown["claims"]} == {(9000, False), (8000, True)}
    assert {one["ruled_by"] for one in [*shown["claims"], held]} == {None}


async def test_an_estimand_of_which_rulings_took_all_still_says_so(endpoint: Endpoint) -> None:
    claim = make_claim()
    await endpoint.gauge.take(claim)
    await endpoint.settle()
    _, ruling = await rule(endpoint, action="reject", claim=claim.claim_id)
    await endpoint.gauge.rule(Ruling.model_validate(ruling), claim)
    await endpoint.settle()
    explained = await endpoint.json("/v1/estimates/north-korea/troops/explain")
    assert (explained["estimate"]["best"], explained["claims"]) == (None, [])
    assert [one["point"] for one in explained["ruled_out"]] == [8000]
    assert await rule(endpoint, action="reject", claim=claim.claim_id) == (200, ruling)
