"""Bounds: what the words around a number commit to, «mehr als», «bis zu», «schätzungsweise rund», «oder mehr».

Called by `numerals` with the number's place; looks a few words to either side.
"""

import re

from streams.extract.amounts import Amount
from streams.language.numeral_words import Bound, NumeralWords, fold

WINDOW = 64  # characters beside a number in which its bounds stand
CLAUSE = 120  # characters in which a verb that governs a preposition stands
MOST_STACKED = 4  # bounds before one number

OPENING = "(„“\"»«‚'–"
_WORDS = re.compile(r"\S+")
_CLAUSE_MARK = re.compile(r"[,.;:!?()\n„“\"»«]")
_BEHIND = re.compile(r"\s*([^\W\d_]+)(?:\s+([^\W\d_]+))?(?:\s+([^\W\d_]+))?")


def bound_before(
    text: str, start: int, end: int, floor: int, amount: Amount, signed: bool, words: NumeralWords
) -> tuple[Bound | None, int]:
    """The bound that ends right before `start`, with where its words begin; (None, start) without one."""
    if start <= floor or not text[start - 1].isspace():
        return None, start
    window = text[max(floor, start - WINDOW) : start]
    offset = start - len(window)
    places = [(match.start() + offset, fold(match.group().lstrip(OPENING))) for match in _WORDS.finditer(window)]
    bound, begin, used = None, start, len(places)
    for _ in range(MOST_STACKED):
        found, taken = _longest(places[:used], words)
        if found is None:
            break
        if found.preposition and not _is_bound(text, places[: used - taken], start, end, amount, signed, found, words):
            break
        bound = _stack(found, bound)
        used -= taken
        begin = _word_start(text, places[used][0])
    if bound is None:
        return None, start
    while used and places[used - 1][1] in words.degrees:
        used -= 1
        begin = _word_start(text, places[used][0])
    return bound, begin


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


def _longest(places: list[tuple[int, str]], words: NumeralWords) -> tuple[Bound | None, int]:
    """The longest bound that the last words spell, fillers skipped, and how many words it takes."""
    skipped = 0
    while len(places) > skipped:
        most = min(words.before_words, len(places) - skipped)
        for count in range(most, 0, -1):
            stop = len(places) - skipped
            bound = words.before.get(" ".join(word for _, word in places[stop - count : stop]))
            if bound and not (skipped and bound.preposition):  # "über insgesamt 618": no bound
                return bound, count + skipped
        if skipped == 2 or places[len(places) - 1 - skipped][1] not in words.fillers:
            return None, 0
        skipped += 1
    return None, 0


def _word_start(text: str, start: int) -> int:
    while text[start] in OPENING:
        start += 1
    return start


def _stack(outer: Bound, inner: Bound | None) -> Bound:
    """`knapp über`, `bis zu rund`: a direction beats an approximation."""
    if inner is None or (inner.modifier == "approx" and outer.modifier != "approx"):
        return outer
    return inner


def _is_bound(
    text: str,
    before: list[tuple[int, str]],
    start: int,
    end: int,
    amount: Amount,
    signed: bool,
    bound: Bound,
    words: NumeralWords,
) -> bool:
    """Whether a preposition bounds the number: `über 600.000 Menschen`, not `Bericht über 600.000 Menschen`."""
    last = before[-1][1] if before else ""
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
