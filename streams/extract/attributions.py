"""Attributions: in one sentence, the words that name a source and the stretch of words they are source of.

«Laut Polizei kamen 200, die Veranstalter sprachen von 500» has two. Called by `claimants`, which walks the article; by
the kind of each cue `citations`, `sayings` or `documents` reads it.
"""

from streams.extract.citations import read_after, read_before, read_by, read_citing, read_invoking, read_view
from streams.extract.documents import read_documentary, read_survey, read_whereby
from streams.extract.phrases import QUOTES, is_capital, noun_phrase
from streams.extract.sayings import read_agent, read_figure, read_quoted, read_split, read_verb
from streams.extract.sentences import Sentence
from streams.extract.sources import Attribution
from streams.extract.speakers import (
    is_known,
    may_speak,
)
from streams.language import Lexicon

DASHES = frozenset({"–", "—", "-"})
SEAMS = frozenset({"|", "–", "—", "/"})  # behind them a headline may begin anew


def attributions(sentence: Sentence, lexicon: Lexicon) -> list[Attribution]:
    """All sources that the sentence names, in order of their cues."""
    found: list[Attribution] = []
    cues = lexicon.speech.cues
    if not cues.keys().isdisjoint(sentence.words):
        for index, kind in [(index, cues[word]) for index, word in enumerate(sentence.words) if word in cues]:
            attribution = READERS[kind](sentence, index, lexicon)
            if attribution:
                found.append(within_parentheses(sentence, attribution))
    colon = before_colon(sentence, lexicon) if not found and ":" in sentence.words else None
    return [colon] if colon else found


def within_parentheses(sentence: Sentence, attribution: Attribution) -> Attribution:
    """A source named in parentheses is one of what stands there, unless nothing else does: "(so die Polizei)"."""
    words, cue = sentence.words, attribution.cue
    for opened in range(cue, max(-1, cue - 40), -1):
        if words[opened] == ")":
            break
        if words[opened] == "(":
            closed = next((k for k in range(cue, len(words)) if words[k] == ")"), len(words))
            if cue == opened + 1 and attribution.kind == "before" and closed - opened < 8:
                return attribution
            return attribution._replace(first=opened, last=closed)
    return attribution


def before_colon(sentence: Sentence, lexicon: Lexicon) -> Attribution | None:
    """A headline's source: "Selenskyj: …", "Polizei: …"."""
    words = sentence.words
    colon = next((index for index in range(1, min(9, len(words))) if words[index] == ":"), None)
    if colon is None or colon + 1 >= len(words):
        return None
    last = next(
        (k for k in range(colon + 1, len(words) - 1) if words[k] in DASHES and is_capital(words[k + 1])), len(words)
    )
    for start in range(colon):
        if start and words[start - 1] not in SEAMS:
            continue
        phrase = noun_phrase(sentence, start, lexicon)
        if (
            phrase
            and (phrase.end == colon or (phrase.end + 1 == colon and words[phrase.end].isdigit()))
            and may_speak(sentence, phrase, lexicon)
            and (phrase.start == phrase.core or is_known(sentence, phrase, lexicon))
        ):
            return Attribution(phrase, None, colon, "colon", colon, last, unsure=words[colon + 1] not in QUOTES)
    return None


def nothing(_sentence: Sentence, _cue: int, _lexicon: Lexicon) -> Attribution | None:
    return None


READERS = {
    "before": read_before,
    "after": read_after,
    "by": read_by,
    "citing": read_citing,
    "documentary": read_documentary,
    "verb": read_verb,
    "split": read_split,
    "figure": read_figure,
    "agent": read_agent,
    "whereby": read_whereby,
    "view": read_view,
    "quoted": read_quoted,
    "invoking": read_invoking,
    "survey": read_survey,
    "demonstrative": nothing,
}
