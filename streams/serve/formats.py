"""Other formats of an answer: its rows as CSV, NDJSON or Parquet, with columns that its model gives.

Called by `answering`. A table holds one row for each item. What is nested in an item becomes columns of its own
(`change.cause`), a list within it one column of JSON.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Union, get_args, get_origin

import orjson
from aiohttp import hdrs, web
from pydantic import AwareDatetime, BaseModel

from streams.serve.problems import Refused

if TYPE_CHECKING:
    import pyarrow

Format = Literal["json", "csv", "ndjson", "parquet"]
MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
TABLES: tuple[Format, ...] = ("csv", "ndjson", "parquet")
_FORMATS = {media_type: name for name, media_type in MEDIA_TYPES.items()}

Kind = Literal["boolean", "integer", "number", "text", "moment", "json"]
Row = dict[str, Any]


class Column(NamedTuple):
    """One column of a table."""

    path: tuple[str, ...]  # of field names, from the item inwards
    kind: Kind

    @property
    def name(self) -> str:
        """Its heading."""
        return ".".join(self.path)


def format_of(request: web.Request) -> Format:
    """What is wanted: by the path's suffix, else what `Accept` likes best; JSON where it likes nothing of ours."""
    suffix: Any = request.match_info.get("format")  # the path's pattern lets only formats in
    accepted = request.headers.get(hdrs.ACCEPT, "")
    if suffix is not None or accepted in {"", "*/*", "application/json"}:
        return suffix or "json"
    liked: dict[Format, float] = {}
    for part in accepted.split(","):
        media_type, _, quality = part.strip().partition(";q=")
        name = "json" if media_type == "*/*" else _FORMATS.get(media_type)
        if name is not None:
            liked[name] = max(_read_quality(quality), liked.get(name, 0.0))
    return max((name for name in liked if liked[name] > 0), key=lambda name: liked[name], default="json")


def _read_quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def columns_of(model: type[BaseModel], path: tuple[str, ...] = ()) -> list[Column]:
    """The columns of a table of such items."""
    columns: list[Column] = []
    for name, field in model.model_fields.items():
        inner = _unwrap(field.annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            columns += columns_of(inner, (*path, name))
        else:
            columns.append(Column((*path, name), _kind_of(inner)))
    return columns


def item_model(model: type[BaseModel], field: str) -> type[BaseModel]:
    """What the rows of a body are, by the field that holds them."""
    inner: type[BaseModel] = get_args(model.model_fields[field].annotation)[0]
    return inner


def _unwrap(annotation: Any) -> Any:
    """The type without null and without constraints."""
    while True:
        origin = get_origin(annotation)
        if origin in (Union, UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        elif hasattr(annotation, "__metadata__"):
            annotation = get_args(annotation)[0]
        else:
            return annotation


def _kind_of(annotation: Any) -> Kind:
    if annotation is bool:
        return "boolean"
    if annotation is int:
        return "integer"
    if annotation is float:
        return "number"
    if annotation in (datetime, AwareDatetime):
        return "moment"
    return "json" if get_origin(annotation) is tuple else "text"


def cells(row: Row, columns: Iterable[Column]) -> list[Any]:
    """The row's value in each column; None where there is none."""
    found = []
    for path, kind in columns:
        value: Any = row
        for name in path:
            value = value.get(name) if value is not None else None
        found.append(orjson.dumps(value).decode() if kind == "json" and value is not None else value)
    return found


def to_csv(rows: Iterable[Row], columns: Sequence[Column], *, heading: bool) -> bytes:
    """Lines of CSV (RFC 4180), UTF-8; an empty cell is null."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if heading:
        writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([str(cell).lower() if isinstance(cell, bool) else cell for cell in cells(row, columns)])
    return text.getvalue().encode()


def to_ndjson(rows: Iterable[Row]) -> bytes:
    """A line of JSON for each row."""
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def to_parquet(rows: Iterable[Row], columns: Sequence[Column]) -> bytes:
    """A Parquet file; columns have the types of the model, however many rows there are."""
    arrow = _arrow()
    import pyarrow.parquet as parquet

    types = {
        "boolean": arrow.bool_(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "moment": arrow.timestamp("us", tz="UTC"),
    }
    table = [cells(row, columns) for row in rows]
    arrays = [
        arrow.array([_cast(row[place], column.kind) for row in table], types.get(column.kind, arrow.string()))
        for place, column in enumerate(columns)
    ]
    file = io.BytesIO()
    parquet.write_table(arrow.table(arrays, [column.name for column in columns]), file)
    return file.getvalue()


def _cast(cell: Any, kind: Kind) -> Any:
    if cell is None:
        return None
    if kind == "moment":
        return datetime.fromisoformat(cell)
    return float(cell) if kind == "number" else cell


def _arrow() -> "pyarrow":
    try:
        import pyarrow
    except ImportError:
        raise Refused(
            501, "This endpoint has no Parquet; install it with `pip install 'pegel[parquet]'`, or ask for CSV."
        ) from None
    return pyarrow
