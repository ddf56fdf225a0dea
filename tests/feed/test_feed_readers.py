"""Readers: files, folders and standard input become lines, in their own order or in order of publication."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas import Article, Rejected
from streams.feed.check import check_article
from streams.feed.readers import Line, Ordered, moment_of_article, moment_of_row, read_lines

NOW = datetime(2025, 3, 1, tzinfo=UTC)


def write_jsonl(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(*paths: Path | str, standard_input: bytes = b"") -> list[Line | Rejected]:
    return list(read_lines([str(path) for path in paths], io.BytesIO(standard_input)))


def ids(ordered: Ordered) -> list[str]:
    lines = [ordered.line(position) for position in range(len(ordered))]
    return [json.loads(line.raw)["id"] for line in lines if isinstance(line, Line)]


def order(*paths: Path | str, standard_input: bytes = b"") -> Ordered:
    return Ordered([str(path) for path in paths], io.BytesIO(standard_input), moment_of_article)


def test_every_line_says_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\r\n\n   \n{"text": "b"}')
    assert read(path) == [Line(b'{"text": "a"}', f"{path}:1"), Line(b'{"text": "b"}', f"{path}:4")]


def test_standard_input_is_read_like_a_file() -> None:
    assert read("-", standard_input=b"{}\n[]\n") == [Line(b"{}", "standard input:1"), Line(b"[]", "standard input:2")]


def test_a_folder_gives_its_texts_and_lines_in_order_of_name(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("zwei", encoding="utf-8")
    write_jsonl(tmp_path / "a.jsonl", {"text": "eins"})
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "c.txt").write_text("drei", encoding="utf-8")
    (tmp_path / "notes.md").write_text("none", encoding="utf-8")
    texts = [json.loads(line.raw)["text"] for line in read(tmp_path) if isinstance(line, Line)]
    assert texts == ["eins", "zwei", "drei"]


@pytest.mark.parametrize(
    ("name", "article_id", "published"),
    [
        ("beben.txt", "beben", None),
        ("2023-02-06 Beben in Ankara.txt", "2023-02-06-Beben-in-Ankara", datetime(2023, 2, 6, tzinfo=UTC)),
        ("dpa_2023-02-06_12.txt", "dpa_2023-02-06_12", datetime(2023, 2, 6, tzinfo=UTC)),
        ("2023-02-31.txt", "2023-02-31", None),
        ("12023-02-06.txt", "12023-02-06", None),
    ],
)
def test_a_text_file_is_an_article_named_and_dated_by_its_name(
    tmp_path: Path, name: str, article_id: str, published: datetime | None
) -> None:
    (tmp_path / name).write_bytes("\ufeffIn Ankara starben\r\n1651 Menschen.".encode())
    [line] = read(tmp_path)
    assert isinstance(line, Line)
    assert line.where == str(tmp_path / name)
    article = check_article(line.raw, NOW)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.text) == (article_id, None, "In Ankara starben\r\n1651 Menschen.")
    assert (article.published if article.published_known else None) == published


def test_a_file_that_can_not_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Gr\xfc\xdfe")
    (tmp_path / "b.txt").write_text("Grüße", encoding="utf-8")
    rejected, line = read(tmp_path)
    assert rejected == Rejected(reason="not UTF-8: byte 3 is 0xfc; convert it to UTF-8", where=str(tmp_path / "a.txt"))
    assert isinstance(line, Line)
    assert isinstance(read(tmp_path / "missing.jsonl")[0], Rejected)
    ordered = order(tmp_path, tmp_path / "missing.jsonl")
    assert [refused.where for refused in ordered.refused] == [str(tmp_path / "a.txt"), str(tmp_path / "missing.jsonl")]
    assert ids(ordered) == ["b"]


def test_articles_are_ordered_by_publication_and_undated_ones_come_last(tmp_path: Path) -> None:
    first = write_jsonl(
        tmp_path / "first.jsonl",
        {"id": "undated", "text": "x"},
        {"id": "late", "text": "x", "published": "2024-10-28T08:00:00+02:00"},
        {"id": "misdated", "text": "x", "published": "someday"},
        {"id": "tie-1", "text": "x", "published": "2024-10-27"},
    )
    second = write_jsonl(
        tmp_path / "second.jsonl",
        {"id": "early", "text": "x", "published": "2024-10-26T23:00:00Z"},
        {"id": "tie-2", "text": "x", "published": "2024-10-27T01:00:00+01:00"},
    )
    assert ids(order(first, second)) == ["early", "tie-1", "tie-2", "late", "undated", "misdated"]


def test_standard_input_is_ordered_too() -> None:
    lines = b'{"id": "b", "published": "2024-02-01"}\n{"id": "a", "published": "2024-01-01"}\n'
    ordered = order("-", standard_input=lines)
    assert ids(ordered) == ["a", "b"]
    assert isinstance(line := ordered.line(0), Line)
    assert line.where == "standard input:2"
    ordered.close()


@pytest.mark.parametrize(
    ("reported", "moment"),
    [
        ("2024-10-28", datetime(2024, 10, 28, tzinfo=UTC)),
        ("2024-02", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2024", datetime(2024, 12, 31, tzinfo=UTC)),
        ("9999", datetime(9999, 12, 31, tzinfo=UTC)),
        ("2024-13", None),
        ("autumn", None),
        (None, None),
        (7, None),
    ],
)
def test_a_row_is_ordered_by_the_last_day_of_its_report(reported: object, moment: datetime | None) -> None:
    assert moment_of_row(json.dumps({"reported": reported}).encode()) == moment


def test_the_digest_tells_other_lines_and_other_uses_apart(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", {"text": "a"}, {"text": "b"})
    copy = write_jsonl(tmp_path / "b.jsonl", {"text": "a"}, {"text": "b"})
    other = write_jsonl(tmp_path / "c.jsonl", {"text": "a"}, {"text": "c"})
    assert order(path).digest == order(copy).digest
    assert order(path).digest != order(other).digest
    assert order(path).digest != Ordered([str(path)], io.BytesIO(), moment_of_row).digest
