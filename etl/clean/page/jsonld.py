"""JSON-LD as publishers really write it: find the article's object among lists, graphs and broken JSON."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

import json_repair
from lxml.html import HtmlElement

# schema.org's types for what a newsroom publishes, from the most telling one.
ARTICLE_TYPES = (
    "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle",
    "ReviewNewsArticle", "LiveBlogPosting", "BlogPosting", "SocialMediaPosting", "TechArticle", "ScholarlyArticle",
    "MedicalScholarlyArticle", "Report", "AdvertiserContentArticle", "SatiricalArticle", "Article", "Review",
)  # fmt: skip
_PAGE_TYPES = ("WebPage", "ItemPage", "MedicalWebPage", "VideoObject")
_MOST_CHARACTERS = 1_000_000
_MOST_OBJECTS = 5_000

Object = dict[str, Any]


def objects(root: HtmlElement) -> list[Object]:
    """Return all JSON objects in the page's JSON-LD scripts, outer ones first."""
    found: list[Object] = []
    for script in root.iter("script"):
        text = script.text_content()
        if len(text) <= _MOST_CHARACTERS:
            found.extend(_walk(_load(text), _MOST_OBJECTS - len(found)))
    return found


def _load(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = (
        text.removeprefix("//<![CDATA[")
        .removeprefix("<![CDATA[")
        .removesuffix("]]>")
        .removesuffix("//")
        .strip()
    )
    for attempt in (text, html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    if len(text) > 50_000:  # repairing is slow, and what is that long is seldom the article's object
        return None
    try:
        return json_repair.loads(text)
    except (ValueError, RecursionError):
        return None


def _walk(value: Any, most: int) -> Iterator[Object]:
    waiting = [value]
    while waiting and most > 0:
        value = waiting.pop(0)
        if isinstance(value, dict):
            most -= 1
            yield value
            waiting.extend(v for v in value.values() if isinstance(v, dict | list))
        elif isinstance(value, list):
            waiting.extend(v for v in value if isinstance(v, dict | list))


def types(thing: Object) -> list[str]:
    """Return the schema.org types of `thing`, without the address in front."""
    value = thing.get("@type") or []
    names = value if isinstance(value, list) else [value]
    return [str(name).rpartition("/")[2].rpartition("#")[2] for name in names]


def article(found: list[Object]) -> Object | None:
    """Return the object that describes the article, or else one that describes the page, or None."""
    for wanted in (ARTICLE_TYPES, _PAGE_TYPES):
        matching = [thing for thing in found if any(name in wanted for name in types(thing))]
        # A page can list other articles; its own is the one that says most.
        if matching:
            return max(matching, key=lambda thing: (_says(thing), -found.index(thing)))
    return None


def _says(thing: Object) -> int:
    keys = ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage", "publisher", "image")
    return sum(1 for key in keys if thing.get(key))


def text(value: Any) -> str | None:
    """Return the text of a property: the value itself, its `name` or `@value`, or that of its first element."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("headline") or value.get("url")
        else:
            break
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def texts(value: Any) -> list[str]:
    """Return the texts of a property that can have several values."""
    values = value if isinstance(value, list) else [value]
    flat = [name for one in values for name in _several(one)]
    return [found for one in flat if (found := text(one))]


def _several(value: Any) -> list[Any]:
    """Return `value` as a list: of a list's items, of the names of an object with several, or of one name put together."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and isinstance(value.get("name"), list):
        return [name for name in value["name"] if isinstance(name, str | dict)]
    if isinstance(value, dict) and not value.get("name"):
        parts = [value.get("givenName"), value.get("additionalName"), value.get("familyName")]
        if any(name := [part for part in parts if isinstance(part, str) and part]):
            return [" ".join(name)]
    return [value]
