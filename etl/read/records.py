"""Read files with many records, such as lines of JSON, tables, feeds, mailboxes or web archives, one record at a time.

Parts of such a file that are not articles, according to its format, are counted by kind; the file's last input carries these
counts.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from typing import IO, Any

from etl.article import InputItem, Reject
from etl.errors import Reason, RejectError, Stage
from etl.read import feeds, json_values, mail, newsml, tables, web_archives
from etl.read.charsets import as_utf_8, charset_of, decode
from etl.read.opening import over, too_large

Found = InputItem | Reject
_SetAside = str
"""The kind of a part of a file that is not an article."""

_MOST_KINDS = 20
"""Most kinds of parts set aside that are counted in one file; a hostile file may have any number."""


def records(name: str, item: InputItem, stream: IO[bytes], head: bytes, cap: int) -> Iterator[Found]:
    """Yield the records in `stream`, which is the file `item` in the format `name` and begins with `head`."""
    last: Found | None = None
    aside: Counter[str] = Counter()
    for one in _READERS[name](item, stream, head, cap):
        if isinstance(one, _SetAside):
            aside[one if one in aside or len(aside) < _MOST_KINDS else "other"] += 1
            continue
        if last:
            yield last
        last = one
    if last:
        last.set_aside = dict(aside)
        yield last
    elif aside:
        told = ", ".join(f"{number} {what}" for what, number in aside.most_common())
        yield Reject.of(item, RejectError(Stage.READ, Reason.NO_ARTICLE, f"it holds no article: {told}"))
    else:
        yield Reject.of(item, RejectError(Stage.READ, Reason.EMPTY, "no record in the file"))


def _here(item: InputItem, fragment: str) -> InputItem:
    return item.model_copy(
        update={"uri": f"{item.uri}#{fragment}", "path": f"{item.path}#{fragment}", "bytes": None}
    )


def record_of(item: InputItem, fragment: str, record: Any, name: str) -> InputItem:
    """Return an input for one record of a file, in the format `name`, with its content."""
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
            yield record_of(item, f"L{number}", text, "json")


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
            yield record_of(item, str(number), record, "json")
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
                yield record_of(item, str(number), row, "csv")
    finally:
        lines.detach()  # who opened the file closes it


def _feed(item: InputItem, stream: IO[bytes], _head: bytes, _cap: int) -> Iterator[Found | _SetAside]:
    number = 0
    for entry in feeds.entries(stream):
        if isinstance(entry, str):
            yield entry
        else:
            number += 1
            yield record_of(item, str(number), entry, "feed")


def _newsml(item: InputItem, stream: IO[bytes], _head: bytes, cap: int) -> Iterator[Found]:
    data = stream.read(cap + 1)
    if len(data) > cap:
        raise over(cap)
    for number, record in enumerate(newsml.articles(data), 1):
        yield record_of(item, str(number), record, "newsml")


def _mailbox(item: InputItem, stream: IO[bytes], _head: bytes, cap: int) -> Iterator[Found]:
    for number, data in enumerate(mail.messages(stream, cap), 1):
        if data is None:
            yield _too_large_part(item, str(number), f"message {number}", cap)
        else:
            yield _here(item, str(number)).model_copy(
                update={"data": data, "bytes": len(data), "format": "eml"}
            )


def _web_archive(item: InputItem, stream: IO[bytes], _head: bytes, cap: int) -> Iterator[Found | _SetAside]:
    number = 0
    for page in web_archives.pages(stream, cap):
        if isinstance(page, str):
            yield page
            continue
        number += 1
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


_READERS: dict[str, Callable[[InputItem, IO[bytes], bytes, int], Iterator[Found | _SetAside]]] = {
    "jsonl": _json_lines,
    "json": _json,
    "csv": _table,
    "feed": _feed,
    "nitf": _newsml,
    "newsml": _newsml,
    "mbox": _mailbox,
    "warc": _web_archive,
}
MANY = frozenset(_READERS)
"""Formats of many records."""
