"""Load a whole input into Elasticsearch, batch by batch, and report counts that add up."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice

from etl.discover import discover, find_again
from etl.enrich.names.entities import missing_models
from etl.load.batch import load_batches, prepare
from etl.load.client import connect_waiting
from etl.load.generations import stale_notes
from etl.load.lookup import look_up
from etl.load.rejects import list_rejects
from etl.load.retry import with_retries
from etl.load.runs import save_report
from etl.pipeline import Input, Task, batches, pipeline_version, process_all
from etl.report import Counts, RunReport, now
from etl.settings import Settings


def ingest(
    paths: list[str],
    settings: Settings,
    on_progress: Callable[[Counts], None] = lambda counts: None,
    run_id: str | None = None,
    pruned: int = 0,
    on_prepared: Callable[[int], None] = lambda inputs: None,
) -> RunReport:
    """Load everything below `paths` and return the run's report, which is also kept in `clippings-runs`.

    Args:
        paths: files, folders or URLs.
        settings: where to load and how.
        on_progress: called with the counts so far, each time a batch has been loaded.
        run_id: the run's name; a random one by default.
        on_prepared: called after every few inputs with how many more are cleaned and enriched.
        pruned: number of articles that `etl.prune` has already removed, for the report.

    Raises:
        FatalError: an input does not exist, or Elasticsearch cannot be reached, or stopped answering.
    """
    started_at = now()
    counts = load_all(discover(paths, settings), settings, on_progress, started_at, on_prepared=on_prepared)
    return finish_run(settings, run_id, paths, counts, started_at, pruned=pruned)


def retry_rejects(
    settings: Settings,
    on_progress: Callable[[Counts], None] = lambda counts: None,
    on_prepared: Callable[[int], None] = lambda inputs: None,
) -> RunReport:
    """Load every input again that is kept as a reject; those that succeed are no longer rejects.

    Raises:
        FatalError: Elasticsearch cannot be reached, or stopped answering.
    """
    started_at = now()
    rejects = list(list_rejects(connect_waiting(settings)))
    counts = load_all(
        find_again(rejects, settings), settings, on_progress, started_at, on_prepared=on_prepared
    )
    return finish_run(settings, None, ["rejects"], counts, started_at)


def load_all(
    inputs: Iterable[Input],
    settings: Settings,
    on_progress: Callable[[Counts], None],
    started_at: datetime,
    *,
    is_rebuild: bool = False,
    yielding: frozenset[str] = frozenset(),
    on_prepared: Callable[[int], None] = lambda inputs: None,
) -> Counts:
    """Load `inputs` batch by batch and return their counts; a rebuild loads only into the generation being built.

    An article from a file in `yielding` can be replaced by one with the same id from any other file.

    Raises:
        FatalError: an input does not exist, or Elasticsearch cannot be reached, or stopped answering.
    """
    inputs = iter(inputs)
    first = list(islice(inputs, 1))  # a path that is not there is said before Elasticsearch is started
    client = connect_waiting(settings)
    with_retries(lambda: prepare(client, settings.shards), settings)

    def task_batches() -> Iterator[list[Task]]:
        for found in batches(chain(first, inputs), settings.batch_size):
            yield look_up(client, found, settings, rebuild=is_rebuild)

    counts = Counts()
    done = process_all(task_batches(), settings, on_prepared)
    for part in load_batches(
        client, done, settings, rebuild=is_rebuild, run_start=started_at, yielding=yielding
    ):
        counts.add(part)
        on_progress(counts)
    return counts


def finish_run(
    settings: Settings,
    run_id: str | None,
    label: list[str],
    counts: Counts,
    started_at: datetime,
    notes: Iterable[str] = (),
    pruned: int = 0,
) -> RunReport:
    """Return the report of a run whose batches are loaded, and keep it in `clippings-runs`.

    A run without a `run_id` gets a random one.

    Raises:
        AssertionError: an input has no disposition, or more than one.
        FatalError: Elasticsearch stopped answering.
    """
    counts.check()
    client = connect_waiting(settings)
    stale = with_retries(lambda: stale_notes(client), settings)
    report = RunReport(
        run_id=run_id or uuid.uuid4().hex,
        input=label,
        started_at=started_at,
        finished_at=now(),
        pipeline_version=pipeline_version(settings),
        counts=counts,
        pruned=pruned,
        notes=[*notes, *missing_models(settings), *stale],
    )
    with_retries(lambda: save_report(client, report), settings)
    return report
