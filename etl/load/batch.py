"""Load batches of results into the indices, and find where each input has ended.

While a generation is being built, an ingest writes to it as well as to the live one. The generations are looked up both
before and after a batch is written. So a generation that appears in between is not missed, and whoever builds a generation
sees all batches that were written before it appeared.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import compress

from elasticsearch import Elasticsearch

from etl.article import Article, Reject
from etl.errors import RejectError, Stage
from etl.load import journal
from etl.load.bulk import Loaded, Outcome, load, remove_everywhere
from etl.load.counting import count, end_of
from etl.load.generations import EVERY_INDEX, Generation, add_fields, find, targets
from etl.load.indices import install_templates
from etl.load.journal import Entry
from etl.load.rejects import record_rejects
from etl.load.retry import with_retries
from etl.load.takeovers import Takeover
from etl.load.takeovers import record as record_takeovers
from etl.load.tombstones import buried_articles
from etl.memory import give_back, share_one_arena
from etl.pipeline import Result, pipeline_version
from etl.report import Counts, now
from etl.settings import Settings

_AT_ONCE = 3
"""Batches in flight: Elasticsearch writes an index's requests on as many threads as it has cores."""
_MOST_UNCOUNTED = 2 * _AT_ONCE
"""Most batches in memory, in flight or done, while the first of them is not finished."""
_WRITTEN_TOGETHER = 2_000
"""Most articles that are collected while Elasticsearch is busy, to be looked up and written together."""
JOINED_AT_ONCE = 2_500
"""Articles whose stories are joined together: each joining costs a refresh."""
_MOST_UNJOINED = 4_000_000
"""Characters of text after which fewer are joined: until then they are in memory."""


def prepare(client: Elasticsearch, shards: int = 1) -> None:
    """Make the indices ready for a run: install this version's templates, and make all earlier writes visible.

    What a killed run left half done is completed. Indices of articles that are made from now on have `shards` shards.
    """
    install_templates(client, shards)
    add_fields(client)
    client.indices.refresh(index=EVERY_INDEX)
    journal.settle(client)


@dataclass(frozen=True)
class _Run:
    """What all batches of a run have in common."""

    client: Elasticsearch
    settings: Settings
    is_rebuild: bool
    start: datetime | None
    yielding: frozenset[str]  # files whose articles make room for any other file's


def load_batches(  # noqa: C901  (its parts are functions within, for they share what is in flight)
    client: Elasticsearch,
    batches: Iterable[list[Result]],
    settings: Settings,
    *,
    rebuild: bool = False,
    run_start: datetime | None = None,
    yielding: frozenset[str] = frozenset(),
) -> Iterator[Counts]:
    """Load the articles of `batches`, some at once, keep the rejects, and yield the counts of each batch, in order.

    An article that replaces one which an earlier batch of the same run indexed is counted as superseded, because that one
    was already counted as indexed; `run_start` is when the run began. An article from a file in `yielding` can be replaced
    by one with the same id from any other file, even an older one. Stories are joined for many batches together, the last
    ones before the iterator ends.

    Raises:
        FatalError: Elasticsearch stopped answering, or refused a whole request, or a rebuild's generation is gone.
    """
    share_one_arena()
    run = _Run(client, settings, rebuild, run_start, yielding)
    loading: deque[Future[tuple[list[Counts], list[Entry]]]] = deque()
    joining: deque[Future[None]] = deque()
    waiting: list[list[Result]] = []
    unjoined: list[Entry] = []

    def write() -> None:
        loading.append(pool.submit(_load_results, run, waiting.copy()))
        waiting.clear()

    def in_flight() -> list[Future[tuple[list[Counts], list[Entry]]]]:
        return [future for future in loading if not future.done()]

    def join() -> None:
        joining.append(pool.submit(_join, client, unjoined.copy(), settings))
        unjoined.clear()

    def next_counts() -> list[Counts]:
        counts, entries = loading.popleft().result()
        unjoined.extend(entries)
        sizes = [len(text.body) for entry in unjoined for text in entry.texts.values()]
        if len(sizes) >= JOINED_AT_ONCE or sum(sizes) >= _MOST_UNJOINED:
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


def _join(client: Elasticsearch, entries: list[Entry], settings: Settings) -> None:
    with_retries(lambda: journal.close(client, entries), settings)
    entries.clear()
    give_back()


def _load_results(run: _Run, batches: list[list[Result]]) -> tuple[list[Counts], list[Entry]]:
    """Return the counts of each batch, and the journal's entries for what was indexed and must still be joined into stories."""
    client, settings = run.client, run.settings
    articles = [result for results in batches for result in results if isinstance(result, Article)]
    began_at = run.start or now()
    outcomes, takeovers, entries = _load(run, articles)
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


def _load(run: _Run, articles: list[Article]) -> tuple[dict[str, Outcome], dict[str, Takeover], list[Entry]]:
    """Return outcomes and takeovers by URI, and the journal's entries; of two generations, the live one's outcomes count."""
    client, settings = run.client, run.settings
    if not articles:
        return {}, {}, []
    buried = with_retries(lambda: buried_articles(client, articles), settings)
    outcomes: dict[str, Outcome] = {uri: stone.error(Stage.LOAD) for uri, stone in buried.items()}
    takeovers: dict[str, Takeover] = {}
    allowed = [article for article in articles if article.source.uri not in buried]
    entries: dict[str, Entry] = {}
    while todo := [
        generation
        for generation in with_retries(lambda: targets(client, rebuild=run.is_rebuild), settings)
        if generation.number not in entries
    ]:
        for generation in todo:
            entry = with_retries(partial(journal.open_entry, client, allowed, generation), settings)
            part = with_retries(partial(_load_into, run, allowed, generation), settings)
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


def _load_into(run: _Run, articles: list[Article], generation: Generation) -> Loaded:
    live = find(run.client, "live") if generation.role == "building" else None
    return load(
        run.client,
        articles,
        generation,
        list(live.indices.values()) if live else [],
        run_start=run.start,
        yielding=run.yielding,
        bulk_bytes=run.settings.bulk_bytes,
    )
