"""The language of a text: langdetect, held to the script, the page's word and a second detector."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from langdetect import DetectorFactory
from langdetect.detector_factory import PROFILES_DIRECTORY
from langdetect.lang_detect_exception import LangDetectException
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_READ = 400
"""Characters that are looked at; more give the same answer and cost time."""
_LEAST_LETTERS = 20
_SURE = 0.95
_SECOND_SURE = 0.9
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

    The same text always gives the same answer. Fewer than 20 letters give none.
    """
    sample = text[:_READ]
    letters = sum(c.isalpha() for c in sample)
    if letters < _LEAST_LETTERS and not _wide_enough(sample):
        return Language(None, None)
    if by_script := _by_script(sample, letters):
        return Language(by_script, 1.0)
    first = _first_opinion(sample)
    said = (declared or "").lower().replace("_", "-").partition("-")[0] or None
    if said and said in first and first[said] >= 0.2:
        return Language(said, round(first[said], 4))
    code, confidence = max(first.items(), key=lambda item: item[1], default=(None, 0.0))
    second, second_confidence = _second_opinion(sample)
    if code is None:
        return Language(second, second_confidence) if second_confidence >= _SECOND_SURE else Language(None, None)
    if said and any({said, code} <= pair for pair in _CLOSE):
        return Language(said, round(confidence, 4))
    if second not in _known() and second_confidence >= _SECOND_SURE:
        # langdetect never says that it does not know a language; the second detector knows more of them.
        return Language(second, round(second_confidence, 4))
    if confidence < _SURE and second in first and second_confidence >= _SECOND_SURE:
        return Language(second, round(second_confidence, 4))
    if confidence < 0.6 and second != code:
        return Language(None, None)
    return Language(code, round(confidence, 4))


def _wide_enough(sample: str) -> bool:
    return len(_HAN.findall(sample)) >= _LEAST_LETTERS // 2


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
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def _second_opinion(sample: str) -> tuple[str, float]:
    code, confidence = _identifier().classify(sample)
    return str(code), float(confidence)
