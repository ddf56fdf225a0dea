"""What a person sees: claims under their sentences, tables of estimates. Called by `cli` and `demo`."""

import os
from collections.abc import Sequence
from typing import IO

from rich.console import Console
from rich.text import Text

from schemas import Claim


def open_console(file: IO[str]) -> Console:
    """A console that writes colours only to a terminal, and none where NO_COLOR is set."""
    return Console(file=file, highlight=False, soft_wrap=not file.isatty(), no_color=bool(os.environ.get("NO_COLOR")))


def show_claims(console: Console, article_id: str, claims: Sequence[Claim]) -> None:
    """Each sentence of an article that makes a claim, its figures marked, with the claims beneath."""
    console.print(Text(article_id, style="bold"))
    if not claims:
        console.print(Text("  no claims", style="dim"))
    sentences: dict[tuple[str, int], list[Claim]] = {}
    for claim in claims:
        sentences.setdefault((claim.field, claim.sentence_start), []).append(claim)
    for group in sentences.values():
        sentence = Text(one_line(group[0].sentence))
        for claim in group:
            start = claim.start - claim.sentence_start
            sentence.stylize("bold cyan", start, start + len(claim.phrase))
        console.print(Text("  ").append_text(sentence))
        for claim in group:
            console.print(Text("    ").append_text(describe_claim(claim)))
    console.print()


def describe_claim(claim: Claim) -> Text:
    """One claim on one line: what is stated, of what, by whom, and how it is put forward."""
    words = Text(f"{claim.phrase}", style="cyan")
    words.append(f"  {figure_of(claim.point, claim.low, claim.high)} {claim.unit or ''}".rstrip(), style="bold")
    words.append(f"  {claim.estimand}")
    if claim.place:
        words.append(f" in {claim.place}")
    words.append(f"  {claim.claimant or 'no claimant'}", style="green" if claim.claimant else "dim")
    if claim.stance != "asserts":
        words.append(f" {claim.stance}", style="yellow")
    if claim.as_of:
        words.append(f"  as of {claim.as_of}", style="dim")
    return words


def figure_of(point: float | None, low: float | None, high: float | None) -> str:
    """`11,000`, `10,000 to 12,000`, `at least 1,651` or `at most 8,000`, as far as it is known."""
    if low is not None and high is not None and low != high:
        return f"{number(low)} to {number(high)}"
    if low is not None and high is None:
        return f"at least {number(low)}"
    if high is not None and low is None:
        return f"at most {number(high)}"
    return number(point if point is not None else low)


def number(value: float | None) -> str:
    """A figure for people: thousands apart, no needless decimals; a dash where it is not known."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:,.4g}"


def one_line(text: str) -> str:
    """The text with every blank, line break and control character as one blank, so that it is harmless to print.

    One for one: offsets hold.
    """
    return "".join(character if character.isprintable() else " " for character in text)
