"""Names: the tables of who and where, compiled for one pass over a text. `extract` asks which names a text holds.

The tables beside this file hold base forms; inflected ones are made here by the rules of German, once per process.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from schemas.claim import slug

SHORTEST_ADJECTIVE = 4  # letters, at the head of a name: Neue, Rote
SHORTEST_TAIL = 4  # letters of a compound's last part, where the table marks it with a hyphen
LONG_TAIL = 6  # where it does not
ADJECTIVE_ENDINGS = ("", "e", "en", "er", "es", "em")
# Behind these an ambiguous name is a place: "in Essen", "aus Halle", "bei Wels".
PLACE_PREPOSITIONS = frozenset(
    {"in", "aus", "nach", "bei", "von", "um", "vor", "stadt", "provinz", "kanton", "raum", "im"}
)

# Sorts of institutions that say what a named body is: Autobauer Volkswagen, Nachrichtenagentur Reuters.
GENERIC = frozenset({"media", "organisation", "company", "union"})


class NameTableError(Exception):
    """A table of names has a row that can't be read; the message names file, line and fault."""


class Entry(NamedTuple):
    """What one form of a name stands for."""

    entity_id: str  # slug or slug path
    sort: str  # country, adjective, demonym, capital, region, city, area, person, organisation, media, ministry, …
    place: str | None  # slug path of the place, where it is one


class NameHit(NamedTuple):
    """One known name in a text; offsets in code points, end exclusive. A hyphen behind it means a compound."""

    start: int
    end: int
    entity_id: str
    sort: str
    place: str | None


class Institution(NamedTuple):
    """What every country or city may have: a police, a ministry of health, a president."""

    slug: str
    kind: str | None
    sort: str


class Tenure(NamedTuple):
    """One person's time in one office; `until` None: not known to have ended."""

    person: str
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


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
    capitals: frozenset[str]  # slug paths
    speakers: tuple[str, ...]  # ends of words for a spokesperson, the longest first
    titles: tuple[str, ...]  # ends of words that stand before a person's name
    military: tuple[str, ...]  # ends of words for who and what fights
    function_words: frozenset[str]  # prepositions, articles and words of time
    ranks: dict[str, int]  # countries by population

    @staticmethod
    def load() -> "Names":
        """Read and compile the tables; raises NameTableError for a row that can't be read."""
        return compile_tables()

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[NameHit]:
        """The known names in text[start:end], in order, the longest where several begin alike."""
        part = text[start:end] if start or end is not None else text
        hits = []
        for number, first, last in self.matcher.find_matches_as_indexes(part):
            if first and (part[first - 1].isalnum() or (part[first - 1] == "-" and part[first].islower())):
                continue
            if last < len(part) and (part[last].isalnum() or part[last] == "_"):
                continue
            if number in self.ambiguous and not behind_place_preposition(part, first):
                continue
            hits.append(NameHit(start + first, start + last, *self.matched[number]))
        return hits

    def rank(self, country: str) -> tuple[int, str]:
        """Sorts countries by population, the biggest first; those that no table ranks come last, by slug."""
        return self.ranks.get(country, len(self.ranks)), country

    def holder(self, office: str, day: date) -> str | None:
        """Who held the office (`ukraine/president`) on that day; None where the tables don't say."""
        return next((tenure.person for tenure in self.tenures.get(office, ()) if tenure.covers(day)), None)

    def person(self, surname: str, day: date | None) -> str | None:
        """The person that a surname alone means: the only bearer, or the only one in office that day."""
        bearers = self.surnames.get(surname.casefold(), ())
        if len(bearers) < 2 or day is None:
            return bearers[0] if len(bearers) == 1 else None
        held = {t.person for tenures in self.tenures.values() for t in tenures if t.person in bearers and t.covers(day)}
        return held.pop() if len(held) == 1 else None

    def institution(self, word: str) -> Institution | None:
        """The institution or office that a noun names, inflected or as the end of a compound."""
        folded = word.casefold()
        for size in (0, 1, 2):
            known = self.institutions.get(folded[: len(folded) - size] if size else folded)
            if known and folded[len(folded) - size :] in ("", "s", "es", "n", "en"):
                return known
        for cut in range(2, len(folded) - SHORTEST_TAIL + 1):
            known = self.tails.get(folded[cut:])
            if known:
                # A compound of a general word is a body of its own: Skiverband, Metallgewerkschaft.
                return known._replace(slug=slug(word)) if known.sort in GENERIC else known
        return None


def behind_place_preposition(text: str, offset: int) -> bool:
    before = text[max(0, offset - 12) : offset].split()
    return bool(before) and before[-1].lower() in PLACE_PREPOSITIONS


def rows(table: str, columns: int) -> Iterator[list[str]]:
    """The rows of a table as lists of cells; lines that begin with # are comments."""
    text = files("streams.language").joinpath(table).read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != columns:
                raise NameTableError(f"{table}:{number}: {len(cells)} columns instead of {columns}")
            yield cells


def several(cell: str) -> list[str]:
    return cell.split("|") if cell and cell != "-" else []


def genitive(name: str) -> tuple[str, ...]:
    """The name and its genitive: Kursk, Kursks; names in -s, -x and -z take an apostrophe, which ends the word."""
    return (name,) if name[-1] in "sxzßS." else (name, name + "s")


def inflected(name: str) -> Iterator[str]:
    """The name in all cases; where it begins with an adjective, that too: Vereinigte Staaten, Vereinigten Staaten."""
    first, _, rest = name.partition(" ")
    if rest and rest[0].isupper() and len(first) >= SHORTEST_ADJECTIVE and first.endswith(("e", "er", "es")):
        stem = first[:-1] if first.endswith("e") else first[:-2]
        plural = rest + "n" if rest.endswith("e") else rest
        for ending in ADJECTIVE_ENDINGS[1:]:
            for form in (*genitive(rest), rest + "es", plural):
                yield f"{stem}{ending} {form}"
    else:
        yield from genitive(name)


def declined(adjective: str) -> Iterator[str]:
    """All forms of an adjective, as written within and at the beginning of a sentence."""
    if adjective.endswith("er") and adjective[0].isupper():  # Berliner, Schweizer: never declined
        yield adjective
        return
    capital = adjective[0].upper() + adjective[1:]
    for ending in ADJECTIVE_ENDINGS:
        yield adjective + ending
        yield capital + ending


def peopled(demonym: str) -> Iterator[str]:
    """All forms of what an inhabitant is called: Däne, Dänen, Dänin, Däninnen; Japaner, Japanern, Japanerin …"""
    male, _, female = demonym.partition("/")
    if male.endswith("e"):
        yield from (male, male + "n")
        female = female or male[:-1] + "in"
    elif male.endswith("er"):
        yield from (male, male + "s", male + "n")
        female = female or male + "in"
    elif male.endswith(("i", "o", "x")):
        yield from (male, male + "s")
        return
    else:  # Zypriot, Ungar, Jemenit
        yield from (male, male + "en", male + "n")
        female = female or male + "in"
    yield from (female, female + "nen")


def city_adjective(name: str) -> str:
    """The adjective in -er: Berliner, Jenaer; Reutlinger: behind -ing-, -haus-, -kirch- and -hof- the -en falls."""
    if name.endswith(("ingen", "hausen", "kirchen", "hofen")):
        return name[:-2] + "er"
    return name + ("r" if name.endswith("e") else "er")


class Builder:
    """Collects forms while the tables are read. The first table that names a form keeps it."""

    def __init__(self) -> None:
        self.running: dict[str, Entry] = {}
        self.ambiguous: set[str] = set()
        self.forms: dict[str, Entry] = {}
        self.kinds: dict[str, str] = {}
        self.capitals: set[str] = set()

    def add(self, form: str, entry: Entry) -> None:
        """A form for running text; with ? at its end it is ambiguous there."""
        if form.endswith("?"):
            form = form[:-1]
            self.ambiguous.add(form)
        self.running.setdefault(form, entry)
        self.forms.setdefault(form.casefold(), entry)

    def add_name(self, name: str, entry: Entry) -> None:
        mark = "?" if name.endswith("?") else ""
        for form in inflected(name.rstrip("?")):
            self.add(form + mark, entry)


def add_countries(builder: Builder) -> None:
    names = {code: (english, german) for code, english, german in rows("countries.tsv", 3)}
    for code, country, adjectives, demonyms, capital, variants, english in rows("peoples.tsv", 7):
        builder.kinds[country] = "government"
        entry = Entry(country, "country", country)
        for name in (names[code][1], *several(variants)):
            builder.add_name(name, entry)
        builder.forms.setdefault(names[code][0].casefold(), entry)
        for adjective in several(adjectives):
            for form in declined(adjective):
                builder.add(form, Entry(country, "adjective", country))
        for demonym in several(demonyms):
            for form in peopled(demonym):
                builder.add(form, Entry(country, "demonym", country))
        for adjective in several(english):
            builder.forms[adjective.casefold()] = Entry(country, "adjective", country)
        if capital != "-":
            add_capital(builder, country, capital)


def add_capital(builder: Builder, country: str, cell: str) -> None:
    cell, _, english = cell.partition("=")
    cities = several(cell)
    path = f"{country}/{english or slug(cities[0].rstrip('?'))}"
    builder.capitals.add(path)
    for name in cities:
        builder.add_name(name, Entry(country, "capital", path))
        builder.add(city_adjective(name.rstrip("?")), Entry(path, "adjective", path))
    if english:
        builder.forms.setdefault(english.replace("-", " "), Entry(country, "capital", path))


def add_places(builder: Builder) -> None:
    for path, sort, names, adjectives in rows("places.tsv", 4):
        entry = Entry(path, sort, path)
        for name in several(names):
            builder.add_name(name, entry)
        builder.forms.setdefault(path.rpartition("/")[2].replace("-", " "), entry)
        made = several(adjectives)
        if not made and sort == "city":
            made = [city_adjective(name) for name in several(names) if not name.endswith("?")]
        for adjective in made:
            for form in declined(adjective):
                builder.add(form, Entry(path, "adjective", path))


ORGANISED = {"media": "media", "military": "army", "police": "police", "intelligence": "service"}


def add_organisations(builder: Builder) -> None:
    for path, kind, sort, names in rows("aliases.tsv", 4):
        builder.kinds[path] = kind
        for name in several(names):
            builder.add_name(name, Entry(path, sort, None))
    for entity, kind, names in rows("organisations.tsv", 3):
        builder.kinds[entity] = kind
        entry = Entry(entity, ORGANISED.get(kind, "organisation"), None)
        for name in several(names):
            if name.endswith("?"):
                builder.forms.setdefault(name[:-1].casefold(), entry)
            else:
                builder.add_name(name, entry)


def add_persons(builder: Builder) -> tuple[dict[str, tuple[Tenure, ...]], dict[str, tuple[str, ...]]]:
    tenures: dict[str, list[Tenure]] = {}
    surnames: dict[str, list[str]] = {}
    for person, kind, names, offices in rows("persons.tsv", 4):
        builder.kinds[person] = kind
        entry = Entry(person, "person", None)
        for index, name in enumerate(several(names)):
            if name.endswith("?"):
                builder.forms.setdefault(name[:-1].casefold(), entry)
                continue
            builder.add_name(name, entry)
            surname = name.rpartition(" ")[2].casefold()
            if index == 0 or surname not in surnames:
                surnames.setdefault(surname, []).append(person)
        for office in several(offices.replace(";", "|")):
            path, _, span = office.partition(" ")
            since, _, until = span.partition("..")
            term = Tenure(person, date.fromisoformat(since), date.fromisoformat(until) if until else None)
            tenures.setdefault(path, []).append(term)
    # The later tenure first: on the day of a change the new holder counts.
    ordered = {path: tuple(sorted(terms, key=lambda t: t.since, reverse=True)) for path, terms in tenures.items()}
    return ordered, {surname: tuple(dict.fromkeys(persons)) for surname, persons in surnames.items()}


def read_institutions() -> tuple[dict[str, Institution], dict[str, Institution]]:
    nouns: dict[str, Institution] = {}
    for name, kind, sort, forms in rows("institutions.tsv", 4):
        for form in several(forms):
            nouns.setdefault(form.casefold(), Institution(name, kind, sort))
    for name, kind, forms in rows("offices.tsv", 3):
        for form in several(forms):
            nouns.setdefault(form.casefold(), Institution(name, None if kind == "-" else kind, "office"))
    tails = {noun.lstrip("-"): one for noun, one in nouns.items() if len(noun) >= LONG_TAIL or noun[0] == "-"}
    return {noun: one for noun, one in nouns.items() if noun[0] != "-"}, tails


FUNCTION_WORDS = ("location", "origin", "opposition", "determiner", "time")


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
        directions=dict(word.split("=") for word in signals["direction"]),
        capitals=frozenset(builder.capitals),
        speakers=tuple(signals["speakers"]),
        titles=tuple(signals["titles"]),
        military=tuple(signals["military"]),
        function_words=frozenset(word.lower() for key in FUNCTION_WORDS for word in signals[key]),
        ranks={country: rank for rank, country in enumerate(signals["by-population"])},
    )
