"""Which room may import which: reads every import statement under schemas/ and streams/."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "schemas": set(),
    "language": {"schemas"},
    "extract": {"schemas", "language"},
    "estimate": {"schemas"},
    "broker": set(),
    "feed": {"schemas", "settings"},
    "flow": {"extract", "estimate", "language", "schemas", "settings"},
    "serve": {"schemas", "settings", "extract", "estimate", "language"},
    "settings": set(),
    "terminal": {"schemas"},
}
KNOWS_FAUST = {"broker", "flow"}
ASSEMBLY = {"cli", "service"}  # puts the rooms together, and may import all
KNOWS_AIOHTTP = {"serve", "feed", "service"}
PURE = {"extract", "estimate"}
IMPURE_MODULES = {"asyncio", "faust", "mode", "aiohttp", "os", "pathlib", "random", "time"}


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] if parts[0] == "schemas" else (parts[1] if len(parts) > 1 else "streams")


def imported_modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write imports in full"
            found.add(node.module or "")
            if node.module == "streams":
                found.update(f"streams.{alias.name}" for alias in node.names)
    return found


MODULES = sorted([*ROOT.glob("schemas/**/*.py"), *ROOT.glob("streams/**/*.py")])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_its_arrows_allow(path: Path) -> None:
    room = room_of(path)
    modules = imported_modules(path)
    outside = {name.split(".")[0] for name in modules}
    if room not in KNOWS_FAUST:
        assert not outside & {"faust", "mode"}, f"{room} must not know Faust"
    if room not in KNOWS_AIOHTTP:
        assert "aiohttp" not in outside, f"{room} must not know aiohttp"
    if room in PURE:
        assert not outside & IMPURE_MODULES, f"{room} is pure: what it needs is handed to it"
    if room in ASSEMBLY | {"__init__", "__main__"}:
        return
    ours = {"schemas" for name in modules if name.split(".")[0] == "schemas"}
    ours |= {name.split(".")[1] for name in modules if name.startswith("streams.")}
    assert ours - {room} <= MAY_IMPORT[room], f"{room} may import {sorted(MAY_IMPORT[room])} only"


def test_the_arrows_name_every_room() -> None:
    rooms = {room_of(path) for path in MODULES} - ASSEMBLY - {"__init__", "__main__"}
    assert rooms <= set(MAY_IMPORT)
