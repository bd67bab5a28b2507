"""Operators and filters on the real node, against a plain evaluation over the documents."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.article import Article, GeoPoint, Quote
from etl.errors import QueryError
from etl.search.finding import search
from etl.search.hits import SearchRequest
from tests.conftest import remove_indices
from tests.indexed import article, index

WORDS = ("harbour", "strike", "tram", "vote")
Test = Callable[[Article], bool]


def each_mix_of_words() -> list[Article]:
    """Return an article for each set of `WORDS`, its id and its keywords name them."""
    return [
        article(
            "+".join(words) or "none",
            title="A day in town",
            body=f"Nothing but {' and '.join(words)} here.",
            keywords=list(words),
        )
        for number in range(len(WORDS) + 1)
        for words in combinations(WORDS, number)
    ]


NAMED = [
    article("klos", title="Border", people=["Márton Klöß", "Ann Lee"], authors=["Zoë Brandt"], section=["World News"],
            keywords=["Grenze"], publisher="The Courier", domain="www.courier.example", countries=["DE", "FR"],
            language="de", published_at="2024-05-01", collection="Desk", locations=[GeoPoint(lat=52.5, lon=13.4)]),
    article("lee", title="Coast", people=["Ann Leeson"], authors=["Zoë Brandtner"], section=["World"], domain="courier.example",
            publisher="Courier", countries=["GB"], published_at="2024-06-01", quotes=[Quote(speaker="Ann Leeson", text="We wait")],
            locations=[GeoPoint(lat=-33.9, lon=151.2)]),
    article("undated", title="Undated", body="Heavy summer rain fell, and then light snow came down on the hills."),
]  # fmt: skip


@pytest.fixture(scope="module")
def articles(session_es: Elasticsearch) -> Elasticsearch:
    remove_indices(session_es)
    index(session_es, [*each_mix_of_words(), *NAMED])
    return session_es


def found(es: Elasticsearch, query: str, **options: object) -> list[str]:
    request = SearchRequest.model_validate({"query": query, "size": 100, **options})
    return [hit.id for hit in search(es, request).hits]


def words_of(document: Article) -> list[str]:
    return document.body.lower().rstrip(".").split()


def have(*words: str) -> Test:
    """Return the test whether these words stand side by side."""
    wanted = list(words)

    def test(document: Article) -> bool:
        body = words_of(document)
        return any(body[at : at + len(wanted)] == wanted for at in range(len(body)))

    return test


def terms() -> st.SearchStrategy[tuple[str, Test]]:
    """Return every kind of term, each with what it means."""
    word, pair = st.sampled_from(WORDS), st.sampled_from([*combinations(WORDS, 2)])
    return st.one_of(
        word.map(lambda w: (w, have(w))),
        word.map(lambda w: (f"{w[:3]}*", lambda d: any(word.startswith(w[:3]) for word in words_of(d)))),
        word.map(lambda w: (f"keyword:{w.upper()}", lambda d: w in d.keywords)),
        word.map(lambda w: (f"keyword:{w[:3]}*", lambda d: w in d.keywords)),
        pair.map(lambda p: (f'"{p[0]} and {p[1]}"', have(p[0], "and", p[1]))),
        pair.map(lambda p: (f'"{p[0]} {p[1]}"', have(*p))),
        pair.map(lambda p: (f'"{p[0]} {p[1]}"~1', have(p[0], "and", p[1]))),
        st.just(("has:keywords", lambda d: bool(d.keywords))),
    )


def queries() -> st.SearchStrategy[tuple[str, Test]]:
    """Return queries of terms, AND, OR, NOT, - and parentheses, each with what it means."""

    def joined(parts: st.SearchStrategy[tuple[str, Test]]) -> st.SearchStrategy[tuple[str, Test]]:
        pair = st.tuples(parts, parts)
        return st.one_of(
            pair.map(lambda p: (f"({p[0][0]} AND {p[1][0]})", lambda d: p[0][1](d) and p[1][1](d))),
            pair.map(lambda p: (f"({p[0][0]} OR {p[1][0]})", lambda d: p[0][1](d) or p[1][1](d))),
            pair.map(lambda p: (f"({p[0][0]} {p[1][0]})", lambda d: p[0][1](d) and p[1][1](d))),
            parts.map(lambda p: (f"(NOT {p[0]})", lambda d: not p[1](d))),
            parts.map(lambda p: (f"(-{p[0]})", lambda d: not p[1](d))),
        )

    return st.recursive(terms(), joined, max_leaves=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries())
def test_operators_mean_what_they_say(articles: Elasticsearch, query: tuple[str, Test]) -> None:
    text, test = query
    expected = {document.id for document in each_mix_of_words() if test(document)}

    hits = set(found(articles, f"{text} -title")) - {a.id for a in NAMED}

    assert hits == expected


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("tram AND vote OR harbour AND strike -border", "a and b, or c and d"),
        ("NOT harbour AND NOT strike AND NOT tram", "neither"),
    ],
)
def test_and_binds_closer_than_or(articles: Elasticsearch, query: str, ids: str) -> None:
    hits = set(found(articles, query)) - {a.id for a in NAMED}

    mixes = {"+".join(mix) or "none": set(mix) for n in range(5) for mix in combinations(WORDS, n)}
    if ids == "neither":
        assert hits == {id_ for id_, words in mixes.items() if not words & {"harbour", "strike", "tram"}}
    else:
        assert hits == {
            id_ for id_, words in mixes.items() if {"tram", "vote"} <= words or {"harbour", "strike"} <= words
        }


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("person:klöß", {"klos"}),
        ("person:KLÖSS", {"klos"}),
        ('person:"marton kloß"', {"klos"}),
        ("person:lee", {"klos"}),
        ("person:lee*", {"klos", "lee"}),
        ("author:brandt", {"klos"}),
        ('author:"zoe brandt"', {"klos"}),
        ("author:Bra*", {"klos", "lee"}),
        ("section:world", {"klos", "lee"}),
        ("section:News", {"klos"}),
        ("keyword:grenze", {"klos"}),
        ("country:Germany", {"klos"}),
        ("country:gb", {"lee"}),
        ("country:France OR country:GB", {"klos", "lee"}),
        ("domain:courier.example", {"klos", "lee"}),
        ("domain:www.courier.example", {"klos"}),
        ("lang:German", {"klos"}),
        ("collection:desk", {"klos"}),
        ("collection:De*", {"klos"}),
        ("speaker:leeson", {"lee"}),
        ("id:lee", {"lee"}),
        ("has:quotes", {"lee"}),
        ("has:date", {"klos", "lee"}),
        ("title:x OR has:date", None),
        ("-has:date undated", {"undated"}),
        ("has:date -has:quotes", {"klos"}),
        ("since:2024-05 until:2024-05", {"klos"}),
        ("until:2024-06-01", {"klos", "lee"}),
        ("hea*", {"undated"}),
        ("sno* AND heav*", {"undated"}),
        ('"heavy rain"~1', {"undated"}),
        ('"heavy rain"', set()),
        ('"snow heavy"~3', set()),
        ('"heavy snow"~8', {"undated"}),
    ],
)  # fmt: skip
def test_filters_and_forms(articles: Elasticsearch, query: str, ids: set[str] | None) -> None:
    if ids is None:
        with pytest.raises(QueryError, match="no filter title:"):
            found(articles, query)
    else:
        assert set(found(articles, query)) == ids


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({"author": ["Zoë Brandt"]}, {"klos"}),
        ({"exclude": ["publisher:Courier"], "has": ["date"]}, set()),
        ({"exclude": ["person:Ann Lee", "lang:en"]}, set()),
        ({"exclude": ["country:DE"], "has": ["date"]}, {"lee"}),
        ({"language": ["de", "fr"]}, {"klos"}),
        ({"area": "1/1/0"}, {"klos"}),
        ({"area": "1/1/1"}, {"lee"}),
        ({"id": ["klos", "lee"]}, {"klos", "lee"}),
    ],
)
def test_options_narrow_down(articles: Elasticsearch, options: dict[str, list[str]], ids: set[str]) -> None:
    assert set(found(articles, "", **options)) == ids


def test_undated_articles_come_last_in_either_order(articles: Elasticsearch) -> None:
    newest, oldest = found(articles, "", sort="date"), found(articles, "", sort="oldest")

    assert newest[:2] == ["lee", "klos"]
    assert oldest[:2] == ["klos", "lee"]
    assert set(newest[2:]) == set(oldest[2:])
    months = search(articles, SearchRequest(facets=True)).facets["months"]
    assert months == [("2024-05", 1), ("2024-06", 1)]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("(a b", "this parenthesis is not closed, here: ▸(a b"),
        ("a b)", "this parenthesis closes none, here: a b▸)"),
        ("a AND", "AND stands between two words"),
        ("AND b", "AND stands between two words"),
        ("a NOT", "NOT stands before what is not wanted"),
        ("a OR (b", "not closed"),
        ("a AND -b", "write NOT in place of -"),
        ("wor*ds", "* stands behind the beginning of a word"),
        ("*words", "* stands behind the beginning of a word"),
        ("word~2", "~ stands behind a phrase"),
        ("lang:klingonese", "no language klingonese; write"),
        ("country:atlantis", "no country atlantis; write"),
        ("has:wings", "has: knows date, quotes"),
        ("(since:2024)", "since: cannot stand in parentheses"),
        ("(" * 21 + "a" + ")" * 21, "more than 20 parentheses"),
    ],
)
def test_what_is_not_understood_is_said_where_it_stands(
    articles: Elasticsearch, query: str, message: str
) -> None:
    with pytest.raises(QueryError) as caught:
        found(articles, query)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("zoe brandt", 'author:"zoe brandt"'),
        ('"zoe brandt" has:date', 'author:"zoe brandt" has:date'),
        ('("zoe brandt" AND has:date) -coast', '(author:"zoe brandt" AND has:date) -coast'),
        ('-person:"zoe brandt" zoe brandt', '-person:"zoe brandt" author:"zoe brandt"'),
        ('"zoe brandt"~1', None),
        ("(zoe AND brandt)", None),
        ("brandtn*", None),
    ],
)
def test_words_that_are_somebody_s_name_are_suggested_as_such(
    articles: Elasticsearch, query: str, suggestion: str | None
) -> None:
    assert search(articles, SearchRequest(query=query)).suggestion == suggestion


@pytest.mark.parametrize("exclude", ["nonsense", "nose:big", "person:"])
def test_an_exclusion_that_is_none_is_said(articles: Elasticsearch, exclude: str) -> None:
    with pytest.raises(QueryError, match="exclude: "):
        found(articles, "", exclude=[exclude])


@pytest.mark.parametrize("area", ["x", "1/2/0", "30/1/1", "0/0/0/0"])
def test_an_area_that_is_none_is_said(articles: Elasticsearch, area: str) -> None:
    with pytest.raises(QueryError, match="area: "):
        found(articles, "", area=area)
