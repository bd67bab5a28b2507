"""Read and decode one input."""

from __future__ import annotations

import hashlib
import html
import io
import re
import zipfile
from contextlib import closing
from typing import Any

import orjson

from etl.article import InputItem, RawArticle, Source
from etl.errors import Reason, RejectError, Stage
from etl.read import archives, exports, json_values, mail, office
from etl.read.charsets import decode
from etl.read.formats import is_read, refuse, tell
from etl.read.opening import BROKEN, COMPRESSED, LEVELS, decompressed, open_file, over, unreadable
from etl.read.saved_pages import address_of_copy
from etl.settings import Settings

MAY_BE_EXPORTS = ("text", "html", "rtf", "docx")
"""Formats in which databases deliver many articles in one file."""
_BROKEN_SIGN = "\ufffd"
"""What replaces bytes that are not text, here or in the program that wrote the file."""
_OFFICE = ("docx", "odt", "rtf", "pdf")
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?tr|/?h[1-6]|/?li|hr)\b[^>]{0,500}>", re.I)
_UNSHOWN = re.compile(r"</?(?:style|script|title)\b[^>]{0,200}>", re.I)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")


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
                raise over(cap)
            name = tell(data[:16_384], item.path)
        if name == "zip":
            name = archives.kind_of_zip(io.BytesIO(data))
    except (*BROKEN, zipfile.BadZipFile) as error:
        raise unreadable(error) from error
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
    if name in MAY_BE_EXPORTS and exports.may_be_export(data[:16_384]):
        plain = text if name != "html" else plain_text(data, name, cap)
        records = exports.articles(plain)
        fields = records[0] if len(records) == 1 else {}
    source = _source(item, stored, name, encoding)
    return RawArticle(
        content="" if fields else text,
        fields=fields,
        source=source,
        collection=item.collection,
        url=url,
        is_broken=_BROKEN_SIGN in (text or str(fields)),
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
    return RawArticle(
        content="",
        fields=fields,
        source=source,
        collection=item.collection,
        url=item.url,
        is_broken=_BROKEN_SIGN in payload,
    )


def _bytes(item: InputItem, cap: int) -> bytes:
    """Return the bytes of a file as they are stored; never more than the limit is in memory."""
    fault = over(cap)
    if item.bytes is not None and item.bytes > cap:
        raise fault
    try:
        with closing(open_file(item.uri)) as file:
            stored = file.read(cap + 1)
    except OSError as error:
        raise unreadable(error) from error
    if len(stored) > cap:
        raise fault
    if not stored:
        raise RejectError(Stage.READ, Reason.EMPTY, "the file has no bytes")
    return stored


def plain_text(data: bytes, name: str, cap: int) -> str:
    """Return the text in `data`, in a format of `MAY_BE_EXPORTS`, with the same lines.

    Raises:
        RejectError: it cannot be read.
    """
    if name in _OFFICE:
        return office.text_of(data, name, cap)
    text = decode(data, html=name == "html")[0]
    if name != "html":
        return text
    shown = "".join(_UNSHOWN.split(text)[::2])
    return html.unescape(_ANY_TAG.sub("", _BREAKS.sub("\n", shown)))
