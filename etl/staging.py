"""Batch files between Airflow tasks: NDJSON on any fsspec URL, written completely or not at all.

All files of a run are in one folder below `CLIPPINGS_STAGING`, which is removed when the run's report is kept. The folder of
a run without a report is removed `CLIPPINGS_KEEP_STAGING_DAYS` days after the run was last active.
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
    """Return the URL below which each run has its folder."""
    return settings.staging.rstrip("/") if settings.staging else (settings.home / "staging").as_uri()


def run_folder(settings: Settings, run_id: str) -> str:
    """Return the folder of a run's files; a hash tells run ids apart that only differ in special characters."""
    name = re.sub(r"[^\w.-]+", "_", run_id)[:80]
    short = hashlib.sha256(run_id.encode()).hexdigest()[:8]
    return f"{staging_root(settings)}/{name}-{short}"


def touch(folder: str) -> None:
    """Record that the run of `folder` is still active."""
    write_rows(f"{folder}/{_SEEN}", [now()], _MOMENT)


def remove_old(settings: Settings) -> None:
    """Remove the folders of runs that were not active for `settings.keep_staging_days`."""
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
    """Write each of `rows` as a line of JSON, and return `url`.

    The file only appears under its name when it is complete, so a task that is killed leaves no partial file. A new folder
    on this machine can only be read by its owner.
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
    """Return whether there is a file or folder at `url`."""
    fs, path = url_to_fs(url)
    return bool(fs.exists(path))


def remove(url: str) -> None:
    """Remove the file or folder `url`, with everything in it, if it exists."""
    fs, path = url_to_fs(url)
    if fs.exists(path):
        fs.rm(path, recursive=True)
