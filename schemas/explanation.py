"""Explanations: the claims behind one reading, each with its weight, as `GET …/explain` answers them."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from schemas.claim import Claim, Level, Modifier, SlugPath, Stance
from schemas.estimate import Estimate
from schemas.ruling import Ruling


class Mention(BaseModel):
    """Where a claim stands in print: one expression in one article, or a gathered row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mention_id: str = Field(description="As on the claim.")
    article_id: str | None = Field(description="The article; null for a gathered row.")
    outlet: str | None = Field(description="Who published it; null when not known.")
    url: str | None = Field(description="Where it can be read; null when it has no address.")
    published: AwareDatetime = Field(description="When, UTC.")
    field: Literal["text", "title"] = Field(description="Where the number stands; offsets count in it.")
    phrase: str = Field(description="The numeric expression with its modifier, as written.")
    start: int = Field(ge=0, description="Offset of `phrase`, in Unicode code points.")
    end: int = Field(ge=0, description="End of `phrase`, exclusive.")
    sentence: str = Field(description="The sentence that holds the phrase; for a gathered row its phrase.")
    sentence_start: int = Field(ge=0, description="Offset of `sentence` in `field`.")
    sentence_end: int = Field(ge=0, description="End of `sentence`, exclusive.")


class WeighedClaim(BaseModel):
    """One claim in the place, the episode and the time of a reading, and what say it had."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim_id: str = Field(description="As on the claim.")
    weight: float = Field(ge=0, le=1, description="Share of the say in where `best` lies; the shares add up to 1.")
    why: str = Field(description="Why it has this weight, or none.")
    claimant_id: str = Field(description="Stable id of who says so.")
    claimant: str | None = Field(description="Name as first printed; null: the outlet in its own voice.")
    claimant_kind: str | None = Field(description="Kind of claimant; null when not known.")
    stance: Stance = Field(description="How it is put forward.")
    level: Level = Field(description="A total, an increment to one, a rate per time, or a part of a total.")
    point: float | None = Field(description="As on the claim.")
    low: float | None = Field(description="As on the claim.")
    high: float | None = Field(description="As on the claim.")
    modifier: Modifier = Field(description="As on the claim.")
    place: SlugPath | None = Field(description="As on the claim.")
    as_of: str | None = Field(description="As on the claim.")
    mentions: int = Field(ge=1, description="How often it was printed.")
    rulings: tuple[str, ...] = Field((), description="Rulings in force that made mentions of it what they are.")
    printed: tuple[Mention, ...] = Field(description="Its mentions, the earliest first; of many the first twenty.")


class Explanation(BaseModel):
    """A reading and the claims behind it, the weightiest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = Field(1, frozen=True, description="Version of this layout.")
    estimate: Estimate = Field(description="The reading that is explained.")
    claims: tuple[WeighedClaim, ...] = Field(description="The claims behind it; those without any weight come last.")
    next: str | None = Field(description="Pass as `after` for the claims behind these; null with the last ones.")
    ruled_out: tuple[Claim, ...] = Field(
        (), description="Mentions as they were read that rulings took out of this estimand; of many the first hundred."
    )
    rulings: tuple[Ruling, ...] = Field((), description="The rulings that are named here, in full.")
