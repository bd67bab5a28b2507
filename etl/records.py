"""Structured files (`.json`, `.jsonl`, `.ndjson`, also `.gz`) to one item for each record, streamed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import IO

import fsspec
import orjson

from etl.article import InputItem, Reject
from etl.errors import Reason, RejectError, Stage
from etl.settings import Settings

_LINES = (".jsonl", ".ndjson")
_SUFFIXES = (*_LINES, ".json")
_LISTS = ("articles", "items", "docs", "data", "results")
"""Keys under which common exports put their list of articles."""


def is_structured(path: str) -> bool:
    """Return whether the file's name says that it holds records."""
    return path.lower().removesuffix(".gz").endswith(_SUFFIXES)


def records(item: InputItem, settings: Settings) -> Iterator[InputItem | Reject]:
    """Yield one item for each record of the file `item`; line N's URI ends in `#LN`, object N's in `#N`.

    A record over `max_file_bytes` is a reject; so is a `.json` file over it, as it is one JSON value.
    """
    by_line = item.path.lower().removesuffix(".gz").endswith(_LINES)
    found = False
    try:
        with _open(item) as file:
            for record in (_lines if by_line else _values)(item, file, settings.max_file_bytes):
                found = True
                yield record
    except RejectError as error:
        yield Reject.of(item, error)
        return
    except (OSError, EOFError, zlib.error) as error:
        yield Reject.of(item, RejectError(Stage.READ, Reason.UNREADABLE, str(error)))
        return
    if not found:
        yield Reject.of(item, RejectError(Stage.READ, Reason.EMPTY, "no record in the file"))


def _open(item: InputItem) -> IO[bytes]:
    file: IO[bytes] = fsspec.open(item.uri, "rb").open()
    return gzip.open(file) if item.path.lower().endswith(".gz") else file  # type: ignore[return-value]


def _lines(item: InputItem, file: IO[bytes], cap: int) -> Iterator[InputItem | Reject]:
    number = 0
    while line := file.readline(cap + 1):
        number += 1
        here = _part(item, f"L{number}", None)
        if len(line) > cap:
            while line and not line.endswith(b"\n"):
                line = file.readline(cap + 1)
            detail = f"line {number} is over {cap} bytes"
            yield Reject.of(here, RejectError(Stage.READ, Reason.TOO_LARGE, detail))
        elif line := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield _record(item, here, line, f"line {number}")


def _record(item: InputItem, here: InputItem, line: bytes, where: str) -> InputItem | Reject:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        detail = f"{where} is not UTF-8 (byte {error.start})"
        return Reject.of(here, RejectError(Stage.READ, Reason.UNDECODABLE, detail))
    return here.model_copy(update={"payload": text, "bytes": len(line)})


def _values(item: InputItem, file: IO[bytes], cap: int) -> Iterator[InputItem]:
    data = file.read(cap + 1)
    if len(data) > cap:
        raise RejectError(
            Stage.READ, Reason.TOO_LARGE, f"over {cap} bytes; one article a line (.jsonl) streams"
        )
    if not data.strip():
        return
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise RejectError(Stage.READ, Reason.INVALID_RECORD, f"not JSON: {error}") from error
    if isinstance(value, dict):
        value = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), [value])
    for number, record in enumerate(value if isinstance(value, list) else [value], 1):
        payload = orjson.dumps(record).decode("utf-8")
        yield _part(item, str(number), payload)


def _part(item: InputItem, fragment: str, payload: str | None) -> InputItem:
    return item.model_copy(
        update={
            "uri": f"{item.uri}#{fragment}",
            "path": f"{item.path}#{fragment}",
            "bytes": len(payload.encode("utf-8")) if payload is not None else None,
            "payload": payload,
        }
    )
