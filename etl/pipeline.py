"""The stages in order: discover → read → clean → enrich → load. Start reading here.

All functions here work on one batch and need no Elasticsearch. `etl.ingest` runs the batches of a whole input and loads
them; the DAGs call the same functions task by task.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Literal, TypeVar

from pydantic import Field

from etl import clean as cleaning
from etl import enrich as enrichment
from etl.article import Article, InputItem, Record, Reject
from etl.discover import Found, discover
from etl.errors import Reason, RejectError, Stage
from etl.fingerprint import content_version
from etl.read import read
from etl.report import now
from etl.settings import Settings
from etl.workers import map_batches

log = logging.getLogger(__name__)

Item = TypeVar("Item")


Input = Found | Article
"""What a task starts from; an `Article` is a stored document, whose input is not read again."""


class Task(Record):
    """One input, and the SHA-256 that it had when the same stages last indexed it (None: never)."""

    found: Input
    indexed_sha256: str | None = None


class Unchanged(Record):
    """An input whose document is already in the index."""

    uri: str
    set_aside: dict[str, int] = Field(default_factory=dict)  # as its input's


Result = Article | Reject | Unchanged


def pipeline_version(settings: Settings) -> str:
    """Return the fingerprint of the stages; when it changes, unchanged files are processed again."""
    return f"{cleaning_version()}/{enrichment_version(settings)}"


def cleaning_version() -> str:
    """Return what a cleaned article depends on: the code and data that find, read and clean it."""
    return content_version("etl.clean", "etl.discover", "etl.read")


def enrichment_version(settings: Settings) -> str:
    """Return what enrichment depends on: its code, data, models, libraries, and the settings that affect it."""
    return enrichment.fingerprint(settings)


def version_to_be(item: Input, version: str) -> str:
    """Return the pipeline version that the document of `item` gets from the stages of `version`."""
    if not isinstance(item, Article):
        return version
    cleaned_by, _, _ = (item.pipeline_version or "").partition("/")
    return f"{cleaned_by}/{version.partition('/')[2]}"


_MOST_CARRIED = 1_000_000
"""Bytes of records and members in one batch: some batches wait for each worker."""


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield `items` in lists of `size`, or fewer if these already hold 1 MB; one list at a time is in memory."""
    batch: list[Item] = []
    carried = 0
    for item in items:
        batch.append(item)
        carried += _carried(item)
        if len(batch) == size or carried >= _MOST_CARRIED:
            yield batch
            batch, carried = [], 0
    if batch:
        yield batch


def _carried(item: object) -> int:
    """Return how many bytes of its file `item` holds."""
    found = item.found if isinstance(item, Task) else item
    if not isinstance(found, InputItem):
        return 0
    return len(found.data or b"") + len(found.payload or "")


def read_and_clean(tasks: list[Task], settings: Settings, version: str) -> list[Result]:
    """Return the result for each task, in order; articles are not enriched yet.

    `version` is `pipeline_version`, which a worker does not find out anew.
    """
    cleaned_by, _, _ = version.partition("/")
    return [_read_and_clean(task, settings, cleaned_by) for task in tasks]


def _read_and_clean(task: Task, settings: Settings, cleaned_by: str) -> Result:
    item = task.found
    if isinstance(item, Reject):
        return item
    if isinstance(item, Article):
        is_done = item.source.sha256 == task.indexed_sha256
        return Unchanged(uri=item.source.uri) if is_done else item
    sha256, read_at = None, now()
    try:
        raw = read(item, settings)
        sha256 = raw.source.sha256
        if sha256 == task.indexed_sha256:
            return Unchanged(uri=item.uri, set_aside=item.set_aside)
        article = cleaning.clean(
            raw, settings.max_article_bytes, own_ids=settings.own_ids, keep_all=settings.keep_all
        )
        article.ingested_at, article.pipeline_version = read_at, cleaned_by
        article.set_aside, article.is_broken = item.set_aside, raw.is_broken
        return article
    except RejectError as error:
        return Reject.of(item, error, sha256)
    except Exception as error:  # the one boundary per article: a fault in one must not end the run
        log.exception("%s: cleaning failed", item.uri)
        fault = RejectError(Stage.CLEAN, Reason.CRASHED, f"{type(error).__name__}: {error}")
        return Reject.of(item, fault, sha256)


def enrich(results: list[Result], settings: Settings, version: str) -> list[Result]:
    """Enrich the articles among `results`, except those that `version` already has, and return `results`."""
    articles = [
        result
        for result in results
        if isinstance(result, Article) and result.pipeline_version != version_to_be(result, version)
    ]
    enrichment.enrich(articles, settings)
    for article in articles:
        article.pipeline_version = version_to_be(article, version)
    return results


def process(tasks: list[Task], settings: Settings, version: str) -> list[Result]:
    """Read, clean and enrich one batch; `version` is `pipeline_version`."""
    return enrich(read_and_clean(tasks, settings, version), settings, version)


def item_of(article: Article) -> InputItem:
    """Return the input from which `article` was made, to report it as a reject."""
    return InputItem(
        uri=article.source.uri,
        path=article.source.path,
        collection=article.collection,
        set_aside=article.set_aside,
    )


_MODELS = ("etl.preload",)


def lost(task: Task, reason: Reason, settings: Settings) -> Result:
    """Return the reject for a task whose process died or took too long."""
    item = task.found
    if isinstance(item, Reject):
        return item
    detail = "the worker process died on it, twice (crash in a library, or out of memory)"
    if reason is Reason.TOO_SLOW:
        detail = f"over CLIPPINGS_MOST_SECONDS={settings.most_seconds:g} of a processor's time"
    if isinstance(item, Article):
        error = RejectError(Stage.ENRICH, reason, detail)
        return Reject.of(item_of(item), error, item.source.sha256)
    return Reject.of(item, RejectError(Stage.CLEAN, reason, detail))


def process_all(
    task_batches: Iterable[list[Task]], settings: Settings, done: Callable[[int], None] = lambda inputs: None
) -> Iterator[list[Result]]:
    """Yield the results of each batch, in order, from `settings.workers` processes; `done` reports progress."""
    run = partial(process, settings=settings, version=pipeline_version(settings))
    return _in_workers(run, task_batches, settings, _MODELS, done)


def preview(
    paths: Iterable[str], settings: Settings, stage: Literal["clean", "enrich"]
) -> Iterator[Article | Reject]:
    """Yield each input of `paths` as it would be indexed, or why it would not, in input order."""
    tasks = (Task(found=found) for found in discover(paths, settings))
    if stage == "enrich":
        prepared = process_all(batches(tasks, settings.batch_size), settings)
    else:
        run = partial(read_and_clean, settings=settings, version=cleaning_version())
        prepared = _in_workers(run, batches(tasks, settings.batch_size), settings)
    for results in prepared:
        yield from (result for result in results if not isinstance(result, Unchanged))


def _in_workers(
    run: Callable[[list[Task]], list[Result]],
    task_batches: Iterable[list[Task]],
    settings: Settings,
    preload: tuple[str, ...] = (),
    done: Callable[[int], None] = lambda inputs: None,
) -> Iterator[list[Result]]:
    lose = partial(lost, settings=settings)
    return map_batches(run, task_batches, settings.workers, lose, preload, settings.most_seconds, done)
