"""Topics: their names, keys and keeping. Every other module of the flow takes them from here."""

from dataclasses import dataclass

ARTICLES = "articles"
ROWS = "rows"
RULINGS = "rulings"
RULINGS_EACH = "rulings.each"
CLAIMS = "claims"
ADDRESSES = "addresses"
ESTIMATES = "estimates"
CHANGES = "changes"
DEAD_ARTICLES = "articles.dead"
DEAD_CLAIMS = "claims.dead"
DEAD_RULINGS = "rulings.dead"


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a topic is kept: the latest message of each key, for good, or for the set number of days."""

    key: str
    compacted: bool = False
    for_good: bool = True


TOPICS = {
    ARTICLES: Keeping(key="article id", compacted=True),
    ROWS: Keeping(key="mention id", compacted=True),  # gathered figures, before rulings
    RULINGS: Keeping(key="ruling id"),
    RULINGS_EACH: Keeping(key="ruling id", compacted=True),  # a copy on every partition
    CLAIMS: Keeping(key="estimand"),
    ADDRESSES: Keeping(key="url", compacted=True),
    ESTIMATES: Keeping(key="estimand", compacted=True),
    CHANGES: Keeping(key="estimand", for_good=False),
    DEAD_ARTICLES: Keeping(key="key of the failed message", for_good=False),
    DEAD_CLAIMS: Keeping(key="key of the failed message", for_good=False),
    DEAD_RULINGS: Keeping(key="key of the failed message", for_good=False),
}
