"""Find the inputs in a folder, file or URL, in a stable order and one at a time."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import fsspec
from fsspec.core import url_to_fs

from etl.article import InputItem, Reject
from etl.errors import FatalError, Reason, RejectError, Stage
from etl.read import expand
from etl.read.opening import local_path
from etl.read.saved_pages import left_out
from etl.settings import Settings

Found = InputItem | Reject


def discover(paths: Iterable[str], settings: Settings) -> Iterator[Found]:
    """Yield every input below `paths`, in each folder sorted by name; what cannot be an input is a `Reject`.

    A path is a file, a folder (searched recursively, without hidden names) or any fsspec URL. A file of many articles gives
    one input for each. Files that browsers save beside a page are not inputs. Inputs belong to the collection in the
    settings, or else to one named after the URI of their root.

    Raises:
        FatalError: a path does not exist, or its protocol is unknown.
    """
    for path in paths:
        for found in _walk_url(path) if "://" in path else _walk_local(Path(path)):
            found.collection = settings.collection or root_of(found.uri, found.path)
            if isinstance(found, InputItem):
                yield from expand(found, settings)
            else:
                yield found


def root_uri(path: str) -> str:
    """Return the URI of `path`, with which the URI of everything found there begins."""
    if "://" in path:
        fs, root = url_to_fs(path)
        return str(fs.unstrip_protocol(root))
    return _uri(Path(path).expanduser().resolve())


def root_of(uri: str, path: str) -> str:
    """Return the URI of the folder below which `uri` is at `path`: the name of a collection without a given name."""
    return uri.rsplit("/", path.count("/") + 1)[0]


def find_again(rejects: Iterable[Found], settings: Settings) -> Iterator[Found]:
    """Yield the input of each of `rejects` as it is now, by the rules of `discover`; one that no longer exists is a `Reject`.

    For a file that was rejected as a whole, this yields all inputs that are in it now.
    """
    by_file: dict[str, list[Found]] = {}
    for reject in rejects:
        by_file.setdefault(_file_of(reject.uri), []).append(reject)
    for uri, wanted in by_file.items():
        inner = unquote(wanted[0].uri[len(uri) :])
        found = _find(uri, wanted[0].path.removesuffix(inner))
        found.collection = wanted[0].collection or root_of(found.uri, found.path)
        if isinstance(found, Reject):
            yield from (
                found.model_copy(update={"uri": reject.uri, "path": reject.path}) for reject in wanted
            )
            continue
        left = {reject.uri: reject for reject in wanted}
        is_whole = left.pop(uri, None) is not None
        for part in expand(found, settings):
            if is_whole or part.uri in left:
                left.pop(part.uri, None)
                yield part
        for reject in left.values():
            gone = RejectError(Stage.DISCOVER, Reason.UNREADABLE, "no longer in its file")
            here = found.model_copy(update={"uri": reject.uri, "path": reject.path})
            yield Reject.of(here, gone)


def _file_of(uri: str) -> str:
    """Return the URI of the file that the input `uri` is in; `#` and `!` in URIs only occur before a part of a file."""
    if uri.startswith("file:"):
        return re.split("[#!]", uri, maxsplit=1)[0]
    fs, name = url_to_fs(uri)
    while not fs.exists(name) and (cut := re.match(r"(.+)[#!]", name, re.S)):
        name, uri = cut[1], uri[: len(uri) - (len(name) - len(cut[1]))]
    return uri


def _find(uri: str, path: str) -> Found:
    try:
        if uri.startswith("file:"):
            here = local_path(uri)
            root = (
                here.parents[path.count("/")] if path.count("/") < len(here.parents) else here.parent
            ).resolve()
            is_link = any(part.is_symlink() for part in (here, *here.parents[: path.count("/")]))
            (found,) = _walk_link(here, root) if is_link else [_local_item(here, root)]
            return found.model_copy(update={"uri": uri, "path": path})
        fs, name = url_to_fs(uri)
        info = fs.info(name)
        return InputItem(uri=uri, path=path, bytes=info.get("size"), modified_at=_modified_at(info))
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        fault = RejectError(Stage.DISCOVER, Reason.UNREADABLE, detail)
        return Reject.of(InputItem(uri=uri, path=path), fault)


def _walk_local(root: Path) -> Iterator[Found]:
    root = root.expanduser()
    if not root.exists():
        raise FatalError(f"{root}: no such file or folder; name one that exists")
    real_root = root.resolve()
    if real_root.is_dir():
        yield from _walk_folder(real_root, real_root)
    else:
        yield _local_item(real_root, real_root.parent)


def _walk_folder(folder: Path, root: Path) -> Iterator[Found]:
    """Yield what is in `folder`, depth first; without recursion, as folders can be nested deeper than calls."""
    waiting: list[Iterator[Path]] = [iter([folder])]
    # Of each folder above, what is left of it: as names, for paths of a million files fill memory.
    while waiting:
        path = next(waiting[-1], None)
        if path is None:
            waiting.pop()
            continue
        try:
            if path.is_symlink():
                yield from _walk_link(path, root)
            elif path.is_dir():
                waiting.append(map(path.joinpath, _names_in(path)))
            else:
                yield _local_item(path, root)
        except OSError as error:
            yield _reject(path, root, f"folder cannot be read: {error.strerror}")


def _names_in(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    skipped = left_out(names)
    return [name for name in names if name not in skipped]


def _walk_link(path: Path, root: Path) -> Iterator[Found]:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        yield _reject(path, root, "symbolic link leads nowhere or in a circle")
        return
    if not target.is_relative_to(root):
        yield _reject(path, root, "symbolic link leaves the input folder; ingest its target instead")
    elif not target.is_dir():  # a folder inside the root is walked where it really is
        yield _local_item(path, root)


def _local_item(path: Path, root: Path) -> Found:
    try:
        status = path.stat()
    except OSError as error:
        return _reject(path, root, error.strerror or "cannot be read")
    if not stat.S_ISREG(status.st_mode):
        return _reject(path, root, "not a regular file")
    return InputItem(
        uri=_uri(path),
        path=_below(path, root),
        bytes=status.st_size,
        modified_at=_time(status.st_mtime),
    )


def _reject(path: Path, root: Path, detail: str) -> Reject:
    item = InputItem(uri=_uri(path), path=_below(path, root))
    return Reject.of(item, RejectError(Stage.DISCOVER, Reason.UNREADABLE, detail))


def _uri(path: Path) -> str:
    return _printable(path.as_uri())


def _below(path: Path, root: Path) -> str:
    return _printable(path.relative_to(root).as_posix())


def _printable(name: str) -> str:
    """Return a file name as JSON can hold it: names are bytes, and those that are not UTF-8 are escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _walk_url(url: str) -> Iterator[Found]:
    try:
        fs, root = url_to_fs(url)
        if not fs.exists(root):
            raise FatalError(f"{url}: nothing there; name a file or folder that exists")
        if fs.isdir(root):
            yield from _walk_remote(fs, root, root)
        else:
            yield _remote_item(fs, fs.info(root), str(PurePosixPath(root).parent))
    except (ValueError, ImportError, OSError) as error:
        raise FatalError(f"{url}: cannot be opened: {error}") from error


def _walk_remote(fs: fsspec.AbstractFileSystem, folder: str, root: str) -> Iterator[Found]:
    infos = sorted(fs.ls(folder, detail=True), key=lambda info: str(info["name"]))
    skipped = left_out([PurePosixPath(str(info["name"]).rstrip("/")).name for info in infos])
    for info in infos:
        name = str(info["name"]).rstrip("/")
        if (
            PurePosixPath(name).name.startswith(".")
            or name == folder.rstrip("/")
            or PurePosixPath(name).name in skipped
        ):
            continue
        if info["type"] == "directory":
            yield from _walk_remote(fs, name, root)
        else:
            yield _remote_item(fs, info, root)


def _remote_item(fs: fsspec.AbstractFileSystem, info: dict[str, Any], root: str) -> InputItem:
    name = str(info["name"])
    return InputItem(
        uri=fs.unstrip_protocol(name),
        path=name.removeprefix(root).lstrip("/"),
        bytes=info.get("size"),
        modified_at=_modified_at(info),
    )


def _time(seconds: float) -> datetime | None:
    """Return a file's time, or None if it is out of range or in the future because of a wrong clock."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment <= datetime.now(UTC) + timedelta(days=1) else None


def _modified_at(info: dict[str, Any]) -> datetime | None:
    """Return a file's time of modification, which file systems call by different names and types."""
    for key in ("LastModified", "mtime", "last_modified", "updated", "created"):
        value = info.get(key)
        if isinstance(value, int | float):
            return _time(value)
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                continue
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return None
