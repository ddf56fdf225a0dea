"""The replay clock: how time between publications becomes time of the replay."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feed.clock import choose_scale, due_seconds

START = datetime(2024, 1, 1, tzinfo=UTC)


def after(*hours: float | None) -> list[datetime | None]:
    return [None if hour is None else START + timedelta(hours=hour) for hour in hours]


@pytest.mark.parametrize(
    ("moments", "scale", "longest_gap_seconds", "due"),
    [
        ([], 1.0, math.inf, []),
        (after(0), 1.0, math.inf, [0]),
        (after(0, 1, 3), 0.0, math.inf, [0, 0, 0]),
        (after(0, 1, 3), 1.0, math.inf, [0, 3600, 10800]),
        (after(0, 1, 3), 1 / 3600, math.inf, [0, 1, 3]),
        (after(0, 1, 1000), 1 / 3600, 5, [0, 1, 6]),
        (after(0, 0, 2), 1 / 3600, math.inf, [0, 0, 2]),
        (after(0, 1, None, None), 1 / 3600, math.inf, [0, 1, 1, 1]),
        (after(None, None), 1.0, math.inf, [0, 0]),
    ],
)
def test_each_article_is_due_its_share_of_time_after_the_one_before(
    moments: list[datetime | None], scale: float, longest_gap_seconds: float, due: list[float]
) -> None:
    assert due_seconds(moments, scale, longest_gap_seconds) == pytest.approx(due)


@pytest.mark.parametrize(
    ("moments", "lasting_seconds", "longest_gap_seconds", "due"),
    [
        (after(0, 1, 2), 10, math.inf, [0, 5, 10]),
        (after(0, 1, 2), 10, 5, [0, 5, 10]),
        (after(0, 1, 10_000), 10, 8, [0, 2, 10]),
        (after(0, 1, 3, 10_000, 90_000), 10, 3.5, [0, 1, 3, 6.5, 10]),
        (after(0, 1, 2), 10, 2, [0, 2, 4]),
        (after(0, 0, 0), 10, 1, [0, 0, 0]),
        (after(None, None), 10, 1, [0, 0]),
    ],
)
def test_a_replay_lasts_as_long_as_asked_with_long_gaps_cut(
    moments: list[datetime | None], lasting_seconds: float, longest_gap_seconds: float, due: list[float]
) -> None:
    scale = choose_scale(moments, lasting_seconds, longest_gap_seconds)
    assert due_seconds(moments, scale, longest_gap_seconds) == pytest.approx(due)


@given(
    st.lists(st.integers(min_value=0, max_value=10**9), min_size=2, max_size=50),
    st.floats(min_value=0.1, max_value=1000),
    st.floats(min_value=0.01, max_value=1000),
)
def test_no_replay_lasts_longer_than_asked_nor_shorter_than_it_could(
    seconds: list[int], lasting_seconds: float, longest_gap_seconds: float
) -> None:
    moments = [START + timedelta(seconds=second) for second in sorted(seconds)]
    gaps = sum(later > earlier for earlier, later in pairwise(moments))
    due = due_seconds(moments, choose_scale(moments, lasting_seconds, longest_gap_seconds), longest_gap_seconds)
    assert due[-1] == pytest.approx(min(lasting_seconds, gaps * longest_gap_seconds))
    assert due == sorted(due)
