"""Number words: what one word of a text adds to a numeral, compiled from the language's table.

`extract.numerals` joins what stands here to whole numerals; nothing here looks at more than one word.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

# What a piece of a numeral is; the grammar in `extract.evaluation` is written over these letters.
ARTICLE, UNIT, TEEN, TEN, LINK, HUNDRED, THOUSAND, MAGNITUDE = "a", "u", "s", "t", "n", "h", "k", "M"
DENOMINATOR, HALF, MIXED, DOZEN, VAGUE, SEVERAL, GRADE, HALF_NOUN, EACH = "F", "H", "X", "Z", "V", "S", "C", "E", "P"
BELOW_100 = f"(?:[{UNIT}{ARTICLE}]{LINK}{TEN}|[{UNIT}{ARTICLE}{TEEN}]|{TEN})"
BELOW_1000 = f"(?:{BELOW_100}?{HUNDRED}(?:{LINK}?{BELOW_100})?|{BELOW_100})"
_ONE_WORD = re.compile(f"{BELOW_1000}?{THOUSAND}(?:{LINK}?{BELOW_1000})?{MAGNITUDE}?|{BELOW_1000}?{MAGNITUDE}?")
REMEMBERED_WORDS = 50_000  # of a memo; the commonest words come early, so it then stays as it is
PREFIX = 3  # letters by which most words are told from number words
DIGITS = "0123456789¼½¾⅓⅔⅛⅜⅝⅞"
LETTERS = r"[^\W\d_]{1,100}(?:\u0308[^\W\d_]{0,100}){0,9}"  # bounded, so that no long word is read again and again
WORD = re.compile(LETTERS)
# Aspects of a chunk, the characters between two blanks, by the word that it begins with: bits of one number.
BEGINS = 1  # a number, alone or with what follows
ARTICLE_ALONE = 2  # the chunk is the indefinite article and nothing else
COUNTED = 4
LINKING = 8  # it may go on with the number before it: bis, oder
AFTER = 16  # it is a bound that stands behind numbers
ALONE = 32  # the chunk is that word and nothing else
NO_WORD = 64  # no letter stands first
SPACED = 128  # other blanks stand within
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "\u0308": "e"})


@lru_cache(REMEMBERED_WORDS)
def fold(word: str) -> str:
    """One spelling for all: `Fünfunddreißig`, `FÜNFUNDDREISSIG` and `fuenfunddreissig` are the same."""
    folded = word.casefold()
    return folded if folded.isascii() else folded.translate(_SPELLED)


class Term(NamedTuple):
    """What one word is within a numeral: letters of its pieces and their values, side by side."""

    pieces: str
    values: tuple[float, ...]
    length: int  # of the numeral in the word: `drei` of `dreiköpfig`
    plural: bool = False  # Millionen: vague when nothing counts them
    high: float | None = None  # of a vague word: the upper bound beside its value
    value: float | None = None  # of a cardinal that multiplies nothing: fünf, dreißig, hundertzwei


class Bound(NamedTuple):
    """What the words before or after a number commit to."""

    modifier: str
    low: bool = False  # the figure itself is the lower bound
    high: bool = False  # the figure itself is the upper bound
    preposition: str = ""  # its words, folded, where they are a preposition too


@dataclass(frozen=True, slots=True)
class NumeralWords:
    """The number words of one language. Words are compared folded."""

    simple: Mapping[str, Term]  # whole words
    finder: AhoCorasick  # finds DIGITS, by their index, and behind them EDGES with the beginnings of number words
    prefixes: frozenset[str]  # those beginnings, folded
    morphemes: re.Pattern[str]  # the next piece of a compound number word
    pieces: Mapping[str, tuple[str, float]]  # of compound number words
    denominators: Mapping[str, float]
    denominator_suffixes: tuple[str, ...]
    fractional: re.Pattern[str]  # a denominator or its ending, anywhere in a word
    mixed: re.Pattern[str]  # zweieinhalb: number and half
    headed: re.Pattern[str]  # dreiköpfig: number and head
    graded: re.Pattern[str]  # vierstellig: number and digits
    ordinal: re.Pattern[str]
    ordinals: Mapping[str, float]
    decimal: str
    digits: re.Pattern[str]
    letters: Mapping[str, float]  # glued to digits: 100k
    abbreviations: frozenset[str]  # whose full stop belongs to them
    link: str
    point_word: re.Pattern[str]
    minus: frozenset[str]
    counting: frozenset[str]  # before the indefinite article they make it a number
    counting_ends: frozenset[str]  # the last letters of those
    counted: frozenset[str]  # behind it, as written
    uncounted: frozenset[str]  # behind it, they make it none
    each: frozenset[str]
    grades: frozenset[str]
    grade_heads: frozenset[str]
    half_articles: frozenset[str]
    linking: frozenset[str]  # words that may go on with the number before them: bis, oder, von
    linked: frozenset[str]  # those, and words that follow them in set phrases: bis zu, oder mehr
    range_link: re.Pattern[str]  # from the end of the first number to the start of the second
    between: str
    between_link: re.Pattern[str]
    alternative: re.Pattern[str]
    out_of: re.Pattern[str]
    wholes: frozenset[float]
    before: Mapping[str, list[tuple[tuple[str, ...], Bound]]]  # by their last word: the words of bounds, longest first
    before_last: frozenset[str]  # the words that a bound may end in, or that may stand between it and the number
    after: Mapping[str, Bound]
    after_initials: frozenset[str]  # the letters that those begin with
    fillers: frozenset[str]
    degrees: frozenset[str]
    governing_nouns: Mapping[str, frozenset[str]]
    governing_verbs: Mapping[str, tuple[str, ...]]  # and other words, by their ends: Online-umfrage
    sure_after: frozenset[str]
    unit_names: frozenset[str]
    seen: dict[str, int] = field(default_factory=dict, compare=False, repr=False)  # aspects of chunks
    known: dict[str, Term | None] = field(default_factory=dict, compare=False, repr=False)

    def term(self, word: str) -> Term | None:
        """What `word` (letters only) is within a numeral; None for all other words."""
        known = self.known
        if word in known:
            return known[word]
        term = self._read(word) if self.is_likely(word) else None
        if len(known) < REMEMBERED_WORDS:
            known[word] = term
        return term

    def aspects(self, chunk: str) -> int:
        """What a chunk is beside a number or as the beginning of one, as bits; one look for most, which are known."""
        known = self.seen.get(chunk)
        if known is None:
            known = self._look_at(chunk)
            if len(self.seen) < REMEMBERED_WORDS:
                self.seen[chunk] = known
        return known

    def _look_at(self, chunk: str) -> int:
        found = WORD.match(chunk)
        if found is None or chunk[0].isnumeric():
            return NO_WORD
        word, aspects = found.group(), 0
        folded, term, alone = fold(word), self.term(word) if self.is_likely(word) else None, word == chunk
        if alone:
            aspects = ALONE
        elif chunk.split() != [chunk]:
            aspects = SPACED
        if term is not None:
            aspects |= BEGINS | (ARTICLE_ALONE if alone and term.pieces == ARTICLE else 0)
        if word in self.counted:
            aspects |= COUNTED
        if folded in self.linking:
            aspects |= LINKING
        if folded in self.after:
            aspects |= AFTER
        return aspects

    def is_likely(self, word: str) -> bool:
        """False only for words that begin no number; cheap."""
        prefix = word[:PREFIX].lower()
        return (prefix if prefix.isascii() else fold(prefix)[:PREFIX]) in self.prefixes

    def cardinal(self, folded: str) -> Term | None:
        """`zweihundertfuenf` as its pieces; None unless the whole word is made of them."""
        letters, values, place = "", [], 0
        while place < len(folded):
            piece = self.morphemes.match(folded, place)
            if piece is None or len(letters) == 24:
                return None
            letter, value = self.pieces[piece.group()]
            letters += letter
            values.append(value)
            place = piece.end()
        if not letters or not _ONE_WORD.fullmatch(letters):
            return None
        term = Term(letters, tuple(values), len(folded))
        return term if letters[-1] in (HUNDRED, THOUSAND, MAGNITUDE) else term._replace(value=cardinal_value(term))

    def _read(self, word: str) -> Term | None:
        folded = fold(word)
        term = self.simple.get(folded) or self.cardinal(folded) or self._fraction(folded)
        if term:
            return term._replace(length=len(word))
        for pattern, letter in ((self.mixed, MIXED), (self.headed, ""), (self.graded, GRADE)):
            found = pattern.fullmatch(folded)
            base = (self.simple.get(found.group(1)) or self.cardinal(found.group(1))) if found else None
            if found and base and base.pieces[0] in "austhk":
                if letter == MIXED:
                    return Term(base.pieces + MIXED, (*base.values, 0.5), len(word))
                if letter == GRADE:
                    return Term(GRADE, (base.values[0],), len(word))
                return base._replace(length=_length(word, found.group(1)), value=None)
        return None

    def _fraction(self, folded: str) -> Term | None:
        """`drittel`, `zwanzigstel`, or with its numerator in one word: `dreiviertel`."""
        if not self.fractional.search(folded):
            return None
        denominator = self._denominator(folded)
        if denominator:
            return Term(DENOMINATOR, (denominator,), len(folded))
        for place in range(len(folded) - 5, 2, -1):
            denominator, numerator = self._denominator(folded[place:]), self.cardinal(folded[:place])
            if denominator and numerator:
                return Term(numerator.pieces + DENOMINATOR, (*numerator.values, denominator), len(folded))
        return None

    def _denominator(self, folded: str) -> float | None:
        if folded in self.denominators:
            return self.denominators[folded]
        for suffix in self.denominator_suffixes:
            stem = folded.removesuffix("n").removesuffix(suffix)
            base = self.cardinal(stem) if folded.removesuffix("n") != stem else None
            if base:
                return cardinal_value(base)
        return None

    def ordinal_value(self, word: str) -> float | None:
        """`zehnte` -> 10; None for what is no ordinal."""
        folded = fold(word)
        if folded in self.ordinals:
            return self.ordinals[folded]
        found = self.ordinal.fullmatch(folded)
        base = self.cardinal(found.group(1)) if found else None
        return cardinal_value(base) if base else None


def cardinal_value(term: Term) -> float:
    """Value of one compound number word below a million."""
    total = group = 0.0
    for piece, value in zip(term.pieces, term.values, strict=True):
        if piece == HUNDRED:
            group = (group or 1) * 100
        elif piece in (THOUSAND, MAGNITUDE):
            total += (group or 1) * value
            group = 0.0
        else:
            group += value
    return total + group


def _length(word: str, folded: str) -> int:
    """How many characters of `word` fold to `folded`, its beginning."""
    return next((n for n in range(1, len(word)) if fold(word[:n]) == folded), len(word))
