"""docker-compose.yml names only what exists: commands, variables, ports, images' users and topics."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from faust.cli.base import LOGLEVELS

from streams.cli import pegel
from streams.flow.topics import TOPICS
from streams.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("build")}


@pytest.mark.parametrize("service", OURS.values(), ids=OURS.keys())
def test_every_command_exists(service: dict[str, Any]) -> None:
    program, *words = service["command"]
    if program == "pegel":
        assert words[0] in pegel.commands
    else:
        assert program == "faust"
        module = words[words.index("-A") + 1]
        assert importlib.util.find_spec(module) is not None
        command, *options = words[words.index(module) + 1 :]
        assert command == "worker"
        assert options[:-1] == ["--without-web", "-l"]
        assert options[-1].upper() in LOGLEVELS


@pytest.mark.parametrize("service", OURS.values(), ids=OURS.keys())
def test_every_variable_is_a_setting_and_sound(service: dict[str, Any]) -> None:
    given = service["environment"]
    known = {f"PEGEL_{name.upper()}" for name in Settings.model_fields}
    assert set(given) <= known
    values = {name.removeprefix("PEGEL_").lower(): value for name, value in given.items()}
    assert not Settings(**values).embedded


def test_all_of_pegel_speaks_to_the_broker_that_is_brought_up() -> None:
    brokers = {service["environment"]["PEGEL_BROKER"] for service in OURS.values()}
    assert brokers == {"kafka://kafka:9092"}
    assert "kafka:9092" in COMPOSE["services"]["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]


def test_published_ports_are_those_that_are_listened_on() -> None:
    for service in OURS.values():
        for port in service.get("ports", ()):
            assert port.split(":")[-1] == service["environment"]["PEGEL_PORT"]
            assert port.startswith("127.0.0.1:")
    assert f"EXPOSE {Settings().port}" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_topics_that_are_named_exist() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"--topic[ =]([\w.]+)", text)) <= set(TOPICS)


def test_the_volumes_that_are_mounted_are_declared() -> None:
    mounts = [volume for service in COMPOSE["services"].values() for volume in service.get("volumes", ())]
    mounted = {mount.split(":")[0] for mount in mounts if not mount.startswith("./")}
    assert mounted == set(COMPOSE["volumes"])
