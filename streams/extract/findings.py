"""Findings: what every number of a sentence counts and measures, and how it is meant. Called by `extract`."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from streams.extract.measures import (
    BREAKS,
    clause_around,
    measure_of_count,
    measure_of_physical,
)
from streams.extract.money import RETAIL, measure_of_money, money_word, priced_noun
from streams.extract.nouns import counted_noun, head_noun, is_noun, lemma_of, noun_before, noun_of_number, subject_noun
from streams.extract.percentages import measure_of_percent
from streams.extract.quantities import Quantity
from streams.extract.sentences import Sentence
from streams.extract.stance import stance_of
from streams.language import Lexicon

# What happens to people, and is told once of all that are joined.
HAPPENING = frozenset(
    {
        "killed",
        "wounded",
        "killed_or_wounded",
        "missing",
        "captured",
        "arrested",
        "arrivals",
        "demonstrators",
        "displaced",
        "evacuated",
        "hospitalised",
        "infected",
        "rescued",
    }
)
FORESEEN = ("plans", "predicts")
MILLIONS = 1e6  # a bare plural from "Millionen" on may be money
NEXT = 3  # characters between sentences that follow each other
ASIDE = 80  # characters of a short sentence between a count and one that goes on with it
# Chances that value and measure are read rightly; docs/method.md, "Confidence".
KNOWN_NOUN = {"count": 0.96, "physical": 0.96, "percent": 0.94, "money": 0.93}
UNKNOWN_NOUN = 0.82
MARKS = frozenset(",;:()!?")
YEAR = re.compile(r"\d+\.\d+\.\d|[12]\d{3}\b")


class Finding(NamedTuple):
    """What one number in its sentence was read as; a claim for each of its claimants."""

    quantity: Quantity
    sentence: Sentence
    counted: str | None
    noun: int | None  # index of the counted noun
    measure: str
    stance: str
    certainty: float  # chance that value and measure are right
    leveled: bool  # whether it may be anything but a total
    dated: bool  # whether the sentence may give a day


def read_findings(
    sentence: Sentence, group: list[Quantity], recent: Sequence[Finding], lexicon: Lexicon
) -> list[Finding]:
    """The numbers of one sentence with what they count and measure; `recent` are the last findings before them."""
    spans = [(sentence.at(q.start), sentence.at(q.end - 1) + 1) for q in group]
    lower = sentence.lower
    dated = not lexicon.dating.isdisjoint(lower) or any(map(YEAR.match, sentence.words))
    leveling = lexicon.leveling
    telling = [] if leveling.isdisjoint(lower) else [place for place, low in enumerate(lower) if low in leveling]
    findings: list[Finding] = []
    behind = 0
    for place, (quantity, (first, last)) in enumerate(zip(group, spans, strict=True)):
        restated = (
            bool(findings) and findings[-1].quantity.kind == quantity.kind and is_restated(sentence, first, behind)
        )
        behind = last
        while behind < len(sentence.words) and sentence.starts[behind] < quantity.unit_end:
            behind += 1
        leveled = any(not is_apart(sentence, at, first, behind) for at in telling)
        finding = Finding(quantity, sentence, None, None, "", "", UNKNOWN_NOUN, leveled, dated)
        findings.append(
            restate(findings[-1], finding)
            if restated
            else read_finding(finding, behind, spans, place, last_alike(quantity, [*recent, *findings]), lexicon)
        )
    if any(finding.measure == "vote_share" for finding in findings):
        findings = [f._replace(measure="vote_share") if f.measure == "share" else f for f in findings]
    return findings


def is_apart(sentence: Sentence, word: int, first: int, behind: int) -> bool:
    """Whether a mark divides a word from the number at `first`, whose unit ends at `behind`."""
    return not MARKS.isdisjoint(sentence.words[word + 1 : first] or sentence.words[behind:word])


def last_alike(quantity: Quantity, findings: list[Finding]) -> Finding | None:
    """The last number of the same kind, or else the last one."""
    return next((f for f in reversed(findings) if f.quantity.kind == quantity.kind), findings[-1] if findings else None)


def restate(last: Finding, finding: Finding) -> Finding:
    """The same amount in another unit: "900 Dollar (800 Euro)"."""
    return finding._replace(counted=last.counted, measure=last.measure, stance=last.stance, certainty=last.certainty)


def read_finding(
    finding: Finding,
    behind: int,
    spans: list[tuple[int, int]],
    place: int,
    before: Finding | None,
    lexicon: Lexicon,
) -> Finding:
    """Noun, measure and stance of the number at this place among those of its sentence; its unit ends at `behind`."""
    quantity, sentence = finding.quantity, finding.sentence
    first, last = spans[place]
    firsts = [begin for begin, _ in spans]
    start, end, full = clause_around(sentence, first, last, firsts, lexicon)
    clause, wide = (start, end), (start, full)
    noun, counted = name_counted(sentence, quantity, (first, behind), spans[place + 1 :], clause, before, lexicon)
    if counted is None and is_unsaid_money(quantity, sentence, wide, lexicon):
        quantity = quantity._replace(kind="money")
    if quantity.kind == "count":
        measure = measure_of_count(sentence, first, noun, wide, lexicon, counted)
        if before and before.quantity.kind == "count":
            measure = carried(measure, before, sentence, first, noun, lexicon)
    elif quantity.kind == "money":
        amount = quantity.point if quantity.point is not None else quantity.high
        measure, teller = measure_of_money(sentence, first, behind, wide, amount, lexicon)
        if measure == "money" and teller is None and before and goes_on(before, sentence, amount):
            measure = before.measure
        if counted is None and teller is not None and is_noun(sentence.words[teller]) and teller > 0:
            counted = lemma_of(sentence.words[teller], lexicon)
        if counted is None:
            noun = priced_noun(sentence, first, start, lexicon)
            counted = lemma_of(sentence.words[noun], lexicon) if noun is not None else None
    elif quantity.kind == "percent":
        measure = measure_of_percent(sentence, first, behind, wide, counted, lexicon)
    else:
        measure = measure_of_physical(quantity.unit, sentence, wide, lexicon)
    stance = stance_of(sentence, first, clause, quantity.kind, measure, lexicon)
    if stance == "asserts" and before and before.stance in FORESEEN and sentence.lower[0] in lexicon.levels.part_before:
        stance = before.stance  # "5.000 Stellen sollen wegfallen. Davon entfallen 2.000 auf Spanien"
    beside = sentence.lower[behind : behind + 1] + sentence.lower[max(0, first - 1) : first]
    return finding._replace(
        quantity=quantity,
        counted=counted,
        noun=noun,
        measure=measure,
        stance=stance,
        certainty=KNOWN_NOUN[quantity.kind] if counted else UNKNOWN_NOUN,
        leveled=finding.leveled or not lexicon.leveling_beside.isdisjoint(beside),
    )


def is_unsaid_money(quantity: Quantity, sentence: Sentence, clause: tuple[int, int], lexicon: Lexicon) -> bool:
    """Whether a bare plural of millions is money: «steckt Milliarden in Chips», «Millionen entgehen dem Staat»."""
    if quantity.kind != "count" or quantity.modifier != "vague" or (quantity.low or 0) < MILLIONS:
        return False
    spent = any(money_word(sentence.lower[index], lexicon) for index in range(*clause))
    return spent or (quantity.low or 0) >= 1000 * MILLIONS


def carried(measure: str, before: Finding, sentence: Sentence, first: int, noun: int | None, lexicon: Lexicon) -> str:
    """The measure of a count that leans on the one before: «davon 5 schwer», «20 Kämpfer sowie 19 Rebellen starben»."""
    if noun is None and before.sentence is sentence and before.measure in HAPPENING and measure not in HAPPENING:
        return before.measure  # "Kiew meldete 200 getötete Soldaten, Moskau 50"
    known = head_noun(sentence.words[noun], lexicon) if noun is not None else None
    if known and known.measure == "cases" and before.measure == "infected":
        return "infected"
    if measure != "persons":
        return measure
    if noun is None:
        return before.measure if before.sentence is sentence or follows(before, sentence, ASIDE) else measure
    other = head_noun(before.counted, lexicon) if before.counted else None
    happened = other is not None and before.measure in HAPPENING and other.measure != before.measure
    joined = first > 0 and sentence.lower[first - 1] in lexicon.phrases["conjunctions"]
    return before.measure if joined and happened and before.sentence is sentence else measure


def goes_on(before: Finding, sentence: Sentence, amount: float | None) -> bool:
    """Whether an amount of money of which nothing is said is of the kind of the one before."""
    if before.quantity.kind != "money":
        return False
    if before.sentence is sentence:
        return True
    small = amount is not None and amount < RETAIL and (before.quantity.point or RETAIL) < RETAIL
    return small and before.measure in ("price", "fine") and follows(before, sentence, NEXT)


def name_counted(
    sentence: Sentence,
    quantity: Quantity,
    span: tuple[int, int],
    following: list[tuple[int, int]],
    clause: tuple[int, int],
    before: Finding | None,
    lexicon: Lexicon,
) -> tuple[int | None, str | None]:
    """Index (where it stands in this sentence) and lemma of what the number counts, or is a share or price of."""
    first, behind = span
    words = sentence.words
    if quantity.tail:
        return None, lemma_of(quantity.tail.strip("-").split("-")[0], lexicon)
    following_word = sentence.lower[behind] if behind < len(words) else ""
    if quantity.kind == "percent" and following_word in lexicon.phrases["favouring"]:
        return counted_noun(sentence, behind + 1, lexicon) or (None, None)
    if quantity.kind in ("money", "physical") and following_word in ("(", *lexicon.phrases["partitive"]):
        of = noun_of_sum(sentence, behind, lexicon)
        if of:
            return of
    fronted = quantity.kind == "count" and (first == 0 or words[first - 1] in BREAKS)
    found = counted_noun(sentence, behind, lexicon, fronted=fronted)
    if found and any(found[0] == begin for begin, _ in following):
        found = None  # "zwischen 1722 und 1787 Zigtausende"
    governed = following_word in lexicon.phrases["prepositions"] and (
        quantity.kind in ("money", "physical") or following_word not in lexicon.phrases["genitives"]
    )
    vague = quantity.kind == "percent" and found is not None and found[1].lower() in lexicon.transparent
    if found and not vague and (quantity.kind == "count" or not governed):
        return found
    index = None
    if quantity.kind != "count":
        opened = next((i for i in range(first - 1, max(-1, first - 5), -1) if words[i] in "()"), None)
        if opened is not None and words[opened] == "(":
            index = subject_noun(sentence, opened + 1, first, lexicon)  # "(Schwankungsbreite 4,5 Prozent)"
        index = noun_before(sentence, first, clause[0], lexicon) if index is None else index
    if index is None and following and (quantity.kind == "count" or following_word in lexicon.phrases["genitives"]):
        # "1.800, in Wien 700 Menschen", but not "3.000 in den 220 Filialen"
        ranged = words[first - 1].lower() == lexicon.levels.source and following_word == lexicon.levels.target
        apart = quantity.kind == "count" and following_word in lexicon.phrases["prepositions"] and not ranged
        shared = None if apart else noun_behind(sentence, following[0][1], lexicon)
        alike = [last for begin, last in following[1:] if words[begin - 1] == words[first - 1]]
        for last in alike if shared is None and not apart else ():  # "von 300, … von 900, … von 1.500 Menschen"
            shared = shared or noun_behind(sentence, last, lexicon)
        if shared:
            return shared
    if index is None and quantity.kind == "count":
        begin = sentence.at(before.quantity.end) if before is not None and before.sentence is sentence else 0
        told = noun_of_number(sentence, begin, first, lexicon)
        if told:
            return told
    if index is None and quantity.kind == "count" and first and words[first - 1] == "(":
        listed = before is not None and before.sentence is sentence and before.quantity.kind == "count"
        index = (
            None if listed else subject_noun(sentence, 0, first - 1, lexicon)
        )  # "die Schüler leben in Wien (18.478)"
    if index is None and quantity.kind == "percent" and before is not None and before.sentence is sentence:
        index = subject_noun(sentence, max(clause[0], sentence.at(before.quantity.unit_end - 1) + 1), first, lexicon)
        index = None if index is not None and words[index].lower() in lexicon.transparent else index
    if index is None and before is not None and continues(before, sentence, quantity.kind, first - clause[0]):
        return None, before.counted
    if index is None and (
        quantity.kind == "percent" or not lexicon.transparent.isdisjoint(sentence.lower[clause[0] : first])
    ):
        index = subject_noun(sentence, clause[0], first, lexicon)
    if index is None or words[index].lower() in lexicon.transparent:
        return None, None
    return index, lemma_of(words[index], lexicon)


def noun_of_sum(sentence: Sentence, behind: int, lexicon: Lexicon) -> tuple[int, str] | None:
    """What a sum is of, perhaps behind another currency: "9 Dollar (8 Euro) an Steuern"."""
    words = sentence.words
    if words[behind] == "(":
        behind = words.index(")", behind) + 1 if ")" in words[behind : behind + 6] else len(words)
    if behind >= len(words) or sentence.lower[behind] not in lexicon.phrases["partitive"]:
        return None
    return counted_noun(sentence, behind + 1, lexicon)


def noun_behind(sentence: Sentence, last: int, lexicon: Lexicon) -> tuple[int, str] | None:
    """What a later number counts, behind its unit: "8 Prozent der alten, 5 Prozent der neuen Kunden"."""
    unit = last < len(sentence.lower) and sentence.lower[last] in lexicon.mute
    return counted_noun(sentence, last + unit, lexicon)


def is_restated(sentence: Sentence, first: int, behind: int) -> bool:
    """Whether the number stands in parentheses right behind the last one: "900 Dollar (800 Euro)"."""
    return sentence.words[first - 1] == "(" and behind == first - 1


def continues(before: Finding, sentence: Sentence, kind: str, words_before: int) -> bool:
    """Whether a number without a noun goes on with what was counted last: "Ein Drittel starb, 5 Prozent flohen"."""
    if before.quantity.kind != kind:
        return False
    if before.sentence is sentence:
        return True
    if kind == "count":
        return follows(before, sentence, ASIDE)
    return follows(before, sentence, NEXT) and before.measure == "share" and words_before <= 1


def follows(before: Finding, sentence: Sentence, gap: int) -> bool:
    """Whether the sentence comes behind that of the last number, with at most so many characters between."""
    return 0 <= sentence.start - before.sentence.end <= gap
