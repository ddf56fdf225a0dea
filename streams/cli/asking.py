"""Commands that ask a running service what it knows, or knew: query, explain, claims."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from streams.cli.clients import service_of, speak
from streams.cli.main import pegel, run_to_end, settings_or_exit

if TYPE_CHECKING:
    from schemas import Claim, Estimate, Explanation
    from streams.settings import Settings

MOST_COMPLETED = 100  # estimands offered by the shell
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

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Estimands of the running service that begin like this; none where there is no service."""
        from streams.feed.client import ServiceError
        from streams.settings import SettingsError, read_settings

        try:
            found = run_to_end(_complete(read_settings(), incomplete))
        except (ServiceError, SettingsError):
            return []
        return [CompletionItem(estimand) for estimand in found]


async def _complete(settings: "Settings", beginning: str) -> list[str]:
    from streams.feed.client import Service

    async with Service(settings.service_url, patience_seconds=0) as service:
        return await service.estimands(beginning, MOST_COMPLETED)


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


@pegel.command()
@click.argument("estimand", type=Estimand())
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Most claims to show.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines for programs, as the service has them.")
def claims(estimand: str, limit: int, as_json: bool) -> None:
    """Show the claims about ESTIMAND of a running service, the latest first: each with its sentence and its source."""
    found = speak(_claims(settings_or_exit(), estimand, limit))
    if as_json:
        for claim in found:
            click.echo(claim.model_dump_json())
        return
    from streams.terminal.claims import show_reported
    from streams.terminal.screen import open_console

    show_reported(open_console(sys.stdout), found)


async def _claims(settings: "Settings", estimand: str, limit: int) -> "list[Claim]":
    from streams.feed.client import Service

    async with Service(settings.service_url) as service:
        return await service.claims_about(estimand, limit)
