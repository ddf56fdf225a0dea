"""What the endpoint answers beside the nouns of `schemas`, and the parameters it takes; `openapi` shows both."""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from schemas import Article, Change, Claim, Estimate, Figure, Interval, Ruling
from schemas.article import Url
from schemas.claim import EstimandId, Kind, Measure, Slug, SlugPath

Item = TypeVar("Item")
MOST_ON_A_PAGE = 500
MOST_POINTS = 200  # of a history: each is a reading computed from all claims
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _read_moment(given: Any) -> Any:
    """A moment in UTC. A bare day is its last moment: what was known on a day is what was known when it ended."""
    if not isinstance(given, str):
        return given
    if DAY.fullmatch(given):
        return datetime.combine(date.fromisoformat(given), time.max, UTC)
    moment = datetime.fromisoformat(given)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("outside of the years 1 to 9999") from None


def _read_since(given: Any) -> Any:
    """A moment in UTC; a bare day is its first."""
    return _read_moment(f"{given}T00:00" if isinstance(given, str) and DAY.fullmatch(given) else given)


def _read_day(given: Any) -> Any:
    """A day; nothing else that could be taken for one, such as seconds since 1970."""
    return date.fromisoformat(given) if isinstance(given, str) else given


MomentOrDay = WithJsonSchema({"anyOf": [{"type": "string", "format": f} for f in ("date-time", "date")]})
Moment = Annotated[datetime, BeforeValidator(_read_moment), MomentOrDay]
Since = Annotated[datetime, BeforeValidator(_read_since), MomentOrDay]
Order = Literal["estimand", "recency", "spread", "claimants"]
DayAbout = Annotated[date, BeforeValidator(_read_day)]


class Parameters(BaseModel):
    """Query parameters of a route; unknown ones are refused, so that a misspelt filter does not go unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paging(Parameters):
    """Parameters of every list."""

    limit: int = Field(100, ge=1, le=MOST_ON_A_PAGE, description="Most items to answer with.")
    after: str | None = Field(None, description="`next` of the page before; leave out for the first.")


class EstimateFilter(Paging):
    """Which estimates to list, and in which order."""

    text: str | None = Field(
        None,
        max_length=200,
        description="Only estimates whose subject, measure, claimants, places and outlets hold a word that begins like "
        "each of these; names and nouns also as articles write them: `nordkoreanische Soldaten`.",
    )
    subject: Slug | None = Field(None, description="Only estimates about this entity, such as `north-korea`.")
    measure: Measure | None = Field(None, description="Only estimates of this measure, such as `troops`.")
    claimant: str | None = Field(
        None, max_length=300, description="Only estimates with a current figure of this claimant, by its id or name."
    )
    place: SlugPath | None = Field(
        None, description="Only estimates with a reading for this place, or for one within it: `russia`."
    )
    contested: bool | None = Field(None, description="Only estimates that are contested, or that are not.")
    since: Since | None = Field(
        None, description="Only estimates with a report of this moment or later, ISO 8601; a bare day is its beginning."
    )
    sort: Order = Field(
        "estimand",
        description="By id; or first what was reported latest (`recency`), where the highest and the lowest figure lie "
        "furthest apart (`spread`), or what most have a figure for (`claimants`).",
    )


class ListingFilter(EstimateFilter):
    """Which estimands to list, and in which order; the same, but that the latest come first."""

    sort: Order = Field("recency", description="As for estimates.")


class WatchFilter(Parameters):
    """What a watcher wants to be told of, and behind what."""

    estimand: EstimandId | None = Field(None, description="Only this estimand, such as `north-korea/troops`.")
    subject: Slug | None = Field(None, description="Only estimands about this entity, such as `north-korea`.")
    measure: Measure | None = Field(None, description="Only estimands of this measure, such as `troops`.")
    after: str | None = Field(
        None,
        max_length=60,
        description="Id of the last event that was received, for those who can't send the header `Last-Event-ID`, "
        "which goes before.",
    )

    def holds(self, estimand: str) -> bool:
        """Whether this estimand is wanted."""
        subject, _, measure = estimand.partition("/")
        return (
            self.estimand in (None, estimand)
            and self.subject in (None, subject)
            and self.measure in (None, measure.partition(":")[0])
        )


class Stretch(Parameters):
    """Which part of an estimand is wanted; without any, the current episode wherever."""

    place: SlugPath | None = Field(None, description="The reading for this place, such as `russia/kursk`.")
    episode: str | None = Field(
        None, max_length=40, description="The reading of the episode that began on this day, such as `2023-02-06`."
    )


class Aspect(Stretch):
    """Which reading of an estimand is wanted; without any, the current one wherever."""

    at: Moment | None = Field(
        None,
        description="The reading from what was reported by this moment, ISO 8601; without a zone it counts as UTC. "
        "A bare day is its end: what was known by then.",
    )
    about: DayAbout | None = Field(
        None,
        alias="for",
        description="The reading of what was so on this day: figures about later days are left out.",
    )


class ExplainedAspect(Aspect, Paging):
    """Which reading is to be explained, and which page of the claims behind it."""


class HistoryStretch(Stretch):
    """Which history is wanted, and how fine."""

    points: int = Field(120, ge=1, le=MOST_POINTS, description="Most readings to answer with; more are thinned.")


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


class Listing(Answer):
    """One estimand in a list: as little of its estimate as a board shows, and what moved it last."""

    estimand: EstimandId = Field(description="What the figures are of.")
    subject: Slug = Field(description="Whose number it is.")
    measure: Measure = Field(description="What is measured.")
    kind: Kind = Field(description="What sort of amount it is.")
    unit: str | None = Field(description="Unit of every figure here; null for counts.")
    episode: str | None = Field(description="First day of the current episode; null for stocks.")
    best: float | None = Field(description="As in the estimate.")
    interval: Interval | None = Field(description="Where the truth lies with a chance of 80 %; null if not known.")
    at: AwareDatetime = Field(description="The moment that `best` and `interval` are as of, UTC.")
    lowest: float | None = Field(description="Lowest current asserted figure; null without one.")
    highest: float | None = Field(description="Highest current asserted figure; null without one.")
    spread: float | None = Field(description="How many times the lowest the highest is; null without a lowest above 0.")
    contested: bool = Field(description="True when current asserted figures cannot all hold.")
    stated: bool = Field(description="False when it is only known from figures for its parts.")
    claimants: int = Field(ge=0, description="Distinct claimants with a current figure, whatever its stance.")
    claims: int = Field(ge=1, description="Distinct claims that hold.")
    mentions: int = Field(ge=1, description="Mentions of those claims.")
    revision: int = Field(ge=0, description="As in the estimate.")
    last_reported: AwareDatetime | None = Field(description="Latest mention, UTC.")
    change: Change | None = Field(description="What moved it last, and from where; null when that is forgotten.")


class ListingPage(Page[Listing]):
    """Estimands in the order that was asked for."""


class EntityPage(Page[Entity]):
    """Entities in order of id."""


class EstimatePage(Page[Estimate]):
    """Estimates in the order that was asked for."""


class ClaimPage(Page[Claim]):
    """Claims (each mention by itself), the latest reported first."""


class ChangePage(Page[Change]):
    """Changes, the newest first."""


class HistoryReading(Answer):
    """What was known of an estimand at one moment, as little of it as a plot needs."""

    at: AwareDatetime = Field(description="The end of a day that brought a report, UTC.")
    episode: str | None = Field(description="First day of the episode it is about, as known then; null for stocks.")
    best: float | None = Field(description="As in the estimate.")
    interval: tuple[Interval, ...] = Field(description="As in the estimate.")
    lowest: float | None = Field(description="Lowest current asserted figure; null without one.")
    highest: float | None = Field(description="Highest current asserted figure; null without one.")
    claimants: int = Field(ge=1, description="Distinct claimants with a current figure.")


class HistoryAnswer(Answer):
    """The readings of an estimand as a series."""

    estimand: EstimandId = Field(description="What the figures are of.")
    place: SlugPath | None = Field(description="The place that was asked for; null: wherever.")
    unit: str | None = Field(description="Unit of every figure here; null for counts.")
    readings: tuple[HistoryReading, ...] = Field(description="The readings, the oldest first, the latest among them.")


class LeanAnswer(Answer):
    """How a claimant's figures lie to those of others, as factors: 1.2 is a fifth above them."""

    of_kind: float | None = Field(description="As fitted for its kind of claimant and used; null for other kinds.")
    observed: float | None = Field(description="Of its figures here about nearly the same days; null without others.")
    compared: int = Field(ge=0, description="How many of its figures could be compared.")


class ClaimantAnswer(Answer):
    """One claimant of an estimand: what it says now, and how much that counts."""

    claimant_id: str = Field(description="Stable id of who says so.")
    claimant: str | None = Field(description="Name as the latest article has it; null: the outlet in its own voice.")
    claimant_kind: str | None = Field(description="Kind of claimant; null when not known.")
    figures: tuple[Figure, ...] = Field(description="Its current figure under each stance, newest first.")
    weight: float = Field(ge=0, le=1, description="Share of the say in where `best` lies; the shares add up to 1.")
    why: str = Field(description="Why its latest figure has a say, or none.")
    independent: bool = Field(description="False when its latest figure is another's word: a reprint, or taken over.")
    lean: LeanAnswer = Field(description="How its figures lie to those of others.")


class ClaimantsAnswer(Answer):
    """The claimants of an estimand, the weightiest first."""

    estimand: EstimandId = Field(description="What the figures are of.")
    unit: str | None = Field(description="Unit of every figure here; null for counts.")
    at: AwareDatetime = Field(description="The moment the reading is as of, UTC.")
    place: SlugPath | None = Field(description="The place that this reading is for; null: wherever.")
    episode: str | None = Field(description="First day of the episode it is about; null for stocks.")
    claimants: tuple[ClaimantAnswer, ...] = Field(description="Everybody with a current figure.")


class HookRequest(BaseModel):
    """Where to post what happens, and what of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Url = Field(description="Where the events are posted, as JSON.")
    secret: str | None = Field(
        None, min_length=16, max_length=200, description="By which deliveries are signed; null: one is made."
    )
    estimand: EstimandId | None = Field(None, description="Only this estimand, such as `north-korea/troops`.")
    subject: Slug | None = Field(None, description="Only estimands about this entity, such as `north-korea`.")
    measure: Measure | None = Field(None, description="Only estimands of this measure, such as `troops`.")


class HookAnswer(Answer):
    """A webhook. Deliveries hold `events` as a WebSocket sends them, and are repeated until they are taken (2xx).

    Header `Pegel-Signature: t=SECONDS,v1=HEX` is HMAC-SHA256 by the secret over the seconds, a dot and the body;
    `Pegel-Delivery` is the same for the same delivery.
    """

    id: str = Field(description="Its id, by which it is deleted.")
    origin: str = Field(description="Where it posts: scheme, host and port; the rest of the url is not shown again.")
    secret: str | None = Field(description="Shown once, when it is registered; null later.")
    estimand: EstimandId | None = Field(description="As asked for.")
    subject: Slug | None = Field(description="As asked for.")
    measure: Measure | None = Field(description="As asked for.")
    failures: int = Field(ge=0, description="Failed deliveries in a row.")
    fault: str | None = Field(description="What went wrong with the last of them; null when none failed.")
    disabled: bool = Field(description="True when it was given up: delete it and register it anew.")


class HooksAnswer(Answer):
    """All webhooks."""

    hooks: tuple[HookAnswer, ...] = Field(description="In order of id.")


class EntityAnswer(Answer):
    """All that is claimed about one entity."""

    subject: Slug = Field(description="Its id.")
    estimates: tuple[Estimate, ...] = Field(description="Its estimates, in order of estimand.")


class ArticleAnswer(Answer):
    """An article and what was read from it."""

    article: Article = Field(description="Its latest version.")
    claims: tuple[Claim, ...] = Field(description="Its claims, in order of their place; offsets count in its text.")
    ruled_out: tuple[Claim, ...] = Field((), description="Claims, as they were read, that rulings took out.")


class RulingPage(Page[Ruling]):
    """Rulings, the latest first, withdrawn ones included."""


class RulingAnswer(Answer):
    """A ruling and what it did."""

    ruling: Ruling = Field(description="The ruling, in force or withdrawn.")
    claims: tuple[Claim, ...] = Field(
        description="Mentions that it shaped and, as they were read, those that it took out; the latest first."
    )


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


class Letter(Answer):
    """A message that could not be processed, without its bytes."""

    letter_id: str = Field(description="Names the letter.")
    topic: str = Field(description="Topic that the message came from.")
    partition: int = Field(ge=0, description="Partition of that topic.")
    offset: int = Field(ge=0, description="Offset in that partition.")
    key: str | None = Field(description="Its key; null without one.")
    reason: str = Field(description="What went wrong, in one line.")
    at: AwareDatetime = Field(description="When it was set aside, UTC.")


class LetterPage(Page[Letter]):
    """Messages that are set aside, the latest first."""


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
