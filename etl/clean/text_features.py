"""What a line of a scrape shows together with its neighbours, its page, and the run that rules would take."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, compress

import numpy as np

from etl.clean.text_lines import Line, Run, best_run, by_rules
from etl.clean.text_marks import Marks, marks
from etl.clean.text_shape import add_shape
from etl.clean.text_windows import ROOM, Column, between, shifted, since, sums

_NEAR = ("log size", "prose", "ends", "small")
_NEXT = (
    "chrome",
    "byline",
    "date",
    "promo",
    "end heading",
    "comment",
    "time",
    "capitals",
    "pointer",
    "offer",
)
_COUNTED = ("offer", "comment", "legal", "bio", "time", "pointer", "caption", "said twice")
_COUNTED_WIDELY = ("offer", "comment", "legal", "time")
_AT_END = ("bio", "legal", "offer", "comment", "caption", "pointer")
_TOKEN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\\W\\d_]{4,}")
_CORE = 9
"""Lines of the stretch with the most prose, from whose middle gaps are counted."""
_MOST_TOKENS = 20_000
"""Words of a page that are compared; what stands below them counts as sharing none."""


def features(lines: list[Line]) -> dict[str, Column]:
    """Return a column of numbers for each feature, one number a line; `lines` is not empty."""
    table = marks(lines)
    run = best_run(lines)
    ruled = np.array(by_rules(lines, run), dtype=np.float64)
    size = table.pop("size")
    columns: dict[str, Column] = dict(table)
    _add_neighbours(columns, table)
    _add_windows(columns, table, size)
    _add_gaps(columns, table)
    _add_run(columns, table, run, ruled, size)
    middle = _middle(ruled, size)
    _add_distance(columns, table, ruled, middle)
    add_shape(columns, table, lines, size, middle)
    _add_topic(columns, lines, ruled, size)
    return columns


def _add_neighbours(columns: dict[str, Column], table: Marks) -> None:
    for by in (-3, -2, -1, 1, 2, 3):
        for name in (*_NEAR, *_NEXT) if abs(by) == 1 else _NEAR:
            columns[f"{name} {by:+d}"] = shifted(table[name], by, -1.0)


def _add_windows(columns: dict[str, Column], table: Marks, size: Column) -> None:
    prose, everything = sums(size * table["prose"]), sums(size)
    for lines in (3, 8, 20):
        for name, start, end in (("above", -lines, 0), ("below", 1, lines + 1)):
            share = between(prose, start, end) / np.maximum(1, between(everything, start, end))
            columns[f"prose share {lines} {name}"] = share
    columns["prose 8 above"] = np.log1p(between(prose, -8, 0) / 8)
    columns["prose 8 below"] = np.log1p(between(prose, 1, 9) / 8)
    above = prose[ROOM : ROOM + len(size)]
    columns["prose above"] = np.log1p(above)
    columns["prose below"] = np.log1p(prose[-1] - above - size * table["prose"])
    columns["prose share above"] = above / max(1.0, prose[-1])
    for name in _COUNTED:
        running = sums(table[name])
        columns[f"{name} 3 above"] = between(running, -3, 0)
        columns[f"{name} 3 below"] = between(running, 1, 4)
        if name in _COUNTED_WIDELY:
            columns[f"{name} 15 above"] = np.log1p(between(running, -15, 0))
            columns[f"{name} 15 below"] = np.log1p(between(running, 1, 16))
    heads = sums(table["byline"] + table["date"])
    columns["heads 10 above"] = between(heads, -10, 0)
    columns["heads 10 below"] = between(heads, 1, 11)


def _add_gaps(columns: dict[str, Column], table: Marks) -> None:
    prose = table["prose"] > 0
    above, below = since(prose), since(prose[::-1])[::-1]
    columns["gap above"], columns["gap below"] = np.minimum(above, 30), np.minimum(below, 30)
    for least in (4, 10):
        columns[f"gap >= {least}"] = (above + below >= least).astype(np.float64)
    columns["between prose"] = table["short"] * (above == 0) * (below == 0)
    columns["above prose"] = table["short"] * (below == 0)
    columns["below prose"] = table["short"] * (above == 0)
    starts = np.flatnonzero(table["blank before"])
    block = np.searchsorted(starts, np.arange(len(prose)), side="right")
    columns["block"] = np.minimum(20, np.bincount(block)[block]).astype(np.float64)


def _add_run(columns: dict[str, Column], table: Marks, run: Run, ruled: Column, size: Column) -> None:
    count = len(ruled)
    lines = np.arange(count)
    inside = ((lines >= run.start) & (lines < run.end)).astype(np.float64)
    columns["in run"], columns["ruled"] = inside, ruled
    before, after = shifted(ruled, -1), shifted(ruled, 1)
    columns["ruled -1"], columns["ruled +1"] = before, after
    columns["ruled between"], columns["left out between"] = (
        ruled * before * after,
        (1 - ruled) * before * after,
    )
    columns["from start"] = np.clip(lines - run.start, -60, 60).astype(np.float64)
    columns["to end"] = np.clip(run.end - 1 - lines, -60, 60).astype(np.float64)
    for least in (1, 4, 11):
        columns[f"{least} above run"] = (run.start - lines >= least).astype(np.float64)
        columns[f"{least} below run"] = (lines - run.end + 1 >= least).astype(np.float64)
    columns["first"] = (lines == run.start).astype(np.float64)
    columns["last"] = (lines == run.end - 1).astype(np.float64)
    columns["loose"] = np.full(count, float(run.is_loose))
    columns["loose, in run"] = inside * run.is_loose
    columns["loose, long"] = (size >= 36).astype(np.float64) * run.is_loose
    for name in ("prose", "short", "ends"):
        columns[f"{name}, in run"] = table[name] * inside
    near_end = columns["prose below"] < 5.5
    for name in _AT_END:
        columns[f"{name}, in run"] = table[name] * inside
        columns[f"{name}, near end"] = table[name] * near_end
    chosen = size[(inside > 0) & (table["prose"] > 0)]
    columns["size to median"] = np.log((size + 1) / (float(np.median(chosen)) + 1 if len(chosen) else 2.0))
    total = float(chosen.sum())
    columns["run size"] = np.full(count, np.log1p(total))
    columns["run share"] = np.full(count, total / max(1.0, float((size * table["prose"]).sum())))


def _middle(ruled: Column, size: Column) -> int:
    """Return the number of the line in the middle of the stretch with the most prose."""
    running = sums(np.minimum(size, 400) * ruled)
    return min(len(ruled) - 1, int(np.argmax(between(running, 0, _CORE))) + _CORE // 2)


def _add_distance(columns: dict[str, Column], table: Marks, ruled: Column, middle: int) -> None:
    """Add what stands between a line and the core: gaps, chrome, dates and bylines."""
    count = len(ruled)
    around = table["chrome"] + table["date"] + table["byline"]
    gap, back = np.zeros(count), np.zeros(count)
    for lines in (np.arange(middle, count), np.arange(middle, -1, -1)):
        open_gap = np.where(ruled[lines] > 0, 0.0, since(ruled[lines] > 0))
        gap[lines] = np.maximum.accumulate(open_gap)
        back[lines] = np.cumsum(around[lines]) - around[lines]
    below = (np.arange(count) > middle).astype(np.float64)
    columns["gap to core"] = np.minimum(gap, 20)
    for least in (4, 7, 13):
        columns[f"gap to core >= {least}"] = (gap >= least).astype(np.float64)
    columns["around to core"] = np.log1p(back)
    columns["below core"] = below
    columns["below core, gap"] = below * np.minimum(gap, 20)
    columns["below core, around"] = below * np.log1p(back)
    columns["from core"] = (np.arange(count) - middle) / count


def _add_topic(columns: dict[str, Column], lines: list[Line], ruled: Column, size: Column) -> None:
    """Add how many of a line's words, the rarer the more, stand in other lines of the run."""
    words: list[set[str]] = []
    left = _MOST_TOKENS
    for line in lines:
        found = set(_TOKEN.findall(line.text[: 10 * left].lower())) if left > 0 else set()
        left -= len(found)
        words.append(found)
    share = {word: 1 / count for word, count in Counter(chain.from_iterable(words)).items()}
    in_run = Counter(chain.from_iterable(compress(words, ruled)))
    twice = {word for word, count in in_run.items() if count > 1}
    shared = np.full(len(lines), -0.2)
    for index, (found, rule) in enumerate(zip(words, ruled.tolist(), strict=True)):
        if found:
            elsewhere = found & twice if rule else found & in_run.keys()
            shared[index] = sum(map(share.__getitem__, elsewhere)) / sum(map(share.__getitem__, found))
    columns["shared words"] = shared
    columns["shares words"] = (shared < 0.15).astype(np.float64)
    over, under = sums(shared * size * ruled), sums(size * ruled)
    for name, start, end in (("around", -4, 5), ("below", 0, 8), ("above", -8, 1)):
        columns[f"shared words {name}"] = (between(over, start, end) + 1) / (between(under, start, end) + 5)
