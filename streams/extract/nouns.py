"""Nouns: what is counted, «10.000 nordkoreanische Elitesoldaten» -> Elitesoldat; and what a noun is by its head.

Called by `extract` for every quantity; knows nothing of measures.
"""

from functools import lru_cache

from streams.extract.sentences import Sentence
from streams.language import Lexicon, Noun

FARTHEST = 8  # words between a number and its noun: "350 der landesweit von der Bleikontaminierung betroffenen Systeme"
REMEMBERED = 20_000  # words whose heads are kept; a newspaper's vocabulary of nouns
OPENINGS = frozenset({":", "–", "—"})  # what a sentence may begin behind, a dateline above all
SHORTEST_HEAD = 3  # letters of a compound's last part
SHORTEST_FORM = 4  # letters of a compound's last part where it is not the lemma


@lru_cache(maxsize=REMEMBERED)
def head_in(word: str, heads: frozenset[str]) -> str | None:
    """The head that the word is or ends in: "NATO-Generalsekretär" has the head "Sekretär"."""
    if word in heads:
        return word
    if word[-SHORTEST_HEAD:].lower() not in endings_of(heads):
        return None  # the common case
    for cut in range(2, len(word) - SHORTEST_HEAD + 1):
        tail = word[cut:]
        if tail[0] == "-":
            continue
        if tail.capitalize() in heads and (tail[0].islower() or word[cut - 1] == "-"):
            return tail.capitalize()
    return None


@lru_cache(maxsize=32)  # a lexicon has a dozen sets of heads
def endings_of(heads: frozenset[str]) -> frozenset[str]:
    return frozenset(head[-SHORTEST_HEAD:].lower() for head in heads)


@lru_cache(maxsize=REMEMBERED)
def head_noun(word: str, lexicon: Lexicon) -> Noun | None:
    """The table's noun that the word is, or that it ends in: Elitesoldaten -> Soldat. None when no head is known."""
    folded = word.lower()
    known = lexicon.nouns.get(folded)
    if known:
        return known
    if "-" in folded:
        folded = folded.rsplit("-", 1)[1]
        known = lexicon.nouns.get(folded)
        if known:
            return known
    for cut in range(2, len(folded) - SHORTEST_HEAD + 1):
        known = lexicon.nouns.get(folded[cut:])
        if known and is_head(folded[cut:], known):
            return known
    return None


def is_head(form: str, noun: Noun) -> bool:
    """Whether a compound may end in this form: in "Zug" and "-zügen", but "-gen" is no form of "Gen"."""
    return len(form) >= SHORTEST_FORM or form == noun.lemma.lower()


@lru_cache(maxsize=REMEMBERED)
def lemma_of(word: str, lexicon: Lexicon) -> str:
    """The word as a dictionary lists it: by the table's head, else by the commonest endings."""
    known = lexicon.nouns.get(word.lower())
    if known:
        return known.lemma
    noun = head_noun(word, lexicon)
    if noun:
        for size in range(len(word) - 2, SHORTEST_HEAD - 1, -1):
            form = word[-size:].lower()
            if lexicon.nouns.get(form) is noun and is_head(form, noun):
                lemma = noun.lemma
                return word[:-size] + (lemma if word[-size].isupper() else lemma[0].lower() + lemma[1:])
    return singular(word, lexicon)


def singular(word: str, lexicon: Lexicon) -> str:
    """A guess at the nominative singular of an unknown noun, by the endings that are safe to take off."""
    for ending, instead in lexicon.lemma_endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_HEAD:
            return word[: len(word) - len(ending)] + instead
    return word


def counted_noun(sentence: Sentence, first: int, lexicon: Lexicon, *, fronted: bool = False) -> tuple[int, str] | None:
    """Index and lemma of the noun that a number before word `first` counts; None when none follows it.

    Behind a number that is `fronted`, adjectives end in -e: "150.000 bilden Ketten" counts no chains.
    """
    words, lower = sentence.words, sentence.lower
    phrases = lexicon.phrases
    index, limit, ending = first, min(len(words), first + FARTHEST), ""
    while index < limit:
        word, folded = words[index], lower[index]
        if word in lexicon.times:
            return None
        if is_noun(word) and folded not in lexicon.mute:
            behind = index + 1
            if word in lexicon.containers and behind < len(words) and is_noun(words[behind]):
                index = behind
            return index, lemma_of(words[index], lexicon)
        behind_word = lower[index + 1] if index + 1 < limit else ""
        governing = folded in phrases["prepositions"] and (folded not in phrases["genitives"] or index > first)
        if governing or (folded in phrases["genitives"] and behind_word in phrases["prepositions"]):
            found = behind_participle(sentence, index, limit, lexicon)
            return (found, lemma_of(words[found], lexicon)) if found else None
        if folded in lexicon.speech.agents:
            found = behind_participle(sentence, index, limit, lexicon)
            if found:
                return found, lemma_of(words[found], lexicon)  # "zwei vom Staat bestellte Prüfer"
            if index == first and words[first - 1][0].isdigit() and index + 1 < limit and is_noun(words[index + 1]):
                return None  # "15 von Syriza"
        if folded in phrases["genitives"] or folded in phrases["determiners"]:
            index += 1  # "40 der Gemeinden", "Tausende von Menschen"
        elif index > first and (folded in phrases["conjunctions"] or word == ","):
            if not behind_word.endswith(lexicon.adjective_endings) or behind_word in phrases["determiners"]:
                return None
            index += 1  # "nationale und internationale Mitarbeiter"
        elif is_modifier(folded, word, lexicon) or word in "„“\"»«'(":
            if not agrees(folded, ending) or (fronted and index == first and folded.endswith("en")):
                return None
            ending = folded[-2:] if folded.endswith(("e", "en")) and folded not in phrases["fillers"] else ending
            index += 1
        elif folded.endswith(lexicon.adverb_endings) and is_modifier(behind_word, behind_word or "-", lexicon):
            index += 1  # "30 jährlich stattfindende Feste"
        else:
            return None
    return None


def agrees(adjective: str, ending: str) -> bool:
    """Whether a word may be an adjective beside one that ends so: in "acht weiteren legte das Gericht" it is a verb."""
    return not ending or not adjective.endswith(("e", "en")) or adjective.endswith("en") == (ending == "en")


def is_noun(word: str) -> bool:
    return word[0].isupper() and (word.isalpha() or "-" in word)


def behind_participle(sentence: Sentence, index: int, limit: int, lexicon: Lexicon) -> int | None:
    """The noun behind what is put in before it: "zwei (aus Ungarn erwartete) Züge"."""
    words, lower = sentence.words, sentence.lower
    for place in range(index + 2, min(len(words), limit + 3)):
        if words[place] in ",.;:()" or words[place][0].isdigit():
            return None
        if is_noun(words[place]) and is_modifier(lower[place - 1], words[place - 1], lexicon):
            adjective = lower[place - 1]
            governed = place - 2
            while governed > index and not is_noun(words[governed]):
                governed -= 1
            if governed > index and adjective not in lexicon.phrases["determiners"]:
                return place
    return None


def noun_before(sentence: Sentence, first: int, start: int, lexicon: Lexicon) -> int | None:
    """The noun that an amount belongs to when it stands before: "ein Anteil von 27 Prozent", "Gutscheine im Wert von
    50 Euro", "Diebstahl (64 Prozent)". None unless only prepositions, adverbs or transparent nouns are between."""
    words, lower = sentence.words, sentence.lower
    index, linked = first - 1, False
    while index >= start and first - index <= FARTHEST:
        word, folded = words[index], lower[index]
        if index == 0 and word in lexicon.starters:
            return None
        if is_noun(word):
            if folded not in lexicon.transparent and word not in lexicon.times and folded not in lexicon.mute:
                speech = lexicon.speech
                told = head_in(word, speech.reports) or head_in(word, speech.documents) or word in speech.papers
                return index if linked and not told else None
        elif folded in lexicon.phrases["linking"] or word == "(":
            linked = True
        elif folded not in lexicon.phrases["fillers"] and folded not in lexicon.phrases["determiners"]:
            return None
        index -= 1
    return None


def noun_of_number(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> tuple[int, str] | None:
    """What is counted where the clause says "number" of it: "die Zahl der Anzeigen stieg auf …", "die Opferzahl …"."""
    for index in range(end - 1, start - 1, -1):
        folded = sentence.lower[index]
        if folded in lexicon.transparent:
            of = index + 1 < end and sentence.lower[index + 1] in lexicon.phrases["genitives"]
            found = counted_noun(sentence, index + 1, lexicon) if of else None
            return found if found and found[0] < end else None
        part = next((folded.removesuffix(word) for word in lexicon.transparent if folded.endswith(word)), "")
        noun = lexicon.nouns.get(part)
        if noun:
            return index, noun.lemma
    return None


def subject_noun(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> int | None:
    """Head of the first phrase in [start, end) that no preposition governs; of its genitive when it says only "how
    much": "der Anteil der Befürworter wuchs"."""
    words, lower = sentence.words, sentence.lower
    phrases = lexicon.phrases
    index, governed = start + begins_with_verb(sentence, start, lexicon), False
    while index < end:
        folded = lower[index]
        if folded in phrases["prepositions"] or lexicon.speech.cues.get(folded) == "before":
            governed = True  # "laut PwC" names nobody's share
        elif words[index] in lexicon.starters and (index == 0 or words[index - 1] in OPENINGS):
            governed = False
        elif is_noun(words[index]) and folded not in lexicon.phrases["pronouns"]:
            while index + 1 < end and is_noun(words[index + 1]):
                index += 1
            sourced = index + 1 < end and lexicon.speech.cues.get(lower[index + 1]) == "after"  # "der Weltbank zufolge"
            if not governed and not sourced and words[index] not in lexicon.times and lower[index] not in lexicon.mute:
                if lower[index] in lexicon.transparent and index + 1 < end and lower[index + 1] in phrases["genitives"]:
                    inner = counted_noun(sentence, index + 1, lexicon)
                    if inner and inner[0] < end:
                        return inner[0]
                return index
            governed = False
        index += 1
    return None


def begins_with_verb(sentence: Sentence, start: int, lexicon: Lexicon) -> bool:
    """Whether a sentence begins with a verb: "Kostet er 20 Euro, …"; a pronoun stands behind it."""
    pronouns = lexicon.phrases["pronouns"] | lexicon.phrases["impersonal"]
    return start == 0 and len(sentence.lower) > 1 and sentence.lower[1] in pronouns


def is_modifier(folded: str, word: str, lexicon: Lexicon) -> bool:
    """Whether a word in small letters may stand between a number and its noun."""
    if not word[0].islower():
        return False
    phrases = lexicon.phrases
    return (
        folded.endswith(lexicon.adjective_endings)
        and folded not in phrases["passive"]
        and folded not in phrases["perfect"]
        and folded not in phrases["prepositions"]
        and folded not in phrases["subordinators"]
        and folded not in phrases["conjunctions"]
        and folded not in phrases["finite"]
        and folded not in phrases["impersonal"]
    ) or folded in phrases["fillers"]
