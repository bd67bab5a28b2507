"""Read the files in archives (zip, tar); nothing is written to disk, and no member can leave its archive."""

from __future__ import annotations

import posixpath
import tarfile
import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple

from etl.errors import Reason, RejectError, Stage
from etl.read.opening import MOST_RATIO, too_large

_MOST_MEMBERS = 1_000_000
_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("META-INF/container.xml", "epub"),
    ("datapackage.json", "wacz"),
)
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "xlsx",
    b"application/vnd.oasis.opendocument.presentation": "pptx",
    b"application/epub+zip": "epub",
}


class Member(NamedTuple):
    """One file in an archive, opened, or the reason why it is not read."""

    name: str
    file: IO[bytes] | None
    fault: RejectError | None = None


def kind_of_zip(stream: IO[bytes]) -> str:
    """Return the format of the zip file `stream`; many other formats are zip files with certain members."""
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
        kind = next((kind for part, kind in _PARTS if part in names), "zip")
        if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
            kind = _OPEN_DOCUMENT.get(archive.read("mimetype").strip(), kind)
    if kind == "wacz" and not any(name.startswith("archive/") for name in names):
        kind = "zip"
    stream.seek(0)
    return kind


def members(stream: IO[bytes], name: str, cap: int) -> Iterator[Member]:
    """Yield the files in an archive of the format `name`; each is open until the next one is requested."""
    return _zipped(stream, cap) if name in ("zip", "wacz") else _tarred(stream)


def _zipped(stream: IO[bytes], cap: int) -> Iterator[Member]:
    with zipfile.ZipFile(stream) as archive:
        infos = archive.infolist()
        if len(infos) > _MOST_MEMBERS:
            raise too_large(f"over {_MOST_MEMBERS} files in the archive")
        for info in infos:
            if info.is_dir():
                continue
            if fault := _outside(info.filename):
                yield Member(info.filename, None, fault)
            elif info.external_attr >> 16 & 0o170000 == 0o120000:
                yield Member(info.filename, None, _link())
            elif info.flag_bits & 1:
                yield Member(info.filename, None, _unreadable("it is encrypted; unpack it with its password"))
            elif info.file_size > max(cap, MOST_RATIO * max(1, info.compress_size)):
                yield Member(info.filename, None, too_large(f"it grows to over {MOST_RATIO} times its size"))
            else:
                with archive.open(info) as file:
                    yield Member(info.filename, file)


def _tarred(stream: IO[bytes]) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for number, info in enumerate(archive):
            if number > _MOST_MEMBERS:
                raise too_large(f"over {_MOST_MEMBERS} files in the archive")
            archive.members = []  # type: ignore[attr-defined]  # it would keep them all
            if info.isdir():
                continue
            if fault := _outside(info.name):
                yield Member(info.name, None, fault)
            elif not info.isreg():
                yield Member(
                    info.name,
                    None,
                    _link() if info.issym() or info.islnk() else _unreadable("not a regular file"),
                )
            else:
                yield Member(info.name, archive.extractfile(info))


def _outside(name: str) -> RejectError | None:
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or (len(parts[0]) == 2 and parts[0].endswith(":")):
        return _unreadable("its path leaves the archive")
    return None


def _link() -> RejectError:
    return _unreadable("a link in an archive is not followed")


def _unreadable(detail: str) -> RejectError:
    return RejectError(Stage.READ, Reason.UNREADABLE, detail)


def is_hidden(name: str) -> bool:
    """Return whether a member is one that systems hide: a name with a dot, or a copy by macOS."""
    return any(
        (part.startswith(".") and part.strip(".")) or part == "__MACOSX"
        for part in posixpath.normpath(name).split("/")
    )
