"""An explanation for people: each claim with its weight as a bar, and its sentence. Called by `pegel explain`."""

from rich.console import Console
from rich.text import Text

from schemas import Explanation, Mention, WeighedClaim
from streams.terminal.board import describe_reading
from streams.terminal.figures import figure_of, one_line
from streams.terminal.rulings import describe_ruling

BAR = 8  # columns of the bar for the whole say
EIGHTHS = " ▏▎▍▌▋▊▉"
INDENT = BAR + 6  # bar, percent and the blanks around them


def show_explanation(console: Console, explanation: Explanation) -> None:
    """The reading, then every claim behind it, the weightiest first."""
    for line in describe_reading(explanation.estimate):
        console.print(line)
    for claim in explanation.claims:
        console.print()
        for line in describe_weighed(claim, explanation.estimate.unit, console):
            console.print(line, soft_wrap=True)  # wrapped already, but for addresses, which would break
    show_rulings(console, explanation)


def show_rulings(console: Console, explanation: Explanation) -> None:
    """What people took out or corrected by hand, as it was read, and the rulings that say so; nothing without any."""
    if explanation.rulings:
        console.print()
        console.print(Text("ruled by hand", style="bold"))
    for claim in explanation.ruled_out:
        line = Text("  as read: ").append(figure_of(claim.point, claim.low, claim.high), style="cyan strike")
        line.append(f"  {one_line(claim.claimant or claim.outlet or 'nobody named')}", style="green")
        console.print(line.append(f"  § {', '.join(claim.rulings)}", style="dim"))
    for ruling in explanation.rulings:
        for line in describe_ruling(ruling):
            console.print(line)


def describe_weighed(claim: WeighedClaim, unit: str | None, console: Console) -> list[Text]:
    """A claim in lines that fit the console: weight, figure and claimant; why; its first sentence; where.

    An address is one line, however long: broken, nobody could follow it.
    """
    first = claim.printed[0]
    head = Text().append(bar(claim.weight), style="cyan").append(f" {share(claim.weight):>4} ", style="dim")
    head.append(figure_of(claim.point, claim.low, claim.high), style="bold cyan")
    head.append(f" {unit}" if unit else "")
    who = one_line(claim.claimant or (f"{first.outlet} itself" if first.outlet else "nobody named"))
    head.append(f"  {who}", style="green")
    head.append(f"  {claim.stance}", style="" if claim.stance == "asserts" else "yellow")
    head.truncate(console.width, overflow="ellipsis")
    why = [claim.why]
    why += [f"as of {claim.as_of}"] if claim.as_of else []
    why += [f"in {claim.place}"] if claim.place else []
    why += [f"§ {', '.join(claim.rulings)}"] if claim.rulings else []
    lines: list[Text] = []
    ids = Text(f"claim {claim.claim_id}, mention {first.mention_id}", style="dim")  # what `pegel rule` asks for
    for text in (Text(" · ".join(why), style="dim"), sentence_of(first), source_of(claim), ids):
        lines += text.wrap(console, max(console.width - INDENT, 20))
    if first.url:
        lines.append(Text(one_line(first.url), style="dim"))
    return [head, *(Text(" " * INDENT).append_text(line) for line in lines)]


def bar(weight: float) -> str:
    """A weight between 0 and 1 as a bar, eighths of a column exact."""
    whole, eighths = divmod(round(weight * BAR * 8), 8)
    return ("█" * whole + (EIGHTHS[eighths] if eighths else "")).ljust(BAR)


def share(weight: float) -> str:
    """A weight in percent; what is there but less than one is not shown as none."""
    if not weight:
        return "–"
    return f"{weight:.0%}" if weight >= 0.01 else "<1%"


def sentence_of(mention: Mention) -> Text:
    """The sentence with the figure marked."""
    sentence = Text(one_line(mention.sentence))
    start = mention.start - mention.sentence_start
    if mention.sentence[max(start, 0) : start + len(mention.phrase)] == mention.phrase:
        sentence.stylize("bold cyan", start, start + len(mention.phrase))
    return sentence


def source_of(claim: WeighedClaim) -> Text:
    """When and by whom it was printed first, and how often."""
    first = claim.printed[0]
    text = Text(f"{first.published.date()}", style="dim")
    text.append(f"  {one_line(first.outlet)}" if first.outlet else "")
    if claim.mentions > 1:
        text.append(f"  and {claim.mentions - 1} more")
    return text
