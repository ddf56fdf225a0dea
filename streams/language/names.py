"""Names: the tables of who and where, compiled for one pass over a text. `extract` asks which names a text holds.

The tables beside this file hold base forms; `name_tables` reads them, `inflection` makes the other forms.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from schemas.claim import slug
from streams.language.name_tables import (
    Builder,
    Entry,
    Institution,
    Tenure,
    add_countries,
    add_directions,
    add_organisations,
    add_persons,
    add_places,
    fold,
    read_institutions,
    rows,
)

LONGEST_DIRECTION = 9  # letters of "Nordwest", and one more by which a longer word is told
GENITIVES = ("s", "es", "n", "en")  # endings of nouns; of plurals, too
SHORTEST_TAIL = 4  # letters of a compound's last part
# Sorts of institutions that say what a named body is: Autobauer Volkswagen, Nachrichtenagentur Reuters.
GENERIC = frozenset({"media", "organisation", "company", "union"})
GOVERNING = ("location", "origin", "opposition")  # signals that are prepositions before a name
# Signals that are words without a meaning of their own.
FUNCTION_WORDS = (*GOVERNING, "determiner", "joining", "time")


class NameHit(NamedTuple):
    """One known name in a text; offsets in code points, end exclusive. A hyphen behind it means a compound."""

    start: int
    end: int
    entity_id: str
    sort: str
    place: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """All tables, compiled. Make one with `Names.load()`; it is the same object in the whole process."""

    matcher: AhoCorasick
    matched: tuple[Entry, ...]  # by number of the matcher's pattern
    ambiguous: frozenset[int]  # patterns that are also ordinary words
    forms: dict[str, Entry]  # every form, folded: those for claimants only, and English ones, too
    kinds: dict[str, str]  # kind of claimant by entity
    institutions: dict[str, Institution]  # by folded noun
    tails: dict[str, Institution]  # by the end of a compound
    tenures: dict[str, tuple[Tenure, ...]]  # by office
    surnames: dict[str, tuple[str, ...]]  # persons by folded surname
    signals: dict[str, frozenset[str]]  # words that tell what a name does in its sentence
    directions: dict[str, str]  # Osten -> east
    parts: frozenset[str]  # slugs of directions, where they are part of a path
    capitals: frozenset[str]  # slug paths
    speakers: tuple[str, ...]  # ends of words for a spokesperson, the longest first
    titles: tuple[str, ...]  # ends of words that stand before a person's name
    empty: frozenset[str]  # folded words of a source's name that don't say who it is
    armed: tuple[str, ...]  # ends of words for who and what fights, in all their forms
    function_words: frozenset[str]  # prepositions, articles and words of time
    governing: frozenset[str]  # prepositions that say what a name does
    ranks: dict[str, int]  # countries by population

    @staticmethod
    def load() -> "Names":
        """Read and compile the tables; raises NameTableError for a row that can't be read."""
        return compile_tables()

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[NameHit]:
        """The known names in text[start:end], in order, the longest where several begin alike."""
        part = text[start:end] if start or end is not None else text
        hits, length = [], len(part)
        for number, first, last in self.matcher.find_matches_as_indexes(part):
            if last < length and (part[last].isalnum() or part[last] == "_"):
                continue
            entry = self.matched[number]
            if first and (part[first - 1].isalnum() or (part[first - 1] == "-" and part[first].islower())):
                begin, direction = self.direction_before(part, first)
                if direction is None or entry.sort != "adjective" or entry.place != entry.entity_id:
                    continue
                first, entry = begin, entry._replace(place=f"{entry.place}/{direction}")
            elif number in self.ambiguous and not self.behind_preposition(part, first):
                continue
            hits.append(NameHit(start + first, start + last, *entry))
        return hits

    def direction_before(self, text: str, offset: int) -> tuple[int, str | None]:
        """Where the word around the offset begins, and the direction that its first part says: ostukrainisch."""
        begin = offset
        while begin > 0 and offset - begin < LONGEST_DIRECTION and text[begin - 1].isalpha():
            begin -= 1
        return begin, self.directions.get(text[begin:offset].capitalize() + "-")

    def behind_preposition(self, text: str, offset: int) -> bool:
        """Whether an ambiguous name is a place here: "in Essen", "aus Halle", "bei Wels"."""
        before = text[max(0, offset - 12) : offset].split()
        return bool(before) and before[-1].lower() in self.signals["before-place"]

    def rank(self, country: str) -> tuple[int, str]:
        """Sorts countries by population, the biggest first; those that no table ranks come last, by slug."""
        return self.ranks.get(country, len(self.ranks)), country

    def holder(self, office: str, day: date) -> str | None:
        """Who held the office (`ukraine/president`) on that day; None where the tables don't say."""
        return next((tenure.person for tenure in self.tenures.get(office, ()) if tenure.covers(day)), None)

    def person(self, surname: str, day: date | None) -> str | None:
        """The person that a surname alone means: the only bearer, or the only one in office that day."""
        bearers = self.surnames.get(fold(surname), ())
        if len(bearers) < 2 or day is None:
            return bearers[0] if len(bearers) == 1 else None
        held = {t.person for tenures in self.tenures.values() for t in tenures if t.person in bearers and t.covers(day)}
        return held.pop() if len(held) == 1 else None

    def institution(self, word: str) -> Institution | None:
        """The institution or office that a noun names, inflected or as the end of a compound."""
        folded = fold(word)
        stems = [folded, *(folded.removesuffix(ending) for ending in GENITIVES if folded.endswith(ending))]
        known = next((self.institutions[stem] for stem in stems if stem in self.institutions), None)
        if known:
            return known
        for stem in stems:
            for cut in range(2, len(stem) - SHORTEST_TAIL + 1):
                known = self.tails.get(stem[cut:])
                if known:
                    # A compound of a general word is a body of its own: Skiverband, Metallgewerkschaft.
                    return known._replace(slug=slug(word[: len(stem)])) if known.sort in GENERIC else known
        return None


@cache
def compile_tables() -> Names:
    """The tables as one `Names`."""
    builder = Builder()
    add_countries(builder)
    add_organisations(builder)
    tenures, surnames = add_persons(builder)
    add_places(builder)
    institutions, tails = read_institutions()
    signals = {key: words.split() for key, words in rows("signals.tsv", 2)}
    directions = dict(word.split("=") for word in signals["direction"])
    add_directions(builder, directions)
    patterns = list(builder.running)
    return Names(
        matcher=AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest, store_patterns=False),
        matched=tuple(builder.running.values()),
        ambiguous=frozenset(i for i, form in enumerate(patterns) if form in builder.ambiguous),
        forms=builder.forms,
        kinds=builder.kinds,
        institutions=institutions,
        tails=tails,
        tenures=tenures,
        surnames=surnames,
        signals={key: frozenset(words) for key, words in signals.items()},
        directions=directions,
        parts=frozenset(directions.values()),
        capitals=frozenset(builder.capitals),
        speakers=tuple(map(fold, signals["speakers"])),
        titles=tuple(map(fold, signals["titles"])),
        empty=frozenset(map(fold, signals["empty"])),
        armed=tuple(signals["armed"]),
        function_words=frozenset(word.lower() for key in FUNCTION_WORDS for word in signals[key]),
        governing=frozenset(word for key in GOVERNING for word in signals[key]),
        ranks={country: rank for rank, country in enumerate(signals["by-population"])},
    )
