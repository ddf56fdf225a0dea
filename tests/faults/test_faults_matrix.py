"""A short selection of the fault matrix: whatever befalls it, a reader sees in the end what he would without."""

from pathlib import Path

import pytest

from tests.faults.matrix import play


@pytest.mark.parametrize(
    ("broker", "seed"),
    [
        pytest.param("embedded", 3, marks=pytest.mark.faults),
        pytest.param("kafka", 1, marks=pytest.mark.kafka),
        pytest.param("kafka", 2, marks=pytest.mark.kafka),
    ],
)
async def test_faults_leave_no_trace(tmp_path: Path, broker: str, seed: int) -> None:
    outcome = await play(tmp_path, seed, broker, 400, 4)
    assert outcome["differences"] == []
    assert outcome["changes"] > 500
