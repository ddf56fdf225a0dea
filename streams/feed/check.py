"""The check on articles at the door: raw bytes -> `Article`, complete, or `Rejected` with a reason to act on.

Called by intake for what writers send, and by `pegel extract` for local files.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from schemas import Article, Rejected, Submission
from schemas.article import MOST_CHARACTERS
from schemas.claim import digest
from streams.feed.faults import FaultError, explain, explain_json, explain_unknown, quote
from streams.feed.languages import detect_language

LONGEST_LEAD = timedelta(hours=24)  # a publication may lie this far ahead: zones mistaken for UTC, embargoes
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # right-to-left marks are none of these: they are text
CONTROL_ESCAPES = (b"\\u00", b"\\b", b"\\f")  # the only ways to write one in JSON
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FIELDS = frozenset(Submission.model_fields)


def check_article(
    raw: bytes, received: datetime, where: str | None = None, *, longest_lead: timedelta = LONGEST_LEAD
) -> Article | Rejected:
    """The article that `raw` (one JSON object) describes, completed by what the door can find out.

    Control characters become one blank each, so that offsets hold. The id, where none is given, comes from the url,
    or else from title and text; the language is detected; without a date `published` is the receipt.
    """
    article_id = None
    try:
        fields = read_fields(raw)
        if isinstance(fields.get("id"), str):
            article_id = fields["id"]
        if unknown := fields.keys() - FIELDS:
            raise FaultError(explain_unknown(unknown, Submission, "an article"))
        return Article.model_validate(complete(fields, received, longest_lead))
    except FaultError as fault:
        reason = str(fault)
    except ValidationError as error:
        reason = explain(error)
    return Rejected(reason=reason, article_id=article_id, where=where)


def read_fields(raw: bytes) -> dict[str, Any]:
    """The fields of one JSON object, free of control characters; `FaultError` where there is no object."""
    try:
        fields = from_json(raw.removeprefix(BYTE_ORDER_MARK))
    except ValueError as error:
        raise FaultError(explain_json(raw, error)) from error
    if not isinstance(fields, dict):
        raise FaultError(f"{quote(fields)} is no JSON object; send one object with its fields, or one a line")
    if any(escape in raw for escape in CONTROL_ESCAPES):
        return {name: CONTROLS.sub(" ", value) if isinstance(value, str) else value for name, value in fields.items()}
    return fields


def complete(fields: dict[str, Any], received: datetime, longest_lead: timedelta) -> dict[str, Any]:
    """The fields of the article, checked as far as the schema does not do it itself."""
    text = fields.get("text")
    if text is None:
        raise FaultError("'text' is missing; an article needs one")
    if not isinstance(text, str):
        raise FaultError(f"'text' is {quote(text)}, not a text")
    if len(text) > MOST_CHARACTERS:
        raise FaultError(
            f"'text' has {len(text):,} characters, more than the {MOST_CHARACTERS:,} of one article; split it"
        )
    if not text.strip():
        raise FaultError("'text' is empty; an article needs one")
    title, url = fields.get("title"), fields.get("url")
    if fields.get("id") is None:
        fields["id"] = f"url-{digest(str(url))}" if url else f"text-{digest(title and str(title), text)}"
    if fields.get("language") is None:
        fields["language"] = detect_language(text)
    published = read_moment("published", fields.get("published"))
    if published and published - received > longest_lead:
        raise FaultError(f"'published' is {published:%Y-%m-%d %H:%M} UTC, in the future; correct the date")
    fields["published"] = published or received
    fields["published_known"] = published is not None
    fields["updated"] = read_moment("updated", fields.get("updated"))
    fields["received"] = received
    return fields


def read_moment(name: str, value: object) -> datetime | None:
    """An ISO 8601 day or time as UTC: a bare date is its midnight, a time without a zone counts as UTC."""
    if value is None:
        return None
    if isinstance(value, str):
        value = value.strip()
        try:
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise FaultError(f"'{name}' is {quote(value)}, not a date; write 2024-10-28 or 2024-10-28T06:35:00+01:00")
