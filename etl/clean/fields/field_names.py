"""The names that programs give to an article's fields, from the table `field_names.tsv`."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_TABLE = Path(__file__).with_name("field_names.tsv")
_WRAPPERS = ("_source", "attributes", "document", "doc", "article", "node", "post", "story", "data", "fields")
"""Keys that hold the whole record in dumps of Elasticsearch, JSON:API and others."""
_ENOUGH = 15
"""Least characters of a field that is an article's text; `text` may also hold a title."""


_OF_A_MOMENT = len("2026-02-18 10:00:00")


class Name(NamedTuple):
    """A row of the table."""

    field: str
    name: str  # parts of a path have a dot between them
    written_by: str


@cache
def table() -> tuple[Name, ...]:
    """Return the rows of the table; those of a field are in order of preference."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Name(*row) for row in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:])


@cache
def folded(name: str) -> str:
    """Return `name` as lower-case letters and digits, so that `publishedAt` and `Published-at` are the same."""
    if name == "@id":  # of JSON-LD: an address, and not what records call their id
        return name
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", name).casefold())


@cache
def _paths(field: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(folded, row.name.split("."))) for row in table() if row.field == field)


@cache
def _first_parts() -> dict[str, str]:
    return {folded(row.name.split(".")[0]): row.field for row in reversed(table())}


def is_known(name: str) -> str | None:
    """Return which field a name at the top level of a record stands for, or None."""
    return _first_parts().get(folded(name)) if len(name) < 60 else None


Folded = dict[str, Any]
"""A record by the folded names of its fields."""


def fold(record: Mapping[str, Any]) -> Folded:
    """Return `record` with its field names folded; of two equal names the first is kept."""
    found: Folded = {}
    for name, value in record.items():
        found.setdefault(folded(name) if len(name) < 60 else name, value)
    return found


def values(record: Folded, field: str) -> Iterator[Any]:
    """Yield the values in `record` that are meant for `field`, in order of preference; empty ones are skipped."""
    for path in _paths(field):
        value: Any = record.get(path[0])
        for part in path[1:]:
            value = value[0] if isinstance(value, list) and value else value
            value = fold(value).get(part) if isinstance(value, dict) else None
        if path[-1].endswith("gmt") and isinstance(value, str) and len(value) == _OF_A_MOMENT:
            value += "Z"
        if value is not None and value != "" and value != [] and value != {}:
            yield value


def unwrapped(record: dict[str, Any]) -> dict[str, Any]:
    """Return `record`; if one key wraps all of it, also with the content of that key."""
    for key in _WRAPPERS:
        inner = record.get(key)
        if isinstance(inner, dict) and (has_text(inner) or says_something(inner)):
            return {**{name: value for name, value in record.items() if name != key}, **inner}
    return record


def has_text(record: Mapping[str, Any]) -> bool:
    """Return whether `record` has a body."""
    found = fold(record)
    return any(_is_text(value) for field in ("body", "html") for value in values(found, field))


def says_something(record: Mapping[str, Any]) -> bool:
    """Return whether `record` is an article with only a summary."""
    return is_named(record) and any(_is_text(value) for value in values(fold(record), "summary"))


def is_named(record: Mapping[str, Any]) -> bool:
    """Return whether `record` has a title, an address or an id; an object nested in an article usually has none."""
    found = fold(record)
    return bool(found.get("id")) or any(True for field in ("title", "url") for _ in values(found, field))


def _is_text(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) >= _ENOUGH
    if isinstance(value, list):
        return bool(value) and all(isinstance(part, str) or _is_block(part) for part in value)
    return False


def _is_block(part: Any) -> bool:
    """Return whether `part` is a block of text in a list, rather than an article of its own."""
    if not isinstance(part, dict):
        return False
    names = {folded(name) for name in part}
    return bool(names & {"text", "content", "html", "value", "data"}) and not names & {
        "title",
        "headline",
        "url",
        "link",
    }
