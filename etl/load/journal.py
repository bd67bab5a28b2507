"""`clippings-journal`: the batches whose stories are not joined yet.

A run that is killed between the writing of a batch and the joining of its stories leaves its entry, and the
next run makes it good.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import Elasticsearch

from etl.article import Article
from etl.load.generations import find
from etl.load.scan import every_hit
from etl.load.stories import join_stories

INDEX = "clippings-journal"


@contextmanager
def entry(client: Elasticsearch, articles: list[Article]) -> Iterator[None]:
    """Keep an entry of `articles` while the body of the `with` writes them and joins their stories."""
    id_ = uuid.uuid4().hex
    client.index(index=INDEX, id=id_, document={"articles": [article.id for article in articles]})
    yield
    client.options(ignore_status=404).delete(index=INDEX, id=id_)


def settle(client: Elasticsearch) -> None:
    """Join the stories of every batch with an entry, and forget the entry.

    A batch that another run is just loading is joined twice, which changes nothing.
    """
    live = find(client, "live")
    if live is None or not client.indices.exists(index=INDEX):
        return
    client.indices.refresh(index=INDEX)
    for batch in list(every_hit(client, INDEX, {"match_all": {}})):
        wanted = {"ids": {"values": batch["_source"]["articles"]}}
        stored = [hit["_source"] for hit in every_hit(client, live.pattern, wanted)]
        known = [{name: source[name] for name in source.keys() & Article.model_fields} for source in stored]
        join_stories(client, [Article.model_validate(fields) for fields in known], live.pattern)
        client.options(ignore_status=404).delete(index=INDEX, id=batch["_id"])
