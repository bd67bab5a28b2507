"""The visible text of a page as lines in reading order, each with the element that holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from lxml.html import HtmlElement

from etl.clean.lines import ends_sentence, weight
from etl.clean.normalize import normalize_line
from etl.clean.page.elements import Elements, elements_of
from etl.clean.page.parse import BLOCKS as _ALONE

BLOCKS = _ALONE | {"template"}
"""A template that is left in the page is a saved shadow tree; all others were removed."""
_SKIPPED = frozenset(
    "script style select option textarea input svg canvas iframe object embed audio video map head title".split()
)
_BOLD = frozenset(("b", "strong"))
_SPECIAL = BLOCKS | _BOLD | {"a", "br"}
"""Elements that do more than hold text."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BREAK = "\v"
_WRAPPED, _LEAST_WRAPPED = 0.5, 35
"""If this share of a block's lines, with at least this weight, does not end like a sentence, line breaks only wrap the text."""

_TAGS = {
    "nav": "nav", "header": "header", "footer": "footer", "aside": "aside", "form": "form", "figure": "figure", "table": "table",
    "list": "ul ol dl", "article": "article", "main": "main", "quote": "blockquote", "button": "button label", "noscript": "noscript",
    "figcaption": "figcaption caption", "cell": "td th", "code": "pre code", "h1": "h1", "h2": "h2", "heading": "h3 h4 h5 h6",
    "dialog": "dialog", "address": "address",
}  # fmt: skip
# What class, id, role and itemprop say of an element, read in small letters. Names lie: the judge weighs them.
_NAMES = {
    "good": r"article|body|content|entry|main|post|text|blog|story|paragraph",
    "bad": r"foot|header|menu|nav|side|rail|sponsor|newsletter|subscri|sign-?up|cookie|consent|gdpr|popup|modal|banner|advert|-ad-|\bads?\b|widget"
    r"|breadcrumb|login|search|toolbar|rating|copyright|complementary|dialog",
    "comment": r"comment|disqus|respon[ds]|repl(?:y|ies)|discuss|feedback|guestbook|forum",
    "related": r"related|promo|recirc|trending|popular|outbrain|taboola|recommend|more-|teaser|card|list|most-|latest|headlines|carousel|gallery|grid",
    "about": r"social|share|tags|byline|author|meta|credit|date|time|button|tool|print",
    "caption": r"caption|cutline|credit|legend",
    "hidden": r"(?!)",
    "unseen": r"(?<![a-z])(?:sr-only|visually-?hidden|screen-?reader|print-?only|hidden)(?![a-z])",
    "body": r"articlebody",
}
BIT = {name: 1 << number for number, name in enumerate((*_TAGS, *_NAMES))}
"""The bits of `Block.flags`: the kinds of tags, then what names and styles say."""
_TAG_BITS = {tag: BIT[name] for name, tags in _TAGS.items() for tag in tags.split()}
_SAID = [(BIT[name], re.compile(pattern)) for name, pattern in _NAMES.items()]


@dataclass(slots=True)
class Block:
    """An element that holds whole lines: those from `start` up to, not including, `end`."""

    tag: str
    names: str
    parent: int
    start: int
    flags: int  # what the element says of itself
    inside: int  # the same with what all elements around it say
    end: int = 0


@dataclass(slots=True)
class DomLine:
    """A line of text, the number of its innermost block, and how many of its characters are links or bold."""

    text: str
    block: int
    linked: int
    bold: int
    size: int  # weight
    broken: int  # lines that line breaks make of the same run of text
    url: str | None
    row: bool = False


@dataclass(slots=True)
class Page:
    """The lines of a page, and its blocks in document order; block 0 is the whole page."""

    lines: list[DomLine]
    blocks: list[Block]


def lines_of_page(body: HtmlElement) -> Page:
    """Return the lines of text below `body`."""
    page = elements_of(body.getroottree().getroot())
    return _Walk().read(page, page.numbers[body])


def declared_title(root: HtmlElement) -> str | None:
    """Return the title in the head of the page, including what the site adds to it."""
    for meta in root.iter("meta"):
        if meta.get("property") == "og:title" and (content := meta.get("content")):
            return str(content)
    title = root.find(".//title")
    return None if title is None else str(title.text_content())


class _Walk:
    def __init__(self) -> None:
        self.page = Page([], [Block("body", "", 0, 0, 0, 0)])
        self.open = [0]
        self.parts: list[tuple[str, bool, bool]] = []
        self.is_empty = True
        self.breaks = 0
        self.links = 0
        self.bolds = 0
        self.url: str | None = None
        self.is_row = False
        self.rows = 0

    def read(self, page: Elements, number: int) -> Page:
        around: list[int] = []  # elements that have begun and not ended
        start, end = number, page.ends[number] + 1
        parents, tags, openings, tails = page.parents, page.tags, page.openings, page.tails
        while number <= end:
            while around and (number == end or around[-1] != parents[number]):
                left = around.pop()
                if tags[left] in _SPECIAL:
                    self._end(tags[left])
                if (tail := tails[left]) and left != start:
                    self._text(tail)
            if number == end:
                break
            tag = tags[number]
            around.append(number)
            if tag in _SKIPPED:
                number = page.ends[number] + 1
                continue
            if tag in _SPECIAL:
                self._start(page.nodes[number], tag, page.attributes[number])
            if opening := openings[number]:
                self._text(opening)
            number += 1
        self.cut()
        self.page.blocks[0].end = len(self.page.lines)
        return self.page

    def _start(self, node: HtmlElement, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self.breaks += 1
            if self.breaks == 2:
                self.cut()
            else:
                self.parts.append((_BREAK, False, False))
        elif tag == "a":
            self.links += 1
            self.url = attributes.get("href")
        elif tag in _BOLD:
            self.bolds += 1
        elif tag in ("td", "th") and self.rows:
            if self.parts:
                self.parts.append((" | ", False, False))
                self.is_row = True
        else:
            self.cut()
            if tag == "table" and (self.rows or is_data_table(node)):
                self.rows += 1
            blocks = self.page.blocks
            parent = self.open[-1]
            names, flags = _says(tag, attributes)
            self.open.append(len(blocks))
            blocks.append(
                Block(tag, names, parent, len(self.page.lines), flags, flags | blocks[parent].inside)
            )

    def _end(self, tag: str) -> None:
        if tag == "a":
            self.links -= 1
        elif tag in _BOLD:
            self.bolds -= 1
        elif tag in BLOCKS and not (tag in ("td", "th") and self.rows):
            self.cut()
            self.page.blocks[self.open.pop()].end = len(self.page.lines)
            if tag == "table" and self.rows:
                self.rows -= 1

    def _text(self, text: str) -> None:
        if text.isspace():
            if self.parts:  # white space at a line's start says nothing
                self.parts.append((" ", False, False))
            return
        self.breaks = 0
        self.is_empty = False
        self.parts.append((text, self.links > 0, self.bolds > 0))

    def cut(self) -> None:
        """End the line that is being read."""
        if not self.parts:
            return
        parts, self.parts, self.breaks = self.parts, [], 0
        url, self.url = self.url, None
        is_row, self.is_row = self.is_row, False
        if self.is_empty:
            return
        self.is_empty = True
        runs = [parts]
        if (_BREAK, False, False) in parts:
            runs = [list(run) for key, run in groupby(parts, lambda part: part[0] == _BREAK) if not key]
        found = []
        for run in runs:
            text = normalize_line(run[0][0] if len(run) == 1 else "".join([part[0] for part in run]))
            if text:
                linked = sum(len(part[0].strip()) for part in run if part[1])
                bold = sum(len(part[0].strip()) for part in run if part[2])
                address = url if linked else None
                found.append(DomLine(text, self.open[-1], linked, bold, weight(text), 1, address, is_row))
        if len(found) > 1:
            found = _unwrapped(found)
        self.page.lines.extend(found)


def _unwrapped(lines: list[DomLine]) -> list[DomLine]:
    """Return the lines between line breaks; they are joined if the breaks only wrap the text."""
    loose = sum(1 for line in lines[:-1] if line.size >= _LEAST_WRAPPED and not ends_sentence(line.text))
    if loose >= _WRAPPED * (len(lines) - 1):
        text = " ".join([line.text for line in lines])
        whole = lines[0]
        linked, bold = sum(line.linked for line in lines), sum(line.bold for line in lines)
        return [DomLine(text, whole.block, linked, bold, sum(line.size for line in lines), 1, whole.url)]
    for line in lines:
        line.broken = len(lines)
    return lines


def _says(tag: str, attributes: dict[str, str]) -> tuple[str, int]:
    """Return the names of an element, and what its tag, names and style say about it, as bits."""
    if not attributes:
        return "   ", said(tag, "")
    get = attributes.get
    names = f"{get('class', '')} {get('id', '')} {get('role', '')} {get('itemprop', '')}"
    flags = said(tag, names)
    if "hidden" in attributes or ("style" in attributes and _HIDDEN.search(attributes["style"])):
        flags |= BIT["hidden"]
    return names, flags | BIT["unseen"] if get("aria-hidden") == "true" else flags


@lru_cache(maxsize=2_000)
def said(tag: str, names: str) -> int:
    """Return what the tag and the names of an element say about it, as bits."""
    flags = _TAG_BITS.get(tag, 0)
    for name in names[:500].lower().split():
        flags |= _said_by(name)
    return flags


@lru_cache(maxsize=2_000)
def _said_by(name: str) -> int:
    return sum(bit for bit, pattern in _SAID if pattern.search(name))


def is_data_table(table: HtmlElement) -> bool:
    """Return whether `table` holds data and not layout: it has a caption, headers, or rows and columns of cells."""
    if table.get("role") == "presentation" or table.get("datatable") == "0":
        return False
    if (
        table.get("summary")
        or next(table.iter("caption", "col", "colgroup", "tfoot", "thead", "th"), None) is not None
    ):
        return next(table.iterdescendants("table"), None) is None
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    columns = max((len(row.findall("td")) for row in rows), default=0)
    if len(rows) == 1 or columns == 1:
        return False
    return len(rows) >= 10 or columns > 4 or len(rows) * columns > 10
