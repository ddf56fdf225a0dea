"""The clients of a service, as processes: without one, and with what they can't use."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from streams.cli import pegel

NOBODY = "http://127.0.0.1:9"  # the discard port: nobody serves HTTP there


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("PEGEL_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PEGEL_DATA", str(tmp_path))
    monkeypatch.setenv("PEGEL_SERVICE", NOBODY)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a"}\n')
    return path


@pytest.mark.parametrize("command", ["query", "watch", "reread", "replay"])
def test_without_a_service_every_client_says_how_to_start_one(command: str, articles: Path) -> None:
    words = [command, str(articles)] if command == "replay" else [command]
    result = CliRunner().invoke(pegel, words)
    assert result.exit_code == 1
    assert result.stderr.endswith(f"no service at {NOBODY}: start it with `pegel run`\n")
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["query", "troops"], "write SUBJECT/MEASURE"),
        (["query", "--place", "russia"], "--place needs an ESTIMAND"),
        (["replay"], "Missing argument"),
        (["replay", "ARTICLES", "--speed", "0"], "neither max nor a factor above 0"),
        (["replay", "ARTICLES", "--speed", "fast"], "neither max nor a factor above 0"),
        (["replay", "ARTICLES", "--lasting", "0"], "--lasting"),
        (["demo", "--lasting", "-1"], "--lasting"),
    ],
)
def test_wrong_usage_is_told_apart_from_failure(words: list[str], complaint: str, articles: Path) -> None:
    result = CliRunner().invoke(pegel, [str(articles) if word == "ARTICLES" else word for word in words])
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_a_replay_of_nothing_but_an_unreadable_file_fails(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Gr\xfc\xdfe")
    result = CliRunner().invoke(pegel, ["replay", str(tmp_path / "a.txt")])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{tmp_path / 'a.txt'}: rejected: not UTF-8: byte 3 is 0xfc; convert it to UTF-8",
        "0 published, 1 rejected",
    ]


async def test_ctrl_c_ends_a_watch_with_130() -> None:
    holding = asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        holding.set()
        await reader.read()  # no answer, until the client leaves
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "streams", "watch"),
        env=os.environ | {"PEGEL_SERVICE": f"http://127.0.0.1:{port}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    await holding.wait()
    process.send_signal(signal.SIGINT)
    _, stderr = await process.communicate()
    server.close()
    assert process.returncode == 130
    assert b"Traceback" not in stderr


def test_json_of_a_watcher_tells_estimates_and_changes_apart() -> None:
    from test_cli_terminal import change, estimate

    from streams.cli.clients import to_line

    assert json.loads(to_line(estimate()))["event"] == "estimate"
    assert json.loads(to_line(change()))["data"]["claimant"] == "AFAD"
