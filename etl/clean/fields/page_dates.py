"""When the article was published and modified: ISO 8601, with the zone that the page states and never another.

A model weighs each day that the page offers by where it is found and how it agrees with the others; no sign is a word.
`page_dates.md` beside it says what it was trained on and how often it is right on sites that it never saw.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from lxml.html import HtmlElement

from etl import trees
from etl.clean.dates.visible import Dates
from etl.clean.fields.date_offers import CHANGES, Offer, declared, offers, sure_dates
from etl.clean.fields.date_signs import signs
from etl.clean.page.jsonld import Object

MODEL = Path(__file__).with_name("page_dates.onnx")
LEAST = 0.1
"""Probability that a day must have when the page declares none."""
_SURE = 0.5
"""The same of a day that is older than the declared."""


def page_dates(
    root: HtmlElement,
    tags: dict[str, list[str]],
    article: Object,
    title: str | None,
    url: str | None,
    scripts: str,
) -> Dates:
    """Return when the page says that the article was published and modified; `scripts` is its raw content."""
    said = declared(root, tags, article)
    if sure := sure_dates(said):
        return sure
    offered = offers(root, said, title, url, scripts)
    if not offered.found:
        return Dates()
    rows = signs(offered, root, title, url)
    likely = trees.load(MODEL).probabilities(
        {name: np.array([row[name] for row in rows]) for name in rows[0]}
    )
    published = chosen(offered.found, likely.tolist())
    changed = (
        offer.changes[0]
        for source in ("modified", "updated")
        for offer in offered.found
        if source in offer.sources
    )
    return Dates(offered.found[published].date if published is not None else None, next(changed, None))


def chosen(found: list[Offer], likely: list[float]) -> int | None:
    """Return the number of the day on which the article was published, or None.

    What is declared as that day counts, unless the page shows an older one and was changed on the declared: some systems
    declare as both when the page was last built. A day that is only told as that of a change counts when there is no other:
    many systems declare no more.
    """
    numbers = range(len(found))
    for source in ("jsonld", "meta"):
        if (declared := next((n for n in numbers if source in found[n].sources), None)) is not None:
            older = [
                n for n in numbers if found[n].day < found[declared].day and not found[n].sources <= CHANGES
            ]
            likeliest = max(older, key=lambda n: likely[n], default=declared)
            is_of_build = "modified" in found[declared].sources and likely[likeliest] >= _SURE
            return likeliest if is_of_build else declared
    order = sorted(numbers, key=lambda n: (found[n].sources <= CHANGES, -likely[n]))
    return next((n for n in order if likely[n] >= LEAST), None)
