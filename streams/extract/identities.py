"""Identities: one id for one source, however it is spelled: «Polizei Berlin», «Berliner Polizei», «Berlin police».

Called by `extract` for every claim, and for gathered rows, which name their sources in English. Latest per claimant,
independence and contradiction rest on it.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from schemas.claim import slug
from streams.language.name_tables import Entry, Institution
from streams.language.names import GENERIC, Names

MOST_WORDS = 7  # of one known name
MOST_JOINT = 4  # names of one joint source
WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*\.?")
PARENTHESIS = re.compile(r"^(.*?)\s*\(([^()]*)\)(.*)$")
JOINT = re.compile(r"\s+(?:und|and|sowie)\s+|\s*/\s+|\s*,\s+")
EDGES = " \t\n\"'„“”»«‚‘’.,;:–-"
LANDS = frozenset({"country", "adjective", "demonym", "capital"})
# Sorts that a country has, though its capital may be named instead: the Kremlin's army is Russia's.
NATIONAL = frozenset({"ministry", "service", "army", "government"})
DESCRIBES = frozenset({"institution", "rest"})  # what stands right before the name that it describes
ARMED = frozenset({"army", "ministry", "police", "service"})
VAGUE = frozenset({"official", "authorities"})  # "US military official" is the US military
# Institutions that stand at the place of their news, a city's and a country's: "die Polizei" in Berlin is Berlin's.
OF_CITIES = frozenset(
    {"police", "police-chief", "fire-brigade", "city", "mayor", "prosecutor", "hospital", "university"}
)
OF_COUNTRIES = frozenset(
    {"authorities", "health-ministry", "disaster-agency", "civil-defence", "coast-guard", "rebels"}
)


class Identity(NamedTuple):
    """Who a claimant is: an id that is the same for the same source, and its kind, null when not known."""

    claimant_id: str
    kind: str | None


@dataclass(slots=True)
class Parts:
    """What a claimant's name is made of."""

    entities: list[Entry] = field(default_factory=list)
    institutions: list[Institution] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)  # capitalised words that no table knows
    unknown: tuple[int, int] | None = None  # from the first of them to the last
    apposed: Entry | None = None  # a body right behind its institution: "Gewerkschaft Verdi"
    longer: bool = False  # an unknown word right behind a body: "Bosch Rexroth"
    speaks: bool = False  # a spokesperson

    @property
    def person(self) -> Entry | None:
        return next((entry for entry in self.entities if entry.sort == "person"), None)

    @property
    def body(self) -> Entry | None:
        """The organisation, or else the country or place; the last named, which is the narrowest: Berlin, Germany."""
        bodies = [entry for entry in self.entities if entry.sort != "person"]
        firm = [entry for entry in bodies if entry.sort not in LANDS]
        return (firm or bodies)[-1] if bodies else None


@lru_cache(maxsize=4096)  # a few sources say most of what there is
def identify_claimant(
    name: str | None, outlet: str | None, names: Names, on: date | None, place: str | None = None
) -> Identity:
    """The source behind a name, in German or English, as of the day `on` (null: not known, no office is resolved).

    A null name is the outlet in its own voice. `place` is the slug path where the news plays: it tells one city's
    police from another's where the text says only «die Polizei». Unknown names get an id by rule, from their words.
    """
    stripped = " ".join(name.split()).strip(EDGES) if name else ""
    if not stripped:
        return Identity(f"outlet/{slug(outlet)}", "media") if outlet else Identity("outlet/unknown", None)
    known = names.forms.get(stripped.casefold())
    if known is not None:
        return of_entity(known, names)
    bracketed = PARENTHESIS.match(stripped)
    if bracketed and bracketed.group(1):
        outside = (bracketed.group(1) + bracketed.group(3)).strip(EDGES)
        return of_bracketed(outside, bracketed.group(2), names, on, place)
    members = [part for part in JOINT.split(stripped) if part.strip(EDGES)]
    joint = of_members(members, names, on, place) if 1 < len(members) <= MOST_JOINT else None
    if joint is not None:
        return joint
    if "," in stripped:  # Max Huber, Chef der Huber AG
        stripped = members[0]
    return of_parts(read_parts(stripped, names), stripped, names, on, place)


def of_members(members: list[str], names: Names, on: date | None, place: str | None) -> Identity | None:
    """A joint source: each member's id, in order of the alphabet. None where a member is nobody that is known."""
    parts = [read_parts(member, names) for member in members]
    if not all(part.entities or part.institutions for part in parts):
        return None
    for part in parts:
        if not part.institutions and part.body and part.body.sort == "adjective":
            part.institutions = parts[-1].institutions  # "US and South Korean officials"
        elif not part.entities and parts[0].body and parts[0].body.place:
            part.entities = parts[0].entities  # "Hamburg police and fire brigade"
    found = [of_parts(part, member, names, on, place) for part, member in zip(parts, members, strict=True)]
    return Identity("+".join(sorted({identity.claimant_id for identity in found})), found[0].kind)


def of_bracketed(outside: str, inside: str, names: Names, on: date | None, place: str | None) -> Identity:
    """`WHO (Richard Brennan)` is the WHO, `Fahrettin Koca (health minister)` the man, `organisers (X)` are X."""
    parts = read_parts(outside, names)
    within = names.forms.get(inside.casefold())
    if not parts.entities and not parts.rest and any(i.kind == "organiser" for i in parts.institutions):
        first = inside.split(",")[0].strip()
        inner = read_parts(first, names)
        known = next((entry for entry in inner.entities if entry.place is None), None)
        return Identity(known.entity_id if known else slug(first), "organiser")
    if within is not None and ((within.sort in ARMED and parts.institutions) or abbreviates(inside, outside)):
        return of_entity(within, names)
    found = of_parts(parts, outside, names, on, place)
    return found if found.kind else found._replace(kind=identify_claimant(inside, None, names, on, place).kind)


def abbreviates(short: str, long: str) -> bool:
    """Whether the capitals are the initials of the words: `World Health Organization`, `WHO`."""
    return short.isupper() and short == "".join(word[0] for word in long.replace("-", " ").split() if word[0].isupper())


def of_entity(entry: Entry, names: Names) -> Identity:
    return Identity(entry.entity_id, names.kinds.get(entry.entity_id) or ("government" if entry.place else None))


def read_parts(name: str, names: Names) -> Parts:
    """Cut a name into what the tables know of it and the rest."""
    parts = Parts()
    words = [found.span() for found in WORD.finditer(name)]
    index, before, before_end = 0, "", 0  # what the piece before was, and where it ended
    while index < len(words):
        start, end = words[index]
        for last in range(min(len(words), index + MOST_WORDS), index, -1):
            end = words[last - 1][1]
            folded = name[start:end].casefold().rstrip(".")
            if last == index + 1 and folded in names.signals["empty"]:
                continue
            entry = names.forms.get(name[start:end].casefold()) or names.forms.get(folded)
            institution = None if entry else names.institutions.get(folded)
            if entry or institution:
                break
        else:
            last, entry, institution = index + 1, None, None
        touches = before_end > 0 and name[before_end:start] == " "
        if entry:
            parts.entities.append(entry)
            if before in DESCRIBES and touches and entry.place is None and entry.sort != "person":
                parts.apposed = entry
                parts.rest.clear()  # Beratungsunternehmen PwC
            before = "entity" if entry.sort != "person" else "person"
        elif institution:
            parts.institutions.append(institution)
            before = "institution"
        else:
            before = read_word(name[start:end], start, before if touches else "", parts, names)
            if before == "rest" and last < len(words) and len(parts.rest) == 1 and folded.endswith(names.titles):
                parts.rest.clear()  # Innenexperte Max Huber: what he is, not what he is called
                parts.unknown, before = None, "title"
        index, before_end = last, end
    return parts


def read_word(word: str, offset: int, before: str, parts: Parts, names: Names) -> str:
    """Sort one word that is no known name; returns what it was taken for."""
    folded = word.casefold().rstrip(".")
    if folded.endswith(names.speakers):
        parts.speaks = True
        head = next(folded.removesuffix(ending) for ending in names.speakers if folded.endswith(ending))
        institution = names.institution(head) if head else None
        if institution:
            parts.institutions.append(institution)
        return "title"
    if folded in names.signals["empty"]:
        return "empty"
    institution = names.institution(word.rstrip("."))
    if institution is not None:
        parts.institutions.append(institution)
        return "institution"
    if not (word[0].isupper() or word[0].isdigit()):
        return "small"
    parts.longer = parts.longer or before == "entity"
    parts.rest.append(word)
    parts.unknown = (parts.unknown[0] if parts.unknown else offset, offset + len(word))
    return "rest"


def of_parts(parts: Parts, name: str, names: Names, on: date | None, place: str | None) -> Identity:
    person = parts.person
    if person is not None:
        return of_entity(person, names)
    institution = speaking(parts)
    if parts.rest:
        return of_unknown(parts, institution, name, names, on)
    if parts.apposed is not None:
        return of_entity(parts.apposed, names)
    if institution is not None:
        return of_institution(institution, parts, names, on, place)
    body = parts.body
    return of_entity(body, names) if body is not None else Identity(slug(name), None)


def speaking(parts: Parts) -> Institution | None:
    """Of several institutions the one that speaks: the office before what it heads, the body before its officials."""
    found = parts.institutions
    if parts.speaks or not found:
        return found[-1] if found else None
    offices = [one for one in found if one.sort == "office" and one.slug not in VAGUE]
    firm = [one for one in found if one.slug not in VAGUE]
    return (offices or firm or found)[-1]


def of_institution(
    institution: Institution, parts: Parts, names: Names, on: date | None, place: str | None
) -> Identity:
    """An institution by whose it is: `south-korea/intelligence`; an office by who holds it that day."""
    body = parts.body
    home = home_of(body, institution, names) if body else at_home(institution, place)
    if home is None:
        return Identity(institution.slug, institution.kind)
    if body is not None and body.place is None:
        speaks_for = parts.speaks and institution.sort != "office"
        if institution.sort in GENERIC or speaks_for or (body.sort == "media" and institution.sort != "staff"):
            return of_entity(body, names)
    if institution.slug == "government" or (institution.slug in ("city", "region") and "/" in home):
        return Identity(home, "government")
    if institution.sort != "office" or institution.slug in VAGUE:
        path = f"{home}/{institution.slug}"
        return Identity(path, names.kinds.get(path, institution.kind))
    office = f"{home}/{institution.slug}"
    holder = names.holder(office, on) if on else None
    if holder is None and on and home in names.capitals:
        holder = names.holder(f"{home.partition('/')[0]}/{institution.slug}", on)
    return Identity(holder or office, names.kinds.get(holder or home) or institution.kind)


def home_of(body: Entry, institution: Institution, names: Names) -> str:
    """Whose institution it is: a capital's police is the city's, its ministries are the country's."""
    if body.sort == "capital":
        return body.place if body.place and institution.slug in OF_CITIES else body.entity_id
    if body.entity_id in names.capitals and institution.sort in NATIONAL:
        return body.entity_id.partition("/")[0]
    return body.entity_id


def at_home(institution: Institution, place: str | None) -> str | None:
    """The place of the news, for institutions that speak of what happens there."""
    if place and institution.slug in OF_CITIES:
        return place
    return place.partition("/")[0] if place and institution.slug in OF_COUNTRIES else None


def of_unknown(parts: Parts, institution: Institution | None, name: str, names: Names, on: date | None) -> Identity:
    """A name with words that no table knows: a person by first and last name, a body by what it is called."""
    body = parts.body
    kind = (institution.kind if institution else None) or (names.kinds.get(body.entity_id) if body else None)
    first, last = parts.unknown or (0, len(name))
    called = name[first:last]
    if len(parts.rest) == 1:
        person = names.person(called.rstrip("."), on)
        if person is not None:
            return Identity(person, names.kinds.get(person))
    if institution is None:
        return Identity(slug(name), None) if parts.longer else Identity(slug(called), kind)
    if institution.sort == "office" or parts.speaks or len(parts.rest) > 1:
        return Identity(slug(called), kind)
    if body is not None:
        return Identity(f"{body.entity_id}/{slug(name)}", kind)
    if called.isupper():
        return Identity(slug(called), kind)  # Regulierungsbehörde RTR
    if institution.sort in ("police", "court", "authority", "government"):
        return Identity(f"{slug(called)}/{institution.slug}", kind)
    return Identity(slug(name), kind)
