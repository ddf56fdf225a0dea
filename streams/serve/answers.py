"""What the endpoint answers beside the nouns of `schemas`, and the parameters it takes; `openapi` shows both."""

from datetime import UTC, datetime
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from schemas import Article, Change, Claim, Estimate
from schemas.claim import Measure, Slug, SlugPath

Item = TypeVar("Item")
MOST_ON_A_PAGE = 500


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Parameters(BaseModel):
    """Query parameters of a route; unknown ones are refused, so that a misspelt filter does not go unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paging(Parameters):
    """Parameters of every list."""

    limit: int = Field(100, ge=1, le=MOST_ON_A_PAGE, description="Most items to answer with.")
    after: str | None = Field(None, description="`next` of the page before; leave out for the first.")


class EstimateFilter(Paging):
    """Which estimates to list."""

    subject: Slug | None = Field(None, description="Only estimates about this entity, such as `north-korea`.")
    measure: Measure | None = Field(None, description="Only estimates of this measure, such as `troops`.")


class Aspect(Parameters):
    """Which reading of an estimand is wanted; without any, the current one wherever."""

    place: SlugPath | None = Field(None, description="The reading for this place, such as `russia/kursk`.")
    episode: str | None = Field(
        None, max_length=40, description="The reading of the episode that began on this day, such as `2023-02-06`."
    )
    at: Annotated[datetime, AfterValidator(_in_utc)] | None = Field(
        None, description="The reading as of this moment, ISO 8601; without a zone it counts as UTC."
    )


class Answer(BaseModel):
    """A body of the endpoint."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Answer, Generic[Item]):
    """A part of a list."""

    items: tuple[Item, ...] = Field(description="The items, in the list's order.")
    next: str | None = Field(description="Pass as `after` for the page behind this one; null on the last page.")


class Entity(Answer):
    """Somebody or something that figures are about."""

    subject: Slug = Field(description="Its id.")
    estimates: int = Field(ge=1, description="How many estimands there are about it.")
    measures: tuple[Measure, ...] = Field(description="What is measured of it.")
    last_reported: AwareDatetime | None = Field(description="Latest mention of any figure, UTC; null without claims.")


class EntityPage(Page[Entity]):
    """Entities in order of id."""


class EstimatePage(Page[Estimate]):
    """Estimates in order of estimand."""


class ClaimPage(Page[Claim]):
    """Claims (each mention by itself), the latest reported first."""


class ChangePage(Page[Change]):
    """Changes, the newest first."""


class EntityAnswer(Answer):
    """All that is claimed about one entity."""

    subject: Slug = Field(description="Its id.")
    estimates: tuple[Estimate, ...] = Field(description="Its estimates, in order of estimand.")


class ArticleAnswer(Answer):
    """An article and what was read from it."""

    article: Article = Field(description="Its latest version.")
    claims: tuple[Claim, ...] = Field(description="Its claims, in order of their place; offsets count in its text.")


class Receipt(Answer):
    """What became of one line that was sent."""

    status: Literal["accepted", "rejected"] = Field(description="Accepted: it is on disk. Rejected: it left no trace.")
    id: str | None = Field(description="Id of the article, or of a row's mention; null where none could be read.")
    claim_id: str | None = Field(description="Id of a gathered row's claim; null for an article or a rejected row.")
    line: int = Field(ge=1, description="Line of the request that it stands on.")
    reason: str | None = Field(description="Why it was rejected and what to do; null when accepted.")


class Receipts(Answer):
    """An answer for each thing that was sent, in order."""

    results: tuple[Receipt, ...] = Field(description="The answers.")


class Reread(Answer):
    """What a rereading set in motion."""

    articles: int = Field(ge=0, description="How many stored articles go through the extractor again.")


class Lag(Answer):
    """How far answers trail what was accepted, in messages; all zero once everything accepted is visible."""

    flow: int = Field(ge=0, description="Messages that are not read or pooled yet.")
    store: int = Field(ge=0, description="Messages that the endpoint has not taken in yet.")
    total: int = Field(ge=0, description="Both together.")


class Health(Answer):
    """That the process is alive, or ready."""

    status: Literal["alive", "ready"] = Field(description="`alive` at /health, `ready` at /ready.")
