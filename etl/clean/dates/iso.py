"""Read dates as programs write them, in many forms."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from etl.clean.dates.believable import is_believable
from etl.clean.dates.visible import dates_in
from etl.clean.normalize import single_spaced

_ISO = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ]{1,2}(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
# As JavaScript writes a Date: `Sat Nov 18 2017 15:21:41 GMT+0100 (CET)`.
_SCRIPT_DATE = re.compile(
    r"^([A-Z][a-z]{2}),? ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) (\d{1,2}:\d{2}(?::\d{2})?)(?: (?:GMT|UTC)?([+-]\d{4})?.{0,60})?$"
)
_FIRST_YEAR = 1700
"""Before the first daily newspapers, so that a database's zero date is not taken for a date."""


def iso_date(value: str | None) -> str | None:
    """Return `value` as an ISO 8601 date or date-time, or None if it is not a date.

    An offset is kept as it is; a date-time without one gets none.
    """
    if not value:
        return None
    text = single_spaced(value)[:100]
    match = _ISO.match(text)
    if match:
        return _from_iso(match)
    if script := _SCRIPT_DATE.match(text):
        text = f"{script[1]}, {script[3]} {script[2]} {script[4]} {script[5]} {script[6] or ''}".strip()
    try:
        return _valid(parsedate_to_datetime(text).isoformat())
    except (ValueError, TypeError, IndexError):
        return dates_in(text).published_at


def _from_iso(match: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second, zone = match.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return _valid(date)
    return _valid(f"{date}T{hour}:{minute}:{second or '00'}{_offset(zone)}")


def _offset(zone: str | None) -> str:
    if zone is None:
        return ""
    if zone in ("Z", "UTC", "GMT"):
        return "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _valid(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return text if moment.year >= _FIRST_YEAR and is_believable(text) else None
