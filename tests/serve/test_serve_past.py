"""What was known on a past day is shown as it was, also where it was corrected or taken back since."""

from datetime import UTC, datetime
from typing import Any

import pytest
from serve_endpoint import Endpoint, make_claim

TROOPS = "/v1/estimates/north-korea/troops"
FIRST, LATER = datetime(2024, 10, 20, tzinfo=UTC), datetime(2024, 10, 24, 12, tzinfo=UTC)
MENTION = {"mention_id": "m-1", "published": FIRST}


def corrected() -> list[Any]:
    return [make_claim(point=12000, edition=2, known=LATER, **MENTION)]


def withdrawn() -> list[Any]:
    return [make_claim(point=8000, edition=2, known=LATER, retracted=True, **MENTION)]


def read_again() -> list[Any]:
    return [make_claim(point=12000, edition=2, **MENTION)]


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("change", "before", "after"),
    [(corrected, 8000, 12000), (withdrawn, 8000, None), (read_again, 12000, 12000)],
)
async def test_a_change_counts_from_when_it_became_known(
    endpoint: Endpoint, change: Any, before: float, after: float | None, at_once: bool
) -> None:
    other = make_claim(point=10000, claimant="Selenskyj", article_id="a-9", published=FIRST)
    await endpoint.gauge.take(make_claim(point=8000, edition=1, **MENTION), other)
    if not at_once:
        await endpoint.settle()
    await endpoint.gauge.take(*change())
    await endpoint.settle()
    for day, figure in (("2024-10-22", before), ("2024-10-25", after)):
        answer = await endpoint.json(f"{TROOPS}/explain?at={day}")
        assert sorted(one["point"] for one in answer["claims"]) == sorted({10000, figure} - {None})
        assert answer["estimate"] == await endpoint.json(f"{TROOPS}?at={day}")
        assert len((await endpoint.json(f"{TROOPS}/claimants?at={day}"))["claimants"]) == len(answer["claims"])


async def test_nothing_of_a_withdrawn_articles_words_is_kept_for_the_past(endpoint: Endpoint) -> None:
    await endpoint.gauge.take(make_claim(point=8000, edition=1, **MENTION), *withdrawn())
    await endpoint.settle()
    (claim,) = (await endpoint.json(f"{TROOPS}/explain?at=2024-10-22"))["claims"]
    assert [mention["sentence"] for mention in claim["printed"]] == [""]
