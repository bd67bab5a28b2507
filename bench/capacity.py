"""How many workers, nodes and disks for N articles a day, M years kept.

    python bench/capacity.py plan ARTICLES-A-DAY YEARS [--page-kb 100] [--words 450] [--copies 1]
    python bench/capacity.py table                       (the table of docs/capacity.md)
    python bench/capacity.py measure PATH…               (what one article of yours costs, and what the model says)

`measure` takes the files through the stages in one process, on the embedded node of `CLIPPINGS_HOME`, which should be
empty, and prints the CPU seconds of each stage beside the model's.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass

DAY = 86_400
YEAR = 365
GB = 1e9

# CPU seconds of one core of a busy virtual machine of 2026, as `measure` told of them (docs/capacity.md): an idle machine
# needs less.
CLEAN_ARTICLE, CLEAN_KB = 0.015, 0.0003
"""Reading and cleaning a page: of any, and of each of its kB. Plain text takes a third of the first."""
ENRICH_ARTICLE, ENRICH_WORD = 0.0103, 0.000101
"""Language, names, places, quotations, keywords."""
LOAD_ARTICLE = 0.0003
"""This side of loading: looking up, serializing, joining copies."""
NODE_ARTICLE, NODE_WORD = 0.0025, 0.0000055
"""Elasticsearch's side: analysis, postings, copies looked for, merges."""
INDEX_ARTICLE, INDEX_WORD = 2_250, 10.5
"""Bytes on disk, of one copy, merged."""

TASK_OVERHEAD = 1.2
"""Airflow's part of a worker's CPU: processes, heartbeats, models loaded."""
BUSY = 0.6
"""Share of its cores that a worker or node should need on the average day: the rest is for peaks, retries, searches."""
PEAK = 3
"""The busiest hour against the average one."""
WORKER_CORES, NODE_CORES = 8, 8
NODE_DISK_GB, DISK_FULL = 2_000, 0.75
"""Of one node; Elasticsearch stops giving shards to a disk that is 85 % full, and merges need room."""
SHARD_GB = 40
"""Elastic advises 10 to 50."""
SHARDS_A_NODE = 1_000
SHARDS_A_RUN, SHARD_SECONDS = 1_000, 600
"""Airflow's mapped tasks of one run, and the longest that one of them takes."""
DISCOVERED_A_SECOND = 5_000
"""Files that the one task `discover` lists and deals out."""


@dataclass(frozen=True)
class Pile:
    """What comes in, and how long it is kept."""

    a_day: float
    years: float
    page_kb: float = 100
    words: float = 450
    copies: int = 1  # of each shard beside the first


def worker_seconds(pile: Pile) -> float:
    """Return the CPU seconds of one article on a worker."""
    clean = CLEAN_ARTICLE + CLEAN_KB * pile.page_kb
    return clean + ENRICH_ARTICLE + ENRICH_WORD * pile.words + LOAD_ARTICLE


def node_seconds(pile: Pile) -> float:
    """Return the CPU seconds of one article on each Elasticsearch node that has a copy of it."""
    return NODE_ARTICLE + NODE_WORD * pile.words


def index_bytes(pile: Pile) -> float:
    """Return the bytes of one article on the disk of each node that has a copy of it."""
    return INDEX_ARTICLE + INDEX_WORD * pile.words


@dataclass(frozen=True)
class Plan:
    """What a pile needs."""

    worker_cores: float
    workers: int
    nodes: int
    nodes_by: str
    disk_gb: float
    shards: int
    run_hours: float  # of one day's articles, on these workers
    first: str


def plan(pile: Pile) -> Plan:
    """Return what `pile` needs when its last year has come, and what a single machine would lack first."""
    a_second = pile.a_day / DAY
    cores = a_second * worker_seconds(pile) * TASK_OVERHEAD / BUSY
    kept = pile.a_day * YEAR * pile.years
    disk = kept * index_bytes(pile) * (1 + pile.copies) / GB
    shards = math.ceil(kept * index_bytes(pile) / GB / SHARD_GB)
    node_cores = a_second * PEAK * node_seconds(pile) * (1 + pile.copies) / BUSY
    by = {
        "disk": disk / (NODE_DISK_GB * DISK_FULL),
        "writing": node_cores / NODE_CORES,
        "shards": shards * (1 + pile.copies) / SHARDS_A_NODE,
        "losing one": 3 if pile.copies else 1,
    }
    nodes_by = max(by, key=lambda name: by[name])
    workers = max(1, math.ceil(cores / WORKER_CORES))
    run_seconds = pile.a_day * worker_seconds(pile) * TASK_OVERHEAD / (workers * WORKER_CORES)
    return Plan(
        cores, workers, math.ceil(by[nodes_by]), nodes_by, disk, shards, run_seconds / 3600, _first(pile)
    )


def _first(pile: Pile) -> str:
    """Return what one machine (eight cores, one disk) runs out of first, and what after that."""
    seconds = worker_seconds(pile) * TASK_OVERHEAD + node_seconds(pile)
    needed = {
        "its cores": pile.a_day * seconds / DAY / (WORKER_CORES * BUSY),
        "a run's 1,000 tasks of ten minutes": pile.a_day
        * worker_seconds(pile)
        / SHARDS_A_RUN
        / SHARD_SECONDS,
        "`discover`, one task": pile.a_day / DISCOVERED_A_SECOND / DAY / BUSY,
    }
    over = sorted((name for name in needed if needed[name] > 1), key=lambda name: -needed[name])
    said = [f"{name} ({needed[name]:.1f} × what there is)" for name in over]
    days = NODE_DISK_GB * DISK_FULL * GB / (pile.a_day * index_bytes(pile))
    if days < pile.years * YEAR:
        said.append(f"its disk, after {days:.0f} days")
    return "; ".join(said) or f"nothing; its disk would, after {days / YEAR:.0f} years"


@dataclass(frozen=True)
class Measured:
    """What one article of a pile cost, in CPU seconds and bytes."""

    files: int
    articles: int
    kb: float
    words: float
    discover: float
    clean: float
    enrich: float
    load: float
    node: float
    index: float


_MADE = 10_000
"""Articles that are made of those measured, so that the index has the size at which its bytes an article settle."""


def measure(paths: list[str]) -> Measured:
    """Return what the articles of `paths` cost; the index of `CLIPPINGS_HOME` holds some made of them afterwards."""
    import psutil

    from bench.load import made_from
    from etl import preload  # noqa: F401  (models load once a process, not once an article)
    from etl.article import Article, InputItem
    from etl.discover import discover
    from etl.embedded.node import status
    from etl.load.batch import load_batches, prepare
    from etl.load.client import connect
    from etl.pipeline import Result, Task, batches, enrich, pipeline_version, process, read_and_clean
    from etl.settings import Settings

    settings = Settings(workers=0)
    version = pipeline_version(settings)
    client = connect(settings)
    prepare(client)
    start = time.process_time()
    tasks = [Task(found=found) for found in discover(paths, settings)]
    discovered = time.process_time() - start
    process(tasks[:3], settings, version)  # what is loaded with the first articles
    start = time.process_time()
    cleaned = read_and_clean(tasks, settings, version)
    clean = time.process_time() - start
    start = time.process_time()
    articles = [result for result in enrich(cleaned, settings, version) if isinstance(result, Article)]
    enriched = time.process_time() - start

    made: list[Result] = list(made_from(articles, _MADE))
    node = psutil.Process(status(settings).pid)
    server, start = sum(node.cpu_times()[:2]), time.process_time()
    for _ in load_batches(client, batches(made, settings.batch_size), settings):
        pass
    load = time.process_time() - start
    client.indices.forcemerge(index="articles-*", max_num_segments=1)
    client.indices.refresh(index="articles-*")
    client.indices.flush(index="articles-*", force=True)  # what was merged goes with it
    served = sum(node.cpu_times()[:2]) - server
    store = client.indices.stats(index="articles-*", metric="store")["_all"]["primaries"]["store"]
    return Measured(
        files=len(tasks),
        articles=len(articles),
        kb=sum(int(task.found.bytes or 0) for task in tasks if isinstance(task.found, InputItem))
        / len(tasks)
        / 1000,
        words=sum(int(article.word_count or 0) for article in articles) / len(articles),
        discover=discovered / len(tasks),
        clean=clean / len(tasks),
        enrich=enriched / len(articles),
        load=load / _MADE,
        node=served / _MADE,
        index=store["size_in_bytes"] / _MADE,
    )


def _compare(found: Measured) -> None:
    pile = Pile(1, 1, found.kb, found.words)
    said = {
        "clean": CLEAN_ARTICLE + CLEAN_KB * found.kb,
        "enrich": ENRICH_ARTICLE + ENRICH_WORD * found.words,
        "load": LOAD_ARTICLE,
        "node": node_seconds(pile),
        "index": index_bytes(pile),
    }
    print(f"{found.files} files of {found.kb:.1f} kB, {found.articles} articles of {found.words:.0f} words")
    print(f"discover {found.discover * 1e6:.0f} µs a file")
    for name, value in said.items():
        measured, unit, scale = (
            getattr(found, name),
            "bytes" if name == "index" else "ms",
            1 if name == "index" else 1e3,
        )
        print(f"{name:8} {measured * scale:10.1f} {unit} an article; the model says {value * scale:.1f}")
    worker = found.clean + found.enrich + found.load
    print(f"a worker {worker * 1e3:9.1f} ms; the model says {worker_seconds(pile) * 1e3:.1f}")


def table() -> str:
    """Return the table of docs/capacity.md."""
    lines = [
        "| articles a day | kept | workers of 8 cores | nodes of 8 cores, 2 TB | disk, with a copy | shards | breaks first on one machine |",
        "|---|---|---|---|---|---|---|",
    ]
    for a_day, years in ((10_000, 5), (1_000_000, 5), (100_000_000, 1)):
        made = plan(Pile(a_day, years, copies=1))
        lines.append(
            f"| {a_day:,} | {years} year{'s' if years > 1 else ''} | {made.workers:,} ({made.worker_cores:,.2f} cores busy) | "
            f"{made.nodes:,}, for {made.nodes_by} | {made.disk_gb / 1000:,.1f} TB | {made.shards:,} | {made.first} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    planning = kinds.add_parser("plan")
    planning.add_argument("a_day", type=float)
    planning.add_argument("years", type=float)
    for name, default in (("--page-kb", 100.0), ("--words", 450.0)):
        planning.add_argument(name, type=float, default=default)
    planning.add_argument("--copies", type=int, default=1)
    kinds.add_parser("table")
    measuring = kinds.add_parser("measure")
    measuring.add_argument("paths", nargs="+")
    given = parser.parse_args()
    if given.kind == "measure":
        _compare(measure(given.paths))
    elif given.kind == "table":
        print(table())
    else:
        pile = Pile(given.a_day, given.years, given.page_kb, given.words, given.copies)
        for name, value in vars(plan(pile)).items():
            print(f"{name:13} {value:,.1f}" if isinstance(value, float) else f"{name:13} {value}")


if __name__ == "__main__":
    main()
