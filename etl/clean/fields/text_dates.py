"""When an article was published and changed, from the visible lines around its title."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from etl.clean.dates.relative import relative_date
from etl.clean.dates.visible import Dates, dates_in, says_update

_MOST = 200
"""A date in a longer line is one that the article speaks of."""


def dates_of(lines: Iterable[str]) -> Dates:
    """Return the first date of publication and the first date of a change in the lines."""
    published = modified = None
    for line in lines:
        if (
            len(line) > _MOST
            or not any(map(str.isdigit, line))
            or (len(line) > 60 and line.endswith((".", "。", "?", "!")))
        ):
            continue
        found = dates_in(line)
        published, modified = published or found.published_at, modified or found.modified_at
    return Dates(published, modified)


def ages_of(lines: Iterable[str], at: datetime) -> Dates:
    """Return the same from lines such as "2 hours ago", counted back from the time `at`."""
    published = modified = None
    for line in lines:
        if date := relative_date(line, at):
            if says_update(line):
                modified = modified or date
            else:
                published = published or date
    return Dates(published, modified)
