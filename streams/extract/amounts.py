"""Amounts: the number itself, «zweieinhalb Millionen» -> 2_500_000, wherever in a text it begins.

Called by `expressions`, which adds bounds, signs and ranges. Gathers the pieces, which `evaluation` sums up.
"""

import re

from streams.extract.evaluation import DIGITS, Amount, Pieces, evaluate, exact
from streams.language.numeral_words import (
    ARTICLE,
    DENOMINATOR,
    DOZEN,
    HALF,
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
            amount = evaluate(text, place, count, pieces)
            if amount:
                return _with_decimals(text, amount, words)
    return None


def _gather(text: str, place: int, words: NumeralWords, linked: bool) -> Pieces:
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
    return Pieces(letters, values, ends, plural, high)


def may_follow(letters: str, piece: str) -> bool:
    """Whether a piece may go on an amount of the pieces before it; cheap, and `evaluate` has the last word."""
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
    return exact(amount.start, end, float(f"{amount.point:.0f}.{decimals}"), "words")
