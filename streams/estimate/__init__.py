"""Claims -> estimate, as pure functions: what a claim bears on, the ledger, one step of it, and its readings."""

from streams.estimate.aging import age
from streams.estimate.backtest import backtest, parameters_for
from streams.estimate.estimate import estimate
from streams.estimate.folding import Step, fold
from streams.estimate.history import history
from streams.estimate.identity import bear
from streams.estimate.independence import sketch
from streams.estimate.leans import Lean, leans
from streams.estimate.ledger import Ledger, join_rows
from streams.estimate.parameters import Parameters
from streams.estimate.reasons import Reason, explain
from streams.estimate.rulebook import Rulebook, subjects_of
from streams.estimate.scene import EpisodeError
from streams.estimate.scores import Score, score

__all__ = [
    "EpisodeError",
    "Lean",
    "Ledger",
    "Parameters",
    "Reason",
    "Rulebook",
    "Score",
    "Step",
    "age",
    "backtest",
    "bear",
    "estimate",
    "explain",
    "fold",
    "history",
    "join_rows",
    "leans",
    "parameters_for",
    "score",
    "sketch",
    "subjects_of",
]
