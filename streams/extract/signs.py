"""Signs: what stands right beside digits, «-3,5 %», «A320», «50-Jährige», «3:2»: signs, glued letters, shapes.

Called by `expressions` and `ranges`; knows characters and no words.
"""

import re

from streams.extract.bounds import OPENING
from streams.extract.evaluation import Amount
from streams.language.numeral_words import WORD, fold

SHAPE = re.compile(  # digits that are no amounts: dates, scores, seasons, numbered sections, times, telephones
    r"\d{4}-\d\d-\d\d(?!\d)"
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}(?!\d)|\d\d(?![\d.,]))?"
    r"|\d+:\d+(?::\d+)*|\d+ : \d+(?!\d)"
    r"|(?:1\d|20)\d\d/\d{2,4}(?!\d)"
    r"|\d+(?:\.\d+){2,}(?!\d)"
    r"|\d{1,2}\.\d\d(?=\s+Uhr)"
    r"|0\d+[ /-]\d[\d /-]*\d"
)
MAY_SHAPE = re.compile(r"0|\d+(?:[-.:/]| :)")
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
SIGN_BEFORE = re.compile(r"(?:US|A|C|CA|NZ|HK)?[€$£¥₽₴₺₩₹][ \u00a0]?$")
SIGN_AFTER = re.compile(r"[ \u00a0\u2009\u202f]?([€$£¥%‰₽₴₺₩₹¢])")
_TAIL = re.compile(rf"[-‑]?({WORD.pattern}(?:[-‑]{WORD.pattern}){{0,4}})")
NEXT_WORD = re.compile(rf"\s+({WORD.pattern})")
_MINUS = "-−–"
_GLUE = "-‑–−./@#&=_+,"
SIGNS = "€$£¥%‰₽₴₺₩₹¢"


def head_of(text: str, place: int, floor: int) -> str:
    """What is glued on before the number, as in `A320` or `G-20`; empty behind a blank, a bracket or a quote."""
    start = place
    while start > floor and place - start < 24 and (text[start - 1].isalnum() or text[start - 1] in _GLUE):
        start -= 1
    return text[start:place]


def tail_of(text: str, end: int) -> str:
    tail = _TAIL.match(text, end)
    return tail.group(1) if tail else ""


def word_before(text: str, start: int, floor: int) -> tuple[str, int]:
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


def with_sign(text: str, amount: Amount, floor: int, head: str) -> tuple[int, int, str | None, str, Amount]:
    """The amount with its currency or percent sign and its minus: start, end, sign, what else is glued on, amount."""
    start, end, sign = amount.start, amount.end, None
    near = text[max(floor, start - 2) : start].strip()[-1:]
    before = SIGN_BEFORE.search(text[max(floor, start - 5) : start]) if near and near in SIGNS else None
    if before:
        start, sign, head = start - len(before.group()), before.group().strip(), ""
    elif head == "+" and not text[max(0, start - 2) : start - 1].strip("( \n"):
        head = ""
    elif head and head in _MINUS and amount.point and not text[max(0, start - 2) : start - 1].strip("( \n"):
        start, head, point = start - 1, "", -amount.point
        amount = amount._replace(start=start, point=point, low=point, high=point)
    near = text[end : end + 2].strip()[:1]
    after = SIGN_AFTER.match(text, end) if near and near in SIGNS else None
    if after and not sign:
        sign, end = after.group(1), after.end()
    return start, end, sign, head, amount
