"""Figures: what a number says of the same number elsewhere in the article, in its headline above all.

Called by `extract` for the findings of title and text.
"""

from collections import Counter
from collections.abc import Sequence

from schemas import Claim
from streams.extract.findings import Finding
from streams.extract.nouns import head_noun
from streams.extract.subjects import Setting
from streams.language import Lexicon

TELLING = 21  # a figure from which on it is unlikely that two counts are equal by chance
ROUND = 1000  # a sum from which on a bare number that equals it is the same
MAIN = ("troops", "demonstrators", "jobs_cut")  # what a whole article may count
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
        "jobs_cut",
    }
)


def same_figures(findings: list[Finding], told: Sequence[Finding], lexicon: Lexicon) -> list[Finding]:
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
    main = Counter(f.measure for f in told if f.counted and f.measure in CLOSER_THAN_PERSONS).most_common(1)
    if not main:
        return findings
    return [finding._replace(measure=closer_measure(finding, closer, main[0][0], lexicon)) for finding in findings]


def closer_measure(finding: Finding, closer: dict[float, str], main: str, lexicon: Lexicon) -> str:
    """Of people, the measure of the same figure; of a bare number the article's main one; posts go where others do."""
    known = head_noun(finding.counted, lexicon) if finding.counted else None
    if finding.measure == "employees" and main == "jobs_cut" and known and known.measure == "jobs":
        return main
    if finding.measure != "persons":
        return finding.measure
    bare = main if finding.counted is None and main in MAIN else finding.measure
    return closer.get(finding.quantity.point or finding.quantity.low or 0, bare)


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
