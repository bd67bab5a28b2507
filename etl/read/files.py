"""Find the inputs in a file: the file itself, or its records or members, one at a time."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from typing import IO, Any
from urllib.parse import quote

from lxml import etree

from etl.article import InputItem, Reject
from etl.errors import Reason, RejectError, Stage
from etl.read import archives, exports
from etl.read.content import MAY_BE_EXPORTS, plain_text
from etl.read.formats import is_read, refuse, tell
from etl.read.opening import (
    BROKEN,
    COMPRESSED,
    LEVELS,
    decompressed,
    head_of,
    open_file,
    over,
    seekable,
    unreadable,
)
from etl.read.records import MANY, Found, record_of, records
from etl.read.saved_pages import left_out
from etl.settings import Settings

_BROKEN = (*BROKEN, zipfile.BadZipFile, tarfile.TarError, etree.XMLSyntaxError)


def expand(item: InputItem, settings: Settings) -> Iterator[Found]:
    """Yield the inputs in the file `item`: itself, or its records or members; what cannot be read is a `Reject`.

    The URI of record N of a file ends in `#N` (`#LN` for lines of JSON), that of a member of an archive in `!name`.
    """
    try:
        with closing(open_file(item.uri)) as stream:
            yield from _parts(item, stream, settings, 0, inside=False)
    except RejectError as error:
        yield Reject.of(item, error)
    except _BROKEN as error:
        yield Reject.of(item, unreadable(error))


def _parts(
    item: InputItem, stream: IO[bytes], settings: Settings, level: int, *, inside: bool
) -> Iterator[Found]:
    """Yield the inputs in `stream`; `inside` an archive, their bytes are kept with them."""
    cap = settings.max_file_bytes
    head, stream = head_of(stream)
    name = tell(head, item.path)
    if level == LEVELS and (name in COMPRESSED or name in ("zip", "tar")):
        raise RejectError(Stage.READ, Reason.TOO_LARGE, f"over {LEVELS} archives in one another")
    if name == "zip":
        with seekable(stream) as whole:
            yield from _of(item, whole, head, archives.kind_of_zip(whole), settings, level, inside=inside)
    elif name in COMPRESSED:
        unpacked = decompressed(stream, name, cap)
        yield from _parts(item, unpacked, settings, level + 1, inside=inside)
    else:
        yield from _of(item, stream, head, name, settings, level, inside=inside)


def _of(
    item: InputItem,
    stream: IO[bytes],
    head: bytes,
    name: str,
    settings: Settings,
    level: int,
    *,
    inside: bool,
) -> Iterator[Found]:
    """Yield the inputs in a `stream` of the format `name` that begins with `head`."""
    cap = settings.max_file_bytes
    if not is_read(name):
        yield Reject.of(item, refuse(name))
    elif name in ("zip", "tar", "wacz"):
        yield from _members(item, stream, name, settings, level)
    elif name in MANY:
        yield from records(name, item, stream, head, cap)
    else:
        may_be_many = name in MAY_BE_EXPORTS and (name == "docx" or exports.may_be_export(head))
        data = stream.read(cap + 1) if inside or may_be_many else b""
        if len(data) > cap:
            raise over(cap)
        exported = _exported(data, name, cap) if may_be_many else []
        for number, record in enumerate(exported, 1):
            yield record_of(item, str(number), record, "export")
        if not exported:
            yield item.model_copy(update={"data": data, "bytes": len(data)}) if inside else item


def _members(
    item: InputItem, stream: IO[bytes], name: str, settings: Settings, level: int
) -> Iterator[Found]:
    number = 0
    skipped: set[str] = set()
    if name != "tar":
        with zipfile.ZipFile(stream) as archive:
            skipped = _left_out_of(archive.namelist())
    for member in archives.members(stream, name, settings.max_file_bytes):
        if archives.is_hidden(member.name) or any(member.name.startswith(folder) for folder in skipped):
            continue
        if name == "wacz" and not member.name.startswith("archive/"):
            continue
        number += 1
        here = item.model_copy(
            update={
                "uri": f"{item.uri}!{quote(member.name)}",
                "path": f"{item.path}!{_printable(member.name)}",
                "bytes": None,
            }
        )
        if member.file is None:
            yield Reject.of(here, member.fault or unreadable(OSError("cannot be read")))
            continue
        try:
            yield from _parts(here, member.file, settings, level + 1, inside=True)
        except RejectError as error:
            yield Reject.of(here, error)
        except _BROKEN as error:
            yield Reject.of(here, unreadable(error))
    if not number:
        yield Reject.of(item, RejectError(Stage.READ, Reason.EMPTY, "no file in the archive"))


def _left_out_of(names: list[str]) -> set[str]:
    folders: dict[str, set[str]] = {}
    for name in names:
        parts = name.split("/")
        for depth in range(len(parts)):
            folders.setdefault("/".join(parts[:depth]), set()).add(parts[depth])
    return {
        f"{folder}/{name}".lstrip("/") + ("/" if f"{folder}/{name}".lstrip("/") in folders else "")
        for folder, inner in folders.items()
        for name in left_out([*inner])
    }


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _exported(data: bytes, name: str, cap: int) -> list[dict[str, Any]]:
    """Return the articles in a text if it is an export of many; empty if it is to be read like any other text."""
    try:
        found = exports.articles(plain_text(data, name, cap))
    except RejectError:
        return []
    return found if len(found) > 1 else []
