"""Which stored articles may be copies of some texts: those that share bands with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch

from etl.pipeline import batches

_MOST_CANDIDATES = 30
"""Documents compared with a text. A larger group is found through any of its members."""
_LEAST_BANDS = 2
"""Bands in common of what is compared: copies share more, and one is soon had by a publisher's lines."""
_SEARCHES_A_REQUEST = 100
_BANDS_A_SEARCH = 60_000
"""Elasticsearch's default `index.max_terms_count` is 65,536."""
_MOST_HITS = 1_000
"""Documents whose bands are read; where more share any, such as a publisher's lines, each text is searched for."""
_READ_AT_ONCE = 500


@dataclass(frozen=True)
class Text:
    """What is compared of an article."""

    id: str
    body: str
    story_bands: list[str]


def candidates(client: Elasticsearch, texts: list[Text], indices: str) -> Iterator[tuple[Text, list[str]]]:
    """Yield each text that shares bands with others (mostly few do), with their ids, the likeliest copies first."""
    holders: dict[str, dict[str, None]] = {band: {} for text in texts for band in text.story_bands}
    wanted = sorted(holders)
    for start in range(0, len(wanted), _BANDS_A_SEARCH):
        hits = client.search(
            index=indices,
            query={
                "bool": {
                    "filter": [{"terms": {"story_bands": wanted[start : start + _BANDS_A_SEARCH]}}],
                    "must_not": [{"ids": {"values": [text.id for text in texts]}}],
                }
            },
            size=_MOST_HITS,
            source_includes=["story_bands"],
            track_total_hits=False,
        )["hits"]["hits"]
        if len(hits) == _MOST_HITS:  # there may be more
            yield from _by_text(client, texts, indices)
            return
        for hit in hits:
            for band in holders.keys() & set(hit["_source"]["story_bands"]):
                holders[band][hit["_id"]] = None
    for text in texts:
        for band in text.story_bands:
            holders[band][text.id] = None
    for text in texts:
        shared: dict[str, float] = defaultdict(float)
        for band in (band for band in text.story_bands if len(holders[band]) > 1):
            # What many hold, such as a publisher's lines, says little; the first few stand for all of a story.
            for id_ in islice(holders[band], _MOST_CANDIDATES):
                shared[id_] += 1 / len(holders[band])
        shared.pop(text.id, None)
        if shared:
            yield text, sorted(shared, key=shared.__getitem__, reverse=True)[:_MOST_CANDIDATES]


def _by_text(client: Elasticsearch, texts: list[Text], indices: str) -> Iterator[tuple[Text, list[str]]]:
    for some in batches((text for text in texts if text.story_bands), _SEARCHES_A_REQUEST):
        searches: list[dict[str, Any]] = []
        for text in some:
            # A sum of shared bands ranks the likeliest copies first, so that the cap cuts the least likely.
            shared = [
                {"constant_score": {"filter": {"term": {"story_bands": band}}}} for band in text.story_bands
            ]
            query = {
                "should": shared,
                "minimum_should_match": _LEAST_BANDS,
                "must_not": {"ids": {"values": [text.id]}},
            }
            searches += [
                {"index": indices},
                {
                    "query": {"bool": query},
                    "size": _MOST_CANDIDATES,
                    "_source": False,
                    "track_total_hits": False,
                },
            ]
        for text, answer in zip(some, client.msearch(searches=searches)["responses"], strict=True):
            yield text, [hit["_id"] for hit in answer["hits"]["hits"]]


def read_stored(client: Elasticsearch, ids: list[str], indices: str) -> dict[str, dict[str, Any]]:
    """Return `id`, `body` and `story_id` of the documents `ids`, by id."""
    found: dict[str, dict[str, Any]] = {}
    for some in batches(ids, _READ_AT_ONCE):
        hits = client.search(
            index=indices,
            query={"ids": {"values": some}},
            size=2 * len(some),
            source_includes=["id", "body", "story_id"],
            track_total_hits=False,
        )["hits"]["hits"]
        found |= {hit["_id"]: hit["_source"] for hit in hits}
    return found
