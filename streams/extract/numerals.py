"""Numerals: every numeric expression of a text, «schätzungsweise rund 2,5 Millionen» -> approx 2_500_000.

First step of reading claims; knows nothing of units, dates or nouns: `quantities` tells which numerals are amounts.
One cheap pass finds the words that may begin a numeral; only there `amounts` and `bounds` look closer.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from streams.extract.amounts import Amount, digit_form, digits_value, may_follow, read_amount, times
from streams.extract.bounds import OPENING, bound_after, bound_before
from streams.language.numeral_words import (
    AFTER,
    ALONE,
    ARTICLE,
    ARTICLE_ALONE,
    BEGINS,
    COUNTED,
    DIGITS,
    EACH,
    HALF_NOUN,
    LINKING,
    MAGNITUDE,
    NO_WORD,
    SEVERAL,
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


_SHAPE = re.compile(  # digits that are no amounts: dates, scores, seasons, numbered sections, times, telephones
    r"\d{4}-\d\d-\d\d(?!\d)"
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}(?!\d)|\d\d(?![\d.,]))?"
    r"|\d+:\d+(?::\d+)*|\d+ : \d+(?!\d)"
    r"|(?:1\d|20)\d\d/\d{2,4}(?!\d)"
    r"|\d+(?:\.\d+){2,}(?!\d)"
    r"|\d{1,2}\.\d\d(?=\s+Uhr)"
    r"|0\d+[ /-]\d[\d /-]*\d"
)
_MAY_SHAPE = re.compile(r"0|\d+(?:[-.:/]| :)")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SIGN_BEFORE = re.compile(r"(?:US|A|C|CA|NZ|HK)?[€$£¥₽₴₺₩₹][ \u00a0]?$")
_SIGN_AFTER = re.compile(r"[ \u00a0\u2009\u202f]?([€$£¥%‰₽₴₺₩₹¢])")
_TAIL = re.compile(rf"[-‑]?({WORD.pattern}(?:[-‑]{WORD.pattern}){{0,4}})")
_NEXT_WORD = re.compile(rf"\s+({WORD.pattern})")
LONGEST_CHUNK = 32  # characters of those that are remembered
_MAY_BEGIN = BEGINS | NO_WORD
_MAY_BE_COUNTED = BEGINS | COUNTED | NO_WORD
_MAY_GO_ON = BEGINS | LINKING | AFTER | NO_WORD | SPACED
_MINUS = "-−–"
_GLUE = "-‑–−./@#&=_+,"
_SIGNS = "€$£¥%‰₽₴₺₩₹¢"
_CLEAR = ' \n(„“”"»«‚‘'  # before a number, they leave it alone
_GOING_ON = f"{_SIGNS}:^"
_ENDS = ("", " ", ",", ".", ";", ")", "!", "?", ":", "“", "”", '"', "»", "«")  # and behind it
_LINKED = re.compile(rf"[-‑]?\s*({WORD.pattern})(?:\s+({WORD.pattern}))?")
_THREE_WORDS = re.compile(rf"\s{{1,3}}({WORD.pattern})(?:\s+({WORD.pattern}))?(?:\s+({WORD.pattern}))?")


def read_numerals(text: str, words: NumeralWords, most: int | None = None) -> list[Numeral]:
    """Every numeral of `text` in order, without overlaps, claims or not; linear in the length of the text.

    With `most` the scan ends at that many. The indefinite article is one only where it counts: `mindestens ein`,
    `ein Toter`, `ein Drittel`.
    """
    return list(islice(_scan(text, words, articles=False), most))


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
    reached, digits = 0, len(DIGITS)
    found = words.finder.find_matches_as_indexes(text)
    for pattern, place, _ in (
        [(digits, -1, 0), *found] if text else found
    ):  # the text's first word has nothing before it
        if pattern >= digits:
            place += 1
            if place < reached:
                continue
            end = text.find(" ", place, place + LONGEST_CHUNK)
            aspects = words.aspects(text[place:end]) if end > place else NO_WORD
            if not aspects & _MAY_BEGIN:
                continue
            if aspects & ARTICLE_ALONE and not articles and _is_uncounting(text, place, end, words):
                continue
            if not _may_begin(text, place, reached, words, articles):
                continue
        elif place < reached:
            continue
        last, last_start = _word_before(text, place, reached)
        numeral = _plain(text, place, reached, last, words) if last != words.between else None
        numeral = numeral or _read_at(text, place, reached, last, last_start, words, articles)
        if numeral:
            yield numeral
            reached = numeral.end


def _may_begin(text: str, place: int, floor: int, words: NumeralWords, articles: bool) -> bool:
    """Whether the word at `place` begins a number; articles and words like `jeder` only with the right neighbour."""
    word = WORD.match(text, place)
    term = words.term(word.group()) if word else None
    if word is None or term is None:
        return False
    if term.pieces not in (ARTICLE, SEVERAL, EACH) or articles:
        return True
    governed = term.pieces == ARTICLE and text[place - 2 : place - 1] in words.counting_ends
    behind = _NEXT_WORD.match(text, word.end())
    if behind and (term.pieces == EACH or behind.group(1) in words.counted):
        return True
    follower = words.term(behind.group(1)) if behind else None
    if follower and may_follow(term.pieces, follower.pieces[0]):
        return True
    if term.pieces == SEVERAL:
        return text[word.end() + 1 : word.end() + 2].isdecimal()
    return governed and _word_before(text, place, floor)[0] in words.counting


def _is_uncounting(text: str, start: int, end: int, words: NumeralWords) -> bool:
    """Whether the article there is no number, by what is known of the words beside it: cheap, tells most."""
    if text[start - 2 : start - 1] in words.counting_ends:
        return False
    behind = text.find(" ", end + 1, end + LONGEST_CHUNK)
    return behind > end + 1 and not words.aspects(text[end + 1 : behind]) & _MAY_BE_COUNTED


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


def _plain(text: str, place: int, floor: int, last: str, words: NumeralWords) -> Numeral | None:
    """A number, behind the word `last`, that nothing else but a bound belongs to, as most are.

    None where `_read_at` must look closer.
    """
    if place > floor and (text[place - 1] not in _CLEAR or (place > 1 and text[place - 2] in _SIGNS)):
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


def _read_at(
    text: str, place: int, floor: int, last: str, last_start: int, words: NumeralWords, articles: bool
) -> Numeral | None:
    """The numeral whose number begins at `place`, behind the word `last`; nothing before `floor` belongs to it."""
    head = "" if last else _head(text, place, floor)
    if head in (",", "-,", "−,") and text[place - 2 : place - 1] in ("", " ", "(", "-", "−"):
        place, head = place - 1, head[:-1]  # ",77"
        last, last_start = _word_before(text, place, floor)
    if text[place].isdecimal():
        shape = _SHAPE.match(text, place) if _MAY_SHAPE.match(text, place) else None
        if shape and not _GROUPED.fullmatch(shape.group()):
            tail = _tail(text, shape.end())
            return Numeral(place, shape.end(), place, shape.end(), None, None, None, "exact", None, "shape", head, tail)
    elif head and text[place].isalpha():
        return None  # a number word at the end of another word, or behind a hyphen
    if head:
        last, last_start = "", place
    between = last == words.between
    share = None if text[place].isdecimal() else _share_of_all(text, place, last, last_start, words)
    amount = share or read_amount(text, place, words, linked=not between)
    if amount is None or (amount.form == "article" and not (articles or _counts(text, amount, last, words))):
        return None
    start, end, sign, head, amount = _signed(text, amount, floor, head)
    linked = _is_linked(text, end, words)
    second = _range(text, amount, end, between, words) if linked and not head else None
    if second:
        amount, end, second_sign = second
        if between:
            start = last_start
        return _numeral(start, end, start, end, amount, "range", sign or second_sign, head, text)
    out_of = _out_of(text, amount, end, words) if linked else None
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
    while start > floor and place - start < 24 and (text[start - 1].isalnum() or text[start - 1] in _GLUE):
        start -= 1
    return text[start:place]


def _tail(text: str, end: int) -> str:
    tail = _TAIL.match(text, end)
    return tail.group(1) if tail else ""


def _counts(text: str, amount: Amount, last: str, words: NumeralWords) -> bool:
    """Whether the indefinite article counts: a counting word stands before it, or a counted noun behind it."""
    behind = _NEXT_WORD.match(text, amount.end)
    if behind and behind.group(1) in words.counted:
        return True
    return last in words.counting and not (behind and fold(behind.group(1)) in words.uncounted)


def _word_before(text: str, start: int, floor: int) -> tuple[str, int]:
    """The word right before `start`, folded, and its place; empty where none is, or more than blanks stand between."""
    if start <= floor or not text[start - 1].isspace():
        return "", start
    end = start - 1
    while end > floor and text[end - 1].isspace():
        end -= 1
    word = text[text.rfind(" ", max(floor, end - 24), end) + 1 or max(floor, end - 24) : end]
    if not word.isalpha():
        word = word.rsplit("\n", 1)[-1].lstrip(OPENING)
    return fold(word), end - len(word)


def _signed(text: str, amount: Amount, floor: int, head: str) -> tuple[int, int, str | None, str, Amount]:
    """The amount with its currency or percent sign and its minus: start, end, sign, what else is glued on, amount."""
    start, end, sign = amount.start, amount.end, None
    near = text[max(floor, start - 2) : start].strip()[-1:]
    before = _SIGN_BEFORE.search(text[max(floor, start - 5) : start]) if near and near in _SIGNS else None
    if before:
        start, sign, head = start - len(before.group()), before.group().strip(), ""
    elif head == "+" and not text[max(0, start - 2) : start - 1].strip("( \n"):
        head = ""
    elif head and head in _MINUS and amount.point and not text[max(0, start - 2) : start - 1].strip("( \n"):
        start, head, point = start - 1, "", -amount.point
        amount = amount._replace(start=start, point=point, low=point, high=point)
    near = text[end : end + 2].strip()[:1]
    after = _SIGN_AFTER.match(text, end) if near and near in _SIGNS else None
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
    if link.group(1) and fold(link.group(1)) not in words.unit_names:
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


def _share_of_all(text: str, place: int, last: str, last_start: int, words: NumeralWords) -> Amount | None:
    """`jeder Zehnte`, `die Hälfte`: shares that are told by other words than numbers; None for all else."""
    word = WORD.match(text, place)
    term = words.term(word.group()) if word else None
    if word is None or term is None or term.pieces not in (EACH, HALF_NOUN):
        return None
    if term.pieces == HALF_NOUN:
        if last not in words.half_articles:
            return None
        return Amount(last_start, word.end(), 0.5, 0.5, 0.5, "share")
    behind = _NEXT_WORD.match(text, word.end())
    value = words.ordinal_value(behind.group(1)) if behind else None
    if behind is None or not value:
        return None
    return Amount(place, behind.end(1), 1 / value, 1 / value, 1 / value, "share")
