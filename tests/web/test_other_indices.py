"""The pages on an index that is empty, or that has vectors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from elasticsearch import Elasticsearch

from etl.enrich.semantic import document_vector
from tests.indexed import article, index
from tests.web.conftest import client_of, soup, text_of


def test_semantic_search_finds_by_meaning(es: Elasticsearch) -> None:
    storm = ("River floods the old town", "Heavy rain drove the river over its banks.")
    index(es, [article("storm", title=storm[0], body=storm[1], embedding=document_vector(*storm).tolist())])

    page = soup(client_of(es, semantic=True).get("/?q=downpour+inundation"))
    assert text_of(page, ".headline") == "River floods the old town"
    assert "Nothing found" in text_of(soup(client_of(es).get("/?q=downpour+inundation")))


@pytest.mark.parametrize("address", ["/", "/?q=rain", "/quotes?text=rain"])
def test_an_empty_index_says_what_to_do(es: Elasticsearch, address: str) -> None:
    assert "clippings ingest" in text_of(soup(client_of(es).get(address)))


def test_an_index_without_articles_says_what_to_do(es: Elasticsearch) -> None:
    index(es, [article("gone")])
    es.delete(index=next(iter(es.indices.get(index="articles-en-*"))), id="gone", refresh=True)

    assert "clippings ingest" in text_of(soup(client_of(es).get("/")))


def test_a_monitor_is_told_of_an_empty_index_and_of_its_newest_article(es: Elasticsearch) -> None:
    pages = client_of(es)
    assert pages.get("/health").json() == {"status": "ok", "articles": 0}
    assert "clippings_articles 0.0" in pages.get("/metrics").text

    index(es, [article("one", ingested_at=datetime(2026, 2, 18, 12, tzinfo=UTC)), article("other")])

    told = pages.get("/metrics").text
    assert "clippings_articles 2.0" in told
    assert "clippings_newest_article_timestamp_seconds 1.771416e+09" in told
