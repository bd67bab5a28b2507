"""The stages in order: discover → read → clean → enrich → load. Start reading here.

Everything here works on one batch and needs no Elasticsearch; `etl.ingest` runs the batches of a whole
input and loads them, and the DAGs call the same functions task by task.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.metadata import version
from itertools import islice
from typing import Literal, TypeVar

from etl import clean as cleaning
from etl import enrich as enrichment
from etl.article import Article, InputItem, Record, Reject
from etl.discover import Found, discover
from etl.errors import Reason, RejectError, Stage
from etl.read import read
from etl.report import now
from etl.settings import Settings
from etl.workers import map_batches

log = logging.getLogger(__name__)

Item = TypeVar("Item")


class Task(Record):
    """One input, and the SHA-256 it had when it was last indexed by the same stages (None: never)."""

    found: Found
    indexed_sha256: str | None = None


class Unchanged(Record):
    """An input whose document is in the index already."""

    uri: str


Result = Article | Reject | Unchanged


def pipeline_version(settings: Settings) -> str:
    """Return the fingerprint of the stages: when it changes, unchanged files are done again.

    It covers the stages' versions, the models, the libraries that decide what a document says, and the
    settings that change one.
    """
    libraries = " ".join(f"{name} {version(name)}" for name in ("trafilatura", "langdetect", "py3langid", "ftfy"))
    key = f"{cleaning.VERSION} {enrichment.fingerprint(settings)} {libraries} {settings.semantic}"
    return f"{version('clippings')}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield `items` in lists of `size`, the last one shorter; only one list is in memory at a time."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def read_and_clean(tasks: list[Task], settings: Settings) -> list[Result]:
    """Return what became of each task, in order; an article is not enriched yet."""
    return [_read_and_clean(task, settings) for task in tasks]


def _read_and_clean(task: Task, settings: Settings) -> Result:
    item = task.found
    if isinstance(item, Reject):
        return item
    sha256 = None
    try:
        raw = read(item, settings)
        sha256 = raw.source.sha256
        if sha256 == task.indexed_sha256:
            return Unchanged(uri=item.uri)
        return cleaning.clean(raw, settings.max_article_bytes)
    except RejectError as error:
        return Reject.of(item, error, sha256)
    except Exception as error:  # the one boundary per article: a fault in one must not end the run
        log.exception("%s: cleaning failed", item.uri)
        fault = RejectError(Stage.CLEAN, Reason.CRASHED, f"{type(error).__name__}: {error}")
        return Reject.of(item, fault, sha256)


def enrich(results: list[Result], settings: Settings) -> list[Result]:
    """Enrich the articles among `results`, in place, and return `results`."""
    articles = [result for result in results if isinstance(result, Article)]
    enrichment.enrich(articles, settings)
    ingested_at, made_by = now(), pipeline_version(settings)
    for article in articles:
        article.ingested_at, article.pipeline_version = ingested_at, made_by
    return results


def process(tasks: list[Task], settings: Settings) -> list[Result]:
    """Read, clean and enrich one batch."""
    return enrich(read_and_clean(tasks, settings), settings)


_DIED = "the worker process died on it (crash in a library, or out of memory)"


def crashed(task: Task) -> Result:
    """Return the reject of a task whose process died."""
    if isinstance(task.found, Reject):
        return task.found
    return Reject.of(task.found, RejectError(Stage.CLEAN, Reason.CRASHED, _DIED))


def crashed_in_enrichment(result: Result) -> Result:
    """Return the reject of a cleaned article whose process died."""
    if not isinstance(result, Article):
        return result
    item = InputItem(uri=result.source.uri, path=result.source.path)
    return Reject.of(item, RejectError(Stage.ENRICH, Reason.CRASHED, _DIED), result.source.sha256)


def process_all(task_batches: Iterable[list[Task]], settings: Settings) -> Iterator[list[Result]]:
    """Yield the results of each batch, in order, from `settings.workers` processes."""
    return map_batches(partial(process, settings=settings), task_batches, settings.workers, crashed)


def preview(
    paths: list[str], settings: Settings, stage: Literal["clean", "enrich"]
) -> Iterator[Article | Reject]:
    """Yield each input of `paths` as it would be indexed, or why not, in input order."""
    tasks = (Task(found=found) for found in discover(paths, settings))
    function = process if stage == "enrich" else read_and_clean
    run = partial(function, settings=settings)
    for results in map_batches(run, batches(tasks, settings.batch_size), settings.workers, crashed):
        yield from (result for result in results if not isinstance(result, Unchanged))
