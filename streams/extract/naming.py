"""Naming: by which name the bearer of a noun phrase is known in its article. Called by `claimants`.

«der Generalsekretär des Bündnisses, Mark Rutte,» and, later, «der Generalsekretär» and «Rutte» are all Mark Rutte.
"""

import re
from collections.abc import Iterator

from streams.extract.nouns import head_in
from streams.extract.phrases import (
    QUOTES,
    NounPhrase,
    entry_of,
    is_capital,
    is_common,
    nominative,
    noun_phrase,
    without_dative,
    without_genitive,
    words_between,
)
from streams.extract.scenes import Scene
from streams.extract.sentences import Sentence
from streams.extract.speakers import may_speak
from streams.language import Lexicon
from streams.language.name_tables import fold

NAME = re.compile(r"[ \t]+([A-ZÄÖÜ][\w’'-]+(?:[ \t]+(?:[a-zäöü]{2,3} )?[A-ZÄÖÜ][\w’'-]+){1,2})")
LONGEST_NAME = 40  # characters of a first name and what stands before it
MOST_NAMES = 40  # surnames and roles that one article is searched for
MOST_PLACES = 12  # of each
BODIES = frozenset({"organisation", "company"})  # sorts of names that "der Konzern" may stand for
MEDIA = frozenset({"media"})  # and "der Sender"
DEEPEST = 3  # owners of owners


class Naming:
    """The names of one article; each surname and role is searched for at most once."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.scene: Scene | None = None  # names of the tables; surveyed once the article is known to hold a number
        self._first_names: dict[str, str | None] = {}  # full names by surname
        self._bearers: dict[str, str | None] = {}  # and by role

    def name_of(self, sentence: Sentence, phrase: NounPhrase, depth: int = 0) -> str:
        """The name by which the bearer of the phrase is known: shortest full name, in the nominative; empty for
        guesses that nobody signs."""
        speech = self.lexicon.speech
        run = [word for word in sentence.words[phrase.core : phrase.core_end] if word not in QUOTES]
        if not run:
            return ""
        if phrase.start < phrase.core and sentence.lower[phrase.start] in self.lexicon.phrases["possessed"]:
            run[:-1] = [without_genitive(word, self.lexicon) for word in run[:-1]]  # "des Senders BBC"
        head, roles = run[-1], self.roles_before(run)
        owner = noun_phrase(sentence, phrase.attribute, self.lexicon, 1) if phrase.attribute is not None else None
        if 0 < roles < len(run):
            return self.full_name(" ".join(run[roles:]))
        if phrase.apposition and roles:
            return words_between(sentence, *phrase.apposition)
        if head_in(head, speech.spokespersons):
            body = self.name_of(sentence, owner, depth + 1) if owner and depth < DEEPEST else None
            body = body or compound_owner(head, speech.spokespersons, self.lexicon)
            return body or nominative(sentence, phrase, self.lexicon)
        if len(run) > 1 and head_in(head, speech.reports):
            return self.full_name(" ".join(run[:-1]).removesuffix(self.lexicon.joint))
        if head_in(run[0], speech.reports) or head_in(run[0], speech.documents):
            return self.author(sentence, phrase, run, owner if depth < DEEPEST else None, depth)
        if roles:
            named = self.bearer(head)
            if not named and head in speech.media and self.is_definite(sentence, phrase):
                named = self.body_before(sentence.starts[phrase.core], MEDIA)
            return named or nominative(sentence, phrase, self.lexicon)
        if len(run) == 1 and phrase.start == phrase.core:
            return self.full_name(without_dative(run[0], self.lexicon))
        return self.body_of(sentence, phrase, run, owner)

    def roles_before(self, run: list[str]) -> int:
        """How many words of the run say what its bearer is: one in "NATO-Generalsekretär Mark Rutte"."""
        speech, roles = self.lexicon.speech, 0
        while roles < len(run) and (head_in(run[roles], speech.persons) or head_in(run[roles], speech.media)):
            roles += 1
        return roles

    def author(
        self, sentence: Sentence, phrase: NounPhrase, run: list[str], owner: NounPhrase | None, depth: int
    ) -> str:
        """Who stands behind "Angaben der Polizei", "US-Angaben", a report; else the document itself."""
        speech = self.lexicon.speech
        if run[0] in speech.anonymous and not owner:
            return ""
        if owner and may_speak(sentence, owner, self.lexicon):
            return self.name_of(sentence, owner, depth + 1)
        place = phrase.core_end + 1
        if not speech.origins.isdisjoint(sentence.lower[place - 1 : place]):
            origin = noun_phrase(sentence, place, self.lexicon, 1)  # "Angaben aus Kiew"
            if origin and depth < DEEPEST:
                return self.name_of(sentence, origin, depth + 1)
        if len(run) > 1:
            return self.nominative_of(" ".join(run[1:]))
        body = compound_owner(run[0], speech.reports, self.lexicon)
        if not body and head_in(run[0][:-1], speech.documents):
            return run[0][:-1]  # "laut Medienberichten": Medienberichte
        return body or nominative(sentence, phrase, self.lexicon)

    def body_of(self, sentence: Sentence, phrase: NounPhrase, run: list[str], owner: NounPhrase | None) -> str:
        """The name of a body: behind its kind, "Konzern Siemens", or the one named before for "der Konzern"."""
        bodies = self.lexicon.speech.bodies
        kind = next((k for k in range(len(run) - 2, -1, -1) if head_in(run[k], bodies)), None)
        if kind is not None:
            return " ".join(run[kind + 1 :])
        if len(run) == 1 and owner is None and run[0] in bodies and self.is_definite(sentence, phrase):
            body = self.body_before(sentence.starts[phrase.core], BODIES)
            return body or nominative(sentence, phrase, self.lexicon)
        return nominative(sentence, phrase, self.lexicon)

    def is_definite(self, sentence: Sentence, phrase: NounPhrase) -> bool:
        """Whether nothing but an article stands before the noun: "der Konzern", which was named before."""
        alone = phrase.core == phrase.start + 1 and phrase.attribute is None
        return alone and sentence.lower[phrase.start] in self.lexicon.phrases["definite"]

    def body_before(self, offset: int, sorts: frozenset[str]) -> str | None:
        """The body of these sorts that is named last before the offset, for "der Konzern"."""
        hits = self.scene.within(0, offset) if self.scene else []
        found = next((hit for hit in reversed(hits) if hit.sort in sorts), None)
        return self.text[found.start : found.end] if found else None

    def nominative_of(self, name: str) -> str:
        """The name without the ending of the genitive, where a table or the article has it so: "Worte Selenskyjs"."""
        bare = name.removesuffix(self.lexicon.joint)
        if bare == name:
            return name
        known = entry_of(bare, self.lexicon) or fold(bare) in self.lexicon.names.surnames
        return bare if known or next(self.places(bare), None) is not None else name

    def full_name(self, name: str) -> str:
        """The name with the first name that the article gives it anywhere; else as it stands."""
        if " " in name:
            return name
        return self.with_first_name(name) or name

    def bearer(self, role: str) -> str | None:
        """Who bears the role, by the name that follows it anywhere in the article: "Präsidentin Eva Berger"."""
        if role not in self._bearers and len(self._bearers) < MOST_NAMES:
            named = (NAME.match(self.text, place + len(role)) for place in self.places(role))
            self._bearers[role] = next((found.group(1) for found in named if found), None)
        return self._bearers.get(role)

    def with_first_name(self, surname: str) -> str | None:
        """The name as the article has it in full somewhere, "Eva Berger"; None where it does not."""
        if surname not in self._first_names and len(self._first_names) < MOST_NAMES:
            self._first_names[surname] = self._find_first_name(surname)
        return self._first_names.get(surname)

    def _find_first_name(self, surname: str) -> str | None:
        lexicon = self.lexicon
        for place in self.places(surname):
            before = self.text[max(0, place - LONGEST_NAME) : place].rpartition("\n")[2]
            first = before[:-1].rpartition(" ")[2] if before.endswith(" ") else ""
            named = first[:1].isupper() and first not in lexicon.starters and not is_common(first, lexicon)
            if named and first.replace("-", "").isalpha() and not head_in(first, lexicon.speech.media):
                return f"{first} {surname}"
        return None

    def places(self, word: str) -> Iterator[int]:
        """Where the word ends a word in the text, the first few times."""
        place = self.text.find(word)
        for _ in range(MOST_PLACES):
            if place < 0:
                return
            if not self.text[place + len(word) : place + len(word) + 1].isalnum():
                yield place
            place = self.text.find(word, place + len(word))


def compound_owner(word: str, heads: frozenset[str], lexicon: Lexicon) -> str | None:
    """Whom a compound is of: Polizeiangaben, Pentagon-Sprecherin; None for a word that is the head itself."""
    for cut in range(2, len(word) - 2):
        if word[cut:].capitalize() in heads and is_capital(word):
            return word[:cut].rstrip("-").removesuffix("" if word[cut - 1] == "-" else lexicon.joint)
    return None
