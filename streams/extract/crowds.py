"""Crowds: police and organisers count one crowd, «100.000 Menschen» and «320.000 Teilnehmer», so both measure the same.

Called by `extract` for the findings of one field.
"""

from functools import lru_cache

from streams.extract.findings import Finding
from streams.extract.nouns import head_noun
from streams.language import Lexicon

LOOK_BACK = 300  # characters before the sentence in which a demonstration is told of
HEADING = 200  # characters of the other field that say what the article is about


def one_crowd(findings: list[Finding], text: str, other: str, lexicon: Lexicon) -> list[Finding]:
    """People and participants counted where a demonstration is told of, and nothing else that draws a crowd, are
    demonstrators. `other` is the article's title for its text, and the text for its title."""
    if not any(is_crowd(finding, lexicon) for finding in findings):
        return findings
    joined = []
    told_of: dict[tuple[int, int], bool] = {}  # by stretch of the text, which the numbers of a sentence share
    for finding in findings:
        if is_crowd(finding, lexicon):
            back = LOOK_BACK if finding.counted else 0  # a bare number is of its own sentence
            near = max(0, finding.sentence.start - back), finding.sentence.end
            if near not in told_of:
                told = f"{other[:HEADING]} {text[slice(*near)]}"
                told_of[near] = tells_of("demonstrators", told, lexicon) and not tells_of(
                    "attendees", told, lexicon, nouns_only=True
                )
            if told_of[near]:
                finding = finding._replace(measure="demonstrators")
        joined.append(finding)
    return joined


def tells_of(measure: str, text: str, lexicon: Lexicon, *, nouns_only: bool = False) -> bool:
    """Whether a word of the text, or the end of a compound, makes a count one of this measure."""
    nouns, verbs = words_of(measure, lexicon)
    for word in text.split():
        word = word.strip(".,;:!?()„“”\"«»'")
        folded = word.lower().removesuffix(lexicon.joint)  # des Protestzugs
        if (word[:1].isupper() and (folded.endswith(nouns) or word.lower().endswith(nouns))) or (
            not nouns_only and word in verbs
        ):
            return True
    return False


def is_crowd(finding: Finding, lexicon: Lexicon) -> bool:
    """Whether participants or just people are counted, of whom nothing else is told."""
    if finding.quantity.kind != "count" or finding.measure not in ("persons", "attendees"):
        return False
    if finding.counted is None:
        return finding.measure == "persons"
    known = head_noun(finding.counted, lexicon)
    return known is not None and known.measure in ("people", "attendees")


@lru_cache(maxsize=8)
def words_of(measure: str, lexicon: Lexicon) -> tuple[tuple[str, ...], frozenset[str]]:
    """The nouns, as the ends of compounds, and the verbs by which a count becomes one of this measure."""
    found = {word for word, events in lexicon.events.items() if any(event.measure == measure for event in events)}
    nouns = {word.lower() for word in found if word[0].isupper()}
    if measure == "demonstrators":
        nouns.update(form for form, noun in lexicon.nouns.items() if noun.measure == measure)
    return tuple(nouns), frozenset(w for w in found if w[0].islower())
