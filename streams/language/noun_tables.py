"""Noun tables: every form of the nouns by which a language counts. Called by `loading`."""

from collections.abc import Iterator
from pathlib import Path

from streams.language.lexicon import LexiconError, Noun


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
