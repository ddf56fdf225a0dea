"""Stance: whether a figure is asserted, denied, predicted, planned, supposed or demanded. Called by `extract`."""

from streams.extract.sentences import Sentence
from streams.language import Lexicon

NEGATIONS = frozenset({"nicht", "nie", "kaum", "weder"})


def stance_of(sentence: Sentence, first: int, clause: tuple[int, int], kind: str, lexicon: Lexicon) -> str:
    """Stance of the number at word `first`, from the verbs of its clause and of the sentence."""
    mood, lower = lexicon.mood, sentence.lower
    inside = lower[clause[0] : clause[1]]
    whole = set(lower)
    if not whole.isdisjoint(mood["denying"]) and denied(lower, first, mood["denying"]):
        return "denies"
    definite = first > 0 and lower[first - 1] in mood["definite"]
    if any(word in mood["hearsay"] for word in inside):
        return "asserts" if definite or hearsay(lower, clause, lexicon) else "plans"
    if kind != "percent" and any(word in mood["willing"] for word in inside):
        return "plans"
    if any(word in mood["demanding"] for word in inside):
        return "demands"
    supposing = any(word in mood["supposing"] for word in inside)
    if not whole.isdisjoint(mood["conditional"]) and (supposing or any(word in mood["possible"] for word in inside)):
        return "hypothetical"
    if any(word in mood["planning"] for word in inside) or any(word in mood["plans"] for word in lower[:first]):
        return "plans"
    if supposing:
        return "predicts" if not whole.isdisjoint(mood["that"]) else "hypothetical"
    if any(word in mood["possible"] for word in inside):
        return "predicts"
    if future(sentence, clause, lexicon) or any(word in mood["predictive"] for word in inside):
        return "predicts"
    return "asserts"


def denied(lower: list[str], first: int, denying: frozenset[str]) -> bool:
    """Whether the number stands in what is denied: the verb stands before it."""
    return any(
        word in denying and not (index and lower[index - 1] in NEGATIONS) for index, word in enumerate(lower[:first])
    )


def hearsay(lower: list[str], clause: tuple[int, int], lexicon: Lexicon) -> bool:
    """ "soll entsandt haben", "soll entsandt worden sein", "sollen sein": hearsay; "soll entsandt werden": a plan."""
    begin = next(k for k in range(*clause) if lower[k] in lexicon.mood["hearsay"])
    return any(word in lexicon.mood["perfect_infinitive"] for word in lower[begin:])


def future(sentence: Sentence, clause: tuple[int, int], lexicon: Lexicon) -> bool:
    """ "wird … steigen": the auxiliary with an infinitive and no participle."""
    lower = sentence.lower[clause[0] : clause[1]]
    for index, word in enumerate(lower):
        if word in lexicon.mood["future"]:
            if word == "werden" and index == len(lower) - 1:
                continue
            rest = lower[index + 1 :]
            last = rest[-1] if rest else ""
            if (
                last.endswith(("en", "ern", "eln"))
                and last not in lexicon.mood["participles"]
                and not is_participle(last)
            ):
                return True
    return False


def is_participle(word: str) -> bool:
    return word.startswith("ge") or word[2:].startswith("ge") or word[3:].startswith("ge")
