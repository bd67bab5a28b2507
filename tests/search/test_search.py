"""Search on the real node, and the query language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.errors import FatalError
from etl.ingest import ingest
from etl.search.conditions import query_body
from etl.search.finding import find_article, find_copies, search
from etl.search.hits import MARK_END, MARK_START, SearchRequest
from etl.search.many import read_line, search_many
from etl.search.query_language import parse
from etl.search.quotations import search_quotes
from etl.settings import Settings
from tests.conftest import Run

FILES = {
    "bridge.txt": "Council votes for the bridge\n\nThe council voted on Tuesday for a new bridge over the river, officials said.\n\n“The work begins in the spring, if the money is found,” Mayor Paul Brandt said after the vote.\n",
    "copy.txt": "A bridge for the town\n\nThe council voted on Tuesday for a new bridge over the river, officials said.\n\n“The work begins in the spring, if the money is found,” Mayor Paul Brandt said after the vote.\n",
    "fleuve.txt": "Le fleuve inonde la vieille ville\n\nDe fortes pluies ont fait déborder le fleuve lundi soir, et les pompiers ont mis des centaines de personnes à l'abri dans les écoles.\n",
    "fuel.txt": "รัฐบาลไทยขึ้นราคาน้ำมัน\n\nเมื่อวานนี้รัฐบาลไทยประกาศว่าจะขึ้นราคาน้ำมันลิตรละสองบาทตั้งแต่สัปดาห์หน้า เพราะราคาในตลาดโลกสูงขึ้นอย่างต่อเนื่อง\n",
    "early.json": '{"title": "Keeper retires", "body": "The lighthouse keeper retired after forty winters on the rock.", "date": "2019-03-01"}',
    "dawn.json": '{"title": "Keeper retires", "body": "The lighthouse keeper retired after forty winters on the rock.", "date": "2020-03-01"}',
    "flood.txt": "River floods the old town\n\nHeavy rain drove the river over its banks on Monday night in Geneva, and firefighters brought hundreds to safety in schools.\n",
}


@pytest.fixture(scope="module")
def index(
    settings: Settings, session_es: Elasticsearch, tmp_path_factory: pytest.TempPathFactory
) -> Elasticsearch:
    from tests.conftest import remove_indices

    remove_indices(session_es)
    folder: Path = tmp_path_factory.mktemp("articles")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    ingest([str(folder)], settings)
    session_es.indices.refresh(index="articles")
    return session_es


def found(es: Elasticsearch, query: str, **options: object) -> list[str]:
    request = SearchRequest.model_validate({"query": query, **options})
    return [hit.uri.rpartition("/")[2] for hit in search(es, request).hits]


@pytest.mark.parametrize(
    ("query", "files"),
    [
        ("councils bridges", {"bridge.txt", "copy.txt"}),
        ("pluie écoles", {"fleuve.txt"}),
        ("ราคาน้ำมัน", {"fuel.txt"}),  # one word to some analyses, two to others
        ('"heavy rain"', {"flood.txt"}),
        ('"rain heavy"', set()),
        ("river -bridge", {"flood.txt"}),
        ("firefighters OR pompiers", {"flood.txt", "fleuve.txt"}),
        ("firefighters OR pompiers OR councils", {"bridge.txt", "copy.txt", "fleuve.txt", "flood.txt"}),
        ('"heavy rain" OR person:"paul brandt"', {"bridge.txt", "copy.txt", "flood.txt"}),
        ("river place:geneva OR person:nobody", {"flood.txt"}),
        ('river -"rain drove"', {"bridge.txt", "copy.txt"}),
        ('river -person:"paul brandt"', {"flood.txt"}),
        ("bridge xylophone", set()),
        ('person:"paul brandt"', {"bridge.txt", "copy.txt"}),
        ("place:geneva", {"flood.txt"}),
        ("lang:fr", {"fleuve.txt"}),
        ("river until:2001-01-01", set()),
        ("river since:1d", set()),  # undated articles are in no time
        ("lighthouse since:2019-06", {"dawn.json#1"}),
    ],
)
def test_queries(index: Elasticsearch, query: str, files: set[str]) -> None:
    assert set(found(index, query)) == files


def test_options_are_filters_too(index: Elasticsearch) -> None:
    assert found(index, "", language=["fr"]) == ["fleuve.txt"]
    assert set(found(index, "river", person=["Paul Brandt"])) == {"bridge.txt", "copy.txt"}
    assert set(found(index, "river", recent=True, sort="date")) == {"bridge.txt", "copy.txt", "flood.txt"}


def test_a_query_is_typed_as_it_is(index: Elasticsearch, clippings: Run) -> None:
    assert "flood.txt" in clippings("search", "river", "-bridge")
    assert "bridge.txt" not in clippings("search", "river", "-bridge")
    assert "flood.txt" in clippings("search", "-bridge", "river", "--size", "5")


def test_a_hit_on_the_terminal_can_be_shown_and_says_that_it_is_undated(
    index: Elasticsearch, clippings: Run
) -> None:
    _, about, *_ = clippings("search", "river", "-bridge").splitlines()

    assert about.startswith("   undated · en · file:")
    assert "River floods the old town" in clippings("show", about.rpartition(" ")[2])


def test_an_option_that_is_none_is_said(clippings: Run) -> None:
    with pytest.raises(FatalError, match="no such option: --persn "):
        clippings("search", "river", "--persn", "Paul Brandt")


def test_hits_show_where_the_words_stand(index: Elasticsearch) -> None:
    hit = search(index, SearchRequest(query="bridges", size=1)).hits[0]

    assert any(f"{MARK_START}bridge{MARK_END}" in fragment for fragment in hit.highlights)


def test_only_words_of_the_query_are_marked(index: Elasticsearch) -> None:
    (hit,) = search(index, SearchRequest(query='hundreds OR schools "heavy rain" place:geneva -bridge')).hits

    marks = re.findall(f"{MARK_START}(.*?){MARK_END}", " ".join(hit.highlights))
    assert set(marks) == {"Heavy", "rain", "hundreds", "schools"}


def test_copies_are_one_hit_and_are_counted(index: Elasticsearch) -> None:
    result = search(index, SearchRequest(query="bridge council", collapse=True))

    assert [hit.copies for hit in result.hits] == [2]


@pytest.mark.parametrize("options", [{}, {"sort": "date"}, {"recent": True}, {"collapse": True}], ids=str)
@pytest.mark.parametrize("query", ["river OR rain OR keeper OR councils", "lang:en", "the"])
def test_hits_follow_one_another_from_any_place_on(
    index: Elasticsearch, query: str, options: dict[str, object]
) -> None:
    every = search(index, SearchRequest.model_validate({"query": query, **options}))

    ids = []
    for start in range(len(every.hits)):
        request = SearchRequest.model_validate({"query": query, "size": 1, "start": start, **options})
        result = search(index, request)
        ids += [hit.id for hit in result.hits]
        assert result.has_more == (start + 1 < len(every.hits))
        assert result.total == every.total

    assert len(ids) == len(set(ids))
    assert set(ids) == {hit.id for hit in every.hits}
    beyond = SearchRequest.model_validate({"query": query, "start": len(ids), **options})
    assert (search(index, beyond).hits, search(index, beyond).total) == ([], every.total)


def test_hits_beyond_what_elasticsearch_shows_are_refused(index: Elasticsearch) -> None:
    assert search(index, SearchRequest(query="river", start=9_990)).hits == []
    with pytest.raises(FatalError, match="only the first 10,000 hits"):
        search(index, SearchRequest(query="river", start=9_991))


def test_an_article_and_its_copies_are_found_by_its_id(index: Elasticsearch) -> None:
    for hit in search(index, SearchRequest(query="councils")).hits:
        article = find_article(index, hit.id)

        assert article is not None
        assert (article.title, article.people) == (hit.title, ["Paul Brandt"])
        number, copies = find_copies(index, article)
        assert number == 1
        assert [(copy.id == hit.id, "bridge" in (copy.title or "")) for copy in copies] == [(False, True)]
    assert find_article(index, "none") is None


def test_of_equal_articles_the_earliest_comes_first(index: Elasticsearch) -> None:
    assert found(index, "lighthouse keeper") == ["early.json#1", "dawn.json#1"]
    assert found(index, "lighthouse keeper", collapse=True) == ["early.json#1", "dawn.json#1"]


@pytest.mark.parametrize("recent", [False, True])
@pytest.mark.parametrize(
    "query", ["river banks", 'the "council voted" -pompiers', "old lang:en river OR rain"]
)
def test_what_ranks_in_a_second_step_gives_the_score_of_the_whole_query(
    index: Elasticsearch, query: str, recent: bool
) -> None:
    request = SearchRequest(query=query, recent=recent)
    whole = {"query": query_body(parse(query), request)}

    answer = index.search(index="articles", body=whole, search_type="dfs_query_then_fetch")
    scores = {hit["_id"]: pytest.approx(hit["_score"], rel=1e-3) for hit in answer["hits"]["hits"]}

    assert scores
    assert {hit.id: hit.score for hit in search(index, request).hits} == scores


def test_facets_count_names(index: Elasticsearch) -> None:
    facets = search(index, SearchRequest(query="", facets=True)).facets

    assert list(facets) == [
        "people", "organizations", "places", "countries", "publisher", "authors", "section", "keywords",
        "language", "domain", "collection", "months",
    ]  # fmt: skip
    assert facets["months"] == [("2019-03", 1), ("2020-03", 1)]
    assert ("Paul Brandt", 2) in facets["people"]
    assert ("fr", 1) in facets["language"]


def test_a_misspelt_word_gets_a_suggestion(index: Elasticsearch) -> None:
    assert search(index, SearchRequest(query="firefigters")).suggestion == "firefighters"
    assert search(index, SearchRequest(query="🔥 Firefigters ran")).suggestion == "🔥 firefighters ran"
    assert (
        search(index, SearchRequest(query="firefighters pluies")).suggestion is None
    )  # each in one language


@pytest.mark.parametrize(
    ("query", "options", "number"),
    [
        ("river", {"person": ["Nobody Known"]}, 3),
        ("river lang:de until:2001", {}, 3),
        ("river", {"since": "2099"}, 3),
        ("xylophone", {}, 0),
        ("xylophone lang:de", {}, 0),
        ("river", {}, 0),
    ],
)
def test_filters_that_leave_nothing_are_told(
    index: Elasticsearch, query: str, options: dict[str, object], number: int
) -> None:
    request = SearchRequest.model_validate({"query": query, **options})

    assert search(index, request).total_unfiltered == number


def test_a_hit_says_which_words_it_is_there_for(index: Elasticsearch) -> None:
    hit = search(index, SearchRequest(query="rain floods", explain=True)).hits[0]

    assert hit.reasons == sorted(hit.reasons, key=lambda reason: -reason[1])
    assert "flood in body title" in dict(hit.reasons)


def test_a_filter_alone_shows_the_latest_first(index: Elasticsearch) -> None:
    dates = [hit.id for hit in search(index, SearchRequest(query="lang:en")).hits]

    assert dates == [hit.id for hit in search(index, SearchRequest(query="lang:en", sort="date")).hits]


def test_quotations_are_found_by_words_and_speaker(index: Elasticsearch) -> None:
    (first, *_) = said = search_quotes(index, "money spring", "Brandt", SearchRequest()).said

    assert {(one.speaker, one.text[:8]) for one in said} == {("Paul Brandt", "The work")}
    assert (first.speaker_id, first.around) == (
        "person/Paul Brandt",
        "“The work begins in the spring, if the money is found,” Mayor Paul Brandt said after the vote.",
    )


def test_quotations_are_those_of_the_articles_that_a_search_finds(index: Elasticsearch) -> None:
    def heads(query: str) -> set[str]:
        found = search_quotes(index, "", "Brandt", SearchRequest(query=query)).said
        return {one.text[:8] for one in found}

    assert heads("council bridge") == {"The work"}
    assert heads("council volcano") == set()


def test_many_queries_in_one_go(index: Elasticsearch) -> None:
    lines = list(
        search_many(
            index,
            [("a", read_line("flood! (river")[0]), ("b", parse("#BridgeCouncil @x"))],
            SearchRequest(size=2),
        )
    )

    assert lines[0][0] == "a"
    assert {query for query, _, _ in lines} == {"a", "b"}
    assert all(score > 0 for _, _, score in lines)


def test_many_queries_keep_to_the_filters(index: Elasticsearch) -> None:
    queries = [("a", parse("river")), ("b", parse("rain river")), ("c", parse("river place:Nowhere"))]

    lines = list(search_many(index, queries, SearchRequest(place=["Geneva"], language=["en"])))

    assert [query for query, _, _ in lines] == ["a", "b"]


def test_nothing_indexed_yet_says_what_to_do(es: Elasticsearch) -> None:
    with pytest.raises(FatalError, match="clippings ingest"):
        search(es, SearchRequest(query="river"))
