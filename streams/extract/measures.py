"""Measures: what a number measures, by its noun and the verbs of its clause: «10.000 Soldaten entsandt» -> troops.

Called by `extract` for every quantity.
"""

from collections.abc import Mapping
from typing import NamedTuple

from streams.extract.nouns import head_noun
from streams.extract.sentences import Sentence
from streams.language import Lexicon

BREAKS = frozenset({";", ":", "–", "—", "(", ")", ".", "!", "?"})
FARTHEST = 14  # words in which the verb of a count is looked for
SHORTEST_TAIL = 5  # letters of a compound's last part that says what an amount is
CASUALTIES = ("killed", "wounded")


class Clause(NamedTuple):
    """The words that speak of a number: from `start` to `end`, or to `full` with the relative clauses behind it."""

    start: int
    end: int
    full: int


def clause_around(sentence: Sentence, first: int, last: int, others: list[int], lexicon: Lexicon) -> Clause:
    """The words that speak of the number at [first, last): up to the next break, number, or comma before a clause.

    A relative clause behind it says what it measures, too, but nothing of its stance.
    """
    words, lower = sentence.words, sentence.lower
    conjunctions, relatives = lexicon.phrases["conjunctions"], lexicon.phrases["relatives"]
    count, start, end = len(words), first, last
    opened = next((k for k in range(first - 1, max(-1, first - 5), -1) if words[k] in "()"), None)
    if opened is not None and words[opened] == "(":
        start = opened  # what stands in parentheses belongs to the clause around them
        end = next((k + 1 for k in range(last, min(count, last + 8)) if words[k] == ")"), last)
    while start > 0 and first - start < FARTHEST:
        word = words[start - 1]
        if word == ",":
            break
        if word == ")" and "(" in words[max(0, start - 8) : start - 1]:
            start = max(k for k in range(max(0, start - 8), start - 1) if words[k] == "(")  # "das Ergebnis (EGT) sank"
            continue
        if word in BREAKS:
            break
        if lower[start - 1] in conjunctions and any(
            other < start - 1 and start - 1 - other <= FARTHEST for other in others
        ):
            break
        start -= 1
    comma = None
    while end < count and end - last < FARTHEST and words[end] not in BREAKS:
        if words[end] == ",":
            if end + 1 == count or lower[end + 1] not in relatives or is_main_clause(sentence, end + 1, lexicon):
                break
            comma = end if comma is None else comma
        elif lower[end] in conjunctions and any(end < other <= end + 4 for other in others):
            break
        end += 1
    return Clause(start, end if comma is None else comma, end)


def is_main_clause(sentence: Sentence, start: int, lexicon: Lexicon) -> bool:
    """Whether a particle of its verb ends the clause, as in no relative one: "die Polizei nahm 5 Personen fest"."""
    end = start
    while end < len(sentence.words) and sentence.words[end] not in BREAKS and sentence.words[end] != ",":
        end += 1
    return end > start + 2 and sentence.lower[end - 1] in lexicon.verbal_particles


def measure_of_count(
    sentence: Sentence, first: int, noun: int | None, clause: tuple[int, int], lexicon: Lexicon, counted: str | None
) -> str:
    """Measure of a count whose noun is word `noun`, or of a bare number."""
    words, lower = sentence.words, sentence.lower
    known = head_noun(counted, lexicon) if counted else None
    base = known.measure if known else ("people" if counted is None else person_or_thing(counted, lexicon))
    near = noun if noun is not None else first
    happened = events_in(sentence, clause, near, base, lexicon)
    if not happened:
        end = verb_end(sentence, clause[1])
        happened = events_in(sentence, (clause[0], end), near, base, lexicon) if end > clause[1] else []
    if happened:
        if "killed" in happened and "wounded" in happened:
            return "killed_or_wounded"
        if happened[0] == "attendees" and "persons" in happened:
            return "persons"  # who takes part in a survey attends nothing
        return happened[0]
    if (
        base in CASUALTIES
        and noun is not None
        and noun + 2 < len(words)
        and lower[noun + 1] in lexicon.phrases["conjunctions"]
    ):
        other = head_noun(words[noun + 2], lexicon)
        if other and other.measure in CASUALTIES and other.measure != base:
            return "killed_or_wounded"
    return DEFAULTS.get(base, base)


DEFAULTS = {"jobs": "employees", "people": "persons", "officials": "persons", "men": "persons", "cases": "things"}
ANYBODY = ("people", "officials", "men")  # what happens to persons happens to them


def person_or_thing(word: str, lexicon: Lexicon) -> str:
    """Measure of an unknown noun: persons when the name table or its ending makes it one."""
    folded = word.lower()
    return "persons" if folded.endswith(lexicon.person_endings) else "things"


def verb_end(sentence: Sentence, end: int) -> int:
    """Where the clause ends when it goes on behind another number: "30 Bürger (und 5 Polizisten verletzt)"."""
    words = sentence.words
    while end < len(words) and words[end] not in BREAKS and words[end] != ",":
        end += 1
    return end


def events_in(sentence: Sentence, clause: tuple[int, int], near: int, base: str, lexicon: Lexicon) -> list[str]:
    """Measures that the verbs of the clause make of `base`, nearest behind the noun first, then before it."""
    found: list[tuple[int, str]] = []
    start, end = clause
    words = sentence.words[start:end]
    if start == 0:
        words[:1] = sentence.lower[:1]
    if lexicon.events.keys().isdisjoint(words):
        return []
    for index, word in enumerate(words, start):
        for event in lexicon.events.get(word, ()):
            fits = base in event.of or (base in ANYBODY and "persons" in event.of)
            if fits and index != near and (not event.particle or event.particle in sentence.lower[index + 1 : end]):
                found.append((index - near if index > near else 100 + near - index, event.measure))
    found.sort()
    return list(dict.fromkeys(measure for _, measure in found))


def tail_in(word: str, table: Mapping[str, str]) -> str | None:
    """The table's entry for the word, or for the longest end of it that is one: Sachschaden -> Schaden."""
    for cut in (0, *range(2, len(word) - SHORTEST_TAIL + 1)):
        found = table.get(word[cut:])
        if found:
            return found
    return None


def measure_of_physical(unit: str | None, sentence: Sentence, clause: tuple[int, int], lexicon: Lexicon) -> str:
    """By the unit: km2 -> area, t -> mass, km -> length, MWh -> energy; area_captured where it was taken."""
    measure = lexicon.unit_measures.get(unit or "", "physical")
    if measure == "area" and not lexicon.captures.isdisjoint(sentence.lower[slice(*clause)]):
        return "area_captured"
    return measure
