"""Names of subjects and places for people: `north-korea` is Nordkorea, from the tables of `streams.language`."""

from functools import cache

from streams.language.name_tables import rows

JOINED = "-and-"  # turkey-and-syria
AND = {"en": " and ", "de": " und "}


def name_subject(path: str, language: str) -> str:
    """What a subject or a place is called in that language; made from its id where no table has it."""
    if named := _names()[language].get(path):
        return named
    if JOINED in path:
        return AND[language].join(name_subject(part, language) for part in path.split(JOINED))
    return path.rpartition("/")[2].replace("-", " ").title()


@cache
def _names() -> dict[str, dict[str, str]]:
    english: dict[str, str] = {}
    german: dict[str, str] = {}
    for path, sort, names, _ in rows("places.tsv", 4):
        if sort != "quarter":  # whose path is that of its town
            german[path] = german[path.rpartition("/")[2]] = _first(names)
    for identity, _, names in rows("organisations.tsv", 3):
        english[identity] = german[identity] = _first(names)
    codes = {code: (name, translated) for code, name, translated in rows("countries.tsv", 3)}
    for code, country, *_ in rows("peoples.tsv", 7):  # last: a country outranks a town of its name
        english[country], german[country] = codes[code]
    return {"en": english, "de": german}


def _first(names: str) -> str:
    return names.split("|")[0].rstrip("?")
