"""The stages as separate steps that hand each other files: what the Airflow tasks call.

A step writes its file whole and under a name that follows from its input's, so a step done twice gives the
same. Its path is all that the next step is told.
"""

from __future__ import annotations

import hashlib
import logging
import posixpath
import re
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from pydantic import TypeAdapter

from etl.discover import discover
from etl.errors import FatalError
from etl.ingest import finish_run
from etl.load import lease
from etl.load.batch import load_results, look_up, prepare
from etl.load.building import swap
from etl.load.client import connect
from etl.load.retry import with_retries
from etl.load.runs import report_of
from etl.pipeline import (
    Input,
    Result,
    Task,
    batches,
    enrich,
    lost,
    lost_in_enrichment,
    read_and_clean,
)
from etl.prune import prune
from etl.rebuild import begin_rebuild, inputs_of, label_of
from etl.report import Counts, RunReport, now
from etl.settings import Settings
from etl.staging import exists, file_names, make_folder, read_rows, remove, write_rows
from etl.workers import map_batches

log = logging.getLogger(__name__)

_TASKS = TypeAdapter(Task)
_RESULTS: TypeAdapter[Result] = TypeAdapter(Result)
_COUNTS = TypeAdapter(Counts)
_NUMBER = TypeAdapter(int)


def staging_folder(settings: Settings, run_id: str) -> str:
    """Return the folder of a run's batch files; the hash keeps run ids apart that differ in odd characters."""
    name = re.sub(r"[^\w.-]+", "_", run_id)[:80]
    short = hashlib.sha256(run_id.encode()).hexdigest()[:8]
    return (settings.home / "staging" / f"{name}-{short}").as_uri()


def stage_input(
    settings: Settings,
    run_id: str,
    input_path: str,
    batch_size: int,
    most_shards: int,
    *,
    prune_first: bool = False,
) -> list[list[str]]:
    """Write the batches of `input_path` and return their paths, dealt out to at most `most_shards` lists.

    `prune_first`: remove the articles below `input_path` whose files are gone, as `etl.prune` does unconfirmed.

    Raises:
        FatalError: the input does not exist, or what is to be pruned is too much or not sure.
        AwayError: Elasticsearch cannot be reached.
    """
    client = connect(settings)
    with_retries(lambda: prepare(client), settings)
    pruned = prune([input_path], settings) if prune_first else 0
    inputs = discover([input_path], settings)
    shards = _deal_out(inputs, settings, run_id, batch_size, most_shards, rebuild=False)
    write_rows(_pruned_file(staging_folder(settings, run_id)), [pruned], _NUMBER)
    return shards


def _pruned_file(folder: str) -> str:
    return f"{folder}/pruned.ndjson"


def stage_rebuild(
    settings: Settings, run_id: str, input_path: str | None, batch_size: int, most_shards: int
) -> list[list[str]]:
    """Begin a rebuild from `input_path`, or from the stored documents without one; return paths as `stage_input`.

    Raises:
        FatalError: the input does not exist, or another rebuild is going on.
        AwayError: Elasticsearch cannot be reached.
    """
    paths = [input_path] if input_path else []
    begin_rebuild(paths, lease.dag_owner(run_id), settings)
    inputs = inputs_of(paths, settings)
    return _deal_out(inputs, settings, run_id, batch_size, most_shards, rebuild=True)


def _deal_out(
    inputs: Iterable[Input],
    settings: Settings,
    run_id: str,
    batch_size: int,
    most_shards: int,
    *,
    rebuild: bool,
) -> list[list[str]]:
    client, folder = connect(settings), staging_folder(settings, run_id)
    remove(folder)  # an earlier try may have dealt out other batches
    make_folder(folder)
    paths = []
    for number, found in enumerate(batches(inputs, batch_size)):
        tasks = look_up(client, found, settings, rebuild)
        paths.append(write_rows(f"{folder}/{number:06}.tasks.ndjson", tasks, _TASKS))
    shards = min(len(paths), most_shards)
    return [paths[start::shards] for start in range(shards)]


def stage_clean(settings: Settings, path: str, *, isolated: bool = False) -> str:
    """Read and clean the batch at `path` and return the path of the results.

    `isolated`: in a process of its own, so that an input that kills a library is rejected and no more lost.
    It is for a step that is tried again, as its first try may have died of one.
    """
    run = partial(read_and_clean, settings=settings)
    (results,) = map_batches(
        run,
        [list(read_rows(path, _TASKS))],
        int(isolated),
        partial(lost, settings=settings),
        most_seconds=settings.most_seconds,
    )
    return write_rows(_beside(path, "cleaned"), results, _RESULTS)


def stage_enrich(settings: Settings, path: str, *, isolated: bool = False) -> str:
    """Enrich the results at `path` and return the path of the enriched ones; `isolated` as in `stage_clean`."""
    run = partial(enrich, settings=settings)
    (results,) = map_batches(
        run,
        [list(read_rows(path, _RESULTS))],
        int(isolated),
        partial(lost_in_enrichment, settings=settings),
        most_seconds=settings.most_seconds,
    )
    return write_rows(_beside(path, "enriched"), results, _RESULTS)


def stage_load(
    settings: Settings, path: str, *, run_start: datetime | None = None, rebuild_by: str | None = None
) -> str:
    """Load the results at `path` and return the path of their counts.

    `run_start`: when the run began, to tell what it replaces of its own. `rebuild_by`: the run that builds a
    generation, which alone they are loaded into.
    """
    client = connect(settings)
    if rebuild_by is not None:
        owner = lease.dag_owner(rebuild_by)
        with_retries(lambda: lease.keep(client, owner), settings)
    results = list(read_rows(path, _RESULTS))
    counts = load_results(client, results, settings, rebuild=rebuild_by is not None, run_start=run_start)
    return write_rows(_beside(path, "counts"), [counts], _COUNTS)


def finish_rebuild(
    settings: Settings, run_id: str, input_path: str | None, started_at: datetime | None, accept_fewer: bool
) -> RunReport:
    """Make the generation that the run has built live, and finish the run.

    Raises:
        FatalError: the new generation is not as good as the live one, or the rebuild was ended.
    """
    client, owner = connect(settings), lease.dag_owner(run_id)
    label = label_of([input_path] if input_path else [])
    held = lease.holder(client)
    if held is None or held.owner != owner:
        if report_of(client, run_id) is None:
            raise FatalError("this rebuild was ended by another command")
        return finish(settings, run_id, label, started_at)
    note = swap(client, held.generation, owner, settings, accept_fewer)
    report = finish(settings, run_id, label, started_at, notes=[note])
    lease.release(client, held.generation)
    return report


def finish(
    settings: Settings,
    run_id: str,
    label: list[str],
    started_at: datetime | None,
    notes: Iterable[str] = (),
) -> RunReport:
    """Add up the counts of every batch, keep the run's report and remove its batch files.

    Done again after the report was kept, it only removes what is left of the files.

    Raises:
        AssertionError: an input has no disposition, or more than one.
        FileNotFoundError: a batch has no counts, or the run no batch files.
    """
    folder = staging_folder(settings, run_id)
    kept = report_of(connect(settings), run_id)
    if kept and (kept.started_at == started_at or not exists(folder)):
        remove(folder)
        return kept
    counts = Counts()
    for batch in file_names(folder, ".tasks.ndjson"):
        (part,) = read_rows(_beside(batch, "counts"), _COUNTS)
        counts.add(part)
    pruned = sum(read_rows(_pruned_file(folder), _NUMBER)) if exists(_pruned_file(folder)) else 0
    report = finish_run(settings, run_id, label, counts, started_at or now(), notes, pruned)
    remove(folder)
    log.info("%s", report.model_dump_json())
    return report


def _beside(path: str, kind: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, f"{name.partition('.')[0]}.{kind}.ndjson")
