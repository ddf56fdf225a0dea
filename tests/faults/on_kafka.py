"""Pegel on Kafka with two workers, and the faults that can befall it."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import OffsetAndMetadata

from tests.faults.feeder import Feeder
from tests.faults.proxy import Proxy
from tests.kafka.broker import Broker
from tests.kafka.service import SESSION_SECONDS, KafkaService, Worker
from tests.service.running import SETTLE_SECONDS

WORKERS = 2
CONSUMED = ("articles", "claims", "addresses", "estimates")


class OnKafka(KafkaService):
    """Endpoint, workers, the proxy by which the workers reach the broker, and the broker."""

    def __init__(self, data: Path, broker: Broker, pick: random.Random, partitions: int, **environment: str) -> None:
        proxied = f"kafka://127.0.0.1:{broker.cut_port}"
        super().__init__(data, broker, workers=WORKERS, partitions=partitions, worker_url=proxied, **environment)
        self.feeder: Feeder | None = None
        self._pick = pick
        self._partitions = partitions
        self._proxy = Proxy(broker.cut_port, broker.listener_port)

    @property
    def faults(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What can happen, by name; each ends with everything running."""
        return {
            "SIGKILL of a worker": self._kill_worker,
            "SIGSTOP of a worker beyond its session": self._pause_worker,
            "SIGKILL of the endpoint": self._kill_endpoint,
            "SIGKILL of the feeder": self._kill_feeder,
            "SIGKILL of the broker": self._kill_broker,
            "restart of the broker": self._restart_broker,
            "network cut": self._cut,
            "delivered again": self._rewind,
            "claims again, out of order": self._shuffle,
        }

    async def start(self) -> None:
        """Start all, and mend the network."""
        await self._proxy.mend()
        await super().start()

    async def end(self) -> None:
        """SIGKILL whatever still runs."""
        await super().end()
        await self._proxy.cut()
        await asyncio.to_thread(self.broker.kill)

    async def at_work(self) -> None:
        """Return once all workers have their partitions; a fault in the middle of their start would prove little."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.broker.servers)
        await admin.start()
        try:
            async with asyncio.timeout(SETTLE_SECONDS):
                while True:
                    (answer,) = await admin.describe_consumer_groups(["pegel"])
                    _, _, state, _, _, members, *_ = answer.groups[0]
                    if state == "Stable" and len(members) == WORKERS:
                        return
                    await self.revive()
                    await asyncio.sleep(0.1)
        finally:
            await admin.close()

    def _one(self) -> Worker:
        return self._pick.choice(self.workers)

    async def revive(self) -> None:
        """Start the workers that are gone, as their supervisor would."""
        for worker in self.workers:
            if not worker.runs:
                await worker.start()

    async def _kill_worker(self) -> None:
        await self._one().kill()
        await self.revive()

    async def _pause_worker(self) -> None:
        worker = self._one()
        worker.signal(signal.SIGSTOP)
        await asyncio.sleep(float(SESSION_SECONDS) + self._pick.uniform(1, 3))
        worker.signal(signal.SIGCONT)

    async def _kill_endpoint(self) -> None:
        await self.kill_endpoint()
        await self.start_endpoint()

    async def _kill_feeder(self) -> None:
        assert self.feeder is not None
        self.feeder.kill()

    async def _kill_broker(self) -> None:
        self.broker.kill()
        await self._bring_back()

    async def _restart_broker(self) -> None:
        await asyncio.to_thread(self.broker.stop)
        await self._bring_back()

    async def _bring_back(self) -> None:
        await asyncio.sleep(self._pick.uniform(0, 3))
        await asyncio.to_thread(self.broker.start)
        await self.revive()

    async def _cut(self) -> None:
        await self._proxy.cut()
        await asyncio.sleep(self._pick.uniform(0.5, float(SESSION_SECONDS) * 2))
        await self._proxy.mend()
        await self.revive()

    async def _rewind(self) -> None:
        """Every topic is delivered again from an earlier message on."""
        for worker in self.workers:
            await worker.kill()
        consumer = AIOKafkaConsumer(bootstrap_servers=self.broker.servers, group_id="pegel", enable_auto_commit=False)
        await consumer.start()
        try:
            places = [TopicPartition(topic, n) for topic in CONSUMED for n in range(self._partitions)]
            consumer.assign(places)
            back = self._pick.randrange(10, 500)
            earlier = {
                place: OffsetAndMetadata(max(0, at - back), "")
                for place in places
                if (at := await consumer.committed(place))
            }
            async with asyncio.timeout(60):
                while earlier:
                    try:
                        await consumer.commit(earlier)
                        break
                    except Exception:
                        await asyncio.sleep(0.5)
        finally:
            await consumer.stop()
        await self.revive()

    async def _shuffle(self) -> None:
        """Claims that were sent are there once more, in another order."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.broker.servers)
        producer = AIOKafkaProducer(bootstrap_servers=self.broker.servers)
        await consumer.start()
        await producer.start()
        try:
            places = [TopicPartition("claims", n) for n in range(self._partitions)]
            consumer.assign(places)
            await consumer.seek_to_beginning()
            found = await consumer.getmany(timeout_ms=2000, max_records=2000)
            records = [record for some in found.values() for record in some]
            for record in self._pick.sample(records, min(300, len(records))):
                await producer.send_and_wait(
                    "claims", record.value, key=record.key, partition=record.partition, headers=list(record.headers)
                )
        finally:
            await producer.stop()
            await consumer.stop()
