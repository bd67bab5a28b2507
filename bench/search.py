"""A filtered, highlighted, faceted search and its whole page against a bare `match`, and an index's size on disk.

    python -m bench.search ARTICLES.ndjson [--documents 200000] [--words 450] [--sizes]

Articles are made from the English of the given ones by drawing paragraphs and names anew, so that words are as common as
they are there. The ratio of the two times in one run is what counts, not the times.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import random
import statistics
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import orjson
from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk
from fastapi.testclient import TestClient

from etl.load.client import connect
from etl.load.indices import ALIAS, mappings_folder
from etl.search.bodies import SEARCH_TYPE, search_body
from etl.search.hits import SearchRequest
from etl.settings import get_settings
from etl.web import pages as pages_module
from etl.web import view
from etl.web.app import make_app

INDEX = "bench-articles"
PUBLISHERS = [f"Publisher {n}" for n in range(40)]
SECTIONS = ["News", "World", "Business", "Sport", "Culture", "Science", "Opinion", "Health"]
COUNTRIES = ["DE", "FR", "GB", "US", "UA", "RU", "CH", "CN", "IN", "NG", "BR", "JP", "EG", "TR", "PL"]


def documents(
    sources: list[dict[str, Any]], number: int, words: int, *, vectors: bool
) -> Iterator[dict[str, Any]]:
    """Yield `number` articles of some `words` each, their paragraphs drawn from `sources`."""
    draw = random.Random(7)
    numbers = np.random.default_rng(7)
    paragraphs = [p for s in sources for p in s["body"].split("\n\n") if p.strip()]
    length = statistics.mean(len(p.split()) for p in paragraphs)
    most = max(1, round(words / length))
    names = [
        f"{a} {b}"
        for a, b in itertools.pairwise(
            sorted({w for p in paragraphs[:2_000] for w in p.split() if w.istitle()})
        )
    ]
    towns = [(round(draw.uniform(-50, 65), 2), round(draw.uniform(-120, 150), 2)) for _ in range(2_000)]
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for n in range(number):
        people = [names[int(draw.paretovariate(0.7)) % len(names)] for _ in range(6)]
        body = "\n\n".join([*draw.choices(paragraphs, k=most), f"{people[0]} met {people[1]}."])
        moment = (start + timedelta(minutes=draw.randrange(1_000_000))).isoformat()
        made = {
            "id": str(n),
            "title": draw.choice(sources)["title"],
            "body": body,
            "summary": body[:200],
            "people": people,
            "organizations": people[:2],
            "places": people[2:4],
            "countries": draw.sample(COUNTRIES, 2),
            "locations": [{"lat": lat, "lon": lon} for lat, lon in draw.choices(towns, k=2)],
            "authors": [names[draw.randrange(400)]],
            "section": [draw.choice(SECTIONS)],
            "keywords": draw.choices(names[:3_000], k=3),
            "publisher": draw.choice(PUBLISHERS),
            "language": "en",
            "timestamp": moment,
            "published_at": moment if n % 20 else None,
            "quotes": [{"speaker": people[0], "text": p} for p in draw.choices(paragraphs, k=2)],
            "story_id": str(n - n % 3 if n % 7 == 0 else n),
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


def fill(es: Elasticsearch, made: dict[str, Any], found: Iterator[dict[str, Any]]) -> None:
    """Index the documents and merge them into one segment."""
    es.options(ignore_status=404).indices.delete(index=INDEX)
    es.indices.create(index=INDEX, settings=made["settings"], mappings=made["mappings"])
    actions = ({"_index": INDEX, "_id": document["id"], "_source": document} for document in found)
    deque(parallel_bulk(es, actions, thread_count=2), maxlen=0)
    es.options(request_timeout=3600).indices.forcemerge(index=INDEX, max_num_segments=1)
    es.indices.refresh(index=INDEX)
    es.indices.flush(index=INDEX)
    es.indices.put_alias(index=INDEX, name=ALIAS)


def kilobytes(es: Elasticsearch, kind: str, *fields: str) -> float:
    """Return what an article takes on disk, as Elasticsearch finds by reading its files.

    `kind`: a part of `_disk_usage`'s answer, such as `total` or `stored_fields`; `fields`: the endings of those meant.
    """
    usage = es.indices.disk_usage(index=INDEX, run_expensive_tasks=True, flush=True)[INDEX]
    count = es.count(index=INDEX)["count"]
    found = [parts for name, parts in usage["fields"].items() if name.endswith(fields or ("",))]
    return float(sum(parts[f"{kind}_in_bytes"] for parts in found) / count / 1000)


@contextmanager
def without_pictures() -> Iterator[None]:
    """Make pages without the bars and the map, and without the counts that they are drawn from."""

    def request_of(shown: view.View) -> SearchRequest:
        return view_request(shown).model_copy(update={"picture": False})

    view_request = view.request_of
    with (
        mock.patch.object(view, "request_of", request_of),
        mock.patch.object(pages_module, "_chart", return_value=None),
    ):
        yield


def speed(es: Elasticsearch, sources: list[dict[str, Any]], searches: int = 200) -> None:
    """Print the times of both searches and of the page, taken in turns, with their ratio to the first."""
    draw = random.Random(11)
    bare: list[float] = []
    full: list[float] = []
    plain: list[float] = []
    whole: list[float] = []
    pages = TestClient(make_app(es, {"127.0.0.1"}), base_url="http://127.0.0.1:8000")
    for _ in range(searches):
        words = " ".join(
            draw.sample([w for w in draw.choice(sources)["title"].split() if w.isalnum()] or ["news"], 1)
        )
        words += " " + draw.choice(draw.choice(sources)["body"].split())
        text = " ".join(w for w in words.replace('"', " ").replace(":", " ").split() if w not in ("OR", "-"))
        publisher = draw.sample(PUBLISHERS, 4)
        request = SearchRequest(query=text, publisher=publisher[:1], since="2024-06-01", facets=True)
        for body, times, search_type in (
            ({"query": {"match": {"body": text}}, "size": 10}, bare, None),
            (search_body(request), full, SEARCH_TYPE),
        ):
            before = time.perf_counter()
            es.search(index=INDEX, body=body, request_cache=False, search_type=search_type)
            times.append(1000 * (time.perf_counter() - before))
        for times, context in ((plain, without_pictures()), (whole, nullcontext())):
            with context:
                before = time.perf_counter()
                answer = pages.get("/", params={"q": text, "publisher": publisher[0], "since": "2024-06-01"})
                times.append(1000 * (time.perf_counter() - before))
            assert answer.status_code == 200, answer.text
    for name, times in (
        ("match", bare),
        ("filtered, highlighted, faceted", full),
        ("its page without chart and map", plain),
        ("its page", whole),
    ):
        median, p95 = statistics.median(times), float(np.percentile(times, 95))
        ratio = p95 / float(np.percentile(bare, 95))
        print(f"{name:32} median {median:6.1f} ms  p95 {p95:6.1f} ms  ratio of p95 {ratio:.2f}")


def sizes(es: Elasticsearch, sources: list[dict[str, Any]], number: int, words: int) -> None:
    """Print what an index takes and what each choice costs; kilobytes an article are gigabytes a million."""
    made = template()
    fill(es, made, documents(sources, number, words, vectors=False))
    whole = kilobytes(es, "total")
    print(f"{number} articles of {words} words: gigabytes per million", flush=True)
    rows = {
        "as it is, without vectors": whole,
        "of that, _source": kilobytes(es, "stored_fields", "_source"),
        "of that, .exact": kilobytes(es, "total", ".exact"),
        "of that, .folded, .text and .suggest": kilobytes(es, "total", ".folded", ".text", ".suggest"),
    }
    made["mappings"]["properties"]["body"]["index_options"] = "positions"
    fill(es, made, documents(sources, number, words, vectors=False))
    rows["of that, offsets (highlights)"] = whole - kilobytes(es, "total")
    for properties in (
        made["mappings"]["properties"],
        made["mappings"]["properties"]["quotes"]["properties"],
    ):
        for name in {"title", "summary", "body", "text"} & properties.keys():
            properties[name]["index_options"] = properties[name]["fields"]["exact"]["index_options"] = "freqs"
    fill(es, made, documents(sources, number, words, vectors=False))
    rows["of that, these and positions (phrases)"] = whole - kilobytes(es, "total")
    for kind in ("int8_hnsw", "bbq_hnsw"):
        made = template()
        made["mappings"]["properties"]["embedding"]["index_options"]["type"] = kind
        fill(es, made, documents(sources, number, words, vectors=True))
        rows[f"vectors, {kind}, on top"] = kilobytes(es, "knn_vectors")
    for name, size in rows.items():
        print(f"{name:38} {size:6.2f}")


def main() -> None:
    """Run the comparison that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--words", type=int, default=450, help="of an article")
    parser.add_argument("--sizes", action="store_true", help="compare index sizes instead of speed")
    args = parser.parse_args()
    given = [orjson.loads(line) for line in args.articles.read_bytes().splitlines()]
    sources = [article for article in given if (article["language"] or "").startswith("en")]
    es = connect(get_settings()).options(request_timeout=3600)
    if args.sizes:
        sizes(es, sources, args.documents, args.words)
    else:
        fill(es, template(), documents(sources, args.documents, args.words, vectors=False))
        print(f"{args.documents} articles of {args.words} words")
        speed(es, sources)
    es.indices.delete(index=INDEX)


if __name__ == "__main__":
    main()
