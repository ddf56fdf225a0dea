"""What each version of an article asserts and retracts, told from what was read of it before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from schemas import Article, Claim
from schemas.wire import decode, encode
from streams.flow.extraction import read_article
from streams.flow.planning import ArticleRead, Plan, Reading, plan

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
ONE = "Nach Angaben der Polizei kamen 8.000 Menschen zu der Demonstration in Berlin."
TWO = "Nach Angaben der Polizei kamen 9.500 Menschen zu der Demonstration in Berlin."
NONE = "Die Demonstration in Berlin verlief nach Angaben der Polizei ruhig."


def version(text: str, minutes: int = 0, **fields: object) -> ArticleRead:
    article = Article(
        id="a-1",
        text=text,
        language="de",
        published=NOON,
        published_known=True,
        received=NOON + timedelta(minutes=minutes),
        **fields,  # type: ignore[arg-type]
    )
    return read_article(encode(article))


def withdrawal(minutes: int) -> ArticleRead:
    return version("", minutes, withdrawn=True)


def follow(versions: Sequence[ArticleRead]) -> list[Plan]:
    reading: Reading | None = None
    plans = []
    for now in versions:
        step = plan(reading, now)
        reading = step.reading or reading
        plans.append(step)
    return plans


def sent(step: Plan) -> list[tuple[float | None, bool]]:
    claims = [decode(Claim, message) for _, message in step.messages]
    return [(claim.point, claim.retracted) for claim in claims]


CASES = {
    "a first version asserts": ([version(ONE)], [("read", [(8000, False)])]),
    "the same version again does nothing": (
        [version(ONE), version(ONE, 1)],
        [("read", [(8000, False)]), ("repeated", [])],
    ),
    "a late older version does nothing": (
        [version(TWO, 5), version(ONE)],
        [("read", [(9500, False)]), ("outdated", [])],
    ),
    "a changed figure at the same place is asserted anew": (
        [version(ONE), version(TWO, 1)],
        [("read", [(8000, False)]), ("replaced", [(9500, False)])],
    ),
    "a figure that moved is retracted where it stood": (
        [version(ONE), version("Berlin. " + ONE, 1)],
        [("read", [(8000, False)]), ("replaced", [(8000, True), (8000, False)])],
    ),
    "a version without figures retracts": (
        [version(ONE), version(NONE, 1)],
        [("read", [(8000, False)]), ("replaced", [(8000, True)])],
    ),
    "a withdrawal retracts once": (
        [version(ONE), withdrawal(1), withdrawal(1)],
        [("read", [(8000, False)]), ("replaced", [(8000, True)]), ("repeated", [])],
    ),
    "an article that comes back is asserted again": (
        [version(ONE), withdrawal(1), version(ONE, 2)],
        [("read", [(8000, False)]), ("replaced", [(8000, True)]), ("replaced", [(8000, False)])],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_versions_assert_and_retract(
    case: tuple[list[ArticleRead], list[tuple[str, list[tuple[float, bool]]]]],
) -> None:
    versions, expected = case
    steps = follow(versions)
    assert [(step.outcome, sent(step)) for step in steps] == expected


def test_a_retraction_outranks_what_it_retracts() -> None:
    first, second = follow([version(ONE), version(NONE, 1)])
    asserted, retracted = (decode(Claim, step.messages[0][1]) for step in (first, second))
    assert retracted.mention_id == asserted.mention_id
    assert retracted.edition > asserted.edition


def test_the_same_version_read_with_other_tables_outranks_what_was_read_before() -> None:
    first = version(ONE)
    again = replace(version(NONE), edition=first.edition, received=first.received)
    once_more = replace(first, fingerprint="with yet other tables")
    steps = follow([first, again, once_more])
    assert [(step.outcome, sent(step)) for step in steps] == [
        ("read", [(8000, False)]),
        ("replaced", [(8000, True)]),
        ("replaced", [(8000, False)]),
    ]
    editions = [decode(Claim, message).edition for step in steps for _, message in step.messages]
    assert editions == sorted(set(editions))


def test_claims_in_an_articles_own_voice_carry_its_sketch() -> None:
    own, told = (
        [decode(Claim, message) for *_, message in version(text).claims]
        for text in ("In Berlin demonstrierten am Freitag 8.000 Menschen.", ONE)
    )
    assert all(claim.sketch for claim in own)
    assert not any(claim.sketch for claim in told)


def test_a_retraction_says_no_more_of_the_article() -> None:
    _, step = follow([version(ONE), withdrawal(1)])
    assert [decode(Claim, message).sentence for _, message in step.messages] == [""]
    assert step.reading is not None
    assert step.reading.live == ""


def test_an_article_in_a_language_without_lexicon_yields_no_claims() -> None:
    article = Article(
        id="a-2", text="8,000 troops.", language="en", published=NOON, published_known=True, received=NOON
    )
    read = read_article(encode(article))
    assert not read.language_known
    assert read.claims == ()


@pytest.mark.parametrize(
    ("versions", "known"),
    [
        ([version(ONE)], [None]),
        ([version(ONE), version(TWO, 5)], [NOON + timedelta(minutes=5)]),
        ([version(ONE), withdrawal(5)], [NOON + timedelta(minutes=5)]),
        ([version(ONE), version(TWO, 50, updated=NOON + timedelta(minutes=3))], [NOON + timedelta(minutes=3)]),
        ([version(ONE), replace(version(TWO), fingerprint="read by a newer extractor")], [None]),
        ([version(NONE), version(ONE, 5), replace(version(TWO, 5), fingerprint="anew")], [NOON + timedelta(minutes=5)]),
    ],
)
def test_what_a_later_version_says_is_known_since_then(
    versions: list[ArticleRead], known: list[datetime | None]
) -> None:
    step = follow(versions)[-1]
    assert {decode(Claim, message).known for _, message in step.messages} == set(known)
