"""Makes `running` importable for the tests of the whole service, and runs those that take `serve` on both brokers."""

import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from running import Serve, Service, serving, started

from tests.kafka.broker import Broker
from tests.kafka.service import KafkaService


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def serve(request: pytest.FixtureRequest) -> Serve:
    """`serving` on either broker; on Kafka each start of a data folder finds a broker without topics."""
    if request.param == "embedded":
        return serving
    broker: Broker = request.getfixturevalue("kafka")

    def on_kafka(data: Path, **environment: Any) -> AbstractAsyncContextManager[tuple[Service, aiohttp.ClientSession]]:
        return started(KafkaService(data, broker, **environment))

    return on_kafka
