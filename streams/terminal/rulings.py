"""Rulings for people: what is ruled, who says so and why. Called by `pegel rule` and `pegel explain`."""

from rich.text import Text

from schemas import Ruling
from schemas.ruling import Correction, Signed
from streams.terminal.figures import figure_of, one_line


def describe_ruling(ruling: Ruling) -> list[Text]:
    """A ruling in two lines, or three where it is withdrawn."""
    head = Text(f"{ruling.ruling_id}  ", style="dim").append(_what(ruling), style="bold")
    if ruling.withdrawn is None:
        return [head, _signature(f"{ruling.moment:%Y-%m-%d %H:%M}", ruling)]
    head.stylize("strike")
    withdrawal = ruling.withdrawn
    told = _signature(f"{withdrawal.moment:%Y-%m-%d %H:%M} withdrawn", withdrawal)
    return [head, _signature(f"{ruling.moment:%Y-%m-%d %H:%M}", ruling), told]


def _what(ruling: Ruling) -> str:
    """`reject «8.000» by Polizei (berlin/demonstrators), here only`."""
    if ruling.action == "merge_estimands":
        return f"merge estimand {ruling.merged} into {ruling.into}"
    if ruling.action == "merge_claimants":
        return f"merge claimant {ruling.merged} into {ruling.into}"
    about = "a claim"
    if ruling.shown is not None:
        shown = ruling.shown
        about = f"«{one_line(shown.phrase)}» by {one_line(shown.claimant or 'the outlet itself')} ({shown.estimand})"
    where = "in one article" if ruling.expression is not None else "wherever it is printed"
    changes = f": {'; '.join(_changes(ruling.correction))}" if ruling.correction is not None else ""
    return f"{ruling.action} {about}, {where}{changes}"


def _changes(correction: Correction) -> list[str]:
    found = [
        f"{name} {value}"
        for name, value in (
            ("subject", correction.subject),
            ("measure", correction.measure),
            ("place", "none" if correction.no_place else correction.place),
        )
        if value
    ]
    if correction.claimant is not None:
        found.append(f"claimant {one_line(correction.claimant.name or correction.claimant.claimant_id)}")
    if (value := correction.value) is not None:
        found.append(f"value {figure_of(value.point, value.low, value.high)}")
    return found


def _signature(when: str, signed: Signed) -> Text:
    return (
        Text(f"  {when} by ", style="dim")
        .append(one_line(signed.author), style="green")
        .append(f": {one_line(signed.reason)}")
    )
