"""Hearing: which figures of a view the model listens to, and what each has a say in.

Called by `estimate` and `backtest`. What comes out is all that `pooling` and `forecast` are made from.
"""

from collections.abc import Iterable

from schemas.estimate import Report, Voice
from streams.estimate.view import Head, View
from streams.estimate.voices import is_report, voice_of

NEWEST = 40  # voices of each sort that are listened to


def hear(estimand: str, view: View, heads: Iterable[Head], aside: Iterable[Head] = ()) -> tuple[Voice, ...]:
    """The voices of these heads of a view, and of some `aside` that speak of other places of it; the newest first.

    Of each sort the newest are heard, and no head without a figure above zero.
    """
    found: list[Voice | None] = []
    repeated: list[tuple[Head, Report | None]] = []
    for head in heads:
        words = head.entry.words
        report: Report | None = None
        if is_report(words, estimand):
            report = "here" if head.role == "own" else "aside" if words.role == "own" else None
        if words.stance != "asserts":
            if report:
                found.append(head.speak(None, report))
        elif head.role == "bound":
            found.append(head.speak("floor", report))
        else:
            entry = view.own_word(head)
            if entry is head.entry:
                found.append(head.speak("level", report))
            elif entry is None:
                repeated.append((head, report))
            else:
                found += head.speak(None, report), voice_of(entry, "level", None)
    if repeated:
        found += _repeated(repeated, {voice.figure for voice in found if voice and voice.truth == "level"})
    for head in aside:
        if head.role == "own" and is_report(head.entry.words, estimand):
            found.append(head.speak(None, "aside"))
    return newest([voice for voice in found if voice])


def newest(voices: list[Voice]) -> tuple[Voice, ...]:
    """The newest voices of each sort, the newest first."""
    if len(voices) > 1:
        voices.sort(key=lambda voice: (voice.day, voice.claim_id), reverse=True)
    if len(voices) <= NEWEST:
        return tuple(voices)
    sorts = (
        [voice for voice in voices if voice.truth == "level"],
        [voice for voice in voices if voice.truth == "floor"],
        [voice for voice in voices if voice.report == "here"],
        [voice for voice in voices if voice.report == "aside"],
    )
    kept = {id(voice) for sort in sorts for voice in sort[:NEWEST]}
    return tuple(voice for voice in voices if id(voice) in kept)


def _repeated(heads: Iterable[tuple[Head, Report | None]], stood_by: set[float]) -> Iterable[Voice | None]:
    """A figure that was taken over counts for who said it first; where he has moved on, for who first repeated it."""
    for head, report in sorted(heads, key=lambda pair: pair[0].entry.order):
        voice = head.speak("level", report)
        if voice is not None and voice.figure in stood_by:
            yield head.speak(None, report)
        elif voice is not None:
            stood_by.add(voice.figure)
            yield voice
