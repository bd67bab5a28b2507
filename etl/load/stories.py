"""One `story_id` for all copies of a story, whatever the order and the worker that loaded them.

The id of a story is the smallest document id in it. Groups grow together: an article that is a copy in two
groups makes them one, so every order of arrival ends in the same groups. Of two loaders at work at once the
one that refreshes later sees the other's article; a story that was renamed in between is followed through
the document that named it. An article that changed leaves its story; the members that it alone had
connected stay together until the next `clippings rebuild`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from etl.enrich.duplicates import same_story
from etl.errors import RetriableError
from etl.load.bulk import Action, bulk
from etl.load.indices import ALIAS

_MOST_CANDIDATES = 30
"""Documents compared with an article. A larger group is found through any of its members."""
_SEARCHES_A_REQUEST = 100
_BANDS_A_SEARCH = 60_000
"""Elasticsearch's default `index.max_terms_count` is 65,536."""
_MOST_MEMBERS = 10_000
"""Of the stories that one batch joins, written in one round; the next round takes the rest."""
_MOST_ROUNDS = 50


@dataclass(frozen=True)
class Text:
    """What is compared of an article."""

    id: str
    body: str
    story_bands: list[str]


def join_stories(client: Elasticsearch, articles: list[Text], indices: str = ALIAS) -> int:
    """Give `articles`, just loaded, and their copies in `indices` one `story_id`, and return how many changed.

    Raises:
        RetriableError: a document could not be updated.
    """
    client.indices.refresh(index=indices)
    akin = _akin(client, articles, indices)
    changed = 0
    for start in range(0, len(akin), _SEARCHES_A_REQUEST):
        group = akin[start : start + _SEARCHES_A_REQUEST]
        stories = _Stories()
        for article, hits in zip(group, _candidates(client, group, indices), strict=True):
            for hit in hits:
                other = hit["_source"]
                if hit["_id"] != article.id and same_story(article.body, other["body"]):
                    stories.join(article.id, hit["_id"])
                    stories.join(article.id, other["story_id"])
        changed += _rename(client, stories, indices)
    return changed


def _akin(client: Elasticsearch, articles: list[Text], indices: str) -> list[Text]:
    """Return those of `articles` that share a band with another document: mostly few, and found by one search."""
    shared = Counter(band for article in articles for band in article.story_bands)
    others: list[dict[str, Any]] = []
    bands = sorted(shared)
    for start in range(0, len(bands), _BANDS_A_SEARCH):
        others += client.search(
            index=indices,
            query={
                "bool": {
                    "filter": [{"terms": {"story_bands": bands[start : start + _BANDS_A_SEARCH]}}],
                    "must_not": [{"ids": {"values": [article.id for article in articles]}}],
                }
            },
            size=_MOST_MEMBERS,
            source_includes=["story_bands"],
            track_total_hits=False,
        )["hits"]["hits"]
    if len(others) >= _MOST_MEMBERS:  # there may be more than one search returns
        return [article for article in articles if article.story_bands]
    for other in others:
        shared.update(other["_source"]["story_bands"])
    return [article for article in articles if any(shared[band] > 1 for band in article.story_bands)]


class _Stories:
    """Document ids that belong together (a disjoint-set forest whose roots are the smallest ids)."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def root(self, id_: str) -> str:
        self.above.setdefault(id_, id_)
        while self.above[id_] != id_:
            self.above[id_] = self.above[self.above[id_]]
            id_ = self.above[id_]
        return id_

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.above[second] = first


def _candidates(client: Elasticsearch, articles: list[Text], indices: str) -> list[list[dict[str, Any]]]:
    searches: list[dict[str, Any]] = []
    for article in articles:
        # A sum of shared bands ranks the likeliest copies first, so that the cap cuts the least likely.
        shared = [
            {"constant_score": {"filter": {"term": {"story_bands": band}}}} for band in article.story_bands
        ]
        searches += [
            {"index": indices},
            {
                "query": {"bool": {"should": shared, "minimum_should_match": 1}},
                "size": _MOST_CANDIDATES,
                "_source": ["body", "story_id"],
                "track_total_hits": False,
            },
        ]
    return [answer["hits"]["hits"] for answer in client.msearch(searches=searches)["responses"]]


def _rename(client: Elasticsearch, stories: _Stories, indices: str) -> int:
    """Write each document's story where it is another than before, until no loader's write is left behind."""
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
        actions: list[Action] = []
        for hit in members:
            story = hit["_source"]["story_id"]
            root = min(target.get(story, story), target.get(hit["_id"], story))
            if root != story:
                address = {"_index": hit["_index"], "_id": hit["_id"], "retry_on_conflict": 10}
                actions.append(({"update": address}, orjson.dumps({"doc": {"story_id": root}})))
        if not actions:
            return changed
        for status, reason in bulk(client, actions):
            if status >= 300 and status != 404:
                raise RetriableError(f"a story could not be joined: {status} {reason}")
        client.indices.refresh(index=indices)
        changed += len(actions)
    raise RetriableError("other runs kept joining the same stories")


def _follow(client: Elasticsearch, stories: _Stories, indices: str) -> None:
    """Join each story with the one that its first document is in by now, as last written."""
    names = sorted(client.indices.get_alias(index=indices))
    asked: set[str] = set()
    while roots := {stories.root(id_) for id_ in list(stories.above)} - asked:
        asked |= roots
        wanted = [{"_index": name, "_id": id_} for name in names for id_ in sorted(roots)]
        for hit in client.mget(docs=wanted, source_includes=["story_id"])["docs"]:
            if hit.get("found"):
                stories.join(hit["_id"], hit["_source"]["story_id"])
