"""`pegel dead`: what could not be processed and is set aside; list, show, redrive. Speaks to a running service."""

import base64
import sys
from typing import TYPE_CHECKING, Any

import click

from streams.cli.clients import service_of, speak
from streams.cli.main import pegel, settings_or_exit

if TYPE_CHECKING:
    from schemas import DeadLetter
    from streams.settings import Settings

SETTLE_SECONDS = 120.0


@pegel.group()
def dead() -> None:
    """List, show and redrive messages that could not be processed."""


@dead.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON lines for programs, as the service has them.")
def list_letters(as_json: bool) -> None:
    """List the dead letters of a running service, the latest first."""
    letters = speak(_list(settings_or_exit()))
    if as_json:
        import orjson

        for letter in letters:
            click.echo(orjson.dumps(letter))
        return
    for letter in letters:
        click.echo(f"{letter['letter_id']}  {letter['at'][:19].replace('T', ' ')}  {letter['reason']}")
    if not letters:
        click.echo("no dead letters", err=True)


async def _list(settings: "Settings") -> list[dict[str, Any]]:
    async with service_of(settings) as service:
        return await service.dead_letters()


@dead.command()
@click.argument("letter_id", metavar="LETTER")
@click.option("--bytes", "as_bytes", is_flag=True, help="Print nothing but the original message, byte for byte.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for programs, as the service has it.")
def show(letter_id: str, as_bytes: bool, as_json: bool) -> None:
    """Show one dead letter: why and where it failed, its headers and the original message."""
    letter = speak(_show(settings_or_exit(), letter_id))
    original = base64.b64decode(letter.value)
    if as_bytes:
        sys.stdout.buffer.write(original)
        sys.stdout.flush()
    elif as_json:
        click.echo(letter.model_dump_json())
    else:
        click.echo(f"{letter.letter_id}, set aside {letter.at:%Y-%m-%d %H:%M:%S} UTC: {letter.reason}")
        click.echo(f"key      {letter.key}")
        for name, value in letter.headers.items():
            click.echo(f"header   {name}: {base64.b64decode(value).decode('utf-8', 'replace')}")
        click.echo(f"message  {original.decode('utf-8', 'replace')}")
        if letter.traceback:
            click.echo(letter.traceback.rstrip())


async def _show(settings: "Settings", letter_id: str) -> "DeadLetter":
    async with service_of(settings) as service:
        return await service.dead_letter(letter_id)


@dead.command()
@click.argument("letter_ids", metavar="[LETTER]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Redrive all that are set aside now.")
def redrive(letter_ids: tuple[str, ...], everything: bool) -> None:
    """Publish the messages of dead letters again; those that succeed vanish from the list.

    Waits until they are worked on, tells which failed again, and exits with 1 if any did.
    """
    if everything == bool(letter_ids):
        raise click.UsageError("name the letters to redrive, or say --all; `pegel dead list` shows them")
    count, failed = speak(_redrive(settings_or_exit(), letter_ids))
    for letter in failed:
        click.echo(f"{letter['letter_id']} failed again: {letter['reason']}", err=True)
    click.echo(f"{count} redriven, {len(failed)} failed again", err=True)
    if failed:
        raise click.exceptions.Exit(1)


async def _redrive(settings: "Settings", letter_ids: tuple[str, ...]) -> tuple[int, list[dict[str, Any]]]:
    """How many were published again, and those of them that are still set aside once all is worked on."""
    async with service_of(settings) as service:
        wanted = set(letter_ids) or {letter["letter_id"] for letter in await service.dead_letters()}
        for letter_id in sorted(wanted):
            await service.redrive(letter_id)
        await service.settled(SETTLE_SECONDS)
        return len(wanted), [letter for letter in await service.dead_letters() if letter["letter_id"] in wanted]
