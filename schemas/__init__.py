"""The nouns that travel: articles, claims, estimates, changes and problems. Knows nothing of the rest of Pegel."""

from schemas.article import Article, Submission
from schemas.change import Change, Reading
from schemas.claim import Claim
from schemas.estimate import Estimate, Extreme, Figure, Interval
from schemas.problem import DeadLetter, Problem, Rejected

__all__ = [
    "Article",
    "Change",
    "Claim",
    "DeadLetter",
    "Estimate",
    "Extreme",
    "Figure",
    "Interval",
    "Problem",
    "Reading",
    "Rejected",
    "Submission",
]
