"""`clippings-tombstones`: the articles that were deleted, and so must not come back with the next ingest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from elasticsearch import Elasticsearch

from etl.article import Record
from etl.errors import Reason, RejectError, RetriableError, Stage
from etl.load.bulk import Action, bulk

INDEX = "clippings-tombstones"
_URIS_A_SEARCH = 5_000


class Tombstone(Record):
    """One deleted article; neither its id nor its file makes a document again."""

    id: str
    uri: str
    deleted_at: datetime  # UTC
    reason: str

    def error(self, stage: Stage) -> RejectError:
        """Return why an input that this stands for is left out."""
        when = f"deleted on {self.deleted_at:%Y-%m-%d}"
        return RejectError(
            stage, Reason.DELETED, f"{when}: {self.reason}; let it in: clippings delete {self.id} --purge"
        )


def bury(client: Elasticsearch, tombstones: Iterable[Tombstone]) -> None:
    """Keep `tombstones`; every look-up from now on sees them.

    Raises:
        RetriableError: Elasticsearch did not take one of them.
    """
    actions: list[Action] = [
        ({"index": {"_index": INDEX, "_id": t.id}}, t.model_dump_json().encode()) for t in tombstones
    ]
    for status, reason in bulk(client, actions):
        if status >= 300:
            raise RetriableError(f"a tombstone could not be kept: {status} {reason}")
    client.indices.refresh(index=INDEX, ignore_unavailable=True)


def buried_by_id(client: Elasticsearch, ids: list[str]) -> dict[str, Tombstone]:
    """Return the tombstones of the articles `ids`, as last written."""
    if not ids:
        return {}
    answer = client.mget(docs=[{"_index": INDEX, "_id": id_} for id_ in ids])
    return {
        hit["_id"]: Tombstone.model_validate(hit["_source"]) for hit in answer["docs"] if hit.get("found")
    }


def buried_by_uri(client: Elasticsearch, uris: list[str]) -> dict[str, Tombstone]:
    """Return the tombstones of the files or records `uris`, by URI."""
    found = {}
    for start in range(0, len(uris), _URIS_A_SEARCH):
        hits = client.search(
            index=INDEX,
            ignore_unavailable=True,
            query={"terms": {"uri": uris[start : start + _URIS_A_SEARCH]}},
            size=10_000,
        )["hits"]["hits"]
        found.update({hit["_source"]["uri"]: Tombstone.model_validate(hit["_source"]) for hit in hits})
    return found
