"""Dates and times ago (`7d`) as people write them, and the limits of time that they set."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product

from etl.errors import QueryError
from etl.search.query import Query

_AGO = re.compile(r"^(\d{1,4})([hdwmy])$")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
_YEAR_OR_MONTH = re.compile(r"^\d{4}(-(0[1-9]|1[0-2]))?$")


def moment(value: str) -> str:
    """Return the ISO 8601 date that `value` means: a date, a year or month, or a time ago such as 7d, 2w, 3m, 1y.

    Raises:
        ValueError: `value` is none of these.
        OverflowError: it is too long ago.
    """
    ago = _AGO.match(value)
    if ago:
        hours = int(ago[1]) * _HOURS[ago[2]]
        return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")
    if _YEAR_OR_MONTH.match(value):
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return datetime.fromisoformat(value).isoformat()


def time_limits(query: Query, since: str | None, until: str | None) -> list[tuple[str, str]]:
    """Return the limits of time of a query and of its options, each as `gte` or `lte` and a moment.

    Raises:
        QueryError: an option is not a date, or the first moment is later than the last one.
    """
    first = [limit for limit in (query.since, _option(since)) if limit]
    last = [limit for limit in (query.until, _option(until)) if limit]
    for early, late in product(first, last):
        length = min(len(early), len(late))  # a month or a day includes all that is in it
        if early[:length] > late[:length]:
            raise QueryError(f"nothing lies between since {early} and until {late}: the first is later")
    return [*(("gte", _whole(limit)) for limit in first), *(("lte", _whole(limit)) for limit in last)]


def _whole(limit: str) -> str:
    """Return a year or month in a form that Elasticsearch takes for all of it, not for its first day."""
    return limit + {4: "||/y", 7: "||/M"}.get(len(limit), "")


def _option(value: str | None) -> str | None:
    try:
        return moment(value) if value else None
    except (ValueError, OverflowError):
        raise QueryError(f"{value} is no date; write 2026-02-18, or 7d for seven days ago") from None
