"""Near-duplicates: pair F1 on generated copies beside datasketch's LSH, and CPU time an article.

    python bench/duplicates.py ARTICLES.ndjson…      (`id`, `body`)

Every text of 120 words or more gets three copies (cuts, edits, typos, chrome, local paragraphs), one in five
another without its lead; traps are roundups of two stories, the footer of one publisher under unrelated short items,
and notes of one form that differ in their numbers. A roundup belongs with the
story it opens with, or with the other if that is most of it. datasketch (if installed) gets its best threshold
and shingle size on the same data.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from etl.article import Article, Source
from etl.enrich.duplicates import bands, same_story
from tests.near_copies import FOOTER, beheaded, near_copy, notes, roundup

_LEAST_WORDS = 120
_COPIES = 3
_SHORT = 45
_LEAST_OF_ROUNDUP = 0.3


def _different(bodies: list[str]) -> list[str]:
    """Leave out texts that share a fifth of their words in runs of three with an earlier one."""
    kept: list[str] = []
    seen: list[set[str]] = []
    for body in bodies:
        words = re.findall(r"\w+", body.casefold())
        runs = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}
        if all(len(runs & other) < 0.2 * min(len(runs), len(other)) for other in seen):
            kept.append(body)
            seen.append(runs)
    return kept


def _data(bodies: list[str], rng: random.Random) -> list[tuple[str, str]]:
    """Return pairs of story and text."""
    stories = [[p for p in body.split("\n\n") if p.strip()] for body in bodies]
    found = []
    for number, story in enumerate(stories):
        found += [(str(number), story), *((str(number), near_copy(story, rng)) for _ in range(_COPIES))]
        other = stories[number - 1]
        if number % 3 == 0:
            own, others = len(" ".join(story).split()), len(" ".join(other).split())
            opens_it = own >= _LEAST_OF_ROUNDUP * (own + others)
            found.append((str(number if opens_it else (number - 1) % len(stories)), roundup([story, other])))
        if number % 3 == 1:
            publisher_lines = FOOTER  # they stand under all it prints
            words = " ".join(other).split()
            found.append(
                (f"item {number}", [f"Item {number}: " + " ".join(words[-_SHORT:]), *publisher_lines])
            )
        if number % 5 == 0:
            found.append((str(number), beheaded(story, rng)))
        if number % 5 == 1:
            found += [(f"note {number} {i}", [note]) for i, note in enumerate(notes(rng, 4))]
    return [(story, "\n\n".join(paragraphs)) for story, paragraphs in found]


def _article(number: int, body: str) -> Article:
    source = Source(uri=f"{number}", path=f"{number}", sha256="", bytes=0, format="text")
    return Article(id=f"{number}", body=body, source=source)


def _groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    above = list(range(count))

    def root(number: int) -> int:
        while above[number] != number:
            number = above[number]
        return number

    for one, other in pairs:
        above[max(root(one), root(other))] = min(root(one), root(other))
    return [root(number) for number in range(count)]


def _f1(truth: list[str], found: list[int]) -> str:
    both = ours = theirs = 0
    for one, other in itertools.combinations(range(len(truth)), 2):
        is_same, is_found = truth[one] == truth[other], found[one] == found[other]
        both, ours, theirs = both + (is_same and is_found), ours + is_found, theirs + is_same
    precision, recall = both / max(1, ours), both / max(1, theirs)
    return (
        f"F1 {2 * precision * recall / max(1e-9, precision + recall):.3f} (P {precision:.3f} R {recall:.3f})"
    )


def _ours(texts: list[str]) -> list[int]:
    by_band: dict[int, list[int]] = {}
    pairs: set[tuple[int, int]] = set()
    for number, text in enumerate(texts):
        for band in bands(_article(number, text)):
            pairs.update((earlier, number) for earlier in by_band.setdefault(band, []))
            by_band[band].append(number)
    return _groups(len(texts), [pair for pair in pairs if same_story(texts[pair[0]], texts[pair[1]])])


def _datasketch(texts: list[str], threshold: float, size: int) -> list[int]:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    pairs = []
    for number, text in enumerate(texts):
        words = re.findall(r"\w+", text.casefold())
        sketch = MinHash(num_perm=128)
        sketch.update_batch(
            [" ".join(words[i : i + size]).encode() for i in range(max(1, len(words) - size + 1))]
        )
        pairs += [(other, number) for other in index.query(sketch)]
        index.insert(number, sketch)
    return _groups(len(texts), pairs)


def main() -> None:
    """Print the F1 of both and milliseconds an article."""
    rows = [json.loads(line) for path in sys.argv[1:] for line in Path(path).read_text().splitlines()]
    bodies = _different([row["body"] for row in rows if len(row["body"].split()) >= _LEAST_WORDS])
    for seed in (1, 2):
        data = _data(bodies, random.Random(seed))
        truth, texts = [story for story, _ in data], [text for _, text in data]
        start = time.process_time()
        for number, text in enumerate(texts):
            bands(_article(number, text))
        each = (time.process_time() - start) * 1000 / len(texts)
        print(f"{len(texts)} texts of {len(bodies)} stories, seed {seed}; bands {each:.2f} ms an article")
        print(f"  Clippings   {_f1(truth, _ours(texts))}")
        try:
            tuned = [
                (_f1(truth, _datasketch(texts, threshold, size)), threshold, size)
                for threshold in (0.3, 0.4, 0.5, 0.6)
                for size in (2, 3, 4)
            ]
            score, threshold, size = max(tuned)
            print(f"  datasketch  {score} at threshold {threshold}, {size} words a shingle")
        except ImportError:
            print("  datasketch is not installed")


if __name__ == "__main__":
    main()
