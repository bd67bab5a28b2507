"""Names that mean the same kind of thing in every article, according to Wikipedia (`data/names/known.npz`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from etl.article import EntityType
from etl.enrich.listing import rows

TABLE = Path(__file__).parents[1] / "data" / "names" / "known.npz"
TYPES: tuple[EntityType, ...] = ("person", "organization", "place")


_LONGEST_PHRASE = 5
"""Most tokens of a name that is looked up as a whole."""
_MOST_NAMES = 10_000
"""Sequences of words for which the answer is remembered."""
_AROUND_MARKS = re.compile(r" (['’-]) | (?=\.)")


class _Known(NamedTuple):
    """Names as a sorted table of hashes, with the type of each."""

    keys: np.ndarray[tuple[int], np.dtype[np.uint32]]
    types: np.ndarray[tuple[int], np.dtype[np.uint8]]


@cache
def _known() -> _Known:
    with np.load(TABLE) as table:
        return _Known(np.cumsum(table["steps"], dtype=np.uint32), table["types"])


@lru_cache(maxsize=_MOST_NAMES)
def known_as(name: str) -> EntityType | None:
    """Return the kind of thing that `name`, in this spelling, means; None if it is unknown or has several meanings."""
    known = _known()
    for row in rows(known.keys, name):
        type_: EntityType = TYPES[int(known.types[row])]
        return type_
    return None


def known_phrases(words: Sequence[str]) -> list[str]:
    """Return for each of a line's tokens its position in a known name: `B` or `I` and the start of its kind."""
    found = [""] * len(words)
    for i, word in enumerate(words):
        if found[i] or not word[0].isupper():
            continue
        for end in range(min(i + _LONGEST_PHRASE, len(words)), i, -1):
            if type_ := known_as(_joined(tuple(words[i:end]))):
                found[i:end] = [f"B{type_[:2]}", *[f"I{type_[:2]}"] * (end - i - 1)]
                break
    return found


@lru_cache(maxsize=_MOST_NAMES)
def _joined(words: tuple[str, ...]) -> str:
    return _AROUND_MARKS.sub(r"\1", " ".join(words)).replace("’", "'")
