"""Commands that need no service: extract, numbers, schema, settings."""

import gc
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from streams.cli.main import PATHS, pegel, report_rejected, settings_or_exit

if TYPE_CHECKING:
    from schemas import Article, Claim, Rejected

COLLECT_AFTER = 50_000  # new objects; an article leaves few behind


@pegel.command()
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option("--pretty", is_flag=True, help="Show a person each sentence with its claims beneath.")
def extract(paths: tuple[str, ...], pretty: bool) -> None:
    """Print the claims in articles as JSON lines, without any service.

    PATHS are JSONL files, .txt files, folders of either, or - for standard input. What is no article is reported on
    standard error; the exit code is 1 when a readable article or a file could not be answered for.
    """
    from schemas import Rejected

    show = _printer_for_people() if pretty else _print_json
    failed = False
    for outcome in _read_articles(paths):
        if isinstance(outcome, Rejected):
            report_rejected(outcome)
            failed |= outcome.reason.startswith("can't be read")
        else:
            show(*outcome)
    sys.stdout.flush()
    if failed:
        raise click.exceptions.Exit(1)


def _read_articles(paths: tuple[str, ...]) -> Iterator["tuple[Article, list[Claim]] | Rejected"]:
    gc.disable()  # while modules and tables are made, which are there to stay
    from schemas import Rejected
    from streams.extract import extract as read_claims
    from streams.feed.check import check_article
    from streams.feed.readers import read_lines
    from streams.language import load

    lexicons = {language: load(language) for language in _languages()}
    gc.freeze()  # they need not be searched again and again
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()
    now = datetime.now(UTC)
    for line in read_lines(paths, sys.stdin.buffer):
        if isinstance(line, Rejected):
            yield line
            continue
        # What is read here moves no estimate: a date in the future is no reason to refuse it.
        article = check_article(line.raw, now, line.where, longest_lead=timedelta.max)
        if isinstance(article, Rejected):
            yield article
            continue
        lexicon = lexicons.get(article.language.split("-")[0])
        yield article, read_claims(article, lexicon) if lexicon else []


def _languages() -> tuple[str, ...]:
    from streams.language import languages

    return languages()


def _print_json(article: "Article", claims: "list[Claim]") -> None:
    import orjson

    if claims:
        head = b'{"doc":' + orjson.dumps(article.id) + b","
        to_json = type(claims[0]).__pydantic_serializer__.to_json
        sys.stdout.buffer.write(b"".join(head + to_json(claim)[1:] + b"\n" for claim in claims))


def _printer_for_people() -> "Callable[[Article, list[Claim]], None]":
    from streams.terminal.claims import show_claims
    from streams.terminal.screen import open_console

    console = open_console(sys.stdout)
    return lambda article, claims: show_claims(console, article.id, claims)


@pegel.command()
@click.argument("name")
def schema(name: str) -> None:
    """Print the JSON Schema of one of the nouns that travel, such as article, claim, estimate or change."""
    import orjson

    import schemas

    nouns: dict[str, Any] = {noun.lower(): getattr(schemas, noun) for noun in schemas.__all__}
    if name.lower() not in nouns:
        raise click.UsageError(f"there is no schema {name!r}; there are: {', '.join(nouns)}")
    description = orjson.dumps(nouns[name.lower()].model_json_schema(), option=orjson.OPT_INDENT_2)
    click.echo(description.decode())


@pegel.command()
def settings() -> None:
    """Show every setting: its value, where that came from, and what it means."""
    from streams.settings import Settings, origin, variable

    found = settings_or_exit()
    fields = Settings.model_fields
    derived = {"broker": found.broker_url, "service": found.service_url}
    widest = max(len(variable(name)) for name in fields)
    for name, field in fields.items():
        shown = derived.get(name, getattr(found, name))
        click.echo(f"{variable(name):<{widest}}  {shown}  [{origin(found, name)}]")
        click.echo(f"{'':<{widest}}  {field.description}")


@pegel.command()
def numbers() -> None:
    """Read lines from standard input and print, for each, the numbers in it as one JSON list."""
    import orjson

    from streams.extract.numerals import list_numerals
    from streams.language import load

    words = load("de").numerals
    for line in sys.stdin.buffer:
        found = list_numerals(line.decode("utf-8", "replace").rstrip("\r\n"), words)
        sys.stdout.buffer.write(orjson.dumps(found) + b"\n")
