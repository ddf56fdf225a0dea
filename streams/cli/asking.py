"""Commands that ask a running service what it knows, or knew: query, explain."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from streams.cli.clients import service_of, speak
from streams.cli.main import pegel, settings_or_exit

if TYPE_CHECKING:
    from schemas import Estimate, Explanation
    from streams.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class Iso(click.ParamType):
    """A date, or where that is allowed a moment, as ISO 8601. It stays text: the service reads it."""

    def __init__(self, reads: Callable[[str], date], name: str) -> None:
        self._reads = reads
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text, if it is one."""
        try:
            self._reads(value)
        except ValueError:
            self.fail(f"{value!r} is not on the calendar; write a day such as 2024-10-25", param, ctx)
        return str(value)


class Estimand(click.ParamType):
    """The id of an estimand."""

    name = "estimand"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id, if it can be one."""
        if "/" not in value:
            raise click.UsageError(f"{value!r} is no estimand; write SUBJECT/MEASURE, such as north-korea/troops")
        return str(value)


def of_an_aspect(command: Command) -> Command:
    """Give a command the options that say which reading of an estimand is wanted."""
    for option in (
        click.option("--episode", help="The reading of the episode that began on this day, such as 2023-02-06."),
        click.option("--place", help="The reading for this place, such as russia/kursk."),
        click.option(
            "--for", "about", type=Iso(date.fromisoformat, "day"), help="The reading of what was so on this day."
        ),
        click.option(
            "--at",
            type=Iso(datetime.fromisoformat, "day"),
            help="The reading from what was known at the end of this day (or at this moment).",
        ),
    ):
        command = option(command)
    return command


def aspect_of(at: str | None, about: str | None, place: str | None, episode: str | None) -> dict[str, str]:
    """What is asked, as the endpoint names it."""
    asked = {"at": at, "for": about, "place": place, "episode": episode}
    return {name: value for name, value in asked.items() if value is not None}


@pegel.command()
@click.argument("estimand", required=False, type=Estimand())
@of_an_aspect
@click.option("--json", "as_json", is_flag=True, help="JSON lines for programs, as the service has them.")
def query(estimand: str | None, as_json: bool, **asked: str | None) -> None:
    """Show the estimates of a running service: all of them, or ESTIMAND, such as north-korea/troops, in full.

    Of a past day: --at 2024-10-25 leaves out what was reported later, --for 2024-10-25 what is about later days.
    """
    aspect = aspect_of(**asked)
    if estimand is None and aspect:
        raise click.UsageError(f"--{' and --'.join(aspect)} {'need' if len(aspect) > 1 else 'needs'} an ESTIMAND")
    found = speak(_query(settings_or_exit(), estimand, aspect))
    if as_json:
        for estimate in found:
            click.echo(estimate.model_dump_json())
        return
    from streams.terminal.board import Board, describe_estimate
    from streams.terminal.screen import open_console

    console = open_console(sys.stdout)
    if estimand is None:
        board = Board()
        board.show(found)
        console.print(board.table(console.width))
    else:
        for line in describe_estimate(found[0]):
            console.print(line)


async def _query(settings: "Settings", estimand: str | None, aspect: dict[str, str]) -> "list[Estimate]":
    async with service_of(settings) as service:
        if estimand is None:
            return await service.estimates()
        return [await service.estimate(estimand, aspect)]


@pegel.command()
@click.argument("estimand", type=Estimand())
@of_an_aspect
@click.option("--json", "as_json", is_flag=True, help="One JSON object for programs, as the service has it.")
def explain(estimand: str, as_json: bool, **asked: str | None) -> None:
    """Show every claim behind an estimate of a running service with its weight, why it has that, and its sentence."""
    explanation = speak(_explain(settings_or_exit(), estimand, aspect_of(**asked)))
    if as_json:
        click.echo(explanation.model_dump_json())
        return
    from streams.terminal.reasons import show_explanation
    from streams.terminal.screen import open_console

    show_explanation(open_console(sys.stdout), explanation)


async def _explain(settings: "Settings", estimand: str, aspect: dict[str, str]) -> "Explanation":
    async with service_of(settings) as service:
        return await service.explain(estimand, aspect)
