"""Hybrid search on the real node: articles with vectors, without, and both in one index."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.hits import SearchRequest
from etl.ingest import ingest
from etl.search import search, search_many
from etl.settings import Settings

FILES = {
    "flood.txt": "River floods the old town of Geneva\n\nHeavy rain drove the river over its banks on Monday night, and firefighters brought hundreds of people to safety in schools.\n",
    "match.txt": "Champions win the final on penalties\n\nThe goalkeeper saved two shots on Sunday before a full stadium, and the fans sang until the morning came.\n",
    "fleuve.txt": "Le fleuve inonde la vieille ville de Geneva\n\nDe fortes pluies ont fait déborder le fleuve lundi soir, et les pompiers ont mis des centaines de personnes à l'abri dans les écoles.\n",
}


@pytest.fixture(params=[True, False], ids=["vectors", "no vectors"])
def has_vectors(
    request: pytest.FixtureRequest, settings: Settings, es: Elasticsearch, tmp_path: Path
) -> bool:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    ingest([str(tmp_path)], settings.model_copy(update={"semantic": request.param}))
    es.indices.refresh(index="articles")
    return bool(request.param)


def found(es: Elasticsearch, query: str, semantic: bool = True, **options: object) -> list[str]:
    request = SearchRequest.model_validate({"query": query, **options})
    return [hit.uri.rpartition("/")[2] for hit in search(es, request, semantic).hits]


def test_what_no_word_finds_is_found_by_meaning(has_vectors: bool, es: Elasticsearch) -> None:
    assert found(es, "downpour inundation rescue", semantic=False) == []
    assert found(es, "downpour inundation rescue")[:1] == (["flood.txt"] if has_vectors else [])


def test_other_languages_keep_their_places(has_vectors: bool, es: Elasticsearch) -> None:
    assert found(es, "pompiers fleuve") == ["fleuve.txt"]
    by_words, by_both = found(es, "Geneva pluies", semantic=False), found(es, "Geneva pluies")
    assert by_both.index("fleuve.txt") <= by_words.index("fleuve.txt")


@pytest.mark.parametrize(
    "query",
    ["river lang:fr", "river -rain", '"river drove"', "river until:2001-01-01", "river place:nowhere"],
)
def test_filters_hold_for_meaning_too(has_vectors: bool, es: Elasticsearch, query: str) -> None:
    assert "flood.txt" not in found(es, query)


def test_hits_have_what_they_have_by_words(has_vectors: bool, es: Elasticsearch) -> None:
    result = search(es, SearchRequest(query="river floods", facets=True, explain=True), semantic=True)

    hit = result.hits[0]
    assert hit.title == "River floods the old town of Geneva"
    assert hit.highlights
    assert ("Geneva", 1) in result.facets["places"]
    assert any(name.startswith("river in") for name, _ in hit.reasons)
    assert search(es, SearchRequest(query="river floods"), semantic=True).hits[0].reasons == []


def test_other_orders_go_by_words_alone(has_vectors: bool, es: Elasticsearch) -> None:
    for options in ({"sort": "date"}, {"recent": True}, {"collapse": True}):
        assert found(es, "river town", **options) == ["flood.txt"]


def test_many_queries_are_ranked_by_both(has_vectors: bool, es: Elasticsearch) -> None:
    lines = list(search_many(es, [("a", "river floods the town"), ("b", "pompiers")], 10, semantic=True))

    assert [query for query, _, _ in lines] == sorted(query for query, _, _ in lines)
    for name in "ab":
        scores = [score for query, _, score in lines if query == name]
        assert scores == sorted(scores, reverse=True)
