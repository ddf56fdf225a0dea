"""Readers: files, folders and standard input -> lines of JSON, each with the place it came from.

JSONL files give their lines as they are; a `.txt` file gives one article. Called by `pegel extract` and `pegel replay`.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

import orjson

from schemas import Rejected
from streams.feed.check import read_fields, read_moment
from streams.feed.faults import FaultError, explain_encoding
from streams.feed.rows import read_report_day

STANDARD_INPUT = "-"
SUFFIXES = frozenset({".txt", ".jsonl"})  # of the files that are taken from a folder
DAY_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
LAST = datetime.max.replace(tzinfo=UTC)

MomentOf = Callable[[bytes], datetime | None]


class Line(NamedTuple):
    """One line of JSON, and where it stands: `file:line`, or the file alone for a text file."""

    raw: bytes
    where: str


class Place(NamedTuple):
    """Where a line lies, so that its text need not be kept."""

    moment: datetime | None  # of publication; None when not known
    path: Path
    name: str  # of the file, as the user knows it
    offset: int
    length: int
    number: int  # of the line, from 1; 0 for a text file


def list_files(paths: Iterable[str]) -> Iterator[tuple[Path, str]]:
    """The files behind the paths, folders opened, in order of name, each with the name to report it by."""
    for name in paths:
        path = Path(name)
        if path.is_dir():
            yield from ((file, str(file)) for file in sorted(path.rglob("*")) if file.suffix in SUFFIXES)
        else:
            yield path, name


def read_lines(paths: Iterable[str], standard_input: BinaryIO) -> Iterator[Line | Rejected]:
    """All lines in the order of the files, one at a time; blank ones are passed over."""
    for path, name in list_files(paths):
        if name == STANDARD_INPUT:
            yield from (Line(raw, f"standard input:{number}") for _, number, raw in _split(standard_input))
            continue
        try:
            if path.suffix == ".txt":
                yield Line(read_text(path), name)
            else:
                with path.open("rb") as file:
                    yield from (Line(raw, f"{name}:{number}") for _, number, raw in _split(file))
        except (OSError, FaultError) as error:
            yield _refuse(error, name)


def _refuse(error: OSError | FaultError, name: str) -> Rejected:
    reason = f"can't be read: {error.strerror}" if isinstance(error, OSError) else str(error)
    return Rejected(reason=reason, where=name)


def _split(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Offset, number from 1, and bytes of each line that is not blank."""
    offset = 0
    for number, raw in enumerate(file, start=1):
        if line := raw.strip():
            yield offset, number, line
        offset += len(raw)


def read_text(path: Path) -> bytes:
    """A text file as one article in JSON: its id is the file's name, its date the YYYY-MM-DD in that, if any."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultError(explain_encoding(raw, error)) from error
    article: dict[str, str] = {"id": re.sub(r"\s+", "-", path.stem), "text": text}
    if day := _day_in(path.stem):
        article["published"] = day
    return orjson.dumps(article)


def _day_in(name: str) -> str | None:
    for match in DAY_IN_NAME.finditer(name):
        try:
            return datetime.fromisoformat(match[0]).date().isoformat()
        except ValueError:
            continue
    return None


def moment_of_article(raw: bytes) -> datetime | None:
    """When the article in `raw` was published; None where that is not known or nothing can be read."""
    try:
        return read_moment("published", read_fields(raw).get("published"))
    except FaultError:
        return None


def moment_of_row(raw: bytes) -> datetime | None:
    """When the gathered row in `raw` was reported: a month or year counts as its last day."""
    try:
        reported = read_fields(raw).get("reported")
        return read_report_day(reported, LAST) if isinstance(reported, str) else None
    except (FaultError, ValueError):
        return None


class Ordered:
    """Lines in order of publication, those without a date last; equal ones stay as they came.

    Files are read twice, first for dates and then for lines: only places are kept. Standard input goes through a
    temporary file.
    """

    def __init__(self, paths: Sequence[str], standard_input: BinaryIO, moment_of: MomentOf) -> None:
        self.refused: list[Rejected] = []
        self._moment_of = moment_of
        self._hash = hashlib.sha256(moment_of.__name__.encode())
        self._spool = tempfile.NamedTemporaryFile(suffix=".jsonl") if STANDARD_INPUT in paths else None  # noqa: SIM115
        if self._spool:
            shutil.copyfileobj(standard_input, self._spool)
            self._spool.flush()
        self.places = sorted(self._scan(paths), key=lambda place: place.moment or LAST)

    def __len__(self) -> int:
        return len(self.places)

    @property
    def digest(self) -> str:
        """The same for the same lines in the same files' order, wherever they lie."""
        return self._hash.hexdigest()[:32]

    def close(self) -> None:
        """Remove what standard input was kept in."""
        if self._spool:
            self._spool.close()

    def line(self, position: int) -> Line | Rejected:
        """The line at this position of the order; `Rejected` where its file has gone in the meantime."""
        place = self.places[position]
        try:
            if not place.number:
                return Line(read_text(place.path), place.name)
            with place.path.open("rb") as file:
                file.seek(place.offset)
                return Line(file.read(place.length).strip(), f"{place.name}:{place.number}")
        except (OSError, FaultError) as error:
            return _refuse(error, place.name)

    def _scan(self, paths: Sequence[str]) -> Iterator[Place]:
        for path, name in list_files(paths):
            if name == STANDARD_INPUT and self._spool:
                path, name = Path(self._spool.name), "standard input"
            try:
                if path.suffix == ".txt":
                    yield self._place(path, name, 0, 0, read_text(path))
                else:
                    with path.open("rb") as file:
                        for offset, number, raw in _split(file):
                            yield self._place(path, name, offset, number, raw)
            except (OSError, FaultError) as error:
                self.refused.append(_refuse(error, name))

    def _place(self, path: Path, name: str, offset: int, number: int, raw: bytes) -> Place:
        self._hash.update(len(raw).to_bytes(8, "big") + raw)
        return Place(self._moment_of(raw), path, name, offset, len(raw), number)
