"""Independence: a sketch of each article's text, and which articles are one because their sketches agree.

The flow puts the sketch on every claim; a view asks which of its claims in an outlet's own voice are reprints.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from itertools import combinations
from operator import eq
from typing import Generic, TypeVar

from rensa import RMinHash

PERMUTATIONS = 128
SHINGLE = 3  # words
# Share of permutations that must agree. Texts of which a share s of the longer one is shared have a Jaccard index of
# s / (2 - s) at equal length: 0.43 at 60 %. Set on edits of half the corpus, measured on the other: docs/method.md.
ALIKE = 0.28

_WORD = re.compile(r"\w+")


def sketch(text: str) -> str:
    """MinHash of a text's word shingles, a byte of each minimum, in hexadecimal; the same text, the same sketch.

    Two unlike texts agree in one permutation of 256. Sources: Broder, On the resemblance and containment of
    documents, 1997; Li and König, b-bit minwise hashing, 2010.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    shingles = [" ".join(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 1))]
    hashed = RMinHash(num_perm=PERMUTATIONS, seed=1)
    hashed.update(shingles)
    return bytes(value & 0xFF for value in hashed.digest()).hex()


def likeness(one: str, other: str) -> float:
    """Share of permutations in which two sketches agree: an estimate of the shingles' Jaccard index."""
    agree: int = sum(map(eq, bytes.fromhex(one), bytes.fromhex(other)))
    return agree / PERMUTATIONS


Article = TypeVar("Article", bound=Hashable)
Printed = list[tuple[date, Article]]  # articles with the same sketch


def group(articles: Mapping[Article, tuple[date, str]], within_days: int) -> list[set[Article]]:
    """The articles (each with its day and sketch) that are one, as sets.

    These are the connected components of «alike and at most `within_days` apart»: a property of the set of articles.
    Verbatim reprints are compared once, however many they are.
    """
    printed: dict[str, Printed[Article]] = defaultdict(list)
    for article, (day, made) in articles.items():
        printed[made].append((day, article))
    components = _Components[Article]()
    for same in printed.values():
        _join(components, same, same, within_days)
    for (one, some), (other, others) in combinations(printed.items(), 2):
        if likeness(one, other) >= ALIKE:
            _join(components, some, others, within_days)
    return components.of(articles)


def _join(
    components: "_Components[Article]", some: Printed[Article], others: Printed[Article], within_days: int
) -> None:
    for day, article in some:
        for other_day, other in others:
            if abs((day - other_day).days) <= within_days:
                components.join(article, other)


class _Components(Generic[Article]):
    """Connected components, by union and find."""

    def __init__(self) -> None:
        self._parent: dict[Article, Article] = {}

    def root(self, article: Article) -> Article:
        while (parent := self._parent.get(article, article)) != article:
            article = parent
        return article

    def join(self, one: Article, other: Article) -> None:
        if self.root(one) != self.root(other):
            self._parent[self.root(one)] = self.root(other)

    def of(self, articles: Iterable[Article]) -> list[set[Article]]:
        members: dict[Article, set[Article]] = defaultdict(set)
        for article in articles:
            members[self.root(article)].add(article)
        return list(members.values())
