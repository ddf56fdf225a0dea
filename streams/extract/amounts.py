"""Amounts: the number itself, «zweieinhalb Millionen» -> 2_500_000, wherever in a text it begins.

Called by `numerals`, which adds bounds, signs and ranges. A grammar over the letters that
`language.numeral_words` gives to the pieces of number words, with D for digits.
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
    TEN,
    THOUSAND,
    UNIT,
    VAGUE,
    WORD,
    NumeralWords,
    Term,
    fold,
)

MOST_PIECES = 24  # of one amount; the longest sensible one has about twenty
MOST_MAGNITUDES = 5
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

_GAP = re.compile(r"[ \u00a0\u2009\u202f\n\t]{1,3}|[-‑](?=[^\W\d_])")
_RATIO = re.compile(r"(?:(\d{1,4})\s)?(\d{1,4})/(\d{1,4})(?![\d/.,])")
_POWER = re.compile(r"[eE]([+-]?\d{1,2})(?!\w)|\s?\^\s?(\d{1,2})(?!\w)")
# What may follow each piece in a longer amount. The rules above say the same; these end hopeless ones at once.
_SCALES = THOUSAND + MAGNITUDE + DOZEN
_SMALL = UNIT + ARTICLE + TEEN + TEN
_FOLLOWERS = {
    DIGITS: LINK + HUNDRED + _SCALES + DENOMINATOR + HALF + MIXED,
    ARTICLE: LINK + HUNDRED + _SCALES + DENOMINATOR + HALF + MIXED + SEVERAL,
    UNIT: LINK + HUNDRED + _SCALES + DENOMINATOR + HALF + MIXED,
    TEEN: LINK + HUNDRED + _SCALES + DENOMINATOR + HALF + MIXED,
    TEN: LINK + HUNDRED + _SCALES + DENOMINATOR + HALF + MIXED,
    LINK: _SMALL + HUNDRED + THOUSAND + DIGITS + DENOMINATOR + HALF,
    HUNDRED: LINK + _SMALL + _SCALES + DENOMINATOR,
    THOUSAND: LINK + _SMALL + HUNDRED + MAGNITUDE + DENOMINATOR,
    MAGNITUDE: LINK + _SMALL + HUNDRED + THOUSAND + DIGITS,
    DENOMINATOR: _SCALES,
    HALF: _SCALES,
    MIXED: _SCALES,
    VAGUE: MAGNITUDE,
    SEVERAL: DIGITS + TEEN + HUNDRED + _SCALES,
}
VULGAR = {
    "¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip


class Amount(NamedTuple):
    """A number without bounds or signs. Forms: see `numerals.FORMS`."""

    start: int
    end: int
    point: float | None
    low: float | None
    high: float | None
    form: str
    magnitude: float = 1.0  # that its last word multiplies by


class _Pieces(NamedTuple):
    letters: str
    values: list[float]
    ends: list[int]  # where a word ends behind this piece; -1 within a word
    plural: bool  # the first word is a plural that says "several" when it stands alone
    high: float | None  # upper bound of a vague first word


def read_amount(text: str, place: int, words: NumeralWords, linked: bool = True) -> Amount | None:
    """The longest amount that begins at `place`; the word for "and" ends it unless it is `linked`.

    None where no number begins: at another word, or at a number word that only multiplies.
    """
    if "0" <= text[place : place + 1] <= "9":
        ratio = _RATIO.match(text, place)
        if ratio and int(ratio.group(3)):
            point = int(ratio.group(1) or 0) + int(ratio.group(2)) / int(ratio.group(3))
            return Amount(place, ratio.end(), point, point, point, "ratio")
    pieces = _gather(text, place, words, linked)
    for count in range(len(pieces.letters), 0, -1):
        if pieces.ends[count - 1] >= 0 and pieces.letters[count - 1] != LINK:
            amount = _evaluate(text, place, count, pieces, words)
            if amount:
                return _with_decimals(text, amount, words)
    return None


def _gather(text: str, place: int, words: NumeralWords, linked: bool) -> _Pieces:
    """The pieces of number words and digits from `place` on, as long as they follow each other."""
    letters, values, ends = "", list[float](), list[int]()
    plural, high, at = False, None, place
    while len(letters) < MOST_PIECES and at < len(text):
        character = text[at]
        if "0" <= character <= "9" or (character == words.decimal and at == place):
            number = words.digits.match(text, at)
            if number is None or not may_follow(letters, DIGITS):
                break
            value, at = digits_value(number.group(), words), number.end()
            power = _POWER.match(text, at)
            if power:
                value = value * 10.0 ** int(power.group(1)) if power.group(1) else value ** int(power.group(2))
                at = power.end()
            letters, values, ends = letters + DIGITS, [*values, value], [*ends, at]
        elif character in VULGAR:
            if not may_follow(letters, MIXED):
                break
            letters, values, ends = letters + MIXED, [*values, VULGAR[character]], [*ends, at + 1]
            at += 1
        else:
            word = WORD.match(text, at)
            term = word and _term(word.group(), letters, text[at - 1] if at else "", words, linked)
            if not word or not term or not may_follow(letters, term.pieces[0]):
                break
            if not letters:
                plural, high = term.plural, term.high
            at = word.start() + term.length
            if text.startswith(".", at) and fold(word.group()) in words.abbreviations:
                at += 1
            letters += term.pieces
            values += term.values
            ends += [-1] * (len(term.pieces) - 1) + [at]
            if at < word.end():
                break  # the number is a part of the word: dreiköpfig
        gap = _GAP.match(text, at)
        if gap:
            at = gap.end()
        elif not (letters and letters[-1] == DIGITS):
            break
    return _Pieces(letters, values, ends, plural, high)


def may_follow(letters: str, piece: str) -> bool:
    """Whether a piece may go on an amount of the pieces before it; cheap, and `_evaluate` has the last word."""
    return not letters or (piece in _FOLLOWERS.get(letters[-1], "") and letters.count(MAGNITUDE) < MOST_MAGNITUDES)


def _term(word: str, letters: str, glued: str, words: NumeralWords, linked: bool) -> Term | None:
    """What `word` adds to the pieces before it; None where it can't belong to them."""
    if letters and letters[-1] == DIGITS and "0" <= glued <= "9" and word in words.letters:
        return Term(MAGNITUDE, (words.letters[word],), len(word))
    if letters and linked and fold(word) == words.link:
        return Term(LINK, (0.0,), len(word))
    return words.term(word)


def digits_value(digits: str, words: NumeralWords) -> float:
    """`1.416,15` -> 1416.15. Mantissa and exponent apart, so that `1,1` times a million is exact."""
    if digits.isdecimal():
        return float(digits)
    if words.decimal not in digits and digits.count(".") == 1 and len(digits) - digits.index(".") != 4:
        return float(digits)
    whole, _, decimals = digits.partition(words.decimal)
    if not whole.isdecimal():
        whole = "".join(filter(str.isdecimal, whole))
    return float(f"{whole or 0}.{decimals or 0}")


def _evaluate(text: str, place: int, count: int, pieces: _Pieces, words: NumeralWords) -> Amount | None:
    letters, values, end = pieces.letters[:count], pieces.values[:count], pieces.ends[count - 1]
    if letters == DIGITS:
        return _exact(place, end, values[0], digit_form(text[place:end]))
    if letters == ARTICLE:
        return _exact(place, end, 1.0, "article")
    if letters[0] in VAGUE + SEVERAL or letters == MAGNITUDE or (letters[0] == ARTICLE and letters[1:2] == SEVERAL):
        return _vague(place, end, letters, values, pieces)
    if letters == HALF_NOUN:
        return _exact(place, end, 0.5, "share")
    if letters == GRADE:
        return Amount(place, end, None, 10.0 ** (values[0] - 1), 10.0 ** values[0] - 1, "grade")
    if _CARDINAL.fullmatch(letters):
        value = _cardinal(letters, values)
        if value is None:
            return None
        return _exact(place, end, value, "words", _last_magnitude(letters, values))
    found = _FRACTION.fullmatch(letters) or _MIXED.fullmatch(letters) or _DOZENS.fullmatch(letters)
    return _broken(place, end, found, letters, values) if found else None


def _exact(start: int, end: int, value: float, form: str, magnitude: float = 1.0) -> Amount:
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
        return _exact(place, end, times(whole + half, scale), "words", scale)
    over = _part(found, "over", letters, values)
    under = values[found.start("under")]
    if parts["under"] == HALF:
        value, form = whole + (over or 1.0) * under, "words" if parts["scale"] or whole else "half"
    elif over is None:
        value, form = 1.0 / under, "denominator"
    else:
        value, form = whole + over / under, "words" if parts["scale"] or whole else "fraction"
    return _exact(place, end, value * scale if form == "fraction" else times(value, scale), form, scale)


def _part(found: re.Match[str], name: str, letters: str, values: list[float]) -> float | None:
    start, end = found.span(name)
    return _cardinal(letters[start:end], values[start:end]) if start >= 0 and end > start else None


def _vague(place: int, end: int, letters: str, values: list[float], pieces: _Pieces) -> Amount | None:
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


def _with_decimals(text: str, amount: Amount, words: NumeralWords) -> Amount:
    """`drei Komma fünf`: digits behind the word for the decimal sign, spoken one by one."""
    if amount.form != "words" or amount.point is None:
        return amount
    comma = words.point_word.match(text, amount.end)
    decimals, at = "", comma.end() if comma else len(text)
    end = amount.end
    while comma and at < len(text):
        word = WORD.match(text, at)
        term = words.term(word.group()) if word else None
        if not word or not term or len(term.pieces) > 1 or not 0 <= term.values[0] <= 9:
            break
        decimals, end = decimals + str(int(term.values[0])), word.end()
        gap = _GAP.match(text, end)
        at = gap.end() if gap else len(text)
    if not decimals:
        return amount
    return _exact(amount.start, end, float(f"{amount.point:.0f}.{decimals}"), "words")
