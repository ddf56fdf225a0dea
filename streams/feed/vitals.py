"""How a running service is, told from outside, for `pegel doctor`."""

import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

import aiohttp
import orjson

from streams.feed.client import ServiceError

ANSWER_SECONDS = 5.0
HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"


class Vitals(NamedTuple):
    """A service that answers."""

    version: str
    not_ready: str | None  # why; None when it is ready, and only then the counts below are known
    waiting: int  # messages that are accepted and not visible yet
    dead_letters: int
    clock_ahead_seconds: float  # of ours, to about a second


async def take_vitals(address: str) -> Vitals:
    """Ask the service at that address. Raises ServiceError where nothing answers as Pegel does."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            status, ready, date = await _get(session, f"{address}/ready")
            _, description, _ = await _get(session, f"{address}/openapi.json")
            waiting = dead = 0
            if status == 200:
                waiting = (await _get(session, f"{address}/v1/lag"))[1]["total"]
                dead = len((await _get(session, f"{address}/v1/dead?limit=500"))[1]["items"])
            not_ready = None if status == 200 else str(ready["detail"])
            ahead = datetime.strptime(date, HTTP_DATE).replace(tzinfo=UTC).timestamp() - time.time()
            return Vitals(description["info"]["version"], not_ready, waiting, dead, ahead)
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
        raise ServiceError(f"nothing answers as Pegel does at {address} ({error or 'no answer in time'})") from error


async def _get(session: aiohttp.ClientSession, url: str) -> tuple[int, Any, str]:
    async with session.get(url) as answer:
        return answer.status, orjson.loads(await answer.read()), answer.headers["Date"]
