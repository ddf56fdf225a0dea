"""Claimants: who says what an article reports, across sentences, quotations and reported speech.

`Reading` walks one article; for a number it answers with the sources of that number, or none where the article speaks
itself. Called by `extract`.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from streams.extract.attributions import attributions
from streams.extract.channels import SPOKEN, channels, medium_of
from streams.extract.clauses import clause_start
from streams.extract.naming import Naming
from streams.extract.nouns import head_in
from streams.extract.phrases import OPENING, NounPhrase, is_capital, noun_phrase
from streams.extract.quotes import quotations
from streams.extract.reported import is_hearsay, runs_on
from streams.extract.sentences import Sentence, read_sentence, split
from streams.extract.sources import Attribution
from streams.extract.speakers import is_known, is_listed, may_speak, subject_between, surely_speaks, told_by
from streams.language import Lexicon

# Chance that the source is the right one, by how it was found; docs/method.md, "Confidence".
NAMED = 0.92  # in the sentence, by preposition or verb
CARRIED = 0.8  # a pronoun, a gap, or from the sentence before in reported speech
HEARD = 0.6  # the subject of the sentence before, or of hearsay
MOST_LIST_LINES = 16  # of a list behind a colon that belong to its source
LONGEST_LIST_LINE = 60  # characters
MOST_PLAIN = 1  # sentences in the indicative that a run of reported speech may hold
FARTHEST_AHEAD = 2  # sentences in which a source that points back is looked for
FARTHEST_BACK = 12  # sentences through which reported speech is followed
FIRST_WORD = re.compile(r"\W*(\w+)")


class Claimant(NamedTuple):
    """A source by its name, where the text names it, the media it came through, and how sure the reading is."""

    name: str
    start: int
    end: int
    via: tuple[str, ...]
    certainty: float


class Reading:
    """One article's text with what was found out about it so far; every sentence is read at most once."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.naming = Naming(text, lexicon)
        self.lexicon = lexicon
        self.begins = split(text, lexicon)
        self._sentences: dict[int, Sentence] = {}
        self._attributions: dict[int, list[Attribution]] = {}
        self._carried: dict[tuple[int, int, bool], list[Claimant]] = {}
        self._beyond: dict[tuple[int, bool], list[Claimant]] = {}
        self._quotations: list[tuple[int, int]] | None = None

    def index_at(self, offset: int) -> int:
        return bisect_right(self.begins, offset) - 1

    def end(self, index: int) -> int:
        return self.begins[index + 1] if index + 1 < len(self.begins) else len(self.text)

    def sentence(self, index: int) -> Sentence:
        found = self._sentences.get(index)
        if found is None:
            found = self._sentences[index] = read_sentence(self.text, self.begins[index], self.end(index))
        return found

    def attributions(self, index: int) -> list[Attribution]:
        found = self._attributions.get(index)
        if found is None:
            found = self._attributions[index] = attributions(self.sentence(index), self.lexicon)
        return found

    @property
    def quotations(self) -> list[tuple[int, int]]:
        if self._quotations is None:
            self._quotations = quotations(self.text)
        return self._quotations

    def quotation_at(self, offset: int) -> tuple[int, int] | None:
        place = bisect_right(self.quotations, (offset, len(self.text) + 1)) - 1
        if place >= 0 and self.quotations[place][0] <= offset < self.quotations[place][1]:
            return self.quotations[place]
        return None

    # -- who says the number at an offset ---------------------------------------------------------------------------

    def claimants(self, index: int, offset: int) -> list[Claimant]:
        """Sources of the number at this offset in sentence `index`; empty where the article says it itself."""
        sentence = self.sentence(index)
        word = sentence.at(offset)
        own = self.within(index, word)
        if own:
            return (self.pointed(index) or own) if self.loosely(index, word) else own
        quotation = self.quotation_at(offset)
        if quotation:
            around = self.around(index, quotation)
            if around:
                return around
        if self.attributions(index) and not quotation:
            return []  # the sentence names a source, but of something else
        return self.beyond(index, runs=runs_on(sentence, word, self.lexicon))

    def beyond(self, index: int, *, runs: bool) -> list[Claimant]:
        """Sources that the sentences around name for one that names none; `runs`: reported speech goes on in it."""
        known = self._beyond.get((index, runs))
        if known is None:
            known = self._beyond[index, runs] = self.look_beyond(index, runs=runs)
        return known

    def look_beyond(self, index: int, *, runs: bool) -> list[Claimant]:
        sentence = self.sentence(index)
        if is_hearsay(sentence, self.lexicon):
            planned = self.lexicon.mood["perfect_infinitive"].isdisjoint(sentence.lower)
            told = self.carried(index - 1, 0, unsaid=planned)  # nobody says of himself what he is said to have done
            if told:
                return [claimant._replace(certainty=HEARD) for claimant in told]
        if not self.lexicon.speech.thus.isdisjoint(sentence.lower):
            told = self.document(index)
            if told:
                return self.pointing_back(sentence, told)
        if runs:
            strict = not self.lexicon.mood["reported"].isdisjoint(sentence.lower)
            carried = self.carried(index - 1, MOST_PLAIN if strict else 0, unsaid=True)
            if carried:
                carried = [claimant._replace(certainty=min(claimant.certainty, CARRIED)) for claimant in carried]
                return self.pointing_back(sentence, carried)
        after_colon = self.before_line(index)
        return after_colon or self.pointed(index)

    def within(self, index: int, word: int) -> list[Claimant]:
        """Sources in the sentence itself that cover the word."""
        sentence = self.sentence(index)
        named = self.attributions(index)
        if not named:
            return []
        reaching = [a for a in named if a.first <= word < a.last and not self.holds(a, word)]
        if not reaching:
            return []
        chosen = self.choose(sentence, reaching, word)
        if chosen is None:
            return []
        gapped = self.gapped(index, chosen, word)
        return gapped or self.resolve(index, chosen, reaching)

    def choose(self, sentence: Sentence, reaching: list[Attribution], word: int) -> Attribution | None:
        """Of several attributions the one that names the source: a medium only where nobody speaks through it."""
        others = [a for a in reaching if a.kind != "citing"]
        chosen = nearest(others, word)
        if chosen and medium_of(sentence, chosen, self.lexicon) is None:
            return chosen
        cited = [a for a in reaching if a.kind == "citing" and a.phrase and self.is_owner(sentence, a.phrase)]
        if cited:
            return cited[0]
        spoken = [a for a in others if a.kind in SPOKEN and medium_of(sentence, a, self.lexicon) is None]
        return spoken[-1] if spoken and chosen not in spoken else chosen

    def gapped(self, index: int, attribution: Attribution, word: int) -> list[Claimant]:
        """The source that shares a verb with the one before: "die Polizei sprach von 500, die Veranstalter von 800"."""
        sentence, phrases = self.sentence(index), self.lexicon.phrases
        start = clause_start(sentence, word)
        if attribution.kind not in {"verb", "figure"} or not attribution.cue < start - 1:
            return []
        phrase = noun_phrase(sentence, start, self.lexicon)
        if (
            not phrase
            or phrase.end > word
            or not is_known(sentence, phrase, self.lexicon)
            or not may_speak(sentence, phrase, self.lexicon)
        ):
            return []
        between = sentence.lower[phrase.end : word]
        if any(low not in phrases["prepositions"] and low not in phrases["fillers"] for low in between):
            return []
        name = self.naming.name_of(sentence, phrase)
        return [Claimant(name, *self.span_of(sentence, phrase), (), CARRIED)] if name else []

    def loosely(self, index: int, word: int) -> bool:
        """Whether the source hangs on a verb with other senses, too: "das Beben hat 65 Opfer gefordert"."""
        chosen = nearest([a for a in self.attributions(index) if a.first <= word < a.last], word)
        return chosen is not None and self.sentence(index).words[chosen.cue] in self.lexicon.speech.loose

    def holds(self, attribution: Attribution, word: int) -> bool:
        """Whether the number is part of the source's own name or of its subject: "250 Angestellte sagten"."""
        phrase = attribution.phrase
        return phrase is not None and phrase.start <= word < phrase.end

    def around(self, index: int, quotation: tuple[int, int]) -> list[Claimant]:
        """Sources of a quotation: in the sentence that closes it, in the one that opens it, or the one before."""
        opening, closing = self.index_at(quotation[0]), self.index_at(quotation[1] - 1)
        for place in dict.fromkeys((closing, opening)):
            sentence = self.sentence(place)
            outside = [
                a for a in self.attributions(place) if not quotation[0] < sentence.starts[a.cue] < quotation[1] - 1
            ]
            if outside:
                return self.resolve(place, outside[-1] if place == closing else outside[0], [])
        before = opening - 1
        while before >= 0 and not self.sentence(before).words:
            before -= 1
        if before >= 0 and opening - before <= 3:
            if self.sentence(before).words[-1] == ":":
                return self.last_source(before)
            if self.sentence(opening).start >= quotation[0] - 1:
                spoken = self.last_source(before)
                if spoken:
                    return spoken
        return self.pointed(closing)

    def last_source(self, index: int) -> list[Claimant]:
        found = self.attributions(index)
        return self.resolve(index, found[-1], []) if found else []

    def before_line(self, index: int) -> list[Claimant]:
        """The source of the sentence before, when that ends in a colon; or of the one before the list it begins."""
        place = index
        while place > 0 and index - place < MOST_LIST_LINES:
            if place < index and not self.is_list_line(place):
                return []
            before = self.begins[place] - 1
            while before >= 0 and self.text[before].isspace():
                before -= 1
            if before < 0:
                return []
            place = self.index_at(before)
            if self.text[before] == ":":
                return self.last_source(place)
            if place == index - 1 and not self.is_list_line(index):
                return []
        return []

    def is_list_line(self, index: int) -> bool:
        """Whether the sentence is a short line without a full stop: "SPD 28 Prozent;"."""
        line = self.text[self.begins[index] : self.end(index)].strip()
        return len(line) <= LONGEST_LIST_LINE and not line.endswith((".", "!", "?"))

    def pointing_back(self, sentence: Sentence, carried: list[Claimant]) -> list[Claimant]:
        """The carried sources; named by "demnach", where the sentence has it."""
        for place, low in enumerate(sentence.lower):
            if low in self.lexicon.phrases["demonstrative"]:
                return [c._replace(start=sentence.starts[place], end=sentence.ends[place]) for c in carried]
        return carried

    def carried(self, index: int, most_plain: int, *, unsaid: bool) -> list[Claimant]:
        """Source of the reported speech that sentence `index` stands in or ends with. `unsaid`: the subject of a
        sentence without a verb of saying will do."""
        steps: list[int] = []
        plain = 0
        place = index
        found: list[Claimant] = []
        while place >= 0 and len(steps) < FARTHEST_BACK:
            if (place, most_plain, unsaid) in self._carried:
                found = self._carried[place, most_plain, unsaid]
                break
            steps.append(place)
            sentence = self.sentence(place)
            if sentence.words:
                found = self.last_source(place)
                if found:
                    break
                if not (
                    runs_on(sentence, 0, self.lexicon)
                    or is_hearsay(sentence, self.lexicon)
                    or self.quotation_at(sentence.start)
                ):
                    found = self.speaker(place) if unsaid else []
                    if found:
                        break
                    plain += 1
                    if plain > most_plain:
                        break
            place -= 1
        for step in steps:
            self._carried[step, most_plain, unsaid] = found
        return found

    def document(self, index: int) -> list[Claimant]:
        """Whose report or figures the sentence before speaks of, for "demnach"; none when it names a source."""
        place = index - 1
        while place >= 0 and not self.sentence(place).words:
            place -= 1
        if place < 0 or self.attributions(place):
            return []
        sentence = self.sentence(place)
        for word in range(len(sentence.words)):
            phrase = noun_phrase(sentence, word, self.lexicon) if told_by(sentence.words[word], self.lexicon) else None
            name = self.naming.name_of(sentence, phrase) if phrase else None
            if phrase and name:
                return [Claimant(name, *self.span_of(sentence, phrase), (), HEARD)]
        return []

    def speaker(self, index: int) -> list[Claimant]:
        """The subject of a sentence without a verb of saying, when it is a person or body: what follows in Konjunktiv I
        is said by it ("Die Polizei bittet um Mithilfe. Der Mann sei …")."""
        sentence = self.sentence(index)
        phrase = noun_phrase(sentence, 0, self.lexicon)
        if not phrase or not may_speak(sentence, phrase, self.lexicon):
            return []
        if not is_listed(sentence, phrase, self.lexicon):
            return []
        name = self.naming.name_of(sentence, phrase)
        return [Claimant(name, *self.span_of(sentence, phrase), (), HEARD)] if name else []

    def pointed(self, index: int) -> list[Claimant]:
        """The source that one of the next sentences names for this one, if none between has its own: "Dies teilte die
        Küstenwache mit"."""
        between: list[int] = []
        for place in range(index + 1, len(self.begins)):
            first = FIRST_WORD.match(self.text, self.begins[place], self.end(place))
            if not first:
                continue
            found = self.pointing(place) if first.group(1).lower() in self.lexicon.speech.opening else []
            if found:
                return [] if any(self.attributions(passed) for passed in between) else found
            between.append(place)
            if len(between) == FARTHEST_AHEAD:
                break
        return []

    def pointing(self, index: int) -> list[Claimant]:
        """The source that a sentence names which begins as those do that point back."""
        sentence = self.sentence(index)
        if len(sentence.words) < 3 or not self.points_back(sentence):
            return []
        for attribution in self.attributions(index):
            if attribution.cue <= 6 or attribution.kind == "documentary":
                return self.resolve(index, attribution, [])
        return []

    def points_back(self, sentence: Sentence) -> bool:
        """Whether the sentence begins with what the one before said: "Diese Zahlen …", "Das hat …", "Davon geht …"."""
        speech, lower, second = self.lexicon.speech, sentence.lower, sentence.words[1]
        if told_by(second, self.lexicon):
            return True
        if lower[0] not in speech.pointing or is_capital(second):
            return False
        return second in speech.cues or lower[0] not in speech.adverbs

    # -- names ------------------------------------------------------------------------------------------------------

    def resolve(self, index: int, attribution: Attribution, beside: list[Attribution]) -> list[Claimant]:
        """The claimants that an attribution names; `beside` are attributions of the same number, itself included."""
        sentence = self.sentence(index)
        via = channels(sentence, attribution, beside, self.naming, self.lexicon)
        if attribution.phrase is None:
            if attribution.pronoun is not None and sentence.lower[attribution.pronoun] in self.lexicon.speech.own:
                return self.owner(index, attribution, via)
            before = self.person_before(index, attribution)
            if before and attribution.pronoun is not None:
                return [
                    c._replace(
                        start=sentence.starts[attribution.pronoun],
                        end=sentence.ends[attribution.pronoun],
                        via=via,
                        certainty=CARRIED,
                    )
                    for c in before
                ]
            return []
        assert attribution.phrase is not None
        if attribution.unsure and not self.is_somebody(sentence, attribution.phrase):
            return []
        found = []
        for phrase in self.coordinated(sentence, attribution):
            name = self.naming.name_of(sentence, phrase)
            name = self.lexicon.speech.spelled.get(name, name)
            if name and name.split()[0] not in self.lexicon.phrases["prepositions"]:
                found.append(Claimant(name, *self.span_of(sentence, phrase), via, NAMED))
        return found

    def owner(self, index: int, attribution: Attribution, via: tuple[str, ...]) -> list[Claimant]:
        """Whose "eigene Angaben" they are: the subject of the sentence."""
        sentence = self.sentence(index)
        place = attribution.pronoun or 0
        behind = max(place, attribution.cue) + 1
        if attribution.cue < place:  # "nach eigenen Angaben"
            while behind < len(sentence.words) and not is_capital(sentence.words[behind]):
                behind += 1
            behind += 1
        begin = 2 if len(sentence.words) > 2 and sentence.words[1] in OPENING else 0  # behind a dateline
        stretches = ((begin, min(place, attribution.cue)), (behind, len(sentence.words)))
        found = [subject_between(sentence, *stretch, self.lexicon, fronted=False) for stretch in stretches]
        phrases = [subject[0] for subject in found if subject and subject[0]]
        phrase = next((one for one in phrases if may_speak(sentence, one, self.lexicon)), None)
        if not phrase:
            return []
        name = self.naming.name_of(sentence, phrase)
        return [Claimant(name, sentence.starts[place], sentence.ends[place], via, CARRIED)] if name else []

    def coordinated(self, sentence: Sentence, attribution: Attribution) -> list[NounPhrase]:
        """The phrase and those that "und" or commas join to it: "der Westen, die Ukraine und Südkorea haben"."""
        phrase = attribution.phrase
        assert phrase is not None
        phrases = [phrase]
        words, lower = sentence.words, sentence.lower
        end = phrase.end
        while end + 1 < len(words) and lower[end] in self.lexicon.phrases["conjunctions"]:
            joined = noun_phrase(sentence, end + 1, self.lexicon)
            if not joined or joined.end > attribution.cue > phrase.end:
                break
            phrases.append(joined)
            end = joined.end
        if len(phrases) == 1 or attribution.kind not in {"verb", "split"}:
            return phrases
        start = phrase.start
        while start >= 2 and words[start - 1] == ",":
            left = next(
                (k for k in range(start - 2, max(-1, start - 7), -1) if k == 0 or words[k - 1] in {",", "."}), None
            )
            joined = noun_phrase(sentence, left, self.lexicon) if left is not None else None
            if not joined or joined.core_end != start - 1:
                break
            phrases.insert(0, joined._replace(end=joined.core_end, apposition=None))
            start = joined.start
        return phrases

    def person_before(self, index: int, attribution: Attribution) -> list[Claimant]:
        """Whom "er" or "sie" stands for: the source named last."""
        place = index
        found = [a for a in self.attributions(index) if a.cue < attribution.cue and a.phrase]
        if found:
            return self.resolve(index, found[-1], [])
        for place in range(index - 1, max(-1, index - FARTHEST_BACK), -1):
            named = [a for a in self.attributions(place) if a.phrase]
            if named:
                return self.resolve(place, named[-1], [])
            sentence = self.sentence(place)
            leading = noun_phrase(sentence, 0, self.lexicon) if sentence.words else None
            if leading and leading.end < len(sentence.words):
                word = sentence.words[leading.core]
                owner = self.naming.with_first_name(word[:-1]) if word.endswith(self.lexicon.joint) else None
                if owner:
                    return [Claimant(owner, sentence.starts[leading.core], sentence.ends[leading.core], (), HEARD)]
            subject = subject_between(sentence, 0, len(sentence.words), self.lexicon, fronted=False)
            phrase = subject[0] if subject else None
            if phrase and self.is_somebody(sentence, phrase):
                name = self.naming.name_of(sentence, phrase)
                return [Claimant(name, *self.span_of(sentence, phrase), (), HEARD)] if name else []
        return []

    def is_somebody(self, sentence: Sentence, phrase: NounPhrase) -> bool:
        """Whether the phrase is surely one who can speak: by itself, or by the first name that the article gives it."""
        if surely_speaks(sentence, phrase, self.lexicon):
            return True
        alone = phrase.start == phrase.core == phrase.core_end - 1
        return alone and self.naming.full_name(sentence.words[phrase.core]) != sentence.words[phrase.core]

    def span_of(self, sentence: Sentence, phrase: NounPhrase) -> tuple[int, int]:
        end = phrase.core_end if phrase.attribute is None and phrase.apposition is None else phrase.end
        return sentence.starts[phrase.start], sentence.ends[end - 1]

    def is_owner(self, sentence: Sentence, phrase: NounPhrase) -> bool:
        """Whether a cited phrase is somebody, not just words: "auf den Geheimdienst", not "auf eigene Recherchen"."""
        return phrase.attribute is not None or not head_in(sentence.words[phrase.core], self.lexicon.speech.reports)


def nearest(found: list[Attribution], word: int) -> Attribution | None:
    """The attribution whose cue stands last before the word; else the first behind it."""
    before = [a for a in found if a.cue < word]
    if before:
        firm = [a for a in before if a.kind != "figure"]
        return firm[-1] if firm and before[-1].kind == "figure" and firm[-1].kind != "verb" else before[-1]
    return found[0] if found else None
