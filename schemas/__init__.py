"""The nouns that travel: articles, claims, rulings, estimates, changes and more. Knows nothing else of Pegel."""

from schemas.article import Article, Submission
from schemas.change import Change, Reading
from schemas.claim import Claim
from schemas.estimate import Estimate, Extreme, Figure, Interval
from schemas.explanation import Explanation, Mention, WeighedClaim
from schemas.problem import DeadLetter, Problem, Rejected
from schemas.ruling import Ruling, RulingSubmission

__all__ = [
    "Article",
    "Change",
    "Claim",
    "DeadLetter",
    "Estimate",
    "Explanation",
    "Extreme",
    "Figure",
    "Interval",
    "Mention",
    "Problem",
    "Reading",
    "Rejected",
    "Ruling",
    "RulingSubmission",
    "Submission",
    "WeighedClaim",
]
