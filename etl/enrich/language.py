"""The language of a text: the script, langdetect and a second detector are weighed together."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

import numpy as np

from etl.enrich.detectors import grams_in, profiles, second_detector

_READ = 400
"""Characters that are examined; more give the same answer and cost time."""
_LEAST_CHARACTERS = 10
_LEAST_LETTERS = 6
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


def _first_opinion(sample: str) -> dict[str, float]:
    """Return for each language of langdetect its score, a logarithm, from the text's n-grams; the best has 0.

    langdetect itself draws n-grams at random; using all of them is more certain, repeatable, and faster.
    """
    known = profiles()
    detector = known.factory.create()
    detector.append(sample)
    detector.cleaning_text()
    found = known.of(grams_in(detector.text))
    sums = found.sum(axis=0)
    scaled = _FIRST_WEIGHT * (sums - np.max(sums)) / math.sqrt(max(1, len(found)))
    opinion: dict[str, float] = {}
    for language, value in zip(map(_whole, known.languages), scaled.tolist(), strict=True):
        opinion[language] = max(value, opinion.get(language, value))
    return opinion


def _second_opinion(sample: str) -> dict[str, float]:
    opinion: dict[str, float] = {}
    for code, share in second_detector().rank(sample):
        language = _whole(code)
        opinion[language] = opinion.get(language, 0.0) + share
    return opinion
