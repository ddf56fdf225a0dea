"""Subjects: whose number it is, and where: «11.000 Soldaten aus Nordkorea in Kursk» -> north-korea, russia/kursk.

Called by `extract` for every claim. Nothing is dropped for being unknown: a name in no table is its own slug, and the
last resort is the counted noun.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from schemas.claim import slug
from streams.extract.scenes import DESCRIPTIVE, WORD, Scene, owner, survey, words_before
from streams.language.names import GENERIC, NameHit, Names

__all__ = ["Mention", "Scene", "Setting", "read_setting", "survey"]

# Numbers of events: they belong to the place where it happened, unless the counted are somebody's.
EVENTS = frozenset(
    {
        "accidents",
        "arrested",
        "arrivals",
        "asylum_applications",
        "attacks",
        "attendees",
        "buildings_damaged",
        "damage",
        "demonstrators",
        "displaced",
        "evacuated",
        "hospitalised",
        "infected",
        "inhabitants",
        "killed",
        "killed_or_wounded",
        "missing",
        "offences",
        "police_deployed",
        "rescued",
        "wounded",
    }
)
CROWDS = frozenset({"attendees", "demonstrators"})
SUPPLIES = frozenset({"aircraft", "drones", "missiles", "munitions", "vehicles", "weapons"})
AT_WAR = SUPPLIES | {"area_captured", "captured", "military_units", "troops"}
OF_BODIES = frozenset(
    {
        "customers",
        "employees",
        "investment",
        "jobs_created",
        "jobs_cut",
        "loss",
        "members",
        "profit",
        "revenue",
        "salary",
        "units_sold",
    }
)
NO_ACTOR = frozenset({"person", "media", "area"})
LANDS = frozenset({"country", "capital", "region", "city"})
BEHIND = re.compile(
    r"\s+(?:davon\s+)?(?:(?:aus|von|vom|bei|beim|der|des|in|im|für)\s+)?(?:(?:der|des|dem|den|die)\s+)?"
)
FARTHEST_BEHIND = 24  # characters from the noun to the name that it belongs to
AND = re.compile(r"\s+und\s+(?:(?:in|im)\s+)?(?:(?:der|dem|den)\s+)?")
NAMED_BEHIND = re.compile(
    r"\s+(?:des|der|von|bei|vom|beim)\s+(?:(?:der|dem|den)\s+)?"
    r"((?:[A-ZÄÖÜ][\w&.-]*[\w&]\s+){0,3}[A-ZÄÖÜ][\w&-]*[\w&])"
)
CAPITALS = re.compile(r"[A-ZÄÖÜ][\w&’'-]+(?:\s+[A-ZÄÖÜ][\w&’'-]+)+")
LOOK_BACK = 400  # characters of the sentences before


class Mention(NamedTuple):
    """One quantity in its sentence; offsets count in the whole text."""

    sentence_start: int
    sentence_end: int
    start: int  # of the numeric phrase
    end: int
    noun_start: int | None
    noun_end: int | None
    counted: str | None  # lemma
    measure: str
    claimant_start: int | None = None
    claimant_end: int | None = None


class Setting(NamedTuple):
    """Whose number, and where."""

    subject: str
    place: str | None


class Around(NamedTuple):
    """A mention with the names near it: `sentence` without those that only say who speaks, `clause` within it."""

    scene: Scene
    mention: Mention
    sentence: list[NameHit]
    clause: list[NameHit]
    speakers: list[NameHit]
    start: int  # of the clause
    end: int
    at_war: bool


def read_setting(text: str, scene: Scene, mention: Mention, names: Names) -> Setting:
    """Subject and place of one quantity; always a subject, a place where one is said or follows from the war."""
    around = look_around(scene, mention, names)
    place = read_place(around)
    there = scene.population(place) if place else None
    event = mention.measure in EVENTS
    subject = (
        subject_of_noun(around)
        or (subject_of_people(around) if event else None)
        or (there if event and not around.at_war else None)
        or subject_of_clause(around)
        or subject_unknown(around)
        or subject_of_sentence(around)
        or (scene.army if around.at_war else None)
        or (there if event or not (around.at_war or mention.measure in OF_BODIES) else None)
        or subject_of_article(around)
    )
    return Setting(subject, place)


def look_around(scene: Scene, mention: Mention, names: Names) -> Around:
    start, end = scene.clause(mention.sentence_start, mention.sentence_end, mention.start, mention.end)
    if mention.noun_start is not None and mention.noun_end is not None and mention.noun_start <= end:
        end = max(end, mention.noun_end)
    sentence: list[NameHit] = []
    speakers: list[NameHit] = []
    for hit in scene.near(mention.start, mention.sentence_start, mention.sentence_end):
        if within_claimant(hit, mention):
            speakers.append(hit)
        elif not scene.is_report(hit):
            sentence.append(hit)
    military = (mention.counted or "").lower().endswith(names.armed)
    return Around(
        scene,
        mention,
        sentence,
        [hit for hit in sentence if start <= hit.start < end],
        speakers,
        start,
        end,
        military or mention.measure in AT_WAR,
    )


def within_claimant(hit: NameHit, mention: Mention) -> bool:
    start, end = mention.claimant_start, mention.claimant_end
    return start is not None and end is not None and start <= hit.start < end


def subject_of_noun(around: Around) -> str | None:
    """Who the counted belong to: `nordkoreanische Soldaten`, `11.000 Nordkoreaner`, `Soldaten aus Nordkorea`."""
    mention, text = around.mention, around.scene.text
    noun_start = mention.end if mention.noun_start is None else mention.noun_start
    noun_end = mention.end if mention.noun_end is None else mention.noun_end
    for hit in around.clause:
        if mention.end <= hit.start < noun_end and hit.sort in DESCRIPTIVE:
            return owner(hit)
        if noun_start <= hit.start < hit.end < noun_end and text[hit.end] == "-":  # US-Soldaten
            return owner(hit)
    for hit in around.clause:
        if hit.start >= noun_end and hit.sort not in ("person", "media"):
            between = text[noun_end : hit.start]
            if len(between) > FARTHEST_BEHIND or not BEHIND.fullmatch(between):
                return None
            if hit.sort in DESCRIPTIVE:  # Soldaten der russischen Armee
                return owner(hit) if around.at_war or mention.measure in OF_BODIES else None
            return None if around.scene.governor(hit).preposition in ("in", "im") else owner(hit)
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
    bare = [hit for hit in actors(around.clause) if around.scene.governor(hit).preposition is None]
    before = [hit for hit in bare if hit.start < mention.start]
    chosen = before or [hit for hit in bare if hit.start >= mention.end]
    return owner(chosen[0]) if chosen else None


def actors(hits: Sequence[NameHit]) -> list[NameHit]:
    return [hit for hit in hits if hit.sort not in NO_ACTOR and hit.sort not in DESCRIPTIVE]


def subject_unknown(around: Around) -> str | None:
    """A body in no table, by its slug: `Umsatz der Huber AG`, `die Huber AG steigerte …`, `das Unternehmen Huber`."""
    mention, text = around.mention, around.scene.text
    if mention.measure not in OF_BODIES:
        return None
    if mention.noun_end is not None:
        found = NAMED_BEHIND.match(text, mention.noun_end, mention.sentence_end)
        if found and (" " in found.group(1) or found.group(1).isupper()):
            return slug(found.group(1))
    names = around.scene.names
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


def is_free(hit: NameHit, scene: Scene) -> bool:
    """Whether a name may be whose number it is: no preposition governs it but `von` and `aus`."""
    preposition = scene.governor(hit).preposition
    return preposition is None or preposition in scene.names.signals["origin"]


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
    free = [hit for hit in earlier if scene.governor(hit).preposition is None and hit is not scene.dateline]
    if free:
        return owner(free[-1])
    return scene.land or scene.body or slug(mention.counted or mention.measure)


def read_place(around: Around) -> str | None:
    """Where: the name that a preposition of place governs, one beside the counted noun before all others."""
    mention, scene = around.mention, around.scene
    beside = max(mention.end, mention.noun_end or 0) + FARTHEST_BEHIND
    behind = [hit for hit in around.clause if hit.start >= mention.end]
    before = [hit for hit in reversed(around.clause) if hit.start < mention.start]
    free = [hit for hit in behind if hit.start < beside or not scene.governor(hit).attached]
    free += [hit for hit in before if not scene.governor(hit).attached]
    found = first_location(around, free) or first_location(around, behind) or region_meant(around)
    if not found and mention.measure in CROWDS:
        found = next((hit.place for hit in around.clause if hit.sort in ("city", "region")), None)  # aus Kassel …
    earlier = [hit for hit in reversed(around.sentence) if hit.start < around.start]
    found = found or first_location(around, [hit for hit in earlier if not scene.governor(hit).attached])
    if not found and not around.at_war:
        found = first_location(around, before) or first_location(around, earlier)  # `Der Krieg in Gaza forderte …`
    if not found and (around.at_war or mention.measure in EVENTS):
        found = described(around, [*behind, *before, *around.sentence])
    if found:
        return found
    if around.at_war:
        if mention.measure == "area_captured":
            return earlier_region(scene, mention.start)
        return recipient(around) or theatre_of(around)
    return place_of_event(around) if mention.measure in EVENTS else None


def place_of_event(around: Around) -> str | None:
    """Where an event was of which the sentence does not say it: where the sentences before play, or the article."""
    mention, scene = around.mention, around.scene
    if mention.measure == "inhabitants":
        named = actors(around.clause) or [hit for hit in actors(around.sentence) if hit.start < mention.start]
        return named[-1].place if named else None
    earlier = [hit for hit in scene.earlier(mention.sentence_start) if hit.start > mention.sentence_start - LOOK_BACK]
    loose = [hit for hit in earlier if not scene.governor(hit).attached]
    found = first_location(around, loose) or first_location(around, earlier) or scene.place
    # `Seoul meldet 100 Tote`: a government that speaks is not where it happened.
    span = (mention.claimant_start, mention.claimant_end)
    return None if any(hit.place == found and (hit.start, hit.end) == span for hit in around.speakers) else found


def first_location(around: Around, hits: Sequence[NameHit]) -> str | None:
    """Slug path of the first name that says a place: `in Kursk`, `nach Russland`; a capital at war is its country.

    Two lands of one toll are one place: `in der Türkei und in Syrien` -> turkey-and-syria, the bigger land first.
    """
    scene, mention = around.scene, around.mention
    for hit in hits:
        if not hit.place or hit.sort in DESCRIPTIVE or hit is scene.dateline:
            continue
        preposition, direction, _ = scene.governor(hit)
        if preposition not in scene.names.signals["location"] and hit.entity_id != "worldwide":
            continue
        if (
            preposition in scene.names.signals["recipient"]
            and hit.sort == "country"
            and mention.measure not in SUPPLIES
        ):
            continue  # Waffen an die Ukraine
        if hit.sort != "country":
            return hit.entity_id if hit.sort == "capital" and around.at_war else hit.place
        other = coordinated(scene, hit)
        if other and mention.measure in EVENTS:
            return joint(scene, hit, other)
        return narrower(scene, hit) or (f"{hit.place}/{direction}" if direction else hit.place)
    return None


def joint(scene: Scene, *lands: NameHit) -> str:
    """One place of several countries, the biggest first: turkey-and-syria."""
    return "-and-".join(sorted({hit.entity_id for hit in lands}, key=scene.names.rank))


def narrower(scene: Scene, hit: NameHit) -> str | None:
    """The town beside its country: `in Tripoli im nördlichen Libanon`, `Columbia in den USA`."""
    for other in scene.within(hit.start - FARTHEST_BEHIND, hit.end + FARTHEST_BEHIND):
        inside = (
            other.place and other.place.startswith(f"{hit.entity_id}/") and other.sort in ("city", "region", "capital")
        )
        if inside and scene.governor(other).preposition in scene.names.signals["location"]:
            return other.place
    return None


def described(around: Around, hits: Sequence[NameHit]) -> str | None:
    """A place by its adjective: `am Duisburger Hauptbahnhof`, `in der sächsischen Metropole`."""
    location = around.scene.names.signals["location"]
    found = (hit for hit in hits if hit.sort == "adjective" and around.scene.governor(hit).preposition in location)
    return next((hit.place for hit in found), None)


def coordinated(scene: Scene, hit: NameHit) -> NameHit | None:
    """The country that is joined to this one with `und`, behind or in front of it."""
    for other in scene.within(hit.start - FARTHEST_BEHIND, hit.end + FARTHEST_BEHIND):
        first, last = sorted((hit, other))
        if other.sort == "country" and AND.fullmatch(scene.text[first.end : last.start]):
            return other
    return None


def region_meant(around: Around) -> str | None:
    """`in die Region`, without a name: the region or city named last before; `in beiden Ländern`: the two countries."""
    scene, signals, text = around.scene, around.scene.names.signals, around.scene.text
    if not around.at_war and around.mention.measure not in EVENTS:
        return None
    for found in WORD.finditer(text, around.start, around.end):
        if found.group() in signals["region-noun"] or found.group() in signals["countries-noun"]:
            before = [word.lower() for word in words_before(text, found.start(), 3)]
            if signals["location"].isdisjoint(before):
                continue
            if found.group() in signals["region-noun"]:
                return earlier_region(scene, found.start())
            lands = list({hit.entity_id: hit for hit in scene.earlier(found.start()) if hit.sort == "country"}.values())
            return joint(scene, *lands[:2]) if not signals["both"].isdisjoint(before) and len(lands) > 1 else None
    return None


def earlier_region(scene: Scene, offset: int) -> str | None:
    """The region or city that was named last before the offset."""
    return next((hit.place for hit in scene.earlier(offset) if hit.sort in ("region", "city")), None)


def recipient(around: Around) -> str | None:
    """Who is given it: `Pjöngjang hat Russland mit … beliefert`."""
    if around.mention.measure not in SUPPLIES:
        return None
    bare = [hit for hit in actors(around.clause) if around.scene.governor(hit).preposition is None]
    return bare[1].entity_id if len(bare) > 1 and bare[1].start < around.mention.start else None


def theatre_of(around: Around) -> str | None:
    """Where the war is, by this sentence or by the article."""
    said = (hit.place for hit in around.sentence if around.scene.is_theatre(hit))
    return next(said, None) or around.scene.theatre
