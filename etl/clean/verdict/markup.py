"""Signs of a page's markup: its tags and fields, what it declares to be, and its address; no sign is a word."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import cast
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from etl.clean.fields.metadata import Metadata
from etl.clean.normalize import letters
from etl.clean.page.dom_lines import DomLine, Page
from etl.clean.page.jsonld import ARTICLE_TYPES
from etl.clean.verdict.signs import log_of, share_of

_ITEM_TYPES = etree.XPath("//@itemtype")
_FEEDS = ("rss", "atom")
_LONGEST_NUMBER = 8
"""Characters of a link that may be the number of a page, with spaces."""
_DATE_PATH = re.compile(r"/(?:19|20)\d\d/|/(?:19|20)\d\d-?[01]\d|[-/]\d{1,2}[-/](?:19|20)\d\d\b")
_SINGLE = re.compile(r"\b(?:single|post-\d+|postid|node-type|article|story|detail|item-view)", re.I)
_MANY = re.compile(r"\b(?:home|front|index|archive|category|tag-|search|blog-list|listing|author)", re.I)
_OPEN_GRAPH = {
    "article": ("article", "news", "blog"),
    "site": ("website", "blog", "profile"),
    "product": ("product", "place", "business"),
    "video": ("video", "music"),
}
_LINKED_DATA = {
    "article": (*ARTICLE_TYPES,),
    "product": ("Product", "Offer", "AggregateOffer", "Event", "Recipe", "JobPosting", "LocalBusiness", "Service", "Course"),
    "list": ("CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "ContactPage", "FAQPage", "AboutPage"),
    "page": ("WebPage", "WebSite", "Organization", "Corporation", "SearchAction"),
    "news": ("NewsMediaOrganization", "Person"),
}  # fmt: skip
_TAGS = (
    "h1",
    "h2",
    "h3",
    "article",
    "section",
    "time",
    "main",
    "form",
    "p",
    "li",
    "table",
    "img",
    "video",
    "button",
)


def markup_signs(page: Page, root: HtmlElement, about: Metadata, running: Sequence[bool]) -> dict[str, float]:
    """Return the value of each sign by its name; NaN where the page does not say.

    `running` says for each line whether it is running text.
    """
    return {
        **_elements(root, about, [line for line, runs in zip(page.lines, running, strict=True) if runs]),
        **_declared(root, about),
        **_address(about.url),
        **_relations(root),
        **_title(about),
    }


def _elements(root: HtmlElement, about: Metadata, running: list[DomLine]) -> dict[str, float]:
    tags = Counter(element.tag for element in root.iter(*_TAGS, "textarea", "select"))
    kinds = Counter((field.get("type") or "text").lower() for field in root.iter("input"))
    h1 = list(root.iter("h1"))
    shown = [" ".join("".join(heading.itertext()).split()) for heading in h1]
    first = shown[0] if shown else ""
    title = (about.page_title or "").casefold()
    texts = [line.text.casefold() for line in running[:30]]
    words = set(re.findall(r"\w{4,}", (about.title or "").casefold()))
    body = root.find("body")
    names = " ".join((body.get("class") or "", body.get("id") or "")) if body is not None else ""
    return {
        **{f"tag_{name}": log_of(tags[name]) for name in _TAGS},
        "h1_size": float(max(map(len, shown), default=0)),
        "h1_in_title": float(bool(first) and first.casefold() in title) if title else math.nan,
        "h1_is_link": float(any(next(heading.iter("a"), None) is not None for heading in h1)),
        "title_size": float(len(title)),
        "title_words_in_text": share_of(sum(any(w in text for text in texts) for w in words), len(words)),
        "input_text": log_of(kinds["text"] + kinds["search"]),
        "input_email": log_of(kinds["email"] + kinds["tel"]),
        "input_password": log_of(kinds["password"]),
        "input_hidden": log_of(kinds["hidden"]),
        "input_boxes": log_of(kinds["checkbox"] + kinds["radio"]),
        "input_area": log_of(tags["textarea"]),
        "input_select": log_of(tags["select"]),
        "class_single": float(bool(_SINGLE.search(names))) if names.strip() else math.nan,
        "class_many": float(bool(_MANY.search(names))) if names.strip() else math.nan,
    }


def _declared(root: HtmlElement, about: Metadata) -> dict[str, float]:
    micro = {str(item).rpartition("/")[2] for item in cast(list[str], _ITEM_TYPES(root))}
    open_graph = " ".join(about.kinds[:1]).lower() if about.kinds and about.kinds[0][:1].islower() else ""
    found = {*about.kinds, *micro}
    has_types = bool(found)
    return {
        **{
            f"og_{name}": float(any(part in open_graph for part in parts)) if open_graph else math.nan
            for name, parts in _OPEN_GRAPH.items()
        },
        **{
            f"ld_{name}": float(not found.isdisjoint(types)) if has_types else math.nan
            for name, types in _LINKED_DATA.items()
        },
        "said_date": float(about.published_at is not None),
        "said_author": float(bool(about.authors)),
        "said_section": float(bool(about.section)),
        "said_body": float(bool(about.article_body)),
    }


def _address(url: str | None) -> dict[str, float]:
    path = urlsplit(url).path if url else ""
    parts = [part for part in path.split("/") if part]
    longest = max(parts, key=len, default="")
    return {
        "has_url": float(bool(url)),
        "path_depth": float(len(parts)) if url else math.nan,
        "path_size": float(len(path)) if url else math.nan,
        "path_digits": float(sum(c.isdigit() for c in path)) if url else math.nan,
        "path_hyphens": float(longest.count("-") + longest.count("_")) if url else math.nan,
        "path_longest": float(len(longest)) if url else math.nan,
        "path_date": float(bool(_DATE_PATH.search(path))) if url else math.nan,
        "path_query": float(bool(urlsplit(url).query)) if url else math.nan,
    }


def _relations(root: HtmlElement) -> dict[str, float]:
    """Return what links and their elements say of the pages they lead to."""
    links = list(root.iter("link"))
    relations = Counter(word for link in links for word in (link.get("rel") or "").lower().split())
    anchors: Counter[str] = Counter()
    numbers = 0
    for anchor in root.iter("a"):
        if rel := anchor.get("rel"):
            anchors.update(rel.lower().split())
        text = anchor.text
        if text and len(text) < _LONGEST_NUMBER and text.strip().isdigit():
            numbers += 1
    ways = relations + anchors
    return {
        "rel_next": float(ways["next"] + ways["prev"] > 0),
        "rel_bookmark": log_of(anchors["bookmark"]),
        "rel_tag": log_of(anchors["tag"]),
        "rel_feeds": log_of(sum(any(kind in (link.get("type") or "") for kind in _FEEDS) for link in links)),
        "pages_digits": log_of(numbers),
    }


def _title(about: Metadata) -> dict[str, float]:
    """Return whether the title is the site's name, and whether the address is the site's front."""
    title, publisher = letters(about.title or ""), letters(about.publisher or "")
    host = (about.domain or "").split(".")
    name = letters(host[-2]) if len(host) > 1 else ""
    return {
        "title_is_site": float(title == publisher) if title and publisher else math.nan,
        "title_has_site": float(name in title) if title and name else math.nan,
        "path_root": float(urlsplit(about.url).path in ("", "/")) if about.url else math.nan,
    }
