"""Stories: what finding and joining an article's copies costs while the index grows to 50,000 documents.

    CLIPPINGS_HOME=EMPTY-FOLDER python -m bench.stories FILE…      (.txt, the words of the texts)

Half of the documents are articles of their own, words of the texts in any order; the others are near-copies, four
of a text, within some 250 documents of each other, so that there is as much to join at every size, and many with
the same lines of a publisher. They are loaded in batches, and joined so many at once as an ingest joins them; to save
time, only those before each size shown are joined, when the node has merged what came before. CPU time is this
process's and the node's during the joins; the ratio is that to the bands of the same articles, as a yardstick of the
machine, against the first one.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import psutil
from elasticsearch import Elasticsearch

from etl.article import Article, Source
from etl.embedded.node import status
from etl.enrich.duplicates import bands
from etl.load.batch import JOINED_AT_ONCE, prepare
from etl.load.bulk import load
from etl.load.candidates import Text
from etl.load.client import connect
from etl.load.generations import Generation, drop, targets
from etl.load.stories import join_stories
from etl.pipeline import batches
from etl.report import now
from etl.settings import Settings
from tests.near_copies import Paragraphs, near_copy

_DOCUMENTS = 50_000
_COPIES = 4
"""Documents of one story, for half of all documents."""
_NEAR = 250
_WORDS = 150
_SHOWN = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_WARM_UP = 10_000


@dataclass
class Cost:
    """What the joins of some articles cost."""

    articles: int
    seconds: float
    client: float  # CPU seconds
    server: float  # CPU seconds
    bands: float  # CPU seconds
    joined: int


def _story(words: list[str], rng: random.Random) -> Paragraphs:
    chosen = rng.sample(words, min(_WORDS, len(words)))
    return [" ".join(chosen[start : start + 30]) + "." for start in range(0, len(chosen), 30)]


def _texts(words: list[str], rng: random.Random) -> Iterator[Paragraphs]:
    """Yield the documents' paragraphs."""
    stories = range(_DOCUMENTS // 2 // _COPIES)
    places: list[tuple[float, int | None]] = [
        (number * 2 * _COPIES + rng.uniform(0, _NEAR), number) for number in stories for _ in range(_COPIES)
    ]
    places += [(rng.uniform(0, _DOCUMENTS), None) for _ in range(_DOCUMENTS - len(places))]
    for _, story in sorted(places, key=lambda place: place[0]):
        if story is None:
            yield _story(words, rng)
        else:
            yield near_copy(_story(words, random.Random(story)), rng)


def _article(number: int, paragraphs: Paragraphs) -> Article:
    id_ = f"{number * 2654435761 % 2**32:08x}-{number}"  # ids as hashes are: in no order
    source = Source(uri=f"file:///{id_}", path=id_, sha256=id_, bytes=1, format="text")
    article = Article(
        id=id_, body="\n\n".join(paragraphs), language="en", timestamp=now(), ingested_at=now(), source=source
    )
    article.pipeline_version, article.story_id, article.story_bands = "bench", article.id, bands(article)
    return article


def _is_merging(client: Elasticsearch) -> bool:
    merges = client.indices.stats(index="articles-*", metric="merge")["_all"]["total"]["merges"]
    return bool(merges["current"])


def _run(
    client: Elasticsearch, node: psutil.Process, words: list[str], settings: Settings, documents: int
) -> Iterator[tuple[int, Cost]]:
    """Load `documents`, and yield for each size in `_SHOWN` what the last join before it cost."""
    live = targets(client, rebuild=False)[0]
    texts = islice(_texts(words, random.Random(1)), documents)
    articles = (_article(number, paragraphs) for number, paragraphs in enumerate(texts))
    done = 0
    unjoined: list[Article] = []
    for batch in batches(articles, settings.batch_size):
        load(client, batch, live, [])
        done += len(batch)
        if any(size - JOINED_AT_ONCE < done <= size for size in _SHOWN):
            unjoined += batch
        if done in _SHOWN:
            yield done, _cost(client, node, unjoined, live)
            unjoined = []


def _cost(client: Elasticsearch, node: psutil.Process, articles: list[Article], live: Generation) -> Cost:
    """Return what it costs to join `articles` at once."""
    while _is_merging(client):
        time.sleep(0.1)
    start = time.process_time()
    texts = [Text(a.id, a.body, bands(a)) for a in articles]
    yardstick = time.process_time() - start
    server, mine, start = sum(node.cpu_times()[:2]), time.process_time(), time.monotonic()
    joined = join_stories(client, texts, live.pattern)
    return Cost(
        articles=len(articles),
        seconds=time.monotonic() - start,
        client=time.process_time() - mine,
        server=sum(node.cpu_times()[:2]) - server,
        bands=yardstick,
        joined=joined,
    )


def main() -> None:
    """Print what a join costs an article, and its ratio to the first."""
    words = sorted({word for path in sys.argv[1:] for word in Path(path).read_text(encoding="utf-8").split()})
    if len(words) < _WORDS:
        sys.exit("usage: python -m bench.stories FILE… (.txt)")
    settings = Settings()
    client = connect(settings)
    node = psutil.Process(status(settings).pid)
    prepare(client)
    if client.count(index="articles-*")["count"]:
        sys.exit("name a CLIPPINGS_HOME with nothing in it")
    for _ in _run(client, node, words, settings, _WARM_UP):
        pass  # the node compiles what it runs often
    drop(client, targets(client, rebuild=False)[0].number)
    print(
        f"{'documents':>9} {'ms':>6} {'client CPU ms':>13} {'server CPU ms':>13} {'joined':>6} {'ratio':>5}"
    )
    first = 0.0
    for done, cost in _run(client, node, words, settings, _DOCUMENTS):
        each = 1000 / cost.articles
        cpu = (cost.client + cost.server) / cost.bands
        first = first or cpu
        print(
            f"{done:9} {cost.seconds * each:6.2f} {cost.client * each:13.2f} {cost.server * each:13.2f}"
            f" {cost.joined:6} {cpu / first:5.2f}",
            flush=True,
        )
    client.close()


if __name__ == "__main__":
    main()
