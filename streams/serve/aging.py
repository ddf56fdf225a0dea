"""Readings as of the door's day: what the store holds is as of each ledger's latest report.

Called by `reading` and the pages, inside a reading thread of the store.
"""

from datetime import datetime
from functools import lru_cache
from sqlite3 import Connection
from typing import Any

import orjson

from schemas import Estimate
from schemas.wire import decode, encode
from streams.estimate import age
from streams.serve import queries
from streams.serve.answers import EstimateFilter
from streams.serve.listing import shown_interval
from streams.serve.queries import Key, Row

REMEMBERED = 2000  # aged readings, of some 2 KB each


def estimates(
    connection: Connection, limit: int, after: Key | None, wanted: EstimateFilter, day: datetime
) -> list[Row]:
    """As `queries.estimates`, each as of the door's day."""
    return [Row(row.key, age_json(row.value, day)) for row in queries.estimates(connection, limit, after, wanted)]


def listings(connection: Connection, limit: int, after: Key | None, wanted: EstimateFilter, day: datetime) -> list[Row]:
    """As `queries.listings`, each as of the door's day. They are found and sorted as they stand in the store."""
    rows = [(row.key, orjson.loads(row.value)) for row in queries.listings(connection, limit, after, wanted)]
    standing = queries.estimates_of(connection, [listing["estimand"] for _, listing in rows])
    return [Row(key, orjson.dumps(listing | _shown(standing[listing["estimand"]], day))) for key, listing in rows]


@lru_cache(maxsize=REMEMBERED)
def age_json(value: bytes, to: datetime) -> bytes:
    """An estimate as it travels, aged; as it was where only its claims could tell, see `estimate.age`."""
    reading = decode(Estimate, value)
    aged = age(reading, to)
    return value if aged is None or aged is reading else encode(aged)


def _shown(value: bytes, to: datetime) -> dict[str, Any]:
    aged = orjson.loads(age_json(value, to))
    return {"best": aged["best"], "at": aged["at"], "interval": shown_interval(aged)}
