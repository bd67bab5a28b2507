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
from etl.load.bulk import Loaded, Outcome, load, remove_everywhere
from etl.load.counting import count, end_of
from etl.load.generations import EVERY_INDEX, Generation, add_fields, find, targets
from etl.load.indices import install_templates
from etl.load.journal import Entry
from etl.load.rejects import record_rejects
from etl.load.retry import with_retries
from etl.load.stored import Stored, stored_by_uri
from etl.load.takeovers import Takeover
from etl.load.takeovers import record as record_takeovers
from etl.load.tombstones import buried_articles, buried_by_uri
from etl.pipeline import (
    Input,
    Result,
    Task,
    enrichment_version,
    pipeline_version,
    version_to_be,
)
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


def prepare(client: Elasticsearch, shards: int = 1) -> None:
    """Make the indices ready for a run: templates as this version has them, and all earlier writes visible.

    What a run that was killed left half done is made good. Indices of articles that are made from now on have `shards`.
    """
    install_templates(client, shards)
    add_fields(client)
    client.indices.refresh(index=EVERY_INDEX)
    journal.settle(client)


def look_up(
    client: Elasticsearch, found: Sequence[Input], settings: Settings, *, rebuild: bool = False
) -> list[Task]:
    """Return the tasks of one batch, each with the SHA-256 under which the same stages indexed it already.

    In a `rebuild` that counts which is in the generation that is being built; else, what is in every
    generation that is written to. An article that was deleted is rejected here.

    Raises:
        FatalError: Elasticsearch stopped answering, or a rebuild's generation is gone.
    """
    return with_retries(lambda: _look_up(client, found, settings, rebuild=rebuild), settings)


def _look_up(
    client: Elasticsearch, found: Sequence[Input], settings: Settings, *, rebuild: bool
) -> list[Task]:
    uris = [_uri(item) for item in found]
    written_to = targets(client, rebuild=rebuild)
    stored = stored_by_uri(client, uris, ",".join(generation.pattern for generation in written_to))
    buried = buried_by_uri(client, uris)
    enriched_by = enrichment_version(settings)
    tasks = []
    for item, uri in zip(found, uris, strict=True):
        if uri in buried and isinstance(item, InputItem):
            tasks.append(Task(found=Reject.of(item, buried[uri].error(Stage.DISCOVER))))
        else:
            documents = [d for d in stored.get(uri, []) if _is_named_as_now(d, item, settings)]
            sha256 = _settled(documents, written_to, version_to_be(item, enriched_by))
            tasks.append(Task(found=item, indexed_sha256=sha256))
    return tasks


def _uri(item: Input) -> str:
    return item.source.uri if isinstance(item, Article) else item.uri


def _is_named_as_now(document: Stored, item: Input, settings: Settings) -> bool:
    """Return whether `item` would have the id and the collection of `document`."""
    if isinstance(item, Article):
        return document.id == item.id
    # A folder inside another one has another URI; what it holds keeps its collection till it changes.
    by_root = [
        collection is not None and document.uri.startswith(f"{collection.rstrip('/')}/")
        for collection in (document.collection, item.collection)
    ]
    has_own_id = document.record_id is not None and document.id == document.record_id
    return (document.collection == item.collection or all(by_root)) and (
        has_own_id == (settings.own_ids and document.record_id is not None)
    )


def _settled(documents: list[Stored], written_to: list[Generation], version: str) -> str | None:
    """Return the SHA-256 of an input that has one document of this version in each generation."""
    # Two documents of one file are left by a crash in between; doing the file again mends that.
    indices = [index for generation in written_to for index in generation.indices.values()]
    here = [document for document in documents if document.index in indices]
    versions = {(document.sha256, document.pipeline_version) for document in here}
    numbers = {document.index.rpartition("-")[2] for document in here}
    is_settled = len(here) == len(numbers) == len(written_to) and len(versions) == 1
    return here[0].sha256 if is_settled and here[0].pipeline_version == version else None


def load_batches(  # noqa: C901  (its parts are functions within, for they share what is in flight)
    client: Elasticsearch,
    batches: Iterable[list[Result]],
    settings: Settings,
    *,
    rebuild: bool = False,
    run_start: datetime | None = None,
    yielding: frozenset[str] = frozenset(),
) -> Iterator[Counts]:
    """Load `batches` as `load_results` does, some at once, and yield the counts of each, in order.

    An article of one of the files `yielding` makes room for any other file's with its id, also an older one.
    Stories are joined for many batches together, the last ones before the iterator ends.
    """
    loading: deque[Future[tuple[list[Counts], list[Entry]]]] = deque()
    joining: deque[Future[None]] = deque()
    waiting: list[list[Result]] = []
    unjoined: list[Entry] = []

    def write() -> None:
        loading.append(
            pool.submit(
                _load_results,
                client,
                waiting.copy(),
                settings,
                rebuild=rebuild,
                run_start=run_start,
                yielding=yielding,
            )
        )
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
    *,
    rebuild: bool = False,
    run_start: datetime | None = None,
) -> Counts:
    """Load one batch's articles, keep its rejects, and return the counts of where each input ended.

    An article that an earlier batch of the run that began at `run_start` indexed, and that one of these
    replaces, is counted as superseded here: it was counted as indexed there.

    Raises:
        FatalError: Elasticsearch stopped answering, or refused a whole request, or a rebuild's generation is gone.
    """
    (counts,), entries = _load_results(client, [results], settings, rebuild=rebuild, run_start=run_start)
    _join(client, entries, settings)
    return counts


def _join(client: Elasticsearch, entries: list[Entry], settings: Settings) -> None:
    with_retries(lambda: journal.close(client, entries), settings)


def _load_results(
    client: Elasticsearch,
    batches: list[list[Result]],
    settings: Settings,
    *,
    rebuild: bool,
    run_start: datetime | None,
    yielding: frozenset[str] = frozenset(),
) -> tuple[list[Counts], list[Entry]]:
    """Return the counts of each batch, and the journal's entries of what was indexed, whose stories are to be joined."""
    articles = [result for results in batches for result in results if isinstance(result, Article)]
    began_at = run_start or now()
    outcomes, takeovers, entries = _load(
        client, articles, settings, rebuild=rebuild, run_start=run_start, yielding=yielding
    )
    ended = [[end_of(result, outcomes) for result in results] for results in batches]
    rejects = [end for results in ended for end in results if isinstance(end, Reject)]
    succeeded = [end.uri for results in ended for end in results if not isinstance(end, Reject)]
    version = pipeline_version(settings)
    known = with_retries(
        lambda: record_rejects(client, rejects, succeeded, now(), began_at, version), settings
    )
    others = [uri for uri in (*succeeded, *(reject.uri for reject in rejects)) if uri not in takeovers]
    with_retries(lambda: record_takeovers(client, takeovers.values(), others, began_at), settings)
    counts = [count(results, ends, known) for results, ends in zip(batches, ended, strict=True)]
    for takeover in takeovers.values():
        if takeover.differs:
            counts[0].collide(takeover.uri, takeover.by)
    return counts, entries


def _load(
    client: Elasticsearch,
    articles: list[Article],
    settings: Settings,
    *,
    rebuild: bool,
    run_start: datetime | None,
    yielding: frozenset[str],
) -> tuple[dict[str, Outcome], dict[str, Takeover], list[Entry]]:
    """Return the outcome of each article and the takeovers, by URI: those of the live generation, if both take it."""
    if not articles:
        return {}, {}, []
    buried = with_retries(lambda: buried_articles(client, articles), settings)
    outcomes: dict[str, Outcome] = {uri: stone.error(Stage.LOAD) for uri, stone in buried.items()}
    takeovers: dict[str, Takeover] = {}
    allowed = [article for article in articles if article.source.uri not in buried]
    entries: dict[str, Entry] = {}
    while todo := [
        generation
        for generation in with_retries(lambda: targets(client, rebuild=rebuild), settings)
        if generation.number not in entries
    ]:
        for generation in todo:
            entry = with_retries(partial(journal.open_entry, client, allowed, generation), settings)
            load_it = partial(_load_into, client, allowed, generation, settings, run_start, yielding)
            part = with_retries(load_it, settings)
            is_in = [outcome in ("indexed", "replacing") for outcome in part.outcomes]
            entries[generation.number] = entry.of(compress(allowed, is_in))
            for article, outcome in zip(allowed, part.outcomes, strict=True):
                if isinstance(outcome, RejectError):
                    outcomes[article.source.uri] = outcome
                else:
                    outcomes.setdefault(article.source.uri, outcome)
            for takeover in part.takeovers:
                takeovers.setdefault(takeover.uri, takeover)
    buried = with_retries(lambda: buried_articles(client, allowed), settings)
    if buried:  # deleted while this batch was written
        ids = [article.id for article in allowed if article.source.uri in buried]
        with_retries(lambda: remove_everywhere(client, ids), settings)
        outcomes |= {uri: stone.error(Stage.LOAD) for uri, stone in buried.items()}
    return outcomes, takeovers, list(entries.values())


def _load_into(
    client: Elasticsearch,
    articles: list[Article],
    generation: Generation,
    settings: Settings,
    run_start: datetime | None,
    yielding: frozenset[str],
) -> Loaded:
    live = find(client, "live") if generation.role == "building" else None
    return load(
        client,
        articles,
        generation,
        list(live.indices.values()) if live else [],
        run_start=run_start,
        yielding=yielding,
        bulk_bytes=settings.bulk_bytes,
    )
