"""What the two detectors of languages know, held in a fraction of the memory that their libraries take for it.

Their tables are for texts in a hundred languages; those of one newsroom look at a few rows of them.
"""

from __future__ import annotations

import json
import mmap
import re
import tempfile
from array import array
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
_BYTES = 256


@dataclass(frozen=True)
class Profiles:
    """The language profiles of langdetect: a row per n-gram, a column per language, and in it the share's logarithm."""

    factory: DetectorFactory  # without the profiles, to clean texts with
    languages: list[str]
    grams: NDArray[np.uint64]  # in ascending order
    rows: NDArray[np.int32]  # of each of these
    table: NDArray[np.float32]

    def of(self, grams: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Return the row of each of `grams` that is in a profile."""
        at = np.searchsorted(self.grams, grams).clip(max=len(self.grams) - 1)
        found: NDArray[np.float32] = self.table[self.rows[at[self.grams[at] == grams]]]
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
    known, rows = np.unique(np.concatenate(grams), return_inverse=True)
    table = np.zeros((len(known), len(grams)), dtype=np.float32)
    table[rows, np.repeat(np.arange(len(grams)), [len(some) for some in grams])] = np.concatenate(shares)
    order, places = _commonest_first(table != 0)
    return Profiles(factory, factory.langlist, known, places, _on_disk(np.log(table + _UNSEEN)[order]))


@cache
def second_detector() -> LanguageIdentifier:
    """Return py3langid's detector."""
    scores, priors, languages, flat_moves, row_of, feature_of = load_model(MODEL_DIR / MODEL_FILE)
    by_feature, features = _commonest_first(scores != scores.min(axis=0))
    moves = np.asarray(flat_moves).reshape(-1, _BYTES)
    by_state, rows = _commonest_first(moves != moves[row_of[0]])
    # What has no feature has -1, and so the place behind the last.
    features_of_states = np.append(features, np.int32(-1))[feature_of]
    return LanguageIdentifier(
        _on_disk(scores[by_feature]),
        priors,
        languages,
        _on_disk(moves[by_state]).reshape(-1).data,
        array("i", features_of_states.tobytes()),
        norm_probs=True,
        tk_row=rows[row_of].tolist(),
    )


def _commonest_first(is_special: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Return an order of a table's rows, those first that say much, and the place of each row in it."""
    order = np.argsort(-is_special.sum(axis=1), kind="stable")
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return order, places


def _on_disk(table: NDArray[Any]) -> NDArray[Any]:
    """Return `table` as a file, of which only those parts come into memory that are looked at."""
    with tempfile.TemporaryFile() as file:
        table.tofile(file)
        file.flush()
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(mapped, table.dtype).reshape(table.shape)
