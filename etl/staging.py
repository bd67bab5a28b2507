"""Batch files between Airflow tasks: NDJSON on any fsspec URL, written whole or not at all.

All files of a run are in one folder below `CLIPPINGS_STAGING`. It goes with the run's report; that of a run which
never had one goes `CLIPPINGS_KEEP_STAGING_DAYS` after its last sign of life.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from pydantic import TypeAdapter

from etl.report import now
from etl.settings import Settings

Row = TypeVar("Row")

_MOMENT = TypeAdapter(datetime)
_SEEN = "seen.ndjson"


def staging_root(settings: Settings) -> str:
    """Return the URL below which all runs have their folders."""
    return settings.staging.rstrip("/") if settings.staging else (settings.home / "staging").as_uri()


def run_folder(settings: Settings, run_id: str) -> str:
    """Return the folder of a run's files; the hash keeps run ids apart that differ in odd characters."""
    name = re.sub(r"[^\w.-]+", "_", run_id)[:80]
    short = hashlib.sha256(run_id.encode()).hexdigest()[:8]
    return f"{staging_root(settings)}/{name}-{short}"


def touch(folder: str) -> None:
    """Give a sign that the run of `folder` goes on."""
    write_rows(f"{folder}/{_SEEN}", [now()], _MOMENT)


def remove_old(settings: Settings) -> None:
    """Remove the folders of runs that gave no sign for `settings.keep_staging_days`."""
    fs, root = url_to_fs(staging_root(settings))
    if not fs.exists(root):
        return
    for name in fs.ls(root, detail=False):
        folder = fs.unstrip_protocol(name)
        try:
            (seen,) = read_rows(f"{folder}/{_SEEN}", _MOMENT)
        except FileNotFoundError:  # left by an earlier version, or just being removed
            if fs.isdir(name):
                touch(folder)
            continue
        if now() - seen > timedelta(days=settings.keep_staging_days):
            remove(folder)


def write_rows(url: str, rows: Iterable[Row], kind: TypeAdapter[Row]) -> str:
    """Write `rows` as one JSON line each and return `url`.

    The file appears under its name only when it is complete: a task that is killed leaves no half file. A folder that
    is made for it on this machine can be read by its owner alone.
    """
    fs, path = url_to_fs(url)
    folder = posixpath.dirname(path)
    if isinstance(fs, LocalFileSystem):
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    else:
        fs.makedirs(folder, exist_ok=True)
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


def exists(url: str) -> bool:
    """Tell whether there is a file or folder at `url`."""
    fs, path = url_to_fs(url)
    return bool(fs.exists(path))


def remove(url: str) -> None:
    """Remove the file or folder `url`, with everything in it, if it is there."""
    fs, path = url_to_fs(url)
    if fs.exists(path):
        fs.rm(path, recursive=True)
