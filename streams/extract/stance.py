"""Stance: whether a figure is asserted, denied, predicted, planned, supposed or demanded. Called by `extract`."""

from streams.extract.measures import BREAKS
from streams.extract.sentences import Sentence
from streams.language import Lexicon

CASUALTIES = frozenset({"killed", "wounded", "killed_or_wounded", "missing"})
DECIDED = frozenset(
    {"jobs_cut", "jobs_created", "employees", "troops"}
)  # numbers that somebody sets, whatever the verb


def stance_of(
    sentence: Sentence, first: int, clause: tuple[int, int], kind: str, measure: str, lexicon: Lexicon
) -> str:
    """Stance of the number at word `first`, from the verbs of its clause and of the sentence."""
    mood, lower = lexicon.mood, sentence.lower
    if "?" in lower[-2:]:  # "Kommen 100.000 Soldaten?"
        return "hypothetical"
    if mood["any"].isdisjoint(lower):
        return "asserts"
    inside = own_verbs(lower, first, clause, lexicon)
    if not mood["denying"].isdisjoint(lower) and (
        denied(lower, first, lexicon) or rejected(lower, first, clause, lexicon)
    ):
        return "denies"
    if not (mood["refuting"].isdisjoint(lower) or mood["calling"].isdisjoint(lower)):
        return "denies"
    if not mood["hearsay"].isdisjoint(inside):
        definite = first > 0 and lower[first - 1] in mood["definite"]
        told = not mood["quoted"].isdisjoint(inside)  # "sollen nach Schätzungen 500 warten"
        if definite or told or perfect_behind(lower, clause, "hearsay", lexicon):
            return "asserts"
        grows = measure not in DECIDED and not mood["growing"].isdisjoint(lower[clause[0] :])
        return "predicts" if grows else "plans"
    if kind != "percent" and not mood["willing"].isdisjoint(inside):
        return "asserts" if perfect_behind(lower, clause, "willing", lexicon) else "plans"
    if measure not in CASUALTIES and not mood["demanding"].isdisjoint(inside):  # "der Angriff forderte 30 Tote"
        return "demands"
    foreseen = foreseen_before(lower, clause[0], lexicon)
    if foreseen:
        return foreseen
    if lower[clause[0]] in mood["if"]:
        return "hypothetical"
    supposing, possible = not mood["supposing"].isdisjoint(inside), not mood["possible"].isdisjoint(inside)
    if (supposing or possible) and not mood["conditional"].isdisjoint(lower):
        return "hypothetical"
    if not mood["planning"].isdisjoint(inside) or not mood["plans"].isdisjoint(lower[:first]):
        return "plans"
    if supposing and not mood["quoted"].isdisjoint(lower):  # "laut X würden 40 mitmachen": it stands for Konjunktiv I
        return "asserts"
    if supposing and not is_infinitive(inside, lexicon):  # "sie würden kontrolliert, sagte er": it stands for "werden"
        return "asserts"
    if supposing:  # in reported speech it stands for the future
        soon = not mood["soon"].isdisjoint(inside)  # "bald würden es 12.000 sein"
        return "hypothetical" if mood["that"].isdisjoint(lower) and not soon else "predicts"
    if possible or future(inside, lexicon):
        return "predicts"
    expected = mood["predictive"].intersection(inside)
    if kind == "percent" and expected and expected.isdisjoint(lower[clause[0] : first]) and clause[0] == first:
        return "asserts"  # "40 Prozent der Teilnehmer rechnen mit Regen": they are counted
    return "predicts" if expected else "asserts"


def rejected(lower: list[str], first: int, clause: tuple[int, int], lexicon: Lexicon) -> bool:
    """Whether a participle behind the number denies it: "hat einen Bericht über 300 Entlassungen zurückgewiesen"."""
    behind = lower[first : clause[1]]
    return not lexicon.mood["denying"].isdisjoint(behind) and not lexicon.phrases["perfect"].isdisjoint(lower[:first])


def denied(lower: list[str], first: int, lexicon: Lexicon) -> bool:
    """Whether the number stands in what is denied: the verb stands before it, and is not negated itself."""
    denying, negations = lexicon.mood["denying"], lexicon.mood["negations"]
    return any(
        word in denying and not (index and lower[index - 1] in negations) for index, word in enumerate(lower[:first])
    )


def own_verbs(lower: list[str], first: int, clause: tuple[int, int], lexicon: Lexicon) -> list[str]:
    """The clause without what is joined to it behind the number: "machte 5 Millionen Umsatz (und will wachsen)"."""
    start, end = clause
    modal = lexicon.mood["willing"] | lexicon.mood["hearsay"] | lexicon.mood["future"]
    joined = (i for i in range(first + 1, end) if lower[i] in modal and lower[i - 1] in lexicon.phrases["conjunctions"])
    return lower[start : next(joined, end)]


def foreseen_before(lower: list[str], start: int, lexicon: Lexicon) -> str | None:
    """What the main clause says of the clause that holds the number: "rechnet damit, dass 300 kommen"."""
    mood = lexicon.mood
    if start < 2 or lower[start] not in mood["that"]:
        return None
    main = lower[:start]
    if not mood["predictive"].isdisjoint(main):
        return "predicts"
    return None if mood["planning"].isdisjoint(main) else "plans"


def perfect_behind(lower: list[str], clause: tuple[int, int], modal: str, lexicon: Lexicon) -> bool:
    """«soll entsandt haben», «will entdeckt haben», «sollen sein»: hearsay; «soll entsandt werden»: a plan."""
    begin = next(index for index in range(*clause) if lower[index] in lexicon.mood[modal])
    end = next((index for index in range(begin, len(lower)) if lower[index] in BREAKS), len(lower))
    return not lexicon.mood["perfect_infinitive"].isdisjoint(lower[begin:end])


def future(clause: list[str], lexicon: Lexicon) -> bool:
    """«wird … steigen»: the auxiliary with an infinitive at the end; with a participle it is a passive."""
    begin = next((index for index, word in enumerate(clause) if word in lexicon.mood["future"]), None)
    if begin is None or begin + 1 >= len(clause):
        return False
    last = next((word for word in reversed(clause[begin + 1 :]) if word.isalpha()), "")
    infinitive = last.endswith(lexicon.infinitive_endings) and last not in lexicon.mood["participles"]
    return infinitive and not is_participle(last, lexicon)


def is_infinitive(clause: list[str], lexicon: Lexicon) -> bool:
    """Whether the clause ends in an infinitive, or has no verb at its end."""
    last = next((word for word in reversed(clause) if word.isalpha() and word not in lexicon.mood["supposing"]), "")
    return not last.endswith(lexicon.participle_endings[:1])


def is_participle(word: str, lexicon: Lexicon) -> bool:
    """By its prefix, which may stand behind a particle: gesagt, mitgeteilt, zurückgewiesen."""
    if not word.endswith(lexicon.participle_endings):
        return False
    return word.startswith(lexicon.participle_prefixes)
