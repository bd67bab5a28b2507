"""When the article was published and modified, in ISO 8601, with a zone only where the page gives one.

A model weighs each day that the page gives by where it is found and how far it agrees with the others; no sign is a word.
`page_dates.md` in this folder says what the model was trained on and how often it is right on sites that it was not trained on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from lxml.html import HtmlElement

from etl import trees
from etl.clean.dates.visible import Dates
from etl.clean.fields.date_offers import CHANGES, DateOffer, DateOffers, declared, offers, sure_dates
from etl.clean.fields.date_signs import signs
from etl.clean.page.jsonld import Object

MODEL = Path(__file__).with_name("page_dates.onnx")
LEAST = 0.1
"""Least probability of a day if the page declares no date."""
_SURE = 0.5
"""Least probability of a day that is older than the declared one."""


def page_dates(
    root: HtmlElement,
    tags: dict[str, list[str]],
    article: Object,
    title: str | None,
    url: str | None,
    scripts: str,
) -> Dates:
    """Return when the article was published and modified, as far as the page says; `scripts` is the page's source."""
    said = declared(root, tags, article)
    if sure := sure_dates(said):
        return sure
    offered = offers(root, said, title, url, scripts)
    if not offered.found:
        return Dates()
    weigh = partial(_likely, offered, root, url)
    published = chosen(offered.found, weigh)
    changed = (
        offer.changes[0]
        for source in ("modified", "updated")
        for offer in offered.found
        if source in offer.sources
    )
    return Dates(offered.found[published].date if published is not None else None, next(changed, None))


def _likely(offered: DateOffers, root: HtmlElement, url: str | None) -> list[float]:
    return list(trees.load(MODEL).of_rows(signs(offered, root, url)).tolist())


def chosen(found: list[DateOffer], weigh: Callable[[], list[float]]) -> int | None:
    """Return the number of the candidate that is the day of publication, or None; `weigh` gives each one's probability.

    The declared day is taken, with one exception: some systems declare the day on which they last built the page as the day of
    publication, so that the last change is not after it; then an older day that the page shows is taken. A day that is only given
    as the day of a change is taken when there is no other, since many systems declare nothing else.
    """
    numbers = range(len(found))
    older: list[int] = []
    declared = next((n for source in ("jsonld", "meta") for n in numbers if source in found[n].sources), None)
    if declared is not None:
        day = found[declared].day
        if any("modified" in offer.sources and offer.day <= day for offer in found):
            older = [n for n in numbers if found[n].day < day and not found[n].sources <= CHANGES]
        if not older:
            return declared
    likely = weigh()
    if declared is not None:
        likeliest = max(older, key=likely.__getitem__)
        return likeliest if likely[likeliest] >= _SURE else declared
    order = sorted(numbers, key=lambda n: (found[n].sources <= CHANGES, -likely[n]))
    return next((n for n in order if likely[n] >= LEAST), None)
