"""Subjects: whose number it is, and where: «11.000 Soldaten aus Nordkorea in Kursk» -> north-korea, russia/kursk.

Called by `extract` for every claim. Nothing is dropped for being unknown: a name in no table is its own slug, and the
last resort is the counted noun.
"""

import re
from typing import NamedTuple

from schemas.claim import slug
from streams.extract.mentions import (
    EVENTS,
    FARTHEST_BEHIND,
    LOOK_BACK,
    NO_ACTOR,
    OF_BODIES,
    Around,
    Mention,
    actors,
    is_free,
    look_around,
)
from streams.extract.places import read_place
from streams.extract.scenes import DESCRIPTIVE, HEADING, Scene, owner, survey
from streams.language.names import GENERIC, NameHit, Names

__all__ = ["EVENTS", "Mention", "Scene", "Setting", "last_resort", "read_setting", "survey"]

CAPITALS = re.compile(r"[A-ZÄÖÜ][\w&’'-]+(?:\s+[A-ZÄÖÜ][\w&’'-]+)+")


class Setting(NamedTuple):
    """Whose number, and where."""

    subject: str
    place: str | None


def read_setting(text: str, scene: Scene, mention: Mention, names: Names) -> Setting:
    """Subject and place of one quantity; always a subject, a place where one is said or follows from the war."""
    around = look_around(scene, mention, names)
    place = read_place(around)
    there = scene.population(place) if place else None
    event = mention.measure in EVENTS
    named = around.sentence or around.speakers
    subject = (
        (subject_of_noun(around) if named else None)
        or (subject_of_people(around) if event else None)
        or (there if event and not around.at_war else None)
        or (subject_of_clause(around) if named else None)
        or subject_unknown(around)
        or (subject_of_sentence(around) if named else None)
        or (scene.army if around.at_war else None)
        or (there if event or not (around.at_war or mention.measure in OF_BODIES) else None)
        or subject_of_article(around)
    )
    return Setting(subject, place)


def subject_of_noun(around: Around) -> str | None:
    """Who the counted belong to: `nordkoreanische Soldaten`, `11.000 Nordkoreaner`, `Soldaten aus Nordkorea`."""
    mention, text, signals = around.mention, around.scene.text, around.scene.names.signals
    noun_start = mention.end if mention.noun_start is None else mention.noun_start
    noun_end = mention.end if mention.noun_end is None else mention.noun_end
    for hit in around.clause:
        if mention.end <= hit.start < noun_end and hit.sort in DESCRIPTIVE:
            return owner(hit)
        if noun_start <= hit.start < hit.end < noun_end and text[hit.end] == "-":  # US-Soldaten
            return owner(hit)
    for hit in around.clause:
        if hit.start >= noun_end and hit.sort not in ("person", "media"):
            between = text[noun_end : hit.start].split()
            if hit.start - noun_end > FARTHEST_BEHIND or not signals["attributive"].issuperset(between):
                return None
            if hit.sort in DESCRIPTIVE:  # Soldaten der russischen Armee
                return owner(hit) if around.at_war or mention.measure in OF_BODIES else None
            return None if signals["inside"].issuperset(between[:1]) and between else owner(hit)
    return None


def subject_of_people(around: Around) -> str | None:
    """Whose losses a clause counts: `die nordkoreanischen Verluste`, `von den Nordkoreanern`, `der toten Russen`."""
    scene = around.scene
    for hit in around.clause:
        if hit.sort == "demonym" and is_free(hit, scene):
            return owner(hit)
        if hit.sort == "adjective":
            noun = scene.text[hit.end : hit.end + 40].split(maxsplit=1)[:1]
            if noun and noun[0].rstrip('.,;:“"') in scene.names.signals["losses"]:
                return owner(hit)
    return None


def subject_of_clause(around: Around) -> str | None:
    """The first name before the number, or else behind it, that no preposition governs."""
    mention = around.mention
    named = actors(around.clause)
    if mention.measure in OF_BODIES:  # a broadcaster has employees, too
        named = [hit for hit in around.clause if hit in named or hit.sort == "media"]
    bare = [hit for hit in named if around.scene.governor(hit).preposition is None]
    before = [hit for hit in bare if hit.start < mention.start]
    chosen = before or [hit for hit in bare if hit.start >= mention.end]
    return owner(chosen[0]) if chosen else None


def subject_unknown(around: Around) -> str | None:
    """A body in no table, by its slug: `Umsatz der Huber AG`, `die Huber AG steigerte …`, `das Unternehmen Huber`."""
    mention, text = around.mention, around.scene.text
    if mention.measure not in OF_BODIES:
        return None
    names = around.scene.names
    if mention.noun_end is not None:
        found = CAPITALS.search(text, mention.noun_end, mention.sentence_end)
        between = text[mention.noun_end : found.start()].split() if found else []
        if found and between and names.signals["attributive"].issuperset(between):
            return slug(found.group())
    for found in CAPITALS.finditer(text, mention.sentence_start, mention.start):
        words = found.group().split()
        while words and words[0].lower() in names.function_words:
            del words[0]
        institution = names.institution(words[0]) if len(words) > 1 else None
        described = institution is not None and institution.sort in GENERIC  # das Unternehmen Huber
        words = words[1:] if described else words
        if described or (len(words) > 1 and words[-1] in names.signals["legal-form"]):
            return slug(" ".join(words))
    return None


def subject_of_sentence(around: Around) -> str | None:
    """The nearest name in front of the clause, then any in the sentence; adjectives count last."""
    mention, scene = around.mention, around.scene
    if mention.measure in OF_BODIES:
        told = [hit for hit in around.speakers if speaks_for_itself(hit, scene)]
        bodies = [hit for hit in (*around.sentence, *told) if hit.sort == "organisation"]
        if bodies:
            return bodies[0].entity_id
    named = [hit for hit in around.sentence if hit.sort not in NO_ACTOR and is_free(hit, scene)]
    before = [hit for hit in named if hit.start < mention.start]
    told = (
        []
        if around.at_war or mention.measure in EVENTS
        else [h for h in around.speakers if speaks_for_itself(h, scene)]
    )
    chosen = actors(before) or before or told or named
    return owner(chosen[-1]) if chosen else None


def speaks_for_itself(hit: NameHit, scene: Scene) -> bool:
    """Whether a source, of whom nothing else is said, tells its own numbers: a country or a company."""
    company = hit.sort == "organisation" and scene.names.kinds.get(hit.entity_id) == "company"
    return company or hit.sort in ("country", "capital")


def subject_of_article(around: Around) -> str:
    """Whom the sentence before speaks of, or the article; without any known name the counted noun."""
    mention, scene = around.mention, around.scene
    if mention.measure in OF_BODIES and scene.body:
        return scene.body
    earlier = actors(scene.within(max(0, mention.sentence_start - LOOK_BACK), mention.sentence_start))
    if mention.measure not in OF_BODIES:
        earlier = [hit for hit in earlier if hit.place] or earlier
    for hit in reversed(earlier):
        if hit is not scene.dateline and scene.governor(hit).preposition is None:
            return owner(hit)
    unlisted = body_at_top(scene) if mention.measure in OF_BODIES else None
    return unlisted or scene.land or scene.body or last_resort(mention)


def body_at_top(scene: Scene) -> str | None:
    """The body in no table, told by its legal form, that the headline or the top of the text names: `Huber AG`."""
    for text in (scene.context.text if scene.context else "", scene.text):
        for found in CAPITALS.finditer(text[:HEADING]):
            words = found.group().split()
            while words and words[0].lower() in scene.names.function_words:
                del words[0]
            if len(words) > 1 and words[-1] in scene.names.signals["legal-form"]:
                return slug(" ".join(words))
    return None


def last_resort(mention: Mention) -> str:
    """What the number counts, as a slug: the subject where the article names nobody and no place."""
    return slug(mention.counted or mention.measure)
