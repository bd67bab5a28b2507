"""The words of a query that say nothing about its subject: articles, prepositions, pronouns and the like."""

from __future__ import annotations

import string
from functools import cache

from etl.common_words import common_words
from etl.load.indices import mappings_folder

_SIGNS = f"{string.punctuation}“”„‘’«»…–—"


def bare(word: str) -> str:
    """Return a word in lower case, without punctuation around it."""
    return word.strip(_SIGNS).casefold()


def without_common(words: list[str]) -> list[str]:
    """Return `words` without the common words of one language: the one that has the most of them on its list.

    If several languages do, a word must be common in all of them: "war" is common only in German, and is kept in "the war in
    Ukraine".
    """
    plain = [bare(word) for word in words]
    found = {language: len(listed.intersection(plain)) for language, listed in _lists().items()}
    most = max(found.values(), default=0)
    if not most:
        return words
    common = frozenset.intersection(
        *(_lists()[language] for language, count in found.items() if count == most)
    )
    return [word for word, bared in zip(words, plain, strict=True) if bared not in common]


@cache
def _lists() -> dict[str, frozenset[str]]:
    """Return the common words of each language with an analysis of its own."""
    analysed = [path.stem for path in (mappings_folder() / "analysis").glob("*.json")]
    return {language: listed for language in analysed if (listed := common_words(language))}
