"""Commands that run a service: run, serve, demo."""

from typing import TYPE_CHECKING

import click

from streams.cli.main import pegel, run_to_end, settings_or_exit, start_logging

if TYPE_CHECKING:
    from streams.settings import Settings


@pegel.command()
def run() -> None:
    """Start the service: read articles, pool their claims, and serve the estimates over HTTP.

    Prints the address of the endpoint once it is ready, and serves until Ctrl-C or SIGTERM.
    """
    _serve(settings_or_exit(), with_flow=True)


@pegel.command()
def serve() -> None:
    """Start the HTTP endpoint alone: on Kafka, beside workers that run elsewhere.

    Workers are started with Faust's own command: faust -A streams.flow.app worker --without-web
    """
    found = settings_or_exit()
    if found.embedded:
        raise click.UsageError(
            "the embedded broker lives in the service's own process: start both with `pegel run`, "
            "or set PEGEL_BROKER=kafka://HOST:PORT"
        )
    _serve(found, with_flow=False)


def _serve(found: "Settings", *, with_flow: bool) -> None:
    import uvloop

    from streams import service

    start_logging(found)
    try:
        uvloop.run(service.run(found, with_flow=with_flow, announce=click.echo))
    except service.ServiceError as error:
        raise click.ClickException(str(error)) from error


@pegel.command()
@click.option("--exit", "leave", is_flag=True, help="End when the replay is done and every estimate visible.")
@click.option(
    "--lasting",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How long the replay lasts.",
)
def demo(leave: bool, lasting: float) -> None:
    """Replay the seeds into a service of its own and watch the estimates move.

    Afterwards it goes on serving until Ctrl-C. Its data is kept apart and removed at the end.
    """
    from streams.cli.demo import DemoError
    from streams.cli.demo import demo as play
    from streams.feed.client import ServiceError

    try:
        rejected = run_to_end(play(settings_or_exit(), lasting, leave))
    except (DemoError, ServiceError) as error:
        raise click.ClickException(str(error)) from error
    if rejected:
        raise click.exceptions.Exit(1)
