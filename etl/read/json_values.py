"""Read JSON as programs write it, one value at a time: lines, several values in a row, nested lists, of any size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any, NamedTuple

import json_repair
import orjson

from etl.clean.fields.field_names import has_text, is_named, says_something, unwrapped
from etl.read.json_tables import rows

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.S)
_TRAILING_COMMA = re.compile(rb'("[^"\\]*+(?:\\.[^"\\]*+)*+")|,(?=\s{0,1000}[\]}])', re.S)
_CHUNK = 65_536
_OBJECT, _LIST, _QUOTE = b"{["[0], b"{["[1], b'"'[0]
_MOST_REPAIRED = 200_000
"""Broken values with more bytes are not repaired, as it would take too long."""
_MOST_LEVELS = 6
"""Levels of a value that are searched for articles."""
_ACTION = re.compile(rb'\A\s{0,99}\{\s*"(?:index|create|update|delete)"\s*:\s*\{[^{}]{0,2000}\}\s*\}\s*$')


class Piece(NamedTuple):
    """One value in a file: its bytes, or None if it is over the limit, and whether it is part of a list."""

    data: bytes | None
    in_list: bool


def is_action(line: bytes) -> bool:
    """Return whether `line` is an action line of Elasticsearch's bulk format."""
    return len(line) < 3_000 and _ACTION.match(line) is not None


def pieces(stream: IO[bytes], cap: int) -> Iterator[Piece]:  # noqa: C901  (one loop, whose state would travel between its parts)
    """Yield the outermost values in `stream` that have at most `cap` bytes; a longer list or object is split.

    At most `cap` bytes and one chunk are in memory. An object in a list that is too long gives a piece without data.
    """
    data, at, ended = b"", 0, False
    above: list[int] = []  # the signs of the lists and objects that are too long, outermost first
    inside: list[int] = []  # the signs of those inside the value that is read
    start = 0  # of the value that is read
    dropped = False  # it is over the cap, and its bytes are gone
    while True:
        token = _TOKEN.search(data, at)
        if token is None or (
            token[0][0] == _QUOTE and (len(token[0]) < 2 or token[0][-1] != _QUOTE) and not ended
        ):
            kept = start if inside and not dropped else (token.start() if token else len(data))
            if inside and not dropped and len(data) - start > cap:
                if data[start] == _OBJECT and above and above[-1] == _LIST:
                    dropped = True
                else:  # what is in it is read again from its start, each value of its own
                    above.append(data[start])
                    inside, at = [], start + 1
                continue
            if kept < len(data) - cap and (dropped or not inside):  # the middle of a text that nobody keeps
                escaped = (len(data) - len(data.rstrip(b"\\"))) % 2
                data = data[:kept] + b'"' + b"\\" * escaped
                at = kept
            chunk = stream.read(max(_CHUNK, len(data) - kept))
            if not chunk:
                if ended or not data:
                    break
                ended = True
                if token is None:
                    break
                continue
            data, start, at = (
                data[kept:] + chunk,
                start - kept,
                max(0, (token.start() if token else len(data)) - kept),
            )
            continue
        sign = token[0][0]
        at = token.end()
        if sign in b"[{":
            if not inside:
                start, dropped = token.start(), False
            inside.append(sign)
        elif sign in b"]}":
            if inside:
                inside.pop()
                if not inside and not dropped and at - start > cap:
                    if data[start] != _OBJECT or not above or above[-1] != _LIST:
                        above.append(data[start])
                        at = start + 1
                        continue
                    dropped = True
                if not inside:
                    yield Piece(None if dropped else data[start:at], not above or above[-1] == _LIST)
            elif above:
                above.pop()
    if inside and not dropped:
        yield Piece(data[start:], not above or above[-1] == _LIST)


def load(data: bytes | str) -> Any:
    """Return the value in `data`, which may be not quite JSON: with NaN, extra commas, control characters, or cut short.

    Raises:
        ValueError: it is nothing like JSON.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        fault = error
    text = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    for attempt in (text, _TRAILING_COMMA.sub(rb"\1", text)):
        try:
            return json.loads(attempt.decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            continue
    if len(text) <= _MOST_REPAIRED and text.lstrip()[:1] in (b"{", b"["):
        try:
            found = json_repair.loads(text.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict | list) and isinstance(next(articles_in(found), None), dict):
            return found
    raise ValueError(f"not JSON: {fault}")


def dump(record: dict[str, Any]) -> str:
    """Return `record` as JSON; values that JSON cannot hold become null."""
    try:
        return orjson.dumps(record, option=orjson.OPT_NON_STR_KEYS, default=str).decode("utf-8")
    except (orjson.JSONEncodeError, TypeError):
        return json.dumps(record, default=str)


def articles_in(value: Any, *, in_list: bool = False) -> Iterator[Any]:
    """Yield the objects in `value` that hold an article, judged by their fields, a few levels deep.

    An object in a list of articles (`in_list`: `value` is part of one) is also yielded if it holds none; it is a record that
    will be rejected.
    """
    if isinstance(value, list):
        for part in value:
            if isinstance(part, dict | list):
                yield from _articles_below(part, in_list=True, level=1)
            else:
                yield part
    elif isinstance(value, dict):
        table = rows(value)
        yield from _articles_in_object(value, in_list=in_list, level=0) if table is None else table


def _articles_below(value: dict[str, Any] | list[Any], *, in_list: bool, level: int) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from _articles_in_object(value, in_list=in_list, level=level)
        return
    for part in value:
        if isinstance(part, dict | list):
            yield from _articles_below(part, in_list=in_list, level=level + 1)


def _articles_in_object(value: dict[str, Any], *, in_list: bool, level: int) -> Iterator[Any]:
    """Yield `value` if it holds an article itself, else the articles in its fields, else `value` if it says something."""
    record = unwrapped(value)
    if has_text(record) and (in_list or is_named(record)):
        yield record
        return
    found = False
    if level < _MOST_LEVELS:
        for part in value.values():
            if isinstance(part, dict | list):
                for article in _articles_below(part, in_list=False, level=level + 1):
                    found = True
                    yield article
    if found or not (says_something(record) or in_list):
        return
    lists = (part for part in value.values() if isinstance(part, list) and part and isinstance(part[0], dict))
    yield from next(lists, [record]) if level == 0 else [record]
