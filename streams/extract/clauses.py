"""Clauses: the stretch of a sentence between commas, colons and dashes. Called by whatever reads attributions."""

from streams.extract.sentences import Sentence

STOPS = frozenset({",", ":", ";", "–", "—", "(", ")", "-"})
ENDS = STOPS | {".", "!", "?"}


def clause_start(sentence: Sentence, index: int) -> int:
    """First word of the clause that holds the word: behind the last comma, colon, dash or quotation mark."""
    words = sentence.words
    while index > 0 and (words[index - 1] not in STOPS or words[index - 1] == ")"):
        index -= 1
        if words[index] == ")":
            index = opening(words, index)
    return index


def opening(words: list[str], closing: int) -> int:
    """Index of the parenthesis that the one at `closing` closes; `closing` itself when none is near."""
    return next((k for k in range(closing - 1, max(-1, closing - 12), -1) if words[k] == "("), closing)


def clause_end(sentence: Sentence, index: int) -> int:
    words, count = sentence.words, len(sentence.words)
    while index < count and words[index] not in ENDS:
        index += 1
        if index < count and words[index] == "(":
            index = next((k for k in range(index + 1, min(count, index + 12)) if words[k] == ")"), index)
            index += words[index] == ")"
    return index
