"""Noun phrases: where one begins and ends, and by which name its bearer is known.

Called by `claimants` for the sources of speech: «der Generalsekretär des Bündnisses, Mark Rutte,» -> Mark Rutte.
"""

from functools import lru_cache
from typing import NamedTuple

from streams.extract.nouns import REMEMBERED, head_in
from streams.extract.sentences import Sentence
from streams.language import Lexicon
from streams.language.name_tables import Entry, Institution, fold

QUOTES = frozenset("„“”\"»«'‚‘’")
OPENING = frozenset({":", "–", "—"})  # behind them a sentence may begin: "Wien – Noch am Montag …"
LONGEST = 14  # words of one noun phrase


class NounPhrase(NamedTuple):
    """Word indexes: the phrase, its article and adjectives, its run of capitals, and what explains that run."""

    start: int
    core: int  # where the capitals begin
    core_end: int
    end: int  # behind attributes and appositions
    attribute: int | None = None  # where the phrase in the genitive, or behind "von", begins
    apposition: tuple[int, int] | None = None  # a name between commas


@lru_cache(maxsize=REMEMBERED)
def entry_of(name: str, lexicon: Lexicon) -> Entry | None:
    """What the name tables know under this name, in whatever spelling and case."""
    return lexicon.names.forms.get(fold(name))


@lru_cache(maxsize=REMEMBERED)
def institution_of(word: str, lexicon: Lexicon) -> Institution | None:
    """The institution or office that a noun names."""
    return lexicon.names.institution(word)


def is_capital(word: str) -> bool:
    """Whether it is written like a noun or name: also "dpa-Meldung", "al-Arabiya"."""
    return word[0].isupper() or ("-" in word and word[word.index("-") + 1 :][:1].isupper())


def noun_phrase(sentence: Sentence, index: int, lexicon: Lexicon, depth: int = 0) -> NounPhrase | None:
    """The noun phrase that begins with word `index`; None where none begins."""
    words, lower = sentence.words, sentence.lower
    count, start = len(words), index
    limit = min(count, index + LONGEST)
    while index < limit and words[index] in QUOTES:
        index += 1
    while index < limit and lower[index] in lexicon.phrases["determiners"]:
        index += 1
    if start < index < limit and lower[index] in lexicon.phrases["prepositions"]:
        index = behind_insertion(sentence, index, limit, lexicon)
    if index == start and index + 1 < limit and begins_with_adjective(sentence, index, lexicon):
        index += 1  # "Offiziellen Angaben zufolge"
    while index < limit and not is_capital(words[index]) and words[index] not in lexicon.speech.uncapped:
        if not (
            is_adjective(lower[index], lexicon) or lower[index] in lexicon.phrases["fillers"] or words[index] in QUOTES
        ):
            return None
        index += 1
    if index >= limit or (index == start and opens_no_phrase(sentence, index, lexicon)):
        return None
    core = index
    index = end_of_capitals(sentence, index, limit, lexicon)
    if index == core:
        return None
    core_end, attribute, apposition = index, None, None
    if index < count and words[index] in QUOTES and index > 0:
        index += 1
    if index < count and words[index] == "(":
        closing = next((k for k in range(index, min(count, index + 6)) if words[k] == ")"), None)
        index = closing + 1 if closing else index
    if depth < 2 and index < count and lower[index] in lexicon.phrases["genitives"]:
        inner = index + 1 if lower[index] in lexicon.phrases["prepositions"] else index
        nested = noun_phrase(sentence, inner, lexicon, depth + 1)
        if nested:
            attribute, index = inner, nested.end
    elif (
        depth < 2
        and index + 1 < count
        and lower[index].endswith("er")
        and is_adjective(lower[index], lexicon)
        and is_capital(words[index + 1])
    ):
        attribute = index  # "Schätzungen französischer Behörden"
        index = end_of_capitals(sentence, index + 1, limit + 2, lexicon)
    if depth == 0 and index + 1 < count and lower[index] in lexicon.phrases["prepositions"]:
        placed = noun_phrase(sentence, index + 1, lexicon, 2)
        if placed and placed.end + 1 < count and words[placed.end] == ",":
            named = end_of_capitals(sentence, placed.end + 1, min(count, placed.end + 6), lexicon)
            if named > placed.end + 1 and named < count and words[named] == ",":
                index = placed.end
    if depth == 0 and index + 1 < count and words[index] == ",":
        named = end_of_capitals(sentence, index + 1, min(count, index + 6), lexicon)
        if named > index + 1 and (named == count or words[named] in ",.:;)"):
            apposition, index = (index + 1, named), named
    return NounPhrase(start, core, core_end, index, attribute, apposition)


def begins_with_adjective(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    """Whether the word is an adjective, written like a name because it begins the sentence, before a report."""
    if index and sentence.words[index - 1] not in QUOTES and sentence.words[index - 1] not in OPENING:
        return False
    declined = sentence.lower[index].endswith(lexicon.dative_endings) and is_capital(sentence.words[index])
    return declined and head_in(sentence.words[index + 1], lexicon.speech.reports) is not None


def opens_no_phrase(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    """Whether the word is written like a noun only because it begins a sentence: "Laut", "Doch", "Ähnlich"."""
    word, folded = sentence.words[index], sentence.lower[index]
    if folded in lexicon.phrases["prepositions"] or folded in lexicon.phrases["subordinators"]:
        return True
    begins = index == 0 or sentence.words[index - 1] in QUOTES or sentence.words[index - 1] in OPENING
    return begins and (
        word in lexicon.starters or (word.endswith(lexicon.adverb_endings) and folded not in lexicon.nouns)
    )


def is_common(word: str, lexicon: Lexicon) -> bool:
    """Whether a capitalised word is a noun of the tables or an acronym, and no first name."""
    if word.isupper():
        return True  # no first name: "des STANDARD von gestern"
    speech = lexicon.speech
    heads = (speech.persons, speech.reports, speech.documents)
    if institution_of(word, lexicon):
        return True
    return word.lower() in lexicon.nouns or any(head_in(word, known) for known in heads)


def behind_insertion(sentence: Sentence, index: int, limit: int, lexicon: Lexicon) -> int:
    """Behind what stands between an article and its participle: "einer (am Dienstag) veröffentlichten Mitteilung"."""
    for place in range(index + 1, limit - 1):
        if sentence.words[place] in ",.;:":
            break
        if (
            sentence.lower[place].endswith(lexicon.adjective_endings)  # a verb's form, too: "veröffentlichten"
            and is_capital(sentence.words[place + 1])
            and is_capital(sentence.words[place - 1])
            and sentence.lower[place] not in lexicon.phrases["determiners"]
            and sentence.lower[place] not in lexicon.phrases["prepositions"]
        ):
            return place + 1
    return index


def end_of_capitals(sentence: Sentence, index: int, limit: int, lexicon: Lexicon) -> int:
    """Behind the run of capitalised words at `index`, name particles within it included."""
    words, lower, first = sentence.words, sentence.lower, index
    while index < limit:
        word = words[index]
        if index > first and word in lexicon.times:
            return index  # "teilte der Konzern Mittwochabend mit"
        if (is_capital(word) and lower[index] not in lexicon.phrases["conjunctions"]) or (
            word in lexicon.speech.uncapped
        ):
            if index > first and word.endswith(lexicon.plural_endings):
                return index  # "erwartet die IADB Überweisungen"
            index += 1
            if lower[index - 1] in lexicon.silent:
                return index  # "deren Kosten Huber beziffert"
            if (
                word[-1] == "-"
                and index + 1 < limit
                and lower[index] in lexicon.phrases["conjunctions"]
                and is_capital(words[index + 1])
            ):
                index += 1  # Prüfungs- und Beratungsgesellschaft
        elif word in lexicon.particles and index > 0 and is_capital(words[index - 1]):
            behind = index + 1
            while behind < limit and words[behind] in lexicon.particles:
                behind += 1
            role = is_common(words[index - 1], lexicon) or word in lexicon.phrases["determiners"]
            if role or behind >= limit or not is_capital(words[behind]):
                return index
            index = behind + 1
        elif word == "." and len(words[index - 1]) <= 2 and index + 1 < limit and is_capital(words[index + 1]):
            index += 1  # George W. Bush
        elif (
            first < index < limit - 1
            and is_capital(words[index + 1])
            and entry_of(" ".join(words[index - 1 : index + 2]), lexicon)
        ):
            index += 2  # Fridays for Future
        else:
            return end_of_motto(sentence, first, index, limit, lexicon)
    return index


def end_of_motto(sentence: Sentence, first: int, index: int, limit: int, lexicon: Lexicon) -> int:
    """Behind the motto that an association is called by: "Bündnis Hand in Hand", "Bündnis „Hand in Hand“"."""
    words, kinds = sentence.words, lexicon.speech.associations
    if index - 1 >= first and words[index] in QUOTES and head_in(words[index - 1], kinds):
        return next((k for k in range(index + 2, limit) if words[k] in QUOTES), index)
    named = index - 2 >= first and head_in(words[index - 2], kinds) and index + 1 < limit
    if not named or sentence.lower[index] not in lexicon.phrases["within_mottos"]:
        return index
    motto = is_capital(words[index + 1]) and words[index + 1] not in lexicon.times
    return (
        index + 2
        if motto and not (entry_of(words[index + 1], lexicon) or entry_of(words[index - 1], lexicon))
        else index
    )


def is_adjective(folded: str, lexicon: Lexicon) -> bool:
    """Whether a word in small letters may be an adjective before a noun."""
    phrases = lexicon.phrases
    return (
        folded.endswith(lexicon.adjective_endings)
        and folded not in phrases["prepositions"]
        and folded not in phrases["subordinators"]
        and folded not in phrases["conjunctions"]
        and folded not in phrases["impersonal"]
        and folded not in phrases["perfect"]
        and folded not in phrases["passive"]
        and folded not in lexicon.speech.cues
    )


def words_between(sentence: Sentence, start: int, end: int) -> str:
    return " ".join(word for word in sentence.words[start:end] if word not in QUOTES)


def nominative(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> str:
    """The phrase in the nominative, without article: "des südlichen Dienstes" -> "südlicher Dienst"."""
    words, lower = sentence.words, sentence.lower
    core = list(words[phrase.core : phrase.core_end])
    article = lower[phrase.start] if phrase.start < phrase.core else ""
    possessed = article in lexicon.phrases["possessed"]
    if possessed and core:
        core[-1] = without_genitive(core[-1], lexicon)
    elif core:
        core[-1] = without_dative(core[-1], lexicon)
    first = phrase.core
    while (
        first > phrase.start
        and (words[first - 1] == lower[first - 1] or first - 1 == 0)
        and is_adjective(lower[first - 1], lexicon)
        and lower[first - 1] not in lexicon.phrases["determiners"]
        and lower[first - 1] not in lexicon.phrases["fillers"]
    ):
        first -= 1
    if len(core) > 1 and article and core[0].lower().endswith(lexicon.proper_adjectives):
        ending = adjective_ending(article, core[0], core[-1].lower(), lexicon)
        core[0] = decline(core[0], ending, lexicon)  # "das Rote Kreuz", "des Weißen Hauses"
    adjectives = lower[first : phrase.core]
    if adjectives and core:
        ending = adjective_ending(article, adjectives[-1], core[-1].lower(), lexicon)
        adjectives = [decline(word, ending, lexicon) for word in adjectives]
    return " ".join([*adjectives, *(word for word in core if word not in QUOTES)])


def without_genitive(word: str, lexicon: Lexicon) -> str:
    """The nominative of a noun in the genitive: Geheimdienstes -> Geheimdienst, Ministeriums -> Ministerium."""
    for ending, size in lexicon.genitive_endings:
        if word.endswith(ending):
            return word[: len(word) - size]
    return word


def without_dative(word: str, lexicon: Lexicon) -> str:
    """The nominative of a noun in the dative plural: "laut Veranstaltern" -> Veranstalter."""
    return word[:-1] if word.endswith(lexicon.dative_plural) and is_common(word[:-1], lexicon) else word


def adjective_ending(article: str, adjective: str, noun: str, lexicon: Lexicon) -> str:
    """Ending in the nominative of an adjective without an article, by the noun's ending or the article that it had."""
    strong = lexicon.strong_endings
    if noun.endswith(lexicon.neuter):
        return strong["neuter"]
    if noun.endswith(lexicon.feminine):
        return strong["feminine"]
    if article in lexicon.phrases["undeclined"]:
        return adjective[-2:]  # "ein südkoreanischer Beamter" has it already
    if article in lexicon.phrases["oblique"]:
        return strong["masculine"]
    if article in lexicon.phrases["masculine"] and adjective.endswith(strong["feminine"]):
        return strong["masculine"]  # "der südkoreanische Geheimdienst"
    return strong["feminine"]


def decline(adjective: str, ending: str, lexicon: Lexicon) -> str:
    for old in sorted(lexicon.adjective_endings, key=len, reverse=True):
        if adjective.endswith(old):
            return adjective[: len(adjective) - len(old)] + ending
    return adjective
