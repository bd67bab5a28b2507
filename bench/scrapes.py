"""The plain-text scrapes that the judge of lines learns from: labelled pages as text, and those again in other forms.

Each page is written out as copies of a whole page are, and as copies of an article's column. A judge that has seen only these leans on
how today's sites are built, so each comes again between what surrounds another site's article, with its menus joined to long lines,
set with other blank lines, cut to a short note, and some in made-up letters.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from lxml import etree
from lxml.html import HtmlElement

from bench.cleaning_pages import Array, Labelled, grams, line_weights, made_up, rows, shares, site_of
from etl.clean.judge.scrape_signs import scrape_signs
from etl.clean.page.parse import UnparsablePageError, parse
from etl.clean.text_lines import Line, as_lines, lines_of_text
from etl.read.charsets import decode

Row = tuple[str, bool, float]
"""A line, whether a blank one stands before it, and how much of it the gold has."""
_ALONE = frozenset(
    "article aside br dd details div dt fieldset figcaption footer form header hr legend li main nav table tr".split()
)
_APART = frozenset("blockquote dl figure h1 h2 h3 h4 h5 h6 ol p pre ul".split())
"""Elements that stand in lines of their own, and those with blank lines around them."""
_UNSEEN = frozenset("head title noscript template svg iframe script style".split())
_REACH = 0.95
"""Share of the article that its column has."""
_OTHER, _MADE_UP = 0.5, 0.3
"""Weight of a scrape in another form, and in made-up letters, where the scrape itself has 1."""
_LEAST_LINES = 5
_MENU, _MOST_JOINED = 40, 15
"""Characters of a menu's name, and so many names in one line."""


def scrapes(folder: Path, *, copies: bool) -> Iterator[Labelled]:
    """Yield the labelled scrapes of a set of pages, each followed by its other forms when `copies`."""
    choose = random.Random(1)
    others: list[tuple[str, list[Row]]] = []
    for name, path, gold in rows(folder):
        try:
            root = parse(decode(path.read_bytes(), html=True)[0])
        except UnparsablePageError:
            continue
        site = site_of(gold.get("url") or gold.get("host") or name)
        for mode, node in (("column", _column(root, gold["body"])), ("page", root)):
            about = (f"{mode}/{name}", site, gold["body"])
            lines = lines_of_text(as_text(node))
            if not lines:
                continue
            share = shares([line.text for line in lines], [line.size for line in lines], gold["body"])
            yield _labelled(about, lines, share, 1.0)
            if not copies or not (share > 0.5).any():
                continue
            found = [
                (line.text, line.after_blank, float(part)) for line, part in zip(lines, share, strict=True)
            ]
            around = [one for one in others if one[0] != site]
            other, surroundings = choose.choice(around) if around else (site, found)
            for form, times in _forms(found, surroundings, choose):
                if len(form) >= _LEAST_LINES:
                    texts = chain.from_iterable(("", row[0]) if row[1] else (row[0],) for row in form)
                    yield _labelled(about, as_lines(texts), np.array([row[2] for row in form]), times, other)
            others.append((site, found))


def as_text(tree: HtmlElement) -> str:
    """Return the text below `tree`, laid out in lines as a reader would copy it."""
    lines, is_open = [""], False
    parts: list[str] = []

    def cut(tag: str) -> None:
        nonlocal parts
        if tag in _ALONE or tag in _APART:
            if text := " ".join(" ".join(parts).split()):
                lines.append(re.sub(r" (?=[,:;.!?)])", "", text))
            parts = []
            if tag in _APART and lines[-1]:
                lines.append("")

    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, node in walk:
        if not isinstance(node.tag, str):
            continue
        is_open = event == "start"
        if is_open and node.tag in _UNSEEN:
            walk.skip_subtree()
        else:
            cut(node.tag)
            if is_open:
                parts.append(node.text or "")
        if not is_open and node is not tree:
            parts.append(node.tail or "")
    cut("p")
    return "\n".join(lines)


def _column(root: HtmlElement, body: str) -> HtmlElement:
    """Return the smallest element that has the headline and nearly all of the article."""
    best, heading = root, next(root.iter("h1"), None)
    above = set(heading.iterancestors()) if heading is not None else set()
    wanted = grams(body.casefold())

    def has(node: HtmlElement) -> int:
        return (wanted & grams(" ".join(node.itertext()).casefold())).total()

    reach = _REACH * has(root)
    while True:
        inner = next(
            (
                child
                for child in best
                if isinstance(child.tag, str)
                and (heading is None or child is heading or child in above)
                and has(child) >= reach
            ),
            None,
        )
        if inner is None:
            return best
        best = inner


def _labelled(
    about: tuple[str, str, str], lines: list[Line], share: Array, times: float, other: str = ""
) -> Labelled:
    name, site, body = about
    texts = [line.text for line in lines]
    weights = times * line_weights(texts, share)
    columns: dict[str, Array] = {}
    for sign, values in scrape_signs(lines).items():
        columns[sign] = values.astype(np.float32)  # halves what it takes
    return Labelled(name, site, texts, body, columns, share, weights, lines, other)


def _forms(found: list[Row], other: list[Row], choose: random.Random) -> Iterator[tuple[list[Row], float]]:
    """Yield other forms of a scrape and their weights; `other` is one of another site."""
    head, article, tail = _parts(found)
    other_head, _, other_tail = _parts(other)
    which = choose.choice(("head", "tail", "both"))
    mixed = (head if which == "tail" else other_head) + article + (tail if which == "head" else other_tail)
    yield _set_otherwise(mixed, choose, 0.5), _OTHER
    yield _set_otherwise(_cut(_dropped(found, choose), choose), choose, 0.6), _OTHER
    if choose.random() < 0.3:
        script = choose.choice(("caseless", "without spaces", "without spaces", "without full stops"))
        yield (
            [
                (" ".join(made_up(text, script).split()) or text, is_after, part)
                for text, is_after, part in found
            ],
            _MADE_UP,
        )


def _parts(found: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the lines above the article, the article with what stands in it, and the lines below."""
    inside = [number for number, row in enumerate(found) if row[2] > 0.5]
    return found[: inside[0]], found[inside[0] : inside[-1] + 1], found[inside[-1] + 1 :]


def _set_otherwise(form: list[Row], choose: random.Random, chance: float) -> list[Row]:
    if choose.random() < chance:
        form = _joined(form, choose)
    if choose.random() < chance:
        form = _with_blanks(form, choose)
    return form


def _joined(form: list[Row], choose: random.Random) -> list[Row]:
    """Return `form` with short lines around the text joined, as menus of old pages are."""
    between, most = choose.choice((" ", " ", " | ", " · ", " : ")), choose.randrange(4, _MOST_JOINED)
    made: list[Row] = []
    names = 0
    for text, is_after, part in form:
        is_name = part < 0.2 and len(text) < _MENU
        if is_name and 0 < names < most:
            made[-1] = (f"{made[-1][0]}{between}{text}", made[-1][1], 0.0)
            names += 1
        else:
            made.append((text, is_after, part))
            names = int(is_name)
    return made


def _with_blanks(form: list[Row], choose: random.Random) -> list[Row]:
    """Return `form` with a blank line before each line, none, half of them, or before long lines only."""
    kind = choose.choice(("all", "none", "half", "long"))
    return [
        (
            text,
            kind == "all"
            or (kind == "half" and is_after and choose.random() < 0.5)
            or (kind == "long" and len(text) > 60),
            part,
        )
        for text, is_after, part in form
    ]


def _dropped(form: list[Row], choose: random.Random) -> list[Row]:
    """Return `form` without some of its blocks, more of them around the article than of it."""
    kept, is_kept = [], True
    for row in form:
        if row[1]:
            is_kept = choose.random() >= 0.25 or (row[2] > 0.5 and choose.random() < 0.5)
        if is_kept:
            kept.append(row)
    return kept


def _cut(form: list[Row], choose: random.Random) -> list[Row]:
    """Return `form` with the article cut to a note, or less above and below it."""
    if not any(row[2] > 0.5 for row in form):
        return form
    head, article, tail = _parts(form)
    if choose.random() < 0.4:
        inside = [number for number, row in enumerate(article) if row[2] > 0.5]
        size = choose.randrange(2, 9)
        article = article[: inside[size - 1] + 1] if len(inside) > size else article
    if choose.random() < 0.6:
        head = head[choose.randrange(len(head) + 1) :]
    if choose.random() < 0.6:
        tail = tail[: choose.randrange(len(tail) + 1)]
    return head + article + tail
