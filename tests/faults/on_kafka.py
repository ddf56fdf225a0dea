"""Pegel on Kafka with two workers, and the faults that can befall it."""

import random
from pathlib import Path

from tests.kafka.broker import Broker
from tests.kafka.service import KafkaService


class OnKafka(KafkaService):
    def __init__(self, data: Path, broker: Broker, pick: random.Random, partitions: int, **environment: str) -> None:
        pass
