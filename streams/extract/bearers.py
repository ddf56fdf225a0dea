"""Bearers: whom the sources of an article's sentences name: «die Ministerin», «sie», «nach eigenen Angaben».

Base of `claimants`, which says whose number is whose. Every sentence is read at most once.
"""

from bisect import bisect_right
from typing import NamedTuple

from streams.extract.attributions import attributions
from streams.extract.channels import channels
from streams.extract.naming import Naming
from streams.extract.phrases import OPENING, NounPhrase, is_capital, noun_phrase
from streams.extract.sentences import Sentence, read_sentence, split
from streams.extract.sources import Attribution
from streams.extract.speakers import is_listed, may_speak, subject_between, surely_speaks
from streams.language import Lexicon

# Chance that the source is the right one, by how it was found; docs/method.md, "Confidence".
NAMED = 0.92  # in the sentence, by preposition or verb
CARRIED = 0.8  # a pronoun, a gap, or from the sentence before in reported speech
HEARD = 0.6  # the subject of the sentence before, or of hearsay
FARTHEST_BACK = 12  # sentences through which reported speech is followed


class Claimant(NamedTuple):
    """A source by its name, where the text names it, the media it came through, and how sure the reading is."""

    name: str
    start: int
    end: int
    via: tuple[str, ...]
    certainty: float


class Bearers:
    """One article's text: its sentences, what each attributes, and whom that names."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.naming = Naming(text, lexicon)
        self.lexicon = lexicon
        self.begins = split(text, lexicon)
        self._sentences: dict[int, Sentence] = {}
        self._attributions: dict[int, list[Attribution]] = {}

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

    def last_source(self, index: int) -> list[Claimant]:
        found = self.attributions(index)
        return self.resolve(index, found[-1], []) if found else []

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
        if found[0] and found[0][0] is None:  # "sie haben nach eigenen Angaben"
            before = self.person_before(index, attribution)
            return [c._replace(start=sentence.starts[place], end=sentence.ends[place], via=via) for c in before]
        phrases = [subject[0] for subject in found if subject and subject[0]]
        phrases = [p for p in phrases if p.start == 0 or not sentence.words[p.start - 1].isdigit()]  # what is counted
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

    def subject(self, index: int, end: int) -> list[Claimant]:
        """The subject of what stands before a quotation, up to a word: "Eva Huber ist zufrieden: „Wir haben …“"."""
        sentence = self.sentence(index)
        found = subject_between(sentence, 0, end, self.lexicon, fronted=False)
        phrase = found[0] if found else None
        if not phrase or not self.is_somebody(sentence, phrase):
            return []
        name = self.naming.name_of(sentence, phrase)
        return [Claimant(name, *self.span_of(sentence, phrase), (), HEARD)] if name else []

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

    def is_somebody(self, sentence: Sentence, phrase: NounPhrase) -> bool:
        """Whether the phrase is surely one who can speak: by itself, or by the first name that the article gives it."""
        if surely_speaks(sentence, phrase, self.lexicon):
            return True
        alone = phrase.start == phrase.core == phrase.core_end - 1
        return alone and self.naming.full_name(sentence.words[phrase.core]) != sentence.words[phrase.core]

    def span_of(self, sentence: Sentence, phrase: NounPhrase) -> tuple[int, int]:
        end = phrase.core_end if phrase.attribute is None and phrase.apposition is None else phrase.end
        return sentence.starts[phrase.start], sentence.ends[end - 1]
