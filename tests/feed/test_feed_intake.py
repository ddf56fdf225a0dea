"""Intake: what is answered for is on its topic, in order; what is refused is not."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from schemas import Article, Claim, Rejected
from streams.feed.intake import Accepted, Intake, Message

NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)
ROW = {
    "subject": "north-korea",
    "measure": "killed",
    "point": 300,
    "modifier": "exact",
    "stance": "asserts",
    "phrase": "300 Soldaten",
}


class Topics:
    """An in-memory log, honest about failure: what could not be stored raises and leaves nothing behind."""

    def __init__(self) -> None:
        self.log: dict[str, list[Message]] = defaultdict(list)
        self.full = False

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        if self.full:
            raise OSError("no space left on device")
        self.log[topic].extend(messages)

    def articles(self) -> list[Article]:
        return [Article.model_validate_json(value) for _, value, _ in self.log["articles"]]


@pytest.fixture
def topics() -> Topics:
    return Topics()


@pytest.fixture
def intake(topics: Topics) -> Intake:
    return Intake(topics.publish, lambda claimant, outlet, on: claimant or "nobody", lambda: NOW)


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode()


async def test_each_line_has_its_answer_in_order(intake: Intake, topics: Topics) -> None:
    answers = await intake.articles([line(id="a", text="Eins", language="de"), b"nonsense", line(id="b", text="Zwei")])
    assert [type(answer) for answer in answers] == [Accepted, Rejected, Accepted]
    assert [article.id for article in topics.articles()] == ["a", "b"]


async def test_an_article_travels_under_its_id_with_its_schema(intake: Intake, topics: Topics) -> None:
    await intake.articles([line(id="a-ü", text="Eins", language="de")])
    [(key, value, headers)] = topics.log["articles"]
    assert key == "a-ü".encode()
    assert json.loads(value)["text"] == "Eins"
    assert headers == {"pegel-schema": b"article/1"}


async def test_receipts_increase_even_while_the_clock_stands_still(intake: Intake, topics: Topics) -> None:
    await intake.articles([line(id="a", text=f"Fassung {n}", language="de") for n in range(3)])
    await intake.articles([line(id="a", text="Fassung 3", language="de")])
    received = [article.received for article in topics.articles()]
    assert received == [NOW + timedelta(microseconds=n) for n in range(4)]
    assert len({article.edition for article in topics.articles()}) == 4


async def test_nothing_is_accepted_that_could_not_be_stored(intake: Intake, topics: Topics) -> None:
    topics.full = True
    with pytest.raises(OSError, match="no space"):
        await intake.articles([line(text="Eins", language="de")])


async def test_a_batch_of_nothing_but_faults_publishes_nothing(intake: Intake, topics: Topics) -> None:
    topics.full = True
    assert [type(answer) for answer in await intake.articles([b"{}", b""])] == [Rejected, Rejected]


async def test_a_row_is_published_under_its_mention(intake: Intake, topics: Topics) -> None:
    [accepted, rejected] = await intake.claims([line(**ROW), line(**ROW, mood="good")])
    assert isinstance(accepted, Accepted)
    assert isinstance(rejected, Rejected)
    [(key, value, headers)] = topics.log["rows"]
    assert key == accepted.id.encode()
    assert Claim.model_validate_json(value).mention_id == accepted.id
    assert headers == {"pegel-schema": b"claim/1"}


async def test_a_withdrawn_article_keeps_nothing_but_its_id(intake: Intake, topics: Topics) -> None:
    await intake.articles([line(id="a", text="Eins", title="Titel", language="de")])
    await intake.withdraw("a")
    written, withdrawn = topics.articles()
    assert (withdrawn.id, withdrawn.text, withdrawn.title, withdrawn.withdrawn) == ("a", "", None, True)
    assert withdrawn.edition > written.edition
