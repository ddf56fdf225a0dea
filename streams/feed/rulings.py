"""The check on rulings at the door: raw bytes -> what a person sent, or `Rejected` with a reason to act on.

Called by intake; what a ruling names is looked up by the endpoint, which knows what people see.
"""

from typing import TypeVar

from pydantic import ValidationError

from schemas import Rejected
from schemas.ruling import Signed
from streams.feed.check import read_fields
from streams.feed.faults import FaultError, explain, explain_unknown

Sent = TypeVar("Sent", bound=Signed)


def check_ruling(raw: bytes, kind: type[Sent]) -> Sent | Rejected:
    """The ruling (or the signature of a withdrawal) that `raw`, one JSON object, describes."""
    try:
        fields = read_fields(raw)
        if unknown := fields.keys() - kind.model_fields.keys():
            raise FaultError(explain_unknown(unknown, kind, "a ruling" if "action" in kind.model_fields else "it"))
        return kind.model_validate(fields)
    except FaultError as fault:
        return Rejected(reason=str(fault))
    except ValidationError as error:
        return Rejected(reason=explain(error))
