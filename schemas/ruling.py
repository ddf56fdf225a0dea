"""Rulings: what people correct by hand. `RulingSubmission` is what they send, `Ruling` the event on topic `rulings`.

The door resolves what was named; the flow applies what is in force before it keys claims.
"""

from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from schemas.claim import Claim, EstimandId, Measure, Modifier, Slug, SlugPath, digest

Action = Literal["reject", "set", "merge_estimands", "merge_claimants"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Figure = Annotated[float, Field(allow_inf_nan=False)]

CORRECTED = ("subject", "measure", "place", "no_place", "claimant", "value")  # what `set` can change
GIVEN_WITH: dict[str, frozenset[str]] = {
    "reject": frozenset({"claim"}),
    "set": frozenset({"claim", *CORRECTED}),
    "merge_estimands": frozenset({"merged", "into"}),
    "merge_claimants": frozenset({"merged", "into"}),
}


class Value(BaseModel):
    """A figure as a claim states it. With `point` alone it is exact; with both ends and no point it is a range."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    point: Figure | None = Field(None, description="The figure; null for ranges and vague plurals.")
    low: Figure | None = Field(None, description="Lowest value that is committed to, inclusive; null: open.")
    high: Figure | None = Field(None, description="Highest value that is committed to, inclusive; null: open.")
    modifier: Modifier = Field("exact", description="How exactly it is stated; by default as the ends given say.")

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "modifier" in given:
            return given
        point, low, high = (given.get(name) for name in ("point", "low", "high"))
        if low is None and high is None:
            return {**given, "low": point, "high": point, "modifier": "exact"}
        if high is None:
            return {**given, "point": low if point is None else point, "modifier": "at_least"}
        if low is None:
            return {**given, "point": high if point is None else point, "modifier": "at_most"}
        return {**given, "modifier": "range" if point is None else "approx"}

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        ends = [(name, end) for name in ("low", "point", "high") if (end := getattr(self, name)) is not None]
        if not ends:
            raise ValueError("a value needs a point, a low or a high")
        for (lower, one), (upper, other) in pairwise(ends):
            if one > other:
                raise ValueError(f"{lower} {one:g} is above {upper} {other:g}")
        return self


class Signed(BaseModel):
    """Who rules and why: everybody who sees the effect sees both."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    author: Words = Field(description="Who says so, as others are to read it.")
    reason: Words = Field(description="Why, as others are to read it.")


class RulingSubmission(Signed):
    """A ruling as a person sends it. `reject` and `set` name a claim, the merges what is `merged` `into` what."""

    action: Action = Field(
        description="`reject`: it does not count; `set`: it says something else; `merge_estimands`, `merge_claimants`: "
        "two names stand for one thing."
    )
    claim: Words | None = Field(
        None,
        description="A `mention_id`: this expression in this article, for as long as its sentence stands there. "
        "Or a `claim_id`: the claim wherever it is printed, reprints to come included.",
    )
    subject: Slug | None = Field(None, description="Whose number it really is; null: as read.")
    measure: Measure | None = Field(None, description="What it really measures; null: as read.")
    place: SlugPath | None = Field(None, description="Where it really is, from the country down; null: as read.")
    no_place: bool = Field(False, description="True: no place is said.")
    claimant: Words | None = Field(
        None, description="Who really says so: a `claimant_id` that is known, or a name; null: as read."
    )
    value: Value | None = Field(None, description="What is really said; null: as read.")
    merged: Words | None = Field(None, description="The estimand or `claimant_id` that is given up.")
    into: Words | None = Field(None, description="The estimand or `claimant_id` that goes on in its place.")

    @model_validator(mode="after")
    def _fits_its_action(self) -> Self:
        given = {name for name in self.model_fields_set if getattr(self, name) not in (None, False)}
        needed = GIVEN_WITH[self.action]
        if foreign := given - needed - {"action", "author", "reason"}:
            raise ValueError(f"{self.action} takes no {', '.join(sorted(foreign))}")
        if missing := needed - set(CORRECTED) - given:
            raise ValueError(f"{self.action} needs {' and '.join(sorted(missing))}")
        if self.action == "set" and not given & set(CORRECTED):
            raise ValueError(f"set needs something to set: {', '.join(CORRECTED)}")
        if self.place is not None and self.no_place:
            raise ValueError("place and no_place exclude each other")
        if self.merged is not None and self.merged == self.into:
            raise ValueError(f"{self.merged} can't be merged into itself")
        return self


class Expression(BaseModel):
    """One numeric expression in one article, or one gathered row, such that it is found again however it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mention_id: str = Field(description="The mention as it was read when it was ruled on; finds a gathered row again.")
    article_id: str | None = Field(description="The article it stands in; null for a gathered row.")
    sentence: str = Field(description="Digest of its sentence: the ruling holds while the article has that.")
    start: int = Field(ge=0, description="Offset of the expression in the sentence.")
    end: int = Field(ge=0, description="End of it there, exclusive.")
    claimant_id: str | None = Field(
        description="Which of several who are named with this one expression; null where there was only one."
    )

    def holds(self, claim: Claim) -> bool:
        """Whether a claim, as read, is this expression's."""
        if self.article_id is None or claim.article_id is None:
            return self.mention_id == claim.mention_id
        return (
            self.article_id == claim.article_id
            and claim.start - claim.sentence_start < self.end
            and self.start < claim.end - claim.sentence_start
            and self.claimant_id in (None, claim.claimant_id)
            and self.sentence == sentence_digest(claim.sentence)
        )


class RuledClaimant(BaseModel):
    """A claimant as the door knew it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claimant_id: str = Field(description="As on claims.")
    name: str | None = Field(description="Name to show; null: the one that is printed.")
    kind: str | None = Field(description="Kind of claimant; null when not known.")


class Correction(BaseModel):
    """What `set` changes; null is left as it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: Slug | None = Field(None, description="Whose number it is.")
    measure: Measure | None = Field(None, description="What it measures.")
    place: SlugPath | None = Field(None, description="Where.")
    no_place: bool = Field(False, description="True: no place is said.")
    claimant: RuledClaimant | None = Field(None, description="Who says so.")
    value: Value | None = Field(None, description="What is said.")


class Shown(BaseModel):
    """What the author saw; for readers, without any effect."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claim_id: str = Field(description="The claim.")
    estimand: EstimandId = Field(description="Where it stood.")
    claimant: str | None = Field(description="Who said so, as printed; null: the outlet in its own voice.")
    phrase: str = Field(description="The words of the figure.")


class Ruling(Signed):
    """One ruling, in force or withdrawn. Of several messages with its id the one with the highest rank decides."""

    schema_version: int = Field(1, frozen=True, description="Version of this layout.")
    ruling_id: str = Field(description="Derived from what it says, author and reason included: said again, it is one.")
    action: Action = Field(description="As in the submission.")
    claims: tuple[str, ...] = Field((), description="Claims, as read, that it is about wherever they are printed.")
    expression: Expression | None = Field(None, description="Or the one expression that it is about.")
    correction: Correction | None = Field(None, description="What `set` changes; null for the other actions.")
    merged: str | None = Field(None, description="The estimand or claimant that is given up; null without a merge.")
    into: str | None = Field(None, description="The estimand or claimant that goes on; null without a merge.")
    kind: str | None = Field(None, description="Kind of the claimant that goes on; null when not known.")
    shown: Shown | None = Field(None, description="The claim as its author saw it; null for a merge.")
    moment: AwareDatetime = Field(description="When it was made, UTC: of two on one field the later holds.")
    withdrawn: "Withdrawal | None" = Field(None, description="Its withdrawal; null while it is in force.")

    @property
    def order(self) -> tuple[datetime, str]:
        """Of two rulings on one field the one with the higher order holds."""
        return self.moment, self.ruling_id

    @property
    def rank(self) -> tuple[datetime, bool]:
        """Of two messages about one ruling the one with the higher rank decides; a withdrawal breaks a tie."""
        return (self.withdrawn.moment, True) if self.withdrawn else (self.moment, False)


class Withdrawal(Signed):
    """Who withdrew a ruling, why and when."""

    moment: AwareDatetime = Field(description="When, UTC.")


Ruling.model_rebuild()


def sentence_digest(sentence: str) -> str:
    """The sentence as a ruling remembers it: its words, whatever blanks stand between them, but not the words."""
    return digest(" ".join(sentence.split()))


def ruling_id_of(ruling: Ruling) -> str:
    """The id that belongs to what a ruling says."""
    said = ruling.model_dump_json(exclude={"schema_version", "ruling_id", "moment", "withdrawn", "shown"})
    return digest("ruling", said)
