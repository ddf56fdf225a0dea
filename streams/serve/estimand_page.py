"""The page of one estimand: what is known of it in words, who says what, and the sentences behind it. No script."""

from collections.abc import Iterable, Mapping, Sequence

from aiohttp import web

from schemas import Claim, Estimate, Figure, Interval
from schemas.wire import decode
from streams.serve import queries
from streams.serve.answers import Paging
from streams.serve.markup import Markup, element, join
from streams.serve.page import answer_page, link_next, write_figure
from streams.serve.paging import decode_key
from streams.serve.reading import estimand_of, unknown_estimand
from streams.serve.service import Service

MOST_SHOWN = 50  # latest figures under one heading
CHANCES = {50: "even odds", 80: "four in five", 95: "nineteen in twenty"}
# What is said of a figure, by the heading that it stands under. Only what is asserted enters the estimate.
HEADINGS = {
    "Who says what": {"asserts": ""},
    "What is planned, foreseen or supposed": {
        "plans": "planned",
        "predicts": "foreseen",
        "hypothetical": "supposed",
        "demands": "demanded",
    },
    "What is denied": {"denies": "denied"},
}


async def show_estimand(service: Service, request: web.Request, wanted: Paging) -> web.Response:
    """One estimate, the latest figure of each claimant, and the claims behind it, each with its sentence."""
    estimand, after = estimand_of(request), decode_key(wanted.after, int, str)
    current = await service.store.ask(queries.estimate, estimand)
    if current is None:
        raise unknown_estimand(estimand)
    estimate = decode(Estimate, current)
    rows = await service.store.ask(queries.claims, wanted.limit + 1, after, estimand)
    claims = [_claim_row(decode(Claim, row.value)) for row in rows[: wanted.limit]]
    return answer_page(
        estimand,
        element("p", element("a", "← all estimates", href="/")),
        element("h1", estimand),
        *_reading(estimate),
        *(_figures(estimate, heading, stances) for heading, stances in HEADINGS.items()),
        element("h2", "Every sentence" + (", of all episodes" if len(estimate.episodes) > 1 else "")),
        _table(("Reported", "Claimant", "Sentence", "Source"), claims),
        link_next(request, rows, wanted),
    )


def _reading(estimate: Estimate) -> Iterable[Markup]:
    best = element("strong", write_figure(estimate.best, estimate.unit))
    counts = (
        (estimate.claimants, "claimant"),
        (estimate.claims, "claim"),
        (estimate.mentions, "mention"),
        (estimate.outlets, "outlet"),
    )
    told = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    when = f", as of {estimate.at:%Y-%m-%d}" + (f", episode of {estimate.episode}" if estimate.episode else "")
    yield element("p", "Best: ", best, f" from {told}{when}.")
    if estimate.note:
        yield element("p", f"Note: {estimate.note}.", class_="note")
    if estimate.clash:
        yield element("p", element("strong", "Contested: "), *_clash(estimate, estimate.clash), class_="contested")
    if estimate.interval or estimate.next_report:
        yield from _spread(estimate)


def _clash(estimate: Estimate, clash: tuple[str, str]) -> Sequence[str]:
    """The two figures that contradict each other most, named by who says them."""
    by_claim = {figure.claim_id: figure for figure in estimate.latest}
    sides = [by_claim[claim_id] for claim_id in clash if claim_id in by_claim]
    if len(sides) < 2:
        return ("current figures cannot all hold.",)
    one, other = (f"{_who(figure)} (“{figure.phrase}”)" for figure in sides)
    return (f"{one} and {other} cannot both be right.",)


def _spread(estimate: Estimate) -> Iterable[Markup]:
    truth = {one.percent: one for one in estimate.interval}
    report = {one.percent: one for one in estimate.next_report}
    rows = [
        element(
            "tr",
            element("td", f"{CHANCES.get(percent, 'chance')} ({percent} %)"),
            element("td", _between(truth, percent, estimate.unit)),
            element("td", _between(report, percent, estimate.unit)),
        )
        for percent in sorted(truth.keys() | report.keys())
    ]
    yield element("h2", "How sure")
    yield _table(("Chance", "The true figure lies between", "The next report will say between"), rows)
    yield element(
        "p",
        "A report strays further than the truth does: claimants lean, round, and repeat what is out of date.",
        class_="quiet",
    )


def _between(intervals: Mapping[int, Interval], percent: int, unit: str | None) -> str:
    found = intervals.get(percent)
    if found is None:
        return "not known"
    return f"{write_figure(_rounded(found.low), unit)} and {write_figure(_rounded(found.high), unit)}"


def _rounded(value: float) -> float:
    """Three leading digits: what is estimated is not known to the last one."""
    return float(f"{value:.3g}")


def _figures(estimate: Estimate, heading: str, stances: Mapping[str, str]) -> Markup:
    """The latest figures of those stances under a heading; nothing where there are none."""
    figures = [figure for figure in estimate.latest if figure.stance in stances]
    if not figures:
        return Markup("")
    rows = [_figure_row(figure, stances[figure.stance], estimate.unit) for figure in figures[:MOST_SHOWN]]
    hidden = len(figures) - len(rows)
    more = element("p", f"… and {hidden} older ones.", class_="quiet") if hidden else Markup("")
    titles = ("Claimant", "Latest figure", "In words", "Where", "About", "Reported", "Printed")
    return join(element("h2", heading), _table(titles, rows), more)


def _figure_row(figure: Figure, manner: str, unit: str | None) -> Markup:
    remarks = [manner] if manner else []
    if figure.role == "bound":
        remarks.append("at least, for it speaks of a part")
    if figure.revised:
        remarks.append(f"revised {figure.revised} time{'' if figure.revised == 1 else 's'}")
    return element(
        "tr",
        element("td", _who(figure), join(" ", element("span", figure.claimant_kind or "", class_="quiet"))),
        element("td", _write_range(figure, unit), class_="number"),
        element("td", f"“{figure.phrase}”", join(" ", element("span", "; ".join(remarks), class_="quiet"))),
        element("td", figure.place or "–"),
        element("td", figure.as_of or "–"),
        element("td", f"{figure.last_reported:%Y-%m-%d}", class_="number"),
        element("td", f"{figure.mentions}×", class_="number"),
    )


def _who(figure: Figure) -> str:
    return figure.claimant or (f"{figure.outlet} itself" if figure.outlet else "nobody named")


def _write_range(figure: Figure, unit: str | None) -> str:
    low, high = figure.low, figure.high
    if low is not None and high is not None and low != high:
        return f"{write_figure(low, None)} to {write_figure(high, unit)}"
    if low is not None and high is None:
        return f"at least {write_figure(low, unit)}"
    if high is not None and low is None:
        return f"at most {write_figure(high, unit)}"
    return write_figure(figure.point if figure.point is not None else low, unit)


def _claim_row(claim: Claim) -> Markup:
    source: Markup | str = claim.outlet or "–"
    if claim.url and claim.url.startswith(("http://", "https://")):
        source = element("a", source, href=claim.url, rel="noreferrer nofollow")
    who = claim.claimant or claim.outlet or "–"
    manner = claim.stance if claim.claimant else f"{claim.stance} in its own voice"
    return element(
        "tr",
        element("td", f"{claim.published:%Y-%m-%d}", class_="number"),
        element("td", who, join(" ", element("span", manner, class_="quiet"))),
        element("td", element("blockquote", *_marked(claim))),
        element("td", source),
    )


def _marked(claim: Claim) -> Sequence[str]:
    start, end = claim.start - claim.sentence_start, claim.end - claim.sentence_start
    if claim.sentence[max(start, 0) : max(end, 0)] != claim.phrase:  # a gathered row has no place in a sentence
        return (claim.sentence,)
    return claim.sentence[:start], element("mark", claim.phrase), claim.sentence[end:]


def _table(titles: Iterable[str], rows: Sequence[Markup]) -> Markup:
    head = element("tr", *(element("th", title) for title in titles))
    return element("table", element("thead", head), element("tbody", *rows))
