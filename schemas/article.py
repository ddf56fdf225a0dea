"""Articles: what a writer may send (`Submission`) and what travels on topic `articles` (`Article`).

`feed` checks a submission and completes it to an article; the flow's reading agent takes it from there.
"""

from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

MOST_CHARACTERS = 1_000_000  # of one article's text: twenty times the longest article of the newspaper corpus

ArticleId = Annotated[str, StringConstraints(pattern=r"^[^\s/\x00-\x1f]{1,200}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=2000)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class Submission(BaseModel):
    """One article as a writer sends it; only `text` is required. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ArticleId | None = Field(
        None, description="The writer's own id; null: derived from the url, or else from title and text."
    )
    text: str = Field(description="Body as plain text; offsets of claims count in it, in Unicode code points.")
    title: ShortText | None = Field(None, description="Headline, where it stands apart from the text; else null.")
    outlet: ShortText | None = Field(None, description="Who published it, by name; null when not known.")
    url: Url | None = Field(None, description="Where it can be read; null when it has no address.")
    language: LanguageTag | None = Field(None, description="BCP 47 tag of the text; null: detected at the door.")
    published: datetime | None = Field(
        None,
        description="When it was published, ISO 8601; a time without a zone counts as UTC, a bare date as its "
        "midnight; null when not known.",
    )
    updated: datetime | None = Field(None, description="When its text was last changed, as the outlet says; else null.")
    byline: ShortText | None = Field(None, description="Authors and agencies as printed; null when none is.")


class Article(Submission):
    """One article, complete: what was sent, and what the door found out about it. Keyed by `id` on the topic.

    The version with the latest `received` is the one that holds. A withdrawn article keeps its id, so that its
    claims can be retracted; everything else of it is blank.
    """

    schema_version: int = Field(1, frozen=True, description="Version of this layout.")
    id: ArticleId = Field(description="Stable id: the writer's, or derived from the content.")
    language: LanguageTag = Field(description="BCP 47 tag, as sent or as detected; `und` where it can't be told.")
    published: AwareDatetime = Field(description="When it was published, UTC; the receipt where nobody said.")
    published_known: bool = Field(description="False where `published` is only the time of receipt.")
    received: AwareDatetime = Field(description="When this version was accepted, UTC, to the microsecond.")
    withdrawn: bool = Field(False, description="True when the article no longer counts; `text` is then empty.")
    superseded_by: ArticleId | None = Field(
        None, description="Id of the article that took over its url; null unless withdrawn for that."
    )

    @model_validator(mode="after")
    def _text_unless_withdrawn(self) -> Self:
        if self.withdrawn and self.text:
            raise ValueError("a withdrawn article carries no text")
        if not self.withdrawn and not self.text.strip():
            raise ValueError("an article needs text")
        return self

    @property
    def edition(self) -> int:
        """Rank of this version among all versions of the article: its receipt, in microseconds since 1970."""
        return round(self.received.timestamp() * 1_000_000)
