"""Lists of words that say nothing about a text's subject: articles, prepositions, pronouns and the like, from spaCy."""

from __future__ import annotations

import importlib.util
import runpy
from functools import cache
from pathlib import Path

_LISTED_AS = {"no": "nb", "nn": "nb", "bs": "hr"}
"""Languages whose common words spaCy lists under another code."""


@cache
def common_words(language: str) -> frozenset[str]:
    """Return the common words of `language`, an ISO 639-1 code, in lower case; empty if spaCy has no list of it.

    The list's file is read alone: all of spaCy takes seconds to import, and its French four more, for its tokenizer.
    """
    spec = importlib.util.find_spec("spacy")
    root = Path((spec and spec.origin) or "").parent / "lang"
    path = root / _LISTED_AS.get(language, language) / "stop_words.py"
    return frozenset(runpy.run_path(str(path))["STOP_WORDS"]) if path.is_file() else frozenset()
