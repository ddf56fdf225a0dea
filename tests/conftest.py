"""A Kafka broker for the tests that need one."""

from collections.abc import Iterator

import pytest

from tests.kafka.broker import Broker, NoKafka, find_broker


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker for all tests, one after the other; see `broker` for where it comes from."""
    try:
        broker = find_broker(tmp_path_factory.mktemp("kafka"))
    except NoKafka as error:
        pytest.fail(str(error))
    yield broker
    broker.stop()
