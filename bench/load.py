"""Bulk load: ready documents through this loader, against `helpers.parallel_bulk` with the same documents.

    python bench/load.py PATH…      (files or folders of articles)

The documents are those that the pipeline makes of the articles, the words of each in another order: each is one of
its own, of the same length and vocabulary, with the entities, places and quotes of a real one. Both sides load into
the same indices, one a language, on the embedded node of `CLIPPINGS_HOME`, in turns, until all can be searched; the
median of each side's turns counts, as one and the same load takes a tenth longer or less each time. An ingest is held
to `parallel_bulk` into indices that people search, which refresh every second; a rebuild, which makes its own, to one
into indices that do not refresh. The node's and this process's CPU time are those of the turn; `CPU` is their sum
against that of the other side.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import psutil
from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk

from etl.article import Article
from etl.discover import discover
from etl.embedded.node import status
from etl.enrich.duplicates import bands
from etl.load import lease
from etl.load.batch import load_batches, prepare
from etl.load.building import begin, swap
from etl.load.client import connect
from etl.load.generations import drop, ensure_indices, generations, targets
from etl.load.indices import index_language
from etl.pipeline import Result, Task, batches, pipeline_version, process
from etl.report import now
from etl.settings import Settings

_ARTICLES = 20_000
_TURNS = 7
_WARM_UP = 2
"""Turns more, that find Elasticsearch's code not compiled yet."""
_CHUNK = 500


@dataclass
class Turn:
    """What one load cost."""

    seconds: float
    client: float  # CPU seconds
    server: float  # CPU seconds

    @property
    def cpu(self) -> float:
        """CPU seconds of both."""
        return self.client + self.server


def enriched_of(paths: list[str], settings: Settings) -> list[Article]:
    """Return the articles of `paths` as the pipeline makes them."""
    tasks = [Task(found=found) for found in discover(paths, settings)]
    results = process(tasks, settings, pipeline_version(settings))
    return [result for result in results if isinstance(result, Article)]


def made_from(enriched: list[Article], number_of: int = _ARTICLES) -> Iterator[Article]:
    """Yield articles as enrichment leaves them, each with words in an order of its own."""
    order = random.Random(1)
    for number in range(number_of):
        like = order.choice(enriched)
        words = like.body.split()
        order.shuffle(words)
        lines = [" ".join(words[start : start + 60]) for start in range(0, len(words), 60)]
        path = f"{number}.txt"
        source = like.source.model_copy(
            update={"uri": f"file:///bench/{path}", "path": path, "sha256": f"{number:064}"}
        )
        update = {
            "id": f"{number:032}",
            "title": " ".join(words[:8]),
            "body": "\n\n".join(lines),
            "source": source,
            "timestamp": now(),
        }
        article = like.model_copy(update=update)
        article.story_id, article.story_bands = article.id, bands(article)
        yield article


def _turn(client: Elasticsearch, node: psutil.Process, languages: set[str], load: Callable[[], None]) -> Turn:
    """Return what `load` costs until everything can be searched; the indices of all `languages` are there before."""
    for generation in generations(client):
        drop(client, generation.number)
    ensure_indices(client, targets(client, rebuild=False)[0], languages)
    client.indices.put_settings(index="articles", settings={"refresh_interval": "1s"})
    server, mine, start = sum(node.cpu_times()[:2]), time.process_time(), time.monotonic()
    load()
    client.indices.refresh(index="articles")
    assert client.count(index="articles")["count"] == _ARTICLES
    return Turn(time.monotonic() - start, time.process_time() - mine, sum(node.cpu_times()[:2]) - server)


def _by_parallel_bulk(client: Elasticsearch, pairs: Iterator[tuple[Article, bytes]]) -> None:
    """Write each article's JSON of `pairs` into the index of its language, as the client's helper does it."""
    indices = targets(client, rebuild=False)[0].indices

    def expand(pair: Any) -> Any:
        article, document = pair
        return {"index": {"_index": indices[index_language(article.language)], "_id": article.id}}, document

    actions: Any = pairs  # typed as documents alone, it takes whatever `expand` does
    deque(parallel_bulk(client, actions, expand_action_callback=expand, chunk_size=_CHUNK), maxlen=0)


def _median(turns: list[Turn]) -> Turn:
    return Turn(*(median(getattr(turn, name) for turn in turns) for name in ("seconds", "client", "server")))


def main() -> None:
    """Print the table; `rate` is the throughput against that of `parallel_bulk`."""
    settings = Settings()
    enriched = enriched_of(sys.argv[1:], settings)
    if not enriched:
        sys.exit("usage: python bench/load.py PATH… (files that have articles in them)")
    client = connect(settings)
    node = psutil.Process(status(settings).pid)
    prepare(client)
    if client.count(index="articles-*")["count"]:
        sys.exit("name a CLIPPINGS_HOME with nothing in it: this empties the index")
    articles = list(made_from(enriched))
    documents = [article.document() for article in articles]
    languages = {index_language(article.language) for article in articles}
    gc.freeze()  # a load streams its articles: looking through all of them again and again is no part of it
    print(f"{_ARTICLES} articles, {sum(len(d) for d in documents) // _ARTICLES} bytes of JSON each")

    def ours() -> None:
        results: Iterator[list[Result]] = (list(batch) for batch in batches(articles, settings.batch_size))
        deque(load_batches(client, results, settings), maxlen=0)

    def rebuilt() -> None:
        number = begin(client, ["bench"], "bench", settings)
        results: Iterator[list[Result]] = (list(batch) for batch in batches(articles, settings.batch_size))
        deque(load_batches(client, results, settings, rebuild=True), maxlen=0)
        swap(client, number, "bench", settings, accept_fewer=True)
        lease.release(client, number)

    def theirs() -> None:
        _by_parallel_bulk(client, zip(articles, documents, strict=True))

    def theirs_without_refresh() -> None:
        client.indices.put_settings(index="articles", settings={"refresh_interval": "-1"})
        theirs()

    sides: dict[str, Callable[[], None]] = {
        "parallel_bulk": theirs,
        "an ingest": ours,
        "no refresh": theirs_without_refresh,
        "a rebuild": rebuilt,
    }
    other = {"an ingest": "parallel_bulk", "a rebuild": "no refresh"}
    turns: dict[str, list[Turn]] = {name: [] for name in sides}
    for _ in range(_WARM_UP + _TURNS):
        for name, load in sides.items():
            turns[name].append(_turn(client, node, languages, load))
    middle = {name: _median(taken[_WARM_UP:]) for name, taken in turns.items()}
    columns = f"{'articles/s':>10} {'client CPU s':>12} {'server CPU s':>12} {'client/server':>13}"
    print(f"{'':14} {columns} {'rate':>5} {'CPU':>5}")
    for name, turn in middle.items():
        rate, share = _ARTICLES / turn.seconds, turn.client / turn.server
        against = middle[other.get(name, name)]
        speed, cpu = against.seconds / turn.seconds, turn.cpu / against.cpu
        figures = f"{rate:10.0f} {turn.client:12.2f} {turn.server:12.2f} {share:13.2f}"
        print(f"{name:14} {figures} {speed:5.2f} {cpu:5.2f}")


if __name__ == "__main__":
    main()
