"""Estimates: the current reading of one ledger, on the compacted topic `estimates`, keyed by estimand."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from schemas.claim import EstimandId, Kind, Measure, Modifier, Slug, SlugPath, Stance


class Figure(BaseModel):
    """What one claimant says at the moment, under one stance: the latest of its claims."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim_id: str = Field(description="The claim that states it.")
    claimant_id: str = Field(description="Stable id of who says so.")
    claimant: str | None = Field(description="Name as the latest article has it; null: the outlet in its own voice.")
    claimant_kind: str | None = Field(None, description="Kind of claimant, as on the claim; null when not known.")
    outlet: str | None = Field(None, description="Outlet of its first mention; null when not known.")
    stance: Stance = Field(description="How it is put forward.")
    role: Literal["own", "bound"] = Field(
        "own", description="`bound`: it speaks of a part and says «at least» for this."
    )
    phrase: str = Field(description="The words of the figure.")
    point: float | None = Field(description="As on the claim.")
    low: float | None = Field(description="As on the claim.")
    high: float | None = Field(description="As on the claim.")
    modifier: Modifier = Field(description="As on the claim.")
    place: SlugPath | None = Field(description="As on the claim.")
    as_of: str | None = Field(description="As on the claim.")
    first_reported: AwareDatetime = Field(description="When its first mention was published, UTC.")
    last_reported: AwareDatetime = Field(description="When its latest mention was published, UTC.")
    mentions: int = Field(ge=1, description="How often it was printed.")
    revised: int = Field(0, ge=0, description="How many earlier figures of this claimant it replaced.")
    rulings: tuple[str, ...] = Field((), description="Rulings in force that made mentions of it what they are.")


class Extreme(BaseModel):
    """The lowest or highest current figure, and who stands behind it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float = Field(description="The figure, in the estimand's unit.")
    claimant_id: str = Field(description="Who says so.")
    claimant: str | None = Field(description="Name as printed; null: the outlet in its own voice.")
    claim_id: str = Field(description="The claim that states it.")


Truth = Literal["level", "floor"]
Report = Literal["here", "aside"]


class Voice(BaseModel):
    """A figure as the model hears it: all that a reading's best and intervals are made from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim_id: str = Field(description="The claim that states it.")
    day: date = Field(description="The day it is about.")
    figure: float = Field(description="The figure, in the estimand's unit.")
    centre: float = Field(description="Log10 of the figure as its words mean it.")
    width: float = Field(description="What the words leave open: standard deviation on log10.")
    kind: str | None = Field(description="Kind of claimant, as on the claim; null when not known.")
    confidence: float = Field(description="Chance that it was read rightly.")
    truth: Truth | None = Field(
        description="What it says of the quantity: so much, or at least so much; null: nothing."
    )
    report: Report | None = Field(
        description="`here`: the next report may follow it; `aside`: it speaks of another place; null: it is no report."
    )


class Interval(BaseModel):
    """An interval that should hold the named quantity with the named chance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    percent: int = Field(gt=0, lt=100, description="Chance that it holds, in percent.")
    low: float = Field(description="Lower end, in the estimand's unit.")
    high: float = Field(description="Upper end, in the estimand's unit.")


class Estimate(BaseModel):
    """The reading of one estimand, for one episode and one place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = Field(1, frozen=True, description="Version of this layout.")
    estimand: EstimandId = Field(description="`subject/measure[:qualifier]`.")
    subject: Slug = Field(description="Whose number it is.")
    measure: Measure = Field(description="What is measured.")
    kind: Kind = Field(description="What sort of amount it is.")
    unit: str | None = Field(description="Unit of every figure here; null for counts.")
    episode: str | None = Field(
        description="First day (ISO 8601) of the event's stretch; null for stocks, which have one."
    )
    place: SlugPath | None = Field(description="The place that this reading is for; null: wherever.")
    at: AwareDatetime = Field(description="The moment the reading is as of, UTC.")
    pooled: bool = Field(description="False for shares, changes and rates: they are listed and have no best.")
    best: float | None = Field(
        description="The estimate, in `unit`; null when nobody asserts a figure that can be pooled."
    )
    interval: tuple[Interval, ...] = Field(description="Where the truth lies; empty when too little is known to say.")
    next_report: tuple[Interval, ...] = Field(
        (), description="What the next claimant is likely to say; empty when not known."
    )
    lowest: Extreme | None = Field(description="Lowest current asserted figure; null without one.")
    highest: Extreme | None = Field(description="Highest current asserted figure; null without one.")
    claimants: int = Field(ge=0, description="Distinct claimants with a current figure, whatever its stance.")
    claims: int = Field(ge=0, description="Distinct claims that hold, revised ones included.")
    mentions: int = Field(ge=0, description="Mentions of those claims.")
    outlets: int = Field(ge=0, description="Distinct outlets that printed them.")
    latest: tuple[Figure, ...] = Field(description="Latest figure of each claimant and stance, newest first.")
    contested: bool = Field(description="True when current asserted figures cannot all hold.")
    clash: tuple[str, str] | None = Field(
        None, description="Claim ids of the pair that clashes most; null unless contested."
    )
    first_reported: AwareDatetime | None = Field(description="Earliest mention, UTC; null without claims.")
    last_reported: AwareDatetime | None = Field(description="Latest mention, UTC; null without claims.")
    age_days: int | None = Field(
        None, description="Whole days from the latest mention to `at`: how old the news is; null without claims."
    )
    revision: int = Field(ge=0, description="Count of distinct claims (and rulings) in the ledger.")
    places: tuple[str, ...] = Field((), description="Places that have a reading of their own inside this estimand.")
    episodes: tuple[str, ...] = Field((), description="All episodes, oldest first; empty for stocks.")
    voices: tuple[Voice, ...] = Field(
        (),
        description="The figures that `best` and the intervals are made from, as the model hears them; newest first.",
    )
    rulings: tuple[str, ...] = Field(
        (), description="Rulings in force that made claims of this estimand what they are, or took them out of it."
    )
    note: str | None = Field(
        None, description="What a reader must know, such as «one claimant only»; null when nothing."
    )
