"""Commands that speak to a running service: replay, watch, reread."""

import contextlib
import functools
import math
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from streams.cli.main import PATHS, pegel, report_rejected, run_to_end, settings_or_exit

if TYPE_CHECKING:
    from datetime import datetime

    from rich.progress import Progress

    from schemas import Change, Estimate
    from streams.feed.client import Service
    from streams.feed.replay import Post
    from streams.settings import Settings

POSITIVE = click.FloatRange(min=0, min_open=True)
Result = TypeVar("Result")


class Speed(click.ParamType):
    """`max`, or a factor of real time: how many seconds of news pass in one second. Becomes the scale of the clock."""

    name = "max|FACTOR"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """0 for `max`, else the reciprocal of the factor."""
        if value == "max":
            return 0.0
        with contextlib.suppress(ValueError):
            if 0 < (factor := float(value)) < math.inf:
                return 1 / factor
        self.fail(f"{value!r} is neither max nor a factor above 0", param, ctx)


def speak(work: Coroutine[Any, Any, Result]) -> Result:
    """Run what speaks to a service; where that fails, say why and exit with 1."""
    from streams.feed.client import ServiceError

    try:
        return run_to_end(work)
    except ServiceError as error:
        raise click.ClickException(str(error)) from error


def service_of(settings: "Settings", address: str | None = None) -> "Service":
    """The service in the settings, or at another address, with the token that it may want."""
    from streams.feed.client import Service

    return Service(address or settings.service_url, settings.token.get_secret_value())


@pegel.command()
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option(
    "--speed", type=Speed(), default="max", show_default=True, help="Factor of real time; 60: a minute a second."
)
@click.option(
    "--lasting", type=POSITIVE, metavar="SECONDS", help="Choose the speed so that the replay lasts this long."
)
@click.option(
    "--longest-gap", type=POSITIVE, metavar="SECONDS", help="Wait no longer; with --lasting by default an 80th."
)
@click.option("--claims", "of_claims", is_flag=True, help="The lines are gathered claim rows, not articles.")
@click.option(
    "--service", "address", metavar="URL", help="The service to speak to, instead of the one in the settings."
)
def replay(
    paths: tuple[str, ...],
    speed: float,
    lasting: float | None,
    longest_gap: float | None,
    of_claims: bool,
    address: str | None,
) -> None:
    """Publish articles in order of publication; interrupted, it goes on where it stopped.

    PATHS are JSONL files, .txt files, folders of either, or - for standard input. Every rejected line is reported on
    standard error, the rest is published, and the exit code is then 1.
    """
    from streams.feed.clock import plan

    pace = functools.partial(plan, scale=speed, lasting_seconds=lasting, longest_gap_seconds=longest_gap)
    if speak(_replay(settings_or_exit(), paths, pace, of_claims, address)):
        raise click.exceptions.Exit(1)


async def _replay(
    settings: "Settings",
    paths: Sequence[str],
    pace: "Callable[[Sequence[datetime | None]], list[float]]",
    of_claims: bool,
    address: str | None,
) -> int:
    """Publish what is in the paths; how much of it was rejected."""
    import time

    from schemas.claim import digest
    from streams.feed.readers import Ordered, moment_of_article, moment_of_row
    from streams.feed.replay import Journal, replay

    moment_of = moment_of_row if of_claims else moment_of_article
    with contextlib.closing(Ordered(paths, sys.stdin.buffer, moment_of)) as ordered:
        for refused in ordered.refused:
            report_rejected(refused)
        due = pace([place.moment for place in ordered.places])
        target = address or (settings.service_url if settings.embedded else settings.broker_url)
        journal = Journal(settings.data / "replays", digest(ordered.digest, target))
        if journal.done:
            click.echo(f"going on behind {journal.done} lines that are published already", err=True)
        async with _open_target(settings, address, of_claims) as post:
            with _progress(len(ordered), journal.done) as progress:

                def report(rejected: Sequence[Any], done: int) -> None:
                    for one in rejected:
                        report_rejected(one)
                    progress.update(progress.task_ids[0], completed=done)

                outcome = await replay(ordered, due, post, journal, report, time.monotonic)
    rejected = outcome.rejected + len(ordered.refused)
    click.echo(f"{outcome.accepted} published, {rejected} rejected", err=True)
    return rejected


@contextlib.asynccontextmanager
async def _open_target(settings: "Settings", address: str | None, of_claims: bool) -> AsyncIterator["Post"]:
    """Where to post: the running service, or straight to Kafka where that is the broker."""
    if settings.embedded or address:
        async with service_of(settings, address) as service:
            yield service.claims if of_claims else service.articles
    else:
        from datetime import UTC, datetime

        from streams.flow.kafka import open_kafka_port
        from streams.service import make_intake

        async with open_kafka_port(settings, lambda: True) as port:
            intake = make_intake(port, lambda: datetime.now(UTC))
            yield intake.claims if of_claims else intake.articles


@contextlib.contextmanager
def _progress(total: int, done: int) -> Iterator["Progress"]:
    """A bar with rate and time left, on standard error; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from streams.terminal.rate import RateColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        progress.add_task("", total=total, completed=done)
        yield progress


@pegel.command()
@click.option(
    "--json", "as_json", is_flag=True, help="JSON lines for programs: all estimates, then each and each change."
)
def watch(as_json: bool) -> None:
    """Watch the estimates of a running service move, until Ctrl-C."""
    speak(_watch(settings_or_exit(), as_json))


async def _watch(settings: "Settings", as_json: bool) -> None:
    from streams.terminal.board import Board
    from streams.terminal.screen import Screen, open_console

    async with service_of(settings) as service:
        if as_json:
            async for event in service.watch():
                for one in event if isinstance(event, tuple) else (event,):
                    click.echo(to_line(one))
        else:
            screen = Screen(open_console(sys.stdout), Board(), lambda: f"watching {settings.service_url}")
            with screen.painting():
                await screen.follow(service.watch())


def to_line(event: "Estimate | Change") -> str:
    """An event for programs: what it is, and the noun itself."""
    return f'{{"event":"{type(event).__name__.lower()}","data":{event.model_dump_json()}}}'


@pegel.command()
def reread() -> None:
    """Have a running service read its stored articles again; what it reads otherwise now replaces what it read."""
    count = speak(_reread(settings_or_exit()))
    click.echo(f"{count} articles go through the extractor again", err=True)


async def _reread(settings: "Settings") -> int:
    async with service_of(settings) as service:
        return await service.reread()
