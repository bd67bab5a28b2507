"""What the indices already hold of a batch: looked up by URI before cleaning, and by id before writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from etl.article import Article

FIELDS = [
    "collection",
    "source.uri",
    "source.path",
    "source.record_id",
    "source.sha256",
    "source.modified_at",
    "pipeline_version",
    "timestamp",
    "ingested_at",
]
_MOST_HITS = 10_000
"""Elasticsearch's default `index.max_result_window`."""
_URIS_A_SEARCH = _MOST_HITS // 4
"""A file is once in each of two generations, and after a crash twice in one."""
_IDS_A_LOOK_UP = 10_000
"""Some 700 kB: proxies often take no more than 1 MB."""


Age = tuple[datetime, str]


@dataclass(frozen=True)
class Stored:
    """One document in the index."""

    index: str
    id: str
    seq_no: int
    primary_term: int
    uri: str
    path: str
    record_id: str | None
    collection: str | None
    sha256: str
    pipeline_version: str
    modified_at: datetime | None
    timestamp: str | None
    ingested_at: datetime | None

    @property
    def age(self) -> Age:
        """What decides between two files with the same id: the later time wins, and at equal times the later URI."""
        return age(self.modified_at, self.uri)

    def is_source_of(self, article: Article) -> bool:
        """Return whether `article` is from the same file or record, even if its folder was moved."""
        source = article.source
        if self.uri == source.uri:
            return True
        if self.collection is None or self.collection != article.collection:
            return False
        if self.record_id is None or source.record_id is None:
            return self.path == source.path
        of_file = self.path.rpartition("#")[0] == source.path.rpartition("#")[0]
        return of_file and self.record_id == source.record_id


def age(modified_at: datetime | None, uri: str) -> Age:
    """Return the key by which files with the same id are sorted, oldest first."""
    return (modified_at or datetime.fromtimestamp(0, UTC), uri)


def stored_by_uri(client: Elasticsearch, uris: Iterable[str], indices: str) -> dict[str, list[Stored]]:
    """Return the documents in `indices` that are from `uris` and can be found; refresh first to see the latest."""
    wanted = list(uris)
    found: dict[str, list[Stored]] = defaultdict(list)
    for start in range(0, len(wanted), _URIS_A_SEARCH):
        answer = client.search(
            index=indices,
            query={"terms": {"source.uri": wanted[start : start + _URIS_A_SEARCH]}},
            size=_MOST_HITS,
            source_includes=FIELDS,
            seq_no_primary_term=True,
            track_total_hits=False,
        )
        for hit in answer["hits"]["hits"]:
            document = stored(hit)
            found[document.uri].append(document)
    return found


def stored_by_id(
    client: Elasticsearch, ids: Iterable[str], indices: Iterable[str]
) -> dict[str, list[Stored]]:
    """Return the documents with `ids` in any of `indices`, as they were last written (no refresh is needed)."""
    found: dict[str, list[Stored]] = defaultdict(list)
    wanted = [{"_index": index, "_id": id_} for index in indices for id_ in ids]
    if not wanted:
        return found
    for start in range(0, len(wanted), _IDS_A_LOOK_UP):
        answer = client.mget(docs=wanted[start : start + _IDS_A_LOOK_UP], source_includes=FIELDS)
        for hit in answer["docs"]:
            if hit.get("found"):
                document = stored(hit)
                found[document.id].append(document)
    return found


def texts_of(client: Elasticsearch, documents: Iterable[Stored]) -> dict[str, tuple[str | None, str]]:
    """Return the title and the body of `documents` by id."""
    wanted = [{"_index": document.index, "_id": document.id} for document in documents]
    if not wanted:
        return {}
    hits = client.mget(docs=wanted, source_includes=["title", "body"])["docs"]
    return {
        hit["_id"]: (hit["_source"].get("title"), hit["_source"]["body"]) for hit in hits if hit.get("found")
    }


def stored(hit: Mapping[str, Any]) -> Stored:
    """Return the document in a `hit` of a search or a look-up."""
    source = hit["_source"]
    return Stored(
        index=hit["_index"],
        id=hit["_id"],
        seq_no=hit["_seq_no"],
        primary_term=hit["_primary_term"],
        uri=source["source"]["uri"],
        path=source["source"]["path"],
        record_id=source["source"].get("record_id"),
        collection=source.get("collection"),
        sha256=source["source"]["sha256"],
        pipeline_version=source["pipeline_version"],
        modified_at=_moment(source["source"].get("modified_at")),
        timestamp=source.get("timestamp"),
        ingested_at=_moment(source.get("ingested_at")),
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
