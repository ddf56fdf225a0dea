"""Name tables: rows of who and where, read into forms: every spelling of a name, and what it stands for.

Called once per process by `names`, which compiles the forms for search.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from schemas.claim import slug
from streams.language.inflection import city_adjective, declined, inflected, peopled

LONG_TAIL = 6  # letters from which a noun may be the end of a compound though the table does not mark it
# Sorts of organisations by kind of claimant.
ORGANISED = {"media": "media", "military": "army", "police": "police", "intelligence": "service"}


class NameTableError(Exception):
    """A table of names has a row that can't be read; the message names file, line and fault."""


class Entry(NamedTuple):
    """What one form of a name stands for."""

    entity_id: str  # slug or slug path
    sort: str  # country, adjective, demonym, capital, region, city, area, person, organisation, media, ministry, …
    place: str | None  # slug path of the place, where it is one


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


def rows(table: str, columns: int) -> Iterator[list[str]]:
    """The rows of a table as lists of cells; lines that begin with # are comments."""
    text = files("streams.language").joinpath(table).read_text(encoding="utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != columns:
                raise NameTableError(f"{table}:{number}: {len(cells)} columns instead of {columns}")
            yield cells


@cache
def base_letter(character: str) -> str:
    """The letter without its marks: ğ -> g, ü -> u."""
    return unicodedata.normalize("NFKD", character)[0]


def fold(name: str) -> str:
    """The name as it is looked up: small letters without marks, blanks for hyphens. `Franz-Josef` -> `franz josef`."""
    if not name.isascii():
        name = "".join(map(base_letter, name))
    return name.replace("-", " ").casefold()


def several(cell: str) -> list[str]:
    return cell.split("|") if cell and cell != "-" else []


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
        self.forms.setdefault(fold(form), entry)

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
        builder.forms.setdefault(fold(names[code][0]), entry)
        for adjective in several(adjectives):
            for form in declined(adjective):
                builder.add(form, Entry(country, "adjective", country))
        for demonym in several(demonyms):
            for form in peopled(demonym):
                builder.add(form, Entry(country, "demonym", country))
        for adjective in several(english):
            builder.forms[fold(adjective)] = Entry(country, "adjective", country)
        if capital != "-":
            add_capital(builder, country, capital)


def add_directions(builder: Builder, directions: dict[str, str]) -> None:
    """Parts of countries: Ostukraine, Nordwestsyrien. Last, so that lands of their own keep their names: Nordirland."""
    lands = [(form, entry) for form, entry in builder.running.items() if entry.sort == "country" and form.isalpha()]
    for german, direction in directions.items():
        if german.endswith("-"):
            for form, entry in lands:
                part = Entry(entry.entity_id, "country", f"{entry.entity_id}/{direction}")
                builder.running.setdefault(german[:-1] + form.lower(), part)


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
                builder.forms.setdefault(fold(name[:-1]), entry)
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
                builder.forms.setdefault(fold(name[:-1]), entry)
                continue
            builder.add_name(name, entry)
            surname = fold(name.rpartition(" ")[2])
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
    """Institutions and offices, by their folded nouns, and by the ends of compounds."""
    nouns: dict[str, Institution] = {}
    tails: dict[str, Institution] = {}
    offices = ((name, kind, "office", forms) for name, kind, forms in rows("offices.tsv", 3))
    for name, kind, sort, forms in (*rows("institutions.tsv", 4), *offices):
        institution = Institution(name, None if kind == "-" else kind, sort)
        for form in several(forms):
            if form[0] == "-":
                tails.setdefault(fold(form[1:]), institution)
                continue
            for written in inflected(form) if " " in form else (form,):
                nouns.setdefault(fold(written), institution)
            if len(form) >= LONG_TAIL:
                tails.setdefault(fold(form), institution)
    return nouns, tails
