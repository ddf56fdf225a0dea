"""Places: where a quantity is: «in der Region Kursk», «nach Russland», or where the war is, or the sentences before.

Called by `subjects`, for tolls and crowds belong to their place.
"""

from collections.abc import Sequence

from streams.extract.mentions import CROWDS, EVENTS, FARTHEST_BEHIND, LOOK_BACK, MOVES, SUPPLIES, Around, actors
from streams.extract.scenes import DESCRIPTIVE, HEADING, WORD, Scene, words_before
from streams.language.names import NameHit


def read_place(around: Around) -> str | None:
    """Where: the name that a preposition of place governs, one beside the counted noun before all others."""
    mention, scene = around.mention, around.scene
    if not (around.sentence or around.at_war or mention.measure in EVENTS):
        return None
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
    if not found and not around.at_war and mention.measure in EVENTS:
        found = reported_from(around) or headed(around) or at_home(around)
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
    found = nearest_told(around, loose) or first_location(around, earlier) or main_place(scene)
    # `Seoul meldet 100 Tote`: a government that speaks is not where it happened.
    span = (mention.claimant_start, mention.claimant_end)
    return None if any(hit.place == found and (hit.start, hit.end) == span for hit in around.speakers) else found


def nearest_told(around: Around, earlier: Sequence[NameHit]) -> str | None:
    """The nearest place that the sentences before tell of: `in Syrien`, `Aus Syrien …`, `die WHO geht für Syrien …`."""
    for hit in earlier:
        comes = around.mention.measure in MOVES or is_origin(around, hit)
        reported = not comes and is_reported_from(around, hit)
        if found := first_location(around, [hit]) or (hit.place if reported else None):
            return found
    return None


def is_origin(around: Around, hit: NameHit) -> bool:
    """`Die Toten stammen aus Syrien`: what does not begin with `aus` says of somebody where he is from."""
    scene = around.scene
    preposition = scene.governor(hit).preposition
    begins = any(word.istitle() and word.lower() == preposition for word in words_before(scene.text, hit.start, 3))
    return preposition in scene.names.signals["origin"] and not begins


def main_place(scene: Scene) -> str | None:
    """The place that is named most; two lands that the top joins are one place."""
    told = scene if scene.hits else scene.context or scene
    for hit in told.within(0, HEADING):
        if hit.place == scene.place and hit.sort == "country":
            other = coordinated(told, hit) if told.governor(hit).preposition in told.names.signals["location"] else None
            if other:
                return joint(told, hit, other)
    return scene.place


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


def reported_from(around: Around) -> str | None:
    """`Aus Syrien wurden 5900 Tote gemeldet`; who comes from there, too, is not there."""
    if around.mention.measure in MOVES:
        return None
    reported = (hit for hit in around.clause if hit.start < around.mention.start)
    return next((hit.place for hit in reported if is_reported_from(around, hit)), None)


def is_reported_from(around: Around, hit: NameHit) -> bool:
    """`aus Syrien`, `für Syrien`, but not `Hilfe für Syrien`, where a noun takes it."""
    if not hit.place or hit.sort in DESCRIPTIVE:
        return False
    preposition, _, attached = around.scene.governor(hit)
    return not attached and preposition in around.scene.names.signals["reported-from"]


def headed(around: Around) -> str | None:
    """The name before a colon: `Türkei und Syrien: Mehr als 33.000 Tote`."""
    scene = around.scene
    for hit in around.sentence:
        if hit.start < around.start and hit.place and hit.sort not in DESCRIPTIVE:
            other = coordinated(scene, hit)
            end = max(hit.end, other.end if other else 0)
            if scene.text[end : end + 1] == ":" and not scene.governor(hit).attached:
                return joint(scene, hit, other) if other else hit.place
    return None


def at_home(around: Around) -> str | None:
    """`Die syrischen Behörden geben 3.690 Tote an`: authorities count at home; in a war, if the text tells of their
    land."""
    scene = around.scene
    before = [hit for hit in around.clause if hit.start < around.mention.start]
    for hit in (*around.speakers, *before):
        if is_authority(scene, hit):
            named = (other for other in scene.hits if other.place == hit.place)
            peace = scene.theatre is None and scene.army is None
            return hit.place if peace or any(other.sort not in DESCRIPTIVE for other in named) else None
    return None


def is_authority(scene: Scene, hit: NameHit) -> bool:
    """`syrische Behörden`, `das türkische Innenministerium`."""
    if hit.sort != "adjective" or not hit.place:
        return False
    noun = WORD.search(scene.text, hit.end)
    return noun is not None and noun.group() in scene.names.signals["authorities"]


def coordinated(scene: Scene, hit: NameHit) -> NameHit | None:
    """The country that is joined to this one with `und`, behind or in front of it."""
    signals = scene.names.signals
    for other in scene.within(hit.start - FARTHEST_BEHIND, hit.end + FARTHEST_BEHIND):
        first, last = sorted((hit, other))
        between = set(scene.text[first.end : last.start].split())
        if other.sort == "country" and between & signals["joining"] and between <= scene.names.function_words:
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
