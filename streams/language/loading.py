"""Loading: a language's tables, read and compiled into its `Lexicon`.

`load` is called once per process.
"""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from streams.language.calendar_words import CalendarWords
from streams.language.level_words import LevelWords
from streams.language.lexicon import TAIL, Event, Lexicon, LexiconError, Noun, Speech, UnknownLanguage
from streams.language.names import Names
from streams.language.noun_tables import read_nouns
from streams.language.numeral_tables import read_numeral_words
from streams.language.quantity_words import QuantityWords

FOLDER = Path(__file__).parent
CUES = ("before", "after", "by", "citing", "documentary", "agent", "whereby", "view", "invoking", "survey", "quoted")


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
        dative_plural=tuple(grammar["nouns"]["dative_plural"]),
        proper_adjectives=tuple(grammar["nouns"]["proper"]),
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
        origins=frozenset(speech["origins"]),
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
        associations=frozenset(roles["associations"]),
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
