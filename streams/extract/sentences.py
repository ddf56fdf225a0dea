"""Sentences: masks what is no prose, cuts text into sentences, and sentences into words with their offsets.

The first step of `extract`; everything after it works on `Sentence`. All passes are linear in the length of the text.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import add

from streams.language import Lexicon
from streams.language.lexicon import TAIL

# Each alternative either ends at the text's end or never reads a character twice: linear on any input.
NO_PROSE = re.compile(
    r"<(script|style)\b(?s:.*?)(?:</\1\s*>|\Z)"
    r"|<!--(?s:.*?)(?:-->|\Z)"
    r"|</?[A-Za-z][^<>]*>"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+",
    re.IGNORECASE,
)
# One class of characters comes first, so that the search for it is one quick scan.
END = re.compile(r"[.!?…\n](?:(?<=\n)|[.!?…\"“”»«'’)\]]*(?=\s))")
WORD = re.compile(r"[^\W\d_]\w*(?:[-'’/&]\w+)*-?|\d+(?:[.,:/]\d+)*(?:-[^\W\d_]+)*|[^\w\s]|_")
MARKS = ".,;:!?"  # that most often stand behind a word
LAST_WORD = re.compile(r"[^\W_]*\Z")
NEXT = re.compile(r"[\s\"„“”»«'‚(\[–-]*(\w*)(\S?)")
GLUED = re.compile(r"[a-zäöüß]{3,}(?=[A-ZÄÖÜ][a-zäöüß]{2})")
GLUE = re.compile(r"[a-zäöüß][A-ZÄÖÜ][a-zäöüß]{2}")
SEAM = "|"
LONGEST = 800  # characters of a sentence that is analysed; more is a list or a table, and is cut
LOOK_BACK = 30  # characters that the word before a full stop may take


@dataclass(slots=True)
class Sentence:
    """The words of one sentence, as parallel lists; offsets count in the whole text."""

    start: int
    end: int
    words: list[str]
    lower: list[str]
    starts: list[int]
    ends: list[int]

    def at(self, offset: int) -> int:
        """Index of the word that holds the offset, or of the last one before it."""
        return max(0, bisect_right(self.starts, offset) - 1)


def mask(text: str) -> str:
    """The text with markup, scripts, control and direction marks blanked out, every offset kept."""
    if "<" not in text and text.replace("\n", " ").isprintable():
        return text
    return NO_PROSE.sub(lambda found: " " * len(found.group()), text)


def split(text: str, lexicon: Lexicon) -> list[int]:
    """Offsets at which sentences begin, the first 0; each sentence ends where the next begins."""
    begins = [0]
    for found in END.finditer(text):
        end = found.end()
        if text[found.start()] == "\n":
            follows = NEXT.match(text, end, end + 80)
            after = follows.group(1) if follows else ""
            if (after and after[0].islower()) or (follows and not after and follows.group(2) in ",;."):
                continue
        elif not ends_sentence(text, found.start(), end, lexicon):
            continue
        begins.append(end)
        if end - begins[-2] > LONGEST:
            begins[-1:] = range(begins[-2] + LONGEST, end, LONGEST)
            begins.append(end)
    begins.extend(range(begins[-1] + LONGEST, len(text), LONGEST))
    return begins


def ends_sentence(text: str, stop: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the stop at this offset ends a sentence: "am 3. Mai", "Dr. Huber" and "… und so" don't."""
    first, tail = text[end + 1 : end + 2], text[stop - TAIL : stop]
    if first.isupper() and tail.isalpha() and tail not in lexicon.abbreviation_tails:
        return True  # the common case
    if first.islower():
        return False
    if not first.isalnum():
        follows = NEXT.match(text, end, end + 80)
        if not follows or not follows.group(1) or follows.group(1)[0].islower():
            return False
    if text[stop] != ".":
        return True
    word = text[text.rfind(" ", max(0, stop - LOOK_BACK), stop) + 1 : stop]
    if not word.isalnum():
        word = LAST_WORD.findall(word)[0]
    # "1." before a noun is an ordinal: "am 3. Mai", "der 2. Weltkrieg"; a year ends sentences.
    if len(word) > 2 if word.isdigit() else len(word) != 1 and word not in lexicon.abbreviations:
        return True
    follows = NEXT.match(text, end, end + 80)
    starts = follows is not None and follows.group(1) in lexicon.starters
    return starts and (word.isdigit() or (len(word) == 1 and word.isupper()))


def read_sentence(text: str, start: int, end: int) -> Sentence:
    """The words of text[start:end], without blanks at its ends."""
    words, starts, place = list[str](), list[int](), start
    for chunk in text[start:end].split(" "):
        if chunk.isalpha():
            words.append(chunk)
            starts.append(place)
        elif chunk[:-1].isalpha() and chunk[-1] in MARKS:
            words += chunk[:-1], chunk[-1]
            starts += place, place + len(chunk) - 1
        elif chunk:
            for found in WORD.finditer(chunk):
                words.append(found.group())
                starts.append(place + found.start())
        place += len(chunk) + 1
    if not words:
        return Sentence(start, start, [], [], [], [])
    ends = list(map(add, starts, map(len, words)))
    lower = list(map(str.lower, words))
    if GLUE.search(text, start, end):
        unglue(words, lower, starts, ends)
    return Sentence(starts[0], ends[-1], words, lower, starts, ends)


def unglue(words: list[str], lower: list[str], starts: list[int], ends: list[int]) -> None:
    """Part words that lost the break between them, "minSelenskyj", by a seam of no length."""
    for index in range(len(words) - 1, -1, -1):
        found = GLUED.match(words[index])
        if found:
            cut = found.end()
            middle = starts[index] + cut
            word = words[index]
            words[index : index + 1] = [word[:cut], SEAM, word[cut:]]
            lower[index : index + 1] = [word[:cut], SEAM, word[cut:].lower()]
            starts[index : index + 1] = [starts[index], middle, middle]
            ends[index : index + 1] = [middle, middle, ends[index]]
