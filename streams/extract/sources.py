"""Sources: what makes a source in one sentence, and of which words. Read by `citations`, `sayings` and `documents`."""

from typing import NamedTuple

from streams.extract.phrases import NounPhrase
from streams.extract.sentences import Sentence

MOST_WORDS_BACK = 12  # from a cue to the phrase that it belongs to


class Attribution(NamedTuple):
    """One source in one sentence. Indexes of words; `cue` is the word that makes it a source."""

    phrase: NounPhrase | None  # null where a pronoun stands
    pronoun: int | None
    cue: int
    kind: str  # verb, figure, before, after, by, citing, colon, documentary
    first: int  # first and last word of what it may be source of
    last: int
    to: NounPhrase | None = None  # whom it is said to: "sagte der Agentur"
    unsure: bool = False  # the cue has other senses: it is a source only if the phrase is surely somebody


def everything(sentence: Sentence) -> tuple[int, int]:
    return 0, len(sentence.words)
