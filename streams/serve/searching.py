"""Search: what somebody types, turned into what the read store can look for. Called by `reading` and `filling`.

The store holds for each estimand one line of plain words (`words_of`): its subject and measure, who speaks of it,
where, who printed it. A query's word is found where a word of that line begins with it, or with the id of what it means
in a language that Pegel reads: «nordkoreanische Soldaten» finds `north-korea/troops`.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from schemas.claim import slug
from streams.language import languages, load
from streams.language.name_tables import fold

LONGEST_NAME = 3  # words: «Vereinigte Arabische Emirate»
MOST_WORDS = 12  # of a query; the rest is not looked for
REMEMBERED = 20_000  # names whose words are kept


@lru_cache(maxsize=REMEMBERED)
def plain(text: str) -> str:
    """The words of a text as they are looked for: `Köln-Süd` -> `koeln sued`; the same for an id or a path of slugs."""
    return slug(text).replace("-", " ")


def words_of(texts: Iterable[str | None]) -> str:
    """The line in which to look, a blank before each word; every text is taken in once."""
    known = dict.fromkeys(plain(text) for text in texts if text)
    return "".join(f" {words}" for words in known)


def read_query(text: str) -> list[list[str]]:
    """Per word (or known name) of the query the beginnings, one of which an estimand's line must hold."""
    words = text.split()[:MOST_WORDS]
    wanted: list[list[str]] = []
    while words:
        size, meanings = _meanings(words)
        spelled = " ".join(words[:size])
        if any(letter.isalnum() for letter in spelled):
            wanted.append([f" {begin}" for begin in dict.fromkeys((plain(spelled), *meanings))])
        words = words[size:]
    return wanted


def _meanings(words: list[str]) -> tuple[int, list[str]]:
    """How many of the first words make a name or a noun of ours, and the words of what it is called in ids."""
    for size in range(min(LONGEST_NAME, len(words)), 0, -1):
        found = [plain(meaning) for meaning in _look_up(" ".join(words[:size]))]
        if found:
            return size, found
    return 1, []


def _look_up(name: str) -> Iterator[str]:
    for lexicon in map(load, languages()):
        if entry := lexicon.names.forms.get(fold(name)):
            path = entry.place or entry.entity_id  # a capital stands for its government, too; here it is the place
            yield path
            yield path.rpartition("/")[2]
        if noun := lexicon.nouns.get(name.lower()):
            yield noun.measure
