"""`clippings-superseded`: the files whose article is indexed from another file with the same id.

If an article loses its file, it can be made again from one of these files. A run can also report which file replaced which.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch
from pydantic import Field

from etl.article import Article, InputItem, Record
from etl.enrich.duplicates import same_story
from etl.load.bulk_request import Action, write
from etl.load.scan import every_hit
from etl.load.stored import Stored

INDEX = "clippings-superseded"
_MOST_RUNS = 100
"""Number of a file's runs that are remembered: the last ones."""


class Takeover(Record):
    """A file, and the other file from which its article is indexed."""

    uri: str
    path: str
    collection: str | None = None
    article: str  # id
    by: str  # URI
    differs: bool  # the two texts are no copies: two articles have met under one id
    runs: list[datetime] = Field(default_factory=list)  # when those runs began that found it so, UTC

    @classmethod
    def of(cls, loser: Article | Stored, by: str, *, differs: bool) -> Takeover:
        """Return the takeover of `loser` by the file `by`."""
        source = loser.source if isinstance(loser, Article) else loser
        return cls(
            uri=source.uri,
            path=source.path,
            collection=loser.collection,
            article=loser.id,
            by=by,
            differs=differs,
        )

    @property
    def item(self) -> InputItem:
        """The file, as an input to be read again."""
        return InputItem(uri=self.uri, path=self.path, collection=self.collection)


def differ(one: tuple[str | None, str], other: tuple[str | None, str]) -> bool:
    """Return whether two articles, each a title and a body, are different: neither copies nor of the same title."""
    (title, body), (other_title, other_body) = one, other
    if body == other_body or (title and title == other_title):
        return False
    return not same_story(body, other_body)


def record(
    client: Elasticsearch, takeovers: Iterable[Takeover], others: Iterable[str], run_start: datetime
) -> None:
    """Keep the `takeovers` of the run that began at `run_start`, and remove those of the URIs `others`.

    Raises:
        RetriableError: Elasticsearch did not accept one of them.
    """
    by_id = {_id(takeover.uri): takeover for takeover in takeovers}
    gone = {_id(uri) for uri in others} - by_id.keys()
    kept = _kept(client, [*by_id, *gone])
    actions: list[Action] = []
    for id_, takeover in by_id.items():
        before = kept.get(id_)
        runs = (
            before.runs if before and (before.by, before.article) == (takeover.by, takeover.article) else []
        )
        entry = takeover.model_copy(update={"runs": sorted({*runs, run_start})[-_MOST_RUNS:]})
        actions.append(({"index": {"_index": INDEX, "_id": id_}}, entry.model_dump_json().encode()))
    actions += [({"delete": {"_index": INDEX, "_id": id_}}, None) for id_ in gone if id_ in kept]
    write(client, actions, "a superseded file could not be kept")


def forget(client: Elasticsearch, uris: Iterable[str]) -> None:
    """Remove the takeovers of the files `uris`, if there are any.

    Raises:
        RetriableError: Elasticsearch did not remove one of them.
    """
    if client.indices.exists(index=INDEX):
        actions: list[Action] = [({"delete": {"_index": INDEX, "_id": _id(uri)}}, None) for uri in uris]
        write(client, actions, "a superseded file could not be forgotten")


def of_articles(client: Elasticsearch, ids: list[str]) -> Iterator[Takeover]:
    """Yield the other files that have the articles `ids`."""
    return _found(client, {"terms": {"article": ids}})


def of_uri(client: Elasticsearch, uri: str) -> Iterator[Takeover]:
    """Yield the takeovers of the file `uri` and of its records."""
    return _found(
        client,
        {
            "bool": {
                "should": [{"term": {"uri": uri}}, *({"prefix": {"uri": f"{uri}{sign}"}} for sign in "#!")]
            }
        },
    )


def of_run(client: Elasticsearch, run_start: datetime) -> Iterator[Takeover]:
    """Yield the takeovers of the run that began at `run_start`."""
    return _found(client, {"term": {"runs": run_start.isoformat()}})


def _found(client: Elasticsearch, query: dict[str, Any]) -> Iterator[Takeover]:
    if client.indices.exists(index=INDEX):
        client.indices.refresh(index=INDEX)
        for hit in every_hit(client, INDEX, query):
            yield Takeover.model_validate(hit["_source"])


def _id(uri: str) -> str:
    return hashlib.sha256(uri.encode("utf-8")).hexdigest()[:32]


def _kept(client: Elasticsearch, ids: list[str]) -> dict[str, Takeover]:
    if not ids or not client.indices.exists(index=INDEX):
        return {}
    found = client.mget(index=INDEX, ids=ids)["docs"]
    return {hit["_id"]: Takeover.model_validate(hit["_source"]) for hit in found if hit.get("found")}
