"""The signs (features) of each day that may be the article's date; no sign is a word of a language."""

from __future__ import annotations

import re
from datetime import date

from lxml.html import HtmlElement

from etl.clean.fields.date_offers import DECLARED, LOOKS, DateOffer, DateOffers, Place
from etl.clean.fields.headline import first_text
from etl.clean.page.elements import Elements, elements_of
from etl.clean.page.nearby import is_around, steps_from

SOURCES = (*DECLARED, "time", "text", "updated", "script", "address", "title")
_FAR = 2_000
_MOST_DAYS = 3_000
_MOST_TIMES = 20
_NOWHERE = ("levels", "share", "levels_of_text", "share_of_text", "distance", "before", "from_text", "above_text", "order", "length", "kind", "looks", "is_time")  # fmt: skip


def signs(offered: DateOffers, root: HtmlElement, url: str | None) -> list[dict[str, float]]:
    """Return the signs of each candidate."""
    page = elements_of(root)
    first = first_text(root)[0]
    days = [_day(offer) for offer in offered.found]
    kinds = {name: sum(name in offer.sources for offer in offered.found) for name in SOURCES}
    places = [_nearest(offer, offered.start, first) for offer in offered.found]
    numbers = sorted(place.number for place in places if place)
    year = str(url or "")
    rows = []
    for number, offer in enumerate(offered.found):
        others = [day for n, day in enumerate(days) if n != number]
        declared = [
            day for day, other in zip(days, offered.found, strict=True) if other is not offer and other.sources & set(DECLARED[:3])
        ]  # fmt: skip
        row = {f"from_{name}": float(name in offer.sources) for name in SOURCES}
        row |= {f"of_{name}": float(min(kinds[name], _MOST_TIMES)) for name in SOURCES}
        row |= {
            "sources": float(len(offer.sources)),
            "dates": float(len(offer.dates) + len(offer.changes)),
            "days": float(len(days)),
            "newer": float(sum(day > days[number] for day in others)),
            "older": float(sum(day < days[number] for day in others)),
            "beside": float(min((abs(day - days[number]) for day in others), default=_MOST_DAYS)),
            "after_declared": float(_clip(days[number] - min(declared))) if declared else -_MOST_DAYS - 1.0,
            "other_declared": float(len(declared)),
            "has_time": float(any(len(one) > len("2026-01-01") for one in (*offer.dates, *offer.changes))),
            "year_in_path": float(offer.day[:4] in year),
            "day_in_path": float(offer.day.replace("-", "") in re.sub(r"\D", "", year)),
        }
        place = places[number]
        row["rank"] = float(numbers.index(place.number)) if place else -1.0
        rows.append(row | _placed(offer, place, offered, first, page))
    return rows


def _day(offer: DateOffer) -> int:
    return date.fromisoformat(offer.day).toordinal()


def _clip(days: int) -> int:
    return max(-_MOST_DAYS, min(_MOST_DAYS, days))


def _nearest(offer: DateOffer, start: int | None, first: int) -> Place | None:
    """Return the visible date nearest to the headline; those in sidebars are taken only if there is no other."""
    middle = first if start is None else start
    return min(offer.places, default=None, key=lambda p: (is_around(p.element), steps_from(middle, p.number)))


def _placed(
    offer: DateOffer, place: Place | None, offered: DateOffers, first: int, page: Elements
) -> dict[str, float]:
    if place is None:
        return dict.fromkeys(_NOWHERE, -1.0)
    element, number = place.element, place.number
    start = first if offered.start is None else offered.start
    above = [element, *list(element.iterancestors())[:2]]
    said = " ".join(f"{one.get('class') or ''} {one.get('id') or ''}" for one in above if one.tag != "body")
    levels, share = page.apart(number, start)
    levels_of_text, share_of_text = page.apart(number, first)
    return {
        "levels": float(levels),
        "share": share,
        "levels_of_text": float(levels_of_text),
        "share_of_text": share_of_text,
        "distance": float(min(abs(number - start), _FAR)),
        "before": float(number < start),
        "from_text": float(min(abs(number - first), _FAR)),
        "above_text": float(number <= first),
        "order": number / max(1, offered.total),
        "length": float(len(place.text)),
        "kind": float(min(offered.kinds[str(element.tag), element.get("class") or ""], _MOST_TIMES)),
        "looks": float(bool(LOOKS.search(said))),
        "is_time": float(element.tag == "time"),
    }  # fmt: skip
