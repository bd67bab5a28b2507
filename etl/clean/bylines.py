"""Who wrote the article, by what the page declares and by what stands at its headline.

The order of trust: JSON-LD's article object, meta tags, then of what readers see (`rel=author`, microdata, a
byline's class) the nearest to the headline.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from etl.clean import jsonld
from etl.clean.authors import accounts, is_chinese_name, people
from etl.clean.nearby import by_headline, lines_below
from etl.clean.normalize import single_spaced
from etl.clean.page import text_of
from etl.clean.text_byline import byline_authors
from etl.clean.text_lines import as_lines
from etl.clean.titles import last_part

_AUTHOR_TAGS = ("author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "dc.contributor", "parsely-author", "sailthru.author", "byl", "og:author", "article.author", "twitter:creator_name", "citation_author", "cxenseparse:author", "mediator_author", "rbauthors", "byline")  # fmt: skip
_LOOKS = re.compile(
    r"by-?_?line|\bauthors?\b|[-_]author|author[-_]?(name|link|s)|\bwriter|writtenby|signature\b|\bautor(es)?\b|\bauteur",
    re.I,
)
_NAME = re.compile(r"(^|[\s_-])(fn|author-?name|author[-_]+name|name)($|\s)|\bauthor\b", re.I)
_MOST = 160
"""Characters of a byline; what is longer is a note about the author."""
_TRIES = 12
_NEAREST = 3
"""Bylines at the headline that are read for agencies and desks."""
_INITIALS = 3
"""Characters up to which a word of a name is a particle or initials."""


def authors(
    root: HtmlElement,
    tags: dict[str, list[str]],
    article: jsonld.Object,
    title: str | None,
    publisher: str | None,
) -> list[str]:
    """Return the people who wrote the article, each once, in the order of the byline."""
    sites = [name for name in (publisher, last_part(root)) if name]
    said = declared_authors(tags, article)
    for declared in said:
        if found := people(declared, sites):
            return found
    for number, element in enumerate(by_headline(root, title, _LOOKS)):
        if number >= _TRIES:
            break
        found = people(_names(element), sites)
        # One word beside a headline is as often a label or a count as a name.
        if any(" " in name or is_chinese_name(name) for name in found) or (
            found and element.get("rel") == "author"
        ):
            return found
    lines = as_lines(lines_below(root, title))
    found = byline_authors(lines, title or "", list(range(len(lines))), [], [])
    seen = [name for name in people(found, sites) if not _is_of_common_words(name, root)]
    # A blog's own name or an account is an author where the page names no other.
    return seen or accounts(value for declared in said for value in declared)


def declared_authors(tags: dict[str, list[str]], article: jsonld.Object) -> tuple[list[str], list[str]]:
    """Return whom JSON-LD declares as authors, and whom the meta tags do."""
    in_jsonld = jsonld.texts(article.get("author")) or jsonld.texts(article.get("creator"))
    return in_jsonld, [value for name in _AUTHOR_TAGS for value in tags.get(name, ())]


def lines_of_authors(root: HtmlElement, title: str | None) -> list[str]:
    """Return the texts of what looks like a byline nearest to the headline."""
    near = (text_of(element) for element in islice(by_headline(root, title, _LOOKS), _NEAREST))
    return [text for text in near if len(text) <= _MOST]


def _is_of_common_words(name: str, root: HtmlElement) -> bool:
    """Return whether a word of `name` stands in the page in small letters, as those of labels do."""
    words = "|".join(re.escape(word.lower()) for word in name.split() if len(word) > _INITIALS)
    return bool(words) and re.search(rf"(?<![\w@./-])(?:{words})(?![\w@./-])", text_of(root)) is not None


def _names(element: HtmlElement) -> list[str]:
    """Return the names in a byline: those it marks, with their neighbours of the same kind, or its text."""
    text = single_spaced(" ".join(element.itertext()))
    if not text or len(text) > _MOST:
        return []
    marked = [
        text_of(below)
        for below in element.iterdescendants("a", "span", "cite", "strong", "b", "div", "p")
        if (
            below.get("rel") == "author"
            or _NAME.search(f"{below.get('class') or ''} {below.get('itemprop') or ''}")
        )
        and len(below) == 0
    ]
    if marked:
        return marked
    beside = _same_kind_beside(element)
    return [text, *beside]


def _same_kind_beside(element: HtmlElement) -> list[str]:
    """Several authors stand in elements alike, side by side."""
    parent = element.getparent()
    if parent is None or not (element.get("rel") or element.get("class") or element.get("itemprop")):
        return []
    kind = (element.tag, element.get("rel"), element.get("class"), element.get("itemprop"))
    alike = [
        text_of(other)
        for other in parent
        if other is not element
        and (other.tag, other.get("rel"), other.get("class"), other.get("itemprop")) == kind
    ]
    return [text for text in alike if len(text) <= _MOST] if len(alike) < 8 else []
