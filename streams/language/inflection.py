"""Inflection: all forms in which a German text may write a name: Kursk, Kursks; Däne, Dänin; in den Vereinten Nationen.

Called while `names` compiles the tables, which hold base forms only. Source of the rules: Duden, Die Grammatik.
"""

from collections.abc import Iterator

SHORTEST_ADJECTIVE = 4  # letters, at the head of a name: Neue, Rote
ADJECTIVE_ENDINGS = ("", "e", "en", "er", "es", "em")


def genitive(name: str) -> tuple[str, ...]:
    """The name and its genitive: Kursk, Kursks; names in -s, -x and -z take an apostrophe, which ends the word."""
    return (name,) if name[-1] in "sxzßS." else (name, name + "s")


def inflected(name: str) -> Iterator[str]:
    """The name in all cases; where it begins with an adjective, that too: Vereinigte Staaten, Vereinigten Staaten."""
    first, _, rest = name.partition(" ")
    if rest and rest[0].isupper() and len(first) >= SHORTEST_ADJECTIVE and first.endswith(("e", "er", "es")):
        stem = first[:-1] if first.endswith("e") else first[:-2]
        plural = rest + "n" if rest.endswith("e") else rest
        for ending in ADJECTIVE_ENDINGS[1:]:
            for form in (*genitive(rest), rest + "es", plural):
                yield f"{stem}{ending} {form}"
    else:
        yield from genitive(name)


def declined(adjective: str) -> Iterator[str]:
    """All forms of an adjective, as written within and at the beginning of a sentence."""
    if adjective.endswith("er") and adjective[0].isupper():  # Berliner, Schweizer: never declined
        yield adjective
        return
    capital = adjective[0].upper() + adjective[1:]
    for ending in ADJECTIVE_ENDINGS:
        yield adjective + ending
        yield capital + ending


def peopled(demonym: str) -> Iterator[str]:
    """All forms of what an inhabitant is called: Däne, Dänen, Dänin, Däninnen; Japaner, Japanern, Japanerin …"""
    male, _, female = demonym.partition("/")
    if male.endswith("e"):
        yield from (male, male + "n")
        female = female or male[:-1] + "in"
    elif male.endswith("er"):
        yield from (male, male + "s", male + "n")
        female = female or male + "in"
    elif male.endswith(("i", "o", "x")):
        yield from (male, male + "s")
        return
    else:  # Zypriot, Ungar, Jemenit
        yield from (male, male + "en", male + "n")
        female = female or male + "in"
    yield from (female, female + "nen")


def city_adjective(name: str) -> str:
    """The adjective in -er: Berliner, Jenaer; Reutlinger: behind -ing-, -haus-, -kirch- and -hof- the -en falls."""
    if name.endswith(("ingen", "hausen", "kirchen", "hofen")):
        return name[:-2] + "er"
    return name + ("r" if name.endswith("e") else "er")
