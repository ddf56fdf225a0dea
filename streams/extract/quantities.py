"""Quantities: the numerals of a sentence that state an amount, with kind and unit.

Second step of reading claims, behind `numerals`. Dates, years, ages, durations, ranks, scores, sections of laws, model
names and page furniture fall out here; what is counted is the business of `nouns`.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from streams.extract.numerals import Numeral
from streams.language.numeral_words import fold
from streams.language.quantity_words import QuantityWords, Unit


class Quantity(NamedTuple):
    """An amount that somebody states. Offsets are into the text; the unit word stands outside the phrase."""

    start: int
    end: int
    core_start: int
    core_end: int
    point: float | None
    low: float | None
    high: float | None
    modifier: str
    kind: str
    unit: str | None
    unit_start: int  # of the unit word behind or before the phrase; equal to `unit_end` where there is none
    unit_end: int
    tail: str  # what the number is joined to: `Einwohner-Stadt`; empty for most


class _Verdict(NamedTuple):
    """What a numeral amounts to: a kind of claim, TIME for durations and ages, NOTHING for all else."""

    kind: str
    symbol: str | None = None
    scale: float = 1.0
    start: int = 0  # of the unit word
    end: int = 0


TIME, NOTHING, COUNT = "time", "nothing", "count"
CLAIMS = frozenset({"count", "money", "percent", "physical"})
_NO_CLAIM = _Verdict(NOTHING)


class _Sight(NamedTuple):
    """A numeral with the words beside it."""

    numeral: Numeral
    noun: str  # the word right before, as written; empty behind punctuation
    before: str  # the same, folded
    named: bool  # it is written with a capital that no beginning of a sentence explains
    mark: str  # the character before the numeral, blanks skipped; empty at the start of the sentence
    behind: str  # the word right behind, as written; empty before punctuation
    behind_start: int
    second: str  # the word behind that one, as written


_BEHIND = re.compile(r"\s{1,3}([^\W\d_]+(?:[-‑/][^\W\d_]+)*[²³23]?)(?:\s+([^\W\d_]+))?")
_ORDINAL = re.compile(r"\.\s*(?=[^\s\d])")
_CLAUSE_MARK = re.compile(r"[,;:(](?!\d)")
CLAUSE = 120  # characters in which a word of estimating speaks of a number
SMALLEST_IN_DIGITS = 12  # numbers up to it are spelled out in German prose
_MARGIN = 40  # characters before a number in which the word before it stands


def read_quantities(
    text: str, sentence_start: int, sentence_end: int, numerals: Sequence[Numeral], words: QuantityWords
) -> list[Quantity]:
    """The amounts that the sentence states, in order. `numerals` may be those of the whole text, in order."""
    first = bisect_left(numerals, sentence_start, key=_place)
    last = bisect_left(numerals, sentence_end, key=_place)
    if first == last:
        return []
    within = list(numerals[first:last])
    sights = [_look(text, sentence_start, sentence_end, numeral) for numeral in within]
    verdicts = [_judge(text, sentence_start, sentence_end, sight, words) for sight in sights]
    _drop_scores(text, within, verdicts, words)
    _drop_names(text, sentence_end, sights, verdicts, words)
    _carry_over_parenthesis(text, sentence_end, within, verdicts, words)
    _carry_back(text, within, verdicts, words)
    _carry_on(text, sentence_end, within, sights, verdicts, words)
    return [
        _quantity(numeral, verdict, _is_estimate(text, sentence_start, sentence_end, numeral, words))
        for numeral, verdict, sight in zip(within, verdicts, sights, strict=True)
        if verdict.kind in CLAIMS and not (verdict.kind == COUNT and _is_broken(numeral, sight))
    ]


def _place(numeral: Numeral) -> int:
    return numeral.core_start


def _look(text: str, start: int, end: int, numeral: Numeral) -> _Sight:
    before = text[max(start, numeral.start - _MARGIN) : numeral.start].rstrip()
    noun = before.rsplit(None, 1)[-1].rstrip(".") if before and text[numeral.start - 1].isspace() else ""
    noun = noun.lstrip('(„“"»«') if noun[-1:].isalpha() else ""
    behind = _BEHIND.match(text, numeral.end, end)
    return _Sight(
        numeral,
        noun,
        fold(noun),
        noun[:1].isupper() and not (before.lstrip('(„“"»«') == noun and numeral.start - start < _MARGIN),
        before[-1:],
        behind.group(1) if behind else "",
        behind.start(1) if behind else numeral.end,
        (behind.group(2) or "") if behind else "",
    )


def _judge(text: str, start: int, end: int, sight: _Sight, words: QuantityWords) -> _Verdict:
    numeral = sight.numeral
    if numeral.form in ("shape", "code", "half", "ratio", "denominator") or _is_part_of_name(text, numeral):
        return _NO_CLAIM
    if numeral.sign:
        unit = words.signs.get(numeral.sign)
        return _Verdict(unit.kind, unit.symbol) if unit else _NO_CLAIM
    if numeral.tail:
        return _judge_tail(numeral, words)
    if text[numeral.core_end : numeral.core_end + 1] in words.follower_signs:
        return _NO_CLAIM
    measured = _unit_behind(sight, words) or _unit_before(text, sight, words)
    if measured:
        return measured
    if numeral.form in ("fraction", "share"):
        return _judge_share(text, sight, words)
    behind = fold(sight.behind)
    if words.is_duration(behind) or (sight.behind.islower() and words.is_duration(fold(sight.second))):
        return _Verdict(TIME)
    if behind in words.followers or behind in words.months or _is_furniture(text, sight, words):
        return _NO_CLAIM
    if (
        _is_ordinal(text, start, end, sight)
        or _is_label(sight, words)
        or _is_year(text, sight, words)
        or _is_age(text, sight, words)
    ):
        return _NO_CLAIM
    if _is_pronoun_or_name(text, sight, words) or (numeral.form == "pointed" and not numeral.scaled):
        return _NO_CLAIM
    if numeral.form == "grade":
        return _judge_grade(sight, words)
    if numeral.form == "vague" and sight.before in words.articles:
        return _NO_CLAIM  # "ein Hunderter" is a banknote
    if sight.before in words.strengths:
        return _Verdict("physical")
    if numeral.point == 0 or _is_proper(sight, words):
        return _NO_CLAIM
    return _Verdict(COUNT)


def _is_part_of_name(text: str, numeral: Numeral) -> bool:
    """`A320`, `G-20`, `#1`, the halves of `3-1`: the number is glued to other signs."""
    if numeral.head and not (numeral.head in "-–−" and text[numeral.core_start - 2 : numeral.core_start - 1].isspace()):
        return True
    glue = text[numeral.core_end : numeral.core_end + 2]
    return len(glue) == 2 and glue[0] in "-‑–−/:_" and (glue[1].isdecimal() or (glue[0] in "-‑" and glue[1].isspace()))


def _judge_tail(numeral: Numeral, words: QuantityWords) -> _Verdict:
    """`100.000-Einwohner-Stadt` counts, `20-prozentig` and `5kg` measure, `50-Jährige` and `500-Euro-Schein` do not."""
    parts = numeral.tail.replace("‑", "-").split("-")
    first, last = parts[0], fold(parts[-1])
    if last in words.pieces or words.is_duration(fold(first)):
        return _NO_CLAIM
    unit = words.units.get(first)
    if unit:
        return _Verdict(unit.kind, unit.symbol, unit.scale, numeral.core_end, numeral.core_end)
    return _Verdict(COUNT) if fold(first) in words.people else _NO_CLAIM


def _unit_behind(sight: _Sight, words: QuantityWords) -> _Verdict | None:
    behind, place = sight.behind, sight.behind_start
    qualified = words.qualified.get(fold(behind)) if sight.second else None
    if qualified and sight.second in qualified:
        return _verdict(qualified[sight.second], place, place + len(behind) + 1 + len(sight.second))
    unit = words.units.get(behind)
    if unit is None and "-" in behind:
        unit = words.units.get(behind.split("-")[-1])
    return _verdict(unit, place, place + len(behind)) if unit else None


def _unit_before(text: str, sight: _Sight, words: QuantityWords) -> _Verdict | None:
    """`EUR 5 Mio.`: codes of currencies stand before the number too."""
    code = text[max(0, sight.numeral.start - 4) : sight.numeral.start].rstrip()
    unit = words.units.get(code) if len(code) == 3 and code.isupper() else None
    return _verdict(unit, sight.numeral.start - 4, sight.numeral.start - 1) if unit else None


def _verdict(unit: Unit, start: int, end: int) -> _Verdict:
    return _Verdict(unit.kind, unit.symbol, unit.scale, start, end)


def _judge_share(text: str, sight: _Sight, words: QuantityWords) -> _Verdict:
    """A part of a whole is a percentage, unless it is half a year, the second half, or every other day."""
    behind = fold(sight.behind)
    if words.is_duration(behind) or sight.before in words.half_kinds:
        return _NO_CLAIM
    if words.is_duration(fold(sight.second)) and sight.behind.islower():
        return _NO_CLAIM
    return _Verdict("percent", "%")


def _judge_grade(sight: _Sight, words: QuantityWords) -> _Verdict:
    """`im vierstelligen Bereich` is an amount, a two-digit figure of something unnamed is none."""
    behind = fold(sight.behind)
    if behind in words.grade_heads:
        return _Verdict(COUNT)
    scale = next((value for word, value in words.magnitudes.items() if behind.startswith(word)), None)
    return _Verdict("money", None, scale) if scale else _NO_CLAIM


def _is_ordinal(text: str, start: int, end: int, sight: _Sight) -> bool:
    """`am 3. Mai`, `der 2. Bezirk`, `1. Vorspeise`: a full stop behind digits, and the sentence goes on."""
    numeral = sight.numeral
    if numeral.form not in ("digits", "bare") or numeral.core_end != numeral.end:
        return False
    dot = _ORDINAL.match(text, numeral.end)
    if dot and dot.end() < end:
        return True
    closing = text[numeral.end : numeral.end + 1]
    if closing == ")":  # "1) Einleitung", but "(1)" is in brackets
        return text.rfind("(", start, numeral.start) <= text.rfind(")", start, numeral.start)
    return closing == "." and (numeral.start == 0 or text[numeral.start - 1] == "\n")


def _is_furniture(text: str, sight: _Sight, words: QuantityWords) -> bool:
    """`Gelesen: 695`: a counter of the page, not of the story."""
    if sight.mark != ":":
        return False
    before = text[max(0, sight.numeral.start - _MARGIN) : sight.numeral.start].rstrip(": ").split()
    return bool(before) and fold(before[-1]) in words.furniture


def _is_label(sight: _Sight, words: QuantityWords) -> bool:
    """`Platz 14`, `§ 3`, `Hauptstraße 12`: the number is the name of something. Words say more than that of amounts."""
    numeral = sight.numeral
    if numeral.modifier != "exact" or numeral.scaled or numeral.form not in ("digits", "bare", "words"):
        return False
    if sight.mark and sight.mark in words.label_marks:
        return True
    before = sight.before
    if before in words.weak_labels:
        return not sight.behind[:1].isupper()
    return before in words.labels or (
        len(before) > 5 and before.endswith(words.label_endings) and numeral.form != "words"
    )


def _is_broken(numeral: Numeral, sight: _Sight) -> bool:
    """A decimal fraction of nothing is no count; it is a grade, an index, a rate: `1,5 Kinder`, but not `bei 3,05`."""
    return numeral.point is not None and numeral.point % 1 != 0 and not sight.behind[:1].isupper()


def _is_proper(sight: _Sight, words: QuantityWords) -> bool:
    """`Nexus 6`, `Senat 3`: German spells small numbers out, so digits behind a noun, and before none, are its name."""
    numeral = sight.numeral
    if (
        numeral.form not in ("digits", "words")
        or numeral.modifier != "exact"
        or numeral.point is None
        or not sight.before
    ):
        return False
    if not sight.named or sight.before in words.calendar or words.is_duration(sight.before):
        return False
    if sight.behind[:1].isupper() or (sight.behind and sight.second[:1].isupper()):
        return False
    return numeral.form == "digits" and numeral.point <= SMALLEST_IN_DIGITS


def _is_year(text: str, sight: _Sight, words: QuantityWords) -> bool:
    numeral = sight.numeral
    year = numeral.point if numeral.point is not None else numeral.high
    if numeral.form != "bare" or (numeral.modifier not in ("exact", "range") and sight.behind):
        return False
    if year is None or not 1000 <= year <= 2100:
        return False
    if sight.before in words.year_words or sight.before.endswith(words.year_endings):
        return True
    counted = sight.behind[:1].isupper()
    if 1900 <= year <= 2100:
        return not counted or year % 100 != 0
    return not counted and (sight.before in words.year_prepositions or sight.mark == "(" or not sight.before)


def _is_age(text: str, sight: _Sight, words: QuantityWords) -> bool:
    """`Maria Huber (45)`, `Maria Huber, 45,`, `im Alter von 45`, `mit 14 begann er`."""
    numeral = sight.numeral
    if numeral.form != "digits" or numeral.point is None or numeral.point > words.oldest or numeral.point % 1:
        return False
    if sight.behind[:1].isupper() or sight.second[:1].isupper():
        return False
    before = text[max(0, numeral.start - _MARGIN) : numeral.start].split()
    if any(fold(word) in words.age_words or fold(word).endswith(words.age_endings) for word in before[-3:]):
        return True
    if sight.behind:
        return sight.before in words.age_prepositions
    closing = text[numeral.end : numeral.end + 1]
    named = before[-2:-1] if before and before[-1] in "(," else before[-1:]
    return (sight.mark, closing) in (("(", ")"), (",", ","), (",", ")")) and bool(named) and named[0][:1].isalpha()


def _is_pronoun_or_name(text: str, sight: _Sight, words: QuantityWords) -> bool:
    """`die drei`, standing alone, and `Claudia Tausend` or `die Zwölf`: no amount, or nobody's."""
    numeral = sight.numeral
    if numeral.form not in ("words", "article") or numeral.modifier != "exact" or numeral.point is None:
        return False
    word = text[numeral.core_start : numeral.core_end]
    if word[0].isupper() and sight.noun and word.isalpha() and not sight.behind[:1].isupper():
        return numeral.point < 100 or (sight.noun[:1].isupper() and sight.before not in words.calendar)
    alone = numeral.point <= 12 and not sight.behind
    return alone and sight.before in words.pronoun_articles


def _drop_scores(text: str, within: list[Numeral], verdicts: list[_Verdict], words: QuantityWords) -> None:
    """`7:6 (4)`, `3 zu 1`: a number that goes on with a score, or makes one with its neighbour."""
    for index in range(1, len(within)):
        before, gap = within[index - 1], text[within[index - 1].end : within[index].core_start]
        if before.form == "shape" and gap in (",", "(", " ("):
            verdicts[index] = _NO_CLAIM
        elif fold(gap.strip()) in words.versus:
            verdicts[index - 1] = verdicts[index] = _NO_CLAIM


def _drop_names(text: str, end: int, sights: list[_Sight], verdicts: list[_Verdict], words: QuantityWords) -> None:
    """`im Porsche 911.`, `Steindl 47 – 31.`: digits behind a noun and nothing, with no other count to lean on."""
    counts = [index for index, verdict in enumerate(verdicts) if verdict.kind == COUNT]
    for index in counts:
        numeral, sight = sights[index].numeral, sights[index]
        if numeral.modifier != "exact" or numeral.form not in ("digits", "bare") or sight.behind or numeral.tail:
            continue
        if numeral.point is None or (numeral.point >= 1000 and numeral.form == "digits"):
            continue
        named = sight.mark == ")" or (sight.named and sight.before not in words.calendar)
        listed = text[numeral.end : numeral.end + 2].strip()[:1] in ("–", "(", "-") or numeral.end >= end - 1
        if named and (listed or len(counts) == 1):
            verdicts[index] = _NO_CLAIM


def _carry_back(text: str, within: list[Numeral], verdicts: list[_Verdict], words: QuantityWords) -> None:
    """`von 17 auf 30 Prozent`, `zwei und drei Millionen Euro`, `drei oder vier Jahre`: the last one speaks for all."""
    for index in range(len(within) - 2, -1, -1):
        this, after, verdict = within[index], within[index + 1], verdicts[index + 1]
        if verdicts[index].kind != COUNT or verdict.kind == NOTHING or this.form == "article" or this.tail:
            continue
        if fold(" ".join(text[this.end : after.start].split())) not in words.carrying:
            continue
        if after.scaled and not this.scaled and this.point is not None and this.point < 1000 and after.point:
            within[index] = _scaled(this, _magnitude(text, after, words))
        verdicts[index] = verdict


def _carry_on(
    text: str, end: int, within: list[Numeral], sights: list[_Sight], verdicts: list[_Verdict], words: QuantityWords
) -> None:
    """`mehrere Milliarden Dollar – manche sagen vier, andere neun`: a number that nothing follows goes on so."""
    magnitude = 1.0
    for index, this in enumerate(within):
        verdict, before = verdicts[index], verdicts[index - 1] if index else _NO_CLAIM
        bare = this.end >= end or text[this.end] in ",.;)!?" or sights[index].before in words.of_which
        if verdict.kind != COUNT or not bare or this.scaled or this.form not in ("digits", "words"):
            magnitude = _magnitude(text, this, words)
        elif before.kind == TIME:
            verdicts[index] = _Verdict(TIME)
        elif before.kind in ("money", "percent", "physical") and this.point is not None and this.point < 1000:
            within[index], verdicts[index] = _scaled(this, magnitude), before


def _magnitude(text: str, numeral: Numeral, words: QuantityWords) -> float:
    """What the last word of a numeral multiplies by; 1 where it does not."""
    last = text[numeral.core_start : numeral.core_end].split()[-1].rstrip(".")
    return words.magnitudes.get(fold(last), 1.0)


def _scaled(numeral: Numeral, magnitude: float) -> Numeral:
    point, low, high = (
        None if value is None else round(value * 1e6) * magnitude / 1e6
        for value in (numeral.point, numeral.low, numeral.high)
    )
    return numeral._replace(point=point, low=low, high=high, scaled=magnitude > 1)


def _carry_over_parenthesis(
    text: str, end: int, within: list[Numeral], verdicts: list[_Verdict], words: QuantityWords
) -> None:
    """`6,31 (2014: 4,86) Millionen Euro`: what stands behind the bracket is said of both numbers."""
    for index in range(1, len(within)):
        inside = within[index]
        behind = _BEHIND.match(text, inside.end + 1, end) if text.startswith(")", inside.end) else None
        if verdicts[index].kind != COUNT or behind is None:
            continue
        magnitude = words.magnitudes.get(fold(behind.group(1)), 1.0)
        unit = words.units.get((behind.group(2) or "") if magnitude > 1 else behind.group(1))
        outside = next((i for i in range(index - 1, -1, -1) if text.startswith("(", within[i].end + 1)), None)
        if outside is None or (magnitude == 1 and unit is None):
            continue
        verdict = _verdict(unit, *behind.span(2 if magnitude > 1 else 1)) if unit else _Verdict(COUNT)
        for place in (outside, index):
            within[place], verdicts[place] = _scaled(within[place], magnitude), verdict
        if index + 1 < len(within) and within[index + 1].core_start == behind.start(1):
            verdicts[index + 1] = _NO_CLAIM  # the word alone is no number


def _quantity(numeral: Numeral, verdict: _Verdict, estimated: bool) -> Quantity:
    point, low, high, modifier = numeral.point, numeral.low, numeral.high, numeral.modifier
    if verdict.kind == "percent" and numeral.form in ("fraction", "share"):
        point, low, high = (None if value is None else round(value * 100, 1) for value in (point, low, high))
    elif verdict.scale != 1:
        point, low, high = (None if value is None else round(value * verdict.scale, 6) for value in (point, low, high))
    if modifier == "exact" and estimated:
        modifier, low, high = "approx", None, None
    unit_start, unit_end = (verdict.start, verdict.end) if verdict.end else (numeral.end, numeral.end)
    return Quantity(
        numeral.start, numeral.end, numeral.core_start, numeral.core_end, point, low, high, modifier, verdict.kind,
        verdict.symbol, unit_start, unit_end, numeral.tail,
    )  # fmt: skip


def _is_estimate(text: str, start: int, end: int, numeral: Numeral, words: QuantityWords) -> bool:
    """`schätzte, dass 10.000 …`, `wird auf 10.000 geschätzt`: the number is said to be an estimate."""
    before = words.estimating_before.search(text, max(start, numeral.start - CLAUSE), numeral.start)
    if before and text.count(",", before.end(), numeral.start) <= 1 and ";" not in text[before.end() : numeral.start]:
        return True
    behind = words.estimating_behind.search(text, numeral.end, min(end, numeral.end + CLAUSE))
    return behind is not None and not _CLAUSE_MARK.search(text, numeral.end, behind.start())
