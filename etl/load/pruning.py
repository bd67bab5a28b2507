"""Find the stored articles and rejects below some inputs, and remove those that no longer exist there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from etl.load.bulk import remove
from etl.load.generations import Generation, targets
from etl.load.rejects import INDEX as REJECTS
from etl.load.rejects import forget
from etl.load.scan import every_hit
from etl.load.stored import FIELDS, Stored, stored
from etl.pipeline import batches

IsGone = Callable[[list[str]], list[bool]]
_AT_ONCE = 500


def _below(field: str, roots: list[str]) -> dict[str, Any]:
    """Return the query for what is from `roots`, each of which is a file, a folder, or a file of records."""
    named = [
        query
        for root in roots
        for query in (
            {"term": {field: root}},
            {"prefix": {field: f"{root.rstrip('/')}/"}},
            {"prefix": {field: f"{root}#"}},
            {"prefix": {field: f"{root}!"}},
        )
    ]
    return {"bool": {"should": named, "minimum_should_match": 1}}


def _stored_below(
    client: Elasticsearch, indices: str, roots: list[str], before: datetime
) -> Iterator[list[Stored]]:
    # What was read after the inputs were walked through may be of a file that came since.
    query = {
        "bool": {
            "filter": [_below("source.uri", roots), {"range": {"ingested_at": {"lt": before.isoformat()}}}]
        }
    }
    hits = every_hit(client, indices, query, source_includes=FIELDS, seq_no_primary_term=True)
    return batches((stored(hit) for hit in hits), _AT_ONCE)


def _gone(documents: list[Stored], is_gone: IsGone) -> list[Stored]:
    flags = is_gone([document.uri for document in documents])
    return [document for document, gone in zip(documents, flags, strict=True) if gone]


def count_below(
    client: Elasticsearch, roots: list[str], before: datetime, is_gone: IsGone
) -> tuple[int, int]:
    """Return how many live articles below `roots` there were `before`, and how many of them no longer exist there."""
    live, there, gone = targets(client, rebuild=False)[0], 0, 0
    for documents in _stored_below(client, live.pattern, roots, before):
        there += len(documents)
        gone += len(_gone(documents, is_gone))
    return there, gone


def remove_below(
    client: Elasticsearch,
    roots: list[str],
    before: datetime,
    is_gone: IsGone,
    from_: Iterable[Generation],
    before_removal: Callable[[list[Stored]], object] = lambda documents: None,
) -> None:
    """Remove articles below `roots` that no longer exist from the generations `from_`, unless they change meanwhile.

    `before_removal` is called with the documents that will be removed.

    Raises:
        RetriableError: Elasticsearch failed inside; repeating the call completes it.
    """
    for generation in from_:
        for documents in _stored_below(client, generation.pattern, roots, before):
            if gone := _gone(documents, is_gone):
                before_removal(gone)
                remove(client, gone)


def forget_rejects_below(client: Elasticsearch, roots: list[str], before: datetime, is_gone: IsGone) -> None:
    """Remove the rejects below `roots` whose inputs no longer exist.

    Raises:
        RetriableError: Elasticsearch failed inside; repeating the call completes it.
    """
    if not client.indices.exists(index=REJECTS):
        return
    client.indices.refresh(index=REJECTS)
    query = {"bool": {"filter": [_below("uri", roots), {"range": {"last_seen": {"lt": before.isoformat()}}}]}}
    uris: Iterable[str] = (hit["_source"]["uri"] for hit in every_hit(client, REJECTS, query))
    for batch in batches(uris, _AT_ONCE):
        forget(client, [uri for uri, gone in zip(batch, is_gone(batch), strict=True) if gone])
