"""What all tests share: a Kafka broker for those that need one, and how hypothesis is set."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.kafka.broker import Broker, NoKafka, find_broker

settings.register_profile("pegel", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("pegel")


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker for all tests, one after the other; see `broker` for where it comes from."""
    try:
        broker = find_broker(tmp_path_factory.mktemp("kafka"))
    except NoKafka as error:
        pytest.fail(str(error))
    yield broker
    broker.stop()
