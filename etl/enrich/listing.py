"""Long lists of names as sorted tables of numbers, which take little memory."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class _Listing(NamedTuple):
    """A table with one number for each name."""

    keys: NDArray[np.uint32]
    values: NDArray[Any]


def key(name: str) -> int:
    """Return the number under which tables list `name`, its CRC-32.

    About one in 10,000 names that are not on a list of half a million has the same number as a listed one.
    """
    return zlib.crc32(name.encode())


def rows(keys: NDArray[np.uint32], name: str) -> range:
    """Return the rows of a table under `name`; its sorted `keys` have a number for each row."""
    number = np.uint32(key(name))
    first = end = int(np.searchsorted(keys, number))
    while end < len(keys) and keys[end] == number:
        end += 1
    return range(first, end)


def listed_as(path: Path, column: str, name: str) -> int | None:
    """Return the number that `name` has in the `column` of the table at `path`, which is read once; None if it is not listed."""
    table = _read(path, column)
    return next((int(table.values[row]) for row in rows(table.keys, name)), None)


@cache
def _read(path: Path, column: str) -> _Listing:
    with np.load(path) as table:
        return _Listing(np.cumsum(table["steps"], dtype=np.uint32), table[column])
