"""What the endpoint asks of the read store: functions of a connection, run by `Store.ask` in a reading thread.

Lists come in pages: `after` is the key of the last row that the reader has seen, so that rows added meanwhile neither
repeat nor hide another.
"""

import base64
from collections.abc import Iterable, Sequence
from datetime import timedelta
from sqlite3 import Connection
from typing import NamedTuple

import orjson

from streams.serve.answers import EstimateFilter, WatchFilter
from streams.serve.filling import News
from streams.serve.listing import NEVER
from streams.serve.port import Message
from streams.serve.searching import plain, read_query
from streams.serve.tables import EPOCH, microseconds, read_told

Key = tuple[str | int, ...]


class Row(NamedTuple):
    """One row of a list: its place in the order, and what is answered, as JSON."""

    key: Key
    value: bytes


class StoredArticle(NamedTuple):
    """The latest version of an article, as JSON."""

    withdrawn: bool
    value: bytes


class Told(NamedTuple):
    """Up to where watchers were told: in which edition of the store, and the number of the last thing told."""

    edition: str
    number: int


def estimate(connection: Connection, estimand: str) -> bytes | None:
    """The current estimate; None when the estimand is not known."""
    row = connection.execute("SELECT value FROM estimates WHERE estimand = ?", (estimand,)).fetchone()
    return None if row is None else row[0]


def estimates_of(connection: Connection, estimands: Sequence[str]) -> dict[str, bytes]:
    """The current estimates of these."""
    rows = connection.execute(
        "SELECT estimand, value FROM estimates WHERE estimand IN (SELECT value FROM json_each(?))",
        (orjson.dumps(estimands).decode(),),
    )
    return dict(rows.fetchall())


def estimates(connection: Connection, limit: int, after: Key | None, wanted: EstimateFilter) -> list[Row]:
    """Current estimates that are wanted, in the order that is wanted."""
    return _search(connection, "(SELECT value FROM estimates e WHERE e.estimand = l.estimand)", limit, after, wanted)


def listings(connection: Connection, limit: int, after: Key | None, wanted: EstimateFilter) -> list[Row]:
    """The same as listings, each with its latest change; without estimands of which no claim holds any more."""
    change = "(SELECT value FROM changes c WHERE c.estimand = l.estimand ORDER BY position DESC LIMIT 1)"
    value = f"CAST(substr(value, 1, length(value) - 1) || ',\"change\":' || COALESCE({change}, 'null') || '}}' AS BLOB)"
    return _search(connection, value, limit, after, wanted, "claims > 0")


def _search(
    connection: Connection, value: str, limit: int, after: Key | None, wanted: EstimateFilter, *conditions: str
) -> list[Row]:
    """Rows of `listings l`; `value` is what is selected of each beside its place in the order."""
    found: list[str] = [*conditions]
    values: list[str | int] = []

    def narrow(condition: str, *given: str | int) -> None:
        found.append(condition)
        values.extend(given)

    if wanted.subject is not None:
        narrow("subject = ?", wanted.subject)
    if wanted.measure is not None:
        narrow("measure = ?", wanted.measure)
    if wanted.contested is not None:
        narrow("contested = ?", int(wanted.contested))
    if wanted.since is not None:
        narrow("recency >= ?", microseconds(wanted.since))
    if wanted.claimant is not None:
        narrow("instr(speakers, ?)", f"|{plain(wanted.claimant)}|")
    if wanted.place is not None:
        narrow("(instr(places, ?) OR instr(places, ?))", f"|{wanted.place}|", f"|{wanted.place}/")
    for beginnings in read_query(wanted.text or ""):
        narrow(f"({' OR '.join(['instr(words, ?)'] * len(beginnings))})", *beginnings)
    column = wanted.sort
    if column == "estimand":
        key, order = "estimand", "estimand"
        if after:
            narrow("estimand > ?", *after)
    else:
        key, order = f"'{column}', {column}, estimand", f"{column} DESC, estimand"
        if after:
            narrow(f"{column} <= ? AND ({column} < ? OR estimand > ?)", after[1], *after[1:])
    where = f"WHERE {' AND '.join(found)} " if found else ""
    rows = connection.execute(
        f"SELECT {value}, {key} FROM listings l {where}ORDER BY {order} LIMIT ?", (*values, limit)
    )
    return [Row(tuple(place), value) for value, *place in rows]


def entities(connection: Connection, limit: int, after: Key | None) -> list[Row]:
    """Subjects that have an estimate, in order of name."""
    rows = connection.execute(
        "SELECT subject, COUNT(*), json_group_array(DISTINCT measure), MAX(recency) FROM listings "
        "WHERE subject > ? GROUP BY subject ORDER BY subject LIMIT ?",
        (*(after or ("",)), limit),
    )
    return [
        Row(
            (subject,),
            orjson.dumps(
                {
                    "subject": subject,
                    "estimates": count,
                    "measures": sorted(orjson.loads(measures)),
                    "last_reported": None if latest == NEVER else isoformat(latest),
                }
            ),
        )
        for subject, count, measures, latest in rows
    ]


def claims(connection: Connection, limit: int, after: Key | None, estimand: str) -> list[Row]:
    """Mentions that hold for the estimand, the latest reported first."""
    rows = connection.execute(
        "SELECT published, mention_id, value FROM claims WHERE estimand = ? AND NOT retracted "
        f"{'AND (published, mention_id) < (?, ?) ' if after else ''}"
        "ORDER BY published DESC, mention_id DESC LIMIT ?",
        (estimand, *(after or ()), limit),
    )
    return [Row((published, mention), value) for published, mention, value in rows]


def claims_about(connection: Connection, limit: int, subject: str) -> list[bytes]:
    """The newest mentions of any quantity of that subject, each once."""
    rows = connection.execute(
        "SELECT value FROM claims WHERE estimand >= ? AND estimand < ? AND role = 'own' AND NOT retracted "
        "ORDER BY published DESC, mention_id DESC LIMIT ?",
        (f"{subject}/", f"{subject}0", limit),  # 0 follows / in ASCII
    )
    return [value for (value,) in rows]


def ledger(connection: Connection, estimand: str) -> list[bytes]:
    """Every mention of the estimand in its latest edition, retracted ones included, and what each was before."""
    rows = connection.execute(
        "SELECT value FROM claims WHERE estimand = ? UNION ALL SELECT value FROM former WHERE estimand = ?",
        (estimand, estimand),
    )
    return [value for (value,) in rows]


def changes(connection: Connection, limit: int, after: Key | None, estimand: str) -> list[Row]:
    """Changes of the estimand, the newest first."""
    rows = connection.execute(
        f"SELECT position, value FROM changes WHERE estimand = ? {'AND position < ? ' if after else ''}"
        "ORDER BY position DESC LIMIT ?",
        (estimand, *(after or ()), limit),
    )
    return [Row((position,), value) for position, value in rows]


def article(connection: Connection, article_id: str) -> StoredArticle | None:
    """The latest version of the article; None when it was never seen."""
    row = connection.execute("SELECT withdrawn, value FROM articles WHERE id = ?", (article_id,)).fetchone()
    return None if row is None else StoredArticle(bool(row[0]), row[1])


def article_claims(connection: Connection, article_id: str) -> list[bytes]:
    """The claims that the article states, title first, in order of their place."""
    rows = connection.execute(
        "SELECT value FROM claims WHERE article_id = ? AND role = 'own' AND NOT retracted", (article_id,)
    )

    def place(value: bytes) -> tuple[bool, int, str]:
        claim = orjson.loads(value)
        return claim.get("field") != "title", claim["start"], claim["mention_id"]

    return sorted((value for (value,) in rows), key=place)


def ruled_out(connection: Connection, article_id: str) -> list[bytes]:
    """What was read from the article and rulings took out, as it was read."""
    rows = connection.execute(
        "SELECT value FROM claims WHERE article_id = ? AND role = 'own' AND retracted AND ruled ORDER BY mention_id",
        (article_id,),
    )
    return [value for (value,) in rows]


def rulings(connection: Connection, limit: int, after: Key | None) -> list[Row]:
    """Rulings, the latest first, withdrawn ones included."""
    rows = connection.execute(
        f"SELECT moment, ruling_id, value FROM rulings {'WHERE (moment, ruling_id) < (?, ?) ' if after else ''}"
        "ORDER BY moment DESC, ruling_id DESC LIMIT ?",
        (*(after or ()), limit),
    )
    return [Row((moment, ruling_id), value) for moment, ruling_id, value in rows]


def ruling(connection: Connection, ruling_id: str) -> bytes | None:
    """A ruling in its latest state; None when there is none of that id."""
    row = connection.execute("SELECT value FROM rulings WHERE ruling_id = ?", (ruling_id,)).fetchone()
    return None if row is None else row[0]


def merges(connection: Connection) -> list[bytes]:
    """All merges in force."""
    rows = connection.execute("SELECT value FROM rulings WHERE merged IS NOT NULL AND NOT withdrawn")
    return [value for (value,) in rows]


def ruled_claims(connection: Connection, ruling_id: str, limit: int) -> list[bytes]:
    """Mentions that a ruling shaped or, retracted, took out, the latest reported first."""
    rows = connection.execute(
        "SELECT value FROM claims WHERE ruled AND instr(value, CAST(? AS BLOB)) "
        "ORDER BY published DESC, mention_id DESC LIMIT ?",
        (f'"{ruling_id}"', limit),
    )
    return [value for (value,) in rows]


def stored_articles(connection: Connection, limit: int, after: str) -> tuple[str, Sequence[Message]]:
    """The next articles that hold, as the messages that brought them, and the id of the last one."""
    rows = connection.execute(
        "SELECT id, key, value, headers FROM articles WHERE id > ? AND NOT withdrawn ORDER BY id LIMIT ?",
        (after, limit),
    ).fetchall()
    messages = [
        (key, value, {name: base64.b64decode(text) for name, text in orjson.loads(headers).items()})
        for _, key, value, headers in rows
    ]
    return (rows[-1][0] if rows else after), messages


def known(connection: Connection, estimands: Iterable[str]) -> frozenset[str]:
    """Those of the estimands of which there is an estimate."""
    rows = connection.execute(
        "SELECT estimand FROM estimates WHERE estimand IN (SELECT value FROM json_each(?))",
        (orjson.dumps(sorted(set(estimands))).decode(),),
    )
    return frozenset(estimand for (estimand,) in rows)


def last_told(connection: Connection) -> str:
    """Id of the last event that watchers were told, behind which a page goes on watching."""
    edition, number = read_told(connection)
    return f"{edition}-{number}"


def snapshot(connection: Connection, wanted: WatchFilter) -> tuple[Told, list[bytes]]:
    """How far the store has told, and all current estimates that are wanted."""
    first, last = "", "~"  # behind every id
    if wanted.estimand is not None:
        first = last = wanted.estimand
    elif wanted.subject is not None:
        first, last = f"{wanted.subject}/", f"{wanted.subject}/~"
    rows = connection.execute(
        "SELECT estimand, value FROM estimates WHERE estimand BETWEEN ? AND ? ORDER BY estimand", (first, last)
    )
    return Told(*read_told(connection)), [value for estimand, value in rows if wanted.holds(estimand)]


def told(connection: Connection) -> Told:
    """How far the store has told."""
    return Told(*read_told(connection))


def told_behind(connection: Connection, limit: int, number: int) -> tuple[Told, list[News]]:
    """How far the store has told, and what comes next behind that number: every change, each estimate's last state."""
    rows = connection.execute(
        "SELECT 'change', estimand, number, value FROM changes WHERE number > ? UNION ALL "
        "SELECT 'estimate', estimand, number, value FROM estimates WHERE number > ? ORDER BY number LIMIT ?",
        (number, number, limit),
    )
    return Told(*read_told(connection)), [News(*row) for row in rows]


def count_letters(connection: Connection) -> dict[str, int]:
    """How many messages are set aside, by dead-letter topic."""
    return dict(connection.execute("SELECT topic, COUNT(*) FROM letters GROUP BY topic"))


def letters(connection: Connection, limit: int, after: Key | None) -> list[Row]:
    """Messages that are set aside, without their bytes, the latest first."""
    rows = connection.execute(
        f"SELECT at, letter_id, value FROM letters {'WHERE (at, letter_id) < (?, ?) ' if after else ''}"
        "ORDER BY at DESC, letter_id DESC LIMIT ?",
        (*(after or ()), limit),
    )
    shown = ("letter_id", "topic", "partition", "offset", "key", "reason", "at")
    return [
        Row((at, letter_id), orjson.dumps({name: value[name] for name in shown}))
        for at, letter_id, value in ((at, letter_id, orjson.loads(value)) for at, letter_id, value in rows)
    ]


def letter(connection: Connection, letter_id: str) -> bytes | None:
    """A message that is set aside, whole; None when there is no such letter now."""
    row = connection.execute("SELECT value FROM letters WHERE letter_id = ?", (letter_id,)).fetchone()
    return None if row is None else row[0]


def isoformat(moment: int) -> str:
    """Microseconds since 1970 as ISO 8601, UTC."""
    return (EPOCH + timedelta(microseconds=moment)).isoformat().replace("+00:00", "Z")
