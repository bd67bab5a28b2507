"""Yield every hit of a query, page by page from one point in time.

Neither scroll nor `_reindex` is used, so that any node can do it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from elasticsearch import Elasticsearch

_PAGE = 200
_KEEP_ALIVE = "1h"
"""Longest time between two pages, in which the articles of some batches are enriched and loaded."""


def every_hit(
    client: Elasticsearch, indices: str, query: dict[str, Any], **options: Any
) -> Iterator[Mapping[str, Any]]:
    """Yield every hit of `query` in `indices` as they are now, whatever is written meanwhile."""
    pit = client.open_point_in_time(index=indices, keep_alive=_KEEP_ALIVE)["id"]
    try:
        after = None
        while True:
            answer = client.search(
                pit={"id": pit, "keep_alive": _KEEP_ALIVE},
                query=query,
                size=_PAGE,
                sort=["_shard_doc"],
                search_after=after,
                track_total_hits=False,
                **options,
            )
            pit = answer["pit_id"]
            hits = answer["hits"]["hits"]
            yield from hits
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]
    finally:
        client.close_point_in_time(id=pit)
