"""`clippings-tombstones`: the articles that were deleted, and so must not come back with the next ingest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from etl.article import Article, Record
from etl.clean.identity import former_ids
from etl.errors import Reason, RejectError, Stage
from etl.load.bulk_request import Action, write
from etl.load.scan import every_hit

INDEX = "clippings-tombstones"


class Tombstone(Record):
    """One deleted article; neither its id nor its file may give a document again."""

    id: str
    uri: str
    deleted_at: datetime  # UTC
    reason: str
    only_here: bool = False  # another file has the article still

    @property
    def key(self) -> str:
        """The id under which it is kept."""
        return key_of(self.id, self.uri, only_here=self.only_here)

    def error(self, stage: Stage) -> RejectError:
        """Return the error that says why the deleted input is left out."""
        what = f"--uri {self.uri}" if self.only_here else self.id
        detail = f"{self.reason}, {self.deleted_at:%Y-%m-%d}; let it in with: clippings delete {what} --purge"
        return RejectError(stage, Reason.DELETED, detail)


def key_of(id_: str, uri: str, *, only_here: bool) -> str:
    """Return the id under which the tombstone of the article `id_` is kept; one for a single file has another id."""
    return _of_file(id_, uri) if only_here else id_


def bury(client: Elasticsearch, tombstones: Iterable[Tombstone]) -> None:
    """Keep `tombstones`; every later look-up sees them.

    Raises:
        RetriableError: Elasticsearch did not accept one of them.
    """
    _write(
        client,
        (({"index": {"_index": INDEX, "_id": t.key}}, t.model_dump_json().encode()) for t in tombstones),
    )


def unbury(client: Elasticsearch, ids: list[str]) -> None:
    """Remove the tombstones with the ids `ids`.

    Raises:
        RetriableError: Elasticsearch did not remove one of them.
    """
    if client.indices.exists(index=INDEX):
        _write(client, (({"delete": {"_index": INDEX, "_id": id_}}, None) for id_ in ids))


def _write(client: Elasticsearch, actions: Iterable[Action]) -> None:
    write(client, actions, "a tombstone could not be written")
    client.indices.refresh(index=INDEX, ignore_unavailable=True)


def buried_articles(client: Elasticsearch, articles: list[Article]) -> dict[str, Tombstone]:
    """Return the tombstones that apply to `articles`, as they were last written, by the URI of the article."""
    if not articles or not client.indices.exists(index=INDEX):
        return {}
    keys = {key for article in articles for key in _keys(article)}
    answer = client.mget(index=INDEX, ids=sorted(keys))
    found = {
        hit["_id"]: Tombstone.model_validate(hit["_source"]) for hit in answer["docs"] if hit.get("found")
    }
    buried = {}
    for article in articles if found else []:
        for key in _keys(article):
            if (tombstone := found.get(key)) and (key == article.id or _are_of_one_file(tombstone, article)):
                buried[article.source.uri] = tombstone
                break
    return buried


def _keys(article: Article) -> list[str]:
    """Return the ids under which a tombstone for `article` may be kept."""
    return [article.id, _of_file(article.id, article.source.uri), *former_ids(article)]


def _of_file(id_: str, uri: str) -> str:
    """Return the id of a tombstone that only applies to the article `id_` from the file of `uri`."""
    return hashlib.sha256(f"{id_} {_file(uri)}".encode()).hexdigest()[:32]


def _are_of_one_file(tombstone: Tombstone, article: Article) -> bool:
    return _file(tombstone.uri) == _file(article.source.uri)


def _file(uri: str) -> str:
    return uri.partition("#")[0]


def buried_by_uri(client: Elasticsearch, uris: list[str]) -> dict[str, Tombstone]:
    """Return the tombstones of the files `uris`, by URI.

    A record in a file has none: if a line is removed, the next one gets its number.
    """
    files = [uri for uri in uris if "#" not in uri]
    return {tombstone.uri: tombstone for tombstone in find_buried(client, {"terms": {"uri": files}})}


def find_buried(client: Elasticsearch, query: dict[str, Any]) -> Iterator[Tombstone]:
    """Yield the tombstones that `query` finds."""
    if client.indices.exists(index=INDEX):
        for hit in every_hit(client, INDEX, query):
            yield Tombstone.model_validate(hit["_source"])
