"""The language of a text: langdetect and a second detector weighed together, held to the script."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache
from typing import NamedTuple

from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.lang_detect_exception import LangDetectException
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_READ = 400
"""Characters that are looked at; more give the same answer and cost time."""
_LEAST_CHARACTERS = 20
_LEAST_LETTERS = 6
# langdetect draws n-grams until it is this sure; the default of 0.99999 takes twice the time, and leaves
# nothing to weigh.
_FIRST_STOPS_AT = 0.99
_LEAST_SHARE = 0.0001
# The weights were chosen on sentences of 75 languages; `bench/language.py` shows both halves of them.
_FIRST_WEIGHT = 0.2
"""Of langdetect's logarithm beside the second's: its draws repeat themselves, so it is too sure of itself."""
_FIRST_FLOOR = 0.01
_FIRST_CANNOT_SAY = 0.001
"""Its share for a language that it does not know: less than for one that it knows and denies."""
_SECOND_FLOOR = 0.0001
_DECLARED_TIMES = 20
"""How many times likelier a language is that the page says it is in."""
_LONG = 100
"""Characters from which doubt means a language that neither detector knows."""
_SURE = 0.5
_SURE_OF_SECOND = 0.75
"""The same for a language that langdetect does not know, and so cannot deny."""
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
"""Kana among the letters above which a text with Han characters is Japanese."""


class Language(NamedTuple):
    """BCP-47 code and how likely it is (0 to 1), or None twice when it is not known."""

    code: str | None
    confidence: float | None


_UNKNOWN = Language(None, None)


def detect(text: str, declared: str | None = None) -> Language:
    """Return the language of `text`; `declared` is what its page says, and only tips the scales.

    The same text always gives the same answer. Fewer than 20 characters, or 6 letters, give none, but for
    a script that one language is written in.
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
    likely = dict.fromkeys(second.keys() - _known(), _FIRST_CANNOT_SAY)
    likely |= {code: first.get(code, 0.0) + _FIRST_FLOOR for code in _known()}
    weights = {
        code: share**_FIRST_WEIGHT
        * (second.get(code, 0.0) + _SECOND_FLOOR)
        * (_DECLARED_TIMES if code == said else 1)
        for code, share in likely.items()
    }
    code = max(sorted(weights), key=weights.__getitem__)
    confidence = weights[code] / math.fsum(weights.values())
    if len(code) > 2 or (
        len(sample) >= _LONG and confidence < (_SURE if code in _known() else _SURE_OF_SECOND)
    ):
        return _UNKNOWN
    return Language(code, round(confidence, 4))


def _by_script(sample: str, letters: int) -> str | None:
    for language, pattern in _ONE_SCRIPT:
        share = len(pattern.findall(sample)) / letters
        if share > (_JAPANESE_SHARE if language == "ja" and _HAN.search(sample) else 0.5):
            return language
    return "zh" if len(_HAN.findall(sample)) > 0.5 * letters else None


def _whole(code: str) -> str:
    language = code.partition("-")[0]
    return _PARTS.get(language, language)


@cache
def _factory() -> DetectorFactory:
    DetectorFactory.seed = 0
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


@cache
def _known() -> frozenset[str]:
    return frozenset(_whole(code) for code in _factory().get_lang_list())


def _first_opinion(sample: str) -> dict[str, float]:
    detector = _factory().create()
    detector.CONV_THRESHOLD = _FIRST_STOPS_AT
    detector.PROB_THRESHOLD = _LEAST_SHARE
    detector.append(sample)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return {}
    return _summed([(guess.lang, guess.prob) for guess in found])


@cache
def _second_detector() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _second_opinion(sample: str) -> dict[str, float]:
    return _summed(_second_detector().rank(sample))


def _summed(shares: list[tuple[str, float]]) -> dict[str, float]:
    opinion: dict[str, float] = {}
    for code, share in shares:
        language = _whole(code)
        opinion[language] = opinion.get(language, 0.0) + share
    return opinion
