"""Looks at everything that Pegel stands on, and says of each fault what to do about it. Called by `pegel doctor`."""

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from importlib.metadata import requires, version
from pathlib import Path
from typing import Literal, NamedTuple

from packaging.requirements import Requirement

from streams.broker import BrokerError, inspect
from streams.feed.client import ServiceError as ServiceUnreachable
from streams.feed.vitals import take_vitals
from streams.flow.inspection import UnreachableError, inspect_topics
from streams.flow.topics import TOPICS
from streams.service import ServiceError, check_exposure
from streams.settings import Settings

SCARCE_BYTES, TOO_FEW_BYTES = 2 * 1024**3, 200 * 1024**2
CLOCK_SECONDS = 3.0  # by which two clocks may seem to differ


class Finding(NamedTuple):
    """What was looked at and found. `look`: it works, but should be seen to."""

    state: Literal["ok", "look", "fault"]
    what: str
    found: str
    advice: str | None = None


async def examine(settings: Settings) -> list[Finding]:
    """Everything, in the order in which a fault is best looked for."""
    now = time.time()
    broker = _broker_file(settings, now) if settings.embedded else await _kafka(settings)
    return [*_versions(), *_exposure(settings), *_disk(settings.data), *broker, *await _service(settings)]


def _versions() -> Iterator[Finding]:
    found = f"Pegel {version('pegel')}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    yield Finding("ok", "versions", found)
    for requirement in map(Requirement, requires("pegel") or ()):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        installed = version(requirement.name)
        if not requirement.specifier.contains(installed, prereleases=True):
            advice = f"Install it anew: pip install '{requirement}'"
            yield Finding("fault", "versions", f"{requirement.name} {installed} is not {requirement.specifier}", advice)


def _exposure(settings: Settings) -> Iterator[Finding]:
    try:
        check_exposure(settings)
    except ServiceError as error:
        yield Finding("fault", "exposure", str(error))
    else:
        guarded = "writers need the token" if settings.token.get_secret_value() else "whoever reaches it may write"
        yield Finding("ok", "exposure", f"listens on {settings.host}; {guarded}")


def _disk(folder: Path) -> Iterator[Finding]:
    place = next(one for one in (folder, *folder.parents) if one.exists())
    if not os.access(place, os.W_OK):
        yield Finding("fault", "disk", f"{place} can't be written to", "Own it, or set PEGEL_DATA to another folder.")
    free = shutil.disk_usage(place).free
    text = f"{free / 1024**3:.1f} GiB free for {folder}"
    if free >= SCARCE_BYTES:
        yield Finding("ok", "disk", text)
    else:
        advice = "Make room, or set PEGEL_DATA to a larger disk: when it is full the service ends."
        yield Finding("fault" if free < TOO_FEW_BYTES else "look", "disk", text, advice)


def _broker_file(settings: Settings, now: float) -> Iterator[Finding]:
    path = Path(settings.broker_url.removeprefix("sqlite://"))
    if not path.exists():
        yield Finding("ok", "broker", f"{path} will be made by `pegel run`")
        return
    try:
        content = inspect(path)
    except BrokerError as error:
        yield Finding("fault", "broker", str(error))
        return
    yield Finding("ok", "broker", f"{path} is sound; {len(content.partitions)} topics, {content.records} records")
    for topic in TOPICS:
        if topic in content.partitions and content.partitions[topic] != settings.partitions:
            yield _other_partitions(topic, content.partitions[topic], settings)
    if content.latest is not None and content.latest > now + CLOCK_SECONDS:
        yield _behind(content.latest - now, "the last record in the broker's file")


async def _kafka(settings: Settings) -> list[Finding]:
    try:
        topics = await inspect_topics(settings)
    except UnreachableError as error:
        advice = "Is the broker up, is PEGEL_BROKER right, and does its advertised listener resolve from here?"
        return [Finding("fault", "broker", str(error), advice)]
    findings = [Finding("ok", "broker", f"{settings.broker_url} answers; {len(topics)} of {len(TOPICS)} topics")]
    for name, keeping in TOPICS.items():
        if (state := topics.get(name)) is None:
            findings.append(Finding("look", "topics", f"{name} does not exist yet", "The first worker creates it."))
            continue
        wanted = "compact" if keeping.compacted else "delete"
        if state.policy != wanted:
            setting = f"--entity-name {name} --add-config cleanup.policy={wanted}"
            advice = f"Set it: kafka-configs.sh --alter --entity-type topics {setting}"
            findings.append(
                Finding("fault", "topics", f"{name} has cleanup.policy {state.policy}, not {wanted}", advice)
            )
        if state.partitions != settings.partitions:
            findings.append(_other_partitions(name, state.partitions, settings))
        if state.replicas < 2:
            advice = "A broker that is lost takes it along; on a cluster, give it three replicas."
            findings.append(Finding("look", "topics", f"{name} has a single replica", advice))
    return findings


async def _service(settings: Settings) -> list[Finding]:
    try:
        vitals = await take_vitals(settings.service_url)
    except ServiceUnreachable as error:
        return [Finding("look", "service", str(error), "Start it with `pegel run`, if it should run.")]
    here = f"{settings.service_url} runs {vitals.version}"
    findings = [
        Finding("ok", "service", f"{here} and is ready; {vitals.waiting} messages to go")
        if vitals.not_ready is None
        else Finding("look", "service", f"{here}. {vitals.not_ready}", "Wait, or read its log.")
    ]
    if vitals.version != version("pegel"):
        advice = "Restart it with this version, or use that one's command."
        findings.append(Finding("look", "service", f"it runs {vitals.version}, this is {version('pegel')}", advice))
    if vitals.dead_letters:
        found = f"{vitals.dead_letters} messages are set aside"
        findings.append(Finding("look", "dead letters", found, "See `pegel dead list`."))
    if vitals.clock_ahead_seconds > CLOCK_SECONDS:
        findings.append(_behind(vitals.clock_ahead_seconds, "the service's"))
    elif vitals.clock_ahead_seconds < -CLOCK_SECONDS:
        findings.append(_behind(-vitals.clock_ahead_seconds, "this one", whose="the service's clock"))
    return findings


def _other_partitions(topic: str, partitions: int, settings: Settings) -> Finding:
    advice = f"Set PEGEL_PARTITIONS={partitions}; keys would move between partitions if their number changed."
    return Finding("fault", "topics", f"{topic} has {partitions} partitions, not {settings.partitions}", advice)


def _behind(seconds: float, than: str, whose: str = "this machine's clock") -> Finding:
    advice = "Set the clock by NTP: of two versions of an article the one received later by the clock counts."
    return Finding("fault", "clock", f"{whose} is {seconds:.0f} s behind {than}", advice)
