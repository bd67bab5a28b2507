"""An input folder, file or URL to the items in it, in a stable order and one at a time."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import fsspec
from fsspec.core import url_to_fs

from etl.article import InputItem, Reject
from etl.errors import FatalError, Reason, RejectError, Stage
from etl.records import is_structured, records
from etl.settings import Settings

Found = InputItem | Reject


def discover(paths: list[str], settings: Settings) -> Iterator[Found]:
    """Yield every input below `paths`, each folder sorted by name; what cannot be an input is a `Reject`.

    A path is a file, a folder (searched recursively, hidden names skipped) or any fsspec URL. A structured
    file gives one item for each of its records. What is found belongs to the collection of the settings, else to
    one named by the URI of its root.

    Raises:
        FatalError: a path does not exist or its protocol is unknown.
    """
    for path in paths:
        for found in _walk_url(path) if "://" in path else _walk_local(Path(path)):
            found.collection = settings.collection or root_of(found.uri, found.path)
            if isinstance(found, InputItem) and is_structured(found.path):
                yield from records(found, settings)
            else:
                yield found


def root_uri(path: str) -> str:
    """Return the URI of `path`: it begins, or is, the URI of everything that is found there."""
    if "://" in path:
        fs, root = url_to_fs(path)
        return str(fs.unstrip_protocol(root))
    return _uri(Path(path).expanduser().resolve())


def root_of(uri: str, path: str) -> str:
    """Return the URI of the folder that `uri` stands at `path` below: the name of a collection that was not named."""
    return uri.rsplit("/", path.count("/") + 1)[0]


def find_again(rejects: Iterable[Found], settings: Settings) -> Iterator[Found]:
    """Yield the input of each of `rejects` as it is now; one that has gone is a `Reject` again."""
    by_file: dict[str, list[Found]] = {}
    for reject in rejects:
        file, _, fragment = reject.uri.rpartition("#")
        is_record = bool(fragment) and is_structured(file)
        by_file.setdefault(file if is_record else reject.uri, []).append(reject)
    for uri, wanted in by_file.items():
        is_record = uri != wanted[0].uri
        found = _find(uri, wanted[0].path.rpartition("#")[0] if is_record else wanted[0].path)
        found.collection = wanted[0].collection or root_of(found.uri, found.path)
        if isinstance(found, InputItem) and is_structured(found.path):
            uris = {reject.uri for reject in wanted}
            yield from (part for part in records(found, settings) if part.uri in uris)
        else:
            yield from (found.model_copy(update={"uri": r.uri, "path": r.path}) for r in wanted)


def _find(uri: str, path: str) -> Found:
    try:
        if uri.startswith("file:"):
            status = local_path(uri).stat()
            modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
            return InputItem(uri=uri, path=path, bytes=status.st_size, modified_at=modified_at)
        fs, name = url_to_fs(uri)
        info = fs.info(name)
        return InputItem(uri=uri, path=path, bytes=info.get("size"), modified_at=_modified_at(info))
    except OSError as error:
        detail = error.strerror or str(error)
        fault = RejectError(Stage.DISCOVER, Reason.UNREADABLE, detail)
        return Reject.of(InputItem(uri=uri, path=path), fault)


def local_path(uri: str) -> Path:
    """Return the path that the `file:` URI names; a name that is not UTF-8 comes back as it was."""
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))


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
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    except OSError as error:
        yield _reject(folder, root, f"folder cannot be read: {error.strerror}")
        return
    for name in names:
        path = folder / name
        if path.is_symlink():
            yield from _walk_link(path, root)
        elif path.is_dir():
            yield from _walk_folder(path, root)
        else:
            yield _local_item(path, root)


def _walk_link(path: Path, root: Path) -> Iterator[Found]:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        yield _reject(path, root, "symbolic link leads nowhere or in a circle")
        return
    if not target.is_relative_to(root):
        yield _reject(path, root, "symbolic link leaves the input folder; ingest its target instead")
    elif not target.is_dir():  # a folder inside the root is walked where it really stands
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
        modified_at=datetime.fromtimestamp(status.st_mtime, UTC),
    )


def _reject(path: Path, root: Path, detail: str) -> Reject:
    item = InputItem(uri=_uri(path), path=_below(path, root))
    return Reject.of(item, RejectError(Stage.DISCOVER, Reason.UNREADABLE, detail))


def _uri(path: Path) -> str:
    return _printable(path.as_uri())


def _below(path: Path, root: Path) -> str:
    return _printable(path.relative_to(root).as_posix())


def _printable(name: str) -> str:
    """File names are bytes; those that are not UTF-8 are shown escaped, as JSON cannot hold them."""
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
    for info in sorted(fs.ls(folder, detail=True), key=lambda info: str(info["name"])):
        name = str(info["name"]).rstrip("/")
        if PurePosixPath(name).name.startswith(".") or name == folder.rstrip("/"):
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


def _modified_at(info: dict[str, Any]) -> datetime | None:
    """File systems name and type the time of modification each in their own way."""
    for key in ("LastModified", "mtime", "last_modified", "updated", "created"):
        value = info.get(key)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                continue
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return None
