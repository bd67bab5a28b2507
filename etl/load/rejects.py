"""`clippings-rejects`: every input that fell out, why, and how often it was tried."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from etl.article import Reject
from etl.load.bulk import Action, write

INDEX = "clippings-rejects"


class KeptReject(Reject):
    """A reject with its history."""

    first_seen: datetime  # UTC
    last_seen: datetime  # UTC
    tries: int


def record_rejects(
    client: Elasticsearch, rejects: list[Reject], succeeded: Iterable[str], seen_at: datetime
) -> None:
    """Keep `rejects`, and forget the URIs that `succeeded` since they were rejected.

    Raises:
        RetriableError: Elasticsearch did not take one of them.
    """
    by_id = {_id(reject.uri): reject for reject in rejects}
    gone = {_id(uri) for uri in succeeded} - by_id.keys()
    kept = _kept(client, [*by_id, *gone])
    actions: list[Action] = []
    for id_, reject in by_id.items():
        before = kept.get(id_)
        entry = KeptReject(
            **reject.model_dump(),
            first_seen=before.first_seen if before else seen_at,
            last_seen=seen_at,
            tries=before.tries + 1 if before else 1,
        )
        actions.append(({"index": {"_index": INDEX, "_id": id_}}, entry.model_dump_json().encode()))
    actions += [({"delete": {"_index": INDEX, "_id": id_}}, None) for id_ in gone if id_ in kept]
    write(client, actions, "a reject could not be kept")


def forget(client: Elasticsearch, uris: Iterable[str]) -> None:
    """Forget the rejects of `uris`, if there are any.

    Raises:
        RetriableError: Elasticsearch did not remove one of them.
    """
    if client.indices.exists(index=INDEX):
        actions: list[Action] = [({"delete": {"_index": INDEX, "_id": _id(uri)}}, None) for uri in uris]
        write(client, actions, "a reject could not be forgotten")


def _id(uri: str) -> str:
    return hashlib.sha256(uri.encode("utf-8")).hexdigest()[:32]


def _kept(client: Elasticsearch, ids: list[str]) -> dict[str, KeptReject]:
    if not ids or not client.indices.exists(index=INDEX):
        return {}
    found = client.mget(index=INDEX, ids=ids)
    return {
        hit["_id"]: KeptReject.model_validate(hit["_source"]) for hit in found["docs"] if hit.get("found")
    }


def list_rejects(client: Elasticsearch) -> Iterator[KeptReject]:
    """Yield every reject that is kept."""
    if client.indices.exists(index=INDEX):
        client.indices.refresh(index=INDEX)
        for hit in scan(client, index=INDEX, query={"sort": ["_doc"]}):
            yield KeptReject.model_validate(hit["_source"])
