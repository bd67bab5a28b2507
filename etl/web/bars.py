"""Articles over time: bars by day, month or year, each a link to the articles of that time."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from etl.article import Record
from etl.web.show import period
from etl.web.view import View, address

WIDTH, HEIGHT = 640, 96
_GAP = 0.18
"""Share of a bar's width that is left empty."""
_MOST_MONTHS = 60
_MOST_BARS = 400
"""Most bars, the last ones: hostile dates can span any number of years."""
_LABELS = 5


class Bar(Record):
    """The articles of one day, month or year."""

    x: float
    y: float
    width: float
    height: float
    count: int
    label: str
    href: str


class Bars(Record):
    """The bars of a chart, oldest first, with labels below some of them."""

    bars: list[Bar]
    labels: list[tuple[float, str]]  # where in the width, and what
    most: int
    interval: str


def interval_of(months: list[tuple[str, int]]) -> str:
    """Return whether counts by month are best shown by `day`, `month` or `year`."""
    if not months:
        return "month"
    span = _month_number(months[-1][0]) - _month_number(months[0][0]) + 1
    return "day" if span <= 2 else "month" if span <= _MOST_MONTHS else "year"


def bars_of(view: View, counts: list[tuple[str, int]], interval: str) -> Bars | None:
    """Return the chart of `counts` by ISO day (`2026-02-18`), month or year, or None if it would have only one bar.

    If `interval` is `year`, counts by month are added up.
    """
    sums: dict[str, int] = {}
    for when, count in counts:
        key = when[:4] if interval == "year" else when
        sums[key] = sums.get(key, 0) + count
    times = _without_gaps(list(sums), interval)[-_MOST_BARS:]
    if len(times) < 2:
        return None
    most, share = max(sums.values()), WIDTH / len(times)
    bars = []
    for place, when in enumerate(times):
        count = sums.get(when, 0)
        height = max(2.0, HEIGHT * count / most) if count else 0.0
        if count:
            bars.append(
                Bar(
                    x=round(share * (place + _GAP / 2), 2),
                    y=round(HEIGHT - height, 2),
                    width=round(share * (1 - _GAP), 2),
                    height=round(height, 2),
                    count=count,
                    label=period(when),
                    href=address(view, since=when, until=when),
                )
            )
    step = max(1, len(times) // _LABELS)
    labels = [
        (round(share * (place + 0.5), 1), period(times[place], is_short=True))
        for place in range(step // 2, len(times), step)
    ]
    return Bars(bars=bars, labels=labels, most=most, interval=interval)


def _without_gaps(times: list[str], interval: str) -> list[str]:
    filled = times[:1]
    for earlier, later in pairwise(sorted(times)):
        if interval == "day":
            first, days = (
                date.fromisoformat(earlier),
                (date.fromisoformat(later) - date.fromisoformat(earlier)).days,
            )
            filled += [str(first + timedelta(days=day)) for day in range(1, min(days, _MOST_BARS))]
        elif interval == "month":
            between = range(_month_number(earlier) + 1, _month_number(later))
            filled += [f"{number // 12:04}-{number % 12 + 1:02}" for number in between[-_MOST_BARS:]]
        else:
            filled += [f"{year:04}" for year in range(int(earlier) + 1, int(later))][-_MOST_BARS:]
        filled.append(later)
    return filled


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
