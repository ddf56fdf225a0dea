"""Scenes: what an article names, what it is about, and which preposition governs a name: «in der Region Kursk».

Made once per field by `survey`; `subjects` and `claimants` read it.
"""

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property
from typing import NamedTuple

from streams.language.names import NameHit, Names

BREAK = re.compile(r"[,;:()\[\]„“”\"«»…!?–—\n]| - ")
LAST_BREAK = re.compile(r".*(?:[,;:()\[\]„“”\"«»…!?–—\n]| - )", re.DOTALL)
WORD = re.compile(r"[\w'’.-]*\w")
DATELINE = re.compile(r"(?:/[A-ZÄÖÜ][\w/ ]*)?(?:\s[–—-]\s|\s*\((\w+))")
BREAKS = ',;:()[]„“”"«»…!?–—'
OPENINGS = ("", ".", "!", "?", ":", "\n", '"', "“", "-", "–")  # before a dateline
QUOTES = '“”"»«'
PEOPLED = frozenset({"country", "adjective", "demonym", "capital", "region", "city", "quarter", "area"})
DESCRIPTIVE = frozenset({"adjective", "demonym"})
HEADING = 300  # characters at the top that say what an article is about
AT_TOP = 3  # what a name there weighs, in names further down
CLOSE_BEHIND = 40  # characters from a country to the soldiers that it sends
MOST_NEAR = 16  # names on either side of a number that are looked at
MOST_STEPS = 5  # words between a preposition and the name that it governs
ADJECTIVE_ENDINGS = ("e", "en", "er", "em", "es")


class Governor(NamedTuple):
    """What governs a name: `in den Osten Russlands` -> in, east; `Krieges in Gaza` -> in, attached to a noun."""

    preposition: str | None = None
    direction: str | None = None
    attached: bool = False


class Scene:
    """One field's names in order, and what follows from them; each answer is worked out once, when it is asked for."""

    def __init__(self, text: str, hits: list[NameHit], names: Names, context: "Scene | None") -> None:
        self.text = text
        self.context = context
        self.hits = hits
        self.starts = [hit.start for hit in hits]
        self.names = names
        self._governors: dict[int, Governor] = {}
        self._reports: dict[int, bool] = {}

    def within(self, start: int, end: int) -> list[NameHit]:
        """The names that begin in text[start:end]."""
        return self.hits[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def near(self, offset: int, start: int, end: int) -> list[NameHit]:
        """The names of text[start:end] that are nearest to the offset: a few on either side, for lists hold many."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        middle = bisect_left(self.starts, offset)
        return self.hits[max(first, middle - MOST_NEAR) : min(last, middle + MOST_NEAR)]

    def earlier(self, offset: int) -> list[NameHit]:
        """The last names before the offset, the nearest first."""
        last = bisect_left(self.starts, offset)
        return self.hits[max(0, last - MOST_NEAR) : last][::-1]

    def clause(self, sentence_start: int, sentence_end: int, start: int, end: int) -> tuple[int, int]:
        """The stretch around text[start:end] that no comma, colon, dash or quotation mark divides."""
        before = LAST_BREAK.match(self.text, sentence_start, start)
        behind = BREAK.search(self.text, end, sentence_end)
        # A quotation mark right behind the number closes nothing: «"Tausender" nordkoreanischer Soldaten».
        if behind and behind.start() == end and behind.group() in QUOTES:
            behind = BREAK.search(self.text, behind.end(), sentence_end)
        return before.end() if before else sentence_start, behind.start() if behind else sentence_end

    @cached_property
    def dateline(self) -> NameHit | None:
        """Where the report was written: `Wien – Die …`, `Berlin (dpa)`; None where it does not say."""
        for hit in self.within(0, 2 * HEADING):
            if hit.sort in ("capital", "city"):
                found = DATELINE.match(self.text, hit.end)
                opens = self.text[: hit.start].rstrip(" \n(")[-1:] in OPENINGS
                if found and opens and (not found.group(1) or found.group(1) in self.names.signals["dateline-agency"]):
                    return hit
        return None

    @cached_property
    def body(self) -> str | None:
        """The organisation that is named most, if it is named at the top or several times."""
        found = self._top({"organisation"}, AT_TOP)
        return found or (self.context.body if self.context else None)

    @cached_property
    def land(self) -> str | None:
        """Slug of the country or place that the text is about, by name or adjective."""
        path = self._top(PEOPLED, 1)
        if path is not None:
            return leaf(path)
        if self.context is not None:
            return self.context.land
        return self.dateline.entity_id if self.dateline else None

    @cached_property
    def place(self) -> str | None:
        """Slug path of the place that is named most; the dateline's where no other is named."""
        counts: Counter[str] = Counter()
        for hit in self.hits:
            if hit.place and hit.sort not in DESCRIPTIVE and hit is not self.dateline and not self.in_compound(hit):
                counts[hit.place] += AT_TOP if hit.start < HEADING else 1
        if counts:
            return max(counts, key=counts.__getitem__)
        if self.context is not None:
            return self.context.place
        return self.dateline.place if self.dateline else None

    @cached_property
    def theatre(self) -> str | None:
        """Slug path of the land where the war is that the text tells of; None when it tells of none."""
        counts: Counter[str] = Counter(hit.place for hit in self.hits if hit.place and self.is_theatre(hit))
        if counts:
            return max(counts, key=counts.__getitem__)
        return self.context.theatre if self.context else None

    @cached_property
    def army(self) -> str | None:
        """Slug of the country whose soldiers are named most: `nordkoreanische Truppen`, `Soldaten aus Nordkorea`."""
        counts: Counter[str] = Counter()
        for hit in self.hits:
            if hit.place and self.is_armed(hit):
                counts[leaf(hit.entity_id)] += AT_TOP if hit.start < HEADING else 1
        if counts:
            return max(counts, key=counts.__getitem__)
        return self.context.army if self.context else None

    def is_armed(self, hit: NameHit) -> bool:
        """`nordkoreanische Truppen`, `Soldaten aus Nordkorea`, `Soldaten Nordkoreas`, `8.000 Nordkoreaner`."""
        if hit.sort == "demonym":
            return self.text[max(0, hit.start - 2) : hit.start].rstrip()[-1:].isdecimal()
        if hit.sort == "adjective":
            words = self.text[hit.end : hit.end + 40].split(maxsplit=1)[:1]
        elif hit.sort == "country":
            before = words_before(self.text, hit.start, 2)
            words = before[1:] if before and before[0] in self.names.signals["origin"] else before[:1]
            if not words or not words[0].lower().endswith(self.names.armed):
                return self.sends_troops(hit)
        else:
            return False
        return bool(words) and words[0].lower().rstrip(BREAKS + ".").endswith(self.names.armed)

    def sends_troops(self, hit: NameHit) -> bool:
        """`Nordkorea will 12.000 Soldaten schicken`: the country is the subject, its soldiers stand close behind."""
        behind = BREAK.split(self.text[hit.end : hit.end + CLOSE_BEHIND], maxsplit=1)[0].split()
        if not behind or behind[0] not in self.names.signals["sending"]:
            return False
        armed = any(word.lower().endswith(self.names.armed) for word in behind)
        return armed and self.governor(hit).preposition is None

    def _top(self, sorts: set[str] | frozenset[str], least: int) -> str | None:
        """The entity that is named most, of those that weigh at least so much; at the top names count threefold."""
        counts: Counter[str] = Counter()
        for hit in self.hits:
            if hit.sort in sorts and hit is not self.dateline and not self.is_report(hit):
                counts[hit.entity_id] += AT_TOP if hit.start < HEADING else 1
        best = max(counts, key=counts.__getitem__) if counts else None
        return best if best and counts[best] >= least else None

    def in_compound(self, hit: NameHit) -> bool:
        """Whether a hyphen joins a noun to the name: `US-Dienst`."""
        return self.text[hit.end : hit.end + 1] == "-"

    def population(self, place: str) -> str:
        """Whose toll it is, by the place: its last slug, and of a part of a country the country."""
        head, _, last = place.rpartition("/")
        return leaf(head) if head and last in self.names.parts else last

    def is_report(self, hit: NameHit) -> bool:
        """`US-Angaben`, `russischen Berichten`, `US-Dollar`: the name tells who says it, or what it is paid in."""
        if hit.sort != "adjective" and not self.in_compound(hit):
            return False
        known = self._reports.get(hit.start)
        if known is None:
            behind = WORD.search(self.text, hit.end, hit.end + 40)
            known = behind is not None and behind.group().lstrip("-") in self.names.signals["report"]
            self._reports[hit.start] = known
        return known

    def is_theatre(self, hit: NameHit) -> bool:
        """Whether the name says where a war is: `Krieg in der Ukraine`, `Angriff auf …`, `Ukraine-Krieg`."""
        signals = self.names.signals
        if self.text[hit.end : hit.end + 1] == "-":
            compound = WORD.match(self.text, hit.end + 1)
            return compound is not None and compound.group() in signals["war-compound"]
        if hit.sort not in ("country", "region"):
            return False
        words = words_before(self.text, hit.start, MOST_STEPS)
        for index, word in enumerate(words):
            if word not in signals["determiner"]:
                governs = word in signals["location"] or word in signals["against"]
                return governs and any(war in signals["war"] for war in words[index + 1 : index + 3])
        return False

    def governor(self, hit: NameHit) -> Governor:
        """The preposition that governs a name, and the direction between: `in den Osten Russlands` -> in, east."""
        found = self._governors.get(hit.start)
        if found is None:
            found = self._governors[hit.start] = self._read_governor(hit)
        return found

    def _read_governor(self, hit: NameHit) -> Governor:
        signals, direction = self.names.signals, None
        words = words_before(self.text, hit.start, MOST_STEPS)
        for index, word in enumerate(words):
            folded = word.lower()
            if folded in self.names.governing:
                behind = words[index + 1] if index + 1 < len(words) else ""
                if folded in signals["origin"] and behind in signals["kind-of-place"]:
                    continue  # im Zentrum von Kiew
                noun = behind.lower()
                attached = behind[:1].isupper() and behind[-1] != "." and noun not in self.names.function_words
                attached = attached and not noun.endswith(self.names.armed)  # Truppen in Russland: they are there
                return Governor(folded, direction, attached)
            if word in self.names.directions:  # den Osten Russlands, Ost-Russland
                direction = self.names.directions[word]
            elif not (
                folded in signals["determiner"]
                or word in signals["kind-of-place"]
                or (word[0].islower() and folded.endswith(ADJECTIVE_ENDINGS))
            ):
                break
        return Governor()


def survey(text: str, names: Names, context: Scene | None = None) -> Scene:
    """The scene of one field: all its known names. A headline has its text as `context`, for what it does not say."""
    return Scene(text, names.find(text), names, context)


def leaf(path: str) -> str:
    """The last slug of a path: whose number it is, where a place is."""
    return path.rpartition("/")[2]


def owner(hit: NameHit) -> str:
    """Whose number it is, by a name: a place's last slug, a country for its army, else the body itself."""
    return leaf(hit.entity_id) if hit.place else hit.entity_id.partition("/")[0]


def words_before(text: str, offset: int, most: int) -> list[str]:
    """Up to `most` words before the offset, the nearest first; punctuation ends them."""
    words: list[str] = []
    for word in reversed(text[max(0, offset - 12 * most) : offset].rsplit(maxsplit=most)):
        if word[-1] in BREAKS or len(words) == most:
            break
        if word[0] in BREAKS:
            words.append(word.lstrip(BREAKS))
            break
        words.append(word)
    return words
