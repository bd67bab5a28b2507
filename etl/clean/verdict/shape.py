"""Signs of a page's shape: boxes with a text each, what stands inside the article, and how sure the judge of lines is of it.

A list of stories with long teasers, or a blog's front with whole posts, has as much running text as an article. Its boxes with
text repeat, its headings are links, and the same short lines (`Read more`, `3 comments`) come again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.clean.page.dom_lines import DomLine, Page
from etl.clean.verdict.signs import LIKELY, LONGEST_NAME, SURE, is_link, log_of, share_of

_TEXT = 80
"""Least weight of running text in a box."""
_SHORT = 60
"""Weight below which a line is short."""
_AGAIN = 3
"""Least number of times that a line stands on the page to count as repeated."""
_BEST = (2, 3, 5, 8, 13)
"""Which of the likeliest lines are looked at."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SMALL = frozenset(("p", "li", "tr", "td"))
"""Elements that are a box only with more than one line."""
_DATE = re.compile(r"(?:19|20)\d\d\b|\d[./-]\d{1,2}[./-]\d|\d:\d\d\b")
_DIGITS = re.compile(r"\d+")

Floats = NDArray[np.float64]


@dataclass
class _Boxes:
    """Boxes of one shape, none inside another: their number, weight of running text and of the article, linked headings."""

    number: int = 0
    running: float = 0.0
    judged: float = 0.0
    headed: int = 0
    end: int = -1


def shape_signs(page: Page, running: Sequence[bool], likely: Sequence[float]) -> dict[str, float]:
    """Return the value of each sign by its name.

    `running` says for each line whether it is running text, `likely` how likely it is part of the article.
    """
    return {
        **_boxes(page, running, likely),
        **_inside(page, running, likely),
        **_repeated(page.lines),
        **_sureness(page.lines, running, likely),
    }


def _boxes(page: Page, running: Sequence[bool], likely: Sequence[float]) -> dict[str, float]:
    lines, blocks = page.lines, page.blocks
    text = _sums([line.size if runs else 0 for line, runs in zip(lines, running, strict=True)])
    judged = _sums([line.size if share > LIKELY else 0 for line, share in zip(lines, likely, strict=True)])
    headings = _sums([is_link(line) and blocks[line.block].tag in _HEADINGS for line in lines])
    beside: dict[Hashable, _Boxes] = {}
    anywhere: dict[Hashable, _Boxes] = {}
    for block in blocks[1:]:
        weight = text[block.end] - text[block.start] if block.end > block.start else 0
        if weight < _TEXT or (block.tag in _SMALL and block.end - block.start < 2):
            continue
        names = block.names[:LONGEST_NAME]
        groups = [beside.setdefault((block.parent, block.tag, names), _Boxes())]
        if names.strip():
            groups.append(anywhere.setdefault((block.tag, names), _Boxes()))
        for group in groups:
            if block.start >= group.end:
                group.number += 1
                group.running += weight
                group.judged += judged[block.end] - judged[block.start]
                group.headed += headings[block.end] > headings[block.start]
                group.end = block.end
    return {
        **_of_groups("beside", beside, text[-1], judged[-1]),
        **_of_groups("all", anywhere, text[-1], judged[-1]),
    }


def _of_groups(name: str, groups: dict[Hashable, _Boxes], text: float, judged: float) -> dict[str, float]:
    repeated = [boxes for boxes in groups.values() if boxes.number > 1]
    best = max(repeated, key=lambda boxes: boxes.running, default=_Boxes())
    return {
        f"posts_{name}": log_of(best.number),
        f"posts_{name}_share": share_of(best.running, text),
        f"posts_{name}_judged": share_of(best.judged, judged),
        f"posts_{name}_headed": log_of(best.headed),
        f"posts_{name}_headed_share": share_of(best.headed, best.number),
        f"posts_{name}_most": log_of(max((boxes.number for boxes in repeated), default=0)),
    }


def _inside(page: Page, running: Sequence[bool], likely: Sequence[float]) -> dict[str, float]:
    """Return signs of the lines from the first to the last that is likely part of the article."""
    good = [number for number, share in enumerate(likely) if share > LIKELY]
    first, end = (good[0], good[-1] + 1) if good else (0, 0)
    lines = page.lines[first:end]
    headings = [line for line in lines if page.blocks[line.block].tag in _HEADINGS]
    linked = sum(map(is_link, headings))
    short = [line for line in lines if line.size < _SHORT]
    return {
        "span_headings": log_of(len(headings)),
        "span_linked_headings": log_of(linked),
        "span_linked_share": share_of(linked, len(headings)),
        "span_big": log_of(sum(page.blocks[line.block].tag in ("h1", "h2") for line in headings)),
        "span_dates": log_of(sum(bool(_DATE.search(line.text)) for line in short)),
        "span_linked": share_of(sum(line.linked for line in lines), sum(len(line.text) for line in lines)),
        "span_link_lines": share_of(sum(map(is_link, lines)), len(lines)),
        "span_short": share_of(len(short), len(lines)),
        "span_run_heads": share_of(len(headings), sum(running[first:end])),
        "span_urls": log_of(len({line.url for line in lines if line.url})),
    }


def _repeated(lines: list[DomLine]) -> dict[str, float]:
    short = Counter(_DIGITS.sub("0", line.text.casefold()) for line in lines if line.size < _SHORT)
    again = [number for number in short.values() if number >= _AGAIN]
    return {
        "again_most": log_of(max(short.values(), default=0)),
        "again_kinds": log_of(len(again)),
        "again_share": share_of(sum(again), len(lines)),
        "pages_lines": log_of(
            sum(len(line.text) < 4 and line.text.isdigit() and is_link(line) for line in lines)
        ),
    }


def _sureness(lines: list[DomLine], running: Sequence[bool], likely: Sequence[float]) -> dict[str, float]:
    share, size = np.array(likely, dtype=float), np.array([line.size for line in lines], dtype=float)
    text = size * np.array(running, dtype=bool)
    best = np.sort(share)[::-1]
    longest = now = 0.0
    for line, one in zip(lines, likely, strict=True):
        now = now + line.size if one > SURE else 0.0
        longest = max(longest, now)
    some = size[share > 1 - SURE].sum()
    return {
        **{f"likely_{n}": float(best[n - 1]) if len(best) >= n else 0.0 for n in _BEST},
        "likely_running": share_of(float((share * text).sum()), float(text.sum())),
        "likely_middling": share_of(float(size[(share > 1 - SURE) & (share < SURE)].sum()), float(some)),
        "likely_longest": log_of(longest),
    }


def _sums(values: Sequence[float]) -> list[float]:
    return [0.0, *np.cumsum(np.array(values, dtype=float)).tolist()]
