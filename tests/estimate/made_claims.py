"""Claims made for the tests of `estimate`: `said` for one in plain sight, `messages` for any of many."""

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from schemas import Claim
from schemas.claim import digest, identify
from streams.estimate import sketch

START = datetime(2024, 10, 1, 12, tzinfo=UTC)
TROOPS = "north-korea/troops"
ENDS = {
    "exact": lambda x: (x, x, x),
    "approx": lambda x: (x, None, None),
    "more_than": lambda x: (x, x, None),
    "at_most": lambda x: (x, None, x),
    "vague": lambda x: (None, 2 * x, 10 * x - 1),
}


def said(
    figure: float,
    by: str | None = "nis",
    day: float = 0,
    *,
    modifier: str = "exact",
    stance: str = "asserts",
    estimand: str = TROOPS,
    article: str | None = None,
    **other: Any,
) -> Claim:
    """A claim by `by` (None: the outlet's own voice), reported `day` days after START."""
    outlet = other.pop("outlet", "Tagesbote")
    claimant_id = by or f"outlet-{outlet}"
    point, low, high = ENDS[modifier](float(figure))
    level, place, as_of = other.get("level", "level"), other.get("place"), other.get("as_of")
    article = article or f"{outlet}-{day}-{figure}"
    words = {"point": point, "low": low, "high": high, "modifier": modifier, "stance": stance}
    where = {"level": level, "place": place, "as_of": as_of}
    claim_id = identify(estimand=estimand, claimant_id=claimant_id, **words, **where)
    start = other.pop("start", 0)
    row = {
        "claim_id": claim_id,
        "mention_id": digest(article, str(start), claimant_id),
        "article_id": article,
        "estimand": estimand,
        "phrase": str(figure),
        "start": start,
        "end": start + 1,
        **words,
        "kind": "count",
        "unit": None,
        "counted": None,
        "measure": estimand.split("/")[1].split(":")[0],
        "claimant": by,
        "claimant_id": claimant_id,
        "subject": estimand.split("/")[0],
        "sentence": str(figure),
        "sentence_start": 0,
        "sentence_end": 1,
        "confidence": 1.0,
        "outlet": outlet,
        "published": START + timedelta(days=day),
        "extractor": "de/1",
    }
    return Claim.model_validate(row | other)


def retracted(claim: Claim, edition: int = 1) -> Claim:
    """The message that takes a mention back."""
    return claim.model_copy(update={"retracted": True, "edition": edition})


def messages(estimand: str = TROOPS) -> st.SearchStrategy[Claim]:
    """Any of two thousand messages, always the same; few claimants, days and articles, so that they meet each other."""
    return st.sampled_from(_pool(estimand))


@cache
def _pool(estimand: str) -> list[Claim]:
    dice = Random(estimand)
    return [_thrown(dice, estimand) for _ in range(2000)]


def _thrown(dice: Random, estimand: str) -> Claim:
    day = dice.randint(0, 12) * dice.choice([1, 1, 9])
    return said(
        dice.choice([300, 1200, 3000, 8000, 10000, 11000, 12000]),
        dice.choice(["nis", "usa", "selenskyj", "nato", None]),
        day,
        modifier=dice.choice(list(ENDS)),
        stance=dice.choice(["asserts", "asserts", "asserts", "plans", "denies"]),
        estimand=estimand,
        place=dice.choice([None, "russia", "russia/kursk", "ukraine"]),
        as_of=dice.choice([None, None, "2024-10-05", "2024-10", "2024-09-28/2024-10-02"]),
        level=dice.choice(["level", "level", "level", "increment"]),
        role=dice.choice(["own", "own", "bound"]),
        outlet=dice.choice(["Tagesbote", "Abendpost", "Kurier am Fluss"]),
        article=f"a{day}-{dice.randint(0, 1)}",
        start=dice.randint(0, 1),
        edition=dice.randint(0, 2),
        known=dice.choice([None, None, START + timedelta(days=dice.randint(0, 20))]),
        retracted=dice.choice([False, False, False, True]),
        extractor=dice.choice(["de/1", "de/1", "de/2", "row"]),
        sketch=dice.choice([None, sketch("eins zwei drei vier"), sketch("fünf sechs sieben acht")]),
        confidence=dice.choice([1.0, 1.0, 0.6]),
        **dice.choice([{}, {}, {}, {"read_as": "as-read", "rulings": ("r1",)}, {"rulings": ("r2",)}]),
    )
