"""The models of names made for this project: one linear CRF per language or family of languages (`data/names/`).

A model is read from its file when it is first needed.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pycrfsuite

from etl.article import EntityType
from etl.enrich.names.signs import Token, lines_of, signs
from etl.enrich.names.spacy_models import Span

FOLDER = Path(__file__).parents[1] / "data" / "names"
CARDS = FOLDER / "models.json"
_TYPES: dict[str, EntityType] = {"PER": "person", "ORG": "organization", "LOC": "place"}


_SENTENCE_END = re.compile(r"(?<=\w\w\w)\w[.!?] (?=\w)")
"""After a word of at least four letters, so that initials and most abbreviations do not count."""


class Tagger:
    """A model that is ready to read texts."""

    def __init__(self, data: bytes, *, is_romanized: bool) -> None:
        """Open a model in CRFsuite's format; if `is_romanized`, it reads Cyrillic words in Latin letters."""
        self._tagger = pycrfsuite.Tagger()
        self._data = data  # the tagger reads from it as long as it lives
        self._tagger.open_inmemory(data)
        self._is_romanized = is_romanized

    def spans(self, text: str) -> list[Span]:
        """Return the names in `text`, in order."""
        lines = lines_of(text)
        of_words = signs([[token.text for token in line] for line in lines], is_romanized=self._is_romanized)
        return [
            span
            for line, of_line in zip(lines, of_words, strict=True)
            for span in _spans(text, line, self._tagger.tag(of_line))
        ]


def _spans(text: str, line: list[Token], tags: list[str]) -> Iterator[Span]:
    start = 0
    for i, (tag, after) in enumerate(pairwise([*tags, "O"])):
        if tag[0] in "BU":
            start = line[i].start
        if tag[0] != "O" and after[0] not in "IL":
            name = text[start : line[i].end]
            if end := _SENTENCE_END.search(name):  # two names that the model took for one
                name = name[: end.start() + 1]
            yield Span(name, _TYPES[tag[2:]], start)


def read_cards() -> dict[str, dict[str, Any]]:
    """Return the card of each model: its languages, training data and scores."""
    cards: dict[str, dict[str, Any]] = json.loads(CARDS.read_text(encoding="utf-8")) if CARDS.exists() else {}
    return cards


@cache
def _model_by_language() -> dict[str, str]:
    return {language: name for name, card in read_cards().items() for language in card["languages"]}


def model_for(language: str) -> str | None:
    """Return the name of the model that reads `language` (ISO 639-1), or None."""
    return _model_by_language().get(language)


@cache
def tagger_of(model: str) -> Tagger:
    """Return the model called `model`; it is kept in memory."""
    data = lzma.decompress((FOLDER / f"{model}.crf.xz").read_bytes())
    return Tagger(data, is_romanized=read_cards()[model]["is_romanized"])


@cache
def name_and_version(model: str) -> str:
    """Return the model as the field `names_by` shows it: its name, and the start of its file's SHA-256."""
    return f"clippings-{model} {hashlib.sha256((FOLDER / f'{model}.crf.xz').read_bytes()).hexdigest()[:8]}"
