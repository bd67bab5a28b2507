"""Where the headline stands, and which of the elements that look like bylines or dates stand by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from etl.clean.normalize import normalize_line
from etl.clean.page import is_inside, names_of, text_of

_AROUND = ("aside", "nav", "footer")
_ASIDE = re.compile(r"related|sidebar|recirc|trending|most-?(read|popular)|comment|promo|recommend", re.I)
_NOT_SEEN = ("meta", "link", "body", "html", "script")
_BEFORE = 4
"""What one element before the headline weighs against one after it: bylines stand below more often."""
_FAR = 1_500
"""Elements after which something no longer stands by the headline."""


def by_headline(
    root: HtmlElement, title: str | None, looks: re.Pattern[str], *tags: str
) -> Iterator[HtmlElement]:
    """Yield the elements whose `rel`, `itemprop`, class or id `looks` finds, and `tags`, the nearest to the headline first.

    Those in menus, sidebars, comments and lists of other articles are left out; without a headline the
    order is that of the page.
    """
    wanted = (title or "").casefold()
    headline: int | None = None
    first: int | None = None
    found: list[tuple[int, HtmlElement]] = []
    for number, element in enumerate(root.iter("*")):
        if headline is None and element.tag in ("h1", "h2"):
            text = normalize_line(text_of(element)).casefold()
            if text and wanted and (text == wanted or (element.tag == "h1" and _alike(text, wanted))):
                headline = number
            elif first is None and element.tag == "h1" and text:
                first = number
        said = (element.get("rel"), element.get("itemprop"), element.get("class"), element.get("id"))
        if element.tag in tags or (any(said) and element.tag not in _NOT_SEEN and _fits(looks, said)):
            found.append((number, element))
    start = headline if headline is not None else first
    if start is not None:
        found = [
            (distance, element)
            for number, element in found
            if (distance := number - start if number > start else (start - number) * _BEFORE) <= _FAR
        ]
        found.sort(key=lambda pair: pair[0])
    yield from (element for _, element in found if not _is_around(element))


@lru_cache(maxsize=20_000)
def _fits(looks: re.Pattern[str], said: tuple[str | None, ...]) -> bool:
    return looks.search(" ".join(filter(None, said))) is not None


def _alike(text: str, wanted: str) -> bool:
    return len(text) > 15 and (text in wanted or wanted in text)


def _is_around(element: HtmlElement) -> bool:
    if is_inside(element, *_AROUND):
        return True
    above = [element, *element.iterancestors()][:6]
    return any(
        _ASIDE.search(names_of(one)) for one in above if one.tag not in ("body", "html", "article", "main")
    )
