"""A new generation of all indices, filled beside the live one and then put in its place.

A rebuild goes step by step, and can be killed after each and run again:

1. It takes the lease: one document that names the generation, what it is built from and by whom. A rebuild that
   is alive has it to itself; one that died is gone on with when input and mappings are the same, else what it
   left is dropped.
2. It makes the generation's first index behind the alias `articles-building`. From then on every ingest writes
   to both generations, also one that was started before: it asks for the generations before and after each batch.
3. It loads its input into the new generation alone, in the same stages as an ingest. What is there already
   from the same bytes and stages is skipped, so a killed rebuild goes on; what an ingest wrote there from a later
   reading of the same file stays. Searches see the live generation.
4. It checks the new generation: how many articles it lost, and that a sample of the live ones is found in it.
5. It restores refresh and replicas, and swaps: one `_aliases` request puts all indices of the new generation
   behind `articles` and takes all others out, whatever languages either has. The old generation is kept for
   `rollback` until it is dropped.

Deleting an article writes its tombstone before it removes the article from every generation; a load looks for
tombstones before and after it writes. So whichever comes last sees the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from etl.discover import discover
from etl.ingest import finish_run, load_all
from etl.load import lease
from etl.load.building import begin, swap
from etl.load.client import connect_waiting
from etl.load.recall import recall
from etl.load.retry import with_retries
from etl.pipeline import Input, enrichment_version
from etl.prune import prune_building
from etl.report import Counts, RunReport, now
from etl.settings import Settings


def rebuild(
    paths: list[str],
    settings: Settings,
    *,
    accept_fewer: bool = False,
    on_progress: Callable[[Counts], None] = lambda counts: None,
    on_prepared: Callable[[int], None] = lambda inputs: None,
) -> RunReport:
    """Build a generation from `paths`, or from the stored documents when `paths` is empty, and make it live.

    Args:
        paths: files, folders or URLs; none: the documents of the live generation.
        settings: where to load and how.
        accept_fewer: make it live even if it has far fewer articles than the live one.
        on_progress: called with the counts so far, each time a batch has been loaded.
        on_prepared: called with how many more inputs are cleaned and enriched, every few of them.

    Raises:
        FatalError: another rebuild is going on, an input does not exist, the new generation is not as good as
            the live one, or Elasticsearch cannot be reached, or stopped answering.
    """
    started_at, owner = now(), lease.process_owner()
    client = connect_waiting(settings)
    number = begin_rebuild(paths, owner, settings)

    def beat(counts: Counts) -> None:
        with_retries(lambda: lease.keep(client, owner), settings)
        on_progress(counts)

    counts = load_all(
        inputs_of(paths, settings), settings, beat, started_at, is_rebuild=True, on_prepared=on_prepared
    )
    counts.check()
    note = swap(client, number, owner, settings, accept_fewer=accept_fewer)
    report = finish_run(settings, None, label_of(paths), counts, started_at, notes=[note])
    lease.release(client, number)
    return report


def begin_rebuild(paths: list[str], owner: str, settings: Settings) -> str:
    """Return the number of the generation that `owner` builds from `paths` or from the stored documents.

    Raises:
        FatalError: another rebuild is going on, an input does not exist, or Elasticsearch stopped answering.
    """
    for path in paths:  # a missing one is said before anything is begun
        next(iter(discover([path], settings)), None)
    number = begin(connect_waiting(settings), label_of(paths), owner, settings)
    if paths:
        prune_building(paths, settings)
    return number


def label_of(paths: list[str]) -> list[str]:
    """Return the name of the input for the run's report."""
    return paths or ["the live index"]


def inputs_of(paths: list[str], settings: Settings) -> Iterable[Input]:
    """Return the inputs of a rebuild: those below `paths`, or else the stored documents."""
    return (
        discover(paths, settings)
        if paths
        else recall(connect_waiting(settings), "live", enrichment_version(settings))
    )
