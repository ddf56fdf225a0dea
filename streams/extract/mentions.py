"""Mentions: one quantity in its sentence, and the names around it, sorted by what they may say of it.

Made by `subjects` for every claim and handed to `places` too; knows names and clauses, and decides nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple

from streams.extract.scenes import DESCRIPTIVE, Scene
from streams.language.names import NameHit, Names

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
MOVES = frozenset({"arrivals", "asylum_applications", "displaced", "evacuated"})  # who is counted comes from elsewhere
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
FARTHEST_BEHIND = 24  # characters from the noun to the name that it belongs to
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


def look_around(scene: Scene, mention: Mention, names: Names) -> Around:
    """The names near a mention, those of its claimant apart."""
    at_war = mention.measure in AT_WAR or (mention.counted or "").lower().endswith(names.armed)
    near = scene.near(mention.start, mention.sentence_start, mention.sentence_end)
    if not (near or at_war or mention.measure in EVENTS):  # the common case: nothing to look at
        return Around(scene, mention, [], [], [], mention.sentence_start, mention.sentence_end, at_war)
    start, end = scene.clause(mention.sentence_start, mention.sentence_end, mention.start, mention.end)
    if mention.noun_start is not None and mention.noun_end is not None and mention.noun_start <= end:
        end = max(end, mention.noun_end)
    speakers = [hit for hit in near if within_claimant(hit, mention)]
    sentence = [hit for hit in near if hit not in speakers and not scene.is_report(hit)]
    clause = [hit for hit in sentence if start <= hit.start < end]
    return Around(scene, mention, sentence, clause, speakers, start, end, at_war)


def within_claimant(hit: NameHit, mention: Mention) -> bool:
    start, end = mention.claimant_start, mention.claimant_end
    return start is not None and end is not None and start <= hit.start < end


def actors(hits: Sequence[NameHit]) -> list[NameHit]:
    return [hit for hit in hits if hit.sort not in NO_ACTOR and hit.sort not in DESCRIPTIVE]


def is_free(hit: NameHit, scene: Scene) -> bool:
    """Whether a name may be whose number it is: no preposition governs it but `von` and `aus`."""
    preposition = scene.governor(hit).preposition
    return preposition is None or preposition in scene.names.signals["origin"]
