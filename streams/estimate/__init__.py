"""Claims -> estimate, as pure functions: what a claim bears on, the ledger, one step of it, and its reading."""

from streams.estimate.estimate import EpisodeError, estimate
from streams.estimate.folding import Step, fold
from streams.estimate.identity import bear
from streams.estimate.ledger import Ledger

__all__ = ["EpisodeError", "Ledger", "Step", "bear", "estimate", "fold"]
