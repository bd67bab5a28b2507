"""One batch against the indices: what is unchanged before it is cleaned, and where its results end.

While a generation is being built, an ingest writes to it as well as to the live one. Which generations there
are is asked before a batch is written and again after it: so none is missed that came up in between, and a
batch that was written before one came up is seen by whoever builds that one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from functools import partial
from itertools import compress

from elasticsearch import Elasticsearch

from etl.article import Article, InputItem, Reject
from etl.errors import RejectError, Stage
from etl.load import journal
from etl.load.bulk import Outcome, load, remove_everywhere
from etl.load.generations import EVERY_INDEX, Generation, add_fields, find, targets
from etl.load.indices import install_templates
from etl.load.journal import Entry
from etl.load.rejects import record_rejects
from etl.load.retry import with_retries
from etl.load.stored import Stored, stored_by_uri
from etl.load.tombstones import buried_by_id, buried_by_uri
from etl.pipeline import Input, Result, Task, Unchanged, enrichment_version, item_of, version_to_be
from etl.report import Counts, now
from etl.settings import Settings

_AT_ONCE = 3
"""Batches in flight: Elasticsearch writes an index's requests on as many threads as it has cores."""
_MOST_UNCOUNTED = 2 * _AT_ONCE
"""Batches that are in memory, in flight or done, while the first of them is waited for."""
_WRITTEN_TOGETHER = 2_000
"""Articles: what comes while Elasticsearch is busy is looked up and written at once, up to so many."""
JOINED_AT_ONCE = 5_000
"""Articles whose stories are joined together: each time costs a refresh, and till then their texts are in memory."""


def prepare(client: Elasticsearch) -> None:
    """Make the indices ready for a run: templates as this version has them, and all earlier writes visible.

    What a run that was killed left half done is made good.
    """
    install_templates(client)
    add_fields(client)
    client.indices.refresh(index=EVERY_INDEX)
    journal.settle(client)


def look_up(
    client: Elasticsearch, found: Sequence[Input], settings: Settings, rebuild: bool = False
) -> list[Task]:
    """Return the tasks of one batch, each with the SHA-256 under which the same stages indexed it already.

    In a `rebuild` that counts which stands in the generation that is being built; else, what stands in every
    generation that is written to. An article that was deleted is rejected here.

    Raises:
        FatalError: Elasticsearch stayed away, or a rebuild's generation is gone.
    """
    return with_retries(lambda: _look_up(client, found, settings, rebuild), settings)


def _look_up(client: Elasticsearch, found: Sequence[Input], settings: Settings, rebuild: bool) -> list[Task]:
    uris = [_uri(item) for item in found]
    written_to = targets(client, rebuild)
    stored = stored_by_uri(client, uris, ",".join(generation.pattern for generation in written_to))
    buried = buried_by_uri(client, uris)
    enriched_by = enrichment_version(settings)
    tasks = []
    for item, uri in zip(found, uris, strict=True):
        if uri in buried and isinstance(item, InputItem):
            tasks.append(Task(found=Reject.of(item, buried[uri].error(Stage.DISCOVER))))
        else:
            sha256 = _settled(stored.get(uri, []), written_to, version_to_be(item, enriched_by))
            tasks.append(Task(found=item, indexed_sha256=sha256))
    return tasks


def _uri(item: Input) -> str:
    return item.source.uri if isinstance(item, Article) else item.uri


def _settled(documents: list[Stored], written_to: list[Generation], version: str) -> str | None:
    """Return the SHA-256 of an input that has one document of this version in each generation."""
    # Two documents of one file are left by a crash in between; doing the file again mends that.
    indices = [index for generation in written_to for index in generation.indices.values()]
    here = [document for document in documents if document.index in indices]
    versions = {(document.sha256, document.pipeline_version) for document in here}
    numbers = {document.index.rpartition("-")[2] for document in here}
    is_settled = len(here) == len(numbers) == len(written_to) and len(versions) == 1
    return here[0].sha256 if is_settled and here[0].pipeline_version == version else None


def load_batches(
    client: Elasticsearch,
    batches: Iterable[list[Result]],
    settings: Settings,
    rebuild: bool = False,
    run_start: datetime | None = None,
) -> Iterator[Counts]:
    """Load `batches` as `load_results` does, some at once, and yield the counts of each, in order.

    Stories are joined for many batches together, the last ones before the iterator ends.
    """
    loading: deque[Future[tuple[list[Counts], list[Entry]]]] = deque()
    joining: deque[Future[None]] = deque()
    waiting: list[list[Result]] = []
    unjoined: list[Entry] = []

    def write() -> None:
        loading.append(pool.submit(_load_results, client, waiting.copy(), settings, rebuild, run_start))
        waiting.clear()

    def in_flight() -> list[Future[tuple[list[Counts], list[Entry]]]]:
        return [future for future in loading if not future.done()]

    def join() -> None:
        joining.append(pool.submit(_join, client, unjoined.copy(), settings))
        unjoined.clear()

    def next_counts() -> list[Counts]:
        counts, entries = loading.popleft().result()
        unjoined.extend(entries)
        if sum(len(entry.texts) for entry in unjoined) >= JOINED_AT_ONCE:
            if joining:
                joining.popleft().result()
            join()
        return counts

    with ThreadPoolExecutor(_AT_ONCE + 1) as pool:
        for results in batches:
            waiting.append(results)
            busy = in_flight()
            if len(busy) == _AT_ONCE and sum(map(len, waiting)) >= _WRITTEN_TOGETHER:
                wait(busy, return_when=FIRST_COMPLETED)
            while loading and (loading[0].done() or len(loading) == _MOST_UNCOUNTED):
                yield from next_counts()
            if len(in_flight()) < _AT_ONCE:
                write()
        if waiting:
            write()
        while loading:
            yield from next_counts()
        join()
        while joining:
            joining.popleft().result()


def load_results(
    client: Elasticsearch,
    results: list[Result],
    settings: Settings,
    rebuild: bool = False,
    run_start: datetime | None = None,
) -> Counts:
    """Load one batch's articles, keep its rejects, and return the counts of where each input ended.

    An article that an earlier batch of the run that began at `run_start` indexed, and that one of these
    replaces, is counted as superseded here: it was counted as indexed there.

    Raises:
        FatalError: Elasticsearch stayed away, or refused a whole request, or a rebuild's generation is gone.
    """
    (counts,), entries = _load_results(client, [results], settings, rebuild, run_start)
    _join(client, entries, settings)
    return counts


def _join(client: Elasticsearch, entries: list[Entry], settings: Settings) -> None:
    with_retries(lambda: journal.close(client, entries), settings)


def _load_results(
    client: Elasticsearch,
    batches: list[list[Result]],
    settings: Settings,
    rebuild: bool,
    run_start: datetime | None,
) -> tuple[list[Counts], list[Entry]]:
    """Return the counts of each batch, and the journal's entries of what was indexed, whose stories are to be joined."""
    articles = [result for results in batches for result in results if isinstance(result, Article)]
    outcomes, entries = _load(client, articles, settings, rebuild, run_start) if articles else ({}, [])
    rejects: list[Reject] = []
    succeeded: list[str] = []
    counts = [_count(results, outcomes, rejects, succeeded) for results in batches]
    with_retries(lambda: record_rejects(client, rejects, succeeded, now()), settings)
    return counts, entries


def _count(
    results: list[Result], outcomes: dict[str, Outcome], rejects: list[Reject], succeeded: list[str]
) -> Counts:
    """Return the counts of one batch, and add what it rejects to `rejects` and all other URIs to `succeeded`."""
    counts = Counts(discovered=len(results))
    articles = [result for result in results if isinstance(result, Article)]
    failed = [result for result in results if isinstance(result, Reject)]
    unchanged = [result.uri for result in results if isinstance(result, Unchanged)]
    counts.unchanged = len(unchanged)
    counts.unknown_fields = sorted({name for article in articles for name in article.unknown_fields})
    succeeded += unchanged
    for article in articles:
        source, outcome = article.source, outcomes[article.source.uri]
        if isinstance(outcome, RejectError):
            failed.append(Reject.of(item_of(article), outcome, source.sha256))
            continue
        succeeded.append(source.uri)
        if outcome == "indexed":
            counts.indexed += 1
        else:
            counts.superseded += 1
    for reject in failed:
        counts.reject(reject)
    rejects += failed
    return counts


def _load(
    client: Elasticsearch,
    articles: list[Article],
    settings: Settings,
    rebuild: bool,
    run_start: datetime | None,
) -> tuple[dict[str, Outcome], list[Entry]]:
    """Return the outcome of each article by its URI: that of the live generation, if both take it."""
    ids = [article.id for article in articles]
    buried = with_retries(lambda: buried_by_id(client, ids), settings)
    outcomes: dict[str, Outcome] = {
        a.source.uri: buried[a.id].error(Stage.LOAD) for a in articles if a.id in buried
    }
    allowed = [article for article in articles if article.id not in buried]
    entries: dict[str, Entry] = {}
    while todo := [
        generation
        for generation in with_retries(lambda: targets(client, rebuild), settings)
        if generation.number not in entries
    ]:
        for generation in todo:
            entry = with_retries(partial(journal.open_entry, client, allowed, generation), settings)
            part = with_retries(partial(_load_into, client, allowed, generation, run_start), settings)
            is_in = [outcome in ("indexed", "replacing") for outcome in part]
            entries[generation.number] = entry.of(compress(allowed, is_in))
            for article, outcome in zip(allowed, part, strict=True):
                if isinstance(outcome, RejectError):
                    outcomes[article.source.uri] = outcome
                else:
                    outcomes.setdefault(article.source.uri, outcome)
    buried = with_retries(lambda: buried_by_id(client, [a.id for a in allowed]), settings)
    if buried:  # deleted while this batch was written
        with_retries(lambda: remove_everywhere(client, list(buried)), settings)
        outcomes |= {a.source.uri: buried[a.id].error(Stage.LOAD) for a in allowed if a.id in buried}
    return outcomes, list(entries.values())


def _load_into(
    client: Elasticsearch, articles: list[Article], generation: Generation, run_start: datetime | None
) -> list[Outcome]:
    live = find(client, "live") if generation.role == "building" else None
    return load(client, articles, generation, list(live.indices.values()) if live else [], run_start)
