"""Counters of the flow, in Prometheus' default registry; the endpoint exports them at `/metrics`."""

from prometheus_client import Counter, Gauge, Histogram

ARTICLES = Counter("pegel_articles_total", "Article messages by what came of them.", ["outcome"])
ROWS = Counter("pegel_rows_total", "Messages with gathered rows by what came of them.", ["outcome"])
NO_LEXICON = Counter(
    "pegel_articles_without_lexicon_total", "Articles in a language that has no lexicon.", ["language"]
)
CLAIMS = Counter("pegel_claims_total", "Claim messages by what they did to their ledger.", ["cause"])
DEAD_LETTERS = Counter("pegel_dead_letters_total", "Messages that could not be processed.", ["topic", "reason"])
LEDGERS = Gauge("pegel_ledgers", "Estimands with a ledger in this process.")
RECOVERY = Gauge("pegel_recovery_seconds", "How long the last recovery of the tables took, rebalance included.")
BATCH = Histogram(
    "pegel_batch_size", "Messages worked on at once.", ["stage"], buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
)
