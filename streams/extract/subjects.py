"""Subjects: whose number it is, and where: «11.000 Soldaten aus Nordkorea in Kursk» -> north-korea, russia/kursk.

Called by `extract` for every claim, after `names` has found what the whole text names; knows nothing of claimants but
where they stand. Nothing is dropped for being unknown: the last resort is the counted noun.
"""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from schemas.claim import slug
from streams.language.names import NameHit, Names

PEOPLED = frozenset({"country", "adjective", "demonym", "capital", "region", "city", "area"})
# Numbers of events: they belong to the place where it happened, unless the counted are somebody's.
EVENTS = frozenset(
    {
        "killed",
        "wounded",
        "killed_or_wounded",
        "missing",
        "displaced",
        "evacuated",
        "rescued",
        "infected",
        "hospitalised",
        "demonstrators",
        "attendees",
        "police_deployed",
        "arrested",
        "buildings_damaged",
        "arrivals",
        "asylum_applications",
        "inhabitants",
        "accidents",
        "offences",
        "attacks",
    }
)
AT_WAR = frozenset(
    {
        "troops",
        "military_units",
        "area_captured",
        "munitions",
        "missiles",
        "drones",
        "weapons",
        "aircraft",
        "vehicles",
        "killed",
        "wounded",
        "killed_or_wounded",
        "captured",
    }
)
OF_BODIES = frozenset(
    {
        "jobs_cut",
        "jobs_created",
        "employees",
        "members",
        "customers",
        "units_sold",
        "revenue",
        "profit",
        "loss",
        "salary",
        "investment",
    }
)
CLAUSE_END = re.compile(r"[,;:()\[\]„“”\"«»…!?]|\s[–—-]\s|\n")
WORD = re.compile(r"[\w'’.-]*\w")
BEHIND = re.compile(r"\s+(?:(?:aus|von|vom|bei|beim|der|des|in|im|für)\s+)?(?:(?:der|des|dem|den|die)\s+)?$")
NAMED_BEHIND = re.compile(
    r"\s+(?:des|der|von|bei|vom|beim)\s+(?:(?:der|dem|den)\s+)?"
    r"((?:[A-ZÄÖÜ][\w&.-]*[\w&]\s+){0,3}[A-ZÄÖÜ][\w&-]*(?:\s+(?:AG|SE|GmbH|Group|Gruppe))?)"
)
HEADING = 300  # characters at the top that say what an article is about
MOST_STEPS = 5  # words between a preposition and the name that it governs


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


@dataclass(frozen=True, slots=True)
class Scene:
    """What an article names: all hits in order, what it is mostly about, and the war that it tells of."""

    hits: list[NameHit]
    starts: list[int]
    body: str | None  # the organisation named most
    land: str | None  # the country or place named most
    place: str | None  # slug path of that place
    theatre: str | None  # slug path of the country where the war is

    def within(self, start: int, end: int) -> list[NameHit]:
        return self.hits[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def survey(text: str, names: Names, beside: str | None = None) -> Scene:
    """Find the names of one field of an article, once for all its quantities.

    What the article is about is weighed with the field `beside` it too (the headline for the text, the text for the
    headline); names at the top of either count threefold.
    """
    hits = names.find(text)
    bodies: Counter[str] = Counter()
    lands: Counter[str] = Counter()
    places: Counter[str] = Counter()
    theatres: Counter[str] = Counter()
    for field, named in ((text, hits), (beside or "", names.find(beside) if beside else [])):
        for hit in named:
            weight = 3 if hit.start < HEADING else 1
            if hit.sort == "organisation":
                bodies[hit.entity_id] += weight
            elif hit.sort in PEOPLED and hit.place and not is_report(field, hit, names):
                lands[leaf(hit.entity_id)] += weight
                if hit.sort not in ("adjective", "demonym"):
                    places[hit.place] += weight
                if is_theatre(field, hit, names):
                    theatres[hit.place] += weight
    return Scene(hits, [hit.start for hit in hits], top(bodies), top(lands), top(places), top(theatres))


def top(counts: Counter[str]) -> str | None:
    """The commonest, the first of them in the text; None when there is none."""
    return max(counts, key=counts.__getitem__) if counts else None


def leaf(path: str) -> str:
    return path.rpartition("/")[2]


def is_report(text: str, hit: NameHit, names: Names) -> bool:
    """`US-Angaben`, `russischen Berichten`: the name tells who says it, not who it is about."""
    behind = WORD.search(text, hit.end, hit.end + 40)
    return bool(behind) and behind is not None and behind.group().lstrip("-") in names.signals["report"]


def is_theatre(text: str, hit: NameHit, names: Names) -> bool:
    """Whether the name says where a war is: `Krieg in der Ukraine`, `Angriff auf …`, `Ukraine-Krieg`."""
    if text[hit.end : hit.end + 1] == "-":
        compound = WORD.match(text, hit.end + 1)
        return compound is not None and compound.group() in names.signals["war-compound"]
    if hit.sort not in ("country", "region"):
        return False
    words = words_before(text, hit.start, 5)
    for index, word in enumerate(words):
        if word in names.signals["determiner"]:
            continue
        if word not in names.signals["location"] and word not in ("gegen", "mit"):
            return False
        return any(war in names.signals["war"] for war in words[index + 1 : index + 3])
    return False


def words_before(text: str, offset: int, most: int) -> list[str]:
    """Up to `most` words before the offset, the nearest first; punctuation ends them."""
    window = text[max(0, offset - 100) : offset]
    cut = 0
    for found in CLAUSE_END.finditer(window):
        cut = found.end()
    return window[cut:].split()[: -most - 1 : -1]


def governor(text: str, hit: NameHit, names: Names) -> tuple[str | None, str | None]:
    """The preposition that governs a name, and the direction between: `in den Osten Russlands` -> in, east."""
    signals, direction = names.signals, None
    for word in words_before(text, hit.start, MOST_STEPS):
        folded = word.lower()
        if folded in signals["location"] or folded in signals["origin"] or folded in signals["opposition"]:
            return folded, direction
        if word in names.directions:  # den Osten Russlands, Ost-Russland
            direction = names.directions[word]
        elif not (
            folded in signals["determiner"]
            or word in signals["kind-of-place"]
            or (word[0].islower() and folded.endswith(("e", "en", "er", "em", "es")))
        ):
            return None, None
    return None, None


def clause(text: str, mention: Mention) -> tuple[int, int]:
    """The stretch around the mention that no comma, colon, dash or quotation mark divides."""
    start, end = mention.sentence_start, mention.sentence_end
    for found in CLAUSE_END.finditer(text, start, mention.start):
        start = found.end()
    behind = max(mention.end, mention.noun_end or 0)
    stop = CLAUSE_END.search(text, behind, end)
    # A quotation mark right behind the number closes nothing: «"Tausender" nordkoreanischer Soldaten».
    if stop and stop.start() == behind and stop.group() in '“”"»«':
        stop = CLAUSE_END.search(text, stop.end(), end)
    return start, stop.start() if stop else end


def read_setting(text: str, scene: Scene, mention: Mention, names: Names) -> Setting:
    """Subject and place of one quantity; always a subject, a place where one is said or follows from the war."""
    first, last = clause(text, mention)
    hits = [
        hit
        for hit in scene.within(mention.sentence_start, mention.sentence_end)
        if not is_report(text, hit, names) and not within_claimant(hit, mention)
    ]
    inner = [hit for hit in hits if first <= hit.start < last]
    place = read_place(text, scene, mention, hits, inner, names)
    subject = (
        subject_of_noun(text, mention, inner)
        or (subject_of_event(place, mention) if mention.measure in EVENTS else None)
        or subject_of_clause(text, mention, inner, names)
        or named_behind(text, mention)
        or subject_of_sentence(text, mention, hits, names)
        or subject_of_article(text, scene, mention, names)
    )
    return Setting(subject, place)


def within_claimant(hit: NameHit, mention: Mention) -> bool:
    start, end = mention.claimant_start, mention.claimant_end
    return start is not None and end is not None and start <= hit.start < end


def subject_of_noun(text: str, mention: Mention, hits: list[NameHit]) -> str | None:
    """Who the counted belong to: `nordkoreanische Soldaten`, `11.000 Nordkoreaner`, `Soldaten aus Nordkorea`."""
    noun_start, noun_end = mention.noun_start, mention.noun_end
    if noun_end is None or noun_start is None:
        noun_start = noun_end = mention.end
    for hit in hits:
        if mention.end <= hit.start < noun_end and hit.sort in ("adjective", "demonym"):
            return leaf(hit.entity_id)
        if noun_start <= hit.start < noun_end and hit.end < noun_end and text[hit.end] == "-":
            return leaf(hit.entity_id)
    for hit in hits:
        if hit.start >= noun_end and hit.sort not in ("person", "adjective", "demonym", "media"):
            between = text[noun_end : hit.start]
            if len(between) < 20 and BEHIND.fullmatch(between):
                if " in " in between or " im " in between:
                    return None if mention.measure not in EVENTS else leaf(hit.place or hit.entity_id)
                return leaf(hit.entity_id)
    return None


def subject_of_event(place: str | None, mention: Mention) -> str | None:
    return leaf(place) if place else None


def subject_of_clause(text: str, mention: Mention, hits: list[NameHit], names: Names) -> str | None:
    """The first name before the number, or else behind it, that no preposition governs."""
    bare = [
        hit
        for hit in hits
        if hit.sort not in ("person", "media", "area", "adjective", "demonym") and governor(text, hit, names)[0] is None
    ]
    for hit in [h for h in bare if h.start < mention.start] + [h for h in bare if h.start >= mention.end]:
        return leaf(hit.entity_id)
    return None


def named_behind(text: str, mention: Mention) -> str | None:
    """A name in no table, in the genitive or behind `von` or `bei`: `Umsatz der Huber AG`. By rule: its slug."""
    if mention.measure not in OF_BODIES or mention.noun_end is None:
        return None
    found = NAMED_BEHIND.match(text, mention.noun_end, mention.sentence_end)
    return slug(found.group(1)) if found else None


def subject_of_sentence(text: str, mention: Mention, hits: list[NameHit], names: Names) -> str | None:
    """The nearest name before the clause, a place or a body; adjectives count last."""
    before = [hit for hit in hits if hit.start < mention.start and hit.sort not in ("person", "media", "area")]
    firm = [hit for hit in before if hit.sort not in ("adjective", "demonym")]
    if mention.measure == "inhabitants" and firm:
        return leaf(firm[-1].place or firm[-1].entity_id)
    free = [hit for hit in firm if governor(text, hit, names)[0] is None]
    chosen = free or before or [h for h in hits if h.sort not in ("person", "media", "area")]
    return leaf(chosen[-1].entity_id) if chosen else None


def subject_of_article(text: str, scene: Scene, mention: Mention, names: Names) -> str:
    """What the sentences before speak of, or the article; without any known name the counted noun."""
    order = (scene.body, scene.land) if mention.measure in OF_BODIES else (scene.land, scene.body)
    known = next((one for one in order if one), None)
    return known or slug(mention.counted or mention.measure)


def read_place(
    text: str, scene: Scene, mention: Mention, hits: list[NameHit], inner: list[NameHit], names: Names
) -> str | None:
    """Where: the name that a preposition of place governs, behind the number before one in front of it."""
    near = [h for h in inner if h.start >= mention.end] + [h for h in reversed(inner) if h.start < mention.start]
    for hit in near:
        path = location(text, hit, mention, names)
        if path:
            return path
    anaphor = region_meant(text, scene, mention, names)
    if anaphor:
        return anaphor
    for hit in reversed([h for h in hits if h.start < mention.start]):
        path = location(text, hit, mention, names)
        if path:
            return path
    if is_military(mention, names) or mention.measure in AT_WAR - EVENTS:
        if mention.measure == "area_captured":
            return earlier_region(scene, mention.start)
        return second_party(text, mention, inner, names) or theatre_of(text, scene, hits, names)
    if mention.measure == "inhabitants":
        return next((h.place for h in reversed(hits) if h.start < mention.start and h.place), None)
    return scene.place if mention.measure in EVENTS else None


def location(text: str, hit: NameHit, mention: Mention, names: Names) -> str | None:
    """Slug path of a name where it says a place: `in Kursk`, `nach Russland`; a capital at war is its country."""
    if not hit.place or hit.sort in ("adjective", "demonym", "person"):
        return None
    preposition, direction = governor(text, hit, names)
    if preposition not in names.signals["location"]:
        return None
    at_war = is_military(mention, names) or mention.measure in AT_WAR - EVENTS
    path = hit.entity_id if hit.sort == "capital" and at_war else hit.place
    return f"{path}/{direction}" if direction and hit.sort == "country" else path


def region_meant(text: str, scene: Scene, mention: Mention, names: Names) -> str | None:
    """`in die Region`, without a name: the region or city named last before."""
    start, end = clause(text, mention)
    for found in WORD.finditer(text, start, end):
        if found.group() in names.signals["region-noun"]:
            before = words_before(text, found.start(), 3)
            if any(word.lower() in names.signals["location"] for word in before):
                return earlier_region(scene, found.start())
    return None


def earlier_region(scene: Scene, offset: int) -> str | None:
    """The region or city that was named last before the offset."""
    return next((h.place for h in reversed(scene.within(0, offset)) if h.sort in ("region", "city")), None)


def is_military(mention: Mention, names: Names) -> bool:
    counted = (mention.counted or "").lower()
    return counted.endswith(tuple(names.signals["military"]))


def second_party(text: str, mention: Mention, inner: list[NameHit], names: Names) -> str | None:
    """Who is given it: `Pjöngjang hat Russland mit … beliefert`."""
    if mention.measure not in ("munitions", "weapons", "missiles", "drones", "vehicles", "aircraft"):
        return None
    bare = [h for h in inner if h.sort in ("country", "capital") and governor(text, h, names)[0] is None]
    return bare[1].entity_id if len(bare) > 1 and bare[1].start < mention.start else None


def theatre_of(text: str, scene: Scene, hits: list[NameHit], names: Names) -> str | None:
    """Where the war is, by this sentence or by the article."""
    return next((hit.place for hit in hits if is_theatre(text, hit, names)), None) or scene.theatre
