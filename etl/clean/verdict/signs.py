"""Signs (features) of a whole page that tell an article from a front page, list, form or shop; no sign is a word.

*Running text* is a line as long as a sentence that ends like one and is not a link.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from etl.clean.page.dom_lines import DomLine, Page

GROUPS = {
    "declared": ("og_", "ld_", "said_"),
    "address": ("path_", "has_url"),
    "landmarks": ("tag_article", "tag_section", "tag_time", "tag_main", "class_"),
    "headings": ("h1_", "tag_h1", "tag_h2", "tag_h3"),
    "form": ("input_", "tag_form", "tag_img", "tag_table", "tag_video", "tag_li", "tag_p"),
    "containers": ("inside_",),
    "headline": ("head_",),
    "names": ("words_names",),
    "prose": ("words_text",),
    "head": ("words_head", "rel_", "path_root"),
    "judged": ("judged_", "likely_", "span_"),
}
"""Beginnings of the names of signs that a page may lack together; such groups are left out at random in training."""

LIKELY, SURE = 0.5, 0.8
"""Probability above which the judge of lines counts a line as part of the article, and above which that is sure."""
LONGEST_NAME = 60
"""Characters of an element's names by which it is held to be like others."""
_RUNNING = 80
"""Least weight of a line of running text."""
_SENTENCE = re.compile(r"[.!?…。！？।؟۔](?:\s|$|[\"'”’»)\]])|[。！？]")
_LINKED = 0.3
_LINK = 0.8
"""Least share of a line's characters in links that makes the line a link."""
_HEADLINE = (20, 160)
"""Weights of lines that are links to articles; shorter ones are menus."""
_GAP = 3
# Patterns that begin with a sign or a set of them are many times faster than others.
_PRICES = (
    re.compile(r"(?:\$|€|£|¥|₽|₴|₹|USD|EUR|GBP|PLN|zł|Kč|kr|руб)\.?\s?\d"),
    re.compile(r"\d\s?(?:[$€£¥₽₴₹]|(?:USD|EUR|zł|Kč|kr|руб)\b)"),
)
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\d:\d\d\b")
_QUOTES, _DIGITS = '"“”„«»「」『』', "0123456789"


def page_signs(page: Page, root: HtmlElement, running: list[bool]) -> dict[str, float]:
    """Return the value of each sign by its name; NaN where the page does not say.

    `running` says for each line whether it is running text.
    """
    lines = page.lines
    return {
        **_text(lines, running),
        **_places(page, running),
        **_links(page, root),
    }


def is_running(line: DomLine) -> bool:
    """Return whether `line` is running text."""
    return (
        line.size >= _RUNNING and line.linked < _LINKED * len(line.text) and bool(_SENTENCE.search(line.text))
    )


def is_link(line: DomLine) -> bool:
    """Return whether `line` is a link."""
    return line.linked >= _LINK * len(line.text)


def log_of(value: float) -> float:
    """Return the logarithm of a count plus one, so that a count of 0 is allowed."""
    return math.log1p(value)


def share_of(part: float, whole: float) -> float:
    """Return `part` divided by `whole`, or 0 if `whole` is 0."""
    return part / whole if whole else 0.0


def _text(lines: list[DomLine], running: list[bool]) -> dict[str, float]:
    sizes = [line.size for line, runs in zip(lines, running, strict=True) if runs]
    text = "\n".join(line.text for line, runs in zip(lines, running, strict=True) if runs)[:50_000]
    whole = "\n".join(line.text for line in lines)[:100_000]
    size, total = sum(sizes), sum(line.size for line in lines)
    prices = sum(len(pattern.findall(whole)) for pattern in _PRICES)
    return {
        "lines": log_of(len(lines)),
        "size": log_of(total),
        "running": log_of(len(sizes)),
        "running_size": log_of(size),
        "running_longest": log_of(max(sizes, default=0)),
        "running_mean": log_of(share_of(size, len(sizes))),
        "running_share": share_of(size, total),
        "running_over_200": sum(size >= 200 for size in sizes),
        "running_over_400": sum(size >= 400 for size in sizes),
        "running_first": share_of(
            next((n for n, runs in enumerate(running) if runs), len(lines)), len(lines)
        ),
        "short_share": share_of(sum(line.size < 30 for line in lines), len(lines)),
        "commas": share_of(sum(map(text.count, ",،、，")), len(text)),
        "questions": share_of(sum(map(whole.count, "?？؟")), len(lines)),
        "quotes": share_of(sum(map(text.count, _QUOTES)), len(sizes)),
        "digits": share_of(sum(map(whole.count, _DIGITS)), len(whole)),
        "prices": log_of(prices),
        "prices_share": share_of(prices, len(lines)),
        "years": share_of(len(_YEAR.findall(whole)), len(lines)),
        "clocks": share_of(len(_CLOCK.findall(whole)), len(lines)),
        "repeated": share_of(len(lines) - len({line.text for line in lines}), len(lines)),
    }


def _places(page: Page, running: list[bool]) -> dict[str, float]:
    near: Counter[int] = (
        Counter()
    )  # running text by the block around its line's own, and by the one around that
    far: Counter[int] = Counter()
    for line, runs in zip(page.lines, running, strict=True):
        if runs:
            parent = page.blocks[line.block].parent
            near[parent] += line.size
            far[page.blocks[parent].parent] += line.size
    total = near.total()
    (best, second), (best_far, _) = _two(near), _two(far)
    block = page.blocks[near.most_common(1)[0][0]] if near else page.blocks[0]
    inside = page.lines[block.start : block.end or len(page.lines)]
    longest, size = _sequence(page.lines, running)
    return {
        "place_best": log_of(best),
        "place_best_share": share_of(best, total),
        "place_far_share": share_of(best_far, total),
        "place_second": share_of(second, total),
        "place_number": log_of(len(near)),
        "place_linked": share_of(sum(line.linked for line in inside), sum(len(line.text) for line in inside)),
        "place_start": share_of(block.start, len(page.lines)),
        "place_lines": share_of(len(inside), len(page.lines)),
        "sequence": log_of(longest),
        "sequence_size": log_of(size),
        "sequence_share": share_of(size, total),
    }


def _two(sizes: Counter[int]) -> tuple[int, int]:
    first = [size for _, size in sizes.most_common(2)] + [0, 0]
    return first[0], first[1]


def _sequence(lines: Sequence[DomLine], running: list[bool]) -> tuple[int, int]:
    """Return number and weight of the lines in the longest run of running text, with at most `_GAP` other lines between."""
    best, number, size, gap = (0, 0), 0, 0, 0
    for line, runs in zip(lines, running, strict=True):
        gap = 0 if runs else gap + 1
        if gap > _GAP:
            number = size = 0
        elif runs:
            number, size = number + 1, size + line.size
            best = max(best, (number, size), key=lambda found: found[1])
    return best


def _links(page: Page, root: HtmlElement) -> dict[str, float]:
    lines = page.lines
    whole = list(filter(is_link, lines))
    headlines = sum(_HEADLINE[0] <= line.size < _HEADLINE[1] for line in whole)
    headings = list(root.iter("h2", "h3", "h4"))
    linked = sum(next(heading.iter("a"), None) is not None for heading in headings)
    return {
        "link_share": share_of(sum(line.linked for line in lines), sum(len(line.text) for line in lines)),
        "link_headlines": log_of(headlines),
        "link_headlines_share": share_of(headlines, len(lines)),
        "link_menus": share_of(len(whole) - headlines, len(lines)),
        "link_headings": log_of(linked),
        "link_headings_share": share_of(linked, len(headings)),
        "link_number": log_of(sum(1 for _ in root.iter("a"))),
    }


def names_in(group: str, names: Sequence[str]) -> Iterator[str]:
    """Yield those `names` of signs that belong to `group`."""
    return (name for name in names if name.startswith(GROUPS[group]))
