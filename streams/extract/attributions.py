"""Attributions: in one sentence, the words that name a source and the stretch of words they are source of.

«Laut Polizei kamen 200, die Veranstalter sprachen von 500» has two. Called by `claimants`, which walks the article.
"""

from typing import NamedTuple

from streams.extract.clauses import STOPS, clause_end, clause_start
from streams.extract.nouns import head_in
from streams.extract.phrases import QUOTES, NounPhrase, is_capital, noun_phrase
from streams.extract.sentences import Sentence
from streams.extract.speakers import (
    appositive_subject,
    auxiliary,
    is_known,
    is_whole,
    leading_subject,
    may_speak,
    passive,
    recipient,
    stands_for_speech,
    subject_between,
    surely_speaks,
    told_by,
)
from streams.extract.stance import is_participle
from streams.language import Lexicon

DASHES = frozenset({"–", "—", "-"})
SEAMS = frozenset({"|", "–", "—", "/"})  # behind them a headline may begin anew
MOST_WORDS_BACK = 12


class Attribution(NamedTuple):
    """One source in one sentence. Indexes of words; `cue` is the word that makes it a source."""

    phrase: NounPhrase | None  # null where a pronoun stands
    pronoun: int | None
    cue: int
    kind: str  # verb, figure, before, after, by, citing, colon, documentary
    first: int  # first and last word of what it may be source of
    last: int
    to: NounPhrase | None = None  # whom it is said to: "sagte der Agentur"
    unsure: bool = False  # the cue has other senses: it is a source only if the phrase is surely somebody


def attributions(sentence: Sentence, lexicon: Lexicon) -> list[Attribution]:
    """All sources that the sentence names, in order of their cues."""
    found: list[Attribution] = []
    cues = lexicon.speech.cues
    if not cues.keys().isdisjoint(sentence.words):
        for index, kind in [(index, cues[word]) for index, word in enumerate(sentence.words) if word in cues]:
            attribution = READERS[kind](sentence, index, lexicon)
            if attribution:
                found.append(within_parentheses(sentence, attribution))
    colon = before_colon(sentence, lexicon) if not found and ":" in sentence.words else None
    return [colon] if colon else found


def within_parentheses(sentence: Sentence, attribution: Attribution) -> Attribution:
    """A source named in parentheses is one of what stands there, unless nothing else does: "(so die Polizei)"."""
    words, cue = sentence.words, attribution.cue
    for opened in range(cue, max(-1, cue - 40), -1):
        if words[opened] == ")":
            break
        if words[opened] == "(":
            closed = next((k for k in range(cue, len(words)) if words[k] == ")"), len(words))
            if cue == opened + 1 and attribution.kind == "before" and closed - opened < 8:
                return attribution
            return attribution._replace(first=opened, last=closed)
    return attribution


def everything(sentence: Sentence) -> tuple[int, int]:
    return 0, len(sentence.words)


def read_before(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Laut X; gemäß X; and, behind a comma or a quotation, so X."""
    phrase = noun_phrase(sentence, cue + 1, lexicon)
    if not phrase:
        return None
    if sentence.lower[cue] in lexicon.phrases["fillers"]:
        before = sentence.words[cue - 1] if cue else ""
        behind = sentence.lower[phrase.end] if phrase.end < len(sentence.words) else "."
        closed = (
            not behind[0].isalnum()
            or behind in lexicon.phrases["prepositions"]
            or behind in lexicon.phrases["subordinators"]
            or behind in lexicon.phrases["continuing"]
        )
        if before not in STOPS or not closed:
            return None
    return Attribution(phrase, None, cue, "before", *everything(sentence))


def read_after(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """X zufolge: the phrase that ends before the cue, from its first article on; or a pronoun."""
    words, lower = sentence.words, sentence.lower
    if cue and lower[cue - 1] in lexicon.phrases["datives"]:
        return Attribution(None, cue - 1, cue, "after", *everything(sentence))
    earliest = max(clause_start(sentence, cue), cue - MOST_WORDS_BACK)
    start = cue
    for index in range(cue - 1, earliest - 1, -1):
        if words[index] in "()":
            continue
        if index == 0 and words[0] in lexicon.starters and lower[0] not in lexicon.phrases["determiners"]:
            break
        if (
            lower[index] in lexicon.phrases["determiners"]
            or lower[index] in lexicon.phrases["possessives"]
            or is_capital(words[index])
            or words[index] in QUOTES
        ):
            start = index
        elif (
            lower[index] in lexicon.phrases["genitives"]
            or lower[index].endswith(lexicon.dative_endings)
            or (lower[index] in lexicon.phrases["prepositions"] and start < cue)
        ):
            continue
        else:
            break
    phrase = None
    for index in range(start, cue):
        phrase = noun_phrase(sentence, index, lexicon)
        if phrase and phrase.end >= cue:
            phrase = phrase._replace(end=cue)
            break
    return of_phrase(sentence, phrase, cue, "after", lexicon) if phrase else None


def of_phrase(sentence: Sentence, phrase: NounPhrase, cue: int, kind: str, lexicon: Lexicon) -> Attribution:
    pronoun = referring(sentence, phrase, lexicon)
    return Attribution(None if pronoun is not None else phrase, pronoun, cue, kind, *everything(sentence))


def read_by(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Nach Angaben von X; meiner Meinung nach."""
    if cue and sentence.words[cue - 1] == "," and not lexicon.speech.whom.isdisjoint(sentence.lower[cue + 1 : cue + 2]):
        return read_whereby(sentence, cue, lexicon)
    phrase = noun_phrase(sentence, cue + 1, lexicon)
    if phrase and stands_for_speech(sentence, phrase, lexicon):
        return of_phrase(sentence, phrase, cue, "by", lexicon)
    if cue and head_in(sentence.words[cue - 1], lexicon.speech.reports):
        return read_after(sentence, cue, lexicon)
    return None


def referring(sentence: Sentence, phrase: NounPhrase, lexicon: Lexicon) -> int | None:
    """Index of "seinen" in "seinen Angaben zufolge", of "eigenen" in "nach eigenen Angaben"."""
    for index in range(phrase.start, phrase.core):
        if sentence.lower[index] in lexicon.phrases["possessives"] or sentence.lower[index] in lexicon.speech.own:
            return index
    return None


def read_citing(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Unter Berufung auf X; mit Verweis auf X."""
    if cue == 0 or cue + 2 >= len(sentence.words) or sentence.lower[cue - 1] not in lexicon.phrases["prepositions"]:
        return None
    phrase = noun_phrase(sentence, cue + 2, lexicon)
    if not phrase or not may_speak(sentence, phrase, lexicon):
        return None
    return Attribution(phrase, None, cue, "citing", *everything(sentence))


def read_documentary(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Wie aus X hervorgeht; in X heißt es; X zeigt."""
    lower = sentence.lower
    start = clause_start(sentence, cue)
    anyone = lower[cue] in lexicon.speech.impersonal
    for index in (*range(start, min(cue + 4, clause_end(sentence, cue) - 1)), 0):
        if lower[index] in lexicon.speech.within:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            if phrase and (may_speak if anyone else stands_for_speech)(sentence, phrase, lexicon):
                return Attribution(phrase, None, cue, "documentary", *everything(sentence))
    if lower[start] in lexicon.phrases["fillers"] and cue == start + 1:  # "so zeigen Studien"
        for index in range(cue + 1, clause_end(sentence, cue + 1)):
            if is_capital(sentence.words[index]) and told_by(sentence.words[index], lexicon):
                phrase = noun_phrase(sentence, index, lexicon)
                return Attribution(phrase, None, cue, "documentary", *everything(sentence)) if phrase else None
    subordinate = lower[start] in lexicon.phrases["subordinators"]
    phrase = noun_phrase(sentence, start + subordinate, lexicon)
    if phrase and phrase.end <= cue and stands_for_speech(sentence, phrase, lexicon):
        return Attribution(phrase, None, cue, "documentary", 0 if subordinate else phrase.end, len(lower))
    return None


def read_whereby(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Berichte von X, wonach …; Umfragen, nach denen …: the report that stands before the comma."""
    for index in range(cue - 2, max(-1, cue - 2 * MOST_WORDS_BACK), -1):
        if is_capital(sentence.words[index]) and told_by(sentence.words[index], lexicon):
            phrase = noun_phrase(sentence, index, lexicon)
            if phrase and (phrase.attribute is not None or head_in(sentence.words[index], lexicon.speech.surveys)):
                return Attribution(phrase, None, cue, "whereby", cue, len(sentence.words))
    return None


def read_agent(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Who measured, in the passive: "wurde von X gemessen"."""
    start = clause_start(sentence, cue)
    for index in range(cue - 1, start - 1, -1):
        if sentence.lower[index] in lexicon.speech.agents:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            if phrase and phrase.end == cue and may_speak(sentence, phrase, lexicon):
                return Attribution(phrase, None, cue, "agent", *everything(sentence))
    return read_verb(sentence, cue, lexicon) if auxiliary(sentence, start, cue, lexicon) is not None else None


def read_view(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Aus Sicht von X."""
    phrase = noun_phrase(sentence, cue, lexicon) if cue and sentence.lower[cue - 1] in lexicon.speech.within else None
    if not phrase or phrase.attribute is None:
        return None
    return Attribution(phrase, None, cue, "by", *everything(sentence))


def read_invoking(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """X, die sich auf Y beruft; X beruft sich auf Y: cited is Y."""
    for index in range(clause_start(sentence, cue), clause_end(sentence, cue)):
        if sentence.lower[index] in lexicon.phrases["reaching"]:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            if phrase and may_speak(sentence, phrase, lexicon):
                return Attribution(phrase, None, cue, "citing", *everything(sentence))
    return None


def read_survey(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """In einer Umfrage der Kammer sagten 30 Prozent: what the asked say is the survey's finding."""
    earliest = max(clause_start(sentence, cue), cue - MOST_WORDS_BACK)
    for index in range(cue - 1, earliest - 1, -1):
        if sentence.lower[index] in lexicon.speech.surveying:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            if phrase and phrase.start < phrase.core <= cue < phrase.core_end:
                return Attribution(phrase, None, cue, "documentary", *everything(sentence))
    return None


def read_verb(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """X sagte; sagte X; wie X mitteilte; X hat gesagt."""
    if is_attributive(sentence, cue, lexicon):
        return None
    start, end = clause_start(sentence, cue), clause_end(sentence, cue + 1)
    finite = auxiliary(sentence, start, cue, lexicon)
    if finite is None:
        finite = cue
        if passive(sentence, 0 if is_participle(sentence.lower[cue], lexicon) else start, cue, lexicon):
            return said_by(sentence, cue, lexicon)
    lower = sentence.lower
    subordinate = lower[start] in lexicon.phrases["subordinators"] and finite > start
    if subordinate and end - max(finite, cue) > 2:
        direct = noun_phrase(sentence, start + 1, lexicon)  # "Wie Zeugen berichten(,) sind …"
        subordinate = direct is not None and direct.end == cue and start == 0 and lower[0] in lexicon.speech.as_
    inverted = False
    subject = None
    if subordinate:
        subject = subject_between(sentence, start + 1, finite, lexicon, fronted=False)
    elif start == finite:
        subject = appositive_subject(sentence, start, lexicon) or leading_subject(sentence, start, lexicon)
    else:
        subject = subject_between(sentence, start, finite, lexicon, fronted=True)
        if subject and subject[0] and is_object(sentence, subject[0], finite, lexicon):
            subject = None  # what is said stands first: "Den Schaden bezifferte die Polizei …"
    if subject is None and not subordinate:
        if lower[finite + 1 : finite + 2] and lower[finite + 1] in lexicon.phrases["anybody"]:
            return None
        subject = subject_between(sentence, finite + 1, end, lexicon, fronted=False)
        inverted = subject is not None
    if subject is None and not subordinate:
        subject = leading_subject(sentence, start, lexicon)
    if subject is None and start and lower[0] in lexicon.speech.as_:
        named = noun_phrase(sentence, 1, lexicon)  # "Wie X, Sprecher des Amtes, am Montag mitteilte, …"
        subject, subordinate = (named, None) if named else None, named is not None
    if subject is None:
        return None
    phrase, pronoun = subject
    if phrase and not may_speak(sentence, phrase, lexicon):
        return None
    if (
        phrase
        and phrase.start == finite + 1 == phrase.core
        and start != finite
        and not is_known(sentence, phrase, lexicon)
    ):
        return None  # no verb but a participle before its noun: "mit 77 registrierten Gewalttaten"
    behind = finite + 1
    if inverted:
        behind = phrase.end if phrase else (pronoun or 0) + 1
    to = recipient(sentence, behind, end, lexicon)
    first = 0 if inverted or subordinate else min(finite, cue)
    unsure = sentence.words[cue] in lexicon.speech.loose
    return Attribution(phrase, pronoun, cue, "verb", first, len(sentence.words), to, unsure)


def said_by(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Who says it, in the passive: "wird von der Polizei auf 500 geschätzt", "wird in der Studie vorhergesagt"."""
    start, lower, speech = clause_start(sentence, cue), sentence.lower, lexicon.speech
    for index in range(start, cue):
        if lower[index] in speech.agents or lower[index] in speech.within:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            told = phrase is not None and stands_for_speech(sentence, phrase, lexicon)
            somebody = phrase is not None and lower[index] in speech.agents and surely_speaks(sentence, phrase, lexicon)
            if phrase and phrase.end <= cue and (told or somebody):
                return Attribution(phrase, None, cue, "agent", start, len(sentence.words))
    return None


def is_object(sentence: Sentence, phrase: NounPhrase, finite: int, lexicon: Lexicon) -> bool:
    """Whether the phrase before the verb is what is said: it can't speak, or is a report beside one who can."""
    if not may_speak(sentence, phrase, lexicon):
        return True
    told = stands_for_speech(sentence, phrase, lexicon)
    if not told and surely_speaks(sentence, phrase, lexicon):
        return False
    behind = noun_phrase(sentence, finite + 1, lexicon)
    if behind is None or sentence.lower[behind.start] in lexicon.phrases["oblique"]:
        return False
    return (told or behind.start < behind.core) and surely_speaks(sentence, behind, lexicon)


def is_attributive(sentence: Sentence, cue: int, lexicon: Lexicon) -> bool:
    """Whether the cue is no verb but a participle before its noun: "die am Montag veröffentlichten Zahlen"."""
    words, lower, behind = sentence.words, sentence.lower, cue + 1
    declined = lower[cue].endswith(lexicon.attributive_endings)
    if not declined or behind >= len(words) or not is_capital(words[behind]) or cue == 0:
        return False
    index = cue - 1
    while index >= 0 and words[index] not in STOPS and not is_capital(words[index]):
        if lower[index] in lexicon.phrases["determiners"] or words[index][0].isdigit():
            return index < cue - 1 or lower[index] not in lexicon.speech.pointing
        index -= 1
    if index > 0 and lower[index - 1] in lexicon.phrases["prepositions"]:  # "einer am Montag veröffentlichten Studie"
        return lower[index - 2] in lexicon.phrases["determiners"] if index > 1 else False
    return False


def read_quoted(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Who is quoted: "der Sender zitiert einen Arzt", "ein Arzt wird zitiert"; the one who quotes, where nobody is."""
    start, end = clause_start(sentence, cue), clause_end(sentence, cue + 1)
    if passive(sentence, start, cue, lexicon):
        finite = next((k for k in range(start, cue) if sentence.lower[k] in lexicon.phrases["passive"]), start)
        subject = subject_between(sentence, start, finite, lexicon, fronted=True) if finite > start else None
        subject = subject or subject_between(sentence, finite + 1, cue, lexicon, fronted=False)
        if not subject or not subject[0] or not surely_speaks(sentence, subject[0], lexicon):
            return None
        return Attribution(subject[0], None, cue, "verb", 0, len(sentence.words))
    quoting = read_verb(sentence, cue, lexicon)
    if not quoting or not quoting.phrase:
        return quoting
    behind = subject_between(sentence, max(cue + 1, quoting.phrase.end), end, lexicon, fronted=False, oblique=True)
    quoted = behind[0] if behind else None
    if not quoted or not surely_speaks(sentence, quoted, lexicon):
        return quoting
    return quoting._replace(phrase=quoted, to=quoting.phrase)


def read_split(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """A verb that means saying only with its particle: teilte … mit, sprach von, geht davon aus."""
    lower = sentence.lower
    end = clause_end(sentence, cue + 1)
    around = (*lower[cue + 1 : end], *lower[clause_start(sentence, cue) : cue])
    particles = lexicon.speech.particles.get(sentence.words[cue]) or lexicon.speech.particles[lower[cue]]
    if any(particle[-1] == "…" and particle[:-1] in around for particle in particles):
        return read_verb(sentence, cue, lexicon)
    if cue and lower[cue - 1] in particles:  # wie X bekannt gab
        return read_verb(sentence, cue, lexicon)
    while end < len(lower):  # the particle closes the clause, behind an apposition if there is one
        if lower[end - 1] in particles and end - 1 > cue:
            return read_verb(sentence, cue, lexicon)
        if sentence.words[end] != "," or (
            lower[end + 1 : end + 2] and lower[end + 1] in lexicon.phrases["subordinators"]
        ):
            break
        end = clause_end(sentence, end + 1)
    return None


def read_figure(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """A verb of counting or naming: its subject is the source of the figures that follow in its clause."""
    attribution = read_verb(sentence, cue, lexicon)
    if not attribution:
        return None
    having = sentence.words[cue] in lexicon.speech.having
    if having and attribution.phrase and is_whole(sentence, attribution.phrase, lexicon):
        return None  # "die Stadt zählte 300.000 Einwohner"
    return attribution._replace(kind="figure", first=clause_start(sentence, cue))


def before_colon(sentence: Sentence, lexicon: Lexicon) -> Attribution | None:
    """A headline's source: "Selenskyj: …", "Polizei: …"."""
    words = sentence.words
    colon = next((index for index in range(1, min(9, len(words))) if words[index] == ":"), None)
    if colon is None or colon + 1 >= len(words):
        return None
    last = next(
        (k for k in range(colon + 1, len(words) - 1) if words[k] in DASHES and is_capital(words[k + 1])), len(words)
    )
    for start in range(colon):
        if start and words[start - 1] not in SEAMS:
            continue
        phrase = noun_phrase(sentence, start, lexicon)
        if (
            phrase
            and (phrase.end == colon or (phrase.end + 1 == colon and words[phrase.end].isdigit()))
            and may_speak(sentence, phrase, lexicon)
            and (phrase.start == phrase.core or is_known(sentence, phrase, lexicon))
        ):
            return Attribution(phrase, None, colon, "colon", colon, last, unsure=words[colon + 1] not in QUOTES)
    return None


def nothing(_sentence: Sentence, _cue: int, _lexicon: Lexicon) -> Attribution | None:
    return None


READERS = {
    "before": read_before,
    "after": read_after,
    "by": read_by,
    "citing": read_citing,
    "documentary": read_documentary,
    "verb": read_verb,
    "split": read_split,
    "figure": read_figure,
    "agent": read_agent,
    "whereby": read_whereby,
    "view": read_view,
    "quoted": read_quoted,
    "invoking": read_invoking,
    "survey": read_survey,
    "demonstrative": nothing,
}
