"""Numerals: every numeric expression of a text, «schätzungsweise rund 2,5 Millionen» -> approx 2_500_000.

First step of reading claims; knows nothing of units, dates or nouns: `quantities` tells which numerals are amounts.
One cheap pass finds the words that may begin a numeral; only there `amounts` and `bounds` look closer.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from streams.extract.amounts import VULGAR, WORD, Amount, read_amount
from streams.extract.bounds import bound_after, bound_before
from streams.language.numeral_words import ARTICLE_ONLY, COUNTS, EACH, HALF_NOUN, NUMERAL, NumeralWords, fold

# digits; bare: four digits that may be a year; pointed: 21.45; code: 007; words; article: ein; fraction: ein Drittel;
# share: sechs von zehn; denominator: Drittel; ratio: 3/4; half: halb; dozen; vague: Tausende; grade: vierstellig;
# shape: a date, a score, a time of day.
FORMS = (
    "digits", "bare", "pointed", "code", "words", "article", "fraction", "share", "denominator", "ratio", "half",
    "dozen", "vague", "grade", "shape",
)  # fmt: skip


class Numeral(NamedTuple):
    """One numeric expression and what its words commit to. Offsets are into the text that was read."""

    start: int  # with its modifier
    end: int
    core_start: int  # without it, with its currency or percent sign
    core_end: int
    point: float | None  # null for ranges, vague plurals, and shapes that are no number
    low: float | None
    high: float | None
    modifier: str  # as in `schemas.claim.Modifier`
    sign: str | None  # currency or percent sign within
    form: str  # one of FORMS
    head: str = ""  # what is glued on before: `A` of `A320`, `G-` of `G-20`
    tail: str = ""  # what is glued on behind: `Jährige` of `50-Jährige`, `ml` of `180ml`
    scaled: bool = False  # a magnitude word belongs to it


_PLACE = re.compile(rf"(?<![^\s(−-]),(?=\d)|[\d¼½¾⅓⅔⅛⅜⅝⅞]|{WORD.pattern}")
_SHAPE = re.compile(  # digits that are no amounts: dates, scores, seasons, numbered sections, times, telephones
    r"\d{4}-\d\d-\d\d(?!\d)"
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}(?!\d)|\d\d(?![\d.,]))?"
    r"|\d+:\d+(?::\d+)*|\d+ : \d+(?!\d)"
    r"|(?:1\d|20)\d\d/\d{2,4}(?!\d)"
    r"|\d+(?:\.\d+){3,}(?!\d)"
    r"|\d{1,2}\.\d\d(?=\s+Uhr)"
    r"|0\d+[ /-]\d[\d /-]*\d"
)
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SIGN_BEFORE = re.compile(r"(?:US|A|C|CA|NZ|HK)?[€$£¥₽₴₺₩₹][ \u00a0]?$")
_SIGN_AFTER = re.compile(r"[ \u00a0\u2009\u202f]?([€$£¥%‰₽₴₺₩₹¢])")
_TAIL = re.compile(rf"[-‑]?({WORD.pattern}(?:[-‑]{WORD.pattern}){{0,4}})")
_NEXT_WORD = re.compile(rf"\s+({WORD.pattern})")
_MINUS = "-−–"


def read_numerals(text: str, words: NumeralWords) -> list[Numeral]:
    """Every numeral of `text` in order, without overlaps, claims or not; linear in the length of the text.

    The indefinite article is one only where it counts: `mindestens ein`, `ein Toter`, `ein Drittel`.
    """
    return list(_scan(text, words, articles=False))


def list_numerals(line: str, words: NumeralWords) -> list[dict[str, Any]]:
    """Every number of one line with its phrase, place, point and bounds, signed: what `pegel numbers` prints."""
    listed = []
    for numeral in _scan(line, words, articles=True):
        start, point, low, high = numeral.start, numeral.point, numeral.low, numeral.high
        if numeral.form == "shape":
            continue
        before = line[:start].rstrip()
        minus = next((word for word in (*words.minus, "-", "−") if fold(before).endswith(word)), None)
        if minus and point is not None and point > 0 and numeral.modifier == "exact":
            start, point = len(before) - len(minus), -point
            low = high = point
        phrase = line[start : numeral.end]
        listed.append({"phrase": phrase, "start": start, "end": numeral.end, "point": point, "low": low, "high": high})
    return listed


def _scan(text: str, words: NumeralWords, articles: bool) -> Iterator[Numeral]:
    parts = text.split(" ")
    known = words.parts
    flags = [known[part] if part in known else words.flag(part) for part in parts]
    flags.append(0)
    reached = offset = 0
    for index, part in enumerate(parts):
        flag, after = flags[index], offset + len(part)
        if flag and after > reached:
            beside = flags[index + 1] | (flags[index - 1] if index else 0)
            if articles or flag & NUMERAL or (flag & ARTICLE_ONLY and beside & (NUMERAL | COUNTS)):
                for place in _PLACE.finditer(text, max(offset, reached), after):
                    if place.start() >= reached and (not place.group()[0].isalpha() or words.term(place.group())):
                        numeral = _read_at(text, place.start(), reached, words, articles)
                        if numeral:
                            yield numeral
                            reached = numeral.end
        offset = after + 1


def _read_at(text: str, place: int, floor: int, words: NumeralWords, articles: bool) -> Numeral | None:
    """The numeral whose number begins at `place`; nothing before `floor` belongs to it."""
    head = _head(text, place, floor)
    if text[place].isdecimal():
        shape = _SHAPE.match(text, place)
        if shape and not _GROUPED.fullmatch(shape.group()):
            tail = _tail(text, shape.end())
            return Numeral(place, shape.end(), place, shape.end(), None, None, None, "exact", None, "shape", head, tail)
    elif head and text[place] not in VULGAR:
        return None  # a number word at the end of another word, or behind a hyphen
    amount = _share_of_all(text, place, floor, words) or read_amount(text, place, words)
    if amount is None or (amount.form == "article" and not articles and not _counts(text, amount, words)):
        return None
    between = "" if head else _between(text, place, floor, words)
    if between:
        amount = read_amount(text, place, words, linked=False) or amount
    start, end, sign, head, amount = _signed(text, amount, floor, head)
    second = None if head else _range(text, amount, end, bool(between), words)
    if second:
        amount, end, second_sign = second
        start, sign = start - len(between), sign or second_sign
        return _numeral(start, end, start, end, amount, "range", sign, head, text)
    out_of = _out_of(text, amount, end, words)
    if out_of:
        amount, end = out_of, out_of.end
    return _bounded(text, start, end, floor, amount, sign, head, words)


def _bounded(
    text: str, start: int, end: int, floor: int, amount: Amount, sign: str | None, head: str, words: NumeralWords
) -> Numeral:
    if amount.form in ("vague", "grade"):
        return _numeral(start, end, start, end, amount, "vague", sign, head, text)
    bound, outer = (None, start) if head else bound_before(text, start, end, floor, amount, sign is not None, words)
    last = end
    if bound is None or bound.modifier == "approx":
        behind, last = bound_after(text, end, words)
        bound = behind or bound
    if bound is None and amount.form == "dozen":
        return _numeral(start, end, start, end, amount, "approx", sign, head, text)
    if bound is None:
        return _numeral(start, end, start, end, amount, "exact", sign, head, text)
    point = amount.point
    amount = amount._replace(low=point if bound.low else None, high=point if bound.high else None)
    return _numeral(outer, last, start, end, amount, bound.modifier, sign, head, text)


def _numeral(
    start: int, end: int, core_start: int, core_end: int, amount: Amount, modifier: str, sign: str | None, head: str,
    text: str,
) -> Numeral:  # fmt: skip
    point = None if modifier in ("range", "vague") else amount.point
    tail = _tail(text, core_end) if end == core_end else ""
    scaled = amount.magnitude > 1
    return Numeral(
        start,
        end,
        core_start,
        core_end,
        point,
        amount.low,
        amount.high,
        modifier,
        sign,
        amount.form,
        head,
        tail,
        scaled,
    )


def _head(text: str, place: int, floor: int) -> str:
    """What is glued on before the number, as in `A320` or `G-20`; empty behind a blank, a bracket or a quote."""
    start = place
    while start > floor and place - start < 24 and (text[start - 1].isalnum() or text[start - 1] in "-‑–−./@#&=_+"):
        start -= 1
    return text[start:place]


def _tail(text: str, end: int) -> str:
    tail = _TAIL.match(text, end)
    return tail.group(1) if tail else ""


def _counts(text: str, amount: Amount, words: NumeralWords) -> bool:
    """Whether the indefinite article counts: a counting word stands beside it."""
    behind = _NEXT_WORD.match(text, amount.end)
    if behind and behind.group(1) in words.counted:
        return True
    return (
        not (behind and fold(behind.group(1)) in words.uncounted) and _last_word(text, amount.start) in words.counting
    )


def _last_word(text: str, start: int) -> str:
    """The word right before `start`, folded; empty where none is, or more than blanks stand between."""
    before = text[max(0, start - 32) : start]
    if not before or not before[-1].isspace():
        return ""
    words = before.split()
    return fold(words[-1].lstrip("(„“\"»«‚'")) if words else ""


def _between(text: str, place: int, floor: int, words: NumeralWords) -> str:
    """The word for between and the blanks behind it, where they stand before `place`; else empty."""
    if _last_word(text, place) != words.between:
        return ""
    before = text[max(0, place - 32) : place]
    start = len(before.rstrip()) - len(words.between)
    return before[start:] if place - len(before) + start >= floor else ""


def _signed(text: str, amount: Amount, floor: int, head: str) -> tuple[int, int, str | None, str, Amount]:
    """The amount with its currency or percent sign and its minus: start, end, sign, what else is glued on, amount."""
    start, end, sign = amount.start, amount.end, None
    before = _SIGN_BEFORE.search(text[max(floor, start - 5) : start])
    if before:
        start, sign, head = start - len(before.group()), before.group().strip(), ""
    elif head and head in _MINUS and amount.point and not text[max(0, start - 2) : start - 1].strip("( \n"):
        start, head, point = start - 1, "", -amount.point
        amount = amount._replace(start=start, point=point, low=point, high=point)
    after = _SIGN_AFTER.match(text, end)
    if after and not sign:
        sign, end = after.group(1), after.end()
    return start, end, sign, head, amount


def _range(
    text: str, first: Amount, end: int, between: bool, words: NumeralWords
) -> tuple[Amount, int, str | None] | None:
    """The range that `first` begins (`zwei bis drei Millionen`), its end and sign; None where it begins none."""
    link = words.between_link.match(text, end) if between else words.range_link.match(text, end)
    alternative = None if link or first.form not in ("words", "digits") else words.alternative.match(text, end)
    link = link or alternative
    if link is None or first.point is None or link.end() >= len(text):
        return None
    if _SHAPE.match(text, link.end()):
        return None
    place = link.end()
    before = _SIGN_BEFORE.match(text, place)
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
    after = _SIGN_AFTER.match(text, second.end)
    if after:
        return both, after.end(), after.group(1)
    return both, second.end, before.group().strip() if before else None


def _carried(text: str, first: Amount, second: Amount, suspended: bool) -> float:
    """The first number of a range, with the magnitude that only the second one names: `50-70.000`."""
    low, high = first.point or 0.0, second.point or 0.0
    magnitude = second.magnitude
    if magnitude == 1 and second.form == "digits" and _GROUPED.match(text, second.start):
        magnitude = 1e3 if text.find(".", first.start, first.end) < 0 else 1.0
    if first.magnitude > 1 or low >= magnitude or (magnitude == 100 and not suspended):
        return low
    return low * magnitude if low * magnitude <= high else low


def _is_year(amount: Amount) -> bool:
    return amount.form == "bare" and amount.point is not None and 1900 <= amount.point <= 2100


def _may_end_in_year(first: Amount) -> bool:
    """`10.000 bis 2028` is no range, `1500 bis 2000` is one, and so is `1990 bis 1995`, of years."""
    return first.form == "bare"


def _out_of(text: str, first: Amount, end: int, words: NumeralWords) -> Amount | None:
    """`sechs von zehn` as a share; None where something else follows."""
    link = words.out_of.match(text, end)
    if link is None or first.form not in ("words", "digits", "article") or first.point is None or first.magnitude > 1:
        return None
    whole = read_amount(text, link.end(), words) if link.end() < len(text) else None
    if whole is None or whole.point not in words.wholes or first.point >= whole.point:
        return None
    share = first.point / whole.point
    return Amount(first.start, whole.end, share, share, share, "share")


def _share_of_all(text: str, place: int, floor: int, words: NumeralWords) -> Amount | None:
    """`jeder Zehnte`, `die Hälfte`: shares that are told by other words than numbers; None for all else."""
    word = WORD.match(text, place)
    term = words.term(word.group()) if word else None
    if word is None or term is None or term.pieces not in (EACH, HALF_NOUN):
        return None
    if term.pieces == HALF_NOUN:
        article = _last_word(text, place)
        if article not in words.half_articles:
            return None
        start = len(text[:place].rstrip()) - len(article)
        return Amount(start if start >= floor else place, word.end(), 0.5, 0.5, 0.5, "share")
    behind = _NEXT_WORD.match(text, word.end())
    value = words.ordinal_value(behind.group(1)) if behind else None
    if behind is None or not value:
        return None
    return Amount(place, behind.end(1), 1 / value, 1 / value, 1 / value, "share")
