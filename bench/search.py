"""A filtered, highlighted, faceted search against a bare `match`, and what an index of news takes on disk.

    python -m bench.search ARTICLES.ndjson [--documents 200000] [--sizes]

Articles are made from the given ones by drawing paragraphs and names anew, so that words are as common as
they are there. The ratio of the two times in one run is what counts, not the times.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from etl.hits import SearchRequest
from etl.load.client import connect
from etl.load.indices import mappings_folder
from etl.search import SEARCH_TYPE, search_body
from etl.settings import get_settings

INDEX = "bench-articles"
_STATS_SECONDS = 11
"""Elasticsearch measures its files anew every ten seconds (`indices.store.stats_refresh_interval`)."""
PUBLISHERS = [f"Publisher {n}" for n in range(40)]


def documents(sources: list[dict[str, Any]], number: int, vectors: bool) -> Iterator[dict[str, Any]]:
    """Yield `number` articles of ten paragraphs each, drawn from `sources`."""
    draw = random.Random(7)
    numbers = np.random.default_rng(7)
    paragraphs = [s["body"] for s in sources]
    names = [
        f"{a} {b}"
        for a, b in itertools.pairwise(
            sorted({w for p in paragraphs[:2_000] for w in p.split() if w.istitle()})
        )
    ]
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for n in range(number):
        people = [names[int(draw.paretovariate(0.7)) % len(names)] for _ in range(6)]
        body = "\n\n".join([*draw.choices(paragraphs, k=9), f"{people[0]} met {people[1]}."])
        made = {
            "id": str(n),
            "title": draw.choice(sources)["title"],
            "body": body,
            "summary": body[:200],
            "people": people,
            "organizations": people[:2],
            "places": people[2:4],
            "publisher": draw.choice(PUBLISHERS),
            "language": "en",
            "timestamp": (start + timedelta(minutes=draw.randrange(1_000_000))).isoformat(),
            "quotes": [{"speaker": people[0], "text": p} for p in draw.choices(paragraphs, k=2)],
            "story_id": str(n),
            "source": {"uri": f"file:///articles/{n}.txt", "sha256": f"{draw.getrandbits(256):064x}"},
        }
        if vectors:
            made["embedding"] = numbers.normal(size=384).astype(np.float32).round(5).tolist()
        yield made


def template() -> dict[str, Any]:
    """Return settings and mappings of the English index, as they are in `mappings/`."""
    made: dict[str, Any] = copy.deepcopy(
        orjson.loads((mappings_folder() / "articles.json").read_bytes())["template"]
    )
    made["settings"]["analysis"] |= orjson.loads((mappings_folder() / "analysis" / "en.json").read_bytes())[
        "analysis"
    ]
    made["settings"]["index"]["refresh_interval"] = -1
    return made


def fill(es: Elasticsearch, made: dict[str, Any], found: Iterator[dict[str, Any]]) -> int:
    """Index the documents, merge them into one segment and return the bytes they take."""
    es.options(ignore_status=404).indices.delete(index=INDEX)
    es.indices.create(index=INDEX, settings=made["settings"], mappings=made["mappings"])
    actions = ({"_index": INDEX, "_id": document["id"], "_source": document} for document in found)
    for _ in streaming_bulk(es, actions, chunk_size=500):
        pass
    es.options(request_timeout=3600).indices.forcemerge(index=INDEX, max_num_segments=1)
    es.indices.refresh(index=INDEX)
    es.indices.flush(index=INDEX)
    time.sleep(_STATS_SECONDS)
    size: int = es.indices.stats(index=INDEX)["_all"]["primaries"]["store"]["size_in_bytes"]
    return size


def speed(es: Elasticsearch, sources: list[dict[str, Any]], searches: int = 200) -> None:
    """Print the times of both searches, taken in turns, with their ratio."""
    draw = random.Random(11)
    bare, full = [], []
    for _ in range(searches):
        words = " ".join(
            draw.sample([w for w in draw.choice(sources)["title"].split() if w.isalnum()] or ["news"], 1)
        )
        words += " " + draw.choice(draw.choice(sources)["body"].split())
        text = " ".join(w for w in words.replace('"', " ").replace(":", " ").split() if w not in ("OR", "-"))
        publisher = draw.sample(PUBLISHERS, 4)
        request = SearchRequest(query=text, publisher=publisher[:1], since="2024-06-01", facets=True)
        for body, times, options in (
            ({"query": {"match": {"body": text}}, "size": 10}, bare, {}),
            (search_body(request), full, {"search_type": SEARCH_TYPE}),
        ):
            before = time.perf_counter()
            es.search(index=INDEX, body=body, request_cache=False, **options)
            times.append(1000 * (time.perf_counter() - before))
    for name, times in (("match", bare), ("filtered, highlighted, faceted", full)):
        print(f"{name:32} median {statistics.median(times):6.1f} ms  p95 {np.percentile(times, 95):6.1f} ms")
    print(f"ratio of p95 {np.percentile(full, 95) / np.percentile(bare, 95):.2f}")


def variants() -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield name, template and whether there are vectors, for each choice whose cost is measured."""
    yield "as it is, without vectors", template(), False
    made = template()
    for field in ("title", "summary", "body"):
        made["mappings"]["properties"][field]["fields"].pop("exact")
    yield "without .exact", made, False
    made = template()
    for field in ("title", "summary", "body"):
        made["mappings"]["properties"][field]["index_options"] = "freqs"
        made["mappings"]["properties"][field]["fields"]["exact"]["index_options"] = "freqs"
    yield "without positions", made, False
    yield "with vectors (int8_hnsw)", template(), True
    made = template()
    made["mappings"]["properties"]["embedding"]["index_options"]["type"] = "bbq_hnsw"
    yield "with vectors (bbq_hnsw)", made, True


def main() -> None:
    """Run the comparison that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--sizes", action="store_true", help="compare index sizes instead of speed")
    args = parser.parse_args()
    sources = [orjson.loads(line) for line in args.articles.read_bytes().splitlines()]
    es = connect(get_settings()).options(request_timeout=600)
    if args.sizes:
        sizes = {}
        for name, made, vectors in variants():
            sizes[name] = fill(es, made, documents(sources, args.documents, vectors))
            gigabytes = sizes[name] / args.documents / 1000
            print(f"{name:28} {gigabytes:6.2f} GB per million articles")
    else:
        size = fill(es, template(), documents(sources, args.documents, vectors=False))
        print(json.dumps({"documents": args.documents, "bytes": size}))
        speed(es, sources)
    es.indices.delete(index=INDEX)


if __name__ == "__main__":
    main()
