"""Divide an input into shards and process each one separately: this is what the Airflow tasks call.

A shard is a sequence of batches, each of which is a file of inputs. Its task looks up what is unchanged, cleans, enriches
and loads batch by batch, and saves the counts of each. The result of the look-up is saved before anything is written. So a
batch that is done again after a task was killed gives the same counts, and one that already has counts is not done again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import TypeAdapter

from etl.article import Article, Record, Reject
from etl.discover import discover
from etl.errors import FatalError
from etl.ingest import finish_run
from etl.load import journal, lease
from etl.load.batch import load_batches, prepare
from etl.load.building import swap
from etl.load.client import connect_waiting
from etl.load.faults import as_ours
from etl.load.lookup import look_up
from etl.load.retry import with_retries
from etl.load.runs import report_of
from etl.pipeline import Input, Task, batches, process_all
from etl.prune import prune
from etl.rebuild import begin_rebuild, inputs_of, label_of
from etl.report import Counts, RunReport, now
from etl.settings import Settings
from etl.staging import exists, read_rows, remove, remove_old, run_folder, touch, write_rows

log = logging.getLogger(__name__)

_SHARDS_WANTED = 64
"""Shards of a middling input: enough to keep a large deployment busy to the end."""
_LONGEST = 10
"""Times `shard_seconds` that a shard of a large input takes: more would be lost when its task is killed."""
_SECONDS_AN_ARTICLE, _SECONDS_A_BYTE = 0.1, 3e-7
"""Of a processor: the names and the analysis of an article of 480 words, and the parsing of a page of 100 kB."""

_TASKS = TypeAdapter(Task)
_INPUTS: TypeAdapter[Input] = TypeAdapter(Input)
_COUNTS = TypeAdapter(Counts)


class Shard(Record):
    """Batches `first` to `last` of the run whose files are in `folder`."""

    folder: str
    first: int
    last: int


class Deal(Record):
    """How many batches a run has, and how many articles were pruned before."""

    batches: int
    pruned: int = 0


_DEAL = TypeAdapter(Deal)


@as_ours()
def deal_input(
    settings: Settings,
    run_id: str,
    input_path: str,
    batch_size: int,
    most_shards: int,
    *,
    prune_first: bool = False,
) -> tuple[str, list[Shard]]:
    """Write what is found below `input_path` into batches; return their folder and the shards.

    With `prune_first`, articles below `input_path` whose files are gone are removed, as by `etl.prune` without confirmation.

    Raises:
        FatalError: the input does not exist, or pruning would remove too much or is uncertain.
        AwayError: Elasticsearch stopped answering.
    """
    client = connect_waiting(settings)
    with_retries(lambda: prepare(client, settings.shards), settings)
    pruned = prune([input_path], settings) if prune_first else 0
    return _deal_out(discover([input_path], settings), settings, run_id, batch_size, most_shards, pruned)


@as_ours()
def deal_rebuild(
    settings: Settings, run_id: str, input_path: str | None, batch_size: int, most_shards: int
) -> tuple[str, list[Shard]]:
    """Begin a rebuild from `input_path`, or without it from the stored documents; return the same as `deal_input`.

    Raises:
        FatalError: the input does not exist, or another rebuild is going on.
        AwayError: Elasticsearch stopped answering.
    """
    paths = [input_path] if input_path else []
    begin_rebuild(paths, lease.dag_owner(run_id), settings)
    return _deal_out(inputs_of(paths, settings), settings, run_id, batch_size, most_shards)


def _deal_out(
    inputs: Iterable[Input],
    settings: Settings,
    run_id: str,
    batch_size: int,
    most_shards: int,
    pruned: int = 0,
) -> tuple[str, list[Shard]]:
    folder = run_folder(settings, run_id)
    remove(folder)  # an earlier try may have dealt out other batches
    remove_old(settings)
    touch(folder)
    seconds: list[float] = []
    for number, found in enumerate(batches(inputs, batch_size)):
        write_rows(_file(folder, number, "inputs"), found, _INPUTS)
        seconds.append(sum(map(_seconds, found)))
    write_rows(_deal_file(folder), [Deal(batches=len(seconds), pruned=pruned)], _DEAL)
    rows = _rows(seconds, settings, most_shards)
    return folder, [Shard(folder=folder, first=first, last=last) for first, last in rows]


def _seconds(item: Input) -> float:
    if isinstance(item, Reject):
        return 0
    size = len(item.body) if isinstance(item, Article) else item.bytes or 0
    return _SECONDS_AN_ARTICLE + size * _SECONDS_A_BYTE


def _rows(seconds: list[float], settings: Settings, most: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last batch of each shard: at most `most` shards, of about the same duration."""
    total, least = sum(seconds), settings.shard_seconds
    wanted = min(max(total / _SHARDS_WANTED, least), least * _LONGEST)
    rows = max(1, min(most, len(seconds), round(total / wanted)))
    first, made, done = 0, 0, 0.0
    for number, cost in enumerate(seconds):
        done += cost
        is_enough = done >= total / rows * (made + 1) * (1 - 1e-9)
        is_last_chance = len(seconds) - number <= rows - made  # as many batches are left as rows
        is_full = made < rows - 1 and (is_enough or is_last_chance)
        if is_full or number == len(seconds) - 1:
            yield first, number
            first, made = number + 1, made + 1


@as_ours()
def do_shard(
    settings: Settings, shard: Shard, run_id: str, run_start: datetime | None, *, is_rebuild: bool = False
) -> Counts:
    """Look up, clean, enrich and load the batches of `shard` that are not done yet; return the counts of all.

    `run_start` is when the run began, to recognize its own earlier documents. A rebuild only loads into the generation that
    it builds.

    Raises:
        FatalError: the run's files are gone without a report, or a rebuild was ended.
        AwayError: Elasticsearch stopped answering.
        WorkerError: no worker process started.
    """
    client = connect_waiting(settings)
    if not exists(_deal_file(shard.folder)):
        if with_retries(lambda: report_of(client, run_id), settings):
            log.info("this run is finished and has its report; clear its first task to do it all again")
            return Counts()
        raise FatalError(f"{shard.folder} is gone: clear the run's first task, so that it is dealt out again")
    touch(shard.folder)
    owner = lease.dag_owner(run_id)
    done, todo = Counts(), []
    for number in range(shard.first, shard.last + 1):
        if exists(_file(shard.folder, number, "counts")):
            done.add(_counts_of(shard.folder, number))
        else:
            todo.append(number)

    def tasks_of(number: int) -> list[Task]:
        looked_up = _file(shard.folder, number, "tasks")
        if not exists(looked_up):
            found = list(read_rows(_file(shard.folder, number, "inputs"), _INPUTS))
            write_rows(looked_up, look_up(client, found, settings, rebuild=is_rebuild), _TASKS)
        return list(read_rows(looked_up, _TASKS))

    results = process_all(map(tasks_of, todo), settings)
    loaded = load_batches(client, results, settings, rebuild=is_rebuild, run_start=run_start)
    for number, counts in zip(todo, loaded, strict=True):
        if is_rebuild:
            with_retries(lambda: lease.keep(client, owner), settings)
        write_rows(_file(shard.folder, number, "counts"), [counts], _COUNTS)
        for kind in ("inputs", "tasks"):
            remove(_file(shard.folder, number, kind))
        done.add(counts)
        log.info("batch %d of %d to %d: %s", number, shard.first, shard.last, counts.line())
    return done


@as_ours()
def finish(
    settings: Settings,
    folder: str,
    run_id: str,
    label: list[str],
    started_at: datetime | None,
    notes: Iterable[str] = (),
) -> RunReport:
    """Add up the counts of all batches, keep the run's report and remove its files.

    Called again after the report was kept, it only removes remaining files.

    Raises:
        AssertionError: an input has no disposition, or more than one.
        FileNotFoundError: a batch has no counts, or the run no files.
        AwayError: Elasticsearch stopped answering.
    """
    client = connect_waiting(settings)
    kept = with_retries(lambda: report_of(client, run_id), settings)
    if kept and (kept.started_at == started_at or not exists(_deal_file(folder))):
        remove(folder)
        return kept
    (deal,) = read_rows(_deal_file(folder), _DEAL)
    counts = Counts()
    for number in range(deal.batches):
        counts.add(_counts_of(folder, number))
    with_retries(lambda: journal.settle(client), settings)  # what a task that was killed had not joined yet
    report = finish_run(settings, run_id, label, counts, started_at or now(), notes, deal.pruned)
    remove(folder)
    log.info("%s", report.model_dump_json())
    return report


@as_ours()
def finish_rebuild(
    settings: Settings,
    folder: str,
    run_id: str,
    input_path: str | None,
    started_at: datetime | None,
    *,
    accept_fewer: bool,
) -> RunReport:
    """Make the generation that the run has built live, and keep its report as `finish` does.

    Raises:
        FatalError: it is not as good as the live one, or the rebuild was ended.
        AwayError: Elasticsearch stopped answering.
    """
    client, owner = connect_waiting(settings), lease.dag_owner(run_id)
    label = label_of([input_path] if input_path else [])
    held = with_retries(lambda: lease.holder(client), settings)
    if held is None or held.owner != owner:
        if with_retries(lambda: report_of(client, run_id), settings) is None:
            raise FatalError("this rebuild was ended by another command")
        return finish(settings, folder, run_id, label, started_at)
    note = swap(client, held.generation, owner, settings, accept_fewer=accept_fewer)
    report = finish(settings, folder, run_id, label, started_at, notes=[note])
    with_retries(lambda: lease.release(client, held.generation), settings)
    return report


def _counts_of(folder: str, number: int) -> Counts:
    (counts,) = read_rows(_file(folder, number, "counts"), _COUNTS)
    return counts


def _file(folder: str, number: int, kind: str) -> str:
    return f"{folder}/{number:06}.{kind}.ndjson"


def _deal_file(folder: str) -> str:
    return f"{folder}/deal.ndjson"
