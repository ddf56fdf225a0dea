"""Faults of a submission in words a writer can act on. Called by the checks on articles and on rows."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

MOST_SHOWN = 60  # characters of a faulty value that are quoted back

NEEDED = {
    "id": "1 to 200 characters without blanks and slashes",
    "title": "1 to 1000 characters; leave it out where there is none",
    "outlet": "1 to 1000 characters; leave it out where it is not known",
    "byline": "1 to 1000 characters; leave it out where there is none",
    "url": "an address that begins with http:// or https://, without blanks, of at most 2000 characters",
    "language": "a BCP 47 tag such as de or de-AT; leave it out to have it detected",
    "subject": "lower-case words joined by hyphens, such as north-korea",
    "measure": "a lower-case word such as troops or killed_or_wounded",
    "place": "lower-case words joined by hyphens, from the country down: russia/kursk",
    "as_of": "a day, month, year or span such as 2024-10-28, 2024-10 or 2024-10-01/2024-10-31",
    "author": "1 to 1000 characters: who rules, as others are to read it",
    "reason": "1 to 1000 characters: why, as others are to read it",
    "reported": "a day, month or year such as 2024-10-28, 2024-10 or 2024",
}


class FaultError(ValueError):
    """One thing that is wrong with a submission; the message is the reason for its rejection."""


def quote(value: object) -> str:
    """The value as it may stand in a message: one line, not too long, harmless on a terminal."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def explain_encoding(raw: bytes, fault: UnicodeDecodeError) -> str:
    """Where `raw` stops being UTF-8."""
    return f"not UTF-8: byte {fault.start + 1} is 0x{raw[fault.start]:02x}; convert it to UTF-8"


def explain_json(raw: bytes, error: ValueError) -> str:
    """Why `raw` is no JSON, in one sentence."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        return explain_encoding(raw, fault)
    reason = str(error).removeprefix("Invalid JSON: ")
    if "surrogate" in reason or "hex escape" in reason:
        return f"not JSON: half a character (a lone \\ud800 to \\udfff escape): {reason}"
    return f"not JSON: {reason}; write one JSON object a line"


def explain_unknown(names: Iterable[str], model: type[BaseModel], what: str) -> str:
    """Which fields nobody knows, and which there are."""
    return (
        f"unknown field {', '.join(quote(name) for name in sorted(names))}; {what} has {', '.join(model.model_fields)}"
    )


def explain(error: ValidationError) -> str:
    """All faults that the schema found, in one sentence each."""
    return "; ".join(dict.fromkeys(_explain_one(fault["type"], fault["loc"], fault) for fault in error.errors()))


def _explain_one(kind: str, place: tuple[int | str, ...], fault: Any) -> str:
    name = str(place[0]) if place else "it"
    value = fault["input"]
    if kind == "value_error":  # a check of ours, which says it all
        reason = str(fault["ctx"]["error"])
        return f"'{name}': {reason}" if place else reason
    if kind == "missing":
        return f"'{name}' is missing"
    if kind == "literal_error":
        return f"'{name}' is {quote(value)}; use {fault['ctx']['expected']}"
    if kind in {"string_pattern_mismatch", "string_too_short", "string_too_long"} and name in NEEDED:
        return f"'{name}' is {quote(value)}; it needs {NEEDED[name]}"
    if kind == "string_type":
        return f"'{name}' is {quote(value)}, not a text"
    if kind == "string_unicode":
        return f"'{name}' holds half a character (a lone surrogate); write whole Unicode characters"
    if kind == "finite_number":
        return f"'{name}' is {quote(value)}, not a finite number"
    return f"'{name}' is {quote(value)}: {fault['msg'][0].lower()}{fault['msg'][1:]}"
