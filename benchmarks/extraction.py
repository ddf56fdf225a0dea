"""Articles per CPU second of the extractor beside well-known readers of numbers and dates, in one run on one core.

    pip install -e '.[peers]'; python -m benchmarks.extraction [ARTICLES.jsonl]

The peers read numbers or dates only; the extractor reads those, and what is counted, measured, by whom, where and when.
A peer that is not installed is left out. Ratios hold between machines, rates do not.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from schemas import Article
from streams.extract import extract
from streams.language import load

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("PEGEL_SHARED", ROOT.parent / "shared")) / "corpus" / "gnad.jsonl"
PATIENCE_SECONDS = 5.0  # a reader is stopped after it, at the end of an article


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    ours = rate(read_claims(), texts)
    print(f"{'pegel extract':<28}{ours:10.0f} articles/s")
    for name, module, reader in PEERS:
        try:
            importlib.import_module(module)
        except ImportError:
            print(f"{name:<28}{'not installed':>21}")
            continue
        theirs = rate(reader(), texts)
        print(f"{name:<28}{theirs:10.0f} articles/s   pegel: {ours / theirs:6.1f} times as many")


def rate(read: Callable[[str], object], texts: list[str]) -> float:
    """Articles per CPU second; the first article, which fills caches, is not counted."""
    read(texts[0])
    begin, done = time.process_time(), 0
    for text in texts:
        read(text)
        done += 1
        if time.process_time() - begin > PATIENCE_SECONDS:
            break
    return done / (time.process_time() - begin)


def read_claims() -> Callable[[str], object]:
    lexicon, now = load("de"), datetime(2020, 1, 1, tzinfo=UTC)

    def read(text: str) -> object:
        article = Article(id="a", text=text, language="de", published=now, published_known=True, received=now)
        return extract(article, lexicon)

    return read


def text2num() -> Callable[[str], object]:
    from text_to_num import alpha2digit

    return lambda text: alpha2digit(text, "de")


def dateparser() -> Callable[[str], object]:
    from dateparser.search import search_dates

    return lambda text: search_dates(text, languages=["de"])


def quantulum() -> Callable[[str], object]:
    from quantulum3 import parser

    return lambda text: parser.parse(text)


PEERS: tuple[tuple[str, str, Callable[[], Callable[[str], object]]], ...] = (
    ("text2num (number words)", "text_to_num", text2num),
    ("dateparser.search (dates)", "dateparser", dateparser),
    ("quantulum3 (English)", "quantulum3", quantulum),
)

if __name__ == "__main__":
    main()
