"""The documents name only what exists: files, commands, settings and routes."""

import re
from pathlib import Path

import pytest

from streams.cli import pegel
from streams.serve.routes import ROUTES
from streams.settings import OTHER_VARIABLES, Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
TOURED = ("schemas", "extract", "estimate", "feed", "broker", "flow", "serve")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:schemas|streams|seeds|tests|docs|benchmarks)/[\w./]+\.\w+)`", text)
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    missing = [name for name in named if not (ROOT / name).exists()]
    missing += [link for link in linked if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_setting_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    commands = set(re.findall(r"(?:`|bin/)pegel ([a-z]+)", text))
    assert commands <= set(pegel.commands)
    settings = {f"PEGEL_{name.upper()}" for name in Settings.model_fields} | OTHER_VARIABLES
    assert set(re.findall(r"(?<!_)PEGEL_[A-Z]+(?:_[A-Z]+)*", text)) <= settings


def test_every_route_that_the_readme_names_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    patterns = [re.sub(r"\{\w+\}", "[^/]+", route.path) for route in ROUTES]
    for path in re.findall(r"6066(/[\w./-]+)", text):
        assert any(re.fullmatch(pattern, path) for pattern in patterns), path


def test_the_tour_visits_every_room() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    for room in TOURED:
        assert re.search(rf"`(?:streams/)?{room}/\w+\.py`", tour), room
