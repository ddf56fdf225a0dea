"""Claimants: who says what an article reports, across sentences, quotations and reported speech.

`Reading` walks one article; for a number it answers with the sources of that number, or none where the article speaks
itself. Called by `extract`.
"""

import re
from bisect import bisect_right

from streams.extract.bearers import CARRIED, FARTHEST_BACK, HEARD, Bearers, Claimant
from streams.extract.channels import choose, nearest
from streams.extract.clauses import clause_start
from streams.extract.phrases import is_capital, noun_phrase
from streams.extract.quotes import quotations
from streams.extract.reported import is_hearsay, reports, runs_on
from streams.extract.sentences import Sentence
from streams.extract.sources import Attribution
from streams.extract.speakers import is_known, may_speak, told_by
from streams.language import Lexicon

MOST_LIST_LINES = 16  # of a list behind a colon that belong to its source
LONGEST_LIST_LINE = 60  # characters
MOST_PLAIN = 1  # sentences in the indicative that a run of reported speech may hold
FARTHEST_AHEAD = 2  # sentences in which a source that points back is looked for
FIRST_WORD = re.compile(r"\W*(\w+)")


class Reading(Bearers):
    """One article's text with what was found out about it so far."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        super().__init__(text, lexicon)
        self._carried: dict[tuple[int, int, bool], list[Claimant]] = {}
        self._within: dict[tuple[int, ...], list[Claimant]] = {}  # by sentence and cues
        self._beyond: dict[tuple[int, bool], list[Claimant]] = {}
        self._quotations: list[tuple[int, int]] | None = None

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
            most_plain = MOST_PLAIN if strict else 0
            carried = (
                self.carried(index - 1, most_plain, unsaid=False)
                or self.ahead(index, closing=True)
                or self.carried(index - 1, most_plain, unsaid=True)
                or self.ahead(index, closing=False)
            )
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
        chosen = choose(sentence, reaching, word, self.lexicon)
        if chosen is None:
            return []
        gapped = self.gapped(index, chosen, word)
        if gapped:
            return gapped
        cues = (index, chosen.cue, *(a.cue for a in reaching))
        known = self._within.get(cues)
        if known is None:
            known = self._within[cues] = self.resolve(index, chosen, reaching)
        return known

    def gapped(self, index: int, attribution: Attribution, word: int) -> list[Claimant]:
        """The source that shares a verb with the one before: "die Polizei sprach von 500, die Veranstalter von 800"."""
        sentence, phrases = self.sentence(index), self.lexicon.phrases
        if attribution.kind not in {"verb", "figure"}:
            return []
        start = clause_start(sentence, word)
        joined = [k + 1 for k in range(start + 1, word) if sentence.lower[k] in phrases["conjunctions"]]
        if joined and sentence.lower[joined[-1]] in phrases["determiners"]:
            start = joined[-1]
        if not attribution.cue < start - 1:
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
        passing = phrases["fillers"] | phrases["contrasting"]
        repeated = phrases["prepositions"].intersection(sentence.lower[attribution.cue : start])
        if not (passing | repeated).issuperset(between):
            return []
        name = self.naming.name_of(sentence, phrase)
        return [Claimant(name, *self.span_of(sentence, phrase), (), CARRIED)] if name else []

    def loosely(self, index: int, word: int) -> bool:
        """Whether the source hangs on a verb with other senses, too: "das Beben hat 65 Opfer gefordert"."""
        sentence = self.sentence(index)
        chosen = nearest(
            sentence, [a for a in self.attributions(index) if a.first <= word < a.last], word, self.lexicon
        )
        return chosen is not None and sentence.words[chosen.cue] in self.lexicon.speech.loose

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
        sentence = self.sentence(opening)
        quoted = sentence.at(quotation[0])
        if quoted > 1 and sentence.words[quoted - 1] == ":":
            return self.subject(opening, quoted)
        before = opening - 1
        while before >= 0 and not self.sentence(before).words:
            before -= 1
        if before >= 0 and opening - before <= 3:
            if self.sentence(before).words[-1] == ":":
                return self.last_source(before) or self.subject(before, len(self.sentence(before).words))
            if self.sentence(opening).start >= quotation[0] - 1:
                spoken = self.last_source(before)
                if spoken:
                    return spoken
        return self.pointed(closing)

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

    def ahead(self, index: int, *, closing: bool) -> list[Claimant]:
        """The source that a sentence behind reported speech names: "Es seien 300 gewesen. 40 fehlten, sagte X."
        `closing`: only one behind more of that speech."""
        speech = self.sentence(index)
        if ":" in speech.words or not reports(speech, 0, self.lexicon):
            return []  # behind a colon somebody has been named already
        for place in range(index + 1, min(index + 1 + FARTHEST_AHEAD, len(self.begins))):
            sentence, named = self.sentence(place), self.attributions(place)
            if "\n" in self.text[speech.start : sentence.start]:
                return []  # another paragraph
            if named:
                closes = reports(sentence, 0, self.lexicon) and clause_start(sentence, named[0].cue) > 0
                found = self.resolve(place, named[0], []) if closes or not closing else []
                return [claimant._replace(certainty=HEARD) for claimant in found]
            if not runs_on(sentence, 0, self.lexicon):
                return []
        return []

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
