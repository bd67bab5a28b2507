"""Finding: how near the top a query's articles come, by words alone and by words and meaning.

    CLIPPINGS_HOME=FOLDER python -m bench.relevance CORPUS/relevance

The folder has `documents.ndjson` (articles with an `id`), `queries.tsv` (id, query) and `qrels.tsv` (query's id, article's
id). The articles are loaded as `clippings ingest` loads them, with vectors, into the embedded node of `CLIPPINGS_HOME`,
which should have no others; those that are there already stay, so a second run only searches. The queries are those of
`clippings search --queries`. MAP@5 is the mean over all queries of the average precision among the first five; a query's
time is taken with fifty of them in a request, its vector included.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import mean

from etl.embedded.node import settings_of_node
from etl.ingest import ingest
from etl.load.client import connect
from etl.search.export import rows
from etl.search.hits import SearchRequest
from etl.search.many import read_line, search_many
from etl.settings import Settings

_DEEP = 10
"""Hits of a query that are looked at."""


def pairs_of(path: Path) -> list[tuple[str, str]]:
    """Return the two columns of each line."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [(first, second) for first, _, second in (line.partition("\t") for line in lines)]


def average_precision(found: list[str], wanted: set[str], most: int) -> float:
    """Return the mean of the precisions at each of the `wanted` among the first `most` found; a missing one counts as 0."""
    places = [place for place, id_ in enumerate(found[:most], 1) if id_ in wanted]
    return sum(number / place for number, place in enumerate(places, 1)) / len(wanted)


def reciprocal_rank(found: list[str], wanted: set[str]) -> float:
    """Return 1 / the place of the first of the `wanted`."""
    return next((1 / place for place, id_ in enumerate(found, 1) if id_ in wanted), 0.0)


def scores_of(found: Mapping[str, list[str]], wanted: Mapping[str, set[str]]) -> str:
    """Return the figures of all queries, as a row."""
    precision = mean(average_precision(found.get(query, []), ids, 5) for query, ids in wanted.items())
    first = mean(reciprocal_rank(found.get(query, []), ids) for query, ids in wanted.items())
    return f"MAP@5 {precision:.3f}  MRR@{_DEEP} {first:.3f}"


def main() -> None:
    """Load the articles, unless they are loaded, and print a row for each way of searching."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m bench.relevance FOLDER")
    folder = Path(sys.argv[1])
    settings = settings_of_node(Settings(semantic=True), lambda line: print(line, file=sys.stderr))
    counts = ingest([str(folder / "documents.ndjson")], settings).counts
    client = connect(settings)
    own = ["id", "source.record_id"]
    record_of = {row["id"]: row["source.record_id"] for row in rows(client, SearchRequest(), own)}
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for query, id_ in pairs_of(folder / "qrels.tsv"):
        wanted[query].add(id_)
    queries = [(id_, read_line(text)[0]) for id_, text in pairs_of(folder / "queries.tsv")]
    print(f"{len(record_of)} articles ({counts.rejected} rejected), {len(queries)} queries")
    for name, semantic in (("words", False), ("words and meaning", True)):
        found: defaultdict[str, list[str]] = defaultdict(list)
        before = time.perf_counter()
        for query, id_, _ in search_many(client, queries, SearchRequest(size=_DEEP), semantic=semantic):
            found[query].append(record_of[id_])
        each = 1000 * (time.perf_counter() - before) / len(queries)
        print(f"{name:20}{scores_of(found, wanted)}  {each:.1f} ms a query")


if __name__ == "__main__":
    main()
