"""Rulings and articles in any order lead to the same estimates, and a withdrawn ruling leaves no trace in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import Article, Change, Claim, Estimate, Ruling
from schemas.ruling import Correction, Expression, Value, Withdrawal, ruling_id_of, sentence_digest
from schemas.wire import decode, encode
from streams.estimate import Ledger, estimate, fold
from streams.flow.extraction import read_article, read_row
from streams.flow.planning import NO_RULINGS, ArticleRead, Book, Reading, plan, replan, revive, tagged

NOON = datetime(2024, 10, 28, 12, tzinfo=UTC)
POLICE = "Nach Angaben der Polizei kamen {} Menschen zu der Demonstration in {}."
HOSTS = "Die Veranstalter sprachen von rund {} Teilnehmern in {}."
DEAD = "Bei dem Unglück in {1} kamen nach Angaben der Feuerwehr {0} Menschen ums Leben."
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def version(article_id: str, text: str, minutes: int = 0) -> ArticleRead:
    article = Article(
        id=article_id,
        text=text,
        outlet=f"Blatt {article_id[0]}",
        language="de",
        published=NOON + timedelta(hours=ord(article_id[0]) - ord("a")),
        published_known=True,
        received=NOON + timedelta(days=1, minutes=minutes),
        withdrawn=not text,
    )
    return read_article(encode(article))


@cache
def articles() -> tuple[ArticleRead, ...]:
    """Versions of five articles and of a row: reprints, a withdrawal, a sentence that moved, one that went."""
    berlin, host = POLICE.format("8.000", "Berlin"), HOSTS.format("20.000", "Berlin")
    row = decode(Claim, version("z", POLICE.format("9.000", "Berlin")).claims[0][3])
    gathered = row.model_copy(update={"article_id": None, "mention_id": "row-1", "extractor": "row"})
    return (
        version("a", f"{berlin} {host}"),
        version("a", f"Es war kalt. {berlin} {host} {DEAD.format(12, 'Hamburg')}", 1),
        version("b", berlin),
        version("c", f"{POLICE.format('8.500', 'Berlin')} {host}"),
        version("c", host, 2),
        version("d", DEAD.format(14, "Hamburg")),
        version("d", "", 3),
        version("e", f"{POLICE.format('700', 'Leipzig')} {DEAD.format(15, 'Hamburg')}"),
        read_row(encode(gathered)),
        read_row(encode(gathered.model_copy(update={"claim_id": "row", "point": 9500.0, "edition": row.edition + 1}))),
    )


def expression_of(claim: Claim) -> Expression:
    start = claim.start - claim.sentence_start
    return Expression(
        mention_id=claim.mention_id,
        article_id=claim.article_id,
        sentence=sentence_digest(claim.sentence),
        start=start,
        end=start + claim.end - claim.start,
        claimant_id=None,
    )


def ruled(action: str, minutes: int, **fields: Any) -> Ruling:
    said = {"action": action, "author": "Editor", "reason": "misread", "moment": NOON + timedelta(minutes=minutes)}
    ruling = Ruling.model_validate({"ruling_id": "", **said, **fields})
    return ruling.model_copy(update={"ruling_id": ruling_id_of(ruling)})


def withdrawn(ruling: Ruling) -> Ruling:
    withdrawal = Withdrawal(author="Editor", reason="was right", moment=NOON + timedelta(days=9))
    return ruling.model_copy(update={"withdrawn": withdrawal})


@cache
def rulings() -> tuple[Ruling, ...]:
    claims = [claim for article in articles() for _, claim in revive(article.live)]
    corrections = (
        Correction(subject="hamburg"),
        Correction(value=Value(point=8400)),
        Correction(measure="killed", place="germany/hamburg"),
    )
    targets: list[dict[str, Any]] = [{"claims": (claim.claim_id,)} for claim in claims]
    targets += [{"expression": expression_of(claim)} for claim in claims]
    found = [ruled("reject", minutes, **target) for minutes, target in enumerate(targets)]
    pairs = product(corrections, targets)
    found += [ruled("set", minutes, correction=correction, **to) for minutes, (correction, to) in enumerate(pairs)]
    names = sorted({claim.claimant_id for claim in claims})
    found += [
        ruled("merge_claimants", 5, merged=one, into=other) for one, other in product(names, names) if one != other
    ]
    places = ("berlin/demonstrators", "leipzig/demonstrators", "hamburg/killed")
    found += [ruled("merge_estimands", 5, merged=one, into=to) for one, to in product(places, places) if one != to]
    return tuple(found)


@dataclass
class Partition:
    """One partition of the flow without its broker: tables as dictionaries, and the ledgers behind topic `claims`."""

    book: Book = NO_RULINGS
    readings: dict[str, Reading] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def take(self, event: ArticleRead | Ruling) -> None:
        if isinstance(event, Ruling):
            before, rules = self.book, self.book.rules.put(event)
            self.book = tagged(rules)
            steps = [
                (key, replan(reading, before, self.book, event.ruling_id)) for key, reading in self.readings.items()
            ]
        else:
            steps = [(event.key, plan(self.readings.get(event.key), event, self.book))]
        for key, step in steps:
            if step.reading is not None:
                self.readings[key] = step.reading
            for estimand, message in step.messages:
                self.fold(estimand, decode(Claim, message))

    def fold(self, estimand: str, claim: Claim) -> None:
        step = fold(self.ledgers.get(estimand, Ledger.empty(estimand)), claim)
        self.ledgers[estimand] = step.ledger
        self.changes += [step.change] if step.change else []

    def readable(self) -> dict[str, Estimate]:
        """The estimates that rest on claims. The revision also counts what has come and gone."""
        found = {name: estimate(ledger) for name, ledger in self.ledgers.items() if ledger.entries}
        return {name: reading.model_copy(update={"revision": 0}) for name, reading in found.items()}


def after(events: Sequence[ArticleRead | Ruling]) -> Partition:
    partition = Partition()
    for event in events:
        partition.take(event)
    return partition


def in_turn(events: Sequence[ArticleRead | Ruling]) -> list[ArticleRead | Ruling]:
    """The events with the versions of each article in their order, which a topic keeps for one key."""
    versions = {key: iter([one for one in articles() if one.key == key]) for key in {one.key for one in articles()}}
    return [next(versions[event.key]) if isinstance(event, ArticleRead) else event for event in events]


SOME = st.lists(st.deferred(lambda: st.sampled_from(rulings())), min_size=1, max_size=5)


@MANY
@given(some=SOME, data=st.data())
def test_rulings_and_articles_in_any_order_give_the_same_estimates(some: list[Ruling], data: st.DataObject) -> None:
    some = [withdrawn(ruling) if data.draw(st.booleans()) else ruling for ruling in some]
    events = data.draw(st.permutations([*articles(), *some, *some]))
    assert after(in_turn(events)).readable() == after([*articles(), *some]).readable()


@MANY
@given(some=SOME, data=st.data())
def test_a_withdrawn_ruling_leaves_the_estimates_as_if_it_had_never_been(
    some: list[Ruling], data: st.DataObject
) -> None:
    events = data.draw(st.permutations([*articles(), *some]))
    assert after([*in_turn(events), *map(withdrawn, some)]).readable() == after(articles()).readable()


@MANY
@given(some=SOME)
def test_a_repeated_ruling_sends_nothing(some: list[Ruling]) -> None:
    partition = after([*articles(), *some])
    changes, ledgers = list(partition.changes), dict(partition.ledgers)
    for ruling in some:
        partition.take(ruling)
    assert (partition.changes, partition.ledgers) == (changes, ledgers)


def test_every_message_about_one_mention_outranks_the_one_before() -> None:
    partition, ranks = Partition(), {}
    seen = partition.fold

    def watched(estimand: str, claim: Claim) -> None:
        key = (estimand, claim.mention_id)
        assert claim.edition > ranks.get(key, -1)
        ranks[key] = claim.edition
        seen(estimand, claim)

    partition.fold = watched  # type: ignore[method-assign]
    ruling = next(ruling for ruling in rulings() if ruling.action == "set")
    for event in (*articles()[:3], ruling, withdrawn(ruling), *articles()[3:]):
        partition.take(event)
    assert ranks


@pytest.mark.parametrize("first", [True, False], ids=["before its article", "behind it"])
def test_the_history_names_the_ruling(first: bool) -> None:
    article = version("b", POLICE.format("8.000", "Berlin"))
    [(_, claim)] = revive(article.live)
    ruling = ruled("set", 1, claims=(claim.claim_id,), correction=Correction(subject="hamburg"))
    partition = after([ruling, article] if first else [article, ruling])
    told = {(change.estimand, change.cause): change.rulings for change in partition.changes}
    assert told["berlin/demonstrators", "ruling"] == (ruling.ruling_id,)
    assert told["hamburg/demonstrators", "claim" if first else "ruling"] == (ruling.ruling_id,)
    partition.take(withdrawn(ruling))
    back = partition.changes[-1]
    assert (back.estimand, back.cause, back.rulings) == ("berlin/demonstrators", "ruling", (ruling.ruling_id,))
    assert (back.before.best, back.after.best) == (None, 8000)
