"""What rulings make of claims: in any order the same, repeated nothing more, withdrawn as if they had never been."""

from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_claims import START, TROOPS, said

from schemas import Claim
from schemas.claim import identify
from schemas.ruling import (
    Correction,
    Expression,
    RuledClaimant,
    Ruling,
    Value,
    Withdrawal,
    ruling_id_of,
    sentence_digest,
)
from streams.estimate import Ledger, Rulebook, bear, estimate, fold

MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KILLED, WHOLE = "turkey/killed", "turkey/killed_or_wounded"


def ruled(action: str = "reject", *, minutes: int = 0, author: str = "Editor", **fields: Any) -> Ruling:
    """A ruling as the door publishes it, with the id that belongs to it."""
    said = {"action": action, "author": author, "reason": "misread", "moment": START + timedelta(minutes=minutes)}
    ruling = Ruling.model_validate({"ruling_id": "", **said, **fields})
    return ruling.model_copy(update={"ruling_id": ruling_id_of(ruling)})


def withdrawn(ruling: Ruling, minutes: int = 100) -> Ruling:
    withdrawal = Withdrawal(author="Editor", reason="was right", moment=START + timedelta(minutes=minutes))
    return ruling.model_copy(update={"withdrawn": withdrawal})


def expression(claim: Claim) -> Expression:
    start = claim.start - claim.sentence_start
    return Expression(
        mention_id=claim.mention_id,
        article_id=claim.article_id,
        sentence=sentence_digest(claim.sentence),
        start=start,
        end=start + claim.end - claim.start,
        claimant_id=None,
    )


def book_of(*rulings: Ruling) -> Rulebook:
    book = Rulebook()
    for ruling in rulings:
        book = book.put(ruling)
    return book


def held(book: Rulebook, *claims: Claim) -> dict[tuple[str, str], Claim]:
    """What is asserted on topic `claims`, by estimand and mention."""
    messages = [message for claim in claims for message in book.shape(claim)]
    return {(one.estimand, one.mention_id): one for one in messages if not one.retracted}


def only(book: Rulebook, claim: Claim) -> Claim:
    [claim] = held(book, claim).values()
    return claim


CORRECTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "its subject and estimand": ({"subject": "russia"}, {"estimand": "russia/troops", "subject": "russia"}),
    "its measure": ({"measure": "killed"}, {"estimand": "north-korea/killed", "measure": "killed"}),
    "its place": ({"place": "russia/kursk"}, {"place": "russia/kursk", "estimand": TROOPS}),
    "that no place is said": ({"no_place": True}, {"place": None}),
    "its claimant": (
        {"claimant": RuledClaimant(claimant_id="usa", name="Pentagon", kind="government")},
        {"claimant_id": "usa", "claimant": "Pentagon", "claimant_kind": "government"},
    ),
    "its value": ({"value": Value(low=9000)}, {"point": 9000, "low": 9000, "high": None, "modifier": "at_least"}),
}  # fmt: skip


@pytest.mark.parametrize("case", CORRECTIONS.values(), ids=CORRECTIONS.keys())
def test_a_ruling_sets(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    correction, expected = case
    claim = said(8000, place="ukraine")
    ruling = ruled("set", claims=(claim.claim_id,), correction=Correction(**correction))
    gone, *_, kept = (one for one in book_of(ruling).shape(claim) if one.role == "own")
    assert (gone.mention_id, gone.retracted, gone.claim_id) == (claim.mention_id, True, claim.claim_id)
    assert {name: getattr(kept, name) for name in expected} == expected
    assert (kept.read_as, kept.rulings, gone.rulings) == (claim.mention_id, (ruling.ruling_id,), (ruling.ruling_id,))
    fields = ("estimand", "claimant_id", "point", "low", "high", "modifier", "stance", "level", "place", "as_of")
    assert kept.claim_id == identify(**{name: getattr(kept, name) for name in fields})


def test_a_rejected_claim_is_rejected_with_its_reprints_and_a_rejected_expression_alone() -> None:
    first, reprint = said(8000, article="a"), said(8000, article="b")
    assert first.claim_id == reprint.claim_id
    assert held(book_of(ruled(claims=(first.claim_id,))), first, reprint) == {}
    assert list(held(book_of(ruled(expression=expression(first))), first, reprint).values()) == [reprint]


def test_an_expression_is_found_again_wherever_its_sentence_stands_in_the_article() -> None:
    claim = said(8000, article="a")
    book = book_of(ruled(expression=expression(claim)))
    moved = {"start": claim.start + 40, "end": claim.end + 40, "sentence_start": 40, "mention_id": "elsewhere"}
    read_otherwise = claim.model_copy(update={**moved, "claimant_id": "usa", "claim_id": "other", "point": 80.0})
    rewritten = claim.model_copy(update={"sentence": "9000"})
    assert held(book, read_otherwise) == {}
    assert list(held(book, rewritten).values()) == [rewritten]


def test_a_gathered_row_is_found_again_by_its_mention() -> None:
    row = said(8000).model_copy(update={"article_id": None})
    corrected = row.model_copy(update={"sentence": "10000", "point": 10000.0})
    assert held(book_of(ruled(expression=expression(row))), corrected) == {}


def test_of_two_rulings_on_one_field_the_later_holds_and_the_others_fields_stay() -> None:
    claim = said(8000)
    names = {"claims": (claim.claim_id,)}
    early = ruled("set", **names, correction=Correction(place="russia", value=Value(point=1)))
    late = ruled("set", **names, minutes=5, correction=Correction(value=Value(point=2)))
    kept = only(book_of(late, early), claim)
    assert (kept.place, kept.point) == ("russia", 2)
    assert set(kept.rulings) == {early.ruling_id, late.ruling_id}


def test_a_rejected_claim_stays_rejected_whatever_else_is_set() -> None:
    claim = said(8000)
    setting = ruled("set", minutes=5, claims=(claim.claim_id,), correction=Correction(value=Value(point=2)))
    assert held(book_of(ruled(claims=(claim.claim_id,)), setting), claim) == {}


def test_merged_claimants_are_one_claimant() -> None:
    merge = ruled("merge_claimants", merged="nis", into="south-korea/intelligence", kind="government")
    ledger = Ledger.empty(TROOPS)
    for claim in (said(1500, "nis", day=1), said(3000, "south-korea/intelligence", day=2)):
        for message in book_of(merge).shape(claim):
            ledger = fold(ledger, message).ledger
    reading = estimate(ledger)
    assert (reading.claimants, [figure.point for figure in reading.latest]) == (1, [3000])
    assert reading.rulings == (merge.ruling_id,)


def test_merged_estimands_take_what_they_bear_on_along_and_follow_each_other() -> None:
    claim = said(70, estimand=KILLED)
    first = ruled("merge_estimands", merged=KILLED, into="tuerkei/killed")
    second = ruled("merge_estimands", minutes=1, merged="tuerkei/killed", into="anatolia/killed")
    third = ruled("merge_estimands", minutes=2, merged="anatolia/killed_or_wounded", into=WHOLE)
    found = held(book_of(third, second, first), claim)
    assert {estimand for estimand, _ in found} == {"anatolia/killed", WHOLE}
    assert {one.role: set(one.rulings) for one in found.values()} == {
        "own": {first.ruling_id, second.ruling_id},
        "bound": {first.ruling_id, second.ruling_id, third.ruling_id},
    }


def test_a_merged_whole_takes_in_the_bounds_of_parts_that_nobody_ruled_on() -> None:
    claim = said(70, estimand=KILLED)
    merge = ruled("merge_estimands", merged=WHOLE, into="anatolia/killed_or_wounded")
    own, bound = sorted(held(book_of(merge), claim).values(), key=lambda one: one.role, reverse=True)
    assert own == claim
    assert (bound.estimand, bound.rulings, bound.read_as) == (
        "anatolia/killed_or_wounded",
        (merge.ruling_id,),
        bear(claim)[1].mention_id,
    )


def test_a_whole_merged_into_its_part_leaves_one_message() -> None:
    merge = ruled("merge_estimands", merged=WHOLE, into=KILLED)
    assert [one.role for one in held(book_of(merge), said(70, estimand=KILLED)).values()] == ["own"]


def test_merges_in_a_circle_leave_the_earliest_and_end() -> None:
    there = ruled("merge_claimants", merged="nis", into="usa")
    back = ruled("merge_claimants", minutes=1, merged="usa", into="nis")
    for book in (book_of(there, back), book_of(back, there)):
        assert {only(book, said(8000, by)).claimant_id for by in ("nis", "usa")} == {"usa"}


@cache
def pool() -> tuple[list[Claim], list[Ruling]]:
    dice = Random("rulings")
    claims = [
        said(
            dice.choice([300, 8000, 10000]),
            dice.choice(["nis", "usa", "nato"]),
            dice.randint(0, 3),
            estimand=dice.choice([TROOPS, "south-korea/troops", KILLED]),
            article=f"a{number % 8}",
            start=number,
        )
        for number in range(24)
    ]
    rulings = []
    for number in range(60):
        claim = dice.choice(claims)
        target = dice.choice([{"claims": (claim.claim_id,)}, {"expression": expression(claim)}])
        correction = Correction(
            subject=dice.choice([None, "north-korea", "turkey"]),
            place=dice.choice([None, "russia", "russia/kursk"]),
            value=dice.choice([None, Value(point=9000.0), Value(low=300.0)]),
            claimant=dice.choice([None, RuledClaimant(claimant_id="usa", name="Pentagon", kind=None)]),
        )
        one, other = dice.sample([TROOPS, "south-korea/troops", KILLED, WHOLE, "turkey/troops"], 2)
        who, whom = dice.sample(["nis", "usa", "nato"], 2)
        action, fields = dice.choice(
            [
                ("reject", target),
                ("set", {**target, "correction": correction}),
                ("set", {**target, "correction": correction}),
                ("merge_estimands", {"merged": one, "into": other}),
                ("merge_claimants", {"merged": who, "into": whom}),
            ]
        )
        made = ruled(action, minutes=dice.randint(0, 9), author=str(number), **fields)
        rulings.append(made if dice.random() < 0.8 else withdrawn(made))
    return claims, rulings


SOME = st.lists(st.deferred(lambda: st.sampled_from(pool()[1])), max_size=8)


@MANY
@given(rulings=SOME, data=st.data())
def test_any_order_and_repetition_of_rulings_shapes_claims_alike(rulings: list[Ruling], data: st.DataObject) -> None:
    claims, _ = pool()
    other = data.draw(st.permutations([*rulings, *rulings]))
    assert held(book_of(*rulings), *claims) == held(book_of(*other), *claims)


@MANY
@given(rulings=SOME, others=SOME)
def test_withdrawn_rulings_leave_what_there_would_be_without_them(rulings: list[Ruling], others: list[Ruling]) -> None:
    claims, _ = pool()
    gone = {ruling.ruling_id for ruling in rulings}
    rest = [ruling for ruling in others if ruling.ruling_id not in gone]
    book = book_of(*rulings, *rest, *(withdrawn(ruling, 1000) for ruling in rulings))
    assert held(book, *claims) == held(book_of(*rest), *claims)


@MANY
@given(rulings=SOME)
def test_what_no_subject_of_a_book_names_passes_untouched(rulings: list[Ruling]) -> None:
    book = book_of(*rulings)
    for claim in pool()[0]:
        names = {claim.claim_id, claim.article_id, claim.claimant_id, *(one.estimand for one in bear(claim))}
        if book.subjects.isdisjoint(names):
            assert book.shape(claim) == bear(claim)


@MANY
@given(rulings=SOME)
def test_no_two_messages_of_a_claim_share_estimand_and_mention(rulings: list[Ruling]) -> None:
    book = book_of(*rulings)
    for claim in pool()[0]:
        keys = [(one.estimand, one.mention_id) for one in book.shape(claim)]
        assert len(keys) == len(set(keys))
