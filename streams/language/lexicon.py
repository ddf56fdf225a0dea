"""Lexicons: all that is particular to a language, read from its tables into one frozen value.

`load` is called once per process; everything in `extract` is handed the result and holds no German of its own.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from streams.language.calendar_words import CalendarWords
from streams.language.level_words import LevelWords
from streams.language.names import Names
from streams.language.numeral_tables import read_numeral_words
from streams.language.numeral_words import NumeralWords
from streams.language.quantity_words import QuantityWords

FOLDER = Path(__file__).parent
CUES = ("before", "after", "by", "citing", "documentary", "agent", "whereby", "view", "invoking", "survey", "quoted")
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
    genitive_endings: tuple[tuple[str, int], ...]  # of nouns, with the letters that the nominative lacks
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


def languages() -> tuple[str, ...]:
    """Languages that have a lexicon, as BCP 47 primary tags."""
    return tuple(sorted(path.name.split(".")[0] for path in FOLDER.glob("*.grammar.toml")))


@cache
def load(language: str) -> Lexicon:
    """The lexicon of a language (a regional tag like `de-AT` counts as its language).

    Raises UnknownLanguage where there is none, LexiconError where a table is at fault.
    """
    tag = language.split("-")[0].lower()
    if tag not in languages():
        raise UnknownLanguage(f"no lexicon for '{language}'; there are: {', '.join(languages())}")
    if tag != language:
        return load(tag)
    grammar = read_toml(FOLDER / f"{tag}.grammar.toml")
    tables = read_toml(FOLDER / f"{tag}.toml")
    try:
        nouns = read_nouns(FOLDER / f"{tag}.nouns.tsv", tuple(grammar["nouns"]["adjective"]))
        return build(tag, grammar, tables, Names.load(), nouns)
    except KeyError as error:
        raise LexiconError(f"{tag}.toml or {tag}.grammar.toml: {error} is missing") from error


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path.name}: {error}") from error


def read_nouns(path: Path, adjective_endings: tuple[str, ...]) -> dict[str, Noun]:
    """Every form of every noun of the table, in lower case. A form that two nouns share goes to the one whose lemma or
    plural it is, else to the first: "Truppe" is no dative of "Trupp"."""
    forms: dict[str, Noun] = {}
    inflected: dict[str, Noun] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 3:
            raise LexiconError(f"{path.name}:{number}: three cells wanted, {len(cells)} found")
        lemma, plural, measure = cells
        noun = Noun(lemma, measure)
        if forms.setdefault(lemma.lower(), noun) is not noun and forms[lemma.lower()].lemma == lemma:
            raise LexiconError(f"{path.name}:{number}: '{lemma}' is defined twice")
        forms.setdefault(plural.lower(), noun)
        for form in inflect(lemma, plural, adjective_endings):
            inflected.setdefault(form.lower(), noun)
    return {**inflected, **forms}


def inflect(lemma: str, plural: str, adjective_endings: tuple[str, ...]) -> Iterator[str]:
    """The forms of a noun: of a weak adjective with plural `adj`, else the cases by their endings."""
    if plural == "adj":
        stem = lemma.removesuffix("er")
        yield from (stem + ending for ending in adjective_endings)
        return
    yield from (lemma, lemma + "s", lemma + "es", lemma + "e")
    if plural != "-":
        yield plural
        if not plural.endswith(("n", "s")):
            yield plural + "n"


def build(tag: str, grammar: dict[str, Any], tables: dict[str, Any], names: Names, nouns: dict[str, Noun]) -> Lexicon:
    phrases = {
        name: lower(words)
        for name, words in grammar["phrases"].items()
        if name not in {"containers", "times", "particles"}
    }
    phrases["demonstrative"] = lower(grammar["speech"]["demonstrative"])
    calendar, levels = CalendarWords.from_tables(tables), LevelWords.from_tables(tables)
    return Lexicon(
        language=tag,
        numerals=read_numeral_words(tables),
        quantities=QuantityWords.from_tables(tables),
        levels=levels,
        leveling=leveling_words(levels),
        leveling_beside=spelled([*(word.split()[0] for word in levels.part_behind), levels.source]),
        calendar=calendar,
        dating=dating_words(calendar),
        names=names,
        abbreviations=frozenset(grammar["sentences"]["abbreviations"]),
        abbreviation_tails=frozenset(word[-TAIL:] for word in grammar["sentences"]["abbreviations"]),
        starters=frozenset(grammar["sentences"]["starters"]),
        phrases=phrases,
        containers=frozenset(grammar["phrases"]["containers"]),
        times=frozenset(
            word + ending
            for word in (*grammar["phrases"]["times"], *map(str.capitalize, spelled(calendar.weekdays)))
            for ending in ("", "s", "es", "e", "en", "n")
        ),
        particles=frozenset(grammar["phrases"]["particles"]),
        transparent=frozenset(grammar["nouns"]["transparent"]),
        adverb_endings=tuple(grammar["nouns"]["adverb"]),
        adjective_endings=tuple(grammar["nouns"]["adjective"]),
        dative_endings=tuple(grammar["nouns"]["dative"]),
        participle_endings=tuple(grammar["nouns"]["participle"]),
        verbal_particles=tuple(grammar["nouns"]["particles"]),
        participle_prefixes=tuple(
            particle + grammar["nouns"]["participle_prefix"] for particle in ("", *grammar["nouns"]["particles"])
        ),
        joint=grammar["nouns"]["joint"],
        genitive_endings=tuple((ending, size) for ending, size in grammar["nouns"]["genitive"]),
        strong_endings=grammar["nouns"]["strong"],
        infinitive_endings=tuple(grammar["nouns"]["infinitive"]),
        attributive_endings=tuple(grammar["nouns"]["attributive"]),
        no_subjunctive=tuple(grammar["nouns"]["no_subjunctive"]),
        lemma_endings=tuple((ending, instead) for ending, instead in grammar["nouns"]["lemma"]),
        neuter=tuple(grammar["nouns"]["neuter"]),
        feminine=tuple(grammar["nouns"]["feminine"]),
        abstract_endings=tuple(grammar["nouns"]["abstract"]),
        plural_endings=tuple(grammar["nouns"]["plural"]),
        mute=frozenset(grammar["nouns"]["mute"]),
        silent=frozenset(grammar["nouns"]["mute"] + grammar["nouns"]["silent"]),
        collectives=frozenset(grammar["nouns"]["collectives"]),
        speaking=frozenset(grammar["nouns"]["speaking"]),
        person_endings=tuple(grammar["nouns"]["person"]),
        unit_measures={unit: name for name, units in grammar["units"].items() if name != "captures" for unit in units},
        captures=lower(grammar["units"]["captures"]),
        nouns=nouns,
        events=read_events(grammar["events"], grammar),
        money=inverted(grammar["money"], f"{tag}.grammar.toml: money"),
        percent=inverted(
            {name: words for name, words in grammar["percent"].items() if name != "change"},
            f"{tag}.grammar.toml: percent",
        ),
        changing=lower(grammar["percent"]["change"]),
        speech=read_speech(grammar["speech"], grammar["roles"]),
        mood=read_mood(grammar["mood"]),
    )


def dating_words(calendar: CalendarWords) -> frozenset[str]:
    """Every word by which a day or stretch of time begins, in its spellings with and without umlauts."""
    words = {
        *calendar.months, *calendar.weekdays, *calendar.named, *calendar.parts, *calendar.seasons, *calendar.directions,
        *calendar.ordinals, *calendar.ago, *calendar.since, *map(str.lower, calendar.days),
    }  # fmt: skip
    return spelled(words)


def leveling_words(levels: LevelWords) -> frozenset[str]:
    """Every word that may make a number near it an increment, a rate or a part."""
    phrases = {
        *levels.added_before, *levels.added_behind, *levels.compared, *levels.added_anywhere, *levels.added_nouns,
        *levels.rates, *levels.periods, *levels.part_before, *levels.part_among, levels.by,
    }  # fmt: skip
    return spelled(word for phrase in phrases for word in phrase.split()[-1:])


def spelled(words: Iterable[str]) -> frozenset[str]:
    """The words, which are folded, in their spellings with and without umlauts."""
    folded = set(words)
    return frozenset(folded | {word.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü") for word in folded})


def read_events(rows: list[dict[str, Any]], grammar: dict[str, Any]) -> dict[str, tuple[Event, ...]]:
    events: dict[str, tuple[Event, ...]] = {}
    for row in rows:
        for words in row["verbs"]:
            verb, _, particle = words.partition(" ")
            event = Event(row["measure"], frozenset(row["of"]), particle.lower())
            for form in declined_participle(verb, grammar) if not particle else (verb,):
                if event not in events.get(form, ()):
                    events[form] = (*events.get(form, ()), event)
    return events


def declined_participle(verb: str, grammar: dict[str, Any]) -> Iterator[str]:
    """A verb form, and if it is a participle its forms before a noun: festgenommen, "die festgenommenen Personen"."""
    yield verb
    nouns = grammar["nouns"]
    stem = next(
        (verb.removeprefix(p) for p in nouns["particles"] if verb.startswith(p + nouns["participle_prefix"])), verb
    )
    if stem.startswith(nouns["participle_prefix"]) and stem.endswith(tuple(nouns["participle"])):
        yield from (verb + ending for ending in nouns["adjective"])


def read_speech(speech: dict[str, Any], roles: dict[str, Any]) -> Speech:
    cues = dict.fromkeys(speech["verbs"], "verb")
    cues.update((word, "split") for word in speech["split"])
    cues.update((word, "figure") for word in speech["figures"]["verbs"])
    for kind in (*CUES, "demonstrative"):
        cues.update((word, kind) for word in speech[kind])
    for kind in ("before", "by", "demonstrative"):  # these may begin a sentence
        cues.update((word.capitalize(), kind) for word in speech[kind])
    return Speech(
        cues=cues,
        particles={verb: frozenset(words) for verb, words in speech["split"].items()},
        reports=frozenset(speech["reports"]),
        documents=frozenset(speech["documents"]),
        papers=frozenset(speech["papers"]),
        surveys=frozenset(speech["surveys"]),
        anonymous=frozenset(speech["anonymous"]),
        persons=frozenset(roles["persons"]),
        spokespersons=frozenset(roles["spokespersons"]),
        within=frozenset(speech["within"]),
        towards=frozenset(speech["towards"]),
        own=frozenset(speech["own"]),
        having=frozenset(speech["having"]),
        governing=frozenset(speech["before"]),
        through=frozenset(speech["through"]),
        editors=frozenset(roles["editors"]),
        uncapped=frozenset(roles["uncapped"]),
        thus=frozenset(speech["thus"]),
        surveying=frozenset(speech["surveying"]),
        moving=frozenset(speech["moving"]),
        whom=frozenset(speech["whom"]),
        impersonal=frozenset(speech["impersonal"]),
        as_=frozenset(speech["as"]),
        agents=frozenset(speech["agents"]),
        loose=frozenset(speech["loose"]),
        pointing=frozenset(speech["pointing"]) | frozenset(speech["adverbs"]),
        adverbs=frozenset(speech["adverbs"]),
        opening=frozenset(speech["pointing"] + speech["adverbs"] + speech["demonstratives"]),
        media=frozenset(roles["media"]),
        bodies=frozenset(roles["bodies"]),
        spelled=roles["spelled"],
    )


def read_mood(mood: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """The classes of words for mood, and the unions by which most sentences are told to have none of them."""
    classes = {name: lower(words) for name, words in mood.items()}
    classes["subjunctive"] = classes["reported"] | classes["substitute"]
    classes["running"] = classes["subjunctive"] | classes["subjects"]
    stances = (
        "denying",
        "refuting",
        "hearsay",
        "willing",
        "demanding",
        "supposing",
        "conditional",
        "if",
        "possible",
        "planning",
        "plans",
    )
    classes["any"] = frozenset().union(*(classes[name] for name in (*stances, "future", "predictive")))
    return classes


def lower(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


def inverted(table: dict[str, list[str]], where: str) -> dict[str, str]:
    """{meaning: [words]} -> {word: meaning}; a word stands once."""
    meanings: dict[str, str] = {}
    for meaning, words in table.items():
        for word in map(str.lower, words):
            if meanings.get(word, meaning) != meaning:
                raise LexiconError(f"{where}: '{word}' is defined twice")
            meanings[word] = meaning
    return meanings
