"""Batch files between Airflow tasks: NDJSON on any fsspec URL, written whole or not at all."""

from __future__ import annotations

import posixpath
import uuid
from collections.abc import Iterable, Iterator
from typing import TypeVar

from fsspec.core import url_to_fs
from pydantic import TypeAdapter

Row = TypeVar("Row")


def write_rows(url: str, rows: Iterable[Row], kind: TypeAdapter[Row]) -> str:
    """Write `rows` as one JSON line each and return `url`.

    The file appears under its name only when it is complete: a task that is killed leaves no half file.
    """
    fs, path = url_to_fs(url)
    fs.makedirs(posixpath.dirname(path), exist_ok=True)
    partial = f"{path}.{uuid.uuid4().hex}.partial"
    with fs.open(partial, "wb") as file:
        for row in rows:
            file.write(kind.dump_json(row) + b"\n")
    fs.mv(partial, path)
    return url


def read_rows(url: str, kind: TypeAdapter[Row]) -> Iterator[Row]:
    """Yield the rows of the file that `write_rows` wrote, in order."""
    fs, path = url_to_fs(url)
    with fs.open(path, "rb") as file:
        for line in file:
            yield kind.validate_json(line)


def file_names(folder: str, ending: str) -> list[str]:
    """Return the URLs of the files in `folder` whose names end in `ending`, sorted.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    fs, path = url_to_fs(folder)
    names = fs.ls(path, detail=False)
    return sorted(fs.unstrip_protocol(name) for name in names if name.endswith(ending))


def exists(url: str) -> bool:
    """Tell whether there is a file or folder at `url`."""
    fs, path = url_to_fs(url)
    return bool(fs.exists(path))


def make_folder(url: str) -> None:
    """Make the folder `url`, with those above it."""
    fs, path = url_to_fs(url)
    fs.makedirs(path, exist_ok=True)


def remove(url: str) -> None:
    """Remove the folder `url` and everything in it, if it is there."""
    fs, path = url_to_fs(url)
    if fs.exists(path):
        fs.rm(path, recursive=True)
