"""The labelled pages that the verdict is trained on, and other forms made of them, as signs and words."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bench.cleaning_pages import site_of
from bench.labelled import Labelled, labelled
from etl.clean.fields.metadata import Metadata, metadata
from etl.clean.judge.page_lines import likelihoods
from etl.clean.page.dom_lines import Page, declared_title, lines_of_page
from etl.clean.page.parse import parse
from etl.clean.verdict.kinds import are_teasers, signs_but_words
from etl.clean.verdict.words import words_of_page

OTHERS = ("nonarticles/mixed", "nonarticles/wcxb")
"""Sets of pages that are no articles."""
_CALLED = {"collection": "listing", "section": "listing", "other": "home"}
_FEW_LINES = 4


@dataclass
class Example:
    """The signs of a page, its words for each reader, and what is right for it."""

    source: str
    made: str  # how it differs from the page as saved; "" for that
    site: str
    kind: str
    signs: dict[str, float]
    words: dict[str, set[str]]
    about: Metadata
    is_cut: bool  # as `are_teasers` says
    is_doubtful: bool  # not trained on: said to be an article, but a site's front or next to nothing
    row: int = 0  # among all that are trained on

    def part(self, parts: int) -> int:
        """Return the part of a cross-validation in so many `parts` that its site belongs to."""
        return zlib.crc32(f"{parts} {self.site}".encode()) % parts


def examples_of(folder: Path, name: str, *, make: bool, step: int = 1) -> Iterator[Example]:
    """Yield the pages of the set in `folder`, called `name`, each followed by its other forms when `make`."""
    is_other = name in OTHERS
    for page in labelled(folder, "kind" if is_other else "", step):
        site = site_of(page.url or page.gold.get("site_name") or page.file)
        kind = _CALLED.get(page.gold["kind"], page.gold["kind"]) if is_other else "article"
        is_front = bool(page.url) and urlsplit(page.url).path in ("", "/")
        for how, root, lines, about in _forms(page, is_other=is_other, make=make):
            likely = likelihoods(lines, declared_title(root))
            yield Example(
                name,
                how,
                site,
                kind,
                signs_but_words(lines, root, about, likely),
                words_of_page(lines, root, about, likely),
                about,
                are_teasers(lines),
                not is_other and (is_front or len(lines.lines) < _FEW_LINES),
            )


def _forms(
    page: Labelled, *, is_other: bool, make: bool
) -> Iterator[tuple[str, HtmlElement, Page, Metadata]]:
    """Yield how a form of `page` was made, its root, lines and metadata."""
    chance = random.Random(page.file)
    made = [""]
    if make and is_other:
        made += ["bare"] * (chance.random() < 0.5)
    elif make:
        made += ["bare", chance.choice(("cut", "bare cut", "bare cut"))]
    for how in made:
        root = parse(page.content) if how else page.root
        if "bare" in how:
            _strip(root, chance)
        if "cut" in how:
            _cut(root, chance.choice((1, 2, 3, 4)))
        about = metadata(root, "" if how else page.content)
        body = root.find("body")
        lines = lines_of_page(root if body is None else body)
        yield how, root, lines, about


def _strip(root: HtmlElement, chance: random.Random) -> None:
    """Take from the page what it declares, what its elements are called, and its newer elements."""
    for element in list(root.iter("meta", "link", "script")):
        element.drop_tree()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name in ("class", "id", "itemprop", "itemtype", "itemscope", "rel", "datetime", "role"):
            element.attrib.pop(name, None)
        if element.tag in (
            "article",
            "main",
            "header",
            "footer",
            "aside",
            "section",
            "figure",
            "nav",
            "figcaption",
        ):
            element.tag = "div"
        elif element.tag in ("h1", "h2", "h3", "time") and chance.random() < 0.5:
            element.tag = {"h1": "b", "time": "span"}.get(element.tag, "p")


def _cut(root: HtmlElement, keep: int) -> None:
    """Leave of the page's running text the first `keep` paragraphs."""
    running = [p for p in root.iter("p") if len("".join(p.itertext())) > 80]
    for paragraph in running[keep:]:
        paragraph.drop_tree()
