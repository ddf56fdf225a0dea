"""Running the flow inside an event loop: start, recover, stop. `pegel run` uses it; Faust's own worker does not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import faust

from streams.flow.app import build
from streams.flow.kafka import KafkaPort, open_kafka_port
from streams.flow.port import EmbeddedPort
from streams.settings import Settings


class FlowError(RuntimeError):
    """The flow ended by itself; the message names the cause."""


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[EmbeddedPort | KafkaPort, faust.App]]:
    """The flow, started and recovered, and its port.

    Raises `BrokerLocked` when another service has the broker's file.
    """
    flow = build(settings)
    app = flow.app
    flow.extraction.start()
    try:
        await app.start()
        flow.extraction.warm_up()  # not before: it would take the processor from the recovery
        log = getattr(app.transport, "log", None)
        if log is not None:
            yield EmbeddedPort(log, lambda: not app.rebalancing), app
        else:
            async with open_kafka_port(settings, lambda: not app.rebalancing) as port:
                yield port, app
    finally:
        await app.stop()
        flow.extraction.stop()


async def ended(app: faust.App) -> None:
    """Return never, unless the flow ends by itself; then raise `FlowError`."""
    await app.wait_until_stopped()
    raise FlowError(f"the flow has ended by itself: {app.crash_reason or 'see the log'}") from app.crash_reason
