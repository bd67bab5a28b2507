"""A whole input into Elasticsearch, batch by batch, ending in a report that adds up."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from etl.discover import Found, discover, find_again
from etl.enrich.entities import missing_models
from etl.load.batch import load_results, look_up, prepare
from etl.load.client import connect
from etl.load.indices import stale_notes
from etl.load.rejects import list_rejects
from etl.load.retry import with_retries
from etl.load.runs import save_report
from etl.pipeline import Task, batches, pipeline_version, process_all
from etl.report import Counts, RunReport, now
from etl.settings import Settings


def ingest(
    paths: list[str],
    settings: Settings,
    on_progress: Callable[[Counts], None] = lambda counts: None,
    run_id: str | None = None,
) -> RunReport:
    """Load everything below `paths` and return the run's report, which is kept in `clippings-runs` too.

    Args:
        paths: files, folders or URLs.
        settings: where to load and how.
        on_progress: called with the counts so far, each time a batch has been loaded.
        run_id: the run's name; a random one when there is none.

    Raises:
        FatalError: an input does not exist, or Elasticsearch cannot be reached or stayed away.
    """
    return _ingest(discover(paths, settings), paths, settings, on_progress, run_id)


def retry_rejects(
    settings: Settings, on_progress: Callable[[Counts], None] = lambda counts: None
) -> RunReport:
    """Load again every input that is kept as a reject; one that succeeds leaves the rejects.

    Raises:
        FatalError: Elasticsearch cannot be reached or stayed away.
    """
    rejects = list(list_rejects(connect(settings)))
    found = find_again(rejects, settings)
    return _ingest(found, ["rejects"], settings, on_progress, run_id=None)


def _ingest(
    inputs: Iterable[Found],
    label: list[str],
    settings: Settings,
    on_progress: Callable[[Counts], None],
    run_id: str | None,
) -> RunReport:
    started_at, made_by = now(), pipeline_version(settings)
    client = connect(settings)
    with_retries(lambda: prepare(client), settings)

    def task_batches() -> Iterator[list[Task]]:
        for found in batches(inputs, settings.batch_size):
            yield look_up(client, found, made_by, settings)

    counts = Counts()
    for results in process_all(task_batches(), settings):
        counts.add(load_results(client, results, settings))
        on_progress(counts)
    return finish_run(settings, run_id or uuid.uuid4().hex, label, counts, started_at)


def finish_run(
    settings: Settings, run_id: str, label: list[str], counts: Counts, started_at: datetime
) -> RunReport:
    """Return the report of a run whose batches are loaded, and keep it in `clippings-runs`.

    Raises:
        AssertionError: an input has no disposition, or more than one.
        FatalError: Elasticsearch stayed away.
    """
    counts.check()
    report = RunReport(
        run_id=run_id,
        input=label,
        started_at=started_at,
        finished_at=now(),
        pipeline_version=pipeline_version(settings),
        counts=counts,
        notes=[*missing_models(settings), *stale_notes(connect(settings))],
    )
    with_retries(lambda: save_report(connect(settings), report), settings)
    return report
