"""Write a complete result to a file while it is read: as lines of JSON, CSV or Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, Literal

import orjson

from etl.article import Article
from etl.errors import FatalError, QueryError, missing_extra
from etl.search.bodies import every_body
from etl.search.hits import SearchRequest
from etl.search.sending import Client, scan, with_stories

Format = Literal["jsonl", "csv", "parquet"]
Row = dict[str, Any]

FIELDS = (
    "id", "title", "authors", "published_at", "publisher", "url", "language", "section", "keywords", "people",
    "organizations", "places", "countries", "word_count", "story_id", "collection", "source.uri",
)  # fmt: skip
"""Columns of a table if no fields are named: those by which readers sort and count."""
_JOINED = "; "
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to spreadsheet programs (https://owasp.org/www-community/attacks/CSV_Injection)."""
_ROWS_A_GROUP = 5_000


def known_fields(names: Iterable[str]) -> list[str]:
    """Return `names`, after checking that each is a field of the document, such as `title` or `source.uri`.

    Raises:
        QueryError: one of them is not a field.
    """
    fields = [name.strip() for name in names if name.strip()]
    for name in fields:
        if name.partition(".")[0] not in (*Article.model_fields, "score"):
            raise QueryError(f"no field {name}: there are {', '.join(Article.model_fields)}")
    return fields


def rows(client: Client, request: SearchRequest, fields: list[str]) -> Iterator[Row]:
    """Yield every article that fits `request`, the best or latest first, with only `fields`; without any, all of it.

    Raises:
        FatalError: the query cannot be read, Elasticsearch could not search, or nothing has been indexed yet.
    """
    request = with_stories(client, request)
    for hit in scan(client, every_body(request, [name for name in fields if name != "score"] or ["*"])):
        source = hit["_source"]
        if fields:
            yield {
                name: hit["_score"] if name == "score" else _value(source, name.split(".")) for name in fields
            }
        else:
            yield source


def _value(source: Any, path: list[str]) -> Any:
    for name in path:
        if isinstance(source, list):
            return [_value(item, path[path.index(name) :]) for item in source]
        source = source.get(name) if isinstance(source, dict) else None
    return source


def as_lines(found: Iterable[Row]) -> Iterator[bytes]:
    """Yield each row as a line of JSON."""
    for row in found:
        yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def as_csv(found: Iterable[Row], fields: list[str]) -> Iterator[bytes]:
    """Yield a header of `fields` and then each row as CSV (RFC 4180), in UTF-8 with a byte order mark.

    Spreadsheet programs recognize the charset by the mark. Lists are joined with `; `. What a spreadsheet would take for a
    formula gets an apostrophe in front.
    """
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(fields)
    yield b"\xef\xbb\xbf"
    for row in found:
        yield _taken(line)
        writer.writerow([_cell(row[name]) for name in fields])
    yield _taken(line)


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        text = _JOINED.join(str(_cell(item)) for item in value)
    else:
        text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return f"'{text}" if text.startswith(_FORMULA) else text


def write(found: Iterable[Row], fields: list[str], to: Format, file: IO[bytes]) -> int:
    """Write every row to `file` and return how many there were; for Parquet, `file` must be seekable.

    Raises:
        FatalError: the extra for Parquet is not installed, or no fields are given for a table.
    """
    count = 0

    def counted() -> Iterator[Row]:
        nonlocal count
        for row in found:
            count += 1
            yield row

    if to == "parquet":
        _write_parquet(counted(), fields, file)
    else:
        for chunk in as_csv(counted(), fields) if to == "csv" else as_lines(counted()):
            file.write(chunk)
    return count


def _write_parquet(found: Iterator[Row], fields: list[str], file: IO[bytes]) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise missing_extra("a Parquet file", "pyarrow", "parquet") from None
    # Every column is text, whole numbers or a list of texts, as the document's own fields say.
    schema = pa.schema([(name, _type(pa, name)) for name in fields])
    with parquet.ParquetWriter(file, schema) as writer:
        while group := list(islice(found, _ROWS_A_GROUP)):
            columns = {
                name: [_typed(row[name], schema.field(name).type, pa) for row in group] for name in fields
            }
            writer.write_table(pa.table(columns, schema=schema))


def _type(pa: Any, name: str) -> Any:
    field = Article.model_fields.get(name)
    annotation = str(field.annotation) if field else "float" if name == "score" else "str"
    if annotation == "list[str]":
        return pa.list_(pa.string())
    if "int" in annotation and "list" not in annotation:
        return pa.int64()
    return pa.float64() if "float" in annotation and "list" not in annotation else pa.string()


def _typed(value: Any, wanted: Any, pa: Any) -> Any:
    if value is None or not pa.types.is_string(wanted):
        return value
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def open_output(path: Path | None, to: Format) -> IO[bytes] | None:
    """Return `path` opened for writing, or None for standard output.

    Raises:
        FatalError: the file cannot be written, or Parquet is to go to standard output.
    """
    if path is None:
        if to == "parquet":
            raise FatalError("a Parquet file needs a name: --output FILE.parquet")
        return None
    try:
        return path.open("wb")
    except OSError as error:
        raise FatalError(f"{path}: cannot be written: {error.strerror}") from error
