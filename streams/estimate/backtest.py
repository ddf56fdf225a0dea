"""Backtest: for each claim of a thread, what was foreseen of it from the claims of earlier days alone.

Called by `pegel backtest`, which hands in each gathered row with the claim that it states.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from schemas import Claim
from schemas.estimate import Report, Voice
from streams.estimate.entries import Entry, entry_of
from streams.estimate.fitted import FITTED, FITTED_WITHOUT
from streams.estimate.forecast import foresee
from streams.estimate.hearing import newest
from streams.estimate.identity import episodes
from streams.estimate.parameters import Parameters
from streams.estimate.view import current_stretch, look
from streams.estimate.voices import drift_of, figure_of, is_report

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


class Foreseen(NamedTuple):
    """One claim of a thread beside what the claims of earlier days let expect of it."""

    id: str
    estimand: str
    at: str | None  # ISO day it is about; None where the row names none
    value: float | None  # None where it has no figure
    quantiles: dict[str, float] | None  # by level; None with fewer than two earlier claims, or without a day


class _Dated(NamedTuple):
    id: str
    place: str | None
    day: date  # it is about
    known: date  # the last on which it can have been reported
    entry: Entry
    estimand: str


class Case(NamedTuple):
    """One claim to foresee, and the voices of the earlier days to foresee it from."""

    claim: _Dated
    voices: tuple[Voice, ...]  # newest first; empty with fewer than two earlier claims
    start: date  # first day of the episode


def backtest(rows: Iterable[tuple[Mapping[str, Any], Claim]], parameters: Parameters) -> list[Foreseen]:
    """A line for every claim of one thread, in the order of the rows."""
    rows = list(rows)
    dated = {case.claim.id: foreseen(case, parameters) for case in cases(rows)}
    return [dated.get(str(row["id"])) or _undated(str(row["id"]), claim) for row, claim in rows]


def _undated(id: str, claim: Claim) -> Foreseen:
    return Foreseen(id, claim.estimand, None, figure_of(entry_of(claim).words), None)


def foreseen(case: Case, parameters: Parameters) -> Foreseen:
    """The line for one claim."""
    claim = case.claim
    found = foresee(case.voices, LEVELS, claim.day, case.start, drift_of(claim.estimand), parameters)
    quantiles = dict(zip(map(str, LEVELS), found, strict=True)) if found else None
    return Foreseen(claim.id, claim.estimand, claim.day.isoformat(), figure_of(claim.entry.words), quantiles)


def cases(rows: Iterable[tuple[Mapping[str, Any], Claim]]) -> Iterator[Case]:
    """Every dated claim of one thread with what was known on earlier days.

    A claim may use those of its quantity that were reported on an earlier day and are not about a later one. Days
    that a row names only by month or year are read as `score.py` beside the threads reads them.
    """
    series: dict[tuple[str, str], list[_Dated]] = defaultdict(list)
    dated = []
    for row, claim in rows:
        if row.get("as_of") or row.get("reported"):
            found = _Dated(str(row["id"]), claim.place, _day(row), _known(row), entry_of(claim), claim.estimand)
            dated.append((found, (claim.subject, claim.measure)))
            if is_report(found.entry.words, claim.estimand) and (figure_of(found.entry.words) or 0) > 0:
                series[claim.subject, claim.measure].append(found)
    for found, key in dated:
        yield _case(found, series[key])


def _case(claim: _Dated, series: Sequence[_Dated]) -> Case:
    before = [other for other in series if other.known < claim.known and other.day <= claim.day]
    here = [other for other in before if other.place == claim.place]
    if len(here) < 2:
        return Case(claim, (), claim.day)
    stretch = current_stretch(episodes(claim.estimand, [other.day for other in here]), claim.day)
    recent = [other for other in here if stretch and stretch[0] <= other.day <= stretch[1]]
    here = recent if len(recent) >= 2 else here
    start = min(other.day for other in here)
    elsewhere = [other for other in before if other.place != claim.place and other.day >= start]
    return Case(claim, newest([*_voices(here, "here"), *_voices(elsewhere, "aside")]), start)


def _voices(claims: Iterable[_Dated], report: Report) -> Iterator[Voice]:
    for head in look(None, None, [claim.entry for claim in claims]).heads.values():
        voice = head.speak(None, report)
        if voice is not None:
            yield voice


def _day(row: Mapping[str, Any]) -> date:
    first = str(row.get("as_of") or row["reported"]).split("/")[0]
    return date.fromisoformat(first + {4: "-01-01", 7: "-15"}.get(len(first), ""))


def _known(row: Mapping[str, Any]) -> date:
    last = str(row.get("reported") or row["as_of"]).split("/")[-1]
    return date.fromisoformat(last + {4: "-12-31", 7: "-28"}.get(len(last), ""))


def parameters_for(thread: str) -> Parameters:
    """The fitted parameters to judge a thread by: those fitted without it, if it was among those fitted on."""
    return FITTED_WITHOUT.get(thread, FITTED)
