"""How a copy of a story differs from an article: the sentences that only one of them has."""

from __future__ import annotations

import re

from etl.article import Article, Record

_SENTENCE = re.compile(r"(?<=[.!?…؟])[\s”“»\"]+|(?<=[。！？])|\n+")
_MOST = 3
"""Sentences of each side that are shown."""


class Differences(Record):
    """Sentences that only one of two articles has."""

    same: int  # sentences that both have
    only_here: list[str]
    only_there: list[str]
    more_here: int = 0  # beside those that are listed
    more_there: int = 0


def differences(article: Article, copy: Article | None) -> Differences | None:
    """Return what only `article` or only `copy` has, or None if there is no copy."""
    if copy is None:
        return None
    here, there = _sentences(article.body), _sentences(copy.body)
    only_here = [text for key, text in here.items() if key not in there]
    only_there = [text for key, text in there.items() if key not in here]
    return Differences(
        same=len(here) - len(only_here),
        only_here=only_here[:_MOST],
        only_there=only_there[:_MOST],
        more_here=max(0, len(only_here) - _MOST),
        more_there=max(0, len(only_there) - _MOST),
    )


def _sentences(body: str) -> dict[str, str]:
    """Return the sentences by their lower-case words, so that punctuation and white space make no difference."""
    parts = [part.strip() for part in _SENTENCE.split(body)]
    return {key: part for part in parts if (key := " ".join(re.findall(r"\w+", part.casefold())))}
