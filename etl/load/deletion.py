"""Find the articles that `clippings delete` means, and remove them: first a tombstone is kept, then documents are removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch

from etl.article import Record
from etl.load import takeovers
from etl.load.bulk import remove_everywhere
from etl.load.generations import EVERY_INDEX, generations
from etl.load.indices import ALIAS
from etl.load.rejects import forget
from etl.load.scan import every_hit
from etl.load.stored import Stored, stored_by_id
from etl.load.tombstones import Tombstone, bury, find_buried, key_of, unbury
from etl.pipeline import batches
from etl.report import now

_AT_ONCE = 500


class Doomed(Record):
    """One article that is to be deleted, or was deleted."""

    id: str
    uri: str
    title: str | None = None
    only_here: bool = False  # another file has it too, and it stays with that one
    is_buried: bool = False  # deleted before: only its tombstone is left


def doomed(
    client: Elasticsearch,
    ids: list[str],
    uri: str | None,
    query: dict[str, Any] | None = None,
    *,
    to_purge: bool = False,
) -> Iterator[Doomed]:
    """Yield each article that has one of `ids`, that is from the file `uri` or one of its records, or that fits `query`.

    The first two are looked for in every generation; `query`, which is one for Elasticsearch, only in the live one. An
    article from `uri` that another file has too is only deleted for this file. With `to_purge`, named articles that were
    deleted before are included.
    """
    client.indices.refresh(index=EVERY_INDEX)
    searches: list[tuple[str, dict[str, Any]]] = []
    if ids:
        searches.append((EVERY_INDEX, {"ids": {"values": ids}}))
    if query is not None:
        searches.append((ALIAS, query))
    seen = set()
    for found in [*(_found(client, *search) for search in searches), _of_file(client, uri)]:
        for article in found:
            if article.id not in seen:
                yield article
            seen.add(article.id)
    if to_purge and (named := [*_by_id(ids), *_by_uri("uri", uri)]):
        for tombstone in find_buried(client, {"bool": {"should": named}}):
            if tombstone.id not in seen:
                yield Doomed(
                    id=tombstone.id, uri=tombstone.uri, only_here=tombstone.only_here, is_buried=True
                )


def _found(client: Elasticsearch, indices: str, query: dict[str, Any]) -> Iterator[Doomed]:
    for hit in every_hit(client, indices, query, source_includes=["source.uri", "title"]):
        source = hit["_source"]
        yield Doomed(id=hit["_id"], uri=source["source"]["uri"], title=source.get("title"))


def _of_file(client: Elasticsearch, uri: str | None) -> Iterator[Doomed]:
    """Yield the articles of the file `uri` and its records, also those that are indexed from another file."""
    if not uri:
        return
    found = _found(client, EVERY_INDEX, {"bool": {"should": _by_uri("source.uri", uri)}})
    for some in batches(found, _AT_ONCE):
        elsewhere = {
            takeover.article
            for takeover in takeovers.of_articles(client, [article.id for article in some])
            if not _is_of(takeover.uri, uri)
        }
        yield from (a.model_copy(update={"only_here": a.id in elsewhere}) for a in some)
    for takeover in takeovers.of_uri(client, uri):
        if not _is_of(takeover.by, uri):
            title = f"(is indexed from {takeover.by})"
            yield Doomed(id=takeover.article, uri=takeover.uri, title=title, only_here=True)


def _is_of(uri: str, file: str) -> bool:
    return uri == file or uri.startswith((f"{file}#", f"{file}!"))


def _by_id(ids: list[str]) -> list[dict[str, Any]]:
    return [{"terms": {"id": ids}}] if ids else []


def _by_uri(field: str, uri: str | None) -> list[dict[str, Any]]:
    if not uri:
        return []
    return [{"term": {field: uri}}, {"prefix": {field: f"{uri}#"}}, {"prefix": {field: f"{uri}!"}}]


def count_live(client: Elasticsearch) -> int:
    """Return how many articles a search can find."""
    return int(client.count(index=ALIAS, ignore_unavailable=True)["count"])


def bury_all(client: Elasticsearch, articles: list[Doomed], reason: str) -> None:
    """Keep a tombstone for each of `articles`, so that they do not come back.

    Raises:
        RetriableError: Elasticsearch did not do all of it; repeating the call completes it.
    """
    deleted_at = now()
    bury(
        client,
        (
            Tombstone(id=a.id, uri=a.uri, deleted_at=deleted_at, reason=reason, only_here=a.only_here)
            for a in articles
        ),
    )


def documents_of(client: Elasticsearch, articles: list[Doomed]) -> list[Stored]:
    """Return the documents of `articles` in every generation; if another file has the article too, only this file's."""
    indices = [index for generation in generations(client) for index in generation.indices.values()]
    here = {article.id: article for article in articles}
    found = stored_by_id(client, here, indices)
    return [
        document
        for id_, documents in found.items()
        for document in documents
        if not here[id_].only_here or document.uri == here[id_].uri
    ]


def delete(client: Elasticsearch, articles: list[Doomed], reason: str) -> int:
    """Remove `articles` from every generation so that they do not come back; return how many documents were removed.

    Raises:
        RetriableError: Elasticsearch did not do all of it; repeating the call completes it.
    """
    bury_all(client, articles, reason)
    return remove_everywhere(client, [article.id for article in articles])


def purge(client: Elasticsearch, articles: list[Doomed]) -> int:
    """Remove `articles` with their tombstones and rejects, so that nothing is left; return how many documents were removed.

    Raises:
        RetriableError: Elasticsearch did not do all of it; repeating the call completes it.
    """
    removed = remove_everywhere(client, [article.id for article in articles if not article.only_here])
    forget(client, [article.uri for article in articles])
    unbury(client, [key_of(article.id, article.uri, only_here=article.only_here) for article in articles])
    return removed
