"""Claims for people, each with its sentence. Called by `pegel extract --pretty` and `pegel claims`."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from schemas import Claim
from streams.terminal.figures import figure_of, one_line

INDENT = 12  # columns of the day and the blanks behind it


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


def show_reported(console: Console, claims: Sequence[Claim]) -> None:
    """Each claim with the day and outlet that reported it, its sentence, and where to read it."""
    for claim in claims:
        head = Text(f"{claim.published.date()}  ", style="dim").append_text(describe_claim(claim))
        console.print(head.append(f"  {one_line(claim.outlet or 'no outlet named')}", style="dim"))
        sentence = Text(one_line(claim.sentence))
        start = claim.start - claim.sentence_start
        if claim.sentence[max(start, 0) :].startswith(claim.phrase):  # a gathered row has no place in a sentence
            sentence.stylize("bold cyan", start, start + len(claim.phrase))
        for line in sentence.wrap(console, max(console.width - INDENT, 20)):
            console.print(Text(" " * INDENT).append_text(line))
        if claim.url:  # one line, however long: broken, nobody could follow it
            console.print(Text(" " * INDENT + one_line(claim.url), style="dim"), soft_wrap=True)


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
