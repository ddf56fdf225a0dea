"""Bounds: what the words around a number commit to, «mehr als», «bis zu», «schätzungsweise rund», «oder mehr».

Called by `expressions` with the number's place; looks a few words to either side.
"""

import re

from streams.extract.evaluation import Amount
from streams.language.numeral_words import Bound, NumeralWords, fold

WINDOW = 64  # characters beside a number in which its bounds stand
CLAUSE = 120  # characters in which a verb that governs a preposition stands
MOST_STACKED = 4  # bounds before one number

OPENING = "(„“\"»«‚'–"
_CLAUSE_MARK = re.compile(r"[,.;:!?()\n„“\"»«]")
_BEHIND = re.compile(r"\s*([^\W\d_]+)(?:\s+([^\W\d_]+))?(?:\s+([^\W\d_]+))?")


def bound_before(
    text: str, start: int, end: int, floor: int, amount: Amount, signed: bool, words: NumeralWords
) -> tuple[Bound | None, int]:
    """The bound that ends right before `start`, with where its words begin; (None, start) without one."""
    if start <= floor or not text[start - 1].isspace():
        return None, start
    offset = max(floor, start - WINDOW)
    window = text[offset:start]
    near = window.split()
    bound, used = None, len(near)
    for _ in range(MOST_STACKED):
        found, taken = _longest(near, used, words)
        if found is None:
            break
        last = _bare(near[used - taken - 1]) if used > taken else ""
        if found.preposition and not _is_bound(text, last, start, end, amount, signed, found, words):
            break
        bound, used = _stack(found, bound), used - taken
    if bound is None:
        return None, start
    while used and _bare(near[used - 1]) in words.degrees:
        used -= 1
    begin = offset + (len(window.rsplit(None, len(near) - used)[0]) if used else 0)
    while text[begin].isspace() or text[begin] in OPENING:
        begin += 1
    return bound, begin


def _bare(word: str) -> str:
    return fold(word.lstrip(OPENING))


def bound_after(text: str, end: int, words: NumeralWords) -> tuple[Bound | None, int]:
    """The bound that begins right behind `end` (`oder mehr`), with its end; (None, end) without one."""
    behind = _BEHIND.match(text, end) if text[end + 1 : end + 2] in words.after_initials else None
    if behind and end < len(text) - 1:
        for last in (3, 2, 1):
            if behind.group(last):
                bound = words.after.get(fold(text[behind.start(1) : behind.end(last)]))
                if bound:
                    return bound, behind.end(last)
    return None, end


def _longest(near: list[str], used: int, words: NumeralWords) -> tuple[Bound | None, int]:
    """The longest bound that the first `used` words end in, fillers skipped, and how many words it takes."""
    for skipped in range(3):
        stop = used - skipped
        if stop <= 0:
            break
        last = _bare(near[stop - 1])
        for phrase, bound in words.before.get(last, ()):
            count = len(phrase)
            if count <= stop and all(_bare(near[stop - i]) == phrase[-i] for i in range(2, count + 1)):
                if skipped and bound.preposition:
                    break  # "über insgesamt 618": no bound
                return bound, count + skipped
        if last not in words.fillers:
            break
    return None, 0


def _stack(outer: Bound, inner: Bound | None) -> Bound:
    """`knapp über`, `bis zu rund`: a direction beats an approximation."""
    if inner is None or (inner.modifier == "approx" and outer.modifier != "approx"):
        return outer
    return inner


def _is_bound(
    text: str,
    last: str,
    start: int,
    end: int,
    amount: Amount,
    signed: bool,
    bound: Bound,
    words: NumeralWords,
) -> bool:
    """Whether a preposition bounds the number: `über 600.000 Menschen`, not `Bericht über 600.000 Menschen`."""
    if last in words.sure_after:
        return True
    if last in words.governing_nouns.get(bound.preposition, ()):
        return False
    verbs = words.governing_verbs.get(bound.preposition, ())
    clause = _CLAUSE_MARK.split(text[max(0, start - CLAUSE) : start])[-1]
    rest = _CLAUSE_MARK.split(text[end : end + CLAUSE], maxsplit=1)[0].split()
    if verbs and any(fold(word).endswith(verbs) for word in (*clause.split(), *rest[-1:])):
        return False
    return signed or _is_round(text, end, amount, words)


def _is_round(text: str, end: int, amount: Amount, words: NumeralWords) -> bool:
    """Whether people would bound such a number: 600.000 or 2,5 Prozent, but not 618 or the two."""
    if amount.magnitude > 1 or amount.form in ("fraction", "share", "vague") or amount.point is None:
        return True
    behind = _BEHIND.match(text, end)
    if behind and fold(behind.group(1)) in words.unit_names:
        return True
    return amount.point >= 10 and amount.point % 5 == 0
