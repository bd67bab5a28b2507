"""Read the entries of feeds (RSS, Atom) and of WordPress's export as records, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_EXCERPT = "/excerpt/}encoded"
_NO_POSTS = frozenset(("attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "wp_global_styles", "wp_block", "wp_template", "wp_navigation", "oembed_cache", "user_request", "feedback"))  # fmt: skip
_UNPUBLISHED = frozenset(("draft", "auto-draft", "trash", "inherit", "private", "pending", "future"))
_NAMES = {
    "pubDate": "published_at",
    "published": "published_at",
    "issued": "published_at",
    "date": "published_at",
    "created": "published_at",
    "post_date_gmt": "published_at",
    "updated": "modified_at",
    "modified": "modified_at",
    "post_modified_gmt": "modified_at",
    "lastBuildDate": "modified_at",
    "description": "summary",
    "summary": "summary",
    "content": "html",
    "creator": "authors",
    "author": "authors",
    "contributor": "authors",
    "guid": "id",
    "id": "id",
    "title": "title",
    "link": "url",
    "category": "keywords",
    "subject": "keywords",
    "section": "section",
    "publisher": "publisher",
}


def parser_options() -> dict[str, Any]:
    """Return options to parse untrusted XML: expand no entity, fetch nothing, ignore faults."""
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "remove_comments": True,
        "huge_tree": True,
    }


def entries(stream: IO[bytes]) -> Iterator[dict[str, Any] | str]:
    """Yield the entries of a feed as records.

    For entries of WordPress's export that are not published, or not posts, only their kind is given.
    """
    about: dict[str, str] = {}
    steps = etree.iterparse(stream, events=("start", "end"), recover=True, **parser_options())
    inside: etree._Element | None = None
    for event, element in steps:
        name = _name(element)
        if event == "start":
            if name in ("item", "entry") and inside is None:
                inside = element
            continue
        if inside is not None and element is inside:
            yield _record(element, about)
            inside = None
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
        elif inside is None:
            _see(about, name, element)


def _see(about: dict[str, str], name: str, element: etree._Element) -> None:
    """Keep what the feed says about all its entries."""
    parent = element.getparent()
    text = (element.text or "").strip()
    if text and parent is not None and _name(parent) in ("channel", "feed"):
        if name == "title":
            about.setdefault("publisher", text)
        elif name == "language":
            about.setdefault("language", text)


def _record(item: etree._Element, about: dict[str, str]) -> dict[str, Any] | str:
    of_wordpress = {
        name: _content(child) for child in item if (name := _name(child)) in ("post_type", "status")
    }
    if (kind := of_wordpress.get("post_type")) in _NO_POSTS:
        return f"{kind} of WordPress"
    if (status := of_wordpress.get("status")) in _UNPUBLISHED:
        return f"{status} of WordPress"
    found: dict[str, Any] = dict(about)
    for child in item:
        _take(found, child, _name(child), _content(child))
    found.setdefault("url", found.get("id") if str(found.get("id", "")).startswith("http") else None)
    return found


def _take(found: dict[str, Any], child: etree._Element, name: str, text: str) -> None:
    """Keep what one element of an entry says."""
    if child.tag == _CONTENT:
        found["html"] = text
    elif str(child.tag).endswith(_EXCERPT):
        found["summary"] = text or found.get("summary")
    elif name in ("author", "contributor", "creator"):
        names = [_content(part) for part in child if _name(part) == "name"] or [_person(text)]
        found.setdefault("authors", []).extend(filter(None, names))
    elif name == "link" and (child.get("href") is None or child.get("rel", "alternate") == "alternate"):
        found.setdefault("url", child.get("href") or text)
    elif name == "category":
        field = "section" if child.get("domain") == "category" else "keywords"
        found.setdefault(field, []).append(text or child.get("label") or child.get("term") or "")
    elif name in ("thumbnail", "enclosure") or (name == "content" and child.get("url")):
        if "image" in (child.get("type") or child.get("medium") or "image"):
            found.setdefault("image_url", child.get("url"))
    elif name in ("published", "pubDate", "post_date_gmt") and text:
        found["published_at"] = text
    elif name in _NAMES and text:
        found.setdefault(_NAMES[name], text)


def _content(element: etree._Element) -> str:
    """Return the content of an element as text, or as HTML if it has markup."""
    if len(element):
        parts = [element.text or "", *(etree.tostring(part, encoding="unicode") for part in element)]
        return "".join(parts).strip()
    return (element.text or "").strip()


def _person(text: str) -> str:
    """Return the name in RSS's form `mail@paper.example (Ida Marlowe)`."""
    _, bracket, name = text.partition("(")
    return name.rstrip(")") if bracket and "@" in text else text


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
