"""Identities: one id for one source, however it is spelled: «Polizei Berlin», «Berliner Polizei», «Berlin police».

Called by `extract` for every claim, and for gathered rows, which name their sources in English. Latest per claimant,
independence and contradiction rest on it.
"""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from schemas.claim import slug
from streams.extract.designations import Designation, read_designation
from streams.language.name_tables import Entry, Institution, fold
from streams.language.names import GENERIC, Names

MOST_JOINT = 4  # names of one joint source
PARENTHESIS = re.compile(r"^(.*?)\s*\(([^()]*)\)(.*)$")
JOINT = re.compile(r"\s+(?:und|and|sowie)\s+|\s*/\s+|\s*,\s+")
SPACED_STOP = re.compile(r" \.")  # George W . Bush
EDGES = " \t\n\"'„“”»«‚‘’.,;:–-"
# Sorts that a country has, though its capital may be named instead: the Kremlin's army is Russia's.
NATIONAL = frozenset({"ministry", "service", "army", "government"})
ARMED = frozenset({"army", "ministry", "police", "service"})
VAGUE = frozenset({"official", "authorities"})  # "US military official" is the US military
# Institutions that stand at the place of their news, a city's and a country's: "die Polizei" in Berlin is Berlin's.
OF_CITIES = frozenset(
    {
        "court",
        "police",
        "police-chief",
        "fire-brigade",
        "city",
        "interior-authority",
        "organisers",
        "mayor",
        "prosecutor",
        "hospital",
        "university",
    }
)
ORGANISERS = "organisers"
OF_TOWNS = frozenset({"city", "mayor", "university"})  # no country has them
OF_COUNTRIES = frozenset(
    {"authorities", "health-ministry", "disaster-agency", "civil-defence", "coast-guard", "rebels", "rescue-service"}
)


class Identity(NamedTuple):
    """Who a claimant is: an id that is the same for the same source, and its kind, null when not known."""

    claimant_id: str
    kind: str | None


def identify_claimant(
    name: str | None, outlet: str | None, names: Names, on: date | None, place: str | None = None
) -> Identity:
    """The source behind a name, in German or English, as of the day `on` (null: not known, no office is resolved).

    A null name is the outlet in its own voice. `place` is the slug path where the news plays: it tells one city's
    police from another's where the text says only «die Polizei». Unknown names get an id by rule, from their words.
    """
    stripped = SPACED_STOP.sub(".", " ".join(name.split())).strip(EDGES) if name else ""
    if not stripped:
        return Identity(f"outlet/{slug(outlet)}", "media") if outlet else Identity("outlet/unknown", None)
    known = names.forms.get(fold(stripped))
    return of_entity(known, names) if known is not None else of_unlisted(stripped, names, on, place)


@lru_cache(maxsize=4096)  # a few sources say most of what there is
def of_unlisted(stripped: str, names: Names, on: date | None, place: str | None) -> Identity:
    """The source behind a name that no table holds as it stands, by the parts that it is made of."""
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
    return of_parts(read_designation(stripped, names), names, on, place)


def of_members(members: list[str], names: Names, on: date | None, place: str | None) -> Identity | None:
    """A joint source: each member's id, in order of the alphabet. None where a member is nobody that is known."""
    parts = [read_designation(member, names) for member in members]
    if not all(part.entities or part.institutions for part in parts):
        return None
    for part in parts:
        if not part.institutions and part.body and part.body.sort == "adjective":
            part.institutions = parts[-1].institutions  # "US and South Korean officials"
        elif not part.entities and parts[0].body and parts[0].body.place:
            part.entities = parts[0].entities  # "Hamburg police and fire brigade"
    found = [of_parts(part, names, on, place) for part in parts]
    return Identity("+".join(sorted({identity.claimant_id for identity in found})), found[0].kind)


def of_bracketed(outside: str, inside: str, names: Names, on: date | None, place: str | None) -> Identity:
    """`WHO (Richard Brennan)` is the WHO, `Fahrettin Koca (health minister)` the man, `organisers (X)` are X."""
    parts = read_designation(outside, names)
    within = names.forms.get(fold(inside))
    if not parts.entities and not parts.unknown and any(i.kind == "organiser" for i in parts.institutions):
        first = inside.split(",")[0].strip()
        inner = read_designation(first, names)
        known = next((entry for entry in inner.entities if entry.place is None), None)
        return Identity(known.entity_id if known else slug(first), "organiser")
    if within is not None and ((within.sort in ARMED and parts.institutions) or abbreviates(inside, outside)):
        return of_entity(within, names)
    found = of_parts(parts, names, on, place)
    return found if found.kind else found._replace(kind=identify_claimant(inside, None, names, on, place).kind)


def abbreviates(short: str, long: str) -> bool:
    """Whether the capitals are the initials of the words: `World Health Organization`, `WHO`."""
    return short.isupper() and short == "".join(word[0] for word in long.replace("-", " ").split() if word[0].isupper())


def of_entity(entry: Entry, names: Names) -> Identity:
    return Identity(entry.entity_id, names.kinds.get(entry.entity_id) or ("government" if entry.place else None))


def of_parts(parts: Designation, names: Names, on: date | None, place: str | None) -> Identity:
    person = parts.person
    if person is not None:
        return of_entity(person, names)
    institution = speaking(parts)
    if institution is not None and institution.slug == ORGANISERS and not (parts.body and parts.body.place is None):
        event = event_of(parts.name, names)
        if event is not None or not parts.unknown:
            return of_organisers(institution, event or "", parts, names, place)
    if parts.unknown:
        return of_unknown(parts, institution, names, on)
    if parts.apposed is not None:
        return of_entity(parts.apposed, names)
    if institution is not None:
        return of_institution(institution, parts, names, on, place)
    body = parts.body
    return of_entity(body, names) if body is not None else Identity(slug(parts.whole), None)


def speaking(parts: Designation) -> Institution | None:
    """Of several institutions the one that speaks: the office before what it heads, the body before its officials."""
    found = parts.institutions
    if parts.speaks or not found:
        return found[-1] if found else None
    offices = [one for one in found if one.sort == "office" and one.slug not in VAGUE]
    firm = [one for one in found if one.slug not in VAGUE]
    return (offices or firm or found)[-1]


def of_institution(
    institution: Institution, parts: Designation, names: Names, on: date | None, place: str | None
) -> Identity:
    """An institution by whose it is: `south-korea/intelligence`; an office by who holds it that day."""
    body = parts.body
    home = home_of(body, institution, names) if body else at_home(institution, place)
    if home is None:
        return Identity(institution.slug, institution.kind)
    if body is not None and body.place is None:
        speaks_for = parts.speaks and institution.sort != "office"
        if (
            institution.sort in GENERIC
            or institution.slug == "management"
            or speaks_for
            or (body.sort == "media" and institution.sort != "staff")
        ):
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
    kind = names.kinds.get(holder) if holder else institution.kind or names.kinds.get(home)
    return Identity(holder or office, kind)


def of_organisers(
    institution: Institution, event: str, parts: Designation, names: Names, place: str | None
) -> Identity:
    """Organisers by their town and event: those of two towns, or of two named events, are not the same."""
    home = home_of(parts.body, institution, names) if parts.body else at_home(institution, place)
    return Identity("/".join(part for part in (home, institution.slug, event) if part), institution.kind)


def event_of(name: str, names: Names) -> str | None:
    """What is organised, as a slug: `CSD-Veranstalter`, `Veranstalter des CSD`; empty for `Demo-Veranstalter`, and
    None where a name says nothing of it: `Veranstalter Max Huber`."""
    before, found, behind = "", False, list[str]()
    for word in name.split():
        institution = names.institution(word) if not found else None
        if institution is not None and institution.slug == ORGANISERS:
            before, found = word.rpartition("-")[0], True
        elif found and (behind or fold(word) in names.signals["event-of"]):
            behind.append(word)
    if not before and not behind:
        return None
    named = [word for word in (before, *behind[1:]) if word and fold(word) not in names.signals["event"]]
    event = " ".join(word for word in named if word[0].isupper() and fold(word) not in names.forms)
    return slug(event) if event else ""


def home_of(body: Entry, institution: Institution, names: Names) -> str:
    """Whose institution it is: a capital's police is the city's, its ministries are the country's."""
    if body.sort == "capital":
        return body.place if body.place and institution.slug in OF_CITIES else body.entity_id
    if body.entity_id in names.capitals and institution.sort in NATIONAL:
        return body.entity_id.partition("/")[0]
    return body.entity_id


def at_home(institution: Institution, place: str | None) -> str | None:
    """The place of the news, for institutions that speak of what happens there."""
    if place and institution.slug in OF_CITIES and ("/" in place or institution.slug not in OF_TOWNS):
        return place
    return place.partition("/")[0] if place and institution.slug in OF_COUNTRIES else None


def of_unknown(parts: Designation, institution: Institution | None, names: Names, on: date | None) -> Identity:
    """A name with words that no table knows: a person by first and last name, a body by what it is called."""
    body, called = parts.body, parts.called
    kind = institution.kind if institution else None
    if kind is None and body is not None and body.place is None:
        kind = names.kinds.get(body.entity_id)
    if len(parts.unknown) == 1:
        person = names.person(called.rstrip("."), on) or names.person(called.removesuffix("s"), on)
        if person is not None:
            return Identity(person, names.kinds.get(person))
        if parts.derived and body is not None:  # VW-Rivale
            return Identity(f"{body.entity_id}/{slug(called)}", None)
    if parts.joined:
        return Identity(slug(parts.whole), institution.kind if institution else None)
    if len(parts.unknown) > 1 or (institution and (institution.sort == "office" or parts.speaks)) or called.isupper():
        return Identity(slug(called), kind)
    if institution is None:
        return Identity(f"{body.entity_id}/{slug(called)}" if body else slug(called), None)
    if body is not None:
        return Identity(f"{body.entity_id}/{slug(parts.whole)}", kind)
    if institution.sort in ("police", "court", "authority", "government"):
        return Identity(f"{slug(called)}/{institution.slug}", kind)
    return Identity(slug(parts.whole), kind)
