"""The ledger: all claims of one estimand, and each of their mentions, as a value that only ever grows.

A ledger is a semilattice: `put` joins one message to it, `merge` another ledger, and any order, repetition or
lateness of the same messages gives the same ledger. Per mention the message with the highest rank decides, for any
moment the highest of those known by then; per claim the words of its first printing are kept, and those of every
mention that a ruling made, for such a one may go again. What follows from that is derived (`entries`, `days` …), never
stored.

Ledgers share structure (immutables.Map, a hash trie): a new one costs O(log n), and the old one stays valid.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Self

from immutables import Map

from schemas.claim import Claim, Kind
from streams.estimate.entries import (
    Entry,
    Mention,
    Words,
    gather,
    join_states,
    make_entry,
    mention_of,
    precedes,
    read_states,
    read_words,
    words_of,
    write_states,
    write_words,
)
from streams.estimate.identity import episodes


@dataclass(frozen=True)
class Ledger:
    """All that is known of one estimand. Equal ledgers hold the same claims and mentions."""

    estimand: str
    claims: Map[str, Words] = field(default_factory=Map)
    mentions: Map[str, Mention] = field(default_factory=Map)  # as they are now
    changed: Map[str, tuple[Mention, ...]] = field(default_factory=Map)  # all states of those that were not always so
    entries: Map[str, Entry] = field(default_factory=Map, compare=False, repr=False)
    days: Map[date, int] = field(default_factory=Map, compare=False, repr=False)
    latest: datetime | None = field(default=None, compare=False, repr=False)  # report of what holds
    articles: Map[str, tuple[str, ...]] = field(default_factory=Map, compare=False, repr=False)
    least: str = field(default="", compare=False, repr=False)  # claim id; "" in an empty ledger
    ruled: Map[tuple[str, str], Words] = field(default_factory=Map)  # by claim and mention, of what rulings made
    rulings: Map[str, int] = field(default_factory=Map, compare=False, repr=False)  # id -> mentions that it shaped
    # What was computed from this ledger already. A cache only: no result depends on whether something stands in it.
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def empty(cls, estimand: str) -> Self:
        """The ledger without any claim."""
        return cls(estimand)

    @classmethod
    def load(cls, estimand: str, rows: Mapping[str, bytes]) -> Self:
        """The ledger whose rows, as `fold` gave them, these are; raises ValueError on a row of another kind."""
        ledger = cls(estimand)
        for key in sorted(rows):  # claims stand before mentions, "c:" before "m:"
            if key[:2] == "c:":
                ledger = ledger._with_words(read_words(rows[key]))
            elif key[:2] == "m:":
                ledger = ledger._with_states(key[2:], read_states(rows[key]))
            else:
                raise ValueError(f"{estimand}: {key!r} is no key of a ledger's row; claims are c:…, mentions m:…")
        return ledger

    @property
    def revision(self) -> int:
        """Count of distinct claims ever put in."""
        return len(self.claims)

    @cached_property
    def episodes(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each stretch of its claims, oldest first; none for a stock."""
        return episodes(self.estimand, self.days)

    @property
    def kind_and_unit(self) -> tuple[Kind, str | None]:
        """What sort of amount its figures are, and in what unit: as its least claim id has it."""
        words = self.claims[self.least]
        return words.kind, words.unit

    def rows(self) -> dict[str, bytes]:
        """All rows, such that `load` restores the ledger exactly."""
        return {
            **{_key_of(words): write_words(words) for words in (*self.claims.values(), *self.ruled.values())},
            **{f"m:{mention_id}": write_states(self._states(mention_id)) for mention_id in self.mentions},
        }

    def put(self, claim: Claim) -> tuple[Self, dict[str, bytes]]:
        """The ledger with one message more, and the rows that this adds or replaces. O(log n).

        Raises ValueError for a claim that bears on another estimand.
        """
        if claim.estimand != self.estimand:
            raise ValueError(f"a claim on {claim.estimand} does not belong to the ledger of {self.estimand}")
        return self._join(words_of(claim), claim.mention_id, mention_of(claim))

    def merge(self, other: "Ledger") -> Self:
        """The ledger of all messages of both. O(size of the other)."""
        ledger = self
        for words in (*other.claims.values(), *other.ruled.values()):
            ledger = ledger._with_words(words)
        for mention_id in other.mentions:
            ledger = ledger._with_states(mention_id, other._states(mention_id))
        return ledger

    def until(self, at: datetime) -> Iterator[Entry]:
        """The claims that held at a moment, with those mentions that were known then."""
        other: dict[str, dict[str, Mention | None]] = defaultdict(dict)  # by claim: what was not as it is now
        for mention_id, states in self.changed.items():
            now, then = states[0], next((state for state in states if state.known <= at), None)
            if then is not now:
                other[now.claim_id].setdefault(mention_id, None)
                if then is not None and not then.retracted:
                    other[then.claim_id][mention_id] = then
        for claim_id, entry in self.entries.items():
            if claim_id in other:
                continue
            if entry.last <= at:
                yield entry
            elif entry.first <= at:
                yield gather(entry.words, {k: m for k, m in entry.mentions.items() if m.published <= at})
        for claim_id, changes in other.items():
            now_held = self.entries.get(claim_id)
            mentions = dict(now_held.mentions) if now_held else {}
            held = {k: m for k, m in (mentions | changes).items() if m is not None and m.known <= at}
            if held:
                yield gather(self.claims[claim_id], held)

    def _states(self, mention_id: str) -> tuple[Mention, ...]:
        """All states of a mention that hold at some moment, the one that holds now first."""
        return self.changed.get(mention_id) or (self.mentions[mention_id],)

    def _join(self, words: Words, mention_id: str, mention: Mention) -> tuple[Self, dict[str, bytes]]:
        rows = {}
        known = self._with_words(words)
        if known is not self:
            rows[_key_of(words)] = write_words(words)
        joined = known._with_states(mention_id, (mention,))
        if joined is not known:
            rows[f"m:{mention_id}"] = write_states(joined._states(mention_id))
        return joined, rows

    def _with_words(self, words: Words) -> Self:
        if words.ruled:
            return self._with_ruled(words)
        known = self.claims.get(words.claim_id)
        if known is not None and not precedes(words, known):
            return self
        entries, days = self.entries, self.days
        old = entries.get(words.claim_id)
        if old is not None:
            new = make_entry(words, old.first, old.last, old.outlets, old.mentions)
            entries, days = entries.set(words.claim_id, new), _recount(days, old, new)
        return self._with(words, entries, days, self.ruled)

    def _with_ruled(self, words: Words) -> Self:
        key = (words.claim_id, words.mention_id)
        known = self.ruled.get(key)
        if known is not None and not precedes(words, known):
            return self
        ruled, entries, days = self.ruled.set(key, words), self.entries, self.days
        old = entries.get(words.claim_id)
        if old is not None and old.words.ruled and words.mention_id in old.mentions:
            new = gather(_first(ruled, words.claim_id, old.mentions), old.mentions)
            entries, days = entries.set(words.claim_id, new), _recount(days, old, new)
        first = self.claims.get(words.claim_id)
        return self._with(words if first is None or precedes(words, first) else first, entries, days, ruled)

    def _with(
        self, words: Words, entries: Map[str, Entry], days: Map[date, int], ruled: Map[tuple[str, str], Words]
    ) -> Self:
        claims = self.claims.set(words.claim_id, words)
        least = min(self.least or words.claim_id, words.claim_id)
        return type(self)(
            self.estimand,
            claims,
            self.mentions,
            self.changed,
            entries,
            days,
            self.latest,
            self.articles,
            least,
            ruled,
            self.rulings,
        )

    def _with_states(self, mention_id: str, states: tuple[Mention, ...]) -> Self:
        before = self.mentions.get(mention_id)
        changed = self.changed
        if before is not None:
            known = self._states(mention_id)
            states = join_states(known, states)
            if states == known:
                return self
        mention = states[0]
        if len(states) > 1 or mention.known != mention.published:
            changed = changed.set(mention_id, states)
        elif mention_id in changed:
            changed = changed.delete(mention_id)
        entries, days, latest = self.entries, self.days, self.latest
        if mention != before:
            if before is not None and not before.retracted:
                entries, days = self._take(entries, days, mention_id, before)
                latest = max((entry.last for entry in entries.values()), default=None)
            if not mention.retracted:
                entries, days = self._give(entries, days, mention_id, mention)
                latest = mention.published if latest is None else max(latest, mention.published)
        articles = self.articles
        siblings = articles.get(mention.article_id, ())
        if mention.article_id and mention_id not in siblings:
            articles = articles.set(mention.article_id, tuple(sorted((*siblings, mention_id))))
        rulings = self.rulings
        if mention.rulings or (before is not None and before.rulings):
            rulings = _recount_rulings(rulings, before.rulings if before else "", mention.rulings)
        mentions = self.mentions.set(mention_id, mention)
        return type(self)(
            self.estimand,
            self.claims,
            mentions,
            changed,
            entries,
            days,
            latest,
            articles,
            self.least,
            self.ruled,
            rulings,
        )

    def _give(
        self, entries: Map[str, Entry], days: Map[date, int], mention_id: str, mention: Mention
    ) -> tuple[Map[str, Entry], Map[date, int]]:
        """Claims and days with one mention more."""
        claim_id = mention.claim_id
        words, old = self.claims[claim_id], entries.get(claim_id)
        if words.ruled:  # and so is every mention of the claim
            words = _first(self.ruled, claim_id, (mention_id,))
            words = old.words if old is not None and precedes(old.words, words) else words
        if old is None:
            new = gather(words, {mention_id: mention})
        else:
            outlets = old.outlets.set(mention.outlet, old.outlets.get(mention.outlet, 0) + 1)
            mentions = old.mentions.set(mention_id, mention)
            first, last = min(old.first, mention.published), max(old.last, mention.published)
            new = make_entry(words, first, last, outlets, mentions)
        return entries.set(claim_id, new), _recount(days, old, new)

    def _take(
        self, entries: Map[str, Entry], days: Map[date, int], mention_id: str, mention: Mention
    ) -> tuple[Map[str, Entry], Map[date, int]]:
        """Claims and days with one mention less. O(mentions of its claim)."""
        claim_id = mention.claim_id
        old = entries[claim_id]
        left = old.mentions.delete(mention_id)
        if not left:
            return entries.delete(claim_id), _recount(days, old, None)
        new = gather(_first(self.ruled, claim_id, left) if old.words.ruled else old.words, left)
        return entries.set(claim_id, new), _recount(days, old, new)


def join_rows(key: str, one: bytes, other: bytes) -> bytes:
    """Of two rows of one key, as `Ledger.rows` has them, the one that a ledger of all their messages keeps."""
    if key[:2] == "c:":
        return one if precedes(read_words(one), read_words(other)) else other
    return write_states(join_states(read_states(one), read_states(other)))


def _key_of(words: Words) -> str:
    return f"c:{words.claim_id}:{words.mention_id}" if words.ruled else f"c:{words.claim_id}"


def _first(ruled: Map[tuple[str, str], Words], claim_id: str, mentions: Iterable[str]) -> Words:
    """The words of the first printed of some mentions of a claim, all made by rulings."""
    return min((ruled[claim_id, mention_id] for mention_id in mentions), key=lambda words: words[:2])


def _recount(days: Map[date, int], old: Entry | None, new: Entry | None) -> Map[date, int]:
    if old is not None and new is not None and old.day == new.day:
        return days
    if old is not None:
        days = days.set(old.day, days[old.day] - 1) if days[old.day] > 1 else days.delete(old.day)
    return days if new is None else days.set(new.day, days.get(new.day, 0) + 1)


def _recount_rulings(rulings: Map[str, int], old: str, new: str) -> Map[str, int]:
    for change, ids in ((-1, old), (1, new)):
        for ruling_id in ids.split("+") if ids else ():
            count = rulings.get(ruling_id, 0) + change
            rulings = rulings.set(ruling_id, count) if count else rulings.delete(ruling_id)
    return rulings
