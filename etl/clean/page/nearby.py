"""Find the headline of a page, and the lines near it."""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from etl.clean.normalize import normalize_line
from etl.clean.page.elements import finder
from etl.clean.page.parse import is_inside, text_of

_AROUND = ("aside", "nav", "footer")
_AROUND_ALL = ("body", "html", "article", "main")
_is_aside = finder(
    re.compile(r"related|sidebar|recirc|trending|most-?(read|popular)|comment|promo|recommend", re.I)
)
_PARAGRAPH = 160
"""Least characters of a line that is surely the article's text."""
_LEAST_HEADLINE, _TEXT_TAGS = 15, ("p", "div", "span", "b", "strong", "td", "font", "h3", "h4", "legend")
"""Least characters of a headline outside of headings, and the tags in which it may be."""
_MOST_LINES = 20
_ABOVE, _MOST_ABOVE, _ABOVE_LEVELS = 4, 60, 4
"""Limits for lines above the headline: their number, their length, and levels up to a common parent; farther up is today's date."""
_BEFORE = 4
"""How many elements after the headline one element before it counts as."""
_NO_LINES = ("script", "button", "select", "option")
_BY_ALONE = re.compile(
    r"^(?:(?:written|story|text|words|posted|published|reviewed) by|by|authors?|von|par|por|di|door|av|af|autor|auteur|автор|作者|記者|记者)\s?[:：]?$",
    re.I,
)


def lines_below(root: HtmlElement, title: str | None) -> list[str]:
    """Return the lines between the headline and the first long paragraph."""
    headline = headline_of(root, title)
    if headline is None:
        return []
    lines: list[str] = []
    is_below = False
    read: set[HtmlElement] = set()
    for element in root.iter("*"):
        if element is headline:
            is_below = True
            read.add(element)
        elif is_below and (element.tag in _NO_LINES or element.getparent() in read):
            read.add(element)
        elif is_below and _has_own_text(element):
            read.add(element)
            line = normalize_line(text_of(element))
            if element.tag in ("h2", "h3") and not any(map(str.isdigit, line)):
                continue
            if len(line) > _PARAGRAPH or len(lines) >= _MOST_LINES:
                break
            if lines and is_by_alone(lines[-1]):
                line = f"{lines.pop()} {line}"
            lines.append(line)
    return lines


def lines_above(root: HtmlElement, title: str | None) -> list[str]:
    """Return the lines just above the headline, the nearest first: a date or a kicker may be among them."""
    headline = headline_of(root, title)
    if headline is None:
        return []
    levels = islice(headline.iterancestors(), _ABOVE_LEVELS)
    around = [one for one in levels if one.tag not in ("body", "html")]
    above: deque[HtmlElement] = deque(maxlen=_ABOVE)
    for element in around[-1].iter("*") if around else root.iter("*"):
        if element is headline:
            break
        if element.tag == "body":
            above.clear()
        elif not around or (element.tag not in _NO_LINES and _has_own_text(element)):
            above.append(element)
    lines = (normalize_line(text_of(element)) for element in reversed(above) if _has_own_text(element))
    return [line for line in lines if line and len(line) <= _MOST_ABOVE]


def is_by_alone(line: str) -> bool:
    """Return whether `line` is only "by" or the like, so that the name is in the next line."""
    return bool(_BY_ALONE.match(line))


def _has_own_text(element: HtmlElement) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


@lru_cache(maxsize=1)  # of the page that is being read
def headline_of(root: HtmlElement, title: str | None) -> HtmlElement | None:
    """Return the heading equal to the title, else the page's first `<h1>`, else another element equal to the title."""
    wanted = (title or "").casefold()
    first = None
    for element in root.iter("h1"):
        if text := normalize_line(text_of(element)).casefold():
            if wanted and (text == wanted or _alike(text, wanted)):
                return element
            first = element if first is None else first
    for element in root.iter("h2") if wanted else ():
        if normalize_line(text_of(element)).casefold() == wanted:
            return element
    body = root.find("body")
    if first is None and body is not None and len(wanted) >= _LEAST_HEADLINE:
        return next(
            (one for one in body.iter(*_TEXT_TAGS) if normalize_line(one.text or "").casefold() == wanted),
            None,
        )
    return first


def steps_from(middle: int, number: int) -> int:
    """Return how far element `number` is from element `middle`; above counts as farther, as bylines are usually below."""
    return number - middle if number > middle else _BEFORE * (middle - number)


def _alike(text: str, wanted: str) -> bool:
    return len(text) > 15 and (text in wanted or wanted in text)


def is_around(element: HtmlElement) -> bool:
    """Return whether `element` is in a menu, a sidebar, the comments or a list of other articles."""
    if is_inside(element, *_AROUND):
        return True
    above = [element, *element.iterancestors()][:6]
    return any(_is_aside(one.get("class"), one.get("id")) for one in above if one.tag not in _AROUND_ALL)
