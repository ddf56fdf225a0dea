"""Estimates and changes made for the measurements: as large as real ones, by five claimants each."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from schemas import Claim
from schemas.claim import digest, identify
from schemas.wire import encode, headers
from streams.estimate import Ledger, estimate, fold

SUBJECT, MEASURE = "subject", "troops"
CLAIMANTS = 5
ARTICLE_DAY = datetime(2024, 10, 28, tzinfo=UTC)


class Message(NamedTuple):
    """A record of a topic, as the endpoint's port gives them."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, bytes]


class Pattern(NamedTuple):
    """An estimate and its last change, of which others differ by their names only."""

    estimand: bytes
    change_id: bytes
    estimate: bytes
    change: bytes
    headers: Mapping[str, bytes]

    @classmethod
    def make(cls) -> "Pattern":
        """By five claimants who disagree."""
        ledger = Ledger.empty(f"{SUBJECT}/{MEASURE}")
        for number in range(CLAIMANTS):
            step = fold(ledger, _claim(1000.0 * (number + 1), f"Sprecherin Nummer {number}", f"article-{number}"))
            ledger = step.ledger
        assert step.change is not None
        reading = estimate(ledger)
        return cls(
            ledger.estimand.encode(),
            step.change.change_id.encode(),
            encode(reading),
            encode(step.change),
            headers(type(reading)),
        )

    def messages(self, name: str, number: int) -> Iterator[Message]:
        """The change and the estimate of another subject; `number` tells one change from another."""
        estimand = f"{name}/{MEASURE}".encode()
        change_id = digest(name, str(number)).encode()
        change = self.change.replace(self.estimand, estimand).replace(self.change_id, change_id)
        of_subject = f'"subject":"{SUBJECT}"'.encode(), f'"subject":"{name}"'.encode()
        reading = self.estimate.replace(self.estimand, estimand).replace(*of_subject)
        yield Message("changes", 0, number, estimand, change, self.headers)
        yield Message("estimates", 0, number, estimand, reading, self.headers)


def _claim(point: float, claimant: str, article: str) -> Claim:
    estimand = f"{SUBJECT}/{MEASURE}"
    claim_id = identify(
        estimand=estimand, claimant_id=claimant, point=point, low=point, high=point, modifier="exact",
        stance="asserts", level="level", place=None, as_of=None,
    )  # fmt: skip
    phrase = f"{point:.0f}"
    return Claim(
        claim_id=claim_id, mention_id=digest(article, claimant), article_id=article, estimand=estimand,
        phrase=phrase, start=0, end=len(phrase), point=point, low=point, high=point, modifier="exact", kind="count",
        unit=None, counted="Soldat", measure=MEASURE, claimant=claimant, claimant_id=claimant, stance="asserts",
        subject=SUBJECT, sentence=phrase, sentence_start=0, sentence_end=len(phrase), confidence=0.9,
        outlet="Der Bote", published=ARTICLE_DAY, extractor="de/1", edition=1,
    )  # fmt: skip
