"""The article's elements to its paragraphs, captions and promo lines, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from etl.article import RelatedLink
from etl.clean.boilerplate import is_data_table
from etl.clean.lines import ends_sentence, weight
from etl.clean.normalize import normalize_line
from etl.clean.page import BLOCKS, names_of, text_of
from etl.clean.promo import promo

_CAPTION = re.compile(r"(^|[\s_-])(caption|wp-caption-text|cutline)([\s_-]|$)", re.I)
_TEXT = ("blockquote", "pre", "table", "ul", "ol")
_PICTURE_MOST = 1_000
"""Characters above which a figure is more than a picture."""

_BREAK = "\v"
_BROKEN, _WHOLE = 40, 0.8
"""Weight of a line that may be a paragraph when it ends as a sentence, and the share of such lines from which single
breaks part paragraphs."""
_LINK = 0.8
"""Share of a paragraph's characters in links from which it is a link."""


@dataclass
class Blocks:
    """What was read from the article's elements."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    related: list[RelatedLink] = field(default_factory=list)
    linked: int = 0  # paragraphs that are a link and nothing else

    def size(self) -> int:
        """Return the number of characters in the paragraphs."""
        return sum(map(len, self.paragraphs))


def blocks(elements: Iterable[HtmlElement]) -> Blocks:
    """Return the paragraphs of `elements`, with captions and promo lines apart."""
    found = Blocks()
    for element in elements:
        _Reader(found).read(element)
    return found


@dataclass
class _Reader:
    """Walks one element and cuts its text where a block begins or ends."""

    found: Blocks
    parts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    breaks: int = 0
    is_row: bool = False  # of a table: a bar in it parts cells
    open_links: int = 0
    linked: int = 0  # characters in links
    tables: dict[HtmlElement, bool] = field(default_factory=dict)  # whether each holds data

    def read(self, element: HtmlElement) -> None:
        skipped: HtmlElement | None = None
        for event, node in etree.iterwalk(element, events=("start", "end")):
            if skipped is not None:
                if event == "end" and node is skipped:
                    skipped = None
                    self._text(node.tail if node is not element else None)
                continue
            if event == "start":
                if _is_caption(node) or _is_picture(node):
                    self.cut()
                    for caption in (
                        [node] if _is_caption(node) else filter(_is_caption, node.iterdescendants())
                    ):
                        self._caption(caption)
                    skipped = node
                    continue
                self._start(node)
            else:
                self._end(node, is_last=node is element)
        self.cut()

    def _start(self, node: HtmlElement) -> None:
        if node.tag == "br":
            self.breaks += 1
            if self.breaks == 2:
                self.cut()
            else:
                self.parts.append(_BREAK)
        elif node.tag in ("td", "th"):
            if self.parts and self._in_data_table(node):
                self.parts.append(" | ")
                self.is_row = True
            elif not self._in_data_table(node):
                self.cut()
        elif node.tag in BLOCKS:
            self.cut()
        elif node.tag == "a":
            self.links.append(node.get("href") or "")
            self.open_links += 1
        self._text(node.text)

    def _end(self, node: HtmlElement, is_last: bool) -> None:
        if node.tag == "a":
            self.open_links -= 1
        if node.tag in BLOCKS and not (node.tag in ("td", "th") and self._in_data_table(node)):
            self.cut()
        if not is_last:
            self._text(node.tail)

    def _text(self, text: str | None) -> None:
        if text:
            if text.strip():
                self.breaks = 0
                self.linked += self.open_links and len(text)
            self.parts.append(text)

    def _in_data_table(self, cell: HtmlElement) -> bool:
        table = next(cell.iterancestors("table"), None)
        if table is None:
            return False
        if table not in self.tables:
            self.tables[table] = is_data_table(table)
        return self.tables[table]

    def _caption(self, node: HtmlElement) -> None:
        text = normalize_line(text_of(node))
        if text and text not in self.found.captions:
            self.found.captions.append(text)

    def cut(self) -> None:
        """End the paragraph that is being read, or the several that single line breaks part."""
        lines = _paragraphs("".join(self.parts))
        url = self.links[-1] if self.links else None
        is_link, is_row = self.linked >= _LINK * sum(map(len, lines)), self.is_row
        self.is_row = False
        self.parts, self.links, self.breaks, self.linked = [], [], 0, 0
        address = url if url and url.startswith(("http://", "https://")) else None
        for line in lines:
            link = None if is_row else promo(line, address)
            if link is not None:
                self.found.related.append(link)
            else:
                self.found.paragraphs.append(line)
                self.found.linked += is_link


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a block: one, or where nearly all its lines are sentences, each of them."""
    lines = [line for part in text.split(_BREAK) if (line := normalize_line(part))]
    if len(lines) < 2:
        return lines
    whole = sum(len(line) for line in lines if weight(line) >= _BROKEN and ends_sentence(line))
    if whole >= _WHOLE * sum(map(len, lines)):
        return lines
    return [" ".join(lines)]


def _is_caption(node: HtmlElement) -> bool:
    return node.tag == "figcaption" or bool(_CAPTION.search(names_of(node)))


def _is_picture(node: HtmlElement) -> bool:
    """Return whether `node` is a picture with its caption: its other words are labels such as "Image"."""
    if node.tag != "figure" or next(node.iterdescendants(*_TEXT), None) is not None:
        return False
    return len(text_of(node)) <= _PICTURE_MOST and any(map(_is_caption, node.iterdescendants()))
