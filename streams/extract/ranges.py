"""Ranges: numbers that are told by two, «zwei bis drei Millionen», «sechs von zehn», «jeder Zehnte».

Called by `expressions`.
"""

from streams.extract.amounts import read_amount
from streams.extract.evaluation import Amount
from streams.extract.signs import GROUPED, NEXT_WORD, SHAPE, SIGN_AFTER, SIGN_BEFORE
from streams.language.numeral_words import EACH, HALF_NOUN, WORD, NumeralWords, fold


def read_range(
    text: str, first: Amount, end: int, between: bool, words: NumeralWords
) -> tuple[Amount, int, str | None] | None:
    """The range that `first` begins (`zwei bis drei Millionen`), its end and sign; None where it begins none."""
    link = words.between_link.match(text, end) if between else words.range_link.match(text, end)
    alternative = None if link or first.form not in ("words", "digits") else words.alternative.match(text, end)
    link = link or alternative
    if link is None or first.point is None or link.end() >= len(text):
        return None
    if link.group(1) and fold(link.group(1)) not in words.unit_names:
        return None
    if SHAPE.match(text, link.end()):
        return None
    place = link.end()
    before = SIGN_BEFORE.match(text, place)
    second = read_amount(text, before.end() if before else place, words)
    if second is None or second.point is None:
        return None
    suspended = text[end] in "-‑" and link.end() > end + 1
    low = _carried(text, first, second, suspended)
    if (
        low > second.point
        or (low == second.point and not between)
        or (_is_year(second) and not _may_end_in_year(first))
    ):
        return None
    if alternative and (second.point / second.magnitude != first.point + 1 or second.point > 12 * second.magnitude):
        return None
    form = "bare" if first.form == second.form == "bare" else second.form
    both = Amount(first.start, second.end, None, low, second.point, form, second.magnitude)
    after = SIGN_AFTER.match(text, second.end)
    if after:
        return both, after.end(), after.group(1)
    return both, second.end, before.group().strip() if before else None


def _carried(text: str, first: Amount, second: Amount, suspended: bool) -> float:
    """The first number of a range, with the magnitude that only the second one names: `50-70.000`."""
    low, high = first.point or 0.0, second.point or 0.0
    magnitude = second.magnitude
    if magnitude == 1 and second.form == "digits" and GROUPED.match(text, second.start):
        magnitude = 1e3 if text.find(".", first.start, first.end) < 0 else 1.0
    if first.magnitude > 1 or low >= magnitude or (magnitude == 100 and not suspended):
        return low
    return low * magnitude if low * magnitude <= high else low


def _is_year(amount: Amount) -> bool:
    return amount.form == "bare" and amount.point is not None and 1900 <= amount.point <= 2100


def _may_end_in_year(first: Amount) -> bool:
    """`10.000 bis 2028` is no range, `1500 bis 2000` is one, and so is `1990 bis 1995`, of years."""
    return first.form == "bare"


def read_out_of(text: str, first: Amount, end: int, words: NumeralWords) -> Amount | None:
    """`sechs von zehn` as a share; None where something else follows."""
    link = words.out_of.match(text, end)
    if link is None or first.form not in ("words", "digits", "article") or first.point is None or first.magnitude > 1:
        return None
    whole = read_amount(text, link.end(), words) if link.end() < len(text) else None
    if whole is None or whole.point not in words.wholes or first.point >= whole.point:
        return None
    share = first.point / whole.point
    return Amount(first.start, whole.end, share, share, share, "share")


def share_of_all(text: str, place: int, last: str, last_start: int, words: NumeralWords) -> Amount | None:
    """`jeder Zehnte`, `die Hälfte`: shares that are told by other words than numbers; None for all else."""
    word = WORD.match(text, place)
    term = words.term(word.group()) if word else None
    if word is None or term is None or term.pieces not in (EACH, HALF_NOUN):
        return None
    if term.pieces == HALF_NOUN:
        if last not in words.half_articles:
            return None
        return Amount(last_start, word.end(), 0.5, 0.5, 0.5, "share")
    behind = NEXT_WORD.match(text, word.end())
    value = words.ordinal_value(behind.group(1)) if behind else None
    if behind is None or not value:
        return None
    return Amount(place, behind.end(1), 1 / value, 1 / value, 1 / value, "share")
