"""Give all copies of a story one `story_id`, in whatever order and by whichever worker they are loaded.

The id of a story is the smallest document id in it. Groups only grow together: an article that is a copy in two groups makes
them one, so every order of arrival gives the same groups. Of two loaders that work at the same time, the one that refreshes
later sees the other's article; if a story was renamed in between, this is noticed at the document that gave it its name.

An article that changed leaves its story. If the story had its id, the rest gets a new one; members that only this article
had connected stay together until the next `clippings rebuild`. A story keeps the id of an article that was deleted; if that
id comes back with another text, the rest also gets a new id.
"""

from __future__ import annotations

from typing import Any

import orjson
from elasticsearch import Elasticsearch

from etl.enrich.duplicates import same_story
from etl.errors import RetriableError
from etl.load.bulk_request import Action, write
from etl.load.candidates import Text, candidates, read_stored
from etl.load.indices import ALIAS
from etl.pipeline import batches

_TEXTS_AT_ONCE = 20
"""Number of texts whose candidates are read together: 600 bodies at most."""
_MOST_COMPARED = 5
"""Members of a story with which an article that named it is compared; if it is taken to have left by mistake, it joins again."""
_MOST_MEMBERS = 10_000
"""Most members of stories that are written in one round; the next round takes the rest."""
_MOST_ROUNDS = 50


def join_stories(client: Elasticsearch, texts: list[Text], indices: str = ALIAS) -> int:
    """Give `texts`, which were just loaded, and their copies in `indices` one `story_id`; return how many changed.

    Raises:
        RetriableError: a document could not be updated.
    """
    client.indices.refresh(index=indices)
    changed = _name_anew(client, texts, indices)
    stories = _Stories()
    for some in batches(candidates(client, texts, indices), _TEXTS_AT_ONCE):
        others = read_stored(client, sorted({id_ for _, ids in some for id_ in ids}), indices)
        for text, ids in some:
            for other in (others[id_] for id_ in ids if id_ in others):
                is_known = stories.are_one(text.id, other["id"], other["story_id"])
                if not is_known and same_story(text.body, other["body"]):
                    stories.join(text.id, other["id"])
                    stories.join(text.id, other["story_id"])
    return changed + _rename(client, stories, indices)


def _name_anew(client: Elasticsearch, texts: list[Text], indices: str) -> int:
    """Give each story a new id that has the id of one of `texts` but no copy of it: that of its own first member."""
    ids = [text.id for text in texts]
    members: dict[str, list[str]] = {}
    for hit in _named_after(client, ids, ids, indices):
        members.setdefault(hit["_source"]["story_id"], []).append(hit["_id"])
    compared = {story: some[:_MOST_COMPARED] for story, some in members.items()}
    others = read_stored(client, sorted({id_ for some in compared.values() for id_ in some}), indices)
    left = [
        text.id
        for text in texts
        if text.id in compared
        and not any(same_story(text.body, others[id_]["body"]) for id_ in compared[text.id] if id_ in others)
    ]
    changed = 0
    while hits := _named_after(client, left, ids, indices):
        changed += _write(client, [(hit, members[hit["_source"]["story_id"]][0]) for hit in hits], indices)
    return changed


def _named_after(
    client: Elasticsearch, stories: list[str], but: list[str], indices: str
) -> list[dict[str, Any]]:
    """Return the documents of `stories` by id, except those with the ids `but`."""
    if not stories:
        return []
    hits: list[dict[str, Any]] = client.search(
        index=indices,
        query={
            "bool": {"filter": [{"terms": {"story_id": stories}}], "must_not": [{"ids": {"values": but}}]}
        },
        sort="id",
        size=_MOST_MEMBERS,
        source_includes=["story_id"],
        track_total_hits=False,
    )["hits"]["hits"]
    return hits


class _Stories:
    """Document ids that belong together (a disjoint-set forest, whose roots are the smallest ids)."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def root(self, id_: str) -> str:
        self.above.setdefault(id_, id_)
        while self.above[id_] != id_:
            self.above[id_] = self.above[self.above[id_]]
            id_ = self.above[id_]
        return id_

    def are_one(self, *ids: str) -> bool:
        return self.above.keys() >= set(ids) and len({self.root(id_) for id_ in ids}) == 1

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.above[second] = first


def _rename(client: Elasticsearch, stories: _Stories, indices: str) -> int:
    """Write the story of each document whose story changed, until no write of another loader is overlooked."""
    changed = 0
    for _ in range(_MOST_ROUNDS):
        _follow(client, stories, indices)
        target = {id_: stories.root(id_) for id_ in stories.above}
        renamed = [id_ for id_, root in target.items() if id_ != root]
        if not renamed:
            return changed
        members = client.search(
            index=indices,
            query={"bool": {"should": [{"terms": {"story_id": renamed}}, {"terms": {"id": renamed}}]}},
            size=_MOST_MEMBERS,
            source_includes=["id", "story_id"],
        )["hits"]["hits"]
        renames = []
        for hit in members:
            story = hit["_source"]["story_id"]
            root = min(target.get(story, story), target.get(hit["_id"], story))
            if root != story:
                renames.append((hit, root))
        if not renames:
            return changed
        changed += _write(client, renames, indices)
    raise RetriableError("other runs kept joining the same stories")


def _write(client: Elasticsearch, renames: list[tuple[dict[str, Any], str]], indices: str) -> int:
    """Write the story of each document that was found, make this visible, and return how many there were."""
    actions: list[Action] = []
    for hit, story in renames:
        address = {"_index": hit["_index"], "_id": hit["_id"], "retry_on_conflict": 10}
        actions.append(({"update": address}, orjson.dumps({"doc": {"story_id": story}})))
    write(client, actions, "a story could not be joined")
    client.indices.refresh(index=indices)
    return len(renames)


def _follow(client: Elasticsearch, stories: _Stories, indices: str) -> None:
    """Join each story with the one to which its first document belongs by now, as it was last written."""
    names = sorted(client.indices.get_alias(index=indices))
    asked: set[str] = set()
    while roots := {stories.root(id_) for id_ in list(stories.above)} - asked:
        asked |= roots
        wanted = [{"_index": name, "_id": id_} for name in names for id_ in sorted(roots)]
        for hit in client.mget(docs=wanted, source_includes=["story_id"])["docs"]:
            if hit.get("found"):
                stories.join(hit["_id"], hit["_source"]["story_id"])
