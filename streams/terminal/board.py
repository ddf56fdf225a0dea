"""The live table of estimates: what it knows, and how it looks. Called by `pegel watch`, `pegel query` and the demo."""

from collections import deque
from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from schemas import Change, Estimate
from streams.terminal.figures import (
    between,
    counted,
    figure_of,
    movement,
    number,
    one_line,
    rounded,
    short,
    span,
    sparkline,
)

WIDE, WIDEST = 100, 120  # columns from which there is room for extremes and claimants, and for the count of claims
SURE_PERCENT = 80  # of the intervals the one that is shown
REMEMBERED = 8  # readings of each estimand that its course shows
MARKS = {
    "claim": "+",
    "revision": "↻",
    "mention": "·",
    "denial": "✗",
    "retraction": "−",
    "correction": "±",
    "ruling": "§",
}


class Board:
    """The current estimates, the course of each, and what moved it last."""

    def __init__(self) -> None:
        self.estimates: dict[str, Estimate] = {}
        self._courses: dict[str, deque[float]] = {}
        self._moved: dict[str, Change] = {}

    def show(self, estimates: Iterable[Estimate]) -> None:
        """Start from these estimates alone."""
        self.estimates = {}
        for estimate in estimates:
            self.update(estimate)

    def update(self, estimate: Estimate) -> None:
        """Take a newer reading of one estimand."""
        self.estimates[estimate.estimand] = estimate
        course = self._courses.setdefault(estimate.estimand, deque(maxlen=REMEMBERED))
        if estimate.best is not None and (not course or course[-1] != estimate.best):
            course.append(estimate.best)

    def note(self, change: Change) -> None:
        """Remember what moved an estimand last."""
        self._moved[change.estimand] = change

    def ranked(self) -> list[Estimate]:
        """Those that somebody speaks of, the most told first; those without any figure come last.

        What is only known from its parts (`killed_or_wounded` from `killed`) is left to `pegel query`.
        """
        told = [e for e in self.estimates.values() if e.claims and not only_bounded(e)]
        return sorted(told, key=lambda e: (not span(e), -e.claimants, -e.claims, e.estimand))

    def table(self, width: int, rows: int | None = None) -> Table:
        """The table for so many columns, with at most so many rows."""
        table = Table(box=None, padding=(0, 1, 0, 0), width=width, header_style="dim", expand=True)
        table.add_column("estimand", no_wrap=True, ratio=5, min_width=20)
        table.add_column("best", justify="right", no_wrap=True)
        table.add_column("", width=1)
        table.add_column(f"{SURE_PERCENT} % sure", no_wrap=True)
        if width >= WIDE:
            table.add_column("lowest–highest", no_wrap=True)
            table.add_column("by", justify="right", no_wrap=True)
        if width >= WIDEST:
            table.add_column("claims", justify="right", no_wrap=True)
        table.add_column("moved", justify="right", no_wrap=True)
        table.add_column("course", no_wrap=True, width=REMEMBERED)
        table.add_column("by whom", no_wrap=True, ratio=4, min_width=12)
        ranked = self.ranked()
        for estimate in ranked if rows is None else ranked[: max(rows, 1)]:
            table.add_row(*self._cells(estimate, width))
        return table

    def _cells(self, estimate: Estimate, width: int) -> list[Text]:
        sure = sure_span(estimate)
        cells = [
            Text(estimate.estimand, style="bold" if estimate.best is not None else ""),
            Text(short(estimate.best), style="bold cyan"),
            Text("≠" if estimate.contested else " ", style="bold red"),
            Text(sure) if sure or width >= WIDE else Text(span(estimate), style="dim"),
        ]
        if width >= WIDE:
            cells += [Text(span(estimate)), Text(str(estimate.claimants))]
        if width >= WIDEST:
            cells.append(Text(f"{estimate.claims}/{estimate.mentions}", style="dim"))
        return [
            *cells,
            self._show_movement(estimate.estimand),
            Text(sparkline(self._courses[estimate.estimand]), style="cyan"),
            self._describe_move(estimate.estimand),
        ]

    def _show_movement(self, estimand: str) -> Text:
        change = self._moved.get(estimand)
        moved = movement(change.before.best, change.after.best) if change else ""
        return Text(moved, style="green" if moved.startswith("▲") else "yellow" if moved.startswith("▼") else "dim")

    def _describe_move(self, estimand: str) -> Text:
        change = self._moved.get(estimand)
        if change is None:
            return Text("")
        who = one_line(change.claimant or change.outlet or "")
        return Text(f"{MARKS[change.cause]} {who}").append(f" {one_line(change.phrase)}", style="dim")


def sure_span(estimate: Estimate) -> str:
    """Between what the truth lies with the chance that is shown; nothing where that is not known."""
    found = next((one for one in estimate.interval if one.percent == SURE_PERCENT), None)
    return between(rounded(found.low, 2), rounded(found.high, 2)) if found else ""


def only_bounded(estimate: Estimate) -> bool:
    """Whether all that is said of it are figures for its parts."""
    return bool(estimate.latest) and all(figure.role == "bound" for figure in estimate.latest)


def describe_change(change: Change) -> str:
    """One change as one line of plain text: when, what, from where to where, by whom, with which words."""
    who = change.claimant or change.outlet or "nobody named"
    before, after = number(change.before.best), number(change.after.best)
    moved = after if before == after else f"{before} → {after}"
    day = change.reported.date().isoformat()
    return one_line(f"{day}  {change.estimand}  {moved}  {change.cause} by {who}: «{change.phrase}» ({change.stance})")


def describe_estimate(estimate: Estimate) -> list[Text]:
    """One estimate in full: the reading, and the latest figure of each claimant beneath."""
    lines = describe_reading(estimate)
    for figure in estimate.latest:
        line = Text(f"  {figure.last_reported.date()}  ", style="dim")
        line.append(figure_of(figure.point, figure.low, figure.high), style="cyan")
        line.append(f"  {one_line(figure.claimant or figure.outlet or 'nobody named')}", style="green")
        line.append(f"  {figure.stance}", style="" if figure.stance == "asserts" else "yellow")
        line.append(f"  «{one_line(figure.phrase)}»" + (f" in {figure.place}" if figure.place else ""), style="dim")
        lines.append(line)
    return lines


def describe_reading(estimate: Estimate) -> list[Text]:
    """What an estimate says by itself: best and extremes, the two kinds of spread, counts, and what to know of it."""
    unit = f" {estimate.unit}" if estimate.unit else ""
    head = Text(estimate.estimand, style="bold").append(f"  {number(estimate.best)}{unit}", style="bold cyan")
    head.append(f"  {span(estimate)}")
    if estimate.contested:
        head.append("  ≠ contested", style="bold red")
    lines = [head]
    for what, intervals in (("truth", estimate.interval), ("next report", estimate.next_report)):
        if intervals:
            ends = (f"{one.percent} % {between(rounded(one.low), rounded(one.high))}" for one in intervals)
            lines.append(Text(f"{what:<11}  {'   '.join(ends)}"))
    counts = (
        counted(estimate.claimants, "claimant"),
        counted(estimate.claims, "claim"),
        counted(estimate.mentions, "mention"),
        counted(estimate.outlets, "outlet"),
    )
    age = f", latest report {counted(estimate.age_days, 'day')} old" if estimate.age_days else ""
    lines.append(Text(f"{', '.join(counts)}, as of {estimate.at.date()}{age}", style="dim"))
    for name, values in (
        ("episode", [estimate.episode] if estimate.episode else []),
        ("place", [estimate.place] if estimate.place else []),
        ("places", estimate.places),
    ):
        if values:
            lines.append(Text(f"{name}: {', '.join(values)}", style="dim"))
    if estimate.note:
        lines.append(Text(one_line(estimate.note), style="yellow"))
    return lines
