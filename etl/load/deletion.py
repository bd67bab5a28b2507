"""Which articles a `clippings delete` means, and their removal: first a tombstone, then every document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch

from etl.article import Record
from etl.load.bulk import remove_everywhere
from etl.load.generations import EVERY_INDEX
from etl.load.indices import ALIAS
from etl.load.rejects import forget
from etl.load.scan import every_hit
from etl.load.tombstones import Tombstone, bury, find_buried, unbury
from etl.report import now
from etl.search.bodies import query_body
from etl.search.hits import SearchRequest
from etl.search.query_language import parse


class Doomed(Record):
    """One article that is to be deleted, or was."""

    id: str
    uri: str
    title: str | None = None
    is_buried: bool = False  # deleted before: only its tombstone is left


def doomed(
    client: Elasticsearch, ids: list[str], uri: str | None, query: str | None, to_purge: bool = False
) -> Iterator[Doomed]:
    """Yield each article that has one of `ids`, came from `uri` (or is one of that file's records), or is found.

    The first two are looked for in every generation, `query` in the live one. With `to_purge`, the named articles
    that were deleted before come too.

    Raises:
        FatalError: the query cannot be read; the message shows where.
    """
    client.indices.refresh(index=EVERY_INDEX)
    searches: list[tuple[str, dict[str, Any]]] = []
    if named := [*_by_id(ids), *_by_uri("source.uri", uri)]:
        searches.append((EVERY_INDEX, {"bool": {"should": named}}))
    if query:
        searches.append((ALIAS, query_body(parse(query), SearchRequest(query=query))))
    seen = set()
    for indices, body in searches:
        for hit in every_hit(client, indices, body, source_includes=["source.uri", "title"]):
            source = hit["_source"]
            if hit["_id"] not in seen:
                yield Doomed(id=hit["_id"], uri=source["source"]["uri"], title=source.get("title"))
            seen.add(hit["_id"])
    if to_purge and (named := [*_by_id(ids), *_by_uri("uri", uri)]):
        for tombstone in find_buried(client, {"bool": {"should": named}}):
            if tombstone.id not in seen:
                yield Doomed(id=tombstone.id, uri=tombstone.uri, is_buried=True)


def _by_id(ids: list[str]) -> list[dict[str, Any]]:
    return [{"ids": {"values": ids}}] if ids else []


def _by_uri(field: str, uri: str | None) -> list[dict[str, Any]]:
    return [{"term": {field: uri}}, {"prefix": {field: f"{uri}#"}}] if uri else []


def delete(client: Elasticsearch, articles: list[Doomed], reason: str) -> int:
    """Remove `articles` from every generation so that they do not come back; return how many documents went.

    Raises:
        RetriableError: Elasticsearch did not do all of it; done again, it goes on.
    """
    deleted_at = now()
    bury(client, [Tombstone(id=a.id, uri=a.uri, deleted_at=deleted_at, reason=reason) for a in articles])
    return remove_everywhere(client, [article.id for article in articles])


def purge(client: Elasticsearch, articles: list[Doomed]) -> int:
    """Remove `articles` with their tombstones and rejects, as if they had never come; return how many documents went.

    Raises:
        RetriableError: Elasticsearch did not do all of it; done again, it goes on.
    """
    removed = remove_everywhere(client, [article.id for article in articles])
    forget(client, [article.uri for article in articles])
    unbury(client, [article.id for article in articles])
    return removed
