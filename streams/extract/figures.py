"""Figures: what a number says of the same number elsewhere in the article, in its headline above all.

Called by `extract` for the findings of title and text.
"""

from collections.abc import Sequence

from schemas import Claim
from streams.extract.findings import Finding
from streams.extract.subjects import Setting

TELLING = 21  # a figure from which on it is unlikely that two counts are equal by chance
ROUND = 1000  # a sum from which on a bare number that equals it is the same
CLOSE = 1.25  # a headline rounds: up to this ratio its toll is taken to be the text's
CLOSER_THAN_PERSONS = frozenset(
    {
        "troops",
        "killed",
        "wounded",
        "killed_or_wounded",
        "missing",
        "demonstrators",
        "arrested",
        "displaced",
        "evacuated",
    }
)


def same_figures(findings: list[Finding], told: Sequence[Finding]) -> list[Finding]:
    """A count of people that the article gives again with what they are or what happened to them is of the same:
    "11.000 Nordkoreaner" in a headline, "11.000 Soldaten" below. `told` are the findings of title and text."""
    sums = {f.quantity.point: f for f in told if f.quantity.kind == "money" and (f.quantity.point or 0) >= ROUND}
    if sums:
        findings = [same_sum(finding, sums) for finding in findings]
    closer = {
        size: f.measure
        for f in told
        if f.quantity.kind == "count" and f.measure in CLOSER_THAN_PERSONS
        for size in (f.quantity.point, f.quantity.low, f.quantity.high)
        if size and size >= TELLING
    }
    if not closer:
        return findings
    return [
        f._replace(measure=closer.get(f.quantity.point or f.quantity.low or 0, f.measure))
        if f.measure == "persons"
        else f
        for f in findings
    ]


def same_sum(finding: Finding, sums: dict[float | None, Finding]) -> Finding:
    """A bare number that the article gives as a sum of money is that sum: "30.000 Euro … die übrigen 30.000"."""
    sum_ = sums.get(finding.quantity.point) if finding.quantity.kind == "count" and finding.counted is None else None
    if sum_ is None:
        return finding
    quantity = finding.quantity._replace(kind="money", unit=sum_.quantity.unit)
    return finding._replace(quantity=quantity, measure=sum_.measure)


def lent_setting(finding: Finding, claims: Sequence[Claim]) -> Setting | None:
    """Subject and place of the text's figure that a headline without names gives: the same one, or the nearest."""
    size = finding.quantity.point or finding.quantity.low or finding.quantity.high
    if not size:
        return None
    best: tuple[float, Claim] | None = None
    for claim in claims:
        other = claim.point or claim.low or claim.high
        if other and claim.measure == finding.measure and claim.unit == finding.quantity.unit:
            apart = max(size / other, other / size)
            if apart <= CLOSE and (best is None or apart < best[0]):
                best = (apart, claim)
    return Setting(best[1].subject, best[1].place) if best else None
