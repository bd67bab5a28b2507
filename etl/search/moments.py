"""Dates and times ago as people write them, and the limits that they set."""

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
    """Return an ISO 8601 date of `value`: a date, a year or month, or a time ago such as 7d, 2w, 3m, 1y.

    Raises:
        ValueError: `value` is nothing of the kind.
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
    """Return the limits of a query and of the options beside it, each as `gte` or `lte` and a moment.

    Raises:
        QueryError: an option is no date, or a first moment is later than a last one.
    """
    first = [limit for limit in (query.since, _option(since)) if limit]
    last = [limit for limit in (query.until, _option(until)) if limit]
    for early, late in product(first, last):
        length = min(len(early), len(late))  # a month or a day includes all that is in it
        if early[:length] > late[:length]:
            raise QueryError(f"nothing lies between since {early} and until {late}: the first is later")
    return [*(("gte", _whole(limit)) for limit in first), *(("lte", _whole(limit)) for limit in last)]


def _whole(limit: str) -> str:
    """Return a year or month so that Elasticsearch takes all of it: by itself it means its first day."""
    return limit + {4: "||/y", 7: "||/M"}.get(len(limit), "")


def _option(value: str | None) -> str | None:
    try:
        return moment(value) if value else None
    except (ValueError, OverflowError):
        raise QueryError(f"{value} is no date; write 2026-02-18, or 7d for seven days ago") from None
