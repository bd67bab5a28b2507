"""Arithmetic on columns of numbers, one number per line, over the lines above and below."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

ROOM = 21
"""Empty lines added above and below a page, as far as windows reach."""


def shifted(values: Column, by: int, beyond: float = 0.0) -> Column:
    """Return for each line the value of the line `by` lines further down."""
    moved = np.full_like(values, beyond)
    if by > 0:
        moved[:-by] = values[by:]
    else:
        moved[-by:] = values[:by]
    return moved


def sums(values: Column) -> Column:
    """Return the running sums of `values`, in the form that `between` needs."""
    running = np.empty(len(values) + 1 + 2 * ROOM)
    running[: ROOM + 1] = 0.0
    np.cumsum(values, out=running[ROOM + 1 : ROOM + 1 + len(values)])
    running[ROOM + 1 + len(values) :] = running[ROOM + len(values)]
    return running


def between(running: Column, start: int, end: int) -> Column:
    """Return for each line the sum of the values from `start` up to, not including, `end` lines further down."""
    count = len(running) - 1 - 2 * ROOM
    total: Column = running[ROOM + end : ROOM + end + count] - running[ROOM + start : ROOM + start + count]
    return total


def since(is_prose: NDArray[np.bool_]) -> Column:
    """Return for each line how many consecutive lines just above it are not prose."""
    lines = np.arange(len(is_prose))
    last = np.maximum.accumulate(np.where(is_prose, lines, -1))
    before = np.concatenate(([-1], last[:-1]))
    return (lines - before - 1).astype(np.float64)
