"""Towns: a place that no table knows, by how the text speaks of it: «in Hinterzarten», «im Dorf Oberzell», a dateline.

Called by `extract` for tolls and crowds whose place nothing else tells.
"""

import re
from functools import lru_cache

from streams.extract.nouns import head_noun
from streams.extract.scenes import HEADING
from streams.language import Lexicon
from streams.language.name_tables import fold

NAME = r"(?:(?:Bad|Sankt|St\.) )?[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*"
DATED = re.compile(rf"\s*({NAME})(?:\s[–—-]\s|\s*\(\w+\)\s*[–—-])")


def unlisted_town(text: str, start: int, end: int, title: str, lexicon: Lexicon) -> str | None:
    """The town of which a sentence, text[start:end], speaks, or else the title, or the top of the text."""
    dated = DATED.match(text)
    return (
        first_town(text[start:end], lexicon)
        or first_town(title[:HEADING], lexicon)
        or first_town(text[:HEADING], lexicon)
        or (dated.group(1) if dated and is_town(dated.group(1), lexicon) else None)
    )


def first_town(text: str, lexicon: Lexicon) -> str | None:
    """The first name behind a preposition of place, or behind a word for a kind of place."""
    signals = lexicon.names.signals
    for found in placed(lexicon).finditer(text):
        preposition, kind, name = found.groups()
        bare = kind is None and text[found.end(1) + 1 : found.start(3)] == ""
        known = kind in signals["kind-of-place"] if kind else bare and preposition.lower() in signals["bare-location"]
        if known and is_town(name, lexicon):
            return name
    return None


@lru_cache(maxsize=8)
def placed(lexicon: Lexicon) -> re.Pattern[str]:
    """A preposition of place, perhaps a word for a kind of place, and a name that no other name follows."""
    prepositions = "|".join(sorted(lexicon.names.signals["location"]))
    article = r"(?:(?:d(?:er|em|en)|ein(?:em|er)) )?"
    return re.compile(rf"\b((?i:{prepositions})) {article}(?:([\w-]+) )??({NAME})\b(?! [A-ZÄÖÜ])")


def is_town(name: str, lexicon: Lexicon) -> bool:
    """Whether a capitalised word is in no table and no ordinary noun: «in Hinterzarten», not «in Panik»."""
    signals = lexicon.names.signals
    if fold(name) in lexicon.names.forms or name.lower() in signals["bare-nouns"]:
        return False
    noun = head_noun(name, lexicon)
    if noun and name.lower() not in lexicon.nouns and name.endswith(tuple(signals["town-endings"])):
        noun = None  # Unterdorf
    return (
        noun is None
        and name not in lexicon.times
        and name not in lexicon.starters
        and not name.endswith((*lexicon.abstract_endings, *signals["bare-endings"]))
        and lexicon.names.institution(name) is None
    )
