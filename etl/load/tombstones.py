"""`clippings-tombstones`: the articles that were deleted, and so must not come back with the next ingest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from etl.article import Record
from etl.errors import Reason, RejectError, Stage
from etl.load.bulk import Action, write
from etl.load.scan import every_hit

INDEX = "clippings-tombstones"


class Tombstone(Record):
    """One deleted article: neither its id nor its file makes a document again."""

    id: str
    uri: str
    deleted_at: datetime  # UTC
    reason: str

    def error(self, stage: Stage) -> RejectError:
        """Return why an input that this stands for is left out."""
        detail = (
            f"{self.reason}, {self.deleted_at:%Y-%m-%d}; let it in with: clippings delete {self.id} --purge"
        )
        return RejectError(stage, Reason.DELETED, detail)


def bury(client: Elasticsearch, tombstones: Iterable[Tombstone]) -> None:
    """Keep `tombstones`; every look-up from now on sees them.

    Raises:
        RetriableError: Elasticsearch did not take one of them.
    """
    _write(
        client,
        (({"index": {"_index": INDEX, "_id": t.id}}, t.model_dump_json().encode()) for t in tombstones),
    )


def unbury(client: Elasticsearch, ids: list[str]) -> None:
    """Remove the tombstones of the articles `ids`.

    Raises:
        RetriableError: Elasticsearch did not remove one of them.
    """
    if client.indices.exists(index=INDEX):
        _write(client, (({"delete": {"_index": INDEX, "_id": id_}}, None) for id_ in ids))


def _write(client: Elasticsearch, actions: Iterable[Action]) -> None:
    write(client, actions, "a tombstone could not be written")
    client.indices.refresh(index=INDEX, ignore_unavailable=True)


def buried_by_id(client: Elasticsearch, ids: list[str]) -> dict[str, Tombstone]:
    """Return the tombstones of the articles `ids`, as last written."""
    if not ids or not client.indices.exists(index=INDEX):
        return {}
    answer = client.mget(index=INDEX, ids=ids)
    return {
        hit["_id"]: Tombstone.model_validate(hit["_source"]) for hit in answer["docs"] if hit.get("found")
    }


def buried_by_uri(client: Elasticsearch, uris: list[str]) -> dict[str, Tombstone]:
    """Return the tombstones of the files `uris`, by URI.

    A record in a file has none: when a line is taken out, the next one has its number.
    """
    files = [uri for uri in uris if "#" not in uri]
    return {tombstone.uri: tombstone for tombstone in find_buried(client, {"terms": {"uri": files}})}


def find_buried(client: Elasticsearch, query: dict[str, Any]) -> Iterator[Tombstone]:
    """Yield the tombstones that fit `query`."""
    if client.indices.exists(index=INDEX):
        for hit in every_hit(client, INDEX, query):
            yield Tombstone.model_validate(hit["_source"])
