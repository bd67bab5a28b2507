"""Read the names out of an element that looks like a byline."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from etl.clean.fields.authors import people
from etl.clean.fields.text_byline import line_authors
from etl.clean.normalize import single_spaced
from etl.clean.page.nearby import is_by_alone
from etl.clean.page.parse import BLOCKS, text_of

_NAME = re.compile(r"(^|[\s_-])(fn|author-?name|author[-_]+name|name)($|\s)|\bauthor\b", re.I)
_DAY = 3
"""A byline with a number among so many first words starts with a date, and has its names behind that."""
_MANY = 8
"""So many similar elements side by side are not a list of authors."""
MOST = 160
"""Most characters of a byline; longer texts are notes about the author."""


def names_in(element: HtmlElement) -> list[str]:
    """Return the names in a byline: those in marked elements and in similar elements beside it, else its text."""
    lines = _lines(element)
    text = " ".join(lines)
    if not text or len(text) > MOST:
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
    named = next((line for line in lines if people([line])), text)
    behind = line_authors(named) if any(word[0].isdigit() for word in named.split()[:_DAY]) else []
    return [*(behind or [named]), *beside]  # what follows a name in its element is a post or a date


def _lines(element: HtmlElement) -> list[str]:
    """Return the lines of a byline; a line that is only "by" is joined to the next one."""
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
    """Return the texts of sibling elements of the same kind: several authors often have one element each."""
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
    whole = text_of(parent)
    return [text for text in alike if len(text) <= MOST and text in whole]
