"""The language of a text: the script, langdetect and a second detector are weighed together."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.utils.lang_profile import LangProfile
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_READ = 400
"""Characters that are examined; more give the same answer and cost time."""
_LEAST_CHARACTERS = 10
_LEAST_LETTERS = 6
_UNSEEN = 0.5 / 10_000
"""Probability of an n-gram that is not in a language's profile, as in langdetect."""
# The weights were chosen on sentences of 75 languages; `bench/language.py` shows both halves of them.
_FIRST_WEIGHT = 0.12
"""Weight of langdetect's logarithms, divided by the root of their number, because neighbouring n-grams are not independent; the
second detector scales its own by the root of the bytes."""
_FIRST_CANNOT_SAY = -1.4
"""Logarithm for a language that langdetect does not know: less than for a known and likely one."""
_SECOND_FLOOR = 0.0001
_DECLARED_TIMES = 20
"""How many times more likely a language becomes when the page declares it."""
_LONG = 80
"""From so many characters on, a low share by the second detector means a language that neither detector knows."""
_LEAST_SHARE = 0.3
_LEAST_SHARE_OF_SECOND = 0.7
"""Least share for a language that langdetect does not know, and so cannot contradict; for shorter texts it is smaller."""
# Norwegian is one language here, as it is to langdetect; a dialect with a code of its own is its language.
_PARTS = {
    "nb": "no", "nn": "no", "arz": "ar", "ary": "ar", "wuu": "zh", "yue": "zh", "uzs": "uz", "sdh": "ku",
    "gug": "gn", "iw": "he",
}  # fmt: skip
# Scripts that one language of the news is written in (Unicode blocks).
_SCRIPTS = (
    ("ka", "\u10a0-\u10ff"), ("hy", "\u0530-\u058f"), ("km", "\u1780-\u17ff"), ("my", "\u1000-\u109f"),
    ("lo", "\u0e80-\u0eff"), ("th", "\u0e00-\u0e7f"), ("am", "\u1200-\u137f"), ("si", "\u0d80-\u0dff"),
    ("he", "\u0590-\u05ff"), ("el", "\u0370-\u03ff"), ("ko", "\uac00-\ud7af"), ("ja", "\u3040-\u30ff"),
    ("ta", "\u0b80-\u0bff"), ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"), ("ml", "\u0d00-\u0d7f"),
    ("gu", "\u0a80-\u0aff"), ("pa", "\u0a00-\u0a7f"), ("or", "\u0b00-\u0b7f"), ("bo", "\u0f00-\u0fff"),
)  # fmt: skip
_ONE_SCRIPT = [(language, re.compile(f"[{block}]")) for language, block in _SCRIPTS]
_HAN = re.compile("[\u3400-\u9fff]")
_JAPANESE_SHARE = 0.05
"""Share of kana above which a text with Han characters is Japanese."""


class Language(NamedTuple):
    """A BCP-47 code and its probability from 0 to 1; both are None if the language is unknown."""

    code: str | None
    confidence: float | None


_UNKNOWN = Language(None, None)


def detect(text: str, declared: str | None = None) -> Language:
    """Return the language of `text`; `declared`, the language that its page declares, only decides close cases.

    The same text always gives the same answer. The language of a text with fewer than 10 characters or 6 letters is unknown,
    unless it is in a script that only one language uses.
    """
    sample = text[:_READ]
    letters = sum(c.isalpha() or unicodedata.category(c).startswith("M") for c in sample)
    if letters < _LEAST_LETTERS:
        return _UNKNOWN
    if by_script := _by_script(sample, letters):
        return Language(by_script, 1.0)
    if len(sample) < _LEAST_CHARACTERS:
        return _UNKNOWN
    first, second = _first_opinion(sample), _second_opinion(sample)
    said = _whole((declared or "").lower().replace("_", "-"))
    declared_times = {said: _DECLARED_TIMES}
    weights = {
        code: math.exp(first.get(code, _FIRST_CANNOT_SAY))
        * (second.get(code, 0.0) + _SECOND_FLOOR)
        * declared_times.get(code, 1)
        for code in first.keys() | second.keys()
    }
    code = max(sorted(weights), key=weights.__getitem__)
    share = second.get(code, 0.0) * declared_times.get(code, 1)
    if len(code) > 2 or share < _least_share(len(sample), is_known=code in first):
        return _UNKNOWN
    return Language(code, round(weights[code] / math.fsum(weights.values()), 4))


def _least_share(characters: int, *, is_known: bool) -> float:
    if is_known:
        return _LEAST_SHARE if characters >= _LONG else 0.0
    return _LEAST_SHARE_OF_SECOND * min(1.0, characters / _LONG)


def _by_script(sample: str, letters: int) -> str | None:
    for language, pattern in _ONE_SCRIPT:
        share = len(pattern.findall(sample)) / letters
        if share > (_JAPANESE_SHARE if language == "ja" and _HAN.search(sample) else 0.5):
            return language
    return "zh" if len(_HAN.findall(sample)) > 0.5 * letters else None


def _whole(code: str) -> str:
    language = code.partition("-")[0]
    return _PARTS.get(language, language)


class _Profiles(NamedTuple):
    """The language profiles of langdetect as a table of logarithms: a row per n-gram, a column per language."""

    factory: DetectorFactory  # without the profiles, to clean texts with
    rows: dict[str, int]
    table: NDArray[np.float32]
    languages: list[str]


@cache
def _profiles() -> _Profiles:
    """Return the table of all profiles; langdetect's own, of lists, would take four times the memory while it is made."""
    factory = DetectorFactory()
    rows: dict[str, int] = {}
    columns = []
    for path in sorted(Path(PROFILES_DIRECTORY).iterdir()):
        factory.add_profile(LangProfile(**json.loads(path.read_text("utf-8"))), 0, 1)
        shares, factory.word_lang_prob_map = factory.word_lang_prob_map, {}
        found = np.fromiter((rows.setdefault(gram, len(rows)) for gram in shares), dtype=np.int32)
        columns.append((found, np.fromiter((share for (share,) in shares.values()), dtype=np.float32)))
    table = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for column, (found, values) in enumerate(columns):
        table[found, column] = values
    return _Profiles(factory, rows, np.log(table + _UNSEEN), [_whole(code) for code in factory.langlist])


def _first_opinion(sample: str) -> dict[str, float]:
    """Return for each language of langdetect its score, a logarithm, from the text's n-grams; the best has 0.

    langdetect itself draws n-grams at random; using all of them is more certain, repeatable, and faster.
    """
    profiles = _profiles()
    detector = profiles.factory.create()
    detector.append(sample)
    detector.cleaning_text()
    found = [row for gram in _grams(detector.text) if (row := profiles.rows.get(gram)) is not None]
    sums = profiles.table[found].sum(axis=0)
    scaled = _FIRST_WEIGHT * (sums - np.max(sums)) / math.sqrt(max(1, len(found)))
    opinion: dict[str, float] = {}
    for language, value in zip(profiles.languages, scaled.tolist(), strict=True):
        opinion[language] = max(value, opinion.get(language, value))
    return opinion


def _grams(text: str) -> Iterator[str]:
    """Yield the sequences of one to three characters in a word that langdetect uses; words in capitals are left out."""
    window, is_capital = " ", False
    for character in map(_normalized, text):
        last = window[-1]
        if last == " ":
            window, is_capital = " ", False
            if character == " ":
                continue
        window = (window + character)[-NGram.N_GRAM :]
        is_capital = character.isupper() and (is_capital or last.isupper())
        if not is_capital:
            for start in range(len(window)):
                yield window[start:]


@lru_cache(maxsize=10_000)
def _normalized(character: str) -> str:
    return str(NGram.normalize(character))


@cache
def _second_detector() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _second_opinion(sample: str) -> dict[str, float]:
    opinion: dict[str, float] = {}
    for code, share in _second_detector().rank(sample):
        language = _whole(code)
        opinion[language] = opinion.get(language, 0.0) + share
    return opinion
