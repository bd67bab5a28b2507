"""Count what is in the index, for `clippings stats`."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from pydantic import Field

from etl.article import Record
from etl.errors import EmptyIndexError
from etl.load import rejects
from etl.load.indices import ALIAS

_MOST = 10
_MONTHS = 12
_MISSING = "(none)"


class Figures(Record):
    """Counts of articles, with the most frequent values first, and counts of rejects."""

    articles: int
    undated: int
    without_names: int
    by_language: dict[str, int]
    by_publisher: dict[str, int]
    by_month: dict[str, int]  # YYYY-MM of `published_at`, the last ones with an article
    rejects_by_reason: dict[str, int] = Field(default_factory=dict)


def figures(client: Elasticsearch) -> Figures:
    """Return the counts of the live index.

    Raises:
        EmptyIndexError: nothing has been indexed yet.
    """
    by_month = {
        "date_histogram": {"field": "published_at", "calendar_interval": "month", "format": "yyyy-MM"}
    }
    no_names = [{"exists": {"field": field}} for field in ("people", "organizations", "places")]
    try:
        answer = client.search(
            index=ALIAS,
            size=0,
            track_total_hits=True,
            aggs={
                "language": {"terms": {"field": "language", "size": _MOST, "missing": _MISSING}},
                "publisher": {"terms": {"field": "publisher", "size": _MOST, "missing": _MISSING}},
                "month": by_month,
                "undated": {"missing": {"field": "published_at"}},
                "without_names": {"filter": {"bool": {"must_not": no_names}}},
            },
        )
    except NotFoundError:
        raise EmptyIndexError("nothing is indexed yet; load articles with: clippings ingest PATH") from None
    found = answer["aggregations"]
    months = [bucket for bucket in found["month"]["buckets"] if bucket["doc_count"]][-_MONTHS:]
    return Figures(
        articles=answer["hits"]["total"]["value"],
        undated=found["undated"]["doc_count"],
        without_names=found["without_names"]["doc_count"],
        by_language=_counts(found["language"]["buckets"]),
        by_publisher=_counts(found["publisher"]["buckets"]),
        by_month={bucket["key_as_string"]: bucket["doc_count"] for bucket in months},
        rejects_by_reason=_rejects(client),
    )


def _rejects(client: Elasticsearch) -> dict[str, int]:
    answer = client.search(
        index=rejects.INDEX,
        ignore_unavailable=True,
        size=0,
        aggs={"reason": {"terms": {"field": "reason", "size": 100}}},
    )
    return _counts(answer["aggregations"]["reason"]["buckets"]) if "aggregations" in answer else {}


def _counts(buckets: list[dict[str, Any]]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}
