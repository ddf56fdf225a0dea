"""How connections to Kafka are made from the settings; the port itself is tested on a real broker in tests/service."""

import ssl
from pathlib import Path

import faust
import pytest
from pydantic import SecretStr

from streams.flow.kafka import connection, faust_settings, topic_config
from streams.settings import Settings

BROKER = "kafka://one:9092,two:9092"


def settings(security: str) -> Settings:
    return Settings(broker=BROKER, kafka_security=security, kafka_user="u", kafka_password=SecretStr("p"))


@pytest.mark.parametrize(
    ("security", "encrypted", "signed_in"),
    [
        ("PLAINTEXT", False, False),
        ("SSL", True, False),
        ("SASL_PLAINTEXT", False, True),
        ("SASL_SSL", True, True),
    ],
)
def test_the_port_and_the_workers_connect_alike(security: str, encrypted: bool, signed_in: bool) -> None:
    to_kafka = connection(settings(security))
    assert to_kafka["bootstrap_servers"] == ["one:9092", "two:9092"]
    tls = to_kafka["ssl_context"]
    assert (tls is not None) == encrypted
    if tls is not None:
        assert tls.check_hostname
        assert tls.verify_mode == ssl.CERT_REQUIRED
    assert (to_kafka.get("sasl_plain_username") == "u") == signed_in

    credentials = faust_settings(settings(security))["broker_credentials"]
    kinds = {(False, False): type(None), (True, False): faust.SSLCredentials}
    assert isinstance(credentials, kinds.get((encrypted, signed_in), faust.SASLCredentials))
    if signed_in:
        assert (credentials.password, (credentials.ssl_context is not None)) == ("p", encrypted)


def test_the_password_is_not_shown() -> None:
    assert "secret" not in str(Settings(kafka_password=SecretStr("secret")))


def test_topics_are_kept_as_the_flow_needs_them(tmp_path: Path) -> None:
    given = Settings(data=tmp_path, retention_days=2)
    assert topic_config("estimates", given)["cleanup.policy"] == "compact"
    assert topic_config("claims", given)["retention.ms"] == "-1"
    assert topic_config("changes", given)["retention.ms"] == str(2 * 24 * 3600 * 1000)
