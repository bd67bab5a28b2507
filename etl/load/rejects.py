"""`clippings-rejects`: every input that was left out, why, and how often it was tried."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan
from pydantic import Field

from etl.article import Reject
from etl.errors import Reason
from etl.load.bulk_request import Action, write
from etl.load.runs import reports

INDEX = "clippings-rejects"


class KeptReject(Reject):
    """A reject with its history."""

    set_aside: dict[str, int] = Field(default_factory=dict, exclude=True)  # for the run's report alone
    first_seen: datetime  # UTC
    last_seen: datetime  # UTC
    tries: int
    pipeline_version: str | None = None
    since: datetime | None = (
        None  # UTC; of what it is now: other bytes, stages or reason make it a new reject
    )

    def is_as(self, reject: Reject, pipeline_version: str) -> bool:
        """Return whether `reject` has the same bytes, stages and reason."""
        # What could not be read has no bytes to compare.
        detail = reject.detail if reject.sha256 is None else self.detail
        before = (self.sha256, self.stage, self.reason, self.detail, self.pipeline_version)
        return before == (reject.sha256, reject.stage, reject.reason, detail, pipeline_version)


def record_rejects(
    client: Elasticsearch,
    rejects: list[Reject],
    succeeded: Iterable[str],
    seen_at: datetime,
    run_start: datetime,
    pipeline_version: str,
) -> set[str]:
    """Keep `rejects`, remove those of the URIs `succeeded`, and return the URIs of known rejects.

    A reject is known if it was rejected for the same reason before the run that began at `run_start`.

    Raises:
        RetriableError: Elasticsearch did not accept one of them.
    """
    by_id = {_id(reject.uri): reject for reject in rejects}
    gone = {_id(uri) for uri in succeeded} - by_id.keys()
    kept = _kept(client, [*by_id, *gone])
    actions: list[Action] = []
    known = set()
    for id_, reject in by_id.items():
        before = kept.get(id_)
        since = before.since if before and before.is_as(reject, pipeline_version) else None
        if since and since < run_start:
            known.add(reject.uri)
        entry = KeptReject(
            **reject.model_dump(),
            first_seen=before.first_seen if before else seen_at,
            last_seen=seen_at,
            tries=before.tries + 1 if before else 1,
            pipeline_version=pipeline_version,
            since=since or seen_at,
        )
        actions.append(({"index": {"_index": INDEX, "_id": id_}}, entry.model_dump_json().encode()))
    actions += [({"delete": {"_index": INDEX, "_id": id_}}, None) for id_ in gone if id_ in kept]
    write(client, actions, "a reject could not be kept")
    return known


def forget(client: Elasticsearch, uris: Iterable[str]) -> None:
    """Remove the rejects of `uris`, if there are any.

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


def list_rejects(
    client: Elasticsearch, reasons: Iterable[str] = (), stages: Iterable[str] = (), since: str | None = None
) -> Iterator[KeptReject]:
    """Yield all kept rejects, or those of some reasons or stages, or last seen `since` (ISO 8601)."""
    wanted: list[dict[str, Any]] = [
        {"terms": {name: list(values)}} for name, values in (("reason", reasons), ("stage", stages)) if values
    ]
    if since:
        wanted.append({"range": {"last_seen": {"gte": since}}})
    if client.indices.exists(index=INDEX):
        client.indices.refresh(index=INDEX)
        query = {"query": {"bool": {"filter": wanted}}, "sort": ["_doc"]}
        for hit in scan(client, index=INDEX, query=query):
            yield KeptReject.model_validate(hit["_source"])


def new_rejects(
    client: Elasticsearch, reasons: Iterable[str] = (), stages: Iterable[str] = (), since: str | None = None
) -> Iterator[KeptReject]:
    """Yield the rejects that are new in the last run; those deleted on purpose do not count."""
    for last in reports(client, 1):
        for reject in list_rejects(client, reasons, stages, since):
            is_new = reject.since is not None and reject.since >= last.started_at
            if is_new and reject.reason is not Reason.DELETED:
                yield reject
