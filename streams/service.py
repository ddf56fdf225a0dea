"""The service: all rooms put together in one process. `pegel run` and `pegel serve` call it."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, date, datetime

import structlog
from aiokafka.errors import KafkaError

from streams.broker import BrokerError
from streams.extract.identities import identify_claimant
from streams.feed.intake import TICK, Intake
from streams.flow.kafka import KafkaPort, open_kafka_port
from streams.flow.port import EmbeddedPort
from streams.flow.running import FlowError, ended, running
from streams.language import load
from streams.serve.app import make_app, start
from streams.serve.guard import is_loopback
from streams.serve.service import SERVICE
from streams.serve.store import Store
from streams.settings import Settings

READY_CHECK_SECONDS = 0.02
# Objects by which what was made may outnumber what has gone before Python looks for cycles. At its 700 the search took
# a fifth of the service's time: messages under way are many, live for a tenth of a second, and hold no cycles.
COLLECT_AFTER = 50_000

log = structlog.get_logger("pegel.service")


class ServiceError(RuntimeError):
    """The service can't start, or ended by itself; the message says why and what to do."""


def check_exposure(settings: Settings) -> None:
    """Raise `ServiceError` where other machines could write and nobody said that they may."""
    if not (is_loopback(settings.host) or settings.token.get_secret_value() or settings.open_to_all):
        raise ServiceError(
            f"PEGEL_HOST={settings.host} lets other machines write here. Set PEGEL_TOKEN to a secret that writers must "
            "send, or PEGEL_OPEN_TO_ALL=1 if whoever reaches it may write"
        )


async def run(settings: Settings, *, with_flow: bool, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. `announce` gets the endpoint's address once its answers are right.

    Args:
        with_flow: whether this process reads and pools, too; without, the flow runs elsewhere, on Kafka.

    Raises:
        ServiceError: other machines could write unasked, the broker's file or the address is taken, the broker can't be
            used, or the flow ended by itself.
    """
    check_exposure(settings)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, stopped.set)
    # A task of its own, so that a signal ends the service in the middle of its recovery, too.
    serving = asyncio.create_task(_serve(settings, with_flow, announce))
    stopping = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stopped.is_set():
            log.info("stopping")
            serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving
    except (BrokerError, FlowError, KafkaError) as error:
        raise ServiceError(str(error)) from error
    finally:
        stopping.cancel()


async def _serve(settings: Settings, with_flow: bool, announce: Callable[[str], None]) -> None:
    """Serve until cancelled."""
    gc.disable()  # while starting, nearly all that is made is there to stay
    async with AsyncExitStack() as stack:
        port, failure = await stack.enter_async_context(_stream(settings, with_flow))
        store = await Store.open(settings.data / "store.sqlite", port.source)
        stack.push_async_callback(store.close)
        app = make_app(port, make_intake(port, lambda: _moment_of_receipt(store)), store, settings)
        try:
            runner, number = await start(app, settings.host, settings.port)
        except OSError as error:
            reason = (
                f"can't listen on {settings.host}:{settings.port} ({error.strerror}); set PEGEL_PORT to another port"
            )
            raise ServiceError(reason) from error
        stack.push_async_callback(runner.cleanup)
        while app[SERVICE].why_not_ready() is not None:
            if (await asyncio.wait({failure}, timeout=READY_CHECK_SECONDS))[0]:
                failure.result()  # the flow ended before the endpoint was ready: raises
        gc.freeze()  # modules, tables of the language and what was recovered need not be searched again and again
        gc.set_threshold(COLLECT_AFTER)
        gc.enable()
        address = f"http://{settings.host}:{number}"
        log.info("ready", address=address)
        announce(address)
        await failure


def _moment_of_receipt(store: Store) -> datetime:
    """Now, but behind every receipt that is stored, for the clock may have been set back since.

    Of two versions of an article the one received later holds; with the clock's word a correction might count as the
    older one.
    """
    return max(datetime.now(UTC), store.latest_receipt + TICK)


def make_intake(port: EmbeddedPort | KafkaPort, clock: Callable[[], datetime]) -> Intake:
    """The checks on what comes in, publishing through this port; `clock` gives the moment of receipt."""
    names = load("de").names

    def identify(name: str | None, outlet: str | None, on: date) -> str:
        return identify_claimant(name, outlet, names, on).claimant_id

    return Intake(port.publish, identify, clock)


@asynccontextmanager
async def _stream(
    settings: Settings, with_flow: bool
) -> AsyncIterator[tuple[EmbeddedPort | KafkaPort, "asyncio.Future[None]"]]:
    """The port, and a future that fails when the flow of this process does."""
    if with_flow:
        async with running(settings) as (port, app):
            failure = asyncio.ensure_future(ended(app))
            try:
                yield port, failure
            finally:
                failure.cancel()
    else:
        async with open_kafka_port(settings, ready=lambda: True) as port:
            yield port, asyncio.get_running_loop().create_future()
