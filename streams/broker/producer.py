"""The transport's producer: what agents and tables send goes into the log at once. Opens and closes the log.

Leaned on in Faust 0.15.3 (faust.transport.producer.Producer and what calls it):
- `send_soon`, which tables use for their changelogs, goes through a buffer and a task in Faust, so that a send could be
  left out of the commit that acknowledges its cause. Here it appends before it returns, and the buffer stays empty.
  Faust's sensors and `on_produce_message` do not see these sends.
- The producer starts before the consumer and stops after it, so the log's life is the producer's.
- `App.maybe_start_producer` takes a lock on every send; once started, the app gets a plain answer instead.
"""

import asyncio
from collections.abc import Awaitable, Generator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from faust.transport import base
from faust.types import TP, FutureMessage, HeadersArg, RecordMetadata

from streams.broker.errors import BrokerClosed, CommitFailed
from streams.broker.log import Log
from streams.broker.store import Headers, Record

if TYPE_CHECKING:
    from streams.broker.transport import Transport


class Sent(asyncio.Future[RecordMetadata]):
    """Resolves when the record is on disk. Awaiting it hurries the commit."""

    log: Log

    def __await__(self) -> Generator[Any, None, RecordMetadata]:
        if not self.done():
            self.log.hurry()
        return super().__await__()


class Producer(base.Producer):  # type: ignore[misc]
    """Appends to the log."""

    transport: "Transport"

    def __post_init__(self) -> None:
        self._log: Log = self.transport.log
        self._opened = False

    async def on_start(self) -> None:
        await self._log.open()
        self._opened = True
        await super().on_start()

        async def started() -> Producer:
            return self

        self.app.maybe_start_producer = started

    async def on_stop(self) -> None:
        await super().on_stop()
        if self._opened:
            self._opened = False
            await self._log.close()

    def _append(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: HeadersArg | None,
    ) -> Record:
        self.transport.declare_missing(topic)
        if partition is None and self.partitioner is not None and key is not None:
            partition = self.key_partition(topic, key).partition
        return self._log.append(topic, key, value, partition=partition, timestamp=timestamp, headers=_as_pairs(headers))

    async def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: HeadersArg | None,
        *,
        transactional_id: str | None = None,
    ) -> Awaitable[RecordMetadata]:
        record = self._append(topic, key, value, partition, timestamp, headers)
        future = Sent()
        future.log = self._log
        self._log.when_committed(future, _metadata(record))
        return future

    async def send_and_wait(self, *args: Any, **kwargs: Any) -> RecordMetadata:
        return await (await self.send(*args, **kwargs))

    def append(
        self, topic: str, key: bytes | None, value: bytes | None, *, partition: int | None = None, headers: Headers = ()
    ) -> None:
        """Append what nobody will await: at a fifth of `send_soon`'s cost, for agents that send much.

        It is on disk with, and only with, the acknowledgement that follows it. Raises CommitFailed.
        """
        with suppress(BrokerClosed):  # an agent that is being stopped: its record will be read again
            self._log.append(topic, key, value, partition=partition, headers=headers)

    def send_soon(self, fut: FutureMessage) -> None:
        """Append now; the future, and the message's callback, come when it is on disk. Cancelled when sealed."""
        message = fut.message
        topic = message.channel.get_topic_name()
        if self._log.find_topic(topic) is None:
            self.transport.declare_channel(topic, message.channel)
        try:
            record = self._append(
                topic, message.key, message.value, message.partition, message.timestamp, message.headers
            )
        except BrokerClosed:
            fut.cancel()  # an agent that is being stopped: its record will be read again after the next start
            return
        self._log.when_committed(fut, _metadata(record))
        if message.callback:
            fut.add_done_callback(_call_back)

    async def flush(self) -> None:
        """Wait until all that was sent is on disk, or known never to be: whoever awaits a send hears of that."""
        if self._opened:
            with suppress(CommitFailed):
                await self._log.commit()

    async def create_topic(self, topic: str, partitions: int, replication: int, **settings: Any) -> None:
        await self.transport.create_topic(topic, partitions, **settings)

    def key_partition(self, topic: str, key: bytes | None) -> TP:
        self.transport.declare_missing(topic)
        if self.partitioner is not None and key is not None:
            every = list(range(self._log.topics()[topic].partitions))
            return TP(topic, self.partitioner(key, every, every))
        return TP(topic, self._log.partition_of(topic, key))

    def supports_headers(self) -> bool:
        return True


def _as_pairs(headers: HeadersArg | None) -> Headers:
    if not headers:
        return ()
    return tuple(headers.items() if isinstance(headers, Mapping) else headers)


def _metadata(record: Record) -> RecordMetadata:
    tp = TP(record.topic, record.partition)
    return RecordMetadata(record.topic, record.partition, tp, record.offset, record.timestamp, 0)


def _call_back(fut: "asyncio.Future[RecordMetadata]") -> None:
    if not fut.cancelled() and fut.exception() is None:
        fut.message.callback(fut)  # type: ignore[attr-defined]
