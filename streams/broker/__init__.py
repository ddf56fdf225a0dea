"""The embedded broker: a Faust transport on SQLite."""
