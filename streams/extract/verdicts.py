"""Verdicts: what one numeral amounts to, by the words beside it: a kind of claim, a stretch of time, or nothing.

Called by `quantities` for every numeral of a sentence. Here dates, years, ages, durations, ranks, scores, sections of
laws, model names and page furniture fall out.
"""

import re
from typing import NamedTuple

from streams.extract.expressions import Numeral
from streams.language.numeral_words import fold
from streams.language.quantity_words import QuantityWords, Unit

TIME, NOTHING, COUNT = "time", "nothing", "count"
NO_AMOUNTS = frozenset({"shape", "code", "half", "ratio", "denominator"})  # forms of numerals
SMALLEST_IN_DIGITS = 12  # numbers up to it are spelled out in German prose
LONGEST_SIGN = 4  # letters of an abbreviation that names things by number: A 36, HD 13189
MARGIN = 40  # characters before a number in which the words before it stand
OPENING = '(„“"»«'

_BEHIND = re.compile(r"\s{1,3}([^\W\d_]+(?:[-‑/][^\W\d_]+)*[²³23]?)(?:\s+([^\W\d_]+))?")
_FILE = re.compile(r"\s[A-Z][a-z]{0,2}\s\d+/\d")  # of a court: 10 Cg 17/15
_ORDINAL = re.compile(r"\.\s*(?=[^\s\d])")


class Verdict(NamedTuple):
    """What a numeral amounts to: a kind of claim, TIME for durations and ages, NOTHING for all else."""

    kind: str
    symbol: str | None = None
    scale: float = 1.0
    start: int = 0  # of the unit word
    end: int = 0


NO_CLAIM = Verdict(NOTHING)


class Sight(NamedTuple):
    """A numeral with the words beside it."""

    numeral: Numeral
    noun: str  # the word right before, as written; empty behind punctuation
    before: str  # the same, folded
    named: bool  # it is written with a capital that no beginning of a sentence explains
    mark: str  # the character before the numeral, blanks skipped; empty at the start of the sentence
    behind: str  # the word right behind, as written; empty before punctuation
    follower: str  # the same, folded
    behind_start: int
    second: str  # the word behind that one, as written


def look(text: str, start: int, end: int, numeral: Numeral) -> Sight:
    """The words beside a numeral, within its sentence from `start` to `end`; none for what is no amount anyway."""
    if numeral.form in NO_AMOUNTS:
        return Sight(numeral, "", "", False, "", "", "", 0, "")
    before = text[max(start, numeral.start - MARGIN) : numeral.start].rstrip()
    noun, named = "", False
    if before and text[numeral.start - 1].isspace():
        noun = before.rsplit(None, 1)[-1].rstrip(".").lstrip(OPENING)
        if not noun[-1:].isalpha():
            noun = ""
        named = noun[1:].lower() != noun[1:] or (
            noun[:1].isupper() and (numeral.start - start >= MARGIN or before.lstrip(OPENING) != noun)
        )
    behind = _BEHIND.match(text, numeral.end, end)
    if behind is None:
        return Sight(numeral, noun, fold(noun), named, before[-1:], "", "", 0, "")
    word, second = behind.groups("")
    return Sight(numeral, noun, fold(noun), named, before[-1:], word, fold(word), behind.start(1), second)


def match_behind(text: str, start: int, end: int) -> re.Match[str] | None:
    """The next word (group 1) and the one behind it (group 2), where only blanks stand before them."""
    return _BEHIND.match(text, start, end)


def judge(text: str, start: int, end: int, sight: Sight, words: QuantityWords) -> Verdict:
    """What the numeral amounts to within its sentence from `start` to `end`, by itself."""
    numeral = sight.numeral
    if numeral.form in NO_AMOUNTS or _is_part_of_name(text, numeral):
        return NO_CLAIM
    if numeral.sign:
        unit = words.signs.get(numeral.sign)
        return Verdict(unit.kind, unit.symbol) if unit else NO_CLAIM
    if numeral.tail:
        return _judge_tail(numeral, words)
    if text[numeral.core_end : numeral.core_end + 1] in words.follower_signs:
        return NO_CLAIM
    if text[numeral.core_end - 1] in words.generation_signs:  # `5G`
        return NO_CLAIM
    measured = _unit_behind(sight, words) or _unit_before(text, sight, words)
    if measured:
        return measured
    if _is_of_time(sight, words):
        return Verdict(TIME)
    if numeral.form in ("fraction", "share"):
        return NO_CLAIM if sight.before in words.half_kinds else Verdict("percent", "%")
    if numeral.form == "grade":
        return _judge_grade(sight, words)
    if sight.before in words.strengths:
        return Verdict("physical")
    return NO_CLAIM if _counts_nothing(text, start, end, sight, words) else Verdict(COUNT)


def _is_of_time(sight: Sight, words: QuantityWords) -> bool:
    """`drei Jahre`, `zwei volle Stunden`, `jeden zweiten Tag`."""
    if words.is_duration(sight.follower):
        return True
    return sight.follower in words.duration_adjectives and words.is_duration(fold(sight.second))


def _counts_nothing(text: str, start: int, end: int, sight: Sight, words: QuantityWords) -> bool:
    numeral = sight.numeral
    return (
        numeral.point == 0
        or sight.follower in words.followers
        or sight.follower in words.months
        or (numeral.form == "pointed" and not numeral.scaled)
        or (numeral.form == "vague" and sight.before in words.articles)  # "ein Hunderter" is a banknote
        or _is_furniture(text, sight, words)
        or _is_ordinal(text, start, end, sight, words)
        or _FILE.match(text, numeral.end, end) is not None
        or _is_label(text, sight, words)
        or _is_year(sight, words)
        or _is_age(text, sight, words)
        or _is_pronoun_or_name(text, sight, words)
        or _is_proper(sight, words)
    )


def _is_part_of_name(text: str, numeral: Numeral) -> bool:
    """`A320`, `G-20`, `#1`, the halves of `3-1`: the number is glued to other signs."""
    if numeral.head and not (numeral.head in "-–−" and text[numeral.core_start - 2 : numeral.core_start - 1].isspace()):
        return True
    glue = text[numeral.core_end : numeral.core_end + 2]
    return len(glue) == 2 and glue[0] in "-‑–−/:_" and (glue[1].isdecimal() or (glue[0] in "-‑" and glue[1].isspace()))


def _judge_tail(numeral: Numeral, words: QuantityWords) -> Verdict:
    """`100.000-Einwohner-Stadt` counts, `20-prozentig` and `5kg` measure, `50-Jährige` and `500-Euro-Schein` do not."""
    parts = numeral.tail.replace("‑", "-").split("-")
    first, last = parts[0], fold(parts[-1])
    if last in words.pieces or words.is_duration(fold(first)):
        return NO_CLAIM
    unit = words.units.get(first)
    if unit and unit.kind == "physical" and len(parts) > 1:  # `5,8-Zoll-Bildschirm`, `10-Meter-Turm`: a sort of thing
        return NO_CLAIM
    if unit:
        return Verdict(unit.kind, unit.symbol, unit.scale, numeral.core_end, numeral.core_end)
    return Verdict(COUNT) if fold(first) in words.people else NO_CLAIM


def _unit_behind(sight: Sight, words: QuantityWords) -> Verdict | None:
    behind, place = sight.behind, sight.behind_start
    if not behind:
        return None
    qualified = words.qualified.get(sight.follower) if sight.second else None
    if qualified and sight.second in qualified:
        return of_unit(qualified[sight.second], place, place + len(behind) + 1 + len(sight.second))
    if sight.numeral.scaled and sight.follower in words.worth:
        return Verdict("money")
    unit = words.units.get(behind)
    if unit is None and "-" in behind:
        unit = words.units.get(behind.split("-")[-1])
    return of_unit(unit, place, place + len(behind)) if unit else None


def _unit_before(text: str, sight: Sight, words: QuantityWords) -> Verdict | None:
    """`EUR 5 Mio.`: codes of currencies stand before the number too."""
    if not text[max(0, sight.numeral.start - 3) : sight.numeral.start].isupper():
        return None
    code = text[max(0, sight.numeral.start - 4) : sight.numeral.start].rstrip()
    unit = words.units.get(code) if len(code) == 3 and code.isupper() else None
    return of_unit(unit, sight.numeral.start - 4, sight.numeral.start - 1) if unit else None


def of_unit(unit: Unit, start: int, end: int) -> Verdict:
    return Verdict(unit.kind, unit.symbol, unit.scale, start, end)


def _judge_grade(sight: Sight, words: QuantityWords) -> Verdict:
    """`im vierstelligen Bereich` is an amount, a two-digit figure of something unnamed is none."""
    if sight.follower in words.grade_heads:
        return Verdict(COUNT)
    scale = next((value for word, value in words.magnitudes.items() if sight.follower.startswith(word)), None)
    return Verdict("money", None, scale) if scale else NO_CLAIM


def _is_ordinal(text: str, start: int, end: int, sight: Sight, words: QuantityWords) -> bool:
    """`am 3. Mai`, `der 2. Bezirk`, `1. Vorspeise`: a full stop behind digits, and the sentence goes on."""
    numeral = sight.numeral
    if numeral.form not in ("digits", "bare") or numeral.core_end != numeral.end:
        return False
    dot = _ORDINAL.match(text, numeral.end)
    if dot and dot.end() < end:
        return True
    closing = text[numeral.end : numeral.end + 1]
    if closing == "." and sight.noun:  # "sein bereits 150. Rennen" falls into two sentences
        before = text[max(start, numeral.start - MARGIN) : numeral.start].split()
        article = fold(before[-2]) if len(before) > 1 and sight.before in words.already else sight.before
        if article in words.ordinal:
            return True
    if closing == ")":  # "1) Einleitung", but "(1)" is in brackets
        return text.rfind("(", start, numeral.start) <= text.rfind(")", start, numeral.start)
    return closing == "." and (numeral.start == 0 or text[numeral.start - 1] == "\n")


def _is_furniture(text: str, sight: Sight, words: QuantityWords) -> bool:
    """`Gelesen: 695`: a counter of the page, not of the story."""
    if sight.mark != ":":
        return False
    before = text[max(0, sight.numeral.start - MARGIN) : sight.numeral.start].rstrip(": ").split()
    return bool(before) and fold(before[-1]) in words.furniture


def _is_label(text: str, sight: Sight, words: QuantityWords) -> bool:
    """`Platz 14`, `§ 3`, `Hauptstraße 12`: the number is the name of something. Words say more than that of amounts."""
    numeral = sight.numeral
    if numeral.modifier != "exact" or numeral.scaled or numeral.form not in ("digits", "bare", "words"):
        return False
    if sight.mark and sight.mark in words.label_marks:
        return True
    before = sight.before
    if f"{before} {text[numeral.core_start : numeral.core_end]}" in words.numbered:
        return True
    if before in words.weak_labels:
        return not sight.behind[:1].isupper() and (numeral.point or 0) < 1000  # "aus Halle 16.000"
    return before in words.labels or (
        len(before) > 5 and before.endswith(words.label_endings) and numeral.form != "words"
    )


def is_broken(numeral: Numeral, sight: Sight) -> bool:
    """A decimal fraction of nothing is no count; it is a grade, an index, a rate: `1,5 Kinder`, but not `bei 3,05`."""
    return numeral.point is not None and numeral.point % 1 != 0 and not sight.behind[:1].isupper()


def _is_proper(sight: Sight, words: QuantityWords) -> bool:
    """`Nexus 6`, `Senat 3`: German spells small numbers out, so digits behind a noun, and before none, are its name."""
    numeral = sight.numeral
    if numeral.form not in ("digits", "bare") or numeral.modifier != "exact" or numeral.point is None:
        return False
    if not sight.named or sight.before in words.calendar or words.is_duration(sight.before):
        return False
    if sight.behind[:1].isupper() or (sight.second[:1].isupper() and not _ends_phrase(sight, words)):
        return False
    short = sight.noun.isupper() and len(sight.noun) <= LONGEST_SIGN
    return short or (numeral.form == "digits" and numeral.point <= SMALLEST_IN_DIGITS)


def _ends_phrase(sight: Sight, words: QuantityWords) -> bool:
    """Whether the word behind can't stand between a number and its noun: `Senat 3 des Rats`, `iWork 11 braucht`."""
    return sight.follower in words.closing or not sight.follower.endswith(words.joining)


def _is_year(sight: Sight, words: QuantityWords) -> bool:
    numeral = sight.numeral
    year = numeral.point if numeral.point is not None else numeral.high
    if numeral.form != "bare" or (numeral.modifier not in ("exact", "range") and sight.behind):
        return False
    if year is None or not 1000 <= year <= 2100:
        return False
    if sight.before in words.year_words or sight.before.endswith(words.year_endings):
        return True
    counted = sight.behind[:1].isupper()
    if numeral.low and numeral.high and 1000 < numeral.low < numeral.high and (numeral.low % 10 or numeral.high % 10):
        return True  # `zwischen 1722 und 1787 Tausende`
    if 1900 <= year <= 2100:
        return not counted or year % 100 != 0
    if 1500 < year < 1900 and not counted and year % 50:
        return True
    return not counted and (sight.before in words.year_prepositions or sight.mark == "(" or not sight.before)


def _is_age(text: str, sight: Sight, words: QuantityWords) -> bool:
    """`Maria Huber (45)`, `Maria Huber, 45,`, `im Alter von 45`, `mit 14 begann er`."""
    numeral = sight.numeral
    if numeral.form != "digits" or numeral.point is None or numeral.point > words.oldest or numeral.point % 1:
        return False
    if sight.behind[:1].isupper() or sight.second[:1].isupper():
        return False
    before = text[max(0, numeral.start - MARGIN) : numeral.start].split()
    if any(fold(word).endswith(words.counting) for word in before):  # `die Zahl der Anzeigen ist mit 17 gering`
        return False
    if any(fold(word) in words.age_words or fold(word).endswith(words.age_endings) for word in before[-3:]):
        return True
    if sight.behind:
        return sight.before in words.age_prepositions
    closing = text[numeral.end : numeral.end + 1]
    named = before[-2:-1] if before and before[-1] in "(," else before[-1:]
    return (
        (sight.mark, closing) in (("(", ")"), ("(", ","), (",", ","), (",", ")"))
        and bool(named)
        and named[0][:1].isalpha()
    )


def _is_pronoun_or_name(text: str, sight: Sight, words: QuantityWords) -> bool:
    """`die drei`, standing alone, and `Claudia Tausend` or `die Zwölf`: no amount, or nobody's."""
    numeral = sight.numeral
    if numeral.form not in ("words", "article") or numeral.modifier != "exact" or numeral.point is None:
        return False
    word = text[numeral.core_start : numeral.core_end]
    if word[0].isupper() and sight.noun and word.isalpha() and not sight.behind[:1].isupper():
        return numeral.point < 100 or (sight.noun[:1].isupper() and sight.before not in words.calendar)
    alone = numeral.point <= 12 and not sight.behind
    return alone and sight.before in words.pronoun_articles
