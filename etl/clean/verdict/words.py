"""What a page is by its words: two linear models, one for the names of elements, one for prose and titles.

Names of elements are English whatever language the page is in. Words of prose are known only in the languages of the training
pages; a page with hardly any known word gets no value for that sign. `bench/train_verdict.py` fits the weights, which are kept
in `verdict_words.json`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.clean.fields.metadata import Metadata
from etl.clean.page.dom_lines import Page

MODEL = Path(__file__).with_name("verdict_words.json")
_WORD = re.compile(r"[^\W\d_]{2,20}")
_PART = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])")
_LIKELY, _PLAIN, _LINKED = 0.3, 60, 0.3
"""Lines that are read: those with this probability, and those with this weight and at most this share in links."""
_MOST_TEXT, _MOST_NAMES, _LONGEST_NAME = 20_000, 300, 60
_LEAST = 5
"""Least number of known words for a reader to have a say."""


@dataclass(frozen=True)
class Reader:
    """The weights of words; a positive weight speaks for an article."""

    bias: float
    weights: dict[str, float]

    def score(self, words: Set[str]) -> float:
        """Return the score of `words`, or NaN when too few of them are known."""
        known = [self.weights[word] for word in words if word in self.weights]
        return sum(known) / math.sqrt(len(known)) + self.bias if len(known) >= _LEAST else math.nan


def names_of_elements(page: Page) -> set[str]:
    """Return the names of the page's elements, and the words in those names with a `~` in front."""
    found: set[str] = set()
    for names in {block.names for block in page.blocks}:
        for name in names[:_MOST_NAMES].split():
            found.add(name.lower()[:_LONGEST_NAME])
            found.update(f"~{part.lower()}" for part in _PART.findall(name[:_LONGEST_NAME]))
    return found


def words_of_text(page: Page, about: Metadata, likely: Sequence[float]) -> set[str]:
    """Return the words of the page's prose; words of `<title>` start with `t:`, those of the first headings with `h:`."""
    prose = " ".join(
        line.text
        for line, share in zip(page.lines, likely, strict=True)
        if share > _LIKELY or (line.size >= _PLAIN and line.linked < _LINKED * len(line.text))
    )
    headings = [line.text for line in page.lines if page.blocks[line.block].tag == "h1"][:3]
    return {
        *_words(prose[:_MOST_TEXT]),
        *(f"t:{word}" for word in _words(about.page_title or about.title or "")),
        *(f"h:{word}" for heading in headings for word in _words(heading[:500])),
    }


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def word_signs(page: Page, about: Metadata, likely: Sequence[float]) -> dict[str, float]:
    """Return the score that each reader gives the page."""
    by_name = load()
    return {
        "words_names": by_name["names"].score(names_of_elements(page)),
        "words_text": by_name["text"].score(words_of_text(page, about, likely)),
    }


@cache
def load() -> dict[str, Reader]:
    """Return the readers by name."""
    said: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))
    return {name: Reader(one["bias"], one["weights"]) for name, one in said.items()}
