"""The client: answers in order, patience with a service that is busy or away, errors that say what to do."""

import socket
from datetime import UTC, datetime

import pytest
from feed_service import SmallService

from schemas import Change, Estimate, Reading, Rejected
from streams.feed.client import Service, ServiceError
from streams.feed.intake import Accepted

NOW = datetime(2025, 3, 1, tzinfo=UTC)
ESTIMATE = Estimate(
    estimand="turkey/killed",
    subject="turkey",
    measure="killed",
    kind="count",
    unit=None,
    episode="2023-02-06",
    place=None,
    at=NOW,
    pooled=True,
    best=1651.0,
    interval=(),
    lowest=None,
    highest=None,
    claimants=1,
    claims=1,
    mentions=1,
    outlets=1,
    latest=(),
    contested=False,
    first_reported=NOW,
    last_reported=NOW,
    revision=1,
)
CHANGE = Change(
    change_id="c",
    estimand="turkey/killed",
    episode=None,
    place=None,
    cause="claim",
    claim_id="c",
    mention_id="m",
    article_id="a",
    claimant_id="afad",
    claimant="AFAD",
    outlet="Tagblatt",
    stance="asserts",
    phrase="1651",
    reported=NOW,
    before=Reading(best=None, low=None, high=None),
    after=Reading(best=1651.0, low=1651.0, high=1651.0),
    revision=1,
)
LINES = [b'{"id": "a", "text": "Eins", "language": "de"}', b"{}", b'{"id": "b", "text": "Zwei", "language": "de"}']


async def test_each_line_is_answered_for_in_order(served: SmallService) -> None:
    async with Service(served.address) as service:
        answers = await service.articles(LINES)
    assert answers == [Accepted("a"), Rejected(reason="'text' is missing; an article needs one"), Accepted("b")]
    assert [article.id for article in served.articles] == ["a", "b"]


async def test_without_a_service_the_error_says_how_to_start_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with Service(address) as service:
            with pytest.raises(ServiceError, match=f"no service at {address}: start it with `pegel run`"):
                await service.articles(LINES)
            with pytest.raises(ServiceError, match="start it with `pegel run`"):
                await anext(service.watch())


async def test_an_address_that_is_none_is_named() -> None:
    async with Service("http://") as service:
        with pytest.raises(ServiceError, match="'http:' is no address"):
            await service.articles(LINES)


async def test_a_busy_service_is_asked_again(served: SmallService) -> None:
    served.moods.extend(["busy", "busy"])
    async with Service(served.address) as service:
        assert len(await service.articles(LINES)) == 3
    assert (served.requests, len(served.log)) == (3, 2)


async def test_patience_with_a_busy_service_ends(served: SmallService) -> None:
    served.moods.extend(["busy"] * 50)
    async with Service(served.address, patience_seconds=0.15) as service:
        with pytest.raises(ServiceError, match="too much at once"):
            await service.articles(LINES)


async def test_what_is_posted_again_after_a_lost_answer_is_the_same_article(served: SmallService) -> None:
    served.moods.append("drops")
    lines = [b'{"text": "Ohne Kennung", "language": "de"}']
    async with Service(served.address) as service:
        await service.articles(LINES)
        served.moods.append("drops")
        [answer] = await service.articles(lines)
    assert isinstance(answer, Accepted)
    assert {article.id for article in served.articles} == {"a", "b", answer.id}


async def test_a_refusal_is_told_in_the_words_of_the_service(served: SmallService) -> None:
    served.moods.append("refuses")
    async with Service(served.address) as service:
        with pytest.raises(ServiceError, match="Pages may not write here"):
            await service.articles(LINES)
    assert served.requests == 1


async def test_watching_goes_on_with_all_estimates_after_the_service_was_away(served: SmallService) -> None:
    snapshot = b'{"estimates":[' + ESTIMATE.model_dump_json().encode() + b"]}"
    newer = ESTIMATE.model_copy(update={"best": 3419.0, "revision": 2})
    served.events = [
        [("snapshot", b'{"estimates":[]}'), ("change", CHANGE.model_dump_json().encode())],
        [("snapshot", snapshot), ("unheard-of", b"{}"), ("estimate", newer.model_dump_json().encode())],
    ]
    seen = []
    async with Service(served.address) as service:
        async for event in service.watch():
            seen.append(event)
            if len(seen) == 4:
                break
    assert seen == [(), CHANGE, (ESTIMATE,), newer]


async def test_a_field_of_a_newer_service_is_skipped(served: SmallService) -> None:
    estimate = ESTIMATE.model_dump_json().encode().replace(b"{", b'{"mood":"good",', 1)
    served.events = [[("estimate", estimate)]]
    async with Service(served.address) as service:
        assert await anext(service.watch()) == ESTIMATE
