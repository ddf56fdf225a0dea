"""`pegel rule`: what people correct by hand. Speaks to a running service."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from streams.cli.clients import service_of, speak
from streams.cli.main import pegel, settings_or_exit

if TYPE_CHECKING:
    from schemas import Ruling
    from streams.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def signed(command: Command) -> Command:
    """Give a command the options that every ruling needs, and one for programs."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="JSON for programs, as the service has it."),
        click.option("--author", metavar="NAME", help="Who rules; by default PEGEL_AUTHOR."),
        click.option("--reason", required=True, metavar="TEXT", help="Why, as others are to read it."),
    ):
        command = option(command)
    return command


@pegel.group()
def rule() -> None:
    """Correct by hand what was read wrongly: every ruling is signed, shown wherever it had effect, and withdrawable.

    CLAIM is an id as `pegel explain --json` and the service show it. A mention_id names one expression in one article,
    for as long as its sentence stands there; a claim_id the claim wherever it is printed.
    """


@rule.command()
@click.argument("claim")
@signed
def reject(claim: str, **signature: Any) -> None:
    """Let CLAIM count for nothing."""
    _rule({"action": "reject", "claim": claim}, **signature)


@rule.command("set")
@click.argument("claim")
@click.option("--subject", metavar="SLUG", help="Whose number it is, such as north-korea.")
@click.option("--measure", metavar="NAME", help="What it measures, such as troops.")
@click.option("--place", metavar="PATH", help="Where, from the country down, such as russia/kursk.")
@click.option("--no-place", is_flag=True, help="No place is said.")
@click.option("--claimant", metavar="NAME", help="Who says so: a claimant_id, or a name.")
@click.option("--value", metavar="NUMBER", type=float, help="The figure, exactly; with --low or --high as well, about.")
@click.option("--low", metavar="NUMBER", type=float, help="The least that is said; alone: at least that.")
@click.option("--high", metavar="NUMBER", type=float, help="The most that is said; alone: at most that.")
@signed
def set_claim(
    claim: str,
    value: float | None,
    low: float | None,
    high: float | None,
    reason: str,
    author: str | None,
    as_json: bool,
    **changes: Any,
) -> None:
    """Let CLAIM say something else; what is not named stays as it was read."""
    figure = {name: end for name, end in (("point", value), ("low", low), ("high", high)) if end is not None}
    said = {name: given for name, given in changes.items() if given} | ({"value": figure} if figure else {})
    if not said:
        raise click.UsageError("say what to set: --subject, --measure, --place, --no-place, --claimant or --value")
    _rule({"action": "set", "claim": claim, **said}, reason, author, as_json)


@rule.command()
@click.argument("merged", metavar="ESTIMAND")
@click.argument("into", metavar="INTO")
@signed
def merge_estimands(merged: str, into: str, **signature: Any) -> None:
    """Let ESTIMAND be another name of the estimand INTO, which takes its claims."""
    _rule({"action": "merge_estimands", "merged": merged, "into": into}, **signature)


@rule.command()
@click.argument("merged", metavar="CLAIMANT")
@click.argument("into", metavar="INTO")
@signed
def merge_claimants(merged: str, into: str, **signature: Any) -> None:
    """Let CLAIMANT be another name of the claimant INTO; both are a claimant_id."""
    _rule({"action": "merge_claimants", "merged": merged, "into": into}, **signature)


@rule.command()
@click.argument("ruling_id", metavar="RULING")
@signed
def withdraw(ruling_id: str, reason: str, author: str | None, as_json: bool) -> None:
    """Withdraw RULING: all is as if it had not been."""
    settings = settings_or_exit()
    _show(speak(_withdraw(settings, ruling_id, _sign(settings, reason, author))), as_json)


@rule.command("list")
@click.option("--all", "everything", is_flag=True, help="Withdrawn rulings as well.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines for programs, as the service has them.")
def list_rulings(everything: bool, as_json: bool) -> None:
    """List the rulings in force, the latest first."""
    rulings = [ruling for ruling in speak(_list(settings_or_exit())) if everything or not ruling.withdrawn]
    for ruling in rulings:
        _show(ruling, as_json)
    if not rulings:
        click.echo("no rulings", err=True)


def _rule(said: dict[str, Any], reason: str, author: str | None, as_json: bool) -> None:
    settings = settings_or_exit()
    _show(speak(_send(settings, said | _sign(settings, reason, author))), as_json)


def _sign(settings: "Settings", reason: str, author: str | None) -> dict[str, str]:
    author = author or settings.author
    if not author:
        raise click.UsageError("say who rules: --author NAME, or set PEGEL_AUTHOR")
    return {"author": author, "reason": reason}


def _show(ruling: "Ruling", as_json: bool) -> None:
    if as_json:
        click.echo(ruling.model_dump_json())
        return
    from streams.terminal.rulings import describe_ruling
    from streams.terminal.screen import open_console

    console = open_console(sys.stdout)
    for line in describe_ruling(ruling):
        console.print(line)


async def _send(settings: "Settings", said: dict[str, Any]) -> "Ruling":
    async with service_of(settings) as service:
        return await service.rule(said)


async def _withdraw(settings: "Settings", ruling_id: str, signature: dict[str, str]) -> "Ruling":
    async with service_of(settings) as service:
        return await service.withdraw_ruling(ruling_id, signature)


async def _list(settings: "Settings") -> "list[Ruling]":
    async with service_of(settings) as service:
        return await service.rulings()
