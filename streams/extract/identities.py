"""Identities: one id for one source, however it is spelled: «Polizei Berlin», «Berliner Polizei», «Berlin police».

Called by `extract` for every claim and for gathered rows, which name their sources in English. Latest per claimant,
independence and contradiction rest on it.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from schemas.claim import slug
from streams.language.names import Entry, Institution, Names

MOST_WORDS = 7  # of one known name
WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*\.?")
PARENTHESIS = re.compile(r"^(.*?)\s*\(([^()]*)\)(.*)$")
JOINT = re.compile(r"\s+und\s+|\s+and\s+|\s+sowie\s+|\s*/\s+|\s*,\s+")
EDGES = " \t\n\"'„“”»«‚‘’.,;:–-"
GENERIC = frozenset({"media", "organisation", "company", "union"})  # sorts that say what a named body is
LOCAL = frozenset({"police", "fire-brigade", "city", "authority", "government", "hospital"})
# Institutions that stand at the place of their news: "die Polizei" in Berlin is Berlin's.
PLACED = frozenset(
    {"police", "police-chief", "fire-brigade", "city", "mayor", "prosecutor", "hospital", "rescue-service"}
)


class Identity(NamedTuple):
    """Who a claimant is: an id that is the same for the same source, its kind, its name in the tables' spelling."""

    claimant_id: str
    kind: str | None
    canonical: str | None


@dataclass(slots=True)
class Parts:
    """What a claimant's name is made of."""

    entities: list[Entry] = field(default_factory=list)
    institutions: list[Institution] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)  # capitalised words that no table knows
    small: list[str] = field(default_factory=list)  # other words
    speaks: bool = False  # a spokesperson

    @property
    def person(self) -> Entry | None:
        return next((entry for entry in self.entities if entry.sort == "person"), None)

    @property
    def body(self) -> Entry | None:
        """The country, place or organisation; the last named, which is the narrowest: US-Notenbank Fed."""
        bodies = [entry for entry in self.entities if entry.sort != "person"]
        firm = [entry for entry in bodies if entry.sort not in ("country", "adjective", "demonym", "capital")]
        return (firm or bodies)[-1] if bodies else None


def identify_claimant(
    name: str | None, outlet: str | None, names: Names, on: date | None, place: str | None = None
) -> Identity:
    """The source behind a name, in German or English, as of the day `on` (null: not known, so no office is resolved).

    A null name is the outlet in its own voice. `place` is the slug path where the news plays: it tells one city's
    police from another's where the text says only «die Polizei». Unknown names get an id by rule, from their words.
    """
    if name is None or not name.strip(EDGES):
        return Identity(f"outlet/{slug(outlet)}" if outlet else "outlet/unknown", "media" if outlet else None, None)
    name = " ".join(name.split()).strip(EDGES)
    known = names.forms.get(name.casefold())
    if known is not None:
        return of_entity(known, names)
    inner = PARENTHESIS.match(name)
    if inner and inner.group(1):
        return of_bracketed(inner.group(1) + inner.group(3), inner.group(2), outlet, names, on, place)
    joint = [part for part in JOINT.split(name) if part.strip(EDGES)]
    if 1 < len(joint) < 5:
        members = of_members(joint, name, names, on, place)
        if members:
            return members
    return of_parts(read_parts(name, names), name, names, on, place)


def of_members(joint: list[str], name: str, names: Names, on: date | None, place: str | None) -> Identity | None:
    """A joint source: each member's id, in order of the alphabet. None where a member is nobody that is known."""
    parts = [read_parts(part, names) for part in joint]
    if not all(part.entities or part.institutions for part in parts):
        return None
    shared = parts[-1].institutions  # "US and South Korean officials"
    members = []
    for text, part in zip(joint, parts, strict=True):
        if part.entities and not part.institutions and part.entities[-1].sort == "adjective":
            part.institutions = list(shared)
        members.append(of_parts(part, text, names, on, place))
    if len({member.claimant_id for member in members}) == 1:
        return members[0]
    return Identity("+".join(sorted(member.claimant_id for member in members)), members[0].kind, name)


def of_bracketed(
    outside: str, inside: str, outlet: str | None, names: Names, on: date | None, place: str | None
) -> Identity:
    """`WHO (Richard Brennan)` is the WHO, `Fahrettin Koca (health minister)` the man, `organisers (X)` are X."""
    parts = read_parts(outside, names)
    if not parts.entities and not parts.rest and any(i.slug == "organisers" for i in parts.institutions):
        found = identify_claimant(inside, outlet, names, on, place)
        return found._replace(kind="organiser")
    within = names.forms.get(inside.casefold())
    if parts.institutions and within is not None and within.sort in ("service", "army", "police", "ministry"):
        return of_entity(within, names)
    first = identify_claimant(outside, outlet, names, on, place)
    if first.kind is None:
        first = first._replace(kind=identify_claimant(inside, outlet, names, on, place).kind)
    return first


def of_entity(entry: Entry, names: Names) -> Identity:
    entity = entry.entity_id
    kind = names.kinds.get(entity) or ("government" if entry.place else None)
    return Identity(entity, kind, None)


def read_parts(name: str, names: Names) -> Parts:
    """Cut a name into what the tables know of it and the rest."""
    parts = Parts()
    words = [(found.start(), found.end()) for found in WORD.finditer(name)]
    index = 0
    while index < len(words):
        step = 0
        for last in range(min(len(words), index + MOST_WORDS), index, -1):
            text = name[words[index][0] : words[last - 1][1]]
            folded = text.casefold().rstrip(".")
            entry = names.forms.get(text.casefold()) or names.forms.get(folded)
            if entry is not None and not (last == index + 1 and folded in names.signals["empty"]):
                parts.entities.append(entry)
                step = last - index
                break
            institution = names.institutions.get(folded)
            if institution is not None:
                parts.institutions.append(institution)
                step = last - index
                break
        if not step:
            read_word(name[words[index][0] : words[index][1]], parts, names)
            step = 1
        index += step
    return parts


def read_word(word: str, parts: Parts, names: Names) -> None:
    folded = word.casefold().rstrip(".")
    if folded.endswith(names.speakers):
        parts.speaks = True
        head = next(folded.removesuffix(ending) for ending in names.speakers if folded.endswith(ending))
        institution = names.institution(head) if head else None
        if institution:
            parts.institutions.append(institution)
        return
    if folded in names.signals["empty"]:
        return
    institution = names.institution(word.rstrip("."))
    if institution is not None:
        parts.institutions.append(institution)
    elif word[0].isupper() or word[0].isdigit():
        parts.rest.append(word)
    else:
        parts.small.append(word)


def home_of(body: Entry | None, institution: Institution) -> str | None:
    """Whose institution it is: a capital's police is the city's, its ministries are the country's."""
    if body is None:
        return None
    return body.place if body.sort == "capital" and institution.slug in PLACED else body.entity_id


def of_parts(parts: Parts, name: str, names: Names, on: date | None, place: str | None) -> Identity:
    person = parts.person
    if person is not None:
        return of_entity(person, names)
    institution = parts.institutions[-1] if parts.institutions else None
    body = parts.body
    if parts.rest:
        return of_unknown(parts, institution, body, name, names, on)
    if institution is not None:
        return of_institution(institution, parts, body, names, on, place)
    if body is not None:
        return of_entity(body, names)
    return Identity(slug(" ".join(parts.small) or name), None, None)


def of_institution(
    institution: Institution, parts: Parts, body: Entry | None, names: Names, on: date | None, place: str | None
) -> Identity:
    """An institution by whose it is: `south-korea/intelligence`; an office by who holds it that day."""
    offices = [i for i in parts.institutions if i.sort == "office" and i.slug not in ("official", "lawmaker")]
    if offices and not parts.speaks:
        institution = offices[-1] if institution.sort == "office" or institution not in offices else institution
    home = home_of(body, institution)
    if home is None and place and institution.slug in PLACED:
        home = place
    if home is None:
        return Identity(institution.slug, institution.kind, None)
    if institution.slug == "government" or (institution.slug in ("city", "region") and home and "/" in home):
        return Identity(home, "government", None)
    if body is not None and body.place is None and institution.sort not in ("office", "media") and parts.speaks:
        return of_entity(body, names)
    if body is not None and body.place is None and institution.sort in GENERIC:
        return of_entity(body, names)  # Autobauer Volkswagen, Nachrichtenagentur Reuters, Gewerkschaft Verdi
    office = f"{home}/{institution.slug}"
    holder = names.holder(office, on) if on and institution.sort == "office" else None
    if holder:
        return Identity(holder, names.kinds.get(holder), None)
    kind = institution.kind
    if institution.sort == "office" and institution.slug not in ("official", "lawmaker") and body is not None:
        kind = names.kinds.get(home, kind)
    return Identity(office, kind, None)


def of_unknown(
    parts: Parts, institution: Institution | None, body: Entry | None, name: str, names: Names, on: date | None
) -> Identity:
    """A name with words that no table knows: a person by first and last name, a body by what it is called."""
    rest = " ".join(parts.rest)
    kind = institution.kind if institution else names.kinds.get(body.entity_id) if body else None
    if len(parts.rest) == 1:
        person = names.person(parts.rest[0].rstrip("."), on)
        if person:
            return Identity(person, names.kinds.get(person), None)
    if institution is None or institution.sort == "office" or parts.speaks or len(parts.rest) > 1:
        return Identity(slug(rest), kind, rest)
    if body is not None and body.place is not None:
        return Identity(f"{body.entity_id}/{slug(name)}", kind, None)
    if institution.slug in LOCAL or institution.sort in ("police", "court", "authority"):
        return Identity(f"{slug(rest)}/{institution.slug}", kind, None)
    return Identity(slug(" ".join(w for w in name.split() if w.casefold() not in names.signals["empty"])), kind, name)
