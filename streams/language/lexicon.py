"""Lexicons: all that is particular to a language, as one frozen value, which `loading` makes of its tables.

Everything in `extract` is handed one and holds no German of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from streams.language.calendar_words import CalendarWords
from streams.language.level_words import LevelWords
from streams.language.names import Names
from streams.language.numeral_words import NumeralWords
from streams.language.quantity_words import QuantityWords

TAIL = 3  # letters by which most words are told to be no abbreviations


class LexiconError(ValueError):
    """A language's table is at fault; the message names the file and the fault."""


class UnknownLanguage(LookupError):  # noqa: N818
    """There is no lexicon for this language."""


class Noun(NamedTuple):
    """A noun by which things are counted."""

    lemma: str
    measure: str


class Event(NamedTuple):
    """What a verb near a number says of what is counted: the measure, and the measures that it refines."""

    measure: str
    of: frozenset[str]
    particle: str  # that must follow in the clause: "kommen … an"; empty for most


@dataclass(frozen=True, slots=True)
class Speech:
    """How others are quoted."""

    cues: Mapping[str, str]  # word -> kind of cue; see claimants
    particles: Mapping[str, frozenset[str]]  # verb -> the particles without which it does not mean saying
    reports: frozenset[str]  # heads: "Angaben"
    documents: frozenset[str]  # heads: "Bericht"
    papers: frozenset[str]  # the same, but in no compound: "Stand", not "Rückstand"
    surveys: frozenset[str]  # heads of documents that are full of figures: "Umfrage"
    anonymous: frozenset[str]
    persons: frozenset[str]  # heads of roles: "Präsident"
    spokespersons: frozenset[str]
    within: frozenset[str]
    towards: frozenset[str]
    own: frozenset[str]
    origins: frozenset[str]  # "Angaben aus Kiew"
    having: frozenset[str]  # verbs of counting that mean having, said of a place or body
    governing: frozenset[str]  # "laut", which stands before a source, not before a subject
    through: frozenset[str]  # prepositions before the medium that something is said in
    editors: frozenset[str]  # heads of roles that a medium has itself
    uncapped: frozenset[str]  # names in small letters: dpa
    thus: frozenset[str]  # "demnach", but not "danach", which is a time, too
    surveying: frozenset[str]  # prepositions before a survey: "in einer Umfrage"
    moving: frozenset[str]  # participles with "sein"
    whom: frozenset[str]  # "Umfragen, nach denen"
    impersonal: frozenset[str]
    agents: frozenset[str]
    as_: frozenset[str]
    loose: frozenset[str]
    pointing: frozenset[str]
    adverbs: frozenset[str]  # those among them that point only right before a verb of saying: "Davon geht … aus"
    opening: frozenset[str]  # first words of sentences that may point back
    media: frozenset[str]
    bodies: frozenset[str]  # "Konzern"
    associations: frozenset[str]  # "Bündnis"
    spelled: Mapping[str, str]  # short names that stand for longer ones: US -> USA


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One language. Words are keys as written in a sentence's middle, unless said otherwise."""

    language: str
    numerals: NumeralWords
    quantities: QuantityWords
    levels: LevelWords
    leveling: frozenset[str]  # words, in lower case, without one of which near it a number is a total
    leveling_beside: frozenset[str]  # the same, when they stand beside it
    calendar: CalendarWords
    dating: frozenset[str]  # words, in lower case, without one of which a sentence gives no day but by digits
    names: Names
    abbreviations: frozenset[str]
    abbreviation_tails: frozenset[str]  # their last letters, of those that are long enough
    starters: frozenset[str]
    phrases: Mapping[str, frozenset[str]]  # class -> words, in lower case
    containers: frozenset[str]
    times: frozenset[str]
    particles: frozenset[str]
    transparent: frozenset[str]  # nouns that say only how much, in lower case
    adverb_endings: tuple[str, ...]
    adjective_endings: tuple[str, ...]
    infinitive_endings: tuple[str, ...]
    attributive_endings: tuple[str, ...]  # of participles before a noun
    no_subjunctive: tuple[str, ...]  # endings in -e of what is no Konjunktiv I: past tenses and adverbs
    dative_endings: tuple[str, ...]  # of adjectives
    participle_endings: tuple[str, ...]
    participle_prefixes: tuple[str, ...]  # alone, and behind a particle: ge, mitge
    verbal_particles: tuple[str, ...]
    joint: str  # letter between the parts of a compound
    dative_plural: tuple[str, ...]  # endings of nouns whose plural is without the -n
    genitive_endings: tuple[tuple[str, int], ...]  # of nouns, with the letters that the nominative lacks
    proper_adjectives: tuple[str, ...]  # ends of adjectives that begin names: "das Rote Kreuz"
    strong_endings: Mapping[str, str]  # of adjectives without an article, by gender
    lemma_endings: tuple[tuple[str, str], ...]
    neuter: tuple[str, ...]  # endings of nouns
    feminine: tuple[str, ...]
    abstract_endings: tuple[str, ...]
    plural_endings: tuple[str, ...]  # of nouns that stand behind no name in its phrase
    mute: frozenset[str]  # nouns that cannot speak, and are no head of what is counted, in lower case
    silent: frozenset[str]  # those and others that cannot speak
    speaking: frozenset[str]  # measures
    collectives: frozenset[str]  # lemmas
    person_endings: tuple[str, ...]  # of unknown nouns
    unit_measures: Mapping[str, str]
    captures: frozenset[str]  # in lower case
    nouns: Mapping[str, Noun]  # every form, in lower case
    events: Mapping[str, tuple[Event, ...]]  # by verb form or noun, as written within a sentence
    money: Mapping[str, str]  # word in lower case -> measure
    percent: Mapping[str, str]  # what a percentage is of or by, but for changes
    changing: frozenset[str]  # words beside a percentage that is a change
    speech: Speech
    mood: Mapping[str, frozenset[str]]  # class -> words, in lower case
