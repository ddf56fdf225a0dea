"""Views: what of a ledger a reading is made from, for one episode and place at one moment.

A view names each claimant's current figure under each stance and counts the rest. It is a property of the set of
claims; `advance` only saves work where one claim more cannot have moved anything else.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from immutables import Map

from schemas.estimate import Report, Truth, Voice
from streams.estimate.entries import Entry, Words
from streams.estimate.identity import lies_in
from streams.estimate.independence import group
from streams.estimate.ledger import Ledger
from streams.estimate.voices import voice_of

REMEMBERED = 5  # earlier figures of a claimant that are looked at
TAKEN_OVER_DAYS = 30  # later than that, the same figure is a finding of one's own

Stretch = tuple[date, date]
Stated = tuple[float | None, float | None, float | None]  # point, low, high
Speaker = tuple[str, str, str]  # claimant_id, stance, role as seen from the place of the view


@dataclass(frozen=True, slots=True)
class Scope:
    """Which claims a view takes in."""

    place: str | None
    stretch: Stretch | None  # first and last day of the episode; None: all days
    wholes: frozenset[str]  # places that some claim here names: what lies inside one of them is a part of it

    def holds(self, entry: Entry) -> bool:
        if not lies_in(entry.words.place, self.place):
            return False
        return self.stretch is None or self.stretch[0] <= entry.day <= self.stretch[1]

    def role(self, entry: Entry) -> str:
        """`own`, or `bound` for a figure that speaks of a part, of the quantity or of the place."""
        place = entry.words.place
        if place is not None and place != self.place:
            parents = (place[:cut] for cut, sign in enumerate(place) if sign == "/")
            if any(parent in self.wholes for parent in parents):
                return "bound"
        return entry.words.role


@dataclass(frozen=True)
class Head:
    """A claimant's current figure under one stance, those before it (newest first), and how many it replaced."""

    entry: Entry
    role: str
    revised: int
    before: tuple[Entry, ...] = ()

    # What was made of this head already. A cache only, as in `Ledger.memo`.
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def speak(self, truth: Truth | None, report: Report | None) -> Voice | None:
        """The voice that its current figure gives the claimant."""
        key = truth, report
        if key not in self.memo:
            self.memo[key] = voice_of(self.entry, truth, report)
        voice: Voice | None = self.memo[key]
        return voice


class Origin(NamedTuple):
    """Who said a figure first, and about which day. The least is the origin."""

    reported: datetime
    claim_id: str
    claimant_id: str
    day: date


@dataclass(frozen=True, slots=True)
class View:
    """The claims in a scope, added up. `at` is the latest report among them; None without any."""

    scope: Scope
    heads: Map[Speaker, Head]
    origins: Map[Stated, Origin]  # by figure, of those asserted as totals
    claims: int
    mentions: int
    outlets: Map[str, int]
    first: datetime | None
    last: datetime | None

    def advance(self, old: Entry | None, new: Entry) -> "View":
        """With `new` in place of its former state `old` (which must not have been said earlier than `new`)."""
        if not self.scope.holds(new):
            return self
        outlets = self.outlets
        for outlet in new.outlets:
            if old is None or outlet not in old.outlets:
                outlets = outlets.set(outlet, outlets.get(outlet, 0) + 1)
        return View(
            self.scope,
            self._heads_with(old, new),
            self._origins_with(new),
            self.claims + (old is None),
            self.mentions + len(new.mentions) - (0 if old is None else len(old.mentions)),
            outlets,
            new.first if self.first is None else min(self.first, new.first),
            new.last if self.last is None else max(self.last, new.last),
        )

    def _heads_with(self, old: Entry | None, new: Entry) -> Map[Speaker, Head]:
        if new.words.level != "level":  # an increment, a rate or a part of a total is nobody's figure for the total
            return self.heads
        role = self.scope.role(new)
        speaker = (new.words.claimant_id, new.words.stance, role)
        head = self.heads.get(speaker)
        if head is None:
            return self.heads.set(speaker, Head(new, role, 0))
        others = [entry for entry in (head.entry, *head.before) if entry.words.claim_id != new.words.claim_id]
        current, *before = sorted((new, *others), key=lambda entry: entry.order, reverse=True)
        return self.heads.set(speaker, Head(current, role, head.revised + (old is None), tuple(before[:REMEMBERED])))

    def _origins_with(self, new: Entry) -> Map[Stated, Origin]:
        origin = _origin(new)
        if origin is None:
            return self.origins
        figure = stated(new.words)
        known = self.origins.get(figure)
        return self.origins if known is not None and known <= origin else self.origins.set(figure, origin)

    def all_of(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the entries that are in scope."""
        return [entry for entry in entries if self.scope.holds(entry)]

    def independent(self, within_days: int) -> list[Head]:
        """The heads without those of outlets that reprint, in their own voice, what another printed first.

        Reprints are articles that are near-duplicates, appeared within so many days of each other, give the same
        figure and name no claimant.
        """
        kept, alike = [], defaultdict(list)
        for head in self.heads.values():
            words = head.entry.words
            if words.sketch is None:
                kept.append(head)
            else:
                alike[words.stance, head.role, words.point, words.low, words.high].append(head)
        for heads in alike.values():
            kept += heads if len(heads) == 1 else _originals(heads, within_days)
        return kept

    def own_word(self, head: Head) -> Entry | None:
        """The latest of a claimant's figures that he did not take over from another claimant; None without any.

        A figure is taken over if another said the very same earlier and about a day not long before; what several
        are reported to say at once is said by each. Bounds are part of it: who says «mehr als 10.000» does not take
        over «10.000».
        """
        for entry in (head.entry, *head.before):
            origin = self.origins.get(stated(entry.words))
            if origin is None or origin.claimant_id == entry.words.claimant_id or origin.reported >= entry.first:
                return entry
            if abs((entry.day - origin.day).days) > TAKEN_OVER_DAYS:
                return entry
        return None


def stated(words: Words) -> Stated:
    """The figure as the words state it."""
    return words.point, words.low, words.high


def _origin(entry: Entry) -> Origin | None:
    words = entry.words
    if words.stance != "asserts" or words.level != "level":
        return None
    return Origin(entry.first, words.claim_id, words.claimant_id, entry.day)


def _originals(heads: Iterable[Head], within_days: int) -> list[Head]:
    """Of each group of reprints the one that was printed first."""
    by_id = {head.entry.words.claim_id: head for head in heads}
    articles = {i: (head.entry.first.date(), head.entry.words.sketch or "") for i, head in by_id.items()}
    return [
        min((by_id[i] for i in same), key=lambda head: (head.entry.first, head.entry.words.claim_id))
        for same in group(articles, within_days)
    ]


def look(place: str | None, stretch: Stretch | None, entries: Iterable[Entry]) -> View:
    """The view of those entries that are about this place and stretch of days (None: all). O(claims)."""
    scope = Scope(place, stretch, frozenset())
    inside = [entry for entry in entries if scope.holds(entry)]
    named = frozenset(entry.words.place for entry in inside if entry.words.place)
    scope = Scope(place, stretch, named | {place} if place else named)
    spoken: dict[Speaker, list[Entry]] = {}
    origins: dict[Stated, Origin] = {}
    outlets: dict[str, int] = {}
    mentions = 0
    for entry in inside:
        words = entry.words
        if words.level == "level":
            spoken.setdefault((words.claimant_id, words.stance, scope.role(entry)), []).append(entry)
        origin = _origin(entry)
        if origin is not None:
            figure = stated(words)
            origins[figure] = min(origins.get(figure, origin), origin)
        for outlet in entry.outlets:
            outlets[outlet] = outlets.get(outlet, 0) + 1
        mentions += len(entry.mentions)
    return View(
        scope,
        Map({speaker: _head(speaker[2], said) for speaker, said in spoken.items()}),
        Map(origins),
        len(inside),
        mentions,
        Map(outlets),
        min((entry.first for entry in inside), default=None),
        max((entry.last for entry in inside), default=None),
    )


def _head(role: str, said: list[Entry]) -> Head:
    if len(said) > 1:
        said.sort(key=lambda entry: entry.order, reverse=True)
    return Head(said[0], role, len(said) - 1, tuple(said[1 : REMEMBERED + 1]))


def current_stretch(stretches: tuple[Stretch, ...], today: date) -> Stretch | None:
    """The episode to show unless another is asked for: the last that has begun, or else the first."""
    begun = [stretch for stretch in stretches if stretch[0] <= today]
    return begun[-1] if begun else (stretches[0] if stretches else None)


def standing_view(ledger: Ledger) -> View:
    """The view of a whole ledger as of its latest report: its current episode, wherever. Computed once a ledger."""
    view = ledger.memo.get("view")
    if not isinstance(view, View):
        view = look(None, standing_stretch(ledger), ledger.entries.values())
        ledger.memo["view"] = view
    return view


def carry_view(before: Ledger, after: Ledger, claim_id: str) -> None:
    """Hand the standing view on to a ledger with one message more, where that message moved nothing but its claim."""
    view = before.memo.get("view")
    old, new = before.entries.get(claim_id), after.entries.get(claim_id)
    if not isinstance(view, View) or new is None or len(after.entries) - len(before.entries) != (old is None):
        return
    if old is not None and (len(new.mentions) <= len(old.mentions) or old.words != new.words or old.order != new.order):
        return
    if new.words.place is not None and new.words.place not in view.scope.wholes:
        return
    stretch = standing_stretch(after)
    if stretch is not None and stretch != view.scope.stretch:
        known = view.scope.stretch
        if known is None or not (stretch[0] <= known[0] and known[1] <= stretch[1]):
            return
        if not {*stretch} <= {*known, new.day}:
            return
    if stretch != view.scope.stretch:
        view = replace(view, scope=replace(view.scope, stretch=stretch))
    after.memo["view"] = view.advance(old, new)


def standing_stretch(ledger: Ledger) -> Stretch | None:
    """The current episode as of a ledger's latest report."""
    if ledger.latest is None:
        return None
    return current_stretch(ledger.episodes, ledger.latest.date())
