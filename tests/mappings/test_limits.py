"""No article that our caps let through is refused, and none makes a search fail."""

from __future__ import annotations

from typing import Any

import pytest
from elasticsearch import Elasticsearch

from etl.article import Article, Entity, Quote, RelatedLink
from etl.search.finding import search
from etl.search.hits import MARK_START, SearchRequest, unmarked
from etl.search.quotations import search_quotes
from tests.indexed import article, index

WORDS = "The council voted for the bridge on Tuesday. "


def bridge(**fields: Any) -> Article:
    return article("a", **{"title": "A bridge", "body": WORDS, **fields})


def hits(es: Elasticsearch, found: Article, query: str) -> list[str]:
    index(es, [found])
    result = search(es, SearchRequest(query=query, facets=True, explain=True))
    return [fragment for hit in result.hits for fragment in hit.highlights]


@pytest.mark.parametrize(
    "fields",
    [
        {"body": WORDS * 22_000},  # a megabyte
        {"body": "bridge " + "x" * 990_000},  # one word of a megabyte
        {"body": "橋" * 330_000 + " bridge", "language": "zh"},
        {"title": "A bridge " * 1_100},
        {"url": "https://example.org/" + "a" * 40_000, "image_url": "https://example.org/" + "b" * 40_000},
        {"keywords": ["橋" * 40_000], "section": ["橋" * 40_000], "authors": ["橋" * 40_000]},
        {"publisher": "𝔅" * 10_000, "domain": "é" * 40_000, "dateline": "é" * 40_000},
        {"people": [f"Person Number{n}" for n in range(3_000)]},
        {"people": ["123", "!?", "a" * 200], "authors": ["—"]},
        {"quotes": [Quote(speaker=f"Speaker {n}", text=f"We build bridge {n}.") for n in range(5_000)]},
        {"related": [RelatedLink(label="R" * 9_000, title="T" * 40_000, url="u" * 40_000)] * 10},
        {"entities": [Entity(name="橋" * 20_000, type="place", mentions=1, offset=0, forms=["橋" * 40_000])]},
        {"captions": ["A caption. " * 50_000]},
    ],
    ids=lambda fields: "+".join(fields),
)
def test_extreme_articles_are_indexed_and_found(es: Elasticsearch, fields: dict[str, Any]) -> None:
    assert any(MARK_START in fragment for fragment in hits(es, bridge(**fields), "bridge"))


def test_each_of_many_quotations_is_found(es: Elasticsearch) -> None:
    quotes = [Quote(speaker=f"Speaker {n}", text=f"We build bridge {n}.") for n in range(5_000)]
    hits(es, bridge(quotes=quotes), "bridge")

    said = search_quotes(es, "bridge 4711", None, SearchRequest()).said
    assert [(one.speaker, unmarked(one.text)) for one in said] == [("Speaker 4711", "We build bridge 4711.")]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("bridge until:2026-02-18", True),  # all of that day
        ("bridge until:2026-02", True),
        ("bridge since:2026-02-18", True),
        ("bridge until:2026-02-17", False),
        ("bridge since:2026-02-19", False),
        ("bridge since:2026-02-18T13:30:00+02:00", True),
        ("bridge until:2026-02-18T13:30:00+02:00", False),
    ],
)
def test_dates_include_their_whole_day(es: Elasticsearch, query: str, is_found: bool) -> None:
    dated = bridge(published_at="2026-02-18T12:00:00+00:00")

    assert bool(hits(es, dated, query)) == is_found


def test_a_plain_query_asks_title_summary_and_body(es: Elasticsearch) -> None:
    hits(es, bridge(title="Cranes", summary="Ferries", captions=["Gulls"]), "bridge")

    for word, number in (("crane", 1), ("ferry", 1), ("bridge", 1), ("gulls", 0)):
        answer = es.search(index="articles", query={"query_string": {"query": word}})
        assert answer["hits"]["total"]["value"] == number


def test_names_are_suggested_by_their_beginning(es: Elasticsearch) -> None:
    hits(es, bridge(people=["Karoline Leavitt"]), "bridge")

    answer = es.search(
        index="articles",
        suggest={"names": {"prefix": "karoline lea", "completion": {"field": "people.suggest"}}},
    )
    assert [option["text"] for option in answer["suggest"]["names"][0]["options"]] == ["Karoline Leavitt"]
