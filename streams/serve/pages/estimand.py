"""The page of one estimand: the reading, its course, who says what, why it changed, and the sentences behind it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date
from functools import partial
from typing import NamedTuple

from aiohttp import web

from schemas import Change, Estimate, Explanation, Figure
from schemas.wire import decode
from streams.serve import aspects, queries
from streams.serve.answers import MOST_ON_A_PAGE, Aspect, ClaimantAnswer, ExplainedAspect
from streams.serve.pages.layout import PageParameters, Reader, answer_page
from streams.serve.pages.words import Words
from streams.serve.reading import compute, read_current
from streams.serve.service import Service

MOST_FIGURES = 50  # latest figures under one heading
MOST_CHANGES = 12
# What is said of a figure, by the heading that it stands under. Only what is asserted enters the estimate.
HEADINGS = {
    "who_says": ("asserts",),
    "who_plans": ("plans", "predicts", "hypothetical", "demands"),
    "who_denies": ("denies",),
}


class EstimandView(Aspect, PageParameters):
    """Which reading of an estimand a page shows."""


class Group(NamedTuple):
    """The latest figures under one heading."""

    heading: str
    figures: Sequence[Figure]
    hidden: int


async def present_estimand(service: Service, request: web.Request, wanted: EstimandView) -> web.Response:
    """One estimate over time, the latest figure of each claimant, what changed it, and every claim's sentence."""
    reader = Reader(request, wanted.lang)
    told = await service.store.ask(queries.last_told)
    standing = decode(Estimate, await read_current(service, request))
    explained, claimants, changes = await asyncio.gather(
        explain_view(service, standing, wanted),
        compute(service, partial(aspects.read_claimants, day=service.day()), standing, wanted),
        service.store.ask(queries.changes, MOST_CHANGES, None, standing.estimand),
    )
    reading = explained.estimate
    return answer_page(
        reader,
        "estimand.html",
        told=told,
        standing=standing,
        reading=reading,
        wanted=wanted,
        past=wanted.at is not None,
        days=_days(standing),
        clash=_clash(reading, reader.words),
        chances=_chances(reading),
        groups=_groups(reading),
        remarks=_remarks,
        claimants={claimant.claimant_id: claimant for claimant in claimants.claimants},
        claims=sorted(explained.claims, key=lambda claim: claim.printed[-1].published, reverse=True),
        complete=explained.next is None,
        ruled_out=explained.ruled_out,
        rulings={ruling.ruling_id: ruling for ruling in explained.rulings},
        token_needed=bool(service.token),
        changes=[decode(Change, row.value) for row in changes],
    )


async def explain_view(service: Service, standing: Estimate, view: Aspect) -> Explanation:
    """The reading that a page shows, with the claims behind it, of very many the weightiest."""
    given = view.model_dump(by_alias=True, include=set(Aspect.model_fields))
    work = partial(aspects.explain_aspect, day=service.day())
    return await compute(service, work, standing, ExplainedAspect(limit=MOST_ON_A_PAGE, **given))


def _remarks(figure: Figure, claimant: ClaimantAnswer, words: Words) -> str:
    """What a reader must know of a figure."""
    found = []
    if figure.stance not in ("asserts", "denies"):
        found.append(words.term("stances", figure.stance))
    if figure.role == "bound":
        found.append(words.say("of_a_part"))
    if figure.stance == "asserts" and not claimant.independent:
        found.append(words.reason(claimant.why))
    if figure.revised:
        found.append(words.say("revised", n=figure.revised))
    return "; ".join(found)


def _days(standing: Estimate) -> tuple[date, date] | None:
    """The first and the last day on which there was something to know."""
    if standing.first_reported is None or standing.last_reported is None:
        return None
    return standing.first_reported.astimezone(UTC).date(), standing.last_reported.astimezone(UTC).date()


def _clash(reading: Estimate, words: Words) -> str | None:
    """The two figures that contradict each other most, in words; None where all can hold."""
    if not reading.contested:
        return None
    by_claim = {figure.claim_id: figure for figure in reading.latest}
    sides = [by_claim[claim_id] for claim_id in reading.clash or () if claim_id in by_claim]
    if len(sides) < 2:
        return words.say("contested_plain")
    one, other = (f"{words.who(figure.claimant, figure.outlet)} ({words.quoted(figure.phrase)})" for figure in sides)
    return words.say("contested_by", one=one, other=other)


def _chances(reading: Estimate) -> Sequence[tuple[int, Mapping[str, object]]]:
    truth = {one.percent: one for one in reading.interval}
    report = {one.percent: one for one in reading.next_report}
    return [
        (percent, {"truth": truth.get(percent), "report": report.get(percent)})
        for percent in sorted(truth.keys() | report.keys())
    ]


def _groups(reading: Estimate) -> Sequence[Group]:
    found = []
    for heading, stances in HEADINGS.items():
        figures = [figure for figure in reading.latest if figure.stance in stances]
        if figures:
            found.append(Group(heading, figures[:MOST_FIGURES], max(len(figures) - MOST_FIGURES, 0)))
    return found
