"""Claims -> estimate, as pure functions."""
