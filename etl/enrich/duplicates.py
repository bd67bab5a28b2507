"""Find copies of one story: MinHash bands find candidates, and a comparison of the texts decides.

Copies share some of their bands (Broder's MinHash, banded as in Leskovec, Rajaraman and Ullman, "Mining of Massive
Datasets", 3.4), so candidates are found by looking up terms. Whether two texts tell one story is then decided on the texts
themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rensa import RMinHash

from etl.article import Article

_WORDS_A_SHINGLE = 3
_PERMUTATIONS = 64
_ROWS = 2
"""Values in a band. Of texts that share a third of their shingles, 98 % share one of the 32 bands; twice as many bands would find
the same groups of generated copies at twice the cost."""
_SEED = 1
_BYTES = 6
"""Bytes of a band's hash; with the band's position a number has 53 bits, which every reader of JSON keeps exactly."""
_LEAST_SHINGLES = 12
"""With fewer than some fifteen words, equal texts are no sign of a copy."""
_WORDS_OF_A_RUN = 5
_LEAST_RUN = 12
"""Least number of consecutive shingles of five words that both texts share: sixteen words. Notes made from a form, such as weather
or stock reports, have different numbers in between."""
_PASSAGE = b"\1" * _LEAST_RUN
_SAME = 0.5
"""Least share of the shorter text that such passages cover in copies."""
_LEAST_OF_LONGER = 0.28
"""Least share of the longer text; with less it is a page of several stories."""
_OPENING = 20
"""Number of shingles that count as the beginning of a text."""
_SAME_OPENING = 0.15
_WITHOUT_OPENING = 0.7
"""Least share of the shorter text if the longer one begins differently."""
_LATEST_START = 0.25
"""Share of the longer text within which the shared text must then start; a page of several stories is a copy of its first one."""
_WORD = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]|[^\W_]+")


def shingles(text: str) -> dict[str, None]:
    """Return the distinct sequences of three words in `text`, in order and in lower case.

    A Chinese or Japanese character counts as a word.
    """
    return dict.fromkeys(_in_order(text, _WORDS_A_SHINGLE))


def _in_order(text: str, length: int) -> Iterator[str]:
    """Yield all sequences of `length` consecutive words of `text`, in order."""
    words = _WORD.findall(text.casefold())
    return map(" ".join, zip(*(words[start:] for start in range(length)), strict=False))


def bands(article: Article) -> list[int]:
    """Return 32 numbers, some of which copies of the article share; none if the text is too short.

    They are numbers, not words, because Elasticsearch looks up many numbers at once, but words one by one.
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


class _Read(NamedTuple):
    """A text prepared for comparison."""

    # Hashes of all sequences of five words, in order; of 61 bits, so that no two meet by chance.
    runs: list[int]
    known: frozenset[int]


@lru_cache(maxsize=32)
def _read(text: str) -> _Read:
    """Return `text` prepared for comparison.

    The result (some 65 kB for 750 words) is cached, because a text is usually compared with several others in a row.
    """
    runs = list(map(hash, _in_order(text, _WORDS_OF_A_RUN)))
    return _Read(runs, frozenset(runs))


def same_story(one: str, other: str) -> bool:
    """Return whether the bodies are copies: the longer one contains half of the shorter one, in long passages.

    News is shortened from its end, so both should begin alike. If they do not, a desk may have written a beginning of its
    own: then more must be shared, and the shared text must start early in the longer one. A page of several stories is
    therefore a copy of its first story only, and does not make the others copies of each other.
    """
    shorter, longer = sorted((_read(one), _read(other)), key=lambda text: len(text.runs))
    if len(shorter.runs) < _LEAST_SHINGLES:
        return False
    share = _in_passages(_known(shorter, longer)) / len(shorter.runs)
    if share < _SAME:
        return False
    of_longer = _known(longer, shorter)
    if _in_passages(of_longer) < _LEAST_OF_LONGER * len(longer.runs):
        return False
    opening = of_longer[:_OPENING]
    return sum(opening) >= _SAME_OPENING * len(opening) or (
        share >= _WITHOUT_OPENING and of_longer.find(_PASSAGE) <= _LATEST_START * len(of_longer)
    )


def _known(text: _Read, other: _Read) -> bytes:
    """Return a byte for each sequence of five words in `text`: 1 if `other` has it too, else 0."""
    return bytes(map(other.known.__contains__, text.runs))


def _in_passages(known: bytes) -> int:
    """Return how many of the sequences are part of a long passage that both texts have."""
    return sum(len(passage) for passage in known.split(b"\0") if len(passage) >= _LEAST_RUN)
