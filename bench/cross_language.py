"""Meaning across languages: a query in one, its article in another, by vectors alone.

    python -m bench.cross_language [--model MODULE:CLASS] [--others DOCUMENTS.ndjson] [--most 2000]

The articles are the texts of `tests/quality/texts/`, the queries those of `cross_language.tsv` (text, language, query), all
of them ours. Without `--model` the vectors are those that `CLIPPINGS_SEMANTIC` stores; a MODULE:CLASS is a package to try,
with a method `encode` that takes texts. `--others` names articles (`title`, `body`) among which they are to be found.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import orjson

from etl.enrich.semantic import Vector, document_vector, query_vector

_TEXTS = Path(__file__).parents[1] / "tests" / "quality" / "texts"
_QUERIES = Path(__file__).with_suffix(".tsv")
_LEAD = 800
"""Characters of an article that a model to try is given, beside its title."""

Document = Callable[[str, str], Vector]
Query = Callable[[str], Vector]


def text_of(path: Path) -> tuple[str, str]:
    """Return the title and the body of one of the tests' texts."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    titles = [line.removeprefix("title: ") for line in head.splitlines() if line.startswith("title: ")]
    return titles[0], body


def encoder(name: str | None) -> tuple[Document, Query]:
    """Return how a document and a query become vectors."""
    if name is None:
        return document_vector, query_vector
    module, _, kind = name.partition(":")
    encode = getattr(importlib.import_module(module), kind)().encode

    def of_document(title: str, body: str) -> Vector:
        parts = encode([title, body[:_LEAD], f"{title}\n{body[:_LEAD]}"])
        mean: Vector = np.mean(np.asarray(parts), axis=0, dtype=np.float32)
        return mean

    return of_document, lambda text: np.asarray(encode([text])[0])


def main() -> None:
    """Print how many queries find their article first, and among the first three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model")
    parser.add_argument("--others", type=Path)
    parser.add_argument("--most", type=int, default=2_000)
    args = parser.parse_args()
    of_document, of_query = encoder(args.model)
    texts = {path.stem: text_of(path) for path in sorted(_TEXTS.glob("*.txt"))}
    lines = args.others.read_bytes().splitlines()[: args.most] if args.others else []
    others = [(one["title"] or "", one["body"]) for one in map(orjson.loads, lines)]
    of_document(*next(iter(texts.values())))  # reads the model
    before = time.process_time()
    articles = np.array([of_document(*text) for text in texts.values()])
    seconds = time.process_time() - before
    vectors = (
        np.concatenate([articles, np.array([of_document(*text) for text in others])]) if others else articles
    )
    names, places = list(texts), list[int]()
    for line in _QUERIES.read_text(encoding="utf-8").splitlines():
        text, _, query = line.split("\t")
        products = vectors @ of_query(query)
        places.append(int((products > products[names.index(text)]).sum()) + 1)
    first, three = (sum(place <= most for place in places) / len(places) for most in (1, 3))
    print(f"{len(places)} queries, {len(vectors)} articles: first {first:.3f}, among three {three:.3f}")
    print(f"{vectors.shape[1]} numbers, {len(articles) / seconds:.0f} articles a second of processor time")


if __name__ == "__main__":
    main()
