"""The check on gathered rows: one figure that a person noted down -> `Claim`, complete, or `Rejected` with a reason.

A row is a JSON object as in `{"id": "T1-001", "subject": "north-korea", "measure": "troops", "point": 11000, …}`.
Called by intake for `POST /v1/claims`.
"""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from schemas import Claim, Rejected
from schemas.article import ShortText, Url
from schemas.claim import Day, Kind, Level, Measure, Modifier, Slug, SlugPath, Stance, digest, estimand_id, identify
from streams.feed.check import LONGEST_LEAD, read_fields
from streams.feed.faults import FaultError, explain, explain_unknown, quote

EXTRACTOR = "row"
PERCENT_MEASURES = frozenset({"share", "rate"})  # last words of the measure: vote_share, loss_share

ReportDay = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
Figure = Annotated[float, Field(allow_inf_nan=False)]
IdentifyClaimant = Callable[[str | None, str | None, date], str]  # claimant, outlet, day of the report -> claimant_id


class Row(BaseModel):
    """One gathered row. What a row need not say is null or has the default named here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ShortText | None = Field(None, description="The gatherer's own id: sent again, it replaces the row.")
    subject: Slug = Field(description="Whose number it is.")
    measure: Measure = Field(description="What the number measures.")
    place: SlugPath | None = Field(None, description="Where, from the country down; null if not said.")
    claimant: ShortText | None = Field(None, description="Who says so; null: the outlet in its own voice.")
    claimant_type: ShortText | None = Field(None, description="Kind of claimant; `unknown` counts as null.")
    via: tuple[str, ...] = Field((), description="Media through which the claimant is quoted.")
    point: Figure | None = Field(None, description="The figure as stated; null for ranges and vague plurals.")
    low: Figure | None = Field(None, description="Lowest value the words commit to; null: open.")
    high: Figure | None = Field(None, description="Highest value the words commit to; null: open.")
    modifier: Modifier = Field(description="How exactly the words state the figure.")
    stance: Stance = Field(description="Whether it is asserted, denied, predicted, planned, supposed or demanded.")
    level: Level = Field("level", description="A total, an increment, a rate per time, or a part.")
    kind: Kind | None = Field(None, description="Sort of amount; null: percent for shares and rates, else a count.")
    unit: ShortText | None = Field(None, description="ISO 4217 code, or symbol of the unit; null for counts.")
    counted: ShortText | None = Field(None, description="Lemma of what is counted; null where it is not said.")
    as_of: Day | None = Field(None, description="Day or span the figure is about; null if not said.")
    reported: ReportDay | None = Field(None, description="When it was reported; a month or year is its last day.")
    outlet: ShortText | None = Field(None, description="Who published it; null when not known.")
    url: Url | None = Field(None, description="Where it can be read; null when it has no address.")
    language: str | None = Field(None, description="Language of the phrase; it is not used.")
    phrase: ShortText = Field(description="The words of the figure.")
    note: str | None = Field(None, description="Remark of the gatherer; it is not used.")


def check_row(
    raw: bytes, received: datetime, identify_claimant: IdentifyClaimant, where: str | None = None
) -> Claim | Rejected:
    """The claim that a row states, or why it states none. Measures that nobody has listed are taken as they are."""
    row_id = None
    try:
        fields = read_fields(raw)
        if isinstance(fields.get("id"), str):
            row_id = fields["id"]
        if unknown := fields.keys() - Row.model_fields.keys():
            raise FaultError(explain_unknown(unknown, Row, "a row"))
        return state_claim(Row.model_validate(fields), received, identify_claimant)
    except FaultError as fault:
        reason = str(fault)
    except ValidationError as error:
        reason = explain(error)
    return Rejected(reason=reason, article_id=row_id, where=where)


def state_claim(row: Row, received: datetime, identify_claimant: IdentifyClaimant) -> Claim:
    """The row as a claim; `FaultError` where its figures or dates make no sense."""
    if row.point is None and row.low is None and row.high is None:
        raise FaultError("'point', 'low' and 'high' are all missing; a claim needs a figure")
    if row.low is not None and row.high is not None and row.low > row.high:
        raise FaultError(f"'low' {row.low:g} is above 'high' {row.high:g}; exchange them")
    for day in row.as_of.split("/") if row.as_of else ():
        read_period("as_of", day)
    published = read_report_day(row.reported, received) if row.reported else None
    claimant_id = identify_claimant(row.claimant, row.outlet, (published or received).date())
    kind = row.kind or ("percent" if row.measure.split("_")[-1] in PERCENT_MEASURES else "count")
    unit = row.unit or ("%" if kind == "percent" else None)
    estimand = estimand_id(row.subject, row.measure, unit, row.counted)
    return Claim(
        claim_id=identify(
            estimand=estimand,
            claimant_id=claimant_id,
            point=row.point,
            low=row.low,
            high=row.high,
            modifier=row.modifier,
            stance=row.stance,
            level=row.level,
            place=row.place,
            as_of=row.as_of,
        ),
        mention_id=digest(EXTRACTOR, row.id or row.model_dump_json()),
        article_id=None,
        estimand=estimand,
        phrase=row.phrase,
        start=0,
        end=len(row.phrase),
        point=row.point,
        low=row.low,
        high=row.high,
        modifier=row.modifier,
        kind=kind,
        unit=unit,
        counted=row.counted,
        measure=row.measure,
        level=row.level,
        claimant=row.claimant,
        claimant_id=claimant_id,
        claimant_kind=None if row.claimant_type == "unknown" else row.claimant_type,
        via=row.via,
        stance=row.stance,
        subject=row.subject,
        place=row.place,
        as_of=row.as_of,
        sentence=row.phrase,
        sentence_start=0,
        sentence_end=len(row.phrase),
        confidence=1.0,
        outlet=row.outlet,
        url=row.url,
        published=published or received,
        published_known=published is not None,
        extractor=EXTRACTOR,
        edition=round(received.timestamp() * 1_000_000),
    )


def read_period(name: str, text: str) -> tuple[datetime, datetime]:
    """First and last day, as midnights UTC, of a day, month or year; `FaultError` for days that no calendar has."""
    year, *rest = (int(part) for part in text.split("-"))
    first_month, last_month = (rest[0], rest[0]) if rest else (1, 12)
    try:
        days = rest[1:] * 2 or (1, calendar.monthrange(year, last_month)[1])
        return datetime(year, first_month, days[0], tzinfo=UTC), datetime(year, last_month, days[1], tzinfo=UTC)
    except (ValueError, calendar.IllegalMonthError):
        raise FaultError(
            f"'{name}' is {quote(text)}, which no calendar has; write 2024-10-28, 2024-10 or 2024"
        ) from None


def read_report_day(text: str, received: datetime) -> datetime:
    """When a row was reported: the last day of what is named, but never later than the row itself came in."""
    first, last = read_period("reported", text)
    if first - received > LONGEST_LEAD:
        raise FaultError(f"'reported' is {quote(text)}, in the future; correct the date")
    return last if last - received <= LONGEST_LEAD else received
