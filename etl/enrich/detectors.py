"""What the two detectors of languages know, held in a tenth of the memory that their libraries take for it."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.utils.lang_profile import LangProfile
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier
from py3langid.modelio import load_model

_UNSEEN = 0.5 / 10_000
"""Probability of an n-gram that is not in a language's profile, as in langdetect."""
_SPACES = re.compile(" +")
_SPACE = np.uint64(ord(" "))
_UP, _UP_2 = np.uint64(21), np.uint64(42)
"""Bits that a character takes."""
_BLOCK = 1_000
"""States whose moves are looked at together."""
_BYTE, _FIRST_BYTE = np.uint64(8), np.uint64(1 << 8)


@dataclass(frozen=True)
class SparseTable:
    """A table of which only those values are kept that differ from their column's most frequent one."""

    usual: NDArray[Any]  # of each column
    starts: NDArray[np.int32]  # of each row in the two below; behind the last row, their end
    columns: NDArray[np.uint8]
    values: NDArray[Any]

    def __getitem__(self, rows: NDArray[np.intp]) -> NDArray[Any]:
        """Return these rows of the table, whole."""
        begins = self.starts[rows]
        sizes = self.starts[rows + 1] - begins
        ends = np.cumsum(sizes)
        at = np.arange(sizes.sum()) + np.repeat(begins - ends + sizes, sizes)
        table = np.tile(self.usual, (len(rows), 1))
        cells = np.repeat(np.arange(len(rows)) * len(self.usual), sizes) + self.columns[at]
        table.reshape(-1)[cells] = self.values[at]
        return table


@dataclass(frozen=True)
class Profiles:
    """The language profiles of langdetect: a row per n-gram, a column per language, and in it the share's logarithm."""

    factory: DetectorFactory  # without the profiles, to clean texts with
    languages: list[str]
    grams: NDArray[np.uint64]  # in ascending order
    table: SparseTable

    def of(self, grams: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Return the row of each of `grams` that is in a profile."""
        rows, places = np.unique(_places(grams, self.grams), return_inverse=True)
        found: NDArray[np.float32] = self.table[rows][places]
        return found


def _places(numbers: NDArray[np.uint64], known: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return where in `known` those of `numbers` are that are in it."""
    at = np.searchsorted(known, numbers).clip(max=len(known) - 1)
    found: NDArray[np.intp] = at[known[at] == numbers]
    return found


def grams_in(text: str) -> NDArray[np.uint64]:
    """Return the sequences of one to three characters in a word that langdetect uses, as numbers.

    The space around a word is one of its characters, and what ends with two capitals is left out.
    """
    text = " " + _SPACES.sub(" ", "".join(map(_normalized, text))).lstrip(" ")
    codes = np.array([text]).view(np.uint32).astype(np.uint64)
    is_upper = np.fromiter(map(str.isupper, text), bool, len(text))
    last, before = codes[1:], codes[:-1]
    two_before, none = np.append(_SPACE, codes)[: len(last)], np.zeros_like(last)
    grams = np.stack(
        [_number(two_before, before, last), _number(before, last, none), _number(last, none, none)], axis=1
    )
    used = np.repeat(~(is_upper[1:] & is_upper[:-1])[:, None], 3, axis=1)
    used[:, 0] &= before != _SPACE
    found: NDArray[np.uint64] = grams[used]
    return found


@lru_cache(maxsize=10_000)
def _normalized(character: str) -> str:
    return str(NGram.normalize(character))


def _number(
    first: NDArray[np.uint64], second: NDArray[np.uint64], third: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Return the numbers of sequences of characters; a shorter one ends with 0."""
    number: NDArray[np.uint64] = (first << _UP_2) | (second << _UP) | third
    return number


@cache
def profiles() -> Profiles:
    """Return langdetect's profiles of all languages."""
    factory = DetectorFactory()
    grams, shares = [], []
    for path in sorted(Path(PROFILES_DIRECTORY).iterdir()):
        factory.add_profile(LangProfile(**json.loads(path.read_text("utf-8"))), 0, 1)
        found, factory.word_lang_prob_map = factory.word_lang_prob_map, {}
        codes = np.array(list(found), "U3").view(np.uint32).reshape(-1, 3).astype(np.uint64)
        grams.append(_number(*codes.T))
        shares.append(np.fromiter((share for (share,) in found.values()), dtype=np.float32))
    numbers = np.concatenate(grams)
    order = np.argsort(numbers, kind="stable")
    known, starts = np.unique(numbers[order], return_index=True)
    table = SparseTable(
        np.full(len(grams), np.log(np.float32(_UNSEEN))),
        np.append(starts, len(numbers)).astype(np.int32),
        np.repeat(np.arange(len(grams), dtype=np.uint8), [len(some) for some in grams])[order],
        np.log(np.concatenate(shares) + _UNSEEN)[order],
    )
    return Profiles(factory, factory.langlist, known, table)


class SecondDetector(LanguageIdentifier):  # type: ignore[misc]  # it has no types
    """py3langid's detector, which finds the features of a text by search, and not in a table of moves from state to state."""

    sequences: NDArray[np.uint64]
    """Every sequence of bytes that a feature begins with, as a number, in ascending order."""
    features: NDArray[np.int32]
    """Of each of these, what it ends with; -1 for none."""

    def _raw_score(self, text: bytes) -> NDArray[np.float32]:
        codes = np.frombuffer(text, np.uint8).astype(np.uint64)
        found = np.full(len(codes), -1, np.int32)
        ends, numbers = np.arange(len(codes)), _FIRST_BYTE | codes
        while len(ends):
            at = np.searchsorted(self.sequences, numbers).clip(max=len(self.sequences) - 1)
            is_known = self.sequences[at] == numbers
            found[ends[is_known]] = self.features[at[is_known]]
            is_known &= ends + 1 < len(codes)
            ends = ends[is_known] + 1
            numbers = numbers[is_known] << _BYTE | codes[ends]
        visits = Counter(found[found >= 0].tolist())
        scores: NDArray[np.float32] = (
            self._sparse_score(visits, self.nb_ptc) if visits else super()._raw_score(b"")
        )
        return scores


@cache
def second_detector() -> SecondDetector:
    """Return py3langid's detector."""
    scores, priors, languages, moves, row_of, features = load_model(MODEL_DIR / MODEL_FILE)
    detector = SecondDetector(_sparse(scores), priors, languages, [], [], norm_probs=True, tk_row=[])
    sequences = _sequences(np.asarray(moves).reshape(-1, 256), np.asarray(row_of))
    order = np.argsort(sequences)
    detector.sequences, detector.features = sequences[order], np.array(features, np.int32)[order]
    return detector


def _sequences(moves: NDArray[np.uint32], row_of: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """Return for each state of an Aho-Corasick automaton the shortest bytes that lead to it, as a number that begins with 1."""
    numbers = np.zeros(len(row_of), np.uint64)
    numbers[0] = 1
    waiting = deque([np.zeros(1, np.intp)])
    while waiting:  # breadth first
        states = waiting.popleft()
        at, byte = np.nonzero(numbers[moves[row_of[states]]] == 0)
        reached = moves[row_of[states[at]], byte].astype(np.intp)
        numbers[reached] = numbers[states[at]] << _BYTE | byte.astype(np.uint64)
        waiting.extend(reached[start : start + _BLOCK] for start in range(0, len(reached), _BLOCK))
    return numbers


def _sparse(table: NDArray[np.float16]) -> SparseTable:
    usual = [np.bincount(column).argmax() for column in table.view(np.uint16).T]
    values = np.array(usual, np.uint16).view(np.float16)
    differs = table != values
    starts = np.append(0, np.cumsum(differs.sum(axis=1))).astype(np.int32)
    _, columns = np.nonzero(differs)
    return SparseTable(values, starts, columns.astype(np.uint8), table[differs])
