"""A page's title without the name of its site."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from etl.clean.normalize import normalize_line
from etl.clean.page import text_of

_TITLE_TAGS = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "headline", "title")  # fmt: skip
_SEPARATOR = re.compile(r"\s+[|\-–—\\/>»:·•]+\s+|\s*[|_｜»]\s*|\s::\s")
_LEAST_WORDS = 4


def headline(
    root: HtmlElement, from_jsonld: str | None, tags: dict[str, list[str]], publisher: str | None
) -> str | None:
    """Return the article's title.

    Of the candidates that JSON-LD, the meta tags and `<title>` give, the one that a heading of the page
    shows too; else the first of them. A part that names the site is cut off.
    """
    declared = [from_jsonld, *(tags[name][0] for name in _TITLE_TAGS if name in tags), _title_element(root)]
    candidates = [
        without_site(line, publisher) for value in declared if value and (line := normalize_line(value))
    ]
    headings = [line for heading in root.iter("h1", "h2") if (line := normalize_line(text_of(heading)))]
    shown = {heading.casefold(): heading for heading in headings}
    for candidate in candidates:
        if candidate.casefold() in shown:
            return shown[candidate.casefold()]
    first = [normalize_line(text_of(heading)) for heading in root.iter("h1")]
    for candidate in candidates:
        within = [h for h in first if len(h.split()) >= _LEAST_WORDS and h.casefold() in candidate.casefold()]
        if within:
            return max(within, key=len)
    if candidates:
        return candidates[0]
    return next((line for line in first if line), None)


def _title_element(root: HtmlElement) -> str | None:
    title = next(root.iter("title"), None)
    return text_of(title) if title is not None else None


def without_site(title: str, publisher: str | None) -> str:
    """Return `title` without a first or last part that names the site, if a title is left."""
    parts = [part for part in _SEPARATOR.split(title) if part]
    if len(parts) < 2:
        return title
    if publisher:
        name = _letters(publisher)
        kept = [part for part in parts[-1:] if _letters(part) in name or name in _letters(part)]
        if kept:
            return _cut_last(title, parts)
        if _letters(parts[0]) == name:
            return title[title.index(parts[0]) + len(parts[0]) :].lstrip(" |-–—\\/>»:·•_｜")
    if len(parts[-1].split()) <= 3 and len(" ".join(parts[:-1]).split()) >= _LEAST_WORDS:
        return _cut_last(title, parts)
    return title


def _cut_last(title: str, parts: list[str]) -> str:
    return title[: title.rindex(parts[-1])].rstrip(" |-–—\\/>»:·•_｜") or title


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
