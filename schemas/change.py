"""Changes: what moved an estimate and why, on topic `changes`, keyed by estimand."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from schemas.claim import EstimandId, SlugPath, Stance

Cause = Literal["claim", "revision", "mention", "denial", "retraction", "correction", "ruling"]


class Reading(BaseModel):
    """The three numbers of a reading that people watch, before or after a change."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    best: float | None = Field(description="The estimate, in the estimand's unit; null when there is none.")
    low: float | None = Field(description="Lowest current asserted figure; null without one.")
    high: float | None = Field(description="Highest current asserted figure; null without one.")


class Change(BaseModel):
    """One message that made a difference to a ledger. The same message twice makes one change."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = Field(1, frozen=True, description="Version of this layout.")
    change_id: str = Field(description="Derived from estimand, mention, edition and cause: stable under redelivery.")
    estimand: EstimandId = Field(description="What changed.")
    episode: str | None = Field(description="Episode it belongs to; null for stocks.")
    place: SlugPath | None = Field(description="Place the claim speaks of; null if not said.")
    cause: Cause = Field(
        description="`claim`: new figure; `revision`: its claimant's newer figure; `mention`: printed again, figures "
        "stay; `denial`; `retraction`: withdrawn with its article; `correction`: read anew from a changed article; "
        "`ruling`: ruled on by hand, or such a ruling withdrawn."
    )
    claim_id: str = Field(description="The claim behind it.")
    mention_id: str = Field(description="The mention behind it.")
    article_id: str | None = Field(description="The article behind it; null for a gathered row.")
    claimant_id: str = Field(description="Who moved it.")
    claimant: str | None = Field(description="Name as printed; null: the outlet in its own voice.")
    outlet: str | None = Field(description="Who printed it; null when not known.")
    stance: Stance = Field(description="Stance of the claim.")
    phrase: str = Field(description="The words of the figure.")
    reported: AwareDatetime = Field(description="When that was published, UTC.")
    before: Reading = Field(description="The reading without it.")
    after: Reading = Field(description="The reading with it.")
    revision: int = Field(ge=0, description="Revision of the ledger after it.")
    rulings: tuple[str, ...] = Field(
        (), description="With cause `ruling` the one that came or was withdrawn; else those that shaped the claim."
    )
