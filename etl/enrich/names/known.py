"""Names that mean the same kind of thing in every article, according to Wikipedia (`data/names/known.npz`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from etl.article import EntityType
from etl.enrich.listing import listed_as

TABLE = Path(__file__).parents[1] / "data" / "names" / "known.npz"
TYPES: tuple[EntityType, ...] = ("person", "organization", "place")


_LONGEST_PHRASE = 5
"""Most tokens of a name that is looked up as a whole."""
_MOST_NAMES = 4_000
"""Sequences of words for which the answer is remembered."""
_AROUND_MARKS = re.compile(r" (['’-]) | (?=\.)")


@lru_cache(maxsize=_MOST_NAMES)
def known_as(name: str) -> EntityType | None:
    """Return the kind of thing that `name`, in this spelling, means; None if it is unknown or has several meanings."""
    number = listed_as(TABLE, "types", name)
    return None if number is None else TYPES[number]


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
