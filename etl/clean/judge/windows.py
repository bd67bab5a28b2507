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
    """Return the running sums of `values`, or of each row of them, in the form that `between` needs."""
    count = values.shape[-1]
    running = np.empty((*values.shape[:-1], count + 1 + 2 * ROOM))
    running[..., : ROOM + 1] = 0.0
    np.cumsum(values, axis=-1, out=running[..., ROOM + 1 : ROOM + 1 + count])
    running[..., ROOM + 1 + count :] = running[..., ROOM + count, np.newaxis]
    return running


def between(running: Column, start: int, end: int) -> Column:
    """Return for each line, in each row, the sum of the values from `start` up to, not including, `end` lines further down."""
    count = running.shape[-1] - 1 - 2 * ROOM
    total: Column = (
        running[..., ROOM + end : ROOM + end + count] - running[..., ROOM + start : ROOM + start + count]
    )
    return total
