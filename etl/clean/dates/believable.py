"""Which dates can be the date of an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FIRST_YEAR = 1600
"""Before the first newspapers (Relation, Strasbourg 1605)."""
_AHEAD = timedelta(days=2)
"""How far an article's date may be after the moment when it was saved, because of time zones and days without a time."""


def is_believable(date: str, saved_at: datetime | None = None) -> bool:
    """Return whether `date`, in ISO 8601, can be the date of an article in a file saved at `saved_at` (None: now).

    1970-01-01 is not believed: as the start of computers' time, it is what a missing date often becomes.
    """
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return False
    if moment.year < FIRST_YEAR or date.startswith(("1970-01-01", "1969-12-31")):
        return False
    try:
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment <= (saved_at or datetime.now(UTC)) + _AHEAD
    except OverflowError:
        return False
