"""Expressions: the numeral that begins at one place of a text, with its bounds, its sign, its range.

Called by `numerals`, which finds the places.
"""

import re
from typing import NamedTuple

from streams.extract.amounts import digits_value, read_amount
from streams.extract.bounds import bound_after, bound_before
from streams.extract.evaluation import Amount, digit_form, times
from streams.extract.ranges import read_out_of, read_range, share_of_all
from streams.extract.signs import GROUPED, MAY_SHAPE, NEXT_WORD, SHAPE, SIGNS, head_of, tail_of, with_sign, word_before
from streams.language.numeral_words import (
    AFTER,
    ALONE,
    BEGINS,
    LINKING,
    MAGNITUDE,
    NO_WORD,
    SPACED,
    WORD,
    NumeralWords,
    fold,
)

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


LONGEST_CHUNK = 32  # characters of those that are remembered
_MAY_GO_ON = BEGINS | LINKING | AFTER | NO_WORD | SPACED
_CLEAR = ' \n(„“”"»«‚‘'  # before a number, they leave it alone
_GOING_ON = f"{SIGNS}:^"
_ENDS = ("", " ", ",", ".", ";", ")", "!", "?", ":", "“", "”", '"', "»", "«")  # and behind it
_LINKED = re.compile(rf"[-‑]?\s*({WORD.pattern})(?:\s+({WORD.pattern}))?")
_THREE_WORDS = re.compile(rf"\s{{1,3}}({WORD.pattern})(?:\s+({WORD.pattern}))?(?:\s+({WORD.pattern}))?")


def _is_left_alone(text: str, end: int, words: NumeralWords) -> bool:
    """Whether the words behind a number that ends there are known to say nothing of it: cheap, tells most."""
    if text[end : end + 1] != " ":
        return False
    first = text.find(" ", end + 1, end + LONGEST_CHUNK)
    if first <= end + 1:
        return False
    aspects = words.aspects(text[end + 1 : first])
    if aspects & _MAY_GO_ON:
        return False
    if not aspects & ALONE:
        return True
    second = text.find(" ", first + 1, first + LONGEST_CHUNK)
    return second > first + 1 and not words.aspects(text[first + 1 : second]) & (LINKING | SPACED)


def read_plain(text: str, place: int, floor: int, last: str, words: NumeralWords) -> Numeral | None:
    """A number, behind the word `last`, that nothing else but a bound belongs to, as most are.

    None where `read_expression` must look closer.
    """
    if place > floor and (text[place - 1] not in _CLEAR or (place > 1 and text[place - 2] in SIGNS)):
        return None
    if "0" <= text[place] <= "9":
        number = words.digits.match(text, place)
        if number is None:
            return None
        point, form = None, digit_form(number.group())
        if form in ("pointed", "code"):
            return None
    else:
        number = WORD.match(text, place)
        term = words.term(number.group()) if number else None
        if number is None or term is None or term.value is None:
            return None
        point, form = term.value, "words"
    end, magnitude = number.end(), 1.0
    if not _is_left_alone(text, end, words):
        behind = _THREE_WORDS.match(text, end)
        scale = words.term(behind.group(1)) if behind else None
        if behind and scale:
            if scale.pieces != MAGNITUDE or fold(behind.group(1)) in words.abbreviations or text[end] != " ":
                return None
            end, magnitude, form = behind.end(1), scale.values[0], "words"
            behind = _THREE_WORDS.match(text, end)
        near, after = text[end : end + 1], text[end + 1 : end + 3].lstrip()[:1]
        if near not in _ENDS or (after and after in _GOING_ON):
            return None
        if after.isnumeric() and (near != " " or not after.isdecimal() or magnitude > 1 or "/" in text[end : end + 8]):
            return None
        if behind and _may_go_on(behind, words):
            return None
    if point is None:
        point = digits_value(number.group(), words)
    if magnitude > 1:
        point = times(point, magnitude)
    start, modifier = place, "exact"
    low: float | None = point
    high: float | None = point
    if last in words.before_last:
        amount = Amount(place, end, point, point, point, form, magnitude)
        bound, start = bound_before(text, place, end, floor, amount, False, words)
        if bound:
            low, high, modifier = (point if bound.low else None), (point if bound.high else None), bound.modifier
    return Numeral(start, end, place, end, point, low, high, modifier, None, form, "", "", magnitude > 1)


def _may_go_on(behind: re.Match[str], words: NumeralWords) -> bool:
    """Whether the words behind a number may belong to it: `bis drei`, `Euro oder mehr`, but not `Tote und`."""
    first, second, third = behind.groups("")
    linking = words.linking
    if words.term(first) or fold(first) in words.after:
        return True
    if fold(first) in linking and (not second or fold(second) in words.linked or words.term(second) is not None):
        return True
    return (
        bool(second)
        and fold(second) in linking
        and (not third or fold(third) in words.linked or words.term(third) is not None)
    )


def read_expression(
    text: str, place: int, floor: int, last: str, last_start: int, words: NumeralWords, articles: bool
) -> Numeral | None:
    """The numeral whose number begins at `place`, behind the word `last`; nothing before `floor` belongs to it."""
    head = "" if last else head_of(text, place, floor)
    if head in (",", "-,", "−,") and text[place - 2 : place - 1] in ("", " ", "(", "-", "−"):
        place, head = place - 1, head[:-1]  # ",77"
        last, last_start = word_before(text, place, floor)
    if text[place].isdecimal():
        shape = SHAPE.match(text, place) if MAY_SHAPE.match(text, place) else None
        if shape and not GROUPED.fullmatch(shape.group()):
            tail = tail_of(text, shape.end())
            return Numeral(place, shape.end(), place, shape.end(), None, None, None, "exact", None, "shape", head, tail)
    elif head and text[place].isalpha():
        return None  # a number word at the end of another word, or behind a hyphen
    if head:
        last, last_start = "", place
    between = last == words.between
    share = None if text[place].isdecimal() else share_of_all(text, place, last, last_start, words)
    amount = share or read_amount(text, place, words, linked=not between)
    if amount is None or (amount.form == "article" and not (articles or _counts(text, amount, last, words))):
        return None
    start, end, sign, head, amount = with_sign(text, amount, floor, head)
    linked = _is_linked(text, end, words)
    second = read_range(text, amount, end, between, words) if linked and not head else None
    if second:
        amount, end, second_sign = second
        if between:
            start = last_start
        return _numeral(start, end, start, end, amount, "range", sign or second_sign, head, text)
    out_of = read_out_of(text, amount, end, words) if linked else None
    if out_of:
        amount, end = out_of, out_of.end
    if amount.form in ("vague", "grade"):
        return _numeral(start, end, start, end, amount, "vague", sign, head, text)
    bound, outer, last_end = None, start, end
    if last in words.before_last or (start != place and not head):
        bound, outer = bound_before(text, start, end, floor, amount, sign is not None, words)
    if linked and (bound is None or bound.modifier == "approx"):
        behind, last_end = bound_after(text, end, words)
        bound = behind or bound
    if bound is None:
        return _numeral(
            start, end, start, end, amount, "approx" if amount.form == "dozen" else "exact", sign, head, text
        )
    low, high = (amount.point if bound.low else None), (amount.point if bound.high else None)
    return _numeral(outer, last_end, start, end, amount._replace(low=low, high=high), bound.modifier, sign, head, text)


def _is_linked(text: str, end: int, words: NumeralWords) -> bool:
    """Whether what stands behind a number may go on with it: `bis drei`, `Euro oder mehr`, a dash."""
    behind = _LINKED.match(text, end)
    if behind is None:
        return text[end : end + 1] not in _ENDS
    first, second = behind.groups("")
    return fold(first) in words.linking or fold(second) in words.linking


def _numeral(
    start: int, end: int, core_start: int, core_end: int, amount: Amount, modifier: str, sign: str | None, head: str,
    text: str,
) -> Numeral:  # fmt: skip
    point = None if modifier in ("range", "vague") else amount.point
    tail = tail_of(text, core_end) if end == core_end else ""
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


def _counts(text: str, amount: Amount, last: str, words: NumeralWords) -> bool:
    """Whether the indefinite article counts: a counting word stands before it, or a counted noun behind it."""
    behind = NEXT_WORD.match(text, amount.end)
    if behind and behind.group(1) in words.counted:
        return True
    return last in words.counting and not (behind and fold(behind.group(1)) in words.uncounted)
