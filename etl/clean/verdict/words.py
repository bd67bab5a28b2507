"""What a page is by its words: three linear models, for the names of elements, for what the page tells machines, and for prose.

Names of elements are English whatever language the page is in. Words of prose are known only in the languages of the training
pages; a page with hardly any known word gets no value for that sign. `bench/train_verdict.py` fits the weights, which are kept
in `verdict_words.json`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from etl.clean.fields.metadata import Metadata
from etl.clean.page.dom_lines import Page

MODEL = Path(__file__).with_name("verdict_words.json")
_WORD = re.compile(r"[^\W\d_]{2,20}")
_PART = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])")
_LIKELY, _PLAIN, _LINKED = 0.3, 60, 0.3
"""Lines that are read: those with this probability, and those with this weight and at most this share in links."""
_MOST_TEXT, _MOST_NAMES, _LONGEST_NAME = 20_000, 300, 60
_LONGEST_META, _LONGEST_ADDRESS, _MOST_CLASSES = 40, 150, 60
_TOLD = frozenset(("og:type", "twitter:card", "generator"))
"""Meta tags whose value is a word of its own."""
_LINK_TYPES = ("oembed", "rss", "atom")
_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[a-z]{3,20}")
_HOST = re.compile(r"^(?:https?:)?//[^/]{0,200}")
_LEAST = 5
"""Least number of known words for a reader to have a say."""


@dataclass(frozen=True)
class Reader:
    """The weights of words; a positive weight speaks for an article."""

    bias: float
    weights: dict[str, float]

    def score(self, words: Set[str]) -> float:
        """Return the score of `words`, or NaN when too few of them are known."""
        known = [self.weights[word] for word in words & self.weights.keys()]
        return sum(known) / math.sqrt(len(known)) + self.bias if len(known) >= _LEAST else math.nan


def names_of_elements(page: Page) -> set[str]:
    """Return the names of the page's elements, and the words in those names with a `~` in front."""
    names = {name for names in {block.names for block in page.blocks} for name in names[:_MOST_NAMES].split()}
    return set().union(*map(_parts_of, names))


@lru_cache(maxsize=2_000)
def _parts_of(name: str) -> tuple[str, ...]:
    parts = _PART.findall(name[:_LONGEST_NAME])
    return (name.lower()[:_LONGEST_NAME], *(f"~{part.lower()}" for part in parts))


def words_of_head(root: HtmlElement, about: Metadata) -> set[str]:
    """Return what the page tells machines, each kind of word with its own beginning.

    These are meta tags, relations of links, declared types, classes of the body, fields and forms, and the words of the address.
    """
    found = {f"k:{kind}" for kind in about.kinds}
    for link in root.iter("link"):
        found.update(f"l:{word}" for word in (link.get("rel") or "").lower().split())
        found.update(f"l:{kind}" for kind in _LINK_TYPES if kind in (link.get("type") or ""))
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = (meta.get("content") or "").lower()
        found.add(f"m:{name[:_LONGEST_META]}")
        if name in _TOLD:
            found.add(f"{name}:{content.partition(' ')[0][:20]}")
        elif name == "robots" and "noindex" in content:
            found.add("m:noindex")
    if about.url:
        address = urlsplit(about.url)
        own = f"{address.path} {address.query}".lower()[:_LONGEST_ADDRESS]
        found.update(f"u~{part}" for part in _LATIN.findall(own))
        if address.path in ("", "/"):
            found.add("u:/")
    return found | _words_of_body(root)


def _words_of_body(root: HtmlElement) -> set[str]:
    """Return the classes of the body, and the fields and forms of the page."""
    found = set()
    for element in (root, *root.iter("body")):
        for name in f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()[:_MOST_CLASSES]:
            found.add(f"b:{_DIGITS.sub('0', name[:_LONGEST_NAME])}")
            found.update(f"b~{part}" for part in _LATIN.findall(name[:_LONGEST_NAME]))
    for field in root.iter("input", "textarea", "select", "button"):
        found.add(f"i:{(field.get('type') or field.tag).lower()}")
        own = f"{field.get('name') or ''} {field.get('id') or ''}".lower()[:_LONGEST_NAME]
        found.update(f"i~{part}" for part in _LATIN.findall(own))
    for form in root.iter("form"):
        action = _HOST.sub("", form.get("action") or "", count=1).lower()
        found.update(f"f~{part}" for part in _LATIN.findall(action[:_LONGEST_ADDRESS]))
    return found


def words_of_text(page: Page, about: Metadata, likely: Sequence[float]) -> set[str]:
    """Return the words of the page's prose; words of `<title>` start with `t:`, those of the first headings with `h:`."""
    prose = " ".join(
        line.text
        for line, share in zip(page.lines, likely, strict=True)
        if share > _LIKELY or (line.size >= _PLAIN and line.linked < _LINKED * len(line.text))
    )
    headings = [line.text for line in page.lines if page.blocks[line.block].tag == "h1"][:3]
    return {
        *_words(prose[:_MOST_TEXT]),
        *(f"t:{word}" for word in _words(about.page_title or about.title or "")),
        *(f"h:{word}" for heading in headings for word in _words(heading[:500])),
    }


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def words_of_page(
    page: Page, root: HtmlElement, about: Metadata, likely: Sequence[float]
) -> dict[str, set[str]]:
    """Return the words of the page by the name of their reader."""
    return {
        "names": names_of_elements(page),
        "text": words_of_text(page, about, likely),
        "head": words_of_head(root, about),
    }


def word_signs(page: Page, root: HtmlElement, about: Metadata, likely: Sequence[float]) -> dict[str, float]:
    """Return the score that each reader gives the page."""
    readers, words = load(), words_of_page(page, root, about, likely)
    return {f"words_{name}": readers[name].score(own) for name, own in words.items()}


@cache
def load() -> dict[str, Reader]:
    """Return the readers by name."""
    said: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))
    return {name: Reader(one["bias"], one["weights"]) for name, one in said.items()}
