"""Under which names programs write an article's fields: `field_names.tsv`, read once."""

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
"""Characters of a text that a name must hold to be an article's: a title may stand under `text`."""


_OF_A_MOMENT = len("2026-02-18 10:00:00")


class Name(NamedTuple):
    """One row of the table."""

    field: str
    name: str  # parts of a path have a dot between them
    written_by: str


@cache
def table() -> tuple[Name, ...]:
    """Return the rows of the table; for each field the name that is asked first comes first."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Name(*row) for row in list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:])


@cache
def folded(name: str) -> str:
    """Return `name` as all its spellings share it: small letters and digits, `publishedAt` as `Published-at`."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", name).casefold())


@cache
def _paths(field: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(folded, row.name.split("."))) for row in table() if row.field == field)


@cache
def _first_parts() -> dict[str, str]:
    return {folded(row.name.split(".")[0]): row.field for row in reversed(table())}


def is_known(name: str) -> str | None:
    """Return the field that a name at the top of a record says, or None."""
    return _first_parts().get(folded(name)) if len(name) < 60 else None


Folded = dict[str, Any]
"""A record by the folded names of its fields."""


def fold(record: Mapping[str, Any]) -> Folded:
    """Return `record` by the folded names of its fields; of two alike the first stays."""
    found: Folded = {}
    for name, value in record.items():
        found.setdefault(folded(name) if len(name) < 60 else name, value)
    return found


def values(record: Folded, field: str) -> Iterator[Any]:
    """Yield what `record` holds under the names of `field`, the one to be asked first first; nothing that is empty."""
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
    """Return `record`, with what stands under a key that wraps the whole of it."""
    for key in _WRAPPERS:
        inner = record.get(key)
        if isinstance(inner, dict) and (has_text(inner) or says_something(inner)):
            return {**{name: value for name, value in record.items() if name != key}, **inner}
    return record


def has_text(record: Mapping[str, Any]) -> bool:
    """Return whether `record` holds a body."""
    found = fold(record)
    return any(_is_text(value) for field in ("body", "html") for value in values(found, field))


def says_something(record: Mapping[str, Any]) -> bool:
    """Return whether `record` is an article's that has no more than a summary."""
    return is_named(record) and any(_is_text(value) for value in values(fold(record), "summary"))


def is_named(record: Mapping[str, Any]) -> bool:
    """Return whether `record` has a title or an address, as an article has and a text inside of one has not."""
    found = fold(record)
    return any(True for field in ("title", "url") for _ in values(found, field))


def _is_text(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) >= _ENOUGH
    if isinstance(value, list):
        return bool(value) and all(isinstance(part, str) or _is_block(part) for part in value)
    return False


def _is_block(part: Any) -> bool:
    """Return whether `part` is a block of text in a list, and not an article of its own."""
    if not isinstance(part, dict):
        return False
    names = {folded(name) for name in part}
    return bool(names & {"text", "content", "html", "value", "data"}) and not names & {
        "title",
        "headline",
        "url",
        "link",
    }
