"""The words and pairs of words that a text is about: those that it repeats, especially those in its title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from etl.common_words import common_words

_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[^\w\s]|\n")
_LEAST_LETTERS = 3
_IN_TITLE = 3.0
"""How many times more a word in the title counts."""
_CAPITALISED = 0.3
"""How much more a word counts that is always capitalized: a name, or a German noun."""
_PAIR = 2.0
"""How much more a pair counts than the mean of its words, when they always occur together."""


class _Word(NamedTuple):
    lower: str
    key: str  # one for a word and its plural in -s
    is_capitalised: bool


def ranked_phrases(title: str, text: str, language: str) -> list[str]:
    """Return words and pairs of words of title and text, in lower case, best first; `language` is an ISO 639-1 code.

    A phrase contains no common word of the language and no number. A pair counts only if it occurs at least twice.
    """
    common = common_words(language)
    runs = [*_runs(title, common), *_runs(text, common)]
    words = Counter(word.key for run in runs for word in run)
    capitalised = Counter(word.key for run in runs for word in run if word.is_capitalised)
    in_title = {word.key for run in _runs(title, common) for word in run}
    weights = {
        key: count * (_IN_TITLE if key in in_title else 1) * (1 + _CAPITALISED * capitalised[key] / count)
        for key, count in words.items()
    }
    singles = {word.lower: word.key for run in runs for word in run}
    scores = {word: weights[key] for word, key in singles.items()}
    pairs = Counter((one.lower, two.lower) for run in runs for one, two in pairwise(run))
    for (one, two), count in pairs.items():
        if count > 1:
            keys = (singles[one], singles[two])
            together = min(1.0, count / max(words[key] for key in keys))
            scores[f"{one} {two}"] = _PAIR * together**0.5 * sum(weights[key] for key in keys) / 2
    return sorted(scores, key=lambda phrase: -scores[phrase])


def _runs(text: str, common: frozenset[str]) -> Iterator[list[_Word]]:
    """Yield sequences of adjacent words, without common words, numbers or punctuation between them."""
    run: list[_Word] = []
    for token in _TOKEN.findall(text):
        lower = token.lower()
        stem = re.split("['’]", lower)[0]
        if len(token) >= _LEAST_LETTERS and token[0].isalpha() and common.isdisjoint((lower, stem)):
            key = lower[:-1] if len(lower) > _LEAST_LETTERS and lower.endswith("s") else lower
            run.append(_Word(lower, key, token[0].isupper()))
        elif run:
            yield run
            run = []
    if run:
        yield run
