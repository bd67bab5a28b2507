"""The signs (features) that lines of pages and of scrapes have in common.

They describe the line itself, its neighbours, and the running text around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from statistics import median

import numpy as np
from numpy.typing import NDArray

from etl.clean import lexicon
from etl.clean.judge.characters import Characters, are, kinds_of
from etl.clean.judge.windows import Column, between, sums
from etl.clean.lines import ends_sentence
from etl.clean.page.dom_lines import DomLine

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"\d[:.h]\d{2}(?!\d)")
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


def line_signs(texts: list[str], sizes: list[int], lines: list[DomLine] | None = None) -> dict[str, Column]:
    """Return the signs of lines that can be computed without the page's elements.

    Plain text has no links and no bold type, so those signs are only computed when `lines` of a page are given.
    """
    size = np.array(sizes, dtype=np.float64)
    columns = _own(texts, size)
    times = Counter(texts)
    columns["size"], columns["log size"] = size, np.log1p(size)
    linked = np.zeros(len(texts))
    if lines is not None:
        length = np.maximum(1.0, np.array([len(text) for text in texts], dtype=np.float64))
        linked = np.minimum(1.0, np.array([line.linked for line in lines]) / length)
        columns["linked"] = linked
        columns["bold"] = np.minimum(1.0, np.array([line.bold for line in lines]) / length)
        columns["broken"] = np.minimum(30.0, np.array([line.broken for line in lines], dtype=np.float64))
    columns["repeated"] = np.minimum(5.0, np.array([times[text] for text in texts], dtype=np.float64))
    _add_sequence(columns, size, linked)
    return columns


def add_place(columns: dict[str, Column], count: int) -> None:
    """Add the position of each of the page's `count` lines."""
    columns["place"] = np.arange(count) / count
    columns["page lines"] = np.full(count, np.log1p(count))


def _own(texts: list[str], size: Column) -> dict[str, Column]:
    """Return what each line says of itself, of weight `size`."""
    heads = [text[:_LOOKED_AT] for text in texts]
    here = Characters(heads)
    first, last = (kinds_of("".join([text[edge] for text in texts])) for edge in (0, -1))
    words, is_large = here.words, here.marks("large")
    number = here.count_words(words >= 0)
    small, large = here.count_words(here.marks("small")[words]), here.count_words(is_large[words])
    first_large = np.append(is_large[words], False)[np.searchsorted(words, here.starts)]
    digits, written = here.count(here.marks("digit")), here.count(here.marks("word"))
    per_word = 1 / np.maximum(1, number)
    per_character = 1 / np.maximum(1, [len(head) for head in heads])
    follows = np.append(here.marks("closing")[1:], True)
    sentences = here.count(here.marks("wide end") | (here.marks("end") & follows))
    return {
        "words": np.minimum(60.0, number),
        "ends": _says([ends_sentence(text) for text in texts]),
        "ellipsis": _says([text.endswith(("...", "…")) for text in texts]),
        "colon": are(last, "colon") * 1.0,
        "question": are(last, "question") * 1.0,
        "small": small * per_word,
        "caseless": _says(small + large == 0),
        "capitals": here.count_words(here.capitals()) * per_word,
        "title case": np.where(number > 2, (large - first_large) / np.maximum(1, number - 1), -1.0),
        "digits": digits * per_character,
        "commas": 100 * here.count(here.marks("comma")) / np.maximum(1, np.minimum(size, _LOOKED_AT)),
        "sentences": np.minimum(8.0, sentences),
        "quote": are(first, "opening") * 1.0,
        "bullet": are(first, "bullet") * 1.0,
        "starts small": are(first, "small") * 1.0,
        "starts with digit": are(first, "digit") * 1.0,
        "separators": 20 * here.count(here.marks("separator")) * per_character,
        "parentheses": 20 * here.count(here.marks("parenthesis")) * per_character,
        "address": _says(["http" in head or "www." in head or "@" in head for head in heads]),
        "year": _says([n > 3 and bool(_YEAR.search(head)) for n, head in zip(digits, heads, strict=True)]),
        "clock": _says([n > 2 and bool(_CLOCK.search(head)) for n, head in zip(digits, heads, strict=True)]),
        "word length": written * per_word,
        "ends letter": are(last, "letter") * 1.0,
        "quotes": here.count(here.marks("quote")).astype(np.float64),
        "says comment": _says(
            lexicon.lines_with(
                "comment", [head if weight < 150 else "" for weight, head in zip(size, heads, strict=True)]
            )
        ),
    }


def _says(answers: Iterable[bool]) -> Column:
    return np.array(answers, dtype=np.float64)


_BESIDE = 3
"""Most lines above and below whose own signs are used."""
_MARKS = ("says comment", "clock", "year")
_NEAR = ("log size", "linked", "running", "ends", "small", "digits", "bold", "commas")


def _add_sequence(columns: dict[str, Column], size: Column, linked: Column) -> None:
    """Add the signs of the neighbours, and how much running text is near, above and below."""
    count = len(size)
    is_running = (size >= _RUNNING) & (linked <= _RUNNING_LINKED) & (columns["sentences"] > 0)
    running = np.minimum(size, CAP) * is_running
    columns["running"] = is_running.astype(np.float64)
    near = [name for name in _NEAR if name in columns]
    rows = np.full((len(near), count + 2 * _BESIDE), -1.0)
    rows[:, _BESIDE:-_BESIDE] = [columns[name] for name in near]
    for by in (-3, -2, -1, 1, 2, 3):
        for name, row in zip(near, rows[:, _BESIDE + by : _BESIDE + by + count], strict=True):
            if abs(by) < _BESIDE or name in ("log size", "linked", "running"):
                columns[f"{name} {by:+d}"] = row
    capped = np.minimum(size, CAP)
    held = sums(np.array([running, capped, capped * linked]))
    for reach in (3, 5, 15):
        for name, start, end in (("above", -reach, 0), ("below", 1, reach + 1)):
            here, everything, links = between(held, start, end)
            everything = np.maximum(1, everything)
            columns[f"running {reach} {name}"] = np.log1p(here)
            columns[f"running share {reach} {name}"] = here / everything
            if reach > 3 and "linked" in columns:
                columns[f"linked {reach} {name}"] = links / everything
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
    marked = np.array([columns[name] for name in _MARKS]) * (size < 200)
    upto, held = np.cumsum(marked, axis=1), sums(marked)
    counted = {"before": np.log1p(upto - marked), "after": np.log1p(upto[:, -1:] - upto)}
    for reach in (4, 15):
        counted[f"{reach} above"] = between(held, -reach, 0)
        counted[f"{reach} below"] = between(held, 1, reach + 1)
    for number, name in enumerate(_MARKS):
        columns.update((f"{name} {where}", rows[number]) for where, rows in counted.items())
    columns["run size"] = np.full(count, np.log1p(float(running[start:end].sum())))
    inside = size[start:end][is_running[start:end]].tolist()
    columns["size to median"] = np.log((size + 1) / (median(inside) + 1 if inside else 2.0))
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
    numbers: dict[str, int] = {}  # of all words
    words: list[int] = []
    lengths = []
    for text in texts:
        left = _MOST_TOKENS - len(words)
        found = tokens(text[: 5 * left]) if left > 0 else set()
        words += [numbers.setdefault(word, len(numbers)) for word in found]
        lengths.append(len(found))
    word, line = np.array(words, dtype=np.int64), np.repeat(np.arange(len(texts)), lengths)
    share = 1 / np.bincount(word)[word]
    is_elsewhere = np.bincount(word, inside[line])[word] > inside[line]
    total, same = (np.bincount(line, part, len(texts)) for part in (share, share * is_elsewhere))
    shared = np.where(total > 0, same / np.where(total > 0, total, 1), -0.2)
    columns["shared words"] = shared
    capped = np.minimum(size, CAP)
    over, under = sums(shared * capped), sums(capped)
    for name, start, end in (("around", -4, 5), ("below", 0, 8), ("above", -8, 1)):
        columns[f"shared words {name}"] = between(over, start, end) / (between(under, start, end) + 5)
