"""Files to the inputs in them (`expand`), and one input to its decoded content (`read`): told by content, streamed, capped."""

from __future__ import annotations

import hashlib
import html
import io
import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import IO, Any
from urllib.parse import quote

import orjson
from lxml import etree

from etl.article import InputItem, RawArticle, Reject, Source
from etl.errors import Reason, RejectError, Stage
from etl.read import archives, exports, feeds, json_values, mail, newsml, office, tables, web_archives
from etl.read.charsets import as_utf_8, charset_of, decode
from etl.read.formats import is_code, is_read, refuse, tell
from etl.read.opening import BROKEN, COMPRESSED, LEVELS, decompressed, head_of, open_file, seekable, too_large
from etl.read.saved_pages import address_of_copy, left_out
from etl.settings import Settings

Found = InputItem | Reject

_BROKEN = (*BROKEN, zipfile.BadZipFile, tarfile.TarError, etree.XMLSyntaxError)
_OFFICE = ("docx", "odt", "rtf", "pdf")
_MAY_BE_EXPORTS = ("text", "html", "rtf", "docx")
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?tr|/?h[1-6]|/?li|hr)\b[^>]{0,500}>", re.I)
_UNSHOWN = re.compile(r"</?(?:style|script|title)\b[^>]{0,200}>", re.I)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")


def expand(item: InputItem, settings: Settings) -> Iterator[Found]:
    """Yield the inputs in the file `item`: itself, or one for each record or member; what falls out is a `Reject`.

    The URI of record N of a file ends in `#N` (`#LN` for lines of JSON), that of an archive's member in `!name`.
    """
    try:
        with closing(open_file(item.uri)) as stream:
            yield from _parts(item, stream, settings, 0, inside=False)
    except RejectError as error:
        yield Reject.of(item, error)
    except _BROKEN as error:
        yield Reject.of(item, _unreadable(error))


def _unreadable(error: Exception) -> RejectError:
    return RejectError(
        Stage.READ, Reason.UNREADABLE, getattr(error, "strerror", None) or str(error) or type(error).__name__
    )


def _parts(
    item: InputItem, stream: IO[bytes], settings: Settings, level: int, *, inside: bool
) -> Iterator[Found]:
    """Yield the inputs in `stream`; `inside`: it is a member of an archive, whose bytes go along."""
    cap = settings.max_file_bytes
    head, stream = head_of(stream)
    name = tell(head, item.path)
    if level == LEVELS and (name in COMPRESSED or name in ("zip", "tar")):
        raise RejectError(Stage.READ, Reason.TOO_LARGE, f"over {LEVELS} archives in one another")
    if name == "zip":
        with seekable(stream) as whole:
            yield from _of(item, whole, head, archives.kind_of_zip(whole), settings, level, inside)
    elif name in COMPRESSED:
        unpacked = decompressed(stream, name, cap)
        yield from _parts(item, unpacked, settings, level + 1, inside=inside)
    else:
        yield from _of(item, stream, head, name, settings, level, inside)


def _of(
    item: InputItem, stream: IO[bytes], head: bytes, name: str, settings: Settings, level: int, inside: bool
) -> Iterator[Found]:
    """Yield the inputs in a `stream` of the format `name`, which begins with `head`."""
    cap = settings.max_file_bytes
    if not is_read(name):
        yield Reject.of(item, refuse(name))
    elif name in ("zip", "tar", "wacz"):
        yield from _members(item, stream, name, settings, level)
    elif name in _RECORDS:
        yield from _counted(item, _RECORDS[name](item, stream, head, cap))
    else:
        may_be_many = name in _MAY_BE_EXPORTS and (name == "docx" or exports.may_be_export(head))
        data = stream.read(cap + 1) if inside or may_be_many else b""
        if len(data) > cap:
            raise too_large(f"over {cap} bytes (CLIPPINGS_MAX_FILE_BYTES)")
        records = _exported(data, name, cap) if may_be_many else []
        for number, record in enumerate(records, 1):
            yield _record(item, str(number), record, "export")
        if not records:
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
            yield Reject.of(here, member.fault or _unreadable(OSError("cannot be read")))
            continue
        try:
            yield from _parts(here, member.file, settings, level + 1, inside=True)
        except RejectError as error:
            yield Reject.of(here, error)
        except _BROKEN as error:
            yield Reject.of(here, _unreadable(error))
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


def _counted(item: InputItem, found: Iterable[Found]) -> Iterator[Found]:
    count = 0
    for one in found:
        count += 1
        yield one
    if not count:
        yield Reject.of(item, RejectError(Stage.READ, Reason.EMPTY, "no record in the file"))


def _here(item: InputItem, fragment: str) -> InputItem:
    return item.model_copy(
        update={"uri": f"{item.uri}#{fragment}", "path": f"{item.path}#{fragment}", "bytes": None}
    )


def _record(item: InputItem, fragment: str, record: Any, name: str) -> InputItem:
    payload = record if isinstance(record, str) else json_values.dump(record)
    size = len(payload.encode("utf-8", "surrogatepass"))
    return _here(item, fragment).model_copy(update={"payload": payload, "bytes": size, "format": name})


def _too_large_part(item: InputItem, fragment: str, what: str, cap: int) -> Reject:
    return Reject.of(
        _here(item, fragment), too_large(f"{what} is over {cap} bytes (CLIPPINGS_MAX_FILE_BYTES)")
    )


def _json_lines(item: InputItem, stream: IO[bytes], head: bytes, cap: int) -> Iterator[Found]:
    stream = as_utf_8(stream, head)
    number = 0
    while line := stream.readline(cap + 1):
        number += 1
        if len(line) > cap:
            while line and not line.endswith(b"\n"):
                line = stream.readline(cap + 1)
            yield _too_large_part(item, f"L{number}", f"line {number}", cap)
        elif (line := line.removeprefix(b"\xef\xbb\xbf").strip()) and not json_values.is_action(line):
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError:
                try:
                    text = decode(line, html=False)[0]
                except RejectError as error:
                    yield Reject.of(_here(item, f"L{number}"), error)
                    continue
            yield _record(item, f"L{number}", text, "json")


def _json(item: InputItem, stream: IO[bytes], head: bytes, cap: int) -> Iterator[Found]:
    number, found, rejected = 0, False, False
    for piece in json_values.pieces(as_utf_8(stream, head), cap):
        found = True
        if piece.data is None:
            number += 1
            yield _too_large_part(item, str(number), f"object {number}", cap)
            continue
        try:
            value = json_values.load(
                piece.data if _is_utf_8(piece.data) else decode(piece.data, html=False)[0]
            )
        except ValueError as error:
            number += bool(number)
            where = _here(item, str(number)) if number else item
            yield Reject.of(where, RejectError(Stage.READ, Reason.INVALID_RECORD, str(error)[:300]))
            rejected = True
            continue
        if json_values.is_action(piece.data):
            continue
        for record in json_values.articles_in(value, in_list=piece.in_list):
            number += 1
            yield _record(item, str(number), record, "json")
    if not found and head.strip():
        raise RejectError(Stage.READ, Reason.INVALID_RECORD, "not JSON: no object or list in it")
    if not number and not rejected and head.strip():
        raise RejectError(
            Stage.READ, Reason.NO_ARTICLE, "no object in it holds a text (body, content, text …)"
        )


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _table(item: InputItem, stream: IO[bytes], head: bytes, cap: int) -> Iterator[Found]:
    charset = charset_of(head)
    if charset.startswith("utf"):
        stream, charset = as_utf_8(stream, head), "utf-8"
    errors = "else-cp1252" if charset == "utf-8" else "replace"
    lines = io.TextIOWrapper(stream, charset, errors=errors, newline="")
    try:
        for number, row in enumerate(tables.rows(lines, cap), 1):
            if row is None:
                yield _too_large_part(item, str(number), f"row {number}", cap)
            else:
                yield _record(item, str(number), row, "csv")
    finally:
        lines.detach()  # who opened the file closes it


def _feed(item: InputItem, stream: IO[bytes], _head: bytes, _cap: int) -> Iterator[Found]:
    for number, record in enumerate(feeds.entries(stream), 1):
        yield _record(item, str(number), record, "feed")


def _newsml(item: InputItem, stream: IO[bytes], _head: bytes, cap: int) -> Iterator[Found]:
    data = stream.read(cap + 1)
    if len(data) > cap:
        raise too_large(f"over {cap} bytes (CLIPPINGS_MAX_FILE_BYTES)")
    for number, record in enumerate(newsml.articles(data), 1):
        yield _record(item, str(number), record, "newsml")


def _mailbox(item: InputItem, stream: IO[bytes], _head: bytes, cap: int) -> Iterator[Found]:
    for number, data in enumerate(mail.messages(stream, cap), 1):
        if data is None:
            yield _too_large_part(item, str(number), f"message {number}", cap)
        else:
            yield _here(item, str(number)).model_copy(
                update={"data": data, "bytes": len(data), "format": "eml"}
            )


def _web_archive(item: InputItem, stream: IO[bytes], _head: bytes, cap: int) -> Iterator[Found]:
    for number, page in enumerate(web_archives.pages(stream, cap), 1):
        if page.data is None:
            yield _too_large_part(item, str(number), f"page {number}", cap)
            continue
        update = {
            "data": page.data,
            "bytes": len(page.data),
            "format": "html",
            "url": page.url,
            "charset": page.charset,
        }
        yield _here(item, str(number)).model_copy(
            update={**update, "modified_at": page.fetched_at or item.modified_at}
        )


_RECORDS = {
    "jsonl": _json_lines,
    "json": _json,
    "csv": _table,
    "feed": _feed,
    "nitf": _newsml,
    "newsml": _newsml,
    "mbox": _mailbox,
    "warc": _web_archive,
}


def _exported(data: bytes, name: str, cap: int) -> list[dict[str, Any]]:
    """Return the articles in a text that may be an export of many; [] when it is not, so that it is read as any other."""
    try:
        found = exports.articles(_plain_text(data, name, cap))
    except RejectError:
        return []
    return found if len(found) > 1 else []


def _plain_text(data: bytes, name: str, cap: int) -> str:
    if name in _OFFICE:
        return office.text_of(data, name, cap)
    text = decode(data, html=name == "html")[0]
    if name != "html":
        return text
    shown = "".join(_UNSHOWN.split(text)[::2])
    return html.unescape(_ANY_TAG.sub("", _BREAKS.sub("\n", shown)))


def read(item: InputItem, settings: Settings) -> RawArticle:
    """Return the decoded content of `item`.

    Raises:
        RejectError: it is empty, binary, over `max_file_bytes` decompressed, in no known charset or format,
            or cannot be opened.
    """
    if item.payload is not None:
        return _read_record(item, item.payload)
    cap = settings.max_file_bytes
    stored = item.data if item.data is not None else _bytes(item, cap)
    data = stored
    name = item.format or tell(data[:16_384], item.path)
    try:
        for _ in range(LEVELS):
            if name not in COMPRESSED:
                break
            data = decompressed(io.BytesIO(data), name, cap).read(cap + 1)
            if len(data) > cap:
                raise too_large(f"over {cap} bytes (CLIPPINGS_MAX_FILE_BYTES)")
            name = tell(data[:16_384], item.path)
        if name == "zip":
            name = archives.kind_of_zip(io.BytesIO(data))
    except _BROKEN as error:
        raise _unreadable(error) from error
    if not data:
        raise RejectError(Stage.READ, Reason.EMPTY, "the file has no bytes")
    if not is_read(name):
        raise refuse(name)
    return _content(item, stored, data, name, cap)


def _content(item: InputItem, stored: bytes, data: bytes, name: str, cap: int) -> RawArticle:
    url, encoding = item.url, None
    fields: dict[str, Any] = {}
    text = ""
    if name == "eml":
        fields = mail.record_of(data)
    elif name == "mhtml":
        text, encoding, address = mail.page_of(data)
        url = address or url
        name = "html" if item.format else name
    elif name in _OFFICE:
        text = office.text_of(data, name, cap)
    elif name in ("text", "html"):
        text, encoding = decode(data, html=name == "html", declared=item.charset)
        if name == "html":
            url = url or address_of_copy(text)
    else:
        raise RejectError(Stage.READ, Reason.UNREADABLE, f"it changed while it was read: it is {name} now")
    if not fields and not text.strip():
        raise RejectError(Stage.READ, Reason.EMPTY, "no text in the file")
    if name == "text" and is_code(text):
        raise refuse("code")
    if name in _MAY_BE_EXPORTS and exports.may_be_export(data[:16_384]):
        plain = text if name != "html" else _plain_text(data, name, cap)
        records = exports.articles(plain)
        fields = records[0] if len(records) == 1 else {}
    source = _source(item, stored, name, encoding)
    return RawArticle(
        content="" if fields else text, fields=fields, source=source, collection=item.collection, url=url
    )


def _source(item: InputItem, data: bytes, name: str, encoding: str | None) -> Source:
    return Source(
        uri=item.uri,
        path=item.path,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        format=name,
        encoding=encoding,
        modified_at=item.modified_at,
    )


def _read_record(item: InputItem, payload: str) -> RawArticle:
    try:
        fields = orjson.loads(payload)
    except orjson.JSONDecodeError as fault:
        try:
            fields = json_values.load(payload)
        except ValueError:
            detail = (
                f"not JSON: {fault.msg}, at character {fault.colno}"  # of a line, whose number the URI has
            )
            raise RejectError(Stage.READ, Reason.INVALID_RECORD, detail) from fault
    if not isinstance(fields, dict):
        detail = f"an object is expected, not {type(fields).__name__}"
        raise RejectError(Stage.READ, Reason.INVALID_RECORD, detail)
    source = _source(item, payload.encode("utf-8", "surrogatepass"), item.format or "json", "utf-8")
    return RawArticle(content="", fields=fields, source=source, collection=item.collection, url=item.url)


def _bytes(item: InputItem, cap: int) -> bytes:
    """Return the bytes of a file as they are stored; never more than the cap is in memory."""
    fault = too_large(f"over {cap} bytes (CLIPPINGS_MAX_FILE_BYTES)")
    if item.bytes is not None and item.bytes > cap:
        raise fault
    try:
        with closing(open_file(item.uri)) as file:
            stored = file.read(cap + 1)
    except OSError as error:
        raise _unreadable(error) from error
    if len(stored) > cap:
        raise fault
    if not stored:
        raise RejectError(Stage.READ, Reason.EMPTY, "the file has no bytes")
    return stored
