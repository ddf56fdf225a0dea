"""Evaluation: what the pieces of a number amount to, «zwei|einhalb|Millionen» -> 2_500_000. Called by `amounts`.

A grammar over the letters that `language.numeral_words` gives to the pieces of number words, with D for digits.
"""

import re
from typing import NamedTuple

from streams.language.numeral_words import (
    ARTICLE,
    BELOW_100,
    DENOMINATOR,
    DOZEN,
    GRADE,
    HALF,
    HALF_NOUN,
    HUNDRED,
    LINK,
    MAGNITUDE,
    MIXED,
    SEVERAL,
    TEEN,
    THOUSAND,
    VAGUE,
)

EXACT = 1e-9  # part of a product by which it may miss a whole number and still be meant as that
DIGITS = "D"
_BELOW_1000 = f"(?:(?:{BELOW_100}|D)?{HUNDRED}(?:{LINK}?{BELOW_100})?|{BELOW_100})"
_BELOW_MILLION = f"(?:(?:{_BELOW_1000}|D)?{THOUSAND}(?:{LINK}?{_BELOW_1000})?|{_BELOW_1000}|D)"
_REST = f"(?:{LINK}?(?:{_BELOW_1000}|D)?{THOUSAND}(?:{LINK}?{_BELOW_1000})?|{_BELOW_1000})"
_CARDINAL = re.compile(f"(?:{_BELOW_MILLION}{MAGNITUDE})+{_REST}?|{_BELOW_MILLION}")
_FRACTION = re.compile(  # (zwanzig und) drei Fünftel (Millionen); zweieinhalb, ein halb, eine halbe Million
    f"(?:(?P<whole>{_BELOW_MILLION}){LINK})??(?P<over>{_BELOW_MILLION})?(?P<under>[{DENOMINATOR}{HALF}])"
    f"(?P<scale>[{MAGNITUDE}{DOZEN}{THOUSAND}])?"
)
_MIXED = re.compile(f"(?P<whole>{_BELOW_MILLION})?{MIXED}(?P<scale>[{MAGNITUDE}{DOZEN}{THOUSAND}]*)")
_DOZENS = re.compile(f"(?P<number>{_BELOW_MILLION})?{DOZEN}")
_SEVERAL = re.compile(f"{ARTICLE}?{SEVERAL}(?:D|{TEEN}?{HUNDRED}?{THOUSAND}?{DOZEN}?){MAGNITUDE}?")
_VAGUE = re.compile(f"{VAGUE}{MAGNITUDE}?")


class Amount(NamedTuple):
    """A number without bounds or signs. Forms: see `expressions.FORMS`."""

    start: int
    end: int
    point: float | None
    low: float | None
    high: float | None
    form: str
    magnitude: float = 1.0  # that its last word multiplies by


class Pieces(NamedTuple):
    letters: str
    values: list[float]
    ends: list[int]  # where a word ends behind this piece; -1 within a word
    plural: bool  # the first word is a plural that says "several" when it stands alone
    high: float | None  # upper bound of a vague first word


def evaluate(text: str, place: int, count: int, pieces: Pieces) -> Amount | None:
    letters, values, end = pieces.letters[:count], pieces.values[:count], pieces.ends[count - 1]
    if letters == DIGITS:
        return exact(place, end, values[0], digit_form(text[place:end]))
    if letters == ARTICLE:
        return exact(place, end, 1.0, "article")
    if letters[0] in VAGUE + SEVERAL or letters == MAGNITUDE or (letters[0] == ARTICLE and letters[1:2] == SEVERAL):
        return _vague(place, end, letters, values, pieces)
    if letters == HALF_NOUN:
        return exact(place, end, 0.5, "share")
    if letters == GRADE:
        return Amount(place, end, None, 10.0 ** (values[0] - 1), 10.0 ** values[0] - 1, "grade")
    if _CARDINAL.fullmatch(letters):
        value = _cardinal(letters, values)
        if value is None:
            return None
        return exact(place, end, value, "words", _last_magnitude(letters, values))
    found = _FRACTION.fullmatch(letters) or _MIXED.fullmatch(letters) or _DOZENS.fullmatch(letters)
    return _broken(place, end, found, letters, values) if found else None


def exact(start: int, end: int, value: float, form: str, magnitude: float = 1.0) -> Amount:
    return Amount(start, end, value, value, value, form, magnitude)


def digit_form(digits: str) -> str:
    """Which of the forms of numerals in digits these are."""
    if digits.isdigit():
        return "code" if digits[0] == "0" and len(digits) > 1 else "bare" if len(digits) == 4 else "digits"
    point = digits.rfind(".")
    return "pointed" if point >= 0 and "," not in digits and len(digits) - point != 4 else "digits"


def _cardinal(letters: str, values: list[float]) -> float | None:
    """Value of a cardinal; None where a greater magnitude follows a smaller one."""
    total, thousands, group, last = 0.0, 0.0, 0.0, float("inf")
    counted = False
    for letter, value in zip(letters, values, strict=True):
        if letter == HUNDRED:
            group = times(group or 1.0, 100.0)
        elif letter == THOUSAND:
            thousands, group = thousands + times(group if counted else 1.0, value), 0.0
        elif letter == MAGNITUDE:
            if value >= last:
                return None
            total += times(thousands + group if counted else 1.0, value)
            thousands, group, last = 0.0, 0.0, value
        else:
            group += value
        counted = letter not in (MAGNITUDE, LINK)
    return total + thousands + group


def times(value: float, magnitude: float) -> float:
    """The product, exact for the decimals that people write: 8,2 Mrd. is 8_200_000_000, not 8_199_999_999.999999."""
    product = value * magnitude
    whole = round(product)
    return float(whole) if abs(product - whole) <= EXACT * abs(product) else product


def _last_magnitude(letters: str, values: list[float]) -> float:
    magnitude = 1.0
    for letter, value in zip(reversed(letters), reversed(values), strict=True):
        if letter not in (HUNDRED, THOUSAND, MAGNITUDE):
            break
        magnitude *= value
    return magnitude


def _broken(place: int, end: int, found: re.Match[str], letters: str, values: list[float]) -> Amount:
    """Fractions, halves and dozens; each part of `found` is a slice of the pieces."""
    parts = found.groupdict()
    if found.re is _DOZENS:
        count = _part(found, "number", letters, values)
        dozens = 1.0 if count is None else count
        point = dozens * values[-1]
        return Amount(place, end, point, None, None, "dozen", values[-1])
    whole = _part(found, "whole", letters, values) or 0.0
    scale = 1.0
    for letter, value in zip(letters, values, strict=True):
        if letter in MAGNITUDE + DOZEN + THOUSAND and parts["scale"]:
            scale *= value
    if found.re is _MIXED:
        half = next(value for letter, value in zip(letters, values, strict=True) if letter == MIXED)
        return exact(place, end, times(whole + half, scale), "words", scale)
    over = _part(found, "over", letters, values)
    under = values[found.start("under")]
    if parts["under"] == HALF:
        value, form = whole + (over or 1.0) * under, "words" if parts["scale"] or whole else "half"
    elif over is None:
        value, form = 1.0 / under, "denominator"
    else:
        value, form = whole + over / under, "words" if parts["scale"] or whole else "fraction"
    return exact(place, end, value * scale if form == "fraction" else times(value, scale), form, scale)


def _part(found: re.Match[str], name: str, letters: str, values: list[float]) -> float | None:
    start, end = found.span(name)
    return _cardinal(letters[start:end], values[start:end]) if start >= 0 and end > start else None


def _vague(place: int, end: int, letters: str, values: list[float], pieces: Pieces) -> Amount | None:
    """`Tausende`, `Hunderte Millionen`, `mehrere Tausend`, and magnitudes in the plural that nothing counts."""
    if letters == MAGNITUDE:
        return _at_least_two(place, end, values[0]) if pieces.plural else None
    if _VAGUE.fullmatch(letters) and pieces.high is not None:
        scale = values[1] if len(values) == 2 else 1.0
        return Amount(place, end, None, values[0] * scale, pieces.high * scale, "vague", scale)
    if not _SEVERAL.fullmatch(letters) or letters[-1] == SEVERAL:
        return None
    if DIGITS in letters and not re.fullmatch("10*", f"{values[letters.index(DIGITS)]:.0f}"):
        return None  # "einige 20" is no vague plural
    if letters[-1] == DOZEN:
        return Amount(place, end, None, 2.0 * values[-1], 99.0, "vague")
    product = 1.0
    for value in values:
        product *= value
    return _at_least_two(place, end, product) if product >= 100 else None


def _at_least_two(place: int, end: int, magnitude: float) -> Amount:
    """At least two and below ten of a magnitude; of millions and more to three figures, as GUIDELINES bounds them."""
    high = 9.99 * magnitude if magnitude >= 1e6 else 10.0 * magnitude - 1.0
    return Amount(place, end, None, 2.0 * magnitude, high, "vague", magnitude)
