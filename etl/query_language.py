"""What people type: words, "phrases", -words, OR, and filters such as person:"Karoline Leavitt" since:7d."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from pydantic import Field

from etl.article import Record
from etl.errors import FatalError

_FILTERS = {
    "person": "people", "place": "places", "org": "organizations", "organization": "organizations",
    "publisher": "publisher", "lang": "language", "language": "language", "since": "since", "until": "until",
}  # fmt: skip
_TOKEN = re.compile(
    r'\s*(?P<minus>-(?=\S))?(?:(?P<name>[a-z]+):(?=\S))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))'
)
_AGO = re.compile(r"^(\d{1,4})([dhwmy])$")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


class Query(Record):
    """A query taken apart."""

    text: str = ""  # the words, in order
    phrases: list[str] = Field(default_factory=list)
    alternatives: list[list[str]] = Field(default_factory=list)  # words joined by OR
    without: list[str] = Field(default_factory=list)
    filters: dict[str, list[str]] = Field(default_factory=dict)  # field → values
    since: str | None = None  # ISO 8601
    until: str | None = None  # ISO 8601


def parse(text: str) -> Query:
    """Return `text` taken apart.

    Raises:
        FatalError: a quotation mark is not closed, a filter is unknown or a date is none; it shows where.
    """
    if text.count('"') % 2:
        raise _error(text, text.rindex('"'), "this quotation mark is not closed")
    query, position = Query(), 0
    words: list[str] = []
    join = False
    while match := _TOKEN.match(text, position):
        start, position = match.end() - len(match[0].lstrip()), match.end()
        value = match["phrase"] if match["phrase"] is not None else match["word"]
        if match["name"] is not None and not value.startswith("//"):
            _filter(query, match["name"], value, text, start)
        elif match["minus"]:
            query.without.append(value)
        elif value == "OR" and match["phrase"] is None:
            join = True
            continue
        elif join and words:
            query.alternatives = _joined(query.alternatives, words[-1], value)
            words.append(value)
        else:
            if match["phrase"] is not None:
                query.phrases.append(value)
            words.append(value)
        join = False
    query.text = " ".join(words)
    return query


def _joined(groups: list[list[str]], before: str, value: str) -> list[list[str]]:
    if groups and groups[-1][-1] == before:
        return [*groups[:-1], [*groups[-1], value]]
    return [*groups, [before, value]]


def _filter(query: Query, name: str, value: str, text: str, start: int) -> None:
    field = _FILTERS.get(name)
    if field is None:
        raise _error(text, start, f"no filter {name}: (there are {', '.join(_FILTERS)})")
    if field == "since":
        query.since = _moment(value, text, start)
    elif field == "until":
        query.until = _moment(value, text, start)
    else:
        query.filters.setdefault(field, []).append(value)


def moment(value: str) -> str:
    """Return an ISO 8601 date of `value`: a date, or a time ago such as 7d, 2w, 3m, 1y.

    Raises:
        ValueError: `value` is neither.
    """
    ago = _AGO.match(value)
    if ago:
        hours = int(ago[1]) if ago[2] == "h" else 24 * int(ago[1]) * _DAYS[ago[2]]
        return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return datetime.fromisoformat(value).isoformat()


def _moment(value: str, text: str, start: int) -> str:
    try:
        return moment(value)
    except (ValueError, OverflowError):
        raise _error(
            text, start, f"{value} is no date (write 2026-02-18, or 7d for seven days ago)"
        ) from None


def _error(text: str, at: int, message: str) -> FatalError:
    return FatalError(f"query: {message}, here: {text[:at]}▸{text[at : at + 40]}")
