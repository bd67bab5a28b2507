"""The language of a text: langdetect, held to the script, the page's word and a second detector."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.lang_detect_exception import LangDetectException
from lingua import LanguageDetector, LanguageDetectorBuilder

_READ = 400
"""Characters that are looked at; more give the same answer and cost time."""
_LEAST_CHARACTERS = 20
_SURE = 0.95
_SECOND_SURE = 0.5
_SHORT = 40
"""Characters below which the second detector must be surer of a language that only it knows."""
_SECOND_SURE_OF_SHORT = 0.9
_NOT_EXCLUDED = 0.2
# langdetect tells Norwegian as one language, and so does this module.
_NORWEGIAN = {"nb": "no", "nn": "no"}
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
# Pairs that differ in a few words: the page's own word decides between them.
_CLOSE = ({"sr", "hr", "bs", "sh"}, {"no", "nb", "nn", "da"}, {"id", "ms"}, {"es", "gl"}, {"cs", "sk"})


class Language(NamedTuple):
    """BCP-47 code and the detector's confidence (0 to 1), or None twice when it is not known."""

    code: str | None
    confidence: float | None


def detect(text: str, declared: str | None = None) -> Language:
    """Return the language of `text`; `declared` is what its page says, and only tips the scales.

    The same text always gives the same answer. Fewer than 20 characters give none.
    """
    sample = text[:_READ]
    letters = sum(c.isalpha() or unicodedata.category(c).startswith("M") for c in sample)
    by_script = _by_script(sample, letters)
    # A character of a script without spaces says as much as two or three Latin letters.
    if letters < _LEAST_CHARACTERS // 2 or (len(sample) < _LEAST_CHARACTERS and by_script is None):
        return Language(None, None)
    if by_script:
        return Language(by_script, 1.0)
    first = _first_opinion(sample)
    said = (declared or "").lower().replace("_", "-").partition("-")[0] or None
    if said and first.get(said, 0.0) >= _NOT_EXCLUDED:
        return Language(said, round(first[said], 4))
    code, confidence = max(first.items(), key=lambda item: item[1], default=(None, 0.0))
    if said and any({said, code} <= pair for pair in _CLOSE):
        return Language(said, round(confidence, 4))
    second, second_confidence = _second_opinion(sample)
    if code == second or second is None or {code, second} == {"hr", "bs"}:
        return Language(code, round(confidence, 4) if code else None)
    if second not in _known():
        # langdetect never says that it does not know a language; the second detector knows more of them.
        is_short = len(sample) < _SHORT
        if second_confidence >= (_SECOND_SURE_OF_SHORT if is_short else _SECOND_SURE):
            return Language(second, round(second_confidence, 4))
        return Language(code, round(confidence, 4)) if is_short else Language(None, None)
    if confidence < _SURE:
        return Language(second, round(second_confidence, 4))
    return Language(code, round(confidence, 4))


def _by_script(sample: str, letters: int) -> str | None:
    for language, pattern in _ONE_SCRIPT:
        share = len(pattern.findall(sample)) / max(1, letters)
        if share > (_JAPANESE_SHARE if language == "ja" and _HAN.search(sample) else 0.5):
            return language
    return "zh" if len(_HAN.findall(sample)) > 0.5 * letters else None


@cache
def _factory() -> DetectorFactory:
    DetectorFactory.seed = 0
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


@cache
def _known() -> frozenset[str]:
    return frozenset(code.partition("-")[0] for code in _factory().get_lang_list())


def _first_opinion(sample: str) -> dict[str, float]:
    detector = _factory().create()
    detector.append(sample)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return {}
    opinion: dict[str, float] = {}
    for guess in found:
        code = guess.lang.partition("-")[0]
        opinion[code] = opinion.get(code, 0.0) + guess.prob
    return opinion


@cache
def _second_detector() -> LanguageDetector:
    # Its smaller models answer in a millisecond and fit in 100 MB; the larger ones take ten of each.
    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()


def _second_opinion(sample: str) -> tuple[str | None, float]:
    ranked = _second_detector().compute_language_confidence_values(sample)
    if not ranked or not ranked[0].value:
        return None, 0.0
    code = ranked[0].language.iso_code_639_1.name.lower()
    return _NORWEGIAN.get(code, code), ranked[0].value
