"""What is taken out of a page before its article is looked for: the hidden, and what is named like things around articles.

Names lie: layouts are called `has-sidebar` and page wrappers `header`. What holds most of the page's paragraphs stays,
unless it is named like comments or a notice.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

from etl.clean.page import is_inside, names_of, remove, running_text

# These read names in small letters.
_UNLIKELY = re.compile(
    r"-ad-|ai2html|banner|breadcrumbs|combx|comment|community|cover-wrap|disqus|extra|footer|gdpr|header"
    r"|legends|menu|related|remark|replies|rss|shoutbox|sidebar|skyscraper|social|sponsor|supplemental"
    r"|ad-break|agegate|pagination|pager|popup|yom-remote|newsletter|paywall-prompt|cookie|consent",
)
_MAYBE = re.compile(r"and|article|body|column|content|main|mathjax|shadow")
_NEVER = re.compile(r"comment|disqus|replies|cookie|consent|gdpr|dsgvo|privacy|popup|newsletter|related")
_NOT_ALONE = re.compile(r"sidebar|menu|banner|footer|carousel|social")
_NOT_ALONE_TAGS = ("aside", "footer", "nav", "ul", "ol", "li", "dl")
_ROLES = frozenset(("menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_MOST_PROSE, _MOST_HIDDEN = 0.5, 0.8
"""Share of the page's running text from which an element is no thing around the article, and from which it is only
hidden until a script shows it."""


def remove_unlikely(body: HtmlElement, by_names: bool) -> None:
    """Take out scripts, and what is hidden or, `by_names`, called like something around an article."""
    prose = running_text(body)
    whole = prose.get(body, 0)
    for element in list(body.iterdescendants("script", "noscript")):
        if element.tag == "script" or prose.get(element, 0) < max(1, _MOST_PROSE * whole):
            element.drop_tree()
    large = {element: length / whole for element, length in prose.items() if length >= _MOST_PROSE * whole}
    doomed = []
    for element in body.iterdescendants("*"):
        if element in large:
            is_around = _is_around(element, large[element], by_names)
        else:
            is_around = _is_hidden(element) or _is_named_so(element, by_names)
        if is_around:
            doomed.append(element)
    for element in doomed:
        remove(element)


def _is_around(element: HtmlElement, share: float, by_names: bool) -> bool:
    """Return whether an element with so large a share of the page's running text is none of the article all the same."""
    if _is_hidden(element) and share < _MOST_HIDDEN:
        return True
    is_named_so = _is_named_so(element, by_names) or (not by_names and _is_comments(element))
    return is_named_so and not _may_hold_the_article(element, share)


def _is_named_so(element: HtmlElement, by_names: bool) -> bool:
    return element.get("role") in _ROLES or (
        by_names and element.tag not in ("body", "a", "article") and _is_unlikely(element)
    )


def _may_hold_the_article(element: HtmlElement, share: float) -> bool:
    names = names_of(element).lower()
    if _NEVER.search(names):
        return False
    if _has_headline(element):
        return True
    if share < _MOST_HIDDEN or element.tag in _NOT_ALONE_TAGS:
        return False
    return not _NOT_ALONE.search(names)


def _is_comments(element: HtmlElement) -> bool:
    """Return whether a large part of the page is comments or a notice, by a name that is believed without the others."""
    return bool(_NEVER.search(names_of(element).lower())) and not _has_headline(element)


def _has_headline(element: HtmlElement) -> bool:
    return next(element.iterdescendants("h1"), None) is not None


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    if style and _HIDDEN.search(style):
        return True
    if element.get("hidden") is not None:
        return True
    return element.get("aria-hidden") == "true" and "fallback-image" not in names_of(element)


def _is_unlikely(element: HtmlElement) -> bool:
    if not _is_unlikely_name(names_of(element)):
        return False
    return not is_inside(element, "table", "code")


@lru_cache(maxsize=10_000)
def _is_unlikely_name(names: str) -> bool:
    names = names.lower()
    return bool(len(names) > 1 and _UNLIKELY.search(names) and not _MAYBE.search(names))
