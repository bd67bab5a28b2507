"""Add a time and a zone to a date."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

# The zones' names with one meaning; ET and PT depend on the time of year. Hours east of Greenwich.
ZONES = {"UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}  # fmt: skip


def with_clock(date: datetime, clock: re.Match[str], zones: dict[str, int]) -> str:
    """Return `date` in ISO 8601 with the time that `clock` found, and its zone if it is in `zones` (hours east).

    The groups of `clock` are hour, minute, the first letter of am or pm, and zone.

    Raises:
        ValueError: there is no such time.
    """
    hour = int(clock[1])
    if clock[3]:
        hour = hour % 12 + 12 * (clock[3].lower() == "p")
    moment = date.replace(hour=hour, minute=int(clock[2]))
    zone = zones.get((clock[4] or "").upper())
    return (moment if zone is None else moment.replace(tzinfo=timezone(timedelta(hours=zone)))).isoformat()
