"""The command line's own manners: settings, schemas, usage, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import schemas
from streams.cli import pegel
from streams.settings import Settings, SettingsError, read_settings


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("PEGEL_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def run(*words: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(pegel, words, input=stdin)


@pytest.mark.parametrize("name", [noun.lower() for noun in schemas.__all__])
def test_every_noun_has_a_schema_that_documents_each_field(name: str) -> None:
    result = run("schema", name)
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    assert schema["description"]
    assert [field for field, of in schema["properties"].items() if not of.get("description")] == []


def test_an_unknown_schema_is_wrong_usage_and_names_those_there_are() -> None:
    result = run("schema", "foo")
    assert result.exit_code == 2
    assert "article, change, claim" in result.stderr


def test_settings_show_each_value_and_where_it_came_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PEGEL_PORT", "7077")
    lines = run("settings").stdout.splitlines()
    shown = {line.split()[0]: line.split()[1:] for line in lines if line.startswith("PEGEL_")}
    assert set(shown) == {f"PEGEL_{name.upper()}" for name in Settings.model_fields}
    assert shown["PEGEL_PORT"] == ["7077", "[environment]"]
    assert shown["PEGEL_SERVICE"] == ["http://127.0.0.1:7077", "[default]"]
    assert shown["PEGEL_DATA"] == [str(tmp_path / "pegel"), "[XDG_STATE_HOME]"]


def test_all_faults_of_the_settings_are_listed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = {
        "PEGEL_BROKER": "kafak://x",
        "PEGEL_PORT": "seventy",
        "PEGEL_PARTITIONS": "0",
        "PEGEL_LOG_LEVEL": "loud",
        "PEGEL_LOG_FORMAT": "xml",
        "PEGEL_SERVICE": "localhost:80",
        "PEGEL_PROT": "80",
    }
    for name, value in faulty.items():
        monkeypatch.setenv(name, value)
    result = run("settings")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert {line.split()[0] for line in result.stderr.splitlines()} == set(faulty)
    assert "PEGEL_BROKER 'kafak://x' has an unknown scheme; use kafka:// or sqlite://" in result.stderr
    with pytest.raises(SettingsError):
        read_settings()


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEGEL_PORT", "")
    assert read_settings().port == 6066


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--version"], 0),
        (["schema", "claim"], 0),
        (["schema"], 2),
        (["no-such-command"], 2),
        (["extract", "no-such-file.jsonl"], 2),
    ],
)
def test_the_process_exits_with_the_code_of_its_outcome(words: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, "-m", "streams", *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert bool(done.stdout) is (code == 0)
