"""The group that all commands belong to, and what they share: settings, logs, exit codes."""

import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from schemas import Rejected
    from streams.settings import Settings

INTERRUPTED = 130
PATHS = click.Path(exists=True, allow_dash=True)
Result = TypeVar("Result")


def main() -> None:
    """Run `pegel` and exit with its code."""
    try:
        code = pegel(standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="pegel", message="%(version)s")
def pegel() -> None:
    """Read contested numbers off the news stream: who says how much, and what that adds up to."""


def settings_or_exit() -> "Settings":
    """The settings; all their faults and exit code 2 where there are any."""
    from streams.settings import SettingsError, read_settings

    try:
        return read_settings()
    except SettingsError as error:
        for line in str(error).splitlines():
            click.echo(line, err=True)
        raise click.exceptions.Exit(2) from error


def report_rejected(rejected: "Rejected") -> None:
    """One line on standard error: where, which article, why."""
    known = f" ({rejected.article_id!a})" if rejected.article_id else ""
    click.echo(f"{rejected.where or 'input'}: rejected{known}: {rejected.reason}", err=True)


def run_to_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run until done; Ctrl-C and SIGTERM cancel, so that everything is put away, and give exit code 130."""
    import asyncio
    import signal

    async def cancellable() -> Result:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await work

    try:
        return asyncio.run(cancellable())
    except asyncio.CancelledError as error:
        raise click.exceptions.Exit(INTERRUPTED) from error


def start_logging(settings: "Settings") -> None:
    """Structured logs to standard error: lines for people on a terminal, else JSON; Faust's and aiohttp's as well."""
    import logging

    import structlog

    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    people = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if people
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
    handler = logging.StreamHandler(sys.stderr)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, *last]))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # At info they tell of every poll, and of each of their inner services that starts or stops.
    for library in ("aiokafka", "faust", "mode", "streams.broker", "streams.flow"):
        logging.getLogger(library).setLevel(level if level == logging.DEBUG else max(level, logging.WARNING))
