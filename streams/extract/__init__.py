"""From text to claims, by pure functions; German itself lives in `streams.language`."""

from streams.extract.extract import VERSION, extract

__all__ = ["VERSION", "extract"]
