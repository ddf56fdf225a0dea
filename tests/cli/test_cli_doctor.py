"""`pegel doctor` finds what is wrong beneath a service, and changes nothing."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.broker import Log, Topic
from streams.cli.examination import Finding, examine
from streams.settings import Settings

NOBODY = "http://127.0.0.1:1"


def overwrite(path: Path) -> None:
    path.write_bytes(b"not SQLite at all" * 1000)


def break_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[20_000:60_000] = b"\xff" * 40_000
    path.write_bytes(content)


def set_clock_forward(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE records SET timestamp = ?", (time.time() + 3600,))
    connection.commit()
    connection.close()


async def broker_file(folder: Path) -> Path:
    log = Log(folder / "broker.sqlite")
    await log.open()
    log.declare(Topic("articles", 1, True, None))
    for number in range(200):
        log.append("articles", b"a-%d" % number, b"x" * 1000)
    await log.close()
    return log.path


def faults(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.what, one.found) for one in findings if one.state == "fault"]


async def test_a_sound_file_has_no_fault(tmp_path: Path) -> None:
    await broker_file(tmp_path)
    assert faults(await examine(Settings(data=tmp_path, service=NOBODY))) == []


@pytest.mark.parametrize(
    ("harm", "what", "says"),
    [
        (overwrite, "broker", "can't be read"),
        (break_pages, "broker", "is damaged"),
        (set_clock_forward, "clock", "3600 s behind the last record"),
    ],
)
async def test_a_fault_of_the_brokers_file_is_found_and_nothing_changed(
    tmp_path: Path, harm: Callable[[Path], None], what: str, says: str
) -> None:
    path = await broker_file(tmp_path)
    harm(path)
    before = path.read_bytes()
    ((found, text),) = faults(await examine(Settings(data=tmp_path, service=NOBODY)))
    assert found == what
    assert says in text
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "what", "says"),
    [
        ({"partitions": 3}, "topics", "articles has 1 partitions, not 3"),
        ({"host": "0.0.0.0"}, "exposure", "PEGEL_TOKEN"),
        ({"broker": "kafka://127.0.0.1:1"}, "broker", "does not answer"),
    ],
)
async def test_a_setting_that_does_not_fit_is_a_fault(
    tmp_path: Path, given: dict[str, object], what: str, says: str
) -> None:
    await broker_file(tmp_path)
    ((found, text),) = faults(await examine(Settings(data=tmp_path, service=NOBODY, **given)))
    assert found == what
    assert says in text


async def test_where_nothing_stands_yet_nothing_is_wrong(tmp_path: Path) -> None:
    findings = await examine(Settings(data=tmp_path / "none", service=NOBODY))
    assert [one.state for one in findings] == ["ok", "ok", "ok", "ok", "look"]
    assert not (tmp_path / "none").exists()
