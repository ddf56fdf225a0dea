"""A real Kafka broker for the tests, in KRaft mode on free loopback ports.

In this order: the broker that PEGEL_TEST_KAFKA names (HOST:PORT, without topics of its own); Kafka's jars, fetched by
Maven into a cache folder; Docker; else `NoKafka` says what is missing.
"""

import asyncio
import base64
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

VERSION = "4.0.0"
START_SECONDS = 180
FETCH_SECONDS = 600
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>pegel</groupId><artifactId>kafka</artifactId><version>1</version><dependencies><dependency>
<groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version>
</dependency></dependencies></project>"""
HEAP = "-Xmx384m"


class NoKafka(Exception):  # noqa: N818 - reads as what is the matter
    """There is no broker to test with; the message says what was tried."""


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def fetch_jars() -> Path:
    """The folder that holds Kafka's jars, filled by Maven if it is not there yet. Raises NoKafka."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pegel"
    jars = cache / f"kafka-{VERSION}"
    if jars.is_dir():
        return jars
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise NoKafka(f"{program} is not installed (Debian: openjdk-17-jre-headless, maven)")
    draft = cache / f"kafka-{VERSION}.{os.getpid()}"
    draft.mkdir(parents=True)
    (draft / "pom.xml").write_text(POM, encoding="utf-8")
    fetched = subprocess.run(
        ["mvn", "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=libs"],
        cwd=draft,
        capture_output=True,
        text=True,
        timeout=FETCH_SECONDS,
        check=False,
    )
    if fetched.returncode:
        shutil.rmtree(draft)
        raise NoKafka(f"Maven could not fetch Kafka {VERSION}: {fetched.stdout[-500:]}{fetched.stderr[-500:]}")
    with contextlib.suppress(OSError):  # another run may have been first
        (draft / "libs").rename(jars)
    shutil.rmtree(draft)
    return jars


class Broker:
    """One broker with a folder of its own, which can be killed, stopped and started again."""

    def __init__(self, folder: Path, proxied: bool = False) -> None:
        """`proxied`: a second listener is advertised at a port (`cut_port`) where the test runs a proxy."""
        self.folder = folder
        self._port, self._controller = free_port(), free_port()
        self.listener_port, self.cut_port = (free_port(), free_port()) if proxied else (0, 0)
        self.servers = f"127.0.0.1:{self._port}"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address as a setting of Pegel."""
        return f"kafka://{self.servers}"

    def _configure(self) -> Path:
        listeners = f"PLAINTEXT://{self.servers}"
        advertised = listeners
        if self.listener_port:
            listeners += f",CUT://127.0.0.1:{self.listener_port}"
            advertised += f",CUT://127.0.0.1:{self.cut_port}"
        properties = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{self._controller}",
            "listeners": f"{listeners},CONTROLLER://127.0.0.1:{self._controller}",
            "advertised.listeners": advertised,
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CUT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": str(self.folder / "data"),
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "1000",
            "log.segment.delete.delay.ms": "1000",
        }
        path = self.folder / "server.properties"
        path.write_text("".join(f"{name}={value}\n" for name, value in properties.items()), encoding="utf-8")
        return path

    def start(self) -> None:
        """Start on the data that is there, or on none; returns once it answers. Raises NoKafka, RuntimeError."""
        classes = f"{fetch_jars()}/*"
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = str(self._configure())
        with (self.folder / "kafka.log").open("ab") as log:
            if not (self.folder / "data").exists():
                identity = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
                format_it = ["format", f"--cluster-id={identity}", f"--config={properties}"]  # an id may begin with -
                tool = ["java", "-cp", classes, "kafka.tools.StorageTool", *format_it]
                if subprocess.run(tool, stdout=log, stderr=log, check=False).returncode:
                    raise RuntimeError(f"StorageTool failed:\n{self.log()}")
            command = ["java", HEAP, "-cp", classes, "kafka.Kafka", properties]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        await_answer(self.servers, lambda: self.process is not None and self.process.poll() is None, self.log)

    def log(self) -> str:
        """The last of what the broker wrote."""
        return (self.folder / "kafka.log").read_text(encoding="utf-8")[-3000:]

    def kill(self) -> None:
        """SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and what it takes."""
        self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(by)
            self.process.wait()

    def clear(self) -> None:
        """Take away all topics, and with them where the workers' group stood in them."""
        asyncio.run(_clear(self.servers))


async def _clear(servers: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        topics = await _topics(admin)
        if topics:
            await admin.delete_topics(topics)
        while await _topics(admin):
            await asyncio.sleep(0.1)  # another process: there is nothing of it to await
    finally:
        await admin.close()


async def _topics(admin: AIOKafkaAdminClient) -> list[str]:
    return [name for name in await admin.list_topics() if not name.startswith("__")]


class NamedBroker(Broker):
    """The broker of PEGEL_TEST_KAFKA: it runs, and there is nothing of it to kill."""

    def __init__(self, servers: str) -> None:
        self.servers = servers

    def start(self) -> None:
        """See that it has no topics, which the tests would take away. Raises NoKafka."""
        if topics := asyncio.run(_topics_at(self.servers)):
            raise NoKafka(f"PEGEL_TEST_KAFKA {self.servers} has topics ({', '.join(topics[:5])}); name an empty broker")

    def stop(self) -> None:
        """Leave it as it was."""
        self.clear()


class DockerBroker(Broker):
    """Apache's image of Kafka on a free port."""

    def __init__(self) -> None:
        self._port = free_port()
        self.servers = f"127.0.0.1:{self._port}"

    def start(self) -> None:
        """Run a container. Raises NoKafka."""
        advertised = f"KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://{self.servers}"
        publish = ["--publish", f"127.0.0.1:{self._port}:9092"]
        command = ["docker", "run", "--rm", "--detach", *publish, "--env", advertised, f"apache/kafka:{VERSION}"]
        started = subprocess.run(command, capture_output=True, text=True, check=False)
        if started.returncode:
            raise NoKafka(f"Docker could not run Kafka: {started.stderr[-500:]}")
        self._container = started.stdout.strip()
        await_answer(self.servers, lambda: True, lambda: self._container)

    def stop(self) -> None:
        """Remove the container."""
        subprocess.run(["docker", "rm", "--force", self._container], capture_output=True, check=False)


async def _topics_at(servers: str) -> list[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        return await _topics(admin)
    finally:
        await admin.close()


def await_answer(servers: str, lives: Callable[[], bool], log: Callable[[], str]) -> None:
    """Return once a broker answers there. Raises RuntimeError with its log when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            asyncio.run(_topics_at(servers))
            return
        except (KafkaError, OSError):
            if not lives() or time.monotonic() > deadline:
                raise RuntimeError(f"Kafka did not start:\n{log()}") from None
        time.sleep(0.2)  # another process: there is nothing of it to await


def find_broker(folder: Path) -> Broker:
    """A broker that runs and has no topics. Raises NoKafka with all that was tried."""
    if named := os.environ.get("PEGEL_TEST_KAFKA"):
        broker: Broker = NamedBroker(named)
        broker.start()
        return broker
    tried = []
    for broker in (Broker(folder), DockerBroker()):
        try:
            broker.start()
        except (NoKafka, FileNotFoundError) as error:
            tried.append(str(error))
        else:
            return broker
    raise NoKafka(f"no Kafka to test with: {'; '.join(tried)}. Or set PEGEL_TEST_KAFKA=HOST:PORT.")
