"""How the lines of a scrape are set: in blocks between blank lines, alike or in turn, and how far from the core."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from etl.clean.text_lines import Line
from etl.clean.text_marks import Marks
from etl.clean.text_windows import Column, between, shifted, sums

_DIGITS = re.compile(r"[0-9]+")
_PATTERN = 60
"""Characters of a line whose digits apart it can be of one pattern with others; a longer line is of none."""
_TO_CORE = (
    "one pattern", "many of pattern", "offer", "comment", "legal", "pointer", "end heading", "repeated", "time",
    "bio", "chrome", "button", "caption",
)  # fmt: skip
_MOST_MARKED = 200
"""Weight of a line above which its marks don't count between the core and another line."""


def add_shape(columns: dict[str, Column], table: Marks, lines: list[Line], size: Column, middle: int) -> None:
    """Add what shows in the setting of the lines; `middle` is the number of the line in the core's middle."""
    _add_blocks(columns, table, size)
    _add_patterns(columns, table, lines, size)
    _add_turns(columns, table, size)
    _add_lists(columns, table)
    below = np.arange(len(size)) > middle
    for name in _TO_CORE:
        marked = (table[name] > 0) * (size < _MOST_MARKED)
        between_ = np.empty(len(size))
        between_[middle:] = np.cumsum(marked[middle:])
        between_[middle::-1] = np.cumsum(marked[middle::-1])
        columns[f"{name} to core"] = np.log1p(between_)
        columns[f"{name} to core, below"] = columns[f"{name} to core"] * below


def _add_blocks(columns: dict[str, Column], table: Marks, size: Column) -> None:
    """Add what stands in a line's block, and whether the article's paragraphs stand in blocks of their own."""
    count = len(size)
    prose = table["prose"]
    opens = table["blank before"]
    closes = np.append(opens[1:], 1.0)
    alone = opens * closes
    columns["blank after"] = closes
    columns["alone"], columns["alone, prose"] = alone, alone * prose
    core = size * prose * columns["in run"]
    share = float((alone * core).sum() / max(1.0, float(core.sum())))
    columns["core alone"] = np.full(count, share)
    columns["unlike core, prose"] = np.abs(alone - share) * prose
    columns["unlike core, short"] = np.abs(alone - share) * (1 - prose)
    starts = np.flatnonzero(opens)
    block = np.searchsorted(starts, np.arange(count), side="right") - 1
    held, proses, weights = np.bincount(block), np.bincount(block, prose), np.bincount(block, size)
    columns["block prose"] = np.minimum(8, proses[block])
    columns["block short"] = np.minimum(20, (held - proses)[block])
    columns["block size"] = np.log1p(weights[block])
    columns["place in block"] = (np.arange(count) - starts[block]) / np.maximum(1, held[block] - 1)
    means, numbers = np.log1p(weights / held), np.log1p(held)
    columns["block mean"] = means[block]
    for by in (-1, 1):
        columns[f"block mean {by:+d}"] = shifted(means, by)[block]
        columns[f"block lines {by:+d}"] = shifted(numbers, by)[block]


def _add_patterns(columns: dict[str, Column], table: Marks, lines: list[Line], size: Column) -> None:
    """Add whether other lines say the same but for the digits, or begin with the same word, as lists of comments do."""
    patterns = [_DIGITS.sub("0", line.text[:_PATTERN]).lower() for line in lines]
    heads = [text[:4] if " " not in text else text.split(" ", 1)[0] for text in patterns]
    short = size < _PATTERN
    said, begun = Counter(patterns), Counter(heads)
    times = np.array([said[pattern] for pattern in patterns]) * short
    table["one pattern"] = (times > 1).astype(np.float64)
    table["many of pattern"] = (times > 3).astype(np.float64)
    table["same head"] = (np.array([begun[head] for head in heads]) * (size < 80) > 2).astype(np.float64)
    for name in ("one pattern", "many of pattern", "same head"):
        columns[name] = table[name]
        running = sums(table[name])
        columns[f"{name} 3 above"] = np.log1p(between(running, -3, 0))
        columns[f"{name} 3 below"] = np.log1p(between(running, 1, 4))
        if name != "same head":
            columns[f"{name} 10 above"] = np.log1p(between(running, -10, 0))
            columns[f"{name} 10 below"] = np.log1p(between(running, 1, 11))


def _add_turns(columns: dict[str, Column], table: Marks, size: Column) -> None:
    """Add how often prose and short lines take turns nearby, and how long both are."""
    prose, short = table["prose"], table["short"]
    turns = sums(np.append(0.0, np.abs(np.diff(prose))))
    columns["turns"], columns["turns, wide"] = between(turns, -5, 7), between(turns, -12, 13)
    numbers = sums((table["digits"] > 0.03) * short)
    for lines in (3, 10):
        columns[f"digits {lines} above"] = np.log1p(between(numbers, -lines, 0))
        columns[f"digits {lines} below"] = np.log1p(between(numbers, 1, lines + 1))
    total, squares, count = sums(size * prose), sums(size**2 * prose), sums(prose)
    shorts, short_count = sums(size * short), sums(short)
    for name, start, end in (("above", -5, 0), ("below", 1, 6)):
        number = np.maximum(1, between(count, start, end))
        mean = between(total, start, end) / number
        spread = np.sqrt(np.maximum(0, between(squares, start, end) / number - mean**2))
        columns[f"prose mean {name}"] = np.log1p(mean)
        columns[f"prose spread {name}"] = spread / (mean + 30)
        shorts_near = np.maximum(1, between(short_count, start, end))
        columns[f"short mean {name}"] = np.log1p(between(shorts, start, end) / shorts_near)
    columns["page short"] = np.full(len(size), 1 - prose.mean())


def _add_lists(columns: dict[str, Column], table: Marks) -> None:
    """Add whether a line is of a list: its block follows a colon, or its neighbours have bullets or numbers too."""
    opens = table["blank before"]
    colon = shifted(table["colon"], -1)
    starts = np.flatnonzero(opens)
    block = np.searchsorted(starts, np.arange(len(opens)), side="right") - 1
    columns["after colon"] = colon
    columns["block after colon"] = colon[starts][block]
    item = np.maximum(table["bullet"], table["starts with digit"])
    running = sums(item)
    columns["items around"] = between(running, -2, 3) * item
