"""Copies of one story: MinHash bands that copies share, and the comparison that decides.

Bands (Broder's MinHash, banded as in Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4)
find candidates by a look-up of terms; whether two texts tell one story is then seen from the texts.
"""

from __future__ import annotations

import hashlib
import re

from rensa import RMinHash

from etl.article import Article

_WORDS_A_SHINGLE = 4
_PERMUTATIONS = 128
_ROWS = 2
"""Values in a band: two texts that share a fifth of their shingles share one of the 64 bands nearly surely."""
_SEED = 1
_LEAST_SHINGLES = 12
"""Below some fifteen words, sameness says nothing."""
_SAME = 0.5
"""Share of the shorter text's shingles that stands in the longer one of two copies."""
_WORD = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]|[^\W_]+")


def shingles(text: str) -> set[str]:
    """Return the runs of four words in `text`, in lower case; a character of Chinese or Japanese is a word."""
    words = _WORD.findall(text.casefold())
    return {" ".join(words[i : i + _WORDS_A_SHINGLE]) for i in range(len(words) - _WORDS_A_SHINGLE + 1)}


def bands(article: Article) -> list[str]:
    """Return 64 short strings, of which copies of an article share some; none for a text too short."""
    found = shingles(article.body)
    if len(found) < _LEAST_SHINGLES:
        return []
    sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    sketch.update(sorted(found))
    values = sketch.digest()
    return [
        f"{start // _ROWS:x}.{_short(values[start : start + _ROWS])}"
        for start in range(0, _PERMUTATIONS, _ROWS)
    ]


def _short(values: list[int]) -> str:
    data = b"".join(value.to_bytes(8, "little") for value in values)
    return hashlib.blake2b(data, digest_size=6).hexdigest()


def same_story(one: str, other: str) -> bool:
    """Return whether the bodies are copies: half of the shorter one stands in the longer one."""
    first, second = shingles(one), shingles(other)
    smaller = min(len(first), len(second))
    return smaller >= _LEAST_SHINGLES and len(first & second) / smaller >= _SAME
