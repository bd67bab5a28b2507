"""Names that mean one kind of thing in every article, by Wikipedia's titles (`data/names/known.npz`)."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from etl.article import EntityType
from etl.enrich.names.signs import key

TABLE = Path(__file__).parents[1] / "data" / "names" / "known.npz"
TYPES: tuple[EntityType, ...] = ("person", "organization", "place")


class _Known(NamedTuple):
    """Names as a sorted table of hashes, and the type of each."""

    keys: np.ndarray[tuple[int], np.dtype[np.uint32]]
    types: np.ndarray[tuple[int], np.dtype[np.uint8]]


@cache
def _known() -> _Known:
    with np.load(TABLE) as table:
        return _Known(np.cumsum(table["steps"], dtype=np.uint32), table["types"])


@lru_cache(maxsize=50_000)
def known_as(name: str) -> EntityType | None:
    """Return the kind of thing that `name`, spelled so, means; None for an unknown name, or one of several kinds."""
    known, number = _known(), np.uint32(key(name))
    place = int(np.searchsorted(known.keys, number))
    if place == len(known.keys) or known.keys[place] != number:
        return None
    type_: EntityType = TYPES[int(known.types[place])]
    return type_
