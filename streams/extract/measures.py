"""Measures: what a number measures, by its noun and the verbs of its clause: «10.000 Soldaten entsandt» -> troops.

Called by `extract` for every quantity.
"""

from streams.extract.nouns import head_noun
from streams.extract.sentences import Sentence
from streams.language import Lexicon

BREAKS = frozenset({";", ":", "–", "—", "(", ")", ".", "!", "?"})
FARTHEST = 14  # words in which the verb of a count is looked for
CASUALTIES = ("killed", "wounded")


def clause_around(
    sentence: Sentence, first: int, last: int, others: list[int], lexicon: Lexicon, *, relatives: bool = True
) -> tuple[int, int]:
    """The words that speak of the number at [first, last): up to the next break, number, or comma before a clause.

    A relative clause behind it belongs to it (`relatives`), but not to its stance.
    """
    words, lower = sentence.words, sentence.lower
    conjunctions, joining = lexicon.phrases["conjunctions"], lexicon.phrases["relatives"] if relatives else ()
    start, end = first, last
    opened = next((k for k in range(first - 1, max(-1, first - 5), -1) if words[k] in {"(", ")"}), None)
    if opened is not None and words[opened] == "(":
        start = opened  # what stands in parentheses belongs to the clause around them
        end = next((k + 1 for k in range(last, min(len(words), last + 8)) if words[k] == ")"), last)
    while start > 0 and first - start < FARTHEST and words[start - 1] not in BREAKS and words[start - 1] != ",":
        start -= 1
    while end < len(words) and end - last < FARTHEST and words[end] not in BREAKS:
        if words[end] == "," and (lower[end + 1] if end + 1 < len(words) else "") not in joining:
            break
        if lower[end] in conjunctions and any(end < other <= end + 4 for other in others):
            break
        end += 1
    return start, end


def measure_of_count(
    sentence: Sentence, first: int, noun: int | None, clause: tuple[int, int], lexicon: Lexicon, counted: str | None
) -> str:
    """Measure of a count whose noun is word `noun`, or of a bare number."""
    words, lower = sentence.words, sentence.lower
    known = head_noun(counted, lexicon) if counted else None
    base = known.measure if known else ("people" if counted is None else person_or_thing(counted, lexicon))
    happened = events_in(sentence, clause, noun if noun is not None else first, base, lexicon)
    if happened:
        if "killed" in happened and "wounded" in happened:
            return "killed_or_wounded"
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


DEFAULTS = {"jobs": "employees", "people": "persons"}


def person_or_thing(word: str, lexicon: Lexicon) -> str:
    """Measure of an unknown noun: persons when the name table or its ending makes it one."""
    folded = word.lower()
    if any(folded.endswith(ending) for ending in lexicon.person_endings):
        return "persons"
    return "things"


def events_in(sentence: Sentence, clause: tuple[int, int], near: int, base: str, lexicon: Lexicon) -> list[str]:
    """Measures that the verbs of the clause make of `base`, nearest behind the noun first, then before it."""
    found: list[tuple[int, str]] = []
    start, end = clause
    for index in range(start, end):
        for event in lexicon.events.get(sentence.lower[index], ()):
            fits = base in event.of or (base == "people" and "persons" in event.of)
            if fits and index != near and (not event.particle or event.particle in sentence.lower[index + 1 : end]):
                found.append((index - near if index > near else 100 + near - index, event.measure))
    found.sort()
    return list(dict.fromkeys(measure for _, measure in found))


def measure_of_money(
    sentence: Sentence, first: int, last: int, clause: tuple[int, int], lexicon: Lexicon
) -> tuple[str, int | None]:
    """Measure of an amount of money, and the index of the noun that says so."""
    return by_word(sentence, first, last, clause, lexicon.money, "money")


def by_word(
    sentence: Sentence, first: int, last: int, clause: tuple[int, int], table: object, default: str
) -> tuple[str, int | None]:
    lower = sentence.lower
    best: tuple[int, str, int] | None = None
    for index in range(*clause):
        if first <= index < last:
            continue
        measure = tail_in(lower[index], table)
        if measure:
            away = index - last if index >= last else (first - index) * 1
            if best is None or away < best[0]:
                best = (away, measure, index)
    return (best[1], best[2]) if best else (default, None)


def tail_in(word: str, table: object) -> str | None:
    """The table's entry for the word or for the longest end of it that is one: Sachschaden -> Schaden."""
    assert hasattr(table, "get")
    found = table.get(word)
    if found or len(word) < 7:
        return found  # type: ignore[no-any-return]
    for cut in range(2, len(word) - 3):
        found = table.get(word[cut:])
        if found and len(word) - cut >= 5:
            return found  # type: ignore[no-any-return]
    return None


def measure_of_percent(
    sentence: Sentence, first: int, last: int, clause: tuple[int, int], counted: str | None, lexicon: Lexicon
) -> str:
    """change, vote_share, rate or share, by the words beside the percentage."""
    lower = sentence.lower
    table = lexicon.percent
    before = lower[max(clause[0], first - 3) : first]
    after = lower[last : last + 3]
    if any(table.get(word) == "change" and word in {"um", "plus", "minus"} for word in before[-2:]):
        return "change"
    if after[:1] and table.get(after[0]) == "change" and after[0] not in lexicon.phrases["prepositions"]:
        return "change"
    near = sentence.words[max(clause[0], first - 4) : first] + sentence.words[last : min(clause[1], last + 5)]
    if any(word[0].isupper() and table.get(word.lower()) == "change" for word in near):
        return "change"
    if after[:1] and after[0] in lexicon.phrases["genitives"]:
        return "share"
    named = tail_in(counted.lower(), table) if counted else None
    if named in {"rate", "vote_share"}:
        return named
    found, _ = by_word(sentence, first, last, clause, {k: v for k, v in table.items() if v != "change"}, "")
    return found or "share"


def measure_of_physical(unit: str | None, sentence: Sentence, clause: tuple[int, int], lexicon: Lexicon) -> str:
    """By the unit: km2 -> area, t -> mass, km -> length, MWh -> energy; area_captured where it was taken."""
    measure = lexicon.unit_measures.get(unit or "", "physical")
    if measure == "area" and any(low in lexicon.captures for low in sentence.lower[clause[0] : clause[1]]):
        return "area_captured"
    return measure
