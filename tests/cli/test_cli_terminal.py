"""What a person sees: figures, the live table, and plain lines where there is no terminal."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from schemas import Change, Estimate, Reading
from schemas.estimate import Extreme, Figure, Interval
from streams.terminal.board import Board, describe_change, describe_estimate
from streams.terminal.figures import figure_of, movement, number, one_line, short, span, sparkline
from streams.terminal.screen import Screen, open_console

NOW = datetime(2025, 3, 1, tzinfo=UTC)
CONTROL_CODE = re.compile(r"\x1b")


def estimate(estimand: str = "turkey/killed", **fields: Any) -> Estimate:
    subject, measure = estimand.split("/")
    known = {
        "estimand": estimand,
        "subject": subject,
        "measure": measure.split(":")[0],
        "kind": "count",
        "unit": None,
        "episode": None,
        "place": None,
        "at": NOW,
        "pooled": True,
        "best": 1651.0,
        "interval": (),
        "lowest": Extreme(value=1500, claimant_id="a", claimant="A", claim_id="1"),
        "highest": Extreme(value=1_300_000, claimant_id="b", claimant="B", claim_id="2"),
        "claimants": 2,
        "claims": 3,
        "mentions": 14,
        "outlets": 2,
        "latest": (),
        "contested": True,
        "first_reported": NOW,
        "last_reported": NOW,
        "revision": 1,
    }
    return Estimate(**(known | fields))


def figure(**fields: Any) -> Figure:
    known = {
        "claim_id": "1",
        "claimant_id": "nis",
        "claimant": "NIS",
        "stance": "plans",
        "phrase": "bis zu 12.000",
        "point": 12000,
        "low": None,
        "high": 12000,
        "modifier": "at_most",
        "place": "russia/kursk",
        "as_of": None,
        "first_reported": NOW,
        "last_reported": NOW,
        "mentions": 1,
    }
    return Figure(**(known | fields))


def change(**fields: Any) -> Change:
    known = {
        "change_id": "c",
        "estimand": "turkey/killed",
        "episode": None,
        "place": None,
        "cause": "revision",
        "claim_id": "c",
        "mention_id": "m",
        "article_id": "a",
        "claimant_id": "afad",
        "claimant": "AFAD",
        "outlet": "Tagblatt",
        "stance": "asserts",
        "phrase": "mindestens 3419",
        "reported": NOW,
        "before": Reading(best=1651, low=1651, high=1651),
        "after": Reading(best=3419, low=3419, high=3419),
        "revision": 2,
    }
    return Change(**(known | fields))


def drawn(board: Board, width: int, rows: int | None = None) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=width).print(board.table(width, rows))
    return file.getvalue().splitlines()


@pytest.mark.parametrize(
    ("point", "low", "high", "words"),
    [
        (11000, 11000, 11000, "11,000"),
        (None, 10000, 12000, "10,000 to 12,000"),
        (1651, 1651, None, "at least 1,651"),
        (30000, None, 30000, "at most 30,000"),
        (1.5, None, None, "1.5"),
        (None, None, None, "–"),
    ],
)
def test_a_figure_is_told_with_its_bounds(
    point: float | None, low: float | None, high: float | None, words: str
) -> None:
    assert figure_of(point, low, high) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0, "0"),
        (33.333, "33.33"),
        (999_999, "999,999"),
        (1_340_000, "1.34M"),
        (7.1e9, "7.1bn"),
        (2e12, "2tn"),
    ],
)
def test_a_large_figure_is_shortened(value: float | None, words: str) -> None:
    assert short(value) == words


def test_an_unknown_figure_is_a_dash_and_no_nought() -> None:
    assert number(None) == "–"
    assert span(estimate(lowest=None, highest=None)) == ""


def test_where_nothing_is_asserted_the_plans_are_shown() -> None:
    plans = tuple(figure(stance="plans", point=point, low=None, high=None) for point in (14000.0, 11000.0))
    assert span(estimate(best=None, lowest=None, highest=None, latest=plans)) == "plans 11,000–14,000"


@pytest.mark.parametrize(
    ("values", "bars"),
    [([], ""), ([5], "▁"), ([5, 5], "▁▁"), ([0, 7], "▁█"), ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█")],
)
def test_the_course_of_an_estimate_is_drawn_from_its_lowest_to_its_highest(values: list[float], bars: str) -> None:
    assert sparkline(values) == bars


def test_text_of_others_can_not_steer_the_terminal() -> None:
    assert one_line("a\x1b[31mb\nc\u202ed") == "a [31mb c d"
    assert not CONTROL_CODE.search(describe_change(change(claimant="\x1b]0;title\x07", phrase="\x1b[2J")))


def test_a_change_is_told_on_one_line_with_who_moved_what() -> None:
    told = "2025-03-01  turkey/killed  1,651 → 3,419  revision by AFAD: «mindestens 3419» (asserts)"
    assert describe_change(change()) == told


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, r"3,419 +≠ +1,500–5,200 +▲×2\.1 +▁█ +↻ Katas"),
        (100, r"3,419 +≠ +1,500–5,200 +1,500–1\.3M +2 +▲×2\.1 +▁█ +↻ Katas"),
        (160, r"3,419 +≠ +1,500–5,200 +1,500–1\.3M +2 +3/14 +▲×2\.1 +▁█ +↻ Katas"),
    ],
)
def test_the_table_fits_the_terminal_and_keeps_its_figures(width: int, shown: str) -> None:
    board = Board()
    sure = (Interval(percent=80, low=1512.3, high=5190.0),)
    board.show([estimate(), estimate("berlin-corona-rally-1-aug-2020/demonstrators", best=20_000.0)])
    board.update(estimate(best=3419.0, interval=sure))
    board.note(change(claimant="Katastrophenschutzbehörde der Türkei", phrase="mindestens 3419 Menschen"))
    lines = drawn(board, width)
    assert max(map(len, lines)) <= width
    [row] = [line for line in lines if line.startswith("turkey/killed")]
    assert re.search(shown, row)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (1651, 3419, "▲×2.1"),
        (3419, 1651, "▼×2.1"),
        (100, 112, "▲12%"),
        (100, 88, "▼12%"),
        (1000, 1001, "▲1%"),
        (100, 199, "▲99%"),
        (1, 1e9, "▲×>99"),
        (0, 5, "▲"),
        (None, 5, "new"),
        (5, None, "gone"),
        (5, 5, "="),
        (None, None, "="),
    ],
)
def test_a_movement_is_told_in_a_few_signs(before: float | None, after: float | None, words: str) -> None:
    assert movement(before, after) == words


def test_the_most_told_estimates_come_first_and_those_without_a_best_last() -> None:
    board = Board()
    board.show(
        [
            estimate("a/troops", claimants=1),
            estimate("b/share", best=None, lowest=None, highest=None, claimants=9),
            estimate("e/troops", claims=0, claimants=0),
            estimate("c/troops", claimants=5),
            estimate("d/troops", claimants=1, claims=8),
        ]
    )
    assert [one.estimand for one in board.ranked()] == ["c/troops", "d/troops", "a/troops", "b/share"]
    assert len(drawn(board, 80, rows=2)) == 3


def test_all_estimates_anew_forget_those_that_are_gone() -> None:
    board = Board()
    board.show([estimate("a/troops")])
    board.show([estimate("b/troops")])
    assert list(board.estimates) == ["b/troops"]


def test_an_estimate_in_full_names_each_claimant_with_its_words() -> None:
    spread = (Interval(percent=80, low=1512.3, high=2_345_678.9),)
    reading = estimate(latest=(figure(),), note="one claimant only", interval=spread, outlets=1)
    told = "\n".join(line.plain for line in describe_estimate(reading))
    assert "truth        80 % 1,510–2.35M" in told
    assert "next report" not in told, "nothing is known of it"
    assert "2 claimants, 3 claims, 14 mentions, 1 outlet, as of 2025-03-01" in told
    assert "contested" in told
    assert "one claimant only" in told
    assert "at most 12,000  NIS  plans  «bis zu 12.000» in russia/kursk" in told


async def happen(*events: tuple[Estimate, ...] | Estimate | Change) -> AsyncIterator[Any]:
    for event in events:
        yield event
        await asyncio.sleep(0)


async def test_without_a_terminal_each_change_of_a_figure_is_a_plain_line() -> None:
    file = io.StringIO()
    screen = Screen(open_console(file), Board())
    with screen.painting():
        await screen.follow(happen((estimate(),), change(), change(before=change().after), estimate(best=3419.0)))
    assert file.getvalue() == describe_change(change()) + "\n"


async def test_on_a_terminal_the_table_stays_as_it_was_last(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    board = Board()
    screen = Screen(Console(file=file, force_terminal=True, width=80, height=24), board, lambda: "3 of 4 articles")
    with screen.painting():
        await screen.follow(happen((estimate(),), change(), estimate(best=3419.0)))
    last = file.getvalue()[file.getvalue().rindex("estimand") :]
    assert "3,419" in last
    assert "3 of 4 articles" in last


def test_no_color_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    coloured, plain = Terminal(), Terminal()
    monkeypatch.delenv("NO_COLOR", raising=False)
    open_console(coloured).print("[red]7[/red]")
    monkeypatch.setenv("NO_COLOR", "1")
    open_console(plain).print("[red]7[/red]")
    assert CONTROL_CODE.search(coloured.getvalue())
    assert not CONTROL_CODE.search(plain.getvalue())
