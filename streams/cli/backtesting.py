"""The command that looks back: how well the next reports of a thread would have been foreseen. Needs no service."""

import statistics
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from streams.cli.main import pegel, report_rejected

if TYPE_CHECKING:
    from schemas import Claim
    from streams.estimate import Parameters, Score

    Rows = list[tuple[dict[str, Any], Claim]]


@pegel.command()
@click.argument("threads", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="A JSON line for every claim: what was foreseen of it.")
@click.option(
    "--parameters",
    "file",
    type=click.File("rb"),
    metavar="FILE",
    help="Forecast with these instead: a JSON object with the fields that streams/estimate/parameters.py names.",
)
def backtest(threads: tuple[str, ...], as_json: bool, file: Any) -> None:
    """Replay dated claims and say of each what was to be expected, from the claims of earlier days alone.

    THREADs are JSONL files of gathered rows, each about one story. One that the built-in parameters were fitted on is
    forecast with those fitted without it. Without --json: scores by thread and measure, beside simple yardsticks.
    A row that states no claim is reported on standard error, and the exit code is then 1.
    """
    from streams import estimate

    given = None if file is None else _read_parameters(file.read(), file.name)
    scores: list[tuple[str, Score]] = []
    complete = True
    for path in threads:
        name = Path(path).stem
        parameters = given or estimate.parameters_for(name)
        rows, whole = _read(path)
        complete &= whole
        if as_json:
            import orjson

            for line in estimate.backtest(rows, parameters):
                sys.stdout.buffer.write(orjson.dumps(line._asdict()) + b"\n")
        else:
            scores += [(name, score) for score in estimate.score(rows, parameters)]
    sys.stdout.flush()
    if not as_json:
        _show(scores)
    if not complete:
        raise click.exceptions.Exit(1)


def _read_parameters(text: bytes, name: str) -> "Parameters":
    from pydantic import TypeAdapter, ValidationError

    from streams.estimate import Parameters

    try:
        return TypeAdapter(Parameters).validate_json(text)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors())
        raise click.BadParameter(f"{name}: {faults}", param_hint="--parameters") from error


def _read(path: str) -> tuple["Rows", bool]:
    """The rows of a thread that state a claim, and whether all do; the others are reported."""
    from schemas import Rejected
    from streams.extract.identities import identify_claimant
    from streams.feed.readers import read_lines
    from streams.feed.threads import read_thread
    from streams.language import load

    names = load("de").names

    def identify(name: str | None, outlet: str | None, on: date) -> str:
        return identify_claimant(name, outlet, names, on).claimant_id

    rows: Rows = []
    whole = True
    for found in read_thread(read_lines([path], sys.stdin.buffer), identify):
        if isinstance(found, Rejected):
            report_rejected(found)
            whole = False
        else:
            rows.append(found)
    return rows, whole


def _show(scores: "Sequence[tuple[str, Score]]") -> None:
    from rich.table import Table

    from streams.terminal.screen import open_console

    console = open_console(sys.stdout)
    if not scores:
        console.print("no claim had two earlier ones to foresee it from")
        return
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("thread", no_wrap=True)
    table.add_column("measure", no_wrap=True)
    for title in ("claims", "score", "in 80", "in 95", "error", "last", "median", "middle"):
        table.add_column(title, justify="right", no_wrap=True)
    for thread, score in scores:
        table.add_row(thread, score.measure, *_cells(score))
    if len(scores) > 1:
        table.add_section()
        table.add_row("all", "", *_cells(_together([score for _, score in scores])))
    console.print(table)
    console.print(
        "score: weighted interval score; error: of the median foreseen; last, median, middle: of the last report, the\n"
        "median of claimants and the middle of their extremes. On log10 of the figure: 0.3 is a factor of two."
    )


def _cells(score: "Score") -> list[str]:
    shares = (f"{share:.0%}" for share in (score.inside_80, score.inside_95))
    errors = (score.error, score.error_of_last, score.error_of_median, score.error_of_middle)
    return [str(score.claims), f"{score.interval_score:.3f}", *shares, *(f"{error:.3f}" for error in errors)]


def _together(scores: "Sequence[Score]") -> "Score":
    """The scores as one, every claim counting alike."""
    claims = [score.claims for score in scores]
    means = (statistics.fmean(column, claims) for column in list(zip(*scores, strict=True))[2:])
    return type(scores[0])("", sum(claims), *means)
