"""Settings from the environment (`PEGEL_…`), checked at start with all faults listed at once."""

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PEGEL_"
OTHER_VARIABLES = {"PEGEL_SHARED", "PEGEL_TEST_KAFKA"}  # read by the tests, not by the program


def state_home() -> Path:
    """Where Pegel keeps its data: `$XDG_STATE_HOME/pegel`, by default `~/.local/state/pegel`."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "pegel"


class SettingsError(ValueError):
    """One or more settings are wrong; the message lists every fault, a line each."""


class Settings(BaseSettings):
    """Every setting, each with its unit; the variable is the name in capitals behind `PEGEL_`."""

    # An empty variable counts as unset: that is how a compose file leaves one out.
    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    data: Path = Field(default_factory=state_home, description="Folder for the read store and, by default, the broker.")
    broker: str = Field("", description="`sqlite://PATH` or `kafka://HOST:PORT[,…]`; empty: `broker.sqlite` in `data`.")
    host: str = Field("127.0.0.1", description="Address that the HTTP endpoint listens on.")
    port: int = Field(6066, ge=0, le=65535, description="Port of the HTTP endpoint; 0 takes a free one.")
    token: SecretStr = Field(
        SecretStr(""), description="Secret that writers must send as `Authorization: Bearer …`; empty: none is needed."
    )
    open_to_all: bool = Field(
        False, description="Listen beyond this machine without a token: whoever reaches the endpoint may write."
    )
    cors: str = Field(
        "", description="Origins whose pages may read the endpoint, by commas: `https://desk.example`; `*`: all."
    )
    hooks_private: bool = Field(
        False, description="Let webhooks call addresses that are not public, such as those of this machine."
    )
    partitions: int = Field(
        1, ge=1, le=1024, description="Partitions of `articles` and `claims` when they are created."
    )
    replication: int = Field(1, ge=1, le=16, description="Brokers that keep a copy of each topic; on Kafka only.")
    session_seconds: float = Field(
        30.0, ge=1, le=300, description="Silence after which a worker's partitions move to another; on Kafka only."
    )
    metrics_port: int = Field(
        0, ge=0, le=65535, description="Port of a Kafka worker's `/metrics`, on the same address; 0: none."
    )
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="Protocol to Kafka: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."
    )
    kafka_ca: str = Field("", description="File with the authorities that Kafka's certificate is checked against.")
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN", description="How to sign in with SASL: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512."
    )
    kafka_user: str = Field("", description="User to sign in as, with SASL.")
    kafka_password: SecretStr = Field(SecretStr(""), description="Password of that user.")
    extractors: int = Field(0, ge=0, le=64, description="Processes that read articles; 0: one for each core.")
    batch: int = Field(64, ge=1, le=4096, description="Articles that are read in one go, at most.")
    backlog: int = Field(
        250_000, ge=1, description="Messages that may wait to be read or pooled before writers are told to slow down."
    )
    retention_days: int = Field(30, ge=1, description="How long `changes` and dead letters are kept, in days.")
    log_level: str = Field("info", description="debug, info, warning or error.")
    log_format: str = Field("auto", description="`text`, `json`, or `auto`: text on a terminal, else JSON.")
    author: str = Field("", description="Who signs what `pegel rule` says; empty: it must be told with --author.")
    service: str = Field(
        "", description="Base address of the service that clients speak to; empty: from host and port."
    )

    @field_validator("data")
    @classmethod
    def _whole_path(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("token")
    @classmethod
    def _a_header(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if not (secret.isascii() and secret.isprintable()) or secret != secret.strip():
            raise ValueError("can't be sent in a header; use letters, digits and signs of ASCII")
        return value

    @field_validator("cors")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in filter(None, (part.strip() for part in value.split(","))):
            if origin != "*" and not re.fullmatch(r"https?://[^/]+/?", origin):
                raise ValueError("names no origins; write https://HOST[:PORT], by commas")
        return value

    @field_validator("broker")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        if value and not value.startswith(("sqlite://", "kafka://")):
            raise ValueError("has an unknown scheme; use kafka:// or sqlite://")
        if value in {"sqlite://", "kafka://"}:
            raise ValueError("names nothing; write sqlite://PATH or kafka://HOST:PORT")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("is no level; use debug, info, warning or error")
        return value.lower()

    @field_validator("log_format")
    @classmethod
    def _known_format(cls, value: str) -> str:
        if value not in {"auto", "text", "json"}:
            raise ValueError("is no format; use auto, text or json")
        return value

    @field_validator("service")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("is no address; write http://HOST:PORT")
        return value

    @property
    def broker_url(self) -> str:
        """The broker, with the default filled in."""
        return self.broker or f"sqlite://{self.data / 'broker.sqlite'}"

    @property
    def embedded(self) -> bool:
        """True when the broker lives in the service's own process."""
        return self.broker_url.startswith("sqlite://")

    @property
    def service_url(self) -> str:
        """Base address for clients, without a trailing slash."""
        return (self.service or f"http://{self.host}:{self.port}").rstrip("/")


def variable(name: str) -> str:
    """The environment variable of a setting: `log_level` -> `PEGEL_LOG_LEVEL`."""
    return PREFIX + name.upper()


def read_settings() -> Settings:
    """The settings as the environment has them; `SettingsError` lists all faults, unknown `PEGEL_` names included."""
    known = {variable(name) for name in Settings.model_fields} | OTHER_VARIABLES
    given = {name for name in os.environ if name.startswith(PREFIX)}
    faults = [f"{name} is not a setting of Pegel; `pegel settings` lists them" for name in sorted(given - known)]
    try:
        settings = Settings()
    except ValidationError as error:
        for fault in error.errors():
            text = fault["msg"].removeprefix("Value error, ")
            link = " " if fault["type"] == "value_error" else ": "
            faults.append(f"{variable(str(fault['loc'][0]))} {fault['input']!r}{link}{text[0].lower()}{text[1:]}")
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def origin(settings: Settings, name: str) -> str:
    """Where the value of a setting came from."""
    if name in settings.model_fields_set:
        return "environment"
    if name == "data":
        return "XDG_STATE_HOME" if os.environ.get("XDG_STATE_HOME") else "default"
    return "default"
