"""Text -> claims, as pure functions."""
