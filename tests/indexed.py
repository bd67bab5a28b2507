"""Articles that are indexed as they are given, without cleaning and enrichment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from etl.article import Article, Source
from etl.load.bulk import load
from etl.load.generations import targets
from etl.load.indices import install_templates


def article(id_: str, **fields: Any) -> Article:
    """Return an article with `fields`, and what every document has."""
    source = Source(uri=f"file:///a/{id_}", path=id_, sha256="0" * 64, bytes=1, format="text")
    given = {
        "id": id_,
        "body": "The council voted for the bridge on Tuesday.",
        "language": "en",
        "timestamp": datetime(2026, 2, 18, 12, tzinfo=UTC),
        "story_id": id_,
        "pipeline_version": "1",
    }
    return Article(source=source, **{**given, **fields})


def index(es: Elasticsearch, articles: Sequence[Article]) -> None:
    """Load `articles` so that a search finds them."""
    install_templates(es)
    (live,) = targets(es, rebuild=False)
    assert set(load(es, list(articles), live, beside=[]).outcomes) == {"indexed"}
    es.indices.refresh(index="articles")
