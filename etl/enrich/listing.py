"""Long lists of names as sorted tables of numbers, which take little memory."""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_BITS, _HALF = 16, 1 << 16
"""Bits of half a number, and how many numbers these can be."""


class Keys(NamedTuple):
    """The sorted numbers of names: the lower half of each, and where those with each upper half begin.

    So they take half of the memory; there are two to three million of them.
    """

    lower: NDArray[np.uint16]
    starts: NDArray[np.int32]  # 65,537 of them


class _Listing(NamedTuple):
    """A table with one number for each name."""

    keys: Keys
    values: NDArray[Any]


def key(name: str) -> int:
    """Return the number under which tables list `name`, its CRC-32.

    About one in 10,000 names that are not on a list of half a million has the same number as a listed one.
    """
    return zlib.crc32(name.encode())


def halved(keys: NDArray[np.uint32]) -> Keys:
    """Return sorted numbers as `rows` reads them."""
    upper = np.searchsorted(keys, np.arange(_HALF, dtype=np.uint32) << _BITS)
    return Keys(keys.astype(np.uint16), np.append(upper, len(keys)).astype(np.int32))


def rows(keys: Keys, name: str) -> range:
    """Return the rows of a table under `name`; its `keys` have a number for each row."""
    upper, lower = divmod(key(name), _HALF)
    start, end = keys.starts[upper : upper + 2].tolist()
    found = keys.lower[start:end].tolist()
    return range(start + bisect_left(found, lower), start + bisect_right(found, lower))


def listed_as(path: Path, column: str, name: str) -> int | None:
    """Return the number that `name` has in the `column` of the table at `path`, which is read once; None if it is not listed."""
    table = _read(path, column)
    return next((int(table.values[row]) for row in rows(table.keys, name)), None)


@cache
def _read(path: Path, column: str) -> _Listing:
    with np.load(path) as table:
        return _Listing(halved(np.cumsum(table["steps"], dtype=np.uint32)), table[column])
