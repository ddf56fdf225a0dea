"""How the nouns look on topics: plain UTF-8 JSON, with the schema's name and version in a header.

Writers use `encode` and `headers`; readers use `decode`, which skips fields that it does not know, so that an older
reader can follow a newer writer.
"""

from typing import TypeVar

from pydantic import BaseModel

SCHEMA_HEADER = "pegel-schema"
REDRIVE_HEADER = "pegel-redrive"  # on a message that is tried again: the id of its dead letter

Noun = TypeVar("Noun", bound=BaseModel)


def encode(noun: BaseModel) -> bytes:
    """The noun as UTF-8 JSON."""
    return noun.model_dump_json().encode()


def headers(kind: type[BaseModel]) -> dict[str, bytes]:
    """Headers for a message of this kind: `pegel-schema: claim/1`."""
    version = kind.model_fields["schema_version"].default
    return {SCHEMA_HEADER: f"{kind.__name__.lower()}/{version}".encode()}


def decode(kind: type[Noun], value: bytes) -> Noun:
    """The noun in a message; unknown fields are skipped. Raises `pydantic.ValidationError` on anything else."""
    return kind.model_validate_json(value, extra="ignore")
