"""The signs (features) of a line of a plain-text scrape: those that need no elements, words, and the layout of lines."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

import numpy as np

from etl.clean import lexicon
from etl.clean.judge.line_signs import add_place, add_topic, heaviest, line_signs
from etl.clean.judge.windows import Column, between, shifted, sums
from etl.clean.lines import LineKind
from etl.clean.text_lines import Line

_PARTS = get_args(lexicon.Part)
_WHOLES = get_args(lexicon.Whole)
_DIGITS = re.compile(r"[0-9]+")
_PATTERN = 60
"""Longer lines are not compared with others for being equal apart from digits."""
_MOST_MARKED, _MOST_SAID = 200, 400
"""Largest weights of lines whose marks are counted over several lines, and of lines to which the lexicon applies."""
_CORE = 9
"""Length in lines of the stretch with the most running text; marks are counted from its middle."""
_WORD = re.compile(r"\w+")
_TWICE, _MOST_DOUBLED = 4, 300
"""Number of words at the start of a line that are repeated in it if it is a teaser whose picture repeats the headline; and
characters that are examined."""
_COUNTED = (
    "heading", "button", "notice", "age", "date line", "byline", "promo", "one pattern", "many of pattern", "repeated twice",
    *(f"says {name}" for name in _PARTS),
)  # fmt: skip
_BESIDE = (
    "heading", "button", "date line", "byline", "colon", "title case", "digits", "says picture", "repeated",
)  # fmt: skip
"""Signs of the lines just above and below that are used too."""


def scrape_signs(lines: list[Line]) -> dict[str, Column]:
    """Return the signs of at least one line: for each sign a column with one number per line."""
    texts = [line.text for line in lines]
    columns = line_signs(texts, [line.size for line in lines])
    add_topic(columns, texts, columns["size"])
    add_place(columns, len(lines))
    _add_words(columns, lines)
    _add_patterns(columns, texts)
    _add_blocks(columns, lines)
    _add_turns(columns)
    _add_counts(columns)
    return columns


def _add_words(columns: dict[str, Column], lines: list[Line]) -> None:
    """Add what the lexicon knows about each line."""
    known: dict[str, list[float]] = {}
    for line in lines:
        text = line.text
        if text not in known:
            said = lexicon.counts(text) if line.size < _MOST_SAID else {}
            means = lexicon.meanings(text)
            known[text] = [
                *[said.get(name, 0) for name in _PARTS],
                *[name in means for name in _WHOLES],
                lexicon.is_button(text),
                line.kind is LineKind.DATE,
                line.kind is LineKind.BYLINE,
                line.kind is LineKind.PROMO,
                is_doubled(text[:_MOST_DOUBLED], _TWICE),
            ]
    table = np.array([known[line.text] for line in lines], dtype=np.float64).T
    names = (
        *[f"says {name}" for name in _PARTS],
        *_WHOLES,
        "button",
        "date line",
        "byline",
        "promo line",
        "doubled",
    )
    columns.update(zip(names, table, strict=True))


def is_doubled(text: str, least: int) -> bool:
    """Return whether the first `least` words of `text` occur in it again."""
    first = _WORD.search(text)
    if first is None or first[0] not in text[first.end() :]:
        return False
    words = _WORD.findall(text)
    return len(words) >= 2 * least and " ".join(words[:least]) in " ".join(words[least:])


def _add_patterns(columns: dict[str, Column], texts: list[str]) -> None:
    """Add whether other lines are equal apart from digits, or begin with the same word, as in lists of comments."""
    patterns = [_DIGITS.sub("0", text[:_PATTERN]).lower() for text in texts]
    heads = [text.split(" ", 1)[0] if " " in text else text[:4] for text in patterns]
    short = columns["size"] < _PATTERN
    said, begun = Counter(patterns), Counter(heads)
    times = np.array([said[pattern] for pattern in patterns]) * short
    columns["one pattern"] = (times > 1).astype(np.float64)
    columns["many of pattern"] = (times > 3).astype(np.float64)
    columns["same head"] = (np.array([begun[head] for head in heads]) * (columns["size"] < 80) > 2).astype(
        np.float64
    )
    columns["repeated twice"] = (columns["repeated"] > 1).astype(np.float64)


def _add_blocks(columns: dict[str, Column], lines: list[Line]) -> None:
    """Add what else is in the line's block between blank lines, and whether running text has blocks of its own."""
    count = len(lines)
    size, running = columns["size"], columns["running"]
    opens = np.array([line.after_blank for line in lines], dtype=np.float64)
    opens[0] = 1.0
    closes = np.append(opens[1:], 1.0)
    alone = opens * closes
    columns["blank before"], columns["blank after"], columns["alone"] = opens, closes, alone
    core = np.minimum(size, 600) * running * columns["in run"]
    share = float((alone * core).sum() / max(1.0, float(core.sum())))
    columns["core alone"] = np.full(count, share)
    columns["unlike core"] = np.abs(alone - share)
    columns["blanks"] = np.full(count, opens.mean())
    starts = np.flatnonzero(opens)
    block = np.cumsum(opens).astype(int) - 1
    held, runs, weights = (
        np.bincount(block),
        np.bincount(block, running),
        np.bincount(block, np.minimum(size, 600)),
    )
    columns["block lines"] = np.minimum(30.0, held[block])
    columns["block running"] = np.minimum(8.0, runs[block])
    columns["block share"] = (runs / held)[block]
    columns["block size"] = np.log1p(weights)[block]
    columns["place in block"] = (np.arange(count) - starts[block]) / np.maximum(1, held[block] - 1)
    means, numbers = np.log1p(weights / held), np.log1p(held)
    columns["block mean"] = means[block]
    for by in (-2, -1, 1, 2):
        columns[f"block mean {by:+d}"] = shifted(means, by, -1.0)[block]
        columns[f"block lines {by:+d}"] = shifted(numbers, by, -1.0)[block]
    columns["block after colon"] = shifted(columns["colon"], -1)[starts][block]
    item = np.maximum(columns["bullet"], columns["starts with digit"])
    columns["items around"] = between(sums(item), -2, 3) * item


def _add_turns(columns: dict[str, Column]) -> None:
    """Add how often running text and short lines alternate nearby, how long both are, and their share of the page."""
    size, running = columns["size"], columns["running"]
    turns = sums(np.append(0.0, np.abs(np.diff(running))))
    columns["turns"], columns["turns, wide"] = between(turns, -5, 7), between(turns, -12, 13)
    numbers = sums((columns["digits"] > 0.03) * (1 - running))
    total, squares, runs = sums(size * running), sums(size**2 * running), sums(running)
    shorts, short_count = sums(size * (1 - running)), sums(1 - running)
    for name, start, end in (("above", -5, 0), ("below", 1, 6)):
        columns[f"digits {name}"] = between(numbers, 2 * start, 2 * end)
        number = np.maximum(1, between(runs, start, end))
        mean = between(total, start, end) / number
        columns[f"running mean {name}"] = np.log1p(mean)
        spread = np.sqrt(np.maximum(0, between(squares, start, end) / number - mean**2))
        columns[f"running spread {name}"] = spread / (mean + 30)
        few = np.maximum(1, between(short_count, start, end))
        columns[f"short mean {name}"] = np.log1p(between(shorts, start, end) / few)
    columns["page running"] = np.full(len(size), running.mean())


def _add_counts(columns: dict[str, Column]) -> None:
    """Add how many headings, buttons and the like are just above and below, and between a line and the main text."""
    size = columns["size"]
    count = len(size)
    core = sums(np.minimum(size, 600) * columns["running"] * columns["in run"])
    middle = min(count - 1, int(np.argmax(between(core, 0, _CORE))) + _CORE // 2)
    columns["from core"] = np.clip(np.arange(count) - middle, -200, 200).astype(np.float64)
    columns["share from core"] = (np.arange(count) - middle) / count
    gains = columns["running"] * np.minimum(size, 600)
    start, end, _ = heaviest(np.where(gains > 0, gains, -400.0 * columns["heading"] - 15.0))
    lines = np.arange(count)
    columns["in run of headings"] = ((lines >= start) & (lines < end)).astype(np.float64)
    columns["from start of headings"] = np.clip(lines - start, -60, 60).astype(np.float64)
    columns["to end of headings"] = np.clip(end - 1 - lines, -60, 60).astype(np.float64)
    for name in _COUNTED:
        marked = (columns[name] > 0) * (size < _MOST_MARKED)
        held = sums(marked.astype(np.float64))
        columns[f"{name} 3 above"], columns[f"{name} 3 below"] = between(held, -3, 0), between(held, 1, 4)
        columns[f"{name} 12 above"] = between(held, -12, 0)
        columns[f"{name} 12 below"] = between(held, 1, 13)
        to_core = np.empty(count)
        to_core[middle:] = np.cumsum(marked[middle:])
        to_core[middle::-1] = np.cumsum(marked[middle::-1])
        columns[f"{name} to core"] = np.log1p(to_core) * np.where(lines > middle, 1.0, -1.0)
    for by in (-1, 1):
        for name in _BESIDE:
            columns.setdefault(f"{name} {by:+d}", shifted(columns[name], by, -1.0))
