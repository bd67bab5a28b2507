"""The signs (features) that lines of pages and of scrapes have in common.

They describe the line itself, its neighbours, and the running text around it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from etl.clean import lexicon
from etl.clean.judge.windows import Column, between, shifted, sums
from etl.clean.lines import ends_sentence
from etl.clean.page.dom_lines import DomLine

_WORD = re.compile(r"\w+")
# One set of signs first: the engine looks for it without trying either ending at each letter.
_SENTENCE_END = re.compile(r"[.!?؟۔।。！？](?:(?<=[。！？])|(?=[\s\"”'’»)\]]|$))")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"\d[:.h]\d{2}(?!\d)")
_ASCII_DIGITS = "0123456789"
_LOOKED_AT = 300
"""Characters at the start of a line that are examined."""
_RUNNING, _RUNNING_LINKED = 60, 0.35
"""Least weight of a line of running text, and the largest share of its characters in links."""
CAP = 600
"""Most that one line counts where weights are summed."""
FAR = 60
_TOKEN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\\W\\d_]{4,}")
_ASCII_TOKEN = re.compile("[a-z]{4,}")
_MOST_TOKENS = 20_000
_OWN = (
    "words", "ends", "ellipsis", "colon", "question", "small", "caseless", "capitals", "title case", "digits", "commas", "sentences",
    "quote", "bullet", "starts small", "starts with digit", "separators", "parentheses", "address", "year", "clock", "word length",
    "ends letter", "quotes", "says comment",
)  # fmt: skip


def line_signs(texts: list[str], sizes: list[int], lines: list[DomLine] | None = None) -> dict[str, Column]:
    """Return the signs of lines that can be computed without the page's elements.

    Plain text has no links and no bold type, so those signs are only computed when `lines` of a page are given.
    """
    columns: dict[str, Column] = {}
    times = Counter(texts)
    known: dict[str, list[float]] = {}
    for text, weighed in zip(texts, sizes, strict=True):
        if text not in known:
            known[text] = _own(text, weighed)
    own = np.array([known[text] for text in texts], dtype=np.float64).T
    columns.update(zip(_OWN, own, strict=True))
    size = np.array(sizes, dtype=np.float64)
    columns["size"], columns["log size"] = size, np.log1p(size)
    linked = np.zeros(len(texts))
    if lines is not None:
        length = np.maximum(1.0, np.array([len(text) for text in texts], dtype=np.float64))
        linked = np.minimum(1.0, np.array([line.linked for line in lines]) / length)
        columns["linked"] = linked
        columns["bold"] = np.minimum(1.0, np.array([line.bold for line in lines]) / length)
        columns["broken"] = np.minimum(30.0, np.array([line.broken for line in lines], dtype=np.float64))
        columns["row"] = np.array([line.row for line in lines], dtype=np.float64)
    columns["repeated"] = np.minimum(5.0, np.array([times[text] for text in texts], dtype=np.float64))
    _add_sequence(columns, size, linked)
    return columns


def add_place(columns: dict[str, Column], count: int) -> None:
    """Add the position of each of the page's `count` lines."""
    columns["place"] = np.arange(count) / count
    columns["page lines"] = np.full(count, np.log1p(count))


def _own(text: str, size: int) -> list[float]:
    head = text[:_LOOKED_AT]
    words = _WORD.findall(head)
    number = len(words)
    firsts = [word[0] for word in words]
    small = sum(map(str.islower, firsts))
    large = sum(map(str.isupper, firsts))
    capitals = sum(map(str.isupper, [word for word in words if len(word) > 1]))
    is_ascii = head.isascii()
    digits = sum(map(head.count, _ASCII_DIGITS)) if is_ascii else sum(map(str.isdigit, head))
    per_word, per_character = 1 / max(1, number), 1 / max(1, len(head))
    return [
        min(number, 60),
        ends_sentence(text),
        text.endswith(("...", "…")),
        text.endswith((":", "：")),
        text.endswith(("?", "？", "؟")),
        small * per_word,
        small + large == 0,
        capitals * per_word,
        (large - firsts[0].isupper()) / (number - 1) if number > 2 else -1.0,
        digits * per_character,
        100 * sum(map(head.count, ",;" if is_ascii else ",;،、，；")) / max(1, min(size, _LOOKED_AT)),
        min(8, len(_SENTENCE_END.findall(head))),
        text[0] in '"“«„‘「『—–',
        text[0] in "•*-–+·▪■●►»›>",
        text[0].islower(),
        text[0].isdigit(),
        20 * sum(map(head.count, "|>/" if is_ascii else "|›»>•·/")) * per_character,
        20 * head.count("(") * per_character,
        "http" in head or "www." in head or "@" in head,
        digits > 3 and bool(_YEAR.search(head)),
        digits > 2 and bool(_CLOCK.search(head)),
        sum(map(len, words)) * per_word,
        text[-1].isalnum(),
        head.count('"') if is_ascii else sum(map(head.count, '"“”«»„「」')),
        size < 150 and lexicon.count("comment", head) > 0,
    ]


_NEAR = ("log size", "linked", "running", "ends", "small", "digits", "bold", "commas")


def _add_sequence(columns: dict[str, Column], size: Column, linked: Column) -> None:
    """Add the signs of the neighbours, and how much running text is near, above and below."""
    count = len(size)
    is_running = (size >= _RUNNING) & (linked <= _RUNNING_LINKED) & (columns["sentences"] > 0)
    running = np.minimum(size, CAP) * is_running
    columns["running"] = is_running.astype(np.float64)
    near = {name: columns[name] for name in _NEAR if name in columns}
    for by in (-3, -2, -1, 1, 2, 3):
        for name, values in near.items():
            if abs(by) < 3 or name in ("log size", "linked", "running"):
                columns[f"{name} {by:+d}"] = shifted(values, by, -1.0)
    text, everything, links = (
        sums(running),
        sums(np.minimum(size, CAP)),
        sums(np.minimum(size, CAP) * linked),
    )
    for reach in (3, 5, 15):
        for name, start, end in (("above", -reach, 0), ("below", 1, reach + 1)):
            here = between(text, start, end)
            columns[f"running {reach} {name}"] = np.log1p(here)
            columns[f"running share {reach} {name}"] = here / np.maximum(1, between(everything, start, end))
            if reach > 3 and "linked" in columns:
                columns[f"linked {reach} {name}"] = between(links, start, end) / np.maximum(
                    1, between(everything, start, end)
                )
    total = max(1.0, float(running.sum()))
    above = np.concatenate(([0.0], np.cumsum(running)[:-1]))
    columns["running above"], columns["running below"] = above / total, (total - above - running) / total
    columns["running total"] = np.full(count, np.log1p(total))
    where = np.flatnonzero(is_running)
    lines = np.arange(count)
    last = np.maximum.accumulate(np.where(is_running, lines, -1000))
    following = np.minimum.accumulate(np.where(is_running, lines, count + 1000)[::-1])[::-1]
    before = np.concatenate(([-1000], last[:-1]))
    after = np.concatenate((following[1:], [count + 1000]))
    columns["gap above"] = np.minimum(FAR, lines - before).astype(np.float64)
    columns["gap below"] = np.minimum(FAR, after - lines).astype(np.float64)
    columns["gap"] = np.minimum(columns["gap above"] + columns["gap below"], FAR)
    # The best runs of lines: running text speaks for it going on, other lines against, little or much.
    for name, cost in (("", 30.0), (" strict", 90.0)):
        gains = np.where(is_running, running, -cost - 0.5 * np.minimum(size, 200) * linked)
        start, end, most = heaviest(gains)
        columns[f"in run{name}"] = ((lines >= start) & (lines < end)).astype(np.float64)
        columns[f"from start{name}"] = np.clip(lines - start, -FAR, FAR).astype(np.float64)
        columns[f"to end{name}"] = np.clip(end - 1 - lines, -FAR, FAR).astype(np.float64)
        columns[f"run share{name}"] = np.full(count, max(0.0, most) / total)
    for name in ("says comment", "clock", "year"):
        marked = columns[name] * (size < 200)
        upto = np.cumsum(marked)
        columns[f"{name} before"], columns[f"{name} after"] = (
            np.log1p(upto - marked),
            np.log1p(upto[-1] - upto),
        )
        held = sums(marked)
        for reach in (4, 15):
            columns[f"{name} {reach} above"] = between(held, -reach, 0)
            columns[f"{name} {reach} below"] = between(held, 1, reach + 1)
    columns["run size"] = np.full(count, np.log1p(float(running[start:end].sum())))
    inside = size[start:end][is_running[start:end]]
    columns["size to median"] = np.log((size + 1) / (float(np.median(inside)) + 1 if len(inside) else 2.0))
    columns["first running"] = np.clip(lines - (where[0] if len(where) else 0), -FAR, FAR).astype(np.float64)


def heaviest(gains: NDArray[np.float64]) -> tuple[int, int, float]:
    """Return the start, end and sum of the consecutive numbers in `gains` that have the greatest sum."""
    running = np.concatenate(([0.0], np.cumsum(gains)))
    rise = running - np.minimum.accumulate(running)
    end = int(np.argmax(rise))
    start = int(np.argmin(running[: end + 1]))
    return start, end, float(rise[end])


@lru_cache(maxsize=2_000)  # the lines of the page that is being read
def tokens(text: str) -> set[str]:
    """Return the longer words of `text` in lower case; for scripts without spaces, its characters."""
    return set((_ASCII_TOKEN if text.isascii() else _TOKEN).findall(text.lower()))


def add_topic(columns: dict[str, Column], texts: list[str], size: Column) -> None:
    """Add how many of a line's words are also in other lines of the best run; rare words weigh more."""
    inside = columns["in run"] * columns["running"] > 0
    words: list[set[str]] = []
    left = _MOST_TOKENS
    for text in texts:
        found = tokens(text[: 5 * left]) if left > 0 else set()
        left -= len(found)
        words.append(found)
    rarity = Counter(word for found in words for word in found)
    in_run = Counter(
        word for found, is_in in zip(words, inside.tolist(), strict=True) if is_in for word in found
    )
    shared = np.full(len(texts), -0.2)
    for number, (found, is_in) in enumerate(zip(words, inside.tolist(), strict=True)):
        if found:
            least = 1 if is_in else 0
            total = same = 0.0
            for word in found:
                share = 1 / rarity[word]
                total += share
                if in_run[word] > least:
                    same += share
            shared[number] = same / total
    columns["shared words"] = shared
    capped = np.minimum(size, CAP)
    over, under = sums(shared * capped), sums(capped)
    for name, start, end in (("around", -4, 5), ("below", 0, 8), ("above", -8, 1)):
        columns[f"shared words {name}"] = between(over, start, end) / (between(under, start, end) + 5)
