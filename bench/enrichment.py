"""Enrichment: CPU time an article of each step, and of all but the names beside the names, as a ratio in one run.

    python bench/enrichment.py CORPUS      (CORPUS has html/gold.ndjson and entities/*.txt)

Each step reads all articles once to warm up, then three times; the fastest counts. Patterns that are compiled for
one article are forgotten between the runs, as another article has no use for them. One thread.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

from bench.quotes import article_of, bodies
from etl.article import Article
from etl.enrich.duplicates import bands
from etl.enrich.keywords import add_keywords, add_summary
from etl.enrich.language import detect
from etl.enrich.names.entities import add_entities
from etl.enrich.places.locate import add_places
from etl.enrich.quotes.direct import add_quotes
from etl.settings import Settings

_RUNS = 3


def _add_language(article: Article) -> None:
    article.language = detect(article.body).code


def _add_keywords(article: Article) -> None:
    article.keywords = []  # those of the run before
    add_keywords(article)
    add_summary(article)


_STEPS: dict[str, Callable[[Article], object]] = {
    "language": _add_language,
    "places": add_places,
    "quotes": add_quotes,
    "keywords and summary": _add_keywords,
    "bands of near-duplicates": bands,
}


def _fastest(run: Callable[[], object]) -> float:
    """Return the CPU seconds of the fastest of some runs."""
    run()
    seconds = []
    for _ in range(_RUNS):
        re.purge()
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return min(seconds)


def _over(step: Callable[[Article], object], articles: list[Article]) -> Callable[[], object]:
    return lambda: [step(article) for article in articles]


def main() -> None:
    """Print milliseconds an article and the ratio."""
    articles = [article_of(name, body) for name, body in bodies(Path(sys.argv[1])).items()]
    settings = Settings()
    _over(_add_language, articles)()
    names = _fastest(lambda: add_entities(articles, settings))
    rest = {name: _fastest(_over(step, articles)) for name, step in _STEPS.items()}
    each = 1000 / len(articles)
    words = sum(len(article.body.split()) for article in articles) // len(articles)
    print(f"{len(articles)} articles, {words} words each; milliseconds an article")
    for name, seconds in rest.items():
        print(f"{name:24} {seconds * each:6.2f}")
    total = sum(rest.values())
    print(f"{'all of these':24} {total * each:6.2f}  ratio to names {total / names:.2f}")
    print(f"{'names':24} {names * each:6.2f}")


if __name__ == "__main__":
    main()
