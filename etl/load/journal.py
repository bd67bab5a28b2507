"""`clippings-journal`: the batches whose articles have not been joined into stories yet.

Stories are joined for many batches together, after the last of them is written. A run that is killed before that leaves its
entries, and the next run completes them.
"""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace

from elasticsearch import Elasticsearch

from etl.article import Article
from etl.load.bulk import age_of
from etl.load.bulk_request import Action, write
from etl.load.candidates import Text
from etl.load.generations import Generation, find
from etl.load.indices import ALIAS
from etl.load.scan import every_hit
from etl.load.stored import Age
from etl.load.stories import join_stories
from etl.pipeline import batches

INDEX = "clippings-journal"
_AT_ONCE = 1_000
"""Articles of an earlier run that are read and joined together."""


@dataclass(frozen=True)
class Entry:
    """One batch in one generation, and its texts that were indexed."""

    id: str
    indices: str
    texts: dict[Age, Text]

    def of(self, articles: Iterable[Article]) -> Entry:
        """Return the same entry with the texts of `articles`."""
        return replace(
            self, texts={age_of(a): Text(a.id, a.body, array("q", a.story_bands)) for a in articles}
        )


def open_entry(client: Elasticsearch, articles: list[Article], generation: Generation) -> Entry:
    """Keep an entry for `articles` that are about to be written to `generation`, and return it."""
    id_, number = uuid.uuid4().hex, generation.number
    ids = [article.id for article in articles]
    client.index(index=INDEX, id=id_, document={"articles": ids, "generation": number})
    return Entry(id_, generation.pattern, {})


def close(client: Elasticsearch, entries: list[Entry]) -> None:
    """Join the stories of the texts of `entries`, and remove the entries.

    Raises:
        RetriableError: Elasticsearch did not do all of it; repeating the call completes it.
    """
    for indices in sorted({entry.indices for entry in entries}):
        texts = {
            age: text for entry in entries if entry.indices == indices for age, text in entry.texts.items()
        }
        # Of files with one id the newest is in the index by now.
        newest = {texts[age].id: texts[age] for age in sorted(texts)}
        if newest:
            join_stories(client, list(newest.values()), indices)
    _forget(client, [entry.id for entry in entries])


def _forget(client: Elasticsearch, ids: list[str]) -> None:
    actions: list[Action] = [({"delete": {"_index": INDEX, "_id": id_}}, None) for id_ in ids]
    write(client, actions, "the journal could not be written")


def settle(client: Elasticsearch) -> None:
    """Join the stories of every batch that has an entry, and remove the entries.

    A batch that another run is loading at the moment is joined twice, which changes nothing.
    """
    live = find(client, "live")
    if live is None or not client.indices.exists(index=INDEX):
        return
    client.indices.refresh(index=INDEX)
    entries = list(every_hit(client, INDEX, {"match_all": {}}))
    ids: dict[str, set[str]] = {}
    for entry in entries:
        number = entry["_source"].get("generation", live.number)
        ids.setdefault(f"{ALIAS}-*-{number}", set()).update(entry["_source"]["articles"])
    for indices, wanted in ids.items():
        for some in batches(sorted(wanted), _AT_ONCE):
            client.indices.refresh(index=indices)
            hits = every_hit(
                client, indices, {"ids": {"values": some}}, source_includes=["body", "story_bands"]
            )
            sources = {hit["_id"]: hit["_source"] for hit in hits}
            texts = [Text(id_, s["body"], s.get("story_bands", [])) for id_, s in sources.items()]
            join_stories(client, texts, indices)
    _forget(client, [entry["_id"] for entry in entries])
