"""Claims: who says how much of what, where and as of when, and the identities that everything rests on.

`extract` makes them from articles, `feed` from gathered rows; they travel on topic `claims`, keyed by estimand.
"""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Modifier = Literal["exact", "approx", "at_least", "more_than", "at_most", "fewer_than", "range", "vague"]
Kind = Literal["count", "money", "percent", "physical"]
Stance = Literal["asserts", "denies", "predicts", "plans", "hypothetical", "demands"]
Level = Literal["level", "increment", "rate", "part"]
Role = Literal["own", "bound"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=200)]
SlugPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-/][a-z0-9]+)*$", max_length=300)]
Measure = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?$")]
EstimandId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z][a-z0-9_]*(:[a-z0-9]+(-[a-z0-9]+)*)?$")
]

CATCH_ALL = frozenset({"persons", "things"})  # what is added up is said by the counted noun alone
NOT_POOLED = frozenset({"share", "change", "rate", "vote_share", "other"})  # listed, never pooled


class Claim(BaseModel):
    """One mention of a claim in one article (or one gathered row), asserted or retracted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int = Field(1, frozen=True, description="Version of this layout.")
    claim_id: str = Field(description="The same for every mention of the same claim; see `identify`.")
    mention_id: str = Field(description="This expression in this article, said by this claimant.")
    article_id: str | None = Field(description="The article it was read from; null for a gathered row.")
    estimand: EstimandId = Field(description="`subject/measure[:qualifier]`, the quantity it bears on.")
    role: Role = Field("own", description="`own`: it states this quantity; `bound`: it is a lower bound for it.")

    field: Literal["text", "title"] = Field("text", description="Where the number stands; offsets count in it.")
    phrase: str = Field(description="The numeric expression with its modifier, as written.")
    start: int = Field(ge=0, description="Offset of `phrase`, in Unicode code points.")
    end: int = Field(ge=0, description="End of `phrase`, exclusive.")
    point: float | None = Field(
        description="The figure as stated, in units of `unit`; null for ranges and vague plurals."
    )
    low: float | None = Field(description="Lowest value that the words commit to, inclusive; null: open.")
    high: float | None = Field(description="Highest value that the words commit to, inclusive; null: open.")
    modifier: Modifier = Field(description="How exactly the words state the figure.")
    kind: Kind = Field(description="What sort of amount it is.")
    unit: str | None = Field(
        description="ISO 4217 code for money, symbol for physical, `%` for percent; null for counts."
    )
    counted: str | None = Field(description="Lemma of what is counted; null where the text does not say.")
    measure: Measure = Field(description="What the number measures.")
    level: Level = Field("level", description="A total, an increment to one, a rate per time, or a part of a total.")
    claimant: str | None = Field(description="Who says so, as named; null where the article speaks in its own voice.")
    claimant_start: int | None = Field(None, description="Where `field` names the claimant; null with a null claimant.")
    claimant_end: int | None = Field(None, description="End of that name, exclusive; null with a null claimant.")
    claimant_id: str = Field(
        description="The same for the same source in every article; the outlet's with a null claimant."
    )
    claimant_kind: str | None = Field(
        None, description="`government`, `police`, `organiser`, … as name table or row says; null when not known."
    )
    via: tuple[str, ...] = Field((), description="Media through which the claimant is quoted, as named.")
    stance: Stance = Field(description="Whether it is asserted, denied, predicted, planned, supposed or demanded.")
    subject: Slug = Field(description="Whose number it is.")
    place: SlugPath | None = Field(None, description="Where, as a path from the country down; null if not said.")
    as_of: Day | None = Field(
        None, description="Day, month, year or span (ISO 8601) the figure is about; null if not said."
    )
    sentence: str = Field(description="The sentence that holds the phrase; for a gathered row its phrase.")
    sentence_start: int = Field(ge=0, description="Offset of `sentence` in `field`.")
    sentence_end: int = Field(ge=0, description="End of `sentence`, exclusive.")
    confidence: float = Field(ge=0, le=1, description="Chance that value, measure and claimant are all read rightly.")

    outlet: str | None = Field(None, description="Who published it; null when not known.")
    url: str | None = Field(None, description="Where the article can be read; null when it has no address.")
    published: AwareDatetime = Field(description="When the claim was reported, UTC.")
    published_known: bool = Field(True, description="False where that is only the time of receipt.")
    sketch: str | None = Field(
        None,
        pattern=r"^([0-9a-f]{2})+$",
        max_length=1024,
        description="MinHash of its article's text, by which reprints are known; null for a gathered row.",
    )
    extractor: str = Field(description="Version of what read it: `de/3`, or `row` for a gathered one.")
    edition: int = Field(0, ge=0, description="Rank of the article's version, microseconds; the highest decides.")
    known: AwareDatetime | None = Field(
        None, description="When a later version of its article said so, UTC; null: known since it was published."
    )
    retracted: bool = Field(False, description="True when the mention no longer holds.")
    rulings: tuple[str, ...] = Field(
        (), description="Rulings in force that made it what it is; of a retracted one, those that took it out."
    )
    read_as: str | None = Field(
        None, description="The mention as it was read, where rulings shaped this one; null where none did."
    )
    ruled_by: str | None = Field(
        None, description="Ruling whose coming or withdrawal led to this message; null where its article or row did."
    )


_BLANK: dict[str, Any] = Claim(
    claim_id="", mention_id="", article_id=None, estimand="x/x", phrase="", start=0, end=0, point=None, low=None,
    high=None, modifier="exact", kind="count", unit=None, counted=None, measure="x", claimant=None, claimant_id="",
    stance="asserts", subject="x", sentence="", sentence_start=0, sentence_end=0, confidence=0,
    published=datetime.max.replace(tzinfo=UTC), extractor="",
).__dict__  # in the order of the schema  # fmt: skip


_SET = set(_BLANK)  # shared by all, for frozen claims add nothing to it


def assemble(fields: dict[str, Any]) -> Claim:
    """A claim of fields that are right by construction, all that have no default: not validated, in half the time.

    For `extract` alone, whose tests validate what it makes; whatever comes from outside goes through `Claim`.
    """
    claim = Claim.__new__(Claim)
    # As `model_construct` does it, without its walk over all fields.
    object.__setattr__(claim, "__dict__", _BLANK | fields)
    object.__setattr__(claim, "__pydantic_fields_set__", _SET)
    object.__setattr__(claim, "__pydantic_extra__", None)
    object.__setattr__(claim, "__pydantic_private__", None)
    return claim


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens; `Köln-Süd` -> `koeln-sued`; `x` for text without a letter or digit."""
    text = text.casefold()
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ø", "o"), ("ł", "l"), ("đ", "d")):
        text = text.replace(letter, spelled)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", text)
    return "-".join(words)[:120].strip("-") or "x"


def estimand_id(subject: str, measure: str, unit: str | None, counted: str | None) -> str:
    """`subject/measure`, with a qualifier where the measure alone does not say what is added up.

    The unit for money and physical amounts (percentages need none), the counted noun for the catch-all measures.
    """
    qualifier = unit if unit and unit != "%" else counted if measure in CATCH_ALL else None
    return f"{subject}/{measure}:{slug(qualifier)}" if qualifier else f"{subject}/{measure}"


def identify(
    *,
    estimand: str,
    claimant_id: str,
    point: float | None,
    low: float | None,
    high: float | None,
    modifier: str,
    stance: str,
    level: str,
    place: str | None,
    as_of: str | None,
) -> str:
    """Id of the claim: equal for equal words about one quantity by one claimant, wherever they are printed."""
    figure = [None if x is None else repr(float(x)) for x in (point, low, high)]
    return digest(estimand, claimant_id, *figure, modifier, stance, level, place, as_of)


def digest(*parts: str | None) -> str:
    """Sixteen hexadecimal digits of SHA-256 over the parts, each told from its neighbours and from a missing one."""
    whole = "\x1f".join(["\x00" if part is None else part for part in parts])
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
