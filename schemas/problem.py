"""Problems: what the door refuses (`Rejected`), what fails later (`DeadLetter`), what HTTP answers (`Problem`)."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Rejected(BaseModel):
    """A submission that was not accepted. Bad input is data: the rest of its batch goes on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str = Field(description="What is wrong and what to do about it, in one sentence.")
    article_id: str | None = Field(None, description="Id of the article, if one could be read; else null.")
    where: str | None = Field(None, description="`file:line` or the position in a batch; null when there is only one.")


class DeadLetter(BaseModel):
    """A message that could not be processed, kept on `articles.dead` or `claims.dead`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = Field(1, frozen=True, description="Version of this layout.")
    letter_id: str = Field(description="Names the letter; a message that fails again when redriven keeps it.")
    topic: str = Field(description="Topic that it came from.")
    partition: int = Field(ge=0, description="Partition of that topic.")
    offset: int = Field(ge=0, description="Offset in that partition.")
    key: str | None = Field(description="Key, decoded with replacement characters; null without one.")
    reason: str = Field(description="What went wrong, in one line.")
    traceback: str | None = Field(description="Where it went wrong; null when the message itself could not be read.")
    value: str = Field(description="The original bytes, in base64.")
    headers: dict[str, str] = Field(default_factory=dict, description="Original headers, values in base64.")
    at: AwareDatetime = Field(description="When it was set aside, UTC.")


class Problem(BaseModel):
    """An HTTP error, as `application/problem+json` (RFC 9457)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field("about:blank", description="URI reference that names the kind of problem.")
    title: str = Field(description="The kind of problem, in a few words.")
    status: int = Field(ge=300, le=599, description="HTTP status code; below 400 the answer is elsewhere.")
    detail: str | None = Field(None, description="What, where, and what to do next; null when the title says it all.")
    instance: str | None = Field(None, description="Path of the request; null when it does not help.")
    rejected: tuple[Rejected, ...] = Field((), description="The parts of the request that were refused, if any.")


class Unavailable(Exception):  # noqa: N818 - a state, not a fault of whoever asked
    """The broker can't be reached or is busy at the moment; the message says which, and trying again may help."""
