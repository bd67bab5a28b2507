"""Long lists of names as sorted tables of numbers, which take little memory."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray


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
