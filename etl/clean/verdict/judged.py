"""Signs (features) of a page that come from the judge of lines, and from what repeats on the page.

They are used together with those of `signs.py`: how much text the judge assigns to an article, in how many pieces and how far
from the headline; and how many boxes of the same shape follow one another, as teasers do.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from etl.clean.fields.metadata import Metadata
from etl.clean.normalize import letters
from etl.clean.page.dom_lines import BIT, DomLine, Page
from etl.clean.verdict.signs import LIKELY, LONGEST_NAME, SURE, log_of, share_of

_GAP = 3
"""Most other lines between two lines of the same piece of the article."""
_NEAR = 25
"""Lines below the headline that are examined."""
_ALIKE = 4
"""So many boxes with the same name beside each other are a list."""
_FEW = 5_000
"""Characters in which capital letters are counted."""
_ENDS = '.!?…。！？”"'
_BAR = re.compile(r"\s[|–—»:-]{1,3}\s")
_DATE = re.compile(r"(?:19|20)\d\d\b|\d[./-]\d{1,2}[./-]\d")
_INSIDE = (
    "comment", "related", "about", "caption", "body", "footer", "aside", "form", "article", "main", "nav", "header", "list", "table",
)  # fmt: skip
_RUNNING_INSIDE = ("related", "comment", "body", "article", "main", "form", "list")
_HEADINGS = {"h1": 1.0, "h2": 2.0, "h3": 3.0}


def judged_signs(
    page: Page, about: Metadata, running: Sequence[bool], likely: Sequence[float]
) -> dict[str, float]:
    """Return the value of each sign by its name.

    `running` says for each line whether it is running text, and `likely` how likely it belongs to the article.
    """
    good = [number for number, share in enumerate(likely) if share > LIKELY]
    return {
        **_amount(page.lines, running, likely, good),
        **_pieces(page.lines, good),
        **_style([page.lines[number] for number in good]),
        **_headline(page, about, running, good),
        **_repeats(page),
        **_inside(page, running),
        **_said(about),
    }


def _amount(
    lines: list[DomLine], running: Sequence[bool], likely: Sequence[float], good: list[int]
) -> dict[str, float]:
    size = sum(lines[number].size for number in good)
    sure = sum(lines[number].size for number in good if likely[number] > SURE)
    all_running = sum(line.size for line, runs in zip(lines, running, strict=True) if runs)
    soft = [line.size * share for line, share in zip(lines, likely, strict=True)]
    return {
        "judged_size": log_of(size),
        "judged_sure": log_of(sure),
        "judged_lines": log_of(len(good)),
        "judged_share": share_of(size, sum(line.size for line in lines)),
        "judged_running": share_of(
            sum(lines[number].size for number in good if running[number]), all_running
        ),
        "judged_soft": log_of(sum(soft)),
        "judged_soft_running": share_of(
            sum(part for part, runs in zip(soft, running, strict=True) if runs), all_running
        ),
        "judged_most": max(likely, default=0.0),
        "judged_unsure": share_of(size - sure, size),
    }


def _pieces(lines: list[DomLine], good: list[int]) -> dict[str, float]:
    pieces: list[int] = []
    last = -_GAP - 1
    for number in good:
        if number - last > _GAP:
            pieces.append(0)
        pieces[-1] += lines[number].size
        last = number
    return {
        "judged_pieces": log_of(len(pieces)),
        "judged_best": log_of(max(pieces, default=0)),
        "judged_best_share": share_of(max(pieces, default=0), sum(pieces)),
        "judged_dense": share_of(len(good), good[-1] - good[0] + 1) if good else 0.0,
        "judged_first": share_of(good[0], len(lines)) if good else 1.0,
    }


def _style(good: list[DomLine]) -> dict[str, float]:
    text = "\n".join(line.text for line in good)[:30_000]
    return {
        "judged_linked": share_of(sum(line.linked for line in good), sum(len(line.text) for line in good)),
        "judged_mean": share_of(sum(line.size for line in good), len(good)),
        "judged_longest": log_of(max((line.size for line in good), default=0)),
        "judged_ends": share_of(sum(line.text[-1] in _ENDS for line in good), len(good)),
        "judged_quotes": share_of(sum(map(text.count, '“”„«»「」"')), len(good)),
        "judged_commas": share_of(sum(map(text.count, ",،、，")), len(text)),
        "judged_digits": share_of(sum(map(text.count, "0123456789")), len(text)),
        "judged_calls": share_of(text.count("?") + text.count("!"), len(good)),
        "judged_capitals": share_of(sum(map(str.isupper, text[:_FEW])), min(len(text), _FEW)),
    }


def _headline(page: Page, about: Metadata, running: Sequence[bool], good: list[int]) -> dict[str, float]:
    place = _place_of(page, letters(about.title or ""))
    line = None if place is None else page.lines[place]
    start = 0 if place is None else place
    first = next((number for number in good if number > start), None)
    near = range(start + 1, min(start + 1 + _NEAR, len(page.lines)))
    below = [page.lines[number] for number in near]
    nothing = math.nan
    return {
        "head_found": float(line is not None),
        "head_tag": _HEADINGS.get(page.blocks[line.block].tag, 4.0) if line else nothing,
        "head_linked": float(line.linked > 0) if line else nothing,
        "head_to_text": nothing if first is None else log_of(first - start),
        "head_running": log_of(sum(page.lines[number].size for number in near if running[number])),
        "head_links": share_of(sum(one.linked for one in below), sum(len(one.text) for one in below)),
    }


def _place_of(page: Page, title: str) -> int | None:
    """Return the number of the line that shows the title: the first h1 that does, else the first line that does."""
    found = None
    for number, line in enumerate(page.lines):
        if not title or line.size >= 300:
            continue
        own = letters(line.text)
        if own and (own == title or (len(own) > 12 and own in title) or (len(title) > 12 and title in own)):
            if page.blocks[line.block].tag == "h1":
                return number
            found = number if found is None else found
    return found


def _repeats(page: Page) -> dict[str, float]:
    boxes: dict[tuple[int, str, str], list[int]] = {}  # their lines, by the element around, tag and names
    anywhere: Counter[tuple[str, str]] = Counter()
    for block in page.blocks[1:]:
        size = block.end - block.start
        if size > 0:
            names = block.names[:LONGEST_NAME]
            boxes.setdefault((block.parent, block.tag, names), []).append(size)
            if size > 1 and names.strip():
                anywhere[block.tag, names] += 1
    alike = [sizes for sizes in boxes.values() if len(sizes) >= _ALIKE]
    cards = [sizes for sizes in alike if sum(sizes) >= 1.5 * len(sizes)]
    return {
        "repeats": log_of(len(alike)),
        "repeats_most": log_of(max(map(len, alike), default=0)),
        "repeats_cards": log_of(len(cards)),
        "repeats_cards_share": share_of(sum(map(sum, cards)), len(page.lines)),
        "repeats_cards_most": log_of(max(map(len, cards), default=0)),
        "repeats_anywhere": log_of(max(anywhere.values(), default=0)),
    }


def _inside(page: Page, running: Sequence[bool]) -> dict[str, float]:
    blocks = [page.blocks[line.block] for line in page.lines]
    size = np.array([line.size for line in page.lines], dtype=np.int64)
    inside = np.array([block.inside for block in blocks], dtype=np.int64)
    text = size * np.array(running, dtype=bool)
    tags = [(block.tag, block.names) for block, runs in zip(blocks, running, strict=True) if runs]
    found = {
        f"inside_{name}": share_of(int(size[inside & BIT[name] > 0].sum()), int(size.sum()))
        for name in _INSIDE
    }
    found |= {
        f"inside_running_{name}": share_of(int(text[inside & BIT[name] > 0].sum()), int(text.sum()))
        for name in _RUNNING_INSIDE
    }
    short = [line for line in page.lines if line.size < 60 and not line.linked]
    dates = sum(1 for line in page.lines if line.size < 80 and _DATE.search(line.text))
    return found | {
        "running_kinds": share_of(len(set(tags)), len(tags)),
        "running_in_p": share_of(sum(tag == "p" for tag, _ in tags), len(tags)),
        "running_in_li": share_of(sum(tag == "li" for tag, _ in tags), len(tags)),
        "plain_short": share_of(len(short), len(page.lines)),
        "labels": share_of(sum(line.text.endswith(":") for line in short), len(short)),
        "dates": log_of(dates),
    }


def _said(about: Metadata) -> dict[str, float]:
    title = letters(about.title or "")
    return {
        "title_letters": log_of(len(about.title or "")),
        "title_words": float(len((about.title or "").split())),
        "title_is_whole": float(letters(about.page_title or "") == title) if title else math.nan,
        "title_bar": float(bool(_BAR.search(about.page_title or ""))),
        "said_image": float(bool(about.image_url)),
        "said_summary": log_of(len(about.summary or "")),
        "said_keywords": log_of(len(about.keywords)),
        "said_authors": float(len(about.authors)),
        "said_modified": float(about.modified_at is not None),
        "said_time": float(len(about.published_at or "") > len("2026-01-01")),
    }
