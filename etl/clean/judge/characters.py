"""Count kinds of characters and words in many lines at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.bool_]

_KINDS: dict[str, Callable[[str], bool]] = {
    "word": lambda one: one.isalnum() or one == "_",
    "small": str.islower,
    "large": str.isupper,
    "titled": str.istitle,  # also the large ones
    "digit": str.isdigit,
    "end": ".!?؟۔।。！？".__contains__,
    "wide end": "。！？".__contains__,
    "closing": lambda one: one.isspace() or one in "\"”'’»)]",
    "comma": ",;،、，；".__contains__,
    "separator": "|›»>•·/".__contains__,
    "parenthesis": "(".__contains__,
    "quote": '"“”«»„「」'.__contains__,
    "opening": '"“«„‘「『—–'.__contains__,
    "bullet": "•*-–+·▪■●►»›>".__contains__,
    "colon": ":：".__contains__,
    "question": "?？؟".__contains__,
    "letter": str.isalnum,
}
_BITS = {name: 1 << number for number, name in enumerate(_KINDS)}
_KNOWN = 1 << len(_KINDS)
_TABLE = np.zeros(sys.maxunicode + 1, dtype=np.uint32)
"""For each character its kinds as bits; filled when a character is first met."""


def kinds_of(text: str) -> NDArray[np.uint32]:
    """Return the kinds of each character of `text` as bits, for `are`."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _TABLE[codes]
    if not kinds.all():
        for code in set(codes[kinds == 0].tolist()):
            _TABLE[code] = _KNOWN | sum(_BITS[name] for name, fits in _KINDS.items() if fits(chr(code)))
        kinds = _TABLE[codes]
    return kinds


def are(kinds: NDArray[np.uint32], kind: str) -> Marks:
    """Return for each character whether it is of that kind."""
    return (kinds & _BITS[kind]) > 0


class Characters:
    """The characters of lines, one after the other, with a line break after each line."""

    def __init__(self, lines: list[str]) -> None:
        lengths = np.array([len(line) + 1 for line in lines])
        self.starts = np.cumsum(lengths) - lengths
        self._line = np.repeat(np.arange(len(lines)), lengths)
        self._kinds = kinds_of("".join([f"{line}\n" for line in lines]))

    def marks(self, kind: str) -> Marks:
        """Return for each character whether it is of that kind."""
        return are(self._kinds, kind)

    def count(self, marks: Marks) -> NDArray[np.int64]:
        """Return how many characters of each line are marked."""
        return np.bincount(self._line[np.flatnonzero(marks)], minlength=len(self.starts))

    @cached_property
    def words(self) -> NDArray[np.int64]:
        """Where each word begins."""
        is_word = self.marks("word")
        return np.flatnonzero(is_word & ~np.append(False, is_word[:-1]))

    def count_words(self, chosen: Marks) -> NDArray[np.int64]:
        """Return how many words of each line are chosen."""
        return np.bincount(self._line[self.words[chosen]], minlength=len(self.starts))

    def capitals(self) -> Marks:
        """Return for each word whether it has more than one letter, all of them large."""
        if not len(self.words):
            return np.zeros(0, dtype=bool)
        is_word, large = self.marks("word"), self.marks("large")
        other = self.marks("small") | (self.marks("titled") & ~large)
        size, capitals, others = (
            np.add.reduceat(is_word & some, self.words, dtype=np.int64) for some in (is_word, large, other)
        )
        is_large: Marks = (size > 1) & (capitals > 0) & (others == 0)
        return is_large
