"""Keeps the read store up with the topics and tells the watchers. Runs for as long as the endpoint does."""

import asyncio
import contextlib
import sqlite3

import structlog

from streams.serve.service import Service
from streams.serve.tables import TOPICS
from streams.serve.watch import Bulletin

BY_ESTIMAND = frozenset({"claims", "estimates", "changes"})  # topics whose keys are estimands
RETRY_SECONDS = 1.0  # after a fault of the disk or of the log
log = structlog.get_logger(__name__)


async def follow(service: Service) -> None:
    """Store what the topics hold, from where the store ends, and push what is new in it; never ends by itself."""
    store = service.store
    _note(service)
    async for records in service.port.read(TOPICS, store.offsets):
        news = await store.apply(records)
        if any(record.topic == "rulings" for record in records):
            service.shelf.clear()  # it is told wherever it has effect
        else:
            service.shelf.drop({record.key for record in records if record.topic in BY_ESTIMAND and record.key})
        service.watchers.push(Bulletin(store.edition, news))
        _note(service)


def _note(service: Service) -> None:
    if service.goal is not None and service.store.behind(service.goal) == 0:
        service.following.set()


async def keep_following(service: Service) -> None:
    """Follow, and after a fault mend the store, which may mean to build it anew, and follow again.

    Meanwhile the endpoint is not ready, for the store may lack what was told before.
    """
    while True:
        try:
            service.goal = await service.port.ends(TOPICS)
            await follow(service)
        except Exception as error:  # the disk, the log: whatever it is, the service stays up
            log.exception("the read store fell behind and is mended", reason=repr(error))
        service.goal = None
        service.following.clear()
        service.shelf.clear()
        service.watchers.drop_all()  # what they were told may be out of step with the mended store
        await asyncio.sleep(RETRY_SECONDS)
        with contextlib.suppress(OSError, sqlite3.Error):  # tried again by the next round
            await service.store.mend()
