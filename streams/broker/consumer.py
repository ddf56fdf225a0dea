"""The transport's consumer: from the log to Faust's conductor, and acknowledgements back. One per app, one per group.

Leaned on in Faust 0.15.3 (faust.transport.consumer.Consumer and what calls it):
- A stream's iterator acknowledges by writing into `_acked`, `_acked_index` and `_committed_offset` itself (compiled
  code, no method call), so those three keep Faust's shapes. Which offset may be committed is found here, from the order
  in which records were delivered: the holes that compaction leaves need no interval trees.
- `_drain_messages` is replaced: Faust's makes four tasks a message (`wait_first`) and sleeps a second where every
  buffer is full. Ours sleeps on one event, `_wake`, which is set by whatever can change the answer: appended records,
  a buffer that has drained, resumed partitions or flow, a seek.
- Commits are not Faust's: the log takes the acknowledgements into its own snapshots (`take_acknowledged`). Faust's
  timer (`broker_commit_interval`) merely awaits one, and may be slow.
- `subscribe` returns before the rebalance runs, or start-up deadlocks; messages carry `consumer_generation_id`, or
  streams skip them silently; an uncommitted offset is -1; `seek_to_committed` leaves changelogs alone.
- A changelog's recovery ends at the record before `highwater`; the store therefore never deletes a partition's last.
Not supported, and refused: `processing_guarantee=exactly_once` (the log is exact without) and
`stream_publish_on_commit` (sends are in the transaction anyway). More than one agent on one topic is at-least-once.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from faust.exceptions import ImproperlyConfigured
from faust.transport import base
from faust.types import TP, ConsumerMessage, Message

from streams.broker.errors import BrokerError, CommitFailed
from streams.broker.log import Log
from streams.broker.store import Record

if TYPE_CHECKING:
    from streams.broker.transport import Transport

DELIVERIES_PER_YIELD = 100
FETCH_LIMIT = 250  # records of one partition in one go; bounds what is in memory beside the streams' own buffers


class Cluster:
    """What Faust's assignor asks of a cluster: the partitions of a topic."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        known = self._log.find_topic(topic)
        return set(range(known.partitions)) if known else None


class Consumer(base.Consumer):  # type: ignore[misc]
    """Delivers the assigned partitions to the app's streams."""

    transport: "Transport"

    def __init__(self, transport: "Transport", *args: Any, **kwargs: Any) -> None:
        super().__init__(transport, *args, **kwargs)
        conf = self.app.conf
        if self.in_transaction or conf.stream_publish_on_commit:
            raise ImproperlyConfigured(
                "the embedded broker commits sends and offsets together already: "
                "leave processing_guarantee and stream_publish_on_commit at their defaults"
            )
        self.group: str = conf.id
        self._log: Log = transport.log
        self._wake = asyncio.Event()
        self._topics: set[str] | None = None  # an app without agents subscribes to none, and waits for that
        self._assigned: set[TP] = set()
        self._positions: dict[TP, int] = {}
        self._delivered: dict[TP, deque[int]] = defaultdict(deque)  # not acknowledged yet, in order of delivery
        self._seeks = 0  # a batch fetched before a seek must not be delivered after it

    # -- the log's side (streams.broker.log.GroupMember)

    def take_acknowledged(self) -> Mapping[tuple[str, int], int]:
        """For each partition the offset behind the last record before which all are acknowledged, where it moved."""
        moved: dict[tuple[str, int], int] = {}
        for tp, acked in self._acked.items():
            if not acked:
                continue
            acked.clear()
            index, waiting, offset = self._acked_index[tp], self._delivered[tp], None
            while waiting and waiting[0] in index:
                offset = waiting.popleft()
                index.discard(offset)
            if offset is not None:
                moved[tp] = self._committed_offset[tp] = offset + 1
        return moved

    def is_processing(self) -> bool:
        return any(self._delivered.values())

    def wake(self) -> None:
        self._wake.set()

    def fail(self, error: BrokerError) -> None:
        self.add_future(self.crash(error))

    # -- life

    async def on_start(self) -> None:
        await super().on_start()
        self._log.join(self)

    async def on_stop(self) -> None:
        await super().on_stop()
        self._log.leave(self)

    def stop_flow(self) -> None:
        super().stop_flow()
        if self.app.should_stop:
            self._log.seal()

    def close(self) -> None:
        """Nothing to close: the producer, which stops last, closes the log."""

    # -- subscription

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Read these topics, which are made if missing; the assignment follows in the background."""
        wanted = set(topics)
        if wanted != self._topics:
            self._topics = wanted
            for channel in list(self.app.topics):
                for name in channel.topics:
                    if name in wanted:
                        self.transport.declare_channel(name, channel)
            for name in wanted:
                self.transport.declare_missing(name)
            self.add_future(self._rebalance())

    async def _rebalance(self) -> None:
        app, assignor = self.app, self.app.assignor
        app.on_rebalance_start()
        await self.on_partitions_revoked(set(self._assigned))
        member = self.group
        metadata = {member: assignor.metadata(self._topics or set())}
        assignment = assignor.assign(Cluster(self._log), metadata)[member]
        assignor.on_assignment(assignment)
        self._assigned = {TP(topic, number) for topic, numbers in assignment.assignment for number in numbers}
        self._log.enrol(self.group, (tp for tp in self._assigned if self._is_acknowledged(tp)))
        app.consumer_generation_id += 1
        await self.on_partitions_assigned(set(self._assigned), app.consumer_generation_id)

    def _is_acknowledged(self, tp: TP) -> bool:
        return bool(self.app.topics.acks_enabled_for(tp.topic))

    def assignment(self) -> set[TP]:
        return set(self._assigned)

    def topic_partitions(self, topic: str) -> int | None:
        known = self._log.find_topic(topic)
        return known.partitions if known else None

    def key_partition(self, topic: str, key: bytes | None, partition: int | None = None) -> int | None:
        if self.topic_partitions(topic) is None:
            return None
        return self._log.partition_of(topic, key) if partition is None else partition

    async def create_topic(self, topic: str, partitions: int, replication: int, **settings: Any) -> None:
        await self.transport.create_topic(topic, partitions, **settings)

    def _new_topicpartition(self, topic: str, partition: int) -> TP:
        return TP(topic, partition)

    # -- positions

    async def position(self, tp: TP) -> int | None:
        return self._positions.get(tp)

    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:
        return {tp: self._log.earliest(*tp) for tp in partitions}

    def highwater(self, tp: TP) -> int:
        return self._log.next_offset(*tp)

    async def highwaters(self, *partitions: TP) -> Mapping[TP, int]:
        return {tp: self.highwater(tp) for tp in partitions}

    async def seek_to_committed(self) -> Mapping[TP, int]:
        # What follows in Faust is `flow_control.resume()`, which empties the streams' queues, and then `resume_flow()`.
        # A record delivered in between would be lost, and its partition never acknowledged again.
        self.flow_active = False
        committed: dict[TP, int] = {}
        for tp in self._assigned:
            if not self._is_changelog_tp(tp):
                offset = self._log.group_offset(self.group, *tp) or 0
                self._move(tp, offset)
                committed[tp] = offset or -1
        return committed

    async def seek_to_beginning(self, *partitions: TP) -> None:
        for tp in partitions or self._assigned:
            self._move(tp, self._log.earliest(*tp))

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        for tp, offset in partitions.items():
            self._move(tp, offset)
            self._read_offset[tp] = offset

    async def _seek(self, partition: TP, offset: int) -> None:
        self._move(partition, offset)

    def _move(self, tp: TP, offset: int) -> None:
        self._positions[tp] = offset
        for forgotten in (self._delivered, self._acked, self._acked_index):
            forgotten.pop(tp, None)
        self._seeks += 1
        self._wake.set()

    # -- flow

    def resume_flow(self) -> None:
        super().resume_flow()
        self._wake.set()

    def resume_partitions(self, tps: Iterable[TP]) -> None:
        super().resume_partitions(tps)
        self._wake.set()

    def on_buffer_drop(self, tp: TP) -> None:
        """A stream's buffer has drained. Faust's own would also revive a partition that is paused."""
        self._buffered_partitions.discard(tp)
        if tp in self._assigned and tp not in self._paused_partitions:
            self._get_active_partitions().add(tp)
        self._wake.set()

    async def _drain_messages(self, fetcher: Any) -> None:
        while not (self.should_stop or fetcher.should_stop):
            seeks, batches = self._seeks, await self._wait_next_records()
            if seeks == self._seeks:
                await self._deliver(batches)
            await asyncio.sleep(0)

    async def _wait_next_records(self) -> dict[TP, list[Record]]:
        """The next records of each partition that may flow; sleeps until there are any."""
        while True:
            self._wake.clear()
            if self.flow_active:
                found = {tp: records for tp in self._get_active_partitions() if (records := self._next_of(tp))}
                if found:
                    return found
            await self._wake.wait()

    def _next_of(self, tp: TP) -> list[Record]:
        position = self._positions.get(tp)
        if position is None or position >= self._log.next_offset(*tp):
            return []
        return self._log.fetch(tp.topic, tp.partition, position, FETCH_LIMIT)

    async def _deliver(self, batches: dict[TP, list[Record]]) -> None:
        """Hand the records over, the partitions taking turns, until a seek or a full buffer makes the rest void."""
        seeks, since_yield = self._seeks, 0
        acknowledged = {tp: self._is_acknowledged(tp) for tp in batches}
        for turn in range(max(map(len, batches.values()))):
            for tp, records in batches.items():
                if turn >= len(records) or tp in self._buffered_partitions or tp in self._paused_partitions:
                    continue
                record = records[turn]
                self._positions[tp] = record.offset + 1
                if acknowledged[tp]:
                    self._delivered[tp].append(record.offset)
                    self._log.arm()
                await self.callback(self._to_message(tp, record))
                since_yield += 1
                if since_yield == DELIVERIES_PER_YIELD:
                    since_yield = 0
                    await asyncio.sleep(0)
                if seeks != self._seeks:
                    return

    def _to_message(self, tp: TP, record: Record) -> Message:
        return ConsumerMessage(
            record.topic,
            record.partition,
            record.offset,
            record.timestamp,
            0,  # the time of creation, in Kafka's terms
            record.headers,
            record.key,
            record.value,
            None,  # no checksum
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Mapping[TP, list[Record]]:
        return {tp: self._next_of(tp) for tp in active_partitions or ()}

    # -- commits

    async def force_commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Wait until what has been acknowledged is on disk, on all topics; False once the log has failed."""
        try:
            await self._log.commit()
        except CommitFailed:  # `fail` has ended the service; its stop must not stumble here
            return False
        return True

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        return await self.force_commit()
