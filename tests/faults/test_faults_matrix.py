"""A short selection of the fault matrix: whatever befalls it, a reader sees in the end what he would without."""

from pathlib import Path

import pytest

from tests.faults.matrix import play

LOST = "issue 5: of the runs on Kafka in which a worker and the broker were killed one lost claims, not yet found why"
KAFKA = (pytest.mark.kafka, pytest.mark.xfail(reason=LOST, strict=False))


@pytest.mark.parametrize(
    ("broker", "seed"),
    [
        pytest.param("embedded", 3, marks=pytest.mark.faults),
        pytest.param("kafka", 1, marks=KAFKA),
        pytest.param("kafka", 2, marks=KAFKA),
    ],
)
async def test_faults_leave_no_trace(tmp_path: Path, broker: str, seed: int) -> None:
    outcome = await play(tmp_path, seed, broker, 400, 4)
    assert outcome["differences"] == []
    assert outcome["changes"] > 500
