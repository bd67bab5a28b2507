"""Copies of one story: MinHash bands that copies share, and the comparison that decides.

Bands (Broder's MinHash, banded as in Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", 3.4)
find candidates by a look-up of terms; whether two texts tell one story is then seen from the texts.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from itertools import islice

from rensa import RMinHash

from etl.article import Article

_WORDS_A_SHINGLE = 3
_PERMUTATIONS = 64
_ROWS = 2
"""Values in a band: of texts that share a third of their shingles, 98 % share one of the 32 bands. Twice as many find
the same groups of generated copies, and cost twice as much to keep and to look up."""
_SEED = 1
_BYTES = 6
"""Of a band's values; with the band's place a number has 53 bits, which any reader of JSON keeps."""
_LEAST_SHINGLES = 12
"""Below some fifteen words, sameness says nothing."""
_SAME = 0.5
"""Share of the shorter text's shingles that stands in the longer one of two copies."""
_MOST_OF_LONGER, _LEAST_OF_LONGER = 0.7, 0.3
"""Shares of the longer text's shingles: from the first on it may have lines of its own before the copy, below the
second it is none. They add up to one, so that a page of two stories is a copy of one of them at most."""
_OPENING = 20
"""Shingles that a text begins with."""
_SAME_OPENING = 0.15
_WORD = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]|[^\W_]+")


def shingles(text: str) -> dict[str, None]:
    """Return the different runs of three words in `text`, in their order and in lower case.

    A character of Chinese or Japanese is a word.
    """
    words = _WORD.findall(text.casefold())
    runs = zip(*(words[start:] for start in range(_WORDS_A_SHINGLE)), strict=False)
    return dict.fromkeys(map(" ".join, runs))


def bands(article: Article) -> list[int]:
    """Return 32 numbers, of which copies of an article share some; none for a text too short.

    They are numbers because Elasticsearch looks up very many of them at once in order, not one by one as it does words.
    """
    found = shingles(article.body)
    if len(found) < _LEAST_SHINGLES:
        return []
    sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    sketch.update(sorted(found))
    values = sketch.digest()
    return [
        place << 8 * _BYTES | _short(values[place * _ROWS : (place + 1) * _ROWS])
        for place in range(_PERMUTATIONS // _ROWS)
    ]


def _short(values: list[int]) -> int:
    data = b"".join(value.to_bytes(8, "little") for value in values)
    return int.from_bytes(hashlib.blake2b(data, digest_size=_BYTES).digest())


_remembered_shingles = lru_cache(maxsize=256)(shingles)
"""A text is compared with several others one after the other; some 50 kB each."""


def same_story(one: str, other: str) -> bool:
    """Return whether the bodies are copies: half of the shorter stands in the longer, and they begin alike.

    News is cut from its end, so what begins otherwise and shares less than most of its text is another
    article: one with the same lines about its publisher, one from the same press conference, or a page of
    several stories, which is a copy of the first of them alone and so never makes its stories one.
    """
    shorter, longer = sorted((_remembered_shingles(one), _remembered_shingles(other)), key=len)
    if len(shorter) < _LEAST_SHINGLES:
        return False
    shared = len(shorter.keys() & longer.keys())
    if shared < _SAME * len(shorter) or shared < _LEAST_OF_LONGER * len(longer):
        return False
    return _opens_in(longer, shorter) or (
        shared >= _MOST_OF_LONGER * len(longer) and _opens_in(shorter, longer)
    )


def _opens_in(one: dict[str, None], other: dict[str, None]) -> bool:
    opening = list(islice(one, _OPENING))
    return sum(shingle in other for shingle in opening) >= _SAME_OPENING * len(opening)
