"""Hybrid search on the real node: articles with vectors, without, and both in one index."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.ingest import ingest
from etl.search.bodies import requests
from etl.search.finding import search
from etl.search.hits import SearchRequest
from etl.search.many import search_many
from etl.search.query_language import parse
from etl.settings import Settings
from tests.conftest import remove_indices

FILES = {
    "flood.txt": "River floods the old town of Geneva\n\nHeavy rain drove the river over its banks on Monday night, and firefighters brought hundreds of people to safety in schools.\n",
    "match.txt": "Champions win the final on penalties\n\nThe goalkeeper saved two shots on Sunday before a full stadium, and the fans sang until the morning came.\n",
    "fleuve.txt": "Le fleuve inonde la vieille ville de Geneva\n\nDe fortes pluies ont fait déborder le fleuve lundi soir, et les pompiers ont mis des centaines de personnes à l'abri dans les écoles.\n",
}


@pytest.fixture(scope="module", params=[True, False], ids=["vectors", "no vectors"])
def has_vectors(
    request: pytest.FixtureRequest,
    settings: Settings,
    session_es: Elasticsearch,
    tmp_path_factory: pytest.TempPathFactory,
) -> bool:
    remove_indices(session_es)
    folder: Path = tmp_path_factory.mktemp("articles")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    ingest([str(folder)], settings.model_copy(update={"semantic": request.param}))
    session_es.indices.refresh(index="articles")
    return bool(request.param)


@pytest.fixture
def es(session_es: Elasticsearch) -> Elasticsearch:
    """The client, with what `has_vectors` loaded."""
    return session_es


def found(es: Elasticsearch, query: str, semantic: bool = True, **options: object) -> list[str]:
    request = SearchRequest.model_validate({"query": query, **options})
    return [hit.uri.rpartition("/")[2] for hit in search(es, request, semantic=semantic).hits]


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


def test_sorted_by_date_are_those_with_the_words(has_vectors: bool, es: Elasticsearch) -> None:
    assert found(es, "river town", sort="date") == ["flood.txt"]
    assert found(es, "downpour inundation", sort="date") == []


@pytest.mark.parametrize(
    "options",
    [
        {"recent": True},
        {"collapse": True},
        {"recent": True, "collapse": True, "facets": True, "explain": True},
        {"collapse": True, "sort": "date", "explain": True},
        {"recent": True, "size": 1},
    ],
    ids=str,
)
def test_every_option_goes_with_meaning(
    has_vectors: bool, es: Elasticsearch, options: dict[str, object]
) -> None:
    request = SearchRequest.model_validate({"query": "river floods the town", **options})

    result = search(es, request, semantic=True)

    assert result.hits[0].uri.endswith("flood.txt")
    assert result.hits[0].highlights
    assert result.hits[0].copies == (1 if request.collapse else None)
    assert bool(result.hits[0].reasons) == request.explain
    assert bool(result.facets) == request.facets


def test_many_queries_keep_to_the_filters(has_vectors: bool, es: Elasticsearch) -> None:
    queries = [("a", parse("river floods the town of Geneva")), ("b", parse("penalties"))]

    lines = list(search_many(es, queries, SearchRequest(language=["fr"]), semantic=True))

    assert [query for query, _, _ in lines] == ["a"]


def test_the_requests_can_be_sent_by_hand(has_vectors: bool, es: Elasticsearch) -> None:
    by_words, by_meaning = requests(SearchRequest(query="river floods lang:en"), semantic=True)

    for body, hits in ((by_words, 1), (by_meaning, 1 if has_vectors else 0)):
        answer = es.search(index="articles", body=body)
        assert [hit["_source"]["title"][:5] for hit in answer["hits"]["hits"]] == ["River"] * hits


def test_many_queries_are_ranked_by_both(has_vectors: bool, es: Elasticsearch) -> None:
    lines = list(
        search_many(
            es,
            [("a", parse("river floods the town")), ("b", parse("pompiers"))],
            SearchRequest(),
            semantic=True,
        )
    )

    assert [query for query, _, _ in lines] == sorted(query for query, _, _ in lines)
    for name in "ab":
        scores = [score for query, _, score in lines if query == name]
        assert scores == sorted(scores, reverse=True)
