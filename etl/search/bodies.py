"""All requests to Elasticsearch's search, as plain functions that return them; `--show-query` prints them."""

from __future__ import annotations

from etl.errors import QueryError
from etl.load.indices import ALIAS
from etl.search.conditions import (
    Body,
    conditions,
    favouring_recent,
    found_by_words,
    query_body,
    query_with,
    ranked_by_words,
    words_of,
)
from etl.search.counts import facets, picture
from etl.search.fusion import CANDIDATES, vector_of
from etl.search.hits import MARK_END, MARK_START, SearchRequest
from etl.search.query import Query
from etl.search.query_language import parse

SEARCH_TYPE = "dfs_query_then_fetch"
"""Words weigh the same in every language's index; otherwise each word would count as common in a small index."""
FIRST_SEEN = {"sort": ["_score", {"timestamp": "asc"}], "track_scores": True}
"""Best first; of copies that fit equally well, the earliest first, from which the others were made."""
_RANKED_CLOSELY = 100
"""Number of best articles that are ranked by all criteria; doing so for all that fit would cost more."""
_BY_DATE: dict[str, Body] = {
    sort: {
        "sort": [{"published_at": {"order": order, "missing": "_last"}}, {"timestamp": order}, "_score"],
        "track_scores": True,
    }
    for sort, order in (("date", "desc"), ("oldest", "asc"))
}
"""Undated articles come after the dated ones in both orders, since the time of indexing does not tell when they were published."""
_QUOTES = 5
"""Most quotations of one article that are shown."""
MOST_QUOTES = 100
"""Most quotations of one article: Elasticsearch's default `index.max_inner_result_window`."""
_SIMILAR = 6
_PAGE = 500
"""Number of articles read at a time when all are read."""
FIELDS = [
    "id", "title", "url", "publisher", "published_at", "timestamp", "language", "source.uri", "story_id",
]  # fmt: skip
_LEAST_SIMILARITY = 0.2
"""Inner product below which an article has nothing to do with the query."""
MOST_HITS = 10_000
"""Elasticsearch's default `index.max_result_window`: the last hit that can be shown."""
_STORIES_MEMBERS = 20
"""Most articles of the same story that are listed with an article."""
_EXACTLY = {"oversample": 1}
"""Near-copies differ by less than what is lost in vectors of bytes."""


def _in_two_steps(query: Query, request: SearchRequest) -> Body:
    """Return the query of `request`, and the `rescore` that ranks its best results.

    Together they give these articles the score that `query_body` gives them.
    """
    ranked: Body = {"bool": {"should": ranked_by_words(query.text)}}
    rescore = {"rescore_query": favouring_recent(ranked) if request.recent else ranked}
    return {
        "query": query_with(query, request, found_by_words),
        "rescore": {"window_size": max(_RANKED_CLOSELY, request.size), "query": rescore},
    }


def is_ranked(query: Query, request: SearchRequest) -> bool:
    """Return whether hits are sorted by relevance; by date otherwise, as all articles fit equally well without words."""
    return bool(request.sort == "relevance" and query.plain_text)


def search_body(request: SearchRequest) -> Body:
    """Return the complete request to `articles/_search`.

    Raises:
        QueryError: the query cannot be read (the message shows where), or its hits are too far down.
    """
    query = parse(request.query)
    if request.start + request.size > MOST_HITS:
        raise QueryError(f"only the first {MOST_HITS:,} hits can be shown; use more words or filters")
    body: Body = {
        "size": request.size,
        "_source": FIELDS,
        "track_total_hits": True,
        "highlight": {
            "pre_tags": [MARK_START],
            "post_tags": [MARK_END],
            "fields": {
                "title": {"number_of_fragments": 0},
                "body": {"number_of_fragments": 2, "fragment_size": 160, "no_match_size": 160},
            },
            "max_analyzed_offset": 999_999,
        },
    }
    if query.plain_text:
        # What filters and ranks is in other fields, or costs more to find again than the words.
        body["highlight"]["highlight_query"] = {
            "combined_fields": {"query": " ".join(words_of(query.plain_text)), "fields": ["title", "body"]}
        }
    if is_ranked(query, request) and query.text and not request.collapse:
        body |= _in_two_steps(query, request)
    else:
        body["query"] = query_body(query, request)
        body |= FIRST_SEEN if is_ranked(query, request) else _BY_DATE.get(request.sort, _BY_DATE["date"])
    if request.start:
        body["from"] = request.start
    if request.collapse:
        body["collapse"] = {"field": "story_id", "inner_hits": {"name": "copies", "size": 0}}
    if request.explain:
        body["explain"] = True
    if request.facets:
        body["aggs"] = facets(request) | (picture(request) if request.picture else {})
    return body


def nearest_body(vector: list[float], fitting: list[Body]) -> Body:
    """Return the request for the articles nearest to a query's vector, among those that pass the filters."""
    knn: Body = {"field": "embedding", "query_vector": vector, "filter": fitting}
    # Each shard looks at twice as many as it gives, in bytes, and scores them again as they were.
    knn |= {"k": CANDIDATES, "num_candidates": 2 * CANDIDATES, "similarity": _LEAST_SIMILARITY}
    return {"knn": {**knn, "rescore_vector": _EXACTLY}, "size": CANDIDATES, "_source": False}


def ids_body(query: Body, ids: list[str]) -> Body:
    """Return the request for the scores of `query` for the articles with `ids`."""
    query = {"bool": {"must": query, "filter": {"ids": {"values": ids}}}}
    return {"query": query, "size": len(ids), "_source": False}


def similar_body(vector: list[float], ids: list[str]) -> Body:
    """Return the request for how close the articles with `ids` are to a query's vector."""
    knn: Body = {
        "field": "embedding",
        "query_vector": vector,
        "k": len(ids) or 1,
        "num_candidates": len(ids) or 1,
    }
    knn |= {"filter": {"ids": {"values": ids}}, "rescore_vector": _EXACTLY}
    return {"knn": knn, "size": len(ids), "_source": False}


def remaining_body(body: Body, query: Body, ranked: list[str], stories: list[str]) -> Body:
    """Return the request for what `query` finds besides the articles `ranked` and their `stories`."""
    known = [{"ids": {"values": ranked}}, {"terms": {"story_id": stories}}]
    kept: Body = {key: body[key] for key in ("_source", "highlight", "collapse", "explain") if key in body}
    return {**kept, **FIRST_SEEN, "query": {"bool": {"must": query, "must_not": known}}}


def every_body(request: SearchRequest, fields: list[str]) -> Body:
    """Return the request for one page of all articles that fit, with `fields` of each, to be read page by page.

    Raises:
        QueryError: the query cannot be read.
    """
    query = parse(request.query)
    order = FIRST_SEEN if is_ranked(query, request) else _BY_DATE.get(request.sort, _BY_DATE["date"])
    body: Body = {"query": query_body(query, request), "size": _PAGE, "_source": fields, **order}
    return {**body, "sort": [*body["sort"], "_shard_doc"]}


def doomed_query(text: str) -> Body:
    """Return the query for the articles that are to be deleted because `text` finds them.

    Raises:
        QueryError: `text` cannot be read, or would find every article.
    """
    query = parse(text)
    if query == Query():
        raise QueryError("--query is empty, which finds every article: name what to look for")
    return query_body(query, SearchRequest(query=text))


def article_body(id_or_url: str) -> Body:
    """Return the request for the article with this id, or else with this URL."""
    of_id = {"constant_score": {"filter": {"ids": {"values": [id_or_url]}}, "boost": 2}}
    return {"query": {"bool": {"should": [of_id, {"term": {"url": id_or_url}}]}}, "size": 1}


def story_body(story: str, but: str) -> Body:
    """Return the request for the articles of a story, the earliest first, except the one with the id `but`."""
    query = {"bool": {"filter": {"term": {"story_id": story}}, "must_not": {"ids": {"values": [but]}}}}
    body: Body = {"query": query, "size": _STORIES_MEMBERS, "sort": [{"timestamp": "asc"}]}
    return {**body, "_source": FIELDS, "track_total_hits": True}


def quotes_body(text: str, speaker: str | None, request: SearchRequest, most: int = _QUOTES) -> Body:
    """Return the request for quotations with `text`, and of `speaker` if one is given; at most `most` per article.

    `request` says which articles count, how many are read, and in which order.

    Raises:
        QueryError: its filters cannot be read, or its articles are too far down.
    """
    if request.start + request.size > MOST_HITS:
        raise QueryError(f"only the first {MOST_HITS:,} articles can be shown; use more words or filters")
    must: list[Body] = [{"match": {"quotes.text": {"query": text, "operator": "and"}}}] if text else []
    if speaker:
        must.append({"match_phrase": {"quotes.speaker.text": speaker}})
    marks = {
        "pre_tags": [MARK_START],
        "post_tags": [MARK_END],
        "fields": {"quotes.text": {"number_of_fragments": 0}},
    }
    inner: Body = {"size": most, **({"highlight": marks} if text else {})}
    nested = {"path": "quotes", "query": {"bool": {"must": must or {"match_all": {}}}}, "inner_hits": inner}
    order = {} if text and request.sort == "relevance" else _BY_DATE.get(request.sort, _BY_DATE["date"])
    asked = parse(request.query)
    fitting = [conditions(asked, request), *([found_by_words(asked.text)] if asked.text else [])]
    query = {"bool": {"must": {"nested": nested}, "filter": fitting}}
    body: Body = {"query": query, "from": request.start, "size": request.size, "_source": FIELDS}
    return {**body, **order, "track_total_hits": True}


def more_like_body(id_: str, story: str) -> Body:
    """Return the request for the articles that share the rarest words with this one, except its copies."""
    like: Body = {"fields": ["title", "body"], "like": [{"_index": ALIAS, "_id": id_}], "max_query_terms": 25}
    like |= {"min_term_freq": 1, "min_doc_freq": 2, "minimum_should_match": "30%"}
    alike = {"bool": {"must": {"more_like_this": like}, "must_not": {"term": {"story_id": story}}}}
    return {"query": alike, "size": _SIMILAR, "_source": FIELDS}


def nearest_to_body(vector: list[float], id_: str, story: str) -> Body:
    """Return the request for the articles closest in meaning to this one, except its copies."""
    others = {"bool": {"must_not": [{"ids": {"values": [id_]}}, {"term": {"story_id": story}}]}}
    return {**nearest_body(vector, [others]), "size": _SIMILAR, "_source": FIELDS}


def marked_body(id_: str, words: str) -> Body:
    """Return the request for an article's title and body with the `words` of a search marked."""
    found = {"combined_fields": {"query": " ".join(words_of(words)), "fields": ["title", "body"]}}
    whole = {"number_of_fragments": 0}
    highlight = {"pre_tags": [MARK_START], "post_tags": [MARK_END], "fields": {"title": whole, "body": whole}}
    query = {"bool": {"filter": {"ids": {"values": [id_]}}, "should": found}}
    return {"query": query, "highlight": {**highlight, "max_analyzed_offset": 999_999}, "_source": False}


def requests(request: SearchRequest, *, semantic: bool = False) -> list[Body]:
    """Return the requests of a search as they can be sent by hand; the second of two is the one by meaning.

    Raises:
        FatalError: the query cannot be read, or its vector cannot be made.
    """
    body, query = search_body(request), parse(request.query)
    if not (semantic and is_ranked(query, request)):
        return [body]
    fitting = conditions(query, request)
    return [body, {**nearest_body(vector_of(query.plain_text), [fitting]), "_source": FIELDS}]


def spelling_body(text: str) -> Body:
    """Return the request for other spellings of those words that no article has."""
    # Indices whose own analyses cut a text into unlike numbers of words cannot be asked as one.
    words = {"term": {"field": "body.exact", "analyzer": "standard", "suggest_mode": "missing"}}
    return {"size": 0, "suggest": {"text": text, "words": words}}
