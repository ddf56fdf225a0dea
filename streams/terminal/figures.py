"""Figures and words as people read them: thousands apart, bounds in words, nothing that could upset a terminal."""

from collections.abc import Iterable

from schemas import Estimate

BARS = "▁▂▃▄▅▆▇█"


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


def counted(count: int, noun: str) -> str:
    """`1 claimant`, `2 claimants`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def one_line(text: str) -> str:
    """The text with every blank, line break and control character as one blank, so that it is harmless to print.

    One for one: offsets hold.
    """
    return "".join(character if character.isprintable() else " " for character in text)


def span(estimate: Estimate) -> str:
    """`1,500–12,000`, one figure where both ends meet; where nothing is asserted, what is planned or foreseen."""
    if estimate.lowest is not None and estimate.highest is not None:
        return between(estimate.lowest.value, estimate.highest.value)
    for stance in ("plans", "predicts"):
        figures = [figure for figure in estimate.latest if figure.stance == stance]
        values = [x for figure in figures for x in (figure.low, figure.point, figure.high) if x is not None]
        if values:
            return f"{stance} {between(min(values), max(values))}"
    return ""


def between(low: float, high: float) -> str:
    """Two ends, shortened, or one where they are the same."""
    return short(low) if low == high else f"{short(low)}–{short(high)}"


def rounded(value: float, digits: int = 3) -> float:
    """The value to so many leading digits: what is estimated is not known to the last one."""
    return float(f"{value:.{digits}g}")


def short(value: float | None) -> str:
    """A figure in at most eight characters: `600,000`, `1.34M`, `7.1bn`."""
    if value is None:
        return "–"
    for size, sign in ((1e12, "tn"), (1e9, "bn"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:.3g}{sign}"
    return number(value)


def movement(before: float | None, after: float | None) -> str:
    """From one figure to the next in at most six characters: `▲12%`, `▼3%`, `▲×3.1`, `new`, `gone`; `=` for none."""
    if before == after:
        return "="
    if before is None or after is None:
        return "new" if before is None else "gone"
    sign = "▲" if after > before else "▼"
    if before <= 0 or after <= 0:
        return sign
    times = max(after / before, before / after)
    if times >= 2:
        return f"{sign}×{times:.2g}" if times < 100 else f"{sign}×>99"
    return f"{sign}{max(abs(after / before - 1) * 100, 1):.0f}%"


def sparkline(values: Iterable[float]) -> str:
    """The course of values as bars, the lowest at the bottom, the highest at the top."""
    values = list(values)
    if not values:
        return ""
    low, high = min(values), max(values)
    if low == high:
        return BARS[0] * len(values)
    return "".join(BARS[round((value - low) / (high - low) * (len(BARS) - 1))] for value in values)
