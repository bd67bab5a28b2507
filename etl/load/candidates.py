"""Find stored articles that may be copies of given texts: those that share bands with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from elasticsearch import Elasticsearch
from numpy.typing import NDArray

from etl.pipeline import batches

_MOST_CANDIDATES = 30
"""Documents compared with a text. A larger group is found through any of its members."""
_LEAST_COMMON = 2
"""Bands that two texts must share to be compared, if many documents have each band: a publisher's standard lines soon give one."""
_BANDS_AT_ONCE = 32_768
"""Bands that one search asks for: half of what Elasticsearch's default `index.max_terms_count` allows, and 3 MB of memory."""
_ENOUGH_HOLDERS = 10
"""Number of documents that represent all with a band, if there may be more than one search returns."""
_HITS_A_TEXT, _LEAST_HITS, _MOST_HITS = 2, 100, 1_000
"""Documents whose bands are read by one search for some texts."""
_READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Text:
    """The parts of an article that are compared."""

    id: str
    body: str
    story_bands: Sequence[int]


def candidates(client: Elasticsearch, texts: list[Text], indices: str) -> Iterator[tuple[Text, list[str]]]:
    """Yield each text that shares bands with others (mostly few do), with their ids, the likeliest copies first."""
    all_bands = np.fromiter(chain.from_iterable(text.story_bands for text in texts), np.int64)
    bands, counts = np.unique(all_bands, return_counts=True)
    holders = _stored_holders(client, texts, bands, indices)
    held = holders.keys() | set(bands[counts > 1].tolist())
    for text in texts:
        for band in held.intersection(text.story_bands):
            holders[band].append(text.id)
    for text in texts:
        shared: Counter[str] = Counter()
        weight: dict[str, float] = defaultdict(float)
        for ids in (holders[band] for band in held.intersection(text.story_bands)):
            # What many hold, such as a publisher's lines, says little; the first few stand for all of a story.
            for id_ in ids[:_MOST_CANDIDATES]:
                shared[id_] += 1
                weight[id_] += 1 / len(ids)
        likely = [
            id_
            for id_ in sorted(shared, key=weight.__getitem__, reverse=True)
            if id_ != text.id and (weight[id_] > 1 / _MOST_CANDIDATES or shared[id_] >= _LEAST_COMMON)
        ]
        if likely:
            yield text, likely[:_MOST_CANDIDATES]


def _stored_holders(
    client: Elasticsearch, texts: list[Text], bands: NDArray[np.int64], indices: str
) -> defaultdict[int, list[str]]:
    """Return by band of `bands`, which are sorted, the ids of documents other than `texts` that have it; of very many, only some."""
    these = {"ids": {"values": [text.id for text in texts]}}
    found: defaultdict[int, list[str]] = defaultdict(list)
    most = min(_MOST_HITS, max(_LEAST_HITS, _HITS_A_TEXT * len(texts)))
    unasked = [bands[start : start + _BANDS_AT_ONCE] for start in range(0, len(bands), _BANDS_AT_ONCE)]
    while unasked:
        wanted = unasked.pop()
        hits = client.search(
            index=indices,
            query={"bool": {"filter": {"terms": {"story_bands": wanted.tolist()}}, "must_not": these}},
            size=most,
            source_includes=["story_bands"],
            track_total_hits=False,
        )["hits"]["hits"]
        holders: dict[int, list[str]] = defaultdict(list)
        for hit in hits:
            for band in _among(wanted, hit["_source"]["story_bands"]):
                holders[band].append(hit["_id"])
        if len(hits) == most:  # there may be more: they hold bands that few of these hold
            holders = {band: ids for band, ids in holders.items() if len(ids) >= _ENOUGH_HOLDERS}
            rest = wanted[~np.isin(wanted, list(holders))]
            half = 0 if holders else len(rest) // 2
            unasked += [some for some in (rest[:half], rest[half:]) if len(some)]
        found.update(holders)
    return found


def _among(wanted: NDArray[np.int64], bands: list[int]) -> list[int]:
    """Return those of `bands` that are in `wanted`, which is sorted."""
    asked = np.array(bands, np.int64)
    at = np.searchsorted(wanted, asked).clip(max=len(wanted) - 1)
    found: list[int] = asked[wanted[at] == asked].tolist()
    return found


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
