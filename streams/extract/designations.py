"""Designations: what a claimant's name is made of: «Berliner Polizeisprecher Max Huber» is a town, a police, a man.

Called by `identities`. Knows the tables and the order of the words, and nothing of who is meant.
"""

import re
from dataclasses import dataclass, field

from schemas.claim import slug
from streams.language.name_tables import Entry, Institution, fold
from streams.language.names import GENERIC, Names

MOST_WORDS = 7  # of one known name
WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*\.?")
LANDS = frozenset({"country", "adjective", "demonym", "capital"})


@dataclass(slots=True)
class Designation:
    """The parts of a name."""

    name: str
    start: int = 0  # of the first word that may be part of what it is called
    entities: list[Entry] = field(default_factory=list)
    institutions: list[Institution] = field(default_factory=list)
    unknown: list[tuple[int, int]] = field(default_factory=list)  # spans of capitalised words that no table knows
    apposed: Entry | None = None  # a body right behind what it is: "Gewerkschaft Verdi"
    joined: bool = False  # known and unknown words make one name: "Bosch Rexroth", "Werder Bremen"
    derived: bool = False  # an unknown noun that a hyphen joins to a body: "VW-Rivale"
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

    @property
    def whole(self) -> str:
        """The name without what stands before it: articles, prepositions, small adjectives."""
        return self.name[self.start :]

    @property
    def called(self) -> str:
        """The words that no table knows, and what stands between them."""
        return self.name[self.unknown[0][0] : self.unknown[-1][1]] if self.unknown else ""


def read_designation(name: str, names: Names) -> Designation:
    """Cut a name into what the tables know of it and the rest."""
    found = Designation(name)
    words = [word.span() for word in WORD.finditer(name)]
    index, before, stop, attributed = 0, "", 0, False
    while index < len(words):
        start = words[index][0]
        last, known = longest_known(name, words, index, names)
        end = words[last - 1][1]
        gap = name[stop:start] if index else ""
        if before in ("", "empty", "small") and not found.entities and not found.institutions and not found.unknown:
            found.start = start
        is_last = last == len(words)
        if isinstance(known, Entry):
            before = take_entity(found, known, before if gap == " " else "", is_last)
        elif known is not None:
            take_institution(found, known, before if gap == "-" else "", end)
            before = "institution"
        else:
            word = name[start:end]
            kind = sort_word(found, word, names)
            if kind == "unknown" and attributed:
                kind = "small"  # Max Huber von der Steuergruppe
            elif kind == "unknown" and is_title(found, fold(word).rstrip("."), is_last, names):
                kind = "title"
            elif kind == "unknown":
                take_unknown(found, (start, end), before, gap)
            elif kind == "small" and before == "unknown" and gap == "-":  # Park Sun-won
                found.unknown[-1] = (found.unknown[-1][0], end)
                kind = "unknown"
            if kind == "institution" and before == "unknown" and gap == "-":
                take_institution(found, found.institutions.pop(), before, end)
            attributed = attributed or (len(found.unknown) > 1 and fold(word) in names.signals["attributing"])
            before = kind
        index, stop = last, end
    return found


def longest_known(
    name: str, words: list[tuple[int, int]], index: int, names: Names
) -> tuple[int, Entry | Institution | None]:
    """The longest known name or institution that begins with this word, and the index behind it."""
    start = words[index][0]
    for last in range(min(len(words), index + MOST_WORDS), index, -1):
        folded = fold(name[start : words[last - 1][1]])
        if last == index + 1 and folded.rstrip(".") in names.empty:
            break
        known = names.forms.get(folded) or names.forms.get(folded.rstrip(".")) or names.institutions.get(folded)
        if known:
            return last, known
    return index + 1, None


def take_entity(found: Designation, entry: Entry, touching: str, is_last: bool) -> str:
    """Add a known name; `touching` is what stands right before it."""
    found.entities.append(entry)
    if entry.sort == "person":
        return "person"
    if entry.place is None and touching == "institution":
        found.apposed = entry  # Nachrichtenagentur Reuters, Beratungsunternehmen PwC
    elif touching == "unknown" and is_last and not found.institutions:
        found.joined = True
    return "entity"


def take_institution(found: Designation, institution: Institution, joined: str, end: int) -> None:
    """Add an institution; with an unknown word before a hyphen it is a compound: `Hightech-Verband`."""
    if joined == "unknown":
        first = found.unknown.pop()[0]
        if institution.sort in GENERIC:
            institution = institution._replace(slug=slug(found.name[first:end]))
    found.institutions.append(institution)


def take_unknown(found: Designation, span: tuple[int, int], before: str, gap: str) -> None:
    if before == "unknown" and gap == "-":  # Club-Besitzer: one word
        span = (found.unknown.pop()[0], span[1])
    body = found.entities[-1] if before == "entity" else None
    if body is not None and body.place is None:
        found.joined = found.joined or gap == " "
        found.derived = found.derived or gap == "-"
    found.unknown.append(span)


def sort_word(found: Designation, word: str, names: Names) -> str:
    """What a word is that begins no known name: empty, a title, an institution by its end, small or unknown."""
    folded = fold(word).rstrip(".")
    speaker = next((ending for ending in names.speakers if folded.endswith(ending)), None)
    institution = names.institution(folded.removesuffix(speaker) if speaker else word.rstrip("."))
    if speaker is not None:
        found.speaks = True
        found.institutions.extend([institution] if institution else [])
        return "title"
    if folded in names.empty:
        return "empty"
    if institution is not None:
        found.institutions.append(institution)
        return "institution"
    return "unknown" if word[0].isupper() or word[0].isdigit() else "small"


def is_title(found: Designation, folded: str, is_last: bool, names: Names) -> bool:
    """Whether an unknown word says what somebody is, not what he is called: `Innenexperte Max Huber`."""
    return not found.unknown and not is_last and folded.endswith(names.titles)
