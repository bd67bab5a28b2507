"""Who wrote the article, by what the page declares and by what stands at its headline.

The order of trust: JSON-LD's article object, meta tags, then of what readers see (`rel=author`, microdata, a
byline's class) the nearest to the headline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

from etl.clean.fields.authors import accounts, is_chinese_name, is_team, people
from etl.clean.fields.text_byline import byline_authors
from etl.clean.fields.titles import last_part
from etl.clean.normalize import single_spaced
from etl.clean.page import jsonld
from etl.clean.page.nearby import by_headline, is_by_alone, lines_above, lines_below
from etl.clean.page.parse import BLOCKS, text_of
from etl.clean.text_lines import as_lines

_AUTHOR_TAGS = ("author", "article:author", "article:author_name", "dc.creator", "dcterms.creator", "dc.contributor", "parsely-author", "sailthru.author", "byl", "og:author", "article.author", "twitter:creator_name", "citation_author", "cxenseparse:author", "mediator_author", "rbauthors", "byline")  # fmt: skip
_LOOKS = re.compile(
    r"by-?_?line|\bauthors?\b|[-_]author|author[-_]?(name|link|s)|\bwriter|writtenby|signature\b|\bautor(es)?\b|\bauteur",
    re.I,
)
_PAGES_OF_AUTHORS = re.compile(
    r"/(?:authors?|by|contributors?|people|reporters?|columnists?|journalists?|autor(?:es|en)?|auteurs?)/[^/?#]{2,60}/?$",
    re.I,
)
"""Addresses of pages about authors."""
_CHECKED = re.compile(r"\W{0,20}\b(?:fact[- ]?check|(?:medically |legally |expert )?review)ed\b", re.I)
"""Whom a byline names behind this did not write."""
_NAME = re.compile(r"(^|[\s_-])(fn|author-?name|author[-_]+name|name)($|\s)|\bauthor\b", re.I)
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]+(?![\w@./-])")
_OTHER_WORK = re.compile(r"\b(?:photograph|illustrat|styled|produced|modell?ed)", re.I)
"""What a list of all who worked on a story names beside its authors."""
_WRITTEN = re.compile(r"(?:written|article|story|words|text|authored) by\b|authors?:", re.I)
_MANY = 8
"""Elements of one kind side by side that are no list of authors any more."""
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
    declared = [people(names, sites) for names in said if not any(map(_OTHER_WORK.search, names))]
    seen, alone = _seen(root, title, sites)
    first = next(filter(None, declared), [])
    if first:
        # What names them and others too is the whole byline.
        wider = (names for names in [*declared, seen] if set(first) < set(names))
        return next((names for names in wider if _are_others(set(names) - set(first), first, root)), first)
    if seen:
        return seen
    lines = as_lines([*lines_below(root, title), "", *lines_above(root, title)])
    found = byline_authors(lines, title or "", list(range(len(lines))), [], [])
    seen = [name for name in people(found, sites) if not _is_of_common_words(name, root)]
    # A company, a team, a blog's own name or an account is an author where the page names no other.
    companies, shown = _organizations(article), lines_of_authors(root, title)
    return (
        seen
        or alone
        or _signed(root, sites)
        or people(companies, sites)
        or accounts([*chain(*said), *companies, *filter(is_team, shown)])
    )


def _signed(root: HtmlElement, sites: list[str]) -> list[str]:
    """Return whom a line anywhere on the page says it was written by; else the one person whose page all links to authors lead to."""
    before = ""
    links: dict[str, None] = {}
    for element in root.iter("p", "div", "span", "h2", "h3", "h4", "h5", "strong", "em", "b", "small", "a"):
        if element.tag == "a":
            if _is_marked(element) and (name := text_of(element)):
                links[name] = None
            continue
        line = single_spaced(element.text or "")[:_MOST]
        if not line and not before:
            continue
        is_signed = bool(before) or bool(_WRITTEN.match(line))
        whole = f"{before} {text_of(element)[:_MOST]}" if is_signed else ""
        if is_signed and (found := people([whole], sites)):
            return [name for name in found if " " in name or not name.isascii()]
        before = line if is_by_alone(line) and _WRITTEN.match(line) else ""
    found = people(links, sites)
    return found if len(found) == 1 else []


def _seen(root: HtmlElement, title: str | None, sites: list[str]) -> tuple[list[str], list[str]]:
    """Return the people named by what looks like a byline nearest to the headline; and whom it names with one word."""
    alone: list[str] = []
    for element in islice(by_headline(root, title, _LOOKS, links=_PAGES_OF_AUTHORS), _TRIES):
        names = people(_names(element), sites)
        found = [name for name in names if not _is_of_common_words(name, root, all)]
        # One word beside a headline is as often a label or a count as a name.
        if any(" " in name or is_chinese_name(name) for name in found):
            return ([], alone) if alone and alone[0] not in found[0] else (found, [])
        if found and _is_marked(element):
            alone = alone or found
    return [], alone


def _are_others(names: set[str], first: list[str], root: HtmlElement) -> bool:
    """Return whether `names` are of other people than `first`, and no labels."""
    known = {name.split()[-1].casefold() for name in first}
    text = text_of(root)
    return not any(
        name.split()[-1].casefold() in known
        or _is_of_common_words(name, root)
        or re.search(rf"(?:©|copyright)[^©]{{0,30}}{re.escape(name)}", text, re.I)
        for name in names
    )


def _is_marked(element: HtmlElement) -> bool:
    """Return whether `element` says by itself that what is in it is an author's name."""
    return element.get("rel") == "author" or bool(_PAGES_OF_AUTHORS.search(element.get("href") or ""))


def declared_authors(tags: dict[str, list[str]], article: jsonld.Object) -> tuple[list[str], list[str]]:
    """Return whom JSON-LD declares as authors, and whom the meta tags do."""
    authors = _listed(article.get("author")) or _listed(article.get("creator"))
    in_jsonld = jsonld.texts([author for author in authors if not _is_organization(author)])
    # WordPress declares there who wrote, or how long it takes to read.
    label = next(iter(tags.get("twitter:data1", ())), "")
    written = [label] if label and "twitter:label1" in tags and not any(map(str.isdigit, label)) else []
    return in_jsonld, [*(value for name in _AUTHOR_TAGS for value in tags.get(name, ())), *written]


def _organizations(article: jsonld.Object) -> list[str]:
    return jsonld.texts([author for author in _listed(article.get("author")) if _is_organization(author)])


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _is_organization(author: object) -> bool:
    return isinstance(author, dict) and any("Organization" in kind for kind in jsonld.types(author))


def lines_of_authors(root: HtmlElement, title: str | None) -> list[str]:
    """Return the texts of what looks like a byline nearest to the headline."""
    near = (
        text_of(one) for one in islice(by_headline(root, title, _LOOKS, links=_PAGES_OF_AUTHORS), _NEAREST)
    )
    return [text for text in near if len(text) <= _MOST]


def _is_of_common_words(name: str, root: HtmlElement, how: Callable[[Iterable[bool]], bool] = any) -> bool:
    """Return whether a word of `name`, or `all`, stands in the page in small letters, as those of labels do."""
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", name) if len(word) > _INITIALS]
    return bool(words) and how(map(_small_words(root).__contains__, words))


def _small_words(root: HtmlElement) -> set[str]:
    return {word for word in _WORD.findall(text_of(root)) if word[0].islower()}


def _names(element: HtmlElement) -> list[str]:
    """Return the names in a byline: those it marks, with their neighbours of the same kind, or its text."""
    lines = _lines(element)
    text = _CHECKED.split(" ".join(lines))[0]
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
        and text_of(below) in text
    ]
    if marked:
        return marked
    beside = _same_kind_beside(element)
    named = next(
        (line for line in lines if people([line])), None
    )  # what stands below a name is a post or a date
    return [named or text, *beside]


def _lines(element: HtmlElement) -> list[str]:
    """Return the lines of a byline; a lone "by" is joined to the next."""
    parts: list[str] = []
    for event, one in etree.iterwalk(element, events=("start", "end")):
        is_block = one is not element and (one.tag in BLOCKS or one.tag == "br")
        parts.append("\n" if is_block else " ")
        if event == "start":
            parts.append(one.text or "")
        elif one is not element:
            parts.append(one.tail or "")
    lines = [line for part in "".join(parts).split("\n") if (line := single_spaced(part))]
    joined: list[str] = []
    for line in lines:
        if joined and (
            is_by_alone(joined[-1])
            or joined[-1].endswith((",", " and", "&"))
            or line[0] in ",&"
            or line.startswith("and ")
        ):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined


def _same_kind_beside(element: HtmlElement) -> list[str]:
    """Several authors stand in elements alike, side by side."""
    parent = element.getparent()
    if parent is None or not (element.get("rel") or element.get("class") or element.get("itemprop")):
        return []
    kind = (element.tag, element.get("rel"), element.get("class"), element.get("itemprop"))
    beside = (
        text_of(other)
        for other in parent
        if other is not element
        and (other.tag, other.get("rel"), other.get("class"), other.get("itemprop")) == kind
    )
    alike = list(islice(beside, _MANY))
    if len(alike) == _MANY:
        return []
    whole = _CHECKED.split(text_of(parent))[0]
    return [text for text in alike if len(text) <= _MOST and text in whole]
