"""Names: the whole step against spaCy's own `nlp.pipe` with only NER, on the same texts, as a ratio of CPU time.

    python bench/entities.py CORPUS      (CORPUS/entities/*.txt, or the *.txt of a folder; the first paragraph is the title)

Each side reads the texts once to warm up, then three times; the fastest counts. One thread, so that CPU time
is comparable.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

from etl.article import Article, Source
from etl.enrich.names.entities import add_entities
from etl.enrich.names.spacy_models import read
from etl.settings import Settings

_RUNS = 3


def _articles(corpus: Path) -> list[Article]:
    found = []
    folder = corpus / "entities"
    for path in sorted((folder if folder.is_dir() else corpus).glob("*.txt")):
        title, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        source = Source(uri=path.as_uri(), path=path.name, sha256="", bytes=0, format="text")
        found.append(
            Article(id=path.name, title=title.strip(), body=body.strip(), language="en", source=source)
        )
    return found


def _fastest(run: Callable[[], object]) -> float:
    """Return the CPU seconds of the fastest of some runs."""
    run()
    seconds = []
    for _ in range(_RUNS):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return min(seconds)


def main() -> None:
    """Print milliseconds an article and the ratios."""
    articles = _articles(Path(sys.argv[1])) if len(sys.argv) > 1 else []
    if not articles:
        sys.exit("usage: python bench/entities.py CORPUS (no *.txt found)")
    settings = Settings()
    package = settings.models["en"]
    texts = [f"{article.title}\n\n{article.body}" for article in articles]
    stock_model = importlib.import_module(package).load(enable=["ner"])
    stock = _fastest(lambda: [doc.ents for doc in stock_model.pipe(texts)])
    ours = _fastest(lambda: read(package, texts))
    step = _fastest(lambda: add_entities(articles, settings))
    each = 1000 / len(articles)
    print(f"{len(articles)} articles, {sum(len(text.split()) for text in texts) // len(texts)} words each")
    print(f"spaCy's nlp.pipe, only NER  {stock * each:6.1f} ms an article")
    print(f"the model's part here       {ours * each:6.1f} ms  ratio {ours / stock:.2f}")
    print(f"the whole entities step     {step * each:6.1f} ms  ratio {step / stock:.2f}")


if __name__ == "__main__":
    main()
