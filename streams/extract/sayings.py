"""Sayings: the sources beside verbs of saying and counting, «sagte der Minister», «die Polizei zählte 500».

Called by `attributions`.
"""

from streams.extract.clauses import STOPS, clause_end, clause_start
from streams.extract.phrases import NounPhrase, is_capital, noun_phrase
from streams.extract.sentences import Sentence
from streams.extract.sources import Attribution, everything
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
)
from streams.extract.stance import is_participle
from streams.language import Lexicon


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


def read_agent(sentence: Sentence, cue: int, lexicon: Lexicon) -> Attribution | None:
    """Who measured, in the passive: "wurde von X gemessen"."""
    start = clause_start(sentence, cue)
    for index in range(cue - 1, start - 1, -1):
        if sentence.lower[index] in lexicon.speech.agents:
            phrase = noun_phrase(sentence, index + 1, lexicon)
            if phrase and phrase.end == cue and may_speak(sentence, phrase, lexicon):
                return Attribution(phrase, None, cue, "agent", *everything(sentence))
    return read_verb(sentence, cue, lexicon) if auxiliary(sentence, start, cue, lexicon) is not None else None
