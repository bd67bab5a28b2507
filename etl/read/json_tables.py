"""Tables written as one JSON object, as pandas' `DataFrame.to_json` and `DataFrame.to_dict` write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from etl.clean.fields.field_names import has_text, is_known


def rows(value: dict[str, Any]) -> Iterator[dict[str, Any]] | None:
    """Return the rows of the table that `value` is, with the names of their columns; None if it is no table.

    Three forms are known: `{"title": {"0": …, "1": …}, "text": {…}}` (pandas' own default, `columns`), the same with
    lists in place of objects, and `{"columns": ["title", "text"], "data": [[…], […]]}` (`split`).
    """
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list):
        if _are_columns(names) and all(isinstance(row, list) for row in data):
            return (dict(zip(names, row, strict=False)) for row in data)
        return None
    columns = list(value.values())
    if not _are_columns(list(value)):
        return None
    if all(isinstance(column, dict) and column.keys() == columns[0].keys() for column in columns):
        # Not the parts of one article's fields, such as `{"title": {"rendered": …}, "content": {"rendered": …}}`.
        return None if has_text(value) else ({name: value[name][row] for name in value} for row in columns[0])
    # Lists of one value each are one article, whose fields are lists.
    if all(isinstance(column, list) and len(column) == len(columns[0]) > 1 for column in columns):
        return (dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True))
    return None


def _are_columns(names: Sequence[Any]) -> bool:
    """Return whether articles can be made of columns with these names: a text, and a title or an address."""
    known = {is_known(name) for name in names if isinstance(name, str)}
    return bool(known & {"body", "html"} and known & {"title", "url"})
