"""Every query body, as plain functions that return it: what `--show-query` prints and anyone can send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from etl.errors import QueryError
from etl.search.fusion import CANDIDATES, RECENT_DAYS, vector_of
from etl.search.hits import MARK_END, MARK_START, SearchRequest
from etl.search.query_language import Query, Term, parse, time_limits

Body = dict[str, Any]

SEARCH_TYPE = "dfs_query_then_fetch"
"""Words weigh the same in every language's index; else each word of a small index would be a common one."""
FIRST_SEEN = {"sort": ["_score", {"timestamp": "asc"}], "track_scores": True}
"""Best first; of copies that fit equally well, the earliest, which the others were made from."""
_RANKED_CLOSELY = 100
"""Articles that a page is chosen from by all that ranks: to ask it of every one that fits is the larger cost."""
_LATEST = {"sort": [{"timestamp": "desc"}, "_score"], "track_scores": True}
FIELDS = [
    "id", "title", "url", "publisher", "published_at", "timestamp", "language", "source.uri", "story_id",
]  # fmt: skip
_STEMMED = ["title^2", "summary", "body"]
_EXACT = ["title.exact^2", "summary.exact", "body.exact"]
_NAMES = ("people", "organizations", "places", "publisher")
_MOST_TERMS = 200
"""Words of a query that are searched for: beyond it, a pasted article only costs time."""
_NEAR = 60
"""Words whose neighbours are looked for beside them."""
_REQUIRED = "2<75% 8<25%"
"""Of one or two words all, of up to eight three quarters, of a pasted text a quarter."""
_LEAST_SIMILARITY = 0.2
"""Inner product below which an article has nothing to do with the query."""
MOST_HITS = 10_000
"""Elasticsearch's default `index.max_result_window`: the last hit that can be shown."""
_STORIES_MEMBERS = 20
"""Articles of the same story that are listed beside one."""
_EXACTLY = {"oversample": 1}
"""Near-copies differ by less than what is lost in vectors of bytes."""


def text_query(text: str, required: str = _REQUIRED) -> Body:
    """Return the query that ranks articles by `text`.

    `required` is how many of the words an article must have, as `minimum_should_match`.
    """
    return {"bool": {"must": [_found(text, required)], "should": _ranked(text)}}


def _found(text: str, required: str = _REQUIRED) -> Body:
    """Return the query of stemmed words over title and body as one field.

    The summary is left to filters and phrases: mostly it repeats the body.
    """
    query = " ".join(_words(text))
    return {
        "combined_fields": {"query": query, "fields": ["title", "body"], "minimum_should_match": required}
    }


def _ranked(text: str) -> list[Body]:
    """Return what ranks an article that was found: the words as they are written, and neighbours together."""
    words = _words(text)
    near = words[:_NEAR]
    pairs = [" ".join(near[start : start + 2]) for start in range(len(near) - 1)]
    exact = {"query": " ".join(words), "fields": ["title.exact", "body.exact"], "boost": 0.3}
    return [
        {"combined_fields": exact},
        *({"match_phrase": {"body": {"query": pair, "boost": 0.2}}} for pair in pairs),
    ]


def _words(text: str) -> list[str]:
    return text.split()[:_MOST_TERMS]


def query_body(query: Query, request: SearchRequest) -> Body:
    """Return the query of a request that was taken apart."""
    return _query(query, request, text_query)


def _query(query: Query, request: SearchRequest, of_words: Callable[[str], Body]) -> Body:
    must = [of_words(query.text)] if query.text else []
    must += [{"bool": {"should": [_one(term) for term in group]}} for group in query.alternatives]
    body = conditions(query, request)
    body["bool"]["must"] = must or [{"match_all": {}}]
    return _favouring_recent(body) if request.recent else body


def _favouring_recent(query: Body) -> Body:
    return {
        "function_score": {
            "query": query,
            "functions": [
                {"gauss": {"timestamp": {"origin": "now", "scale": f"{RECENT_DAYS}d", "decay": 0.5}}},
                {"weight": 1},
            ],
            "score_mode": "sum",
        }
    }


def _in_two_steps(query: Query, request: SearchRequest) -> Body:
    """Return the query of `request` and the `rescore` that ranks the best it finds.

    Together they give an article among these the score that `query_body` gives it.
    """
    ranked: Body = {"bool": {"should": _ranked(query.text)}}
    rescore = {"rescore_query": _favouring_recent(ranked) if request.recent else ranked}
    return {
        "query": _query(query, request, _found),
        "rescore": {"window_size": max(_RANKED_CLOSELY, request.size), "query": rescore},
    }


def conditions(query: Query, request: SearchRequest) -> Body:
    """Return what an article must fit before its words or its meaning count: phrases, OR, - and filters."""
    phrases = [_phrase(phrase, _EXACT) for phrase in query.phrases]
    groups = [{"bool": {"should": [_one(term) for term in group]}} for group in query.alternatives]
    return {
        "bool": {
            "filter": [*phrases, *groups, *filters(query, request)],
            "must_not": [
                _phrase(term.value, _STEMMED) if term.field is None else _one(term) for term in query.without
            ],
        }
    }


def _one(term: Term) -> Body:
    if term.field == "language":
        code = term.value.lower()
        return {"bool": {"should": [{"term": {"language": code}}, {"prefix": {"language": f"{code}-"}}]}}
    if term.field:
        names = [
            {"term": {f"{term.field}.folded": term.value}},
            {"match_phrase": {f"{term.field}.text": term.value}},
        ]
        return {"constant_score": {"filter": {"bool": {"should": names}}}}
    return _phrase(term.value, _EXACT) if term.is_phrase else text_query(term.value)


def _phrase(words: str, fields: list[str]) -> Body:
    return {"multi_match": {"query": words, "type": "phrase", "fields": fields}}


def filters(query: Query, request: SearchRequest) -> list[Body]:
    """Return the filters of the query's own language and of the request's options; names in any case."""
    options = zip(
        _NAMES, (request.person, request.organization, request.place, request.publisher), strict=True
    )
    terms = [*query.filters, *(Term(value=v, field=f) for f, values in options for v in values)]
    found = [_one(term) for term in terms]
    if request.language:
        found.append({"bool": {"should": [_one(Term(value=v, field="language")) for v in request.language]}})
    limits = time_limits(query, request.since, request.until)
    return [*found, *({"range": {"timestamp": {key: moment}}} for key, moment in limits)]


def is_ranked(query: Query, request: SearchRequest) -> bool:
    """Return whether hits come by relevance, and not by date: without words all fit equally well."""
    return bool(request.sort == "relevance" and query.plain_text)


def search_body(request: SearchRequest) -> Body:
    """Return the whole request to `articles/_search`.

    Raises:
        QueryError: the query cannot be read, the message shows where; or its hits lie too far down.
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
            "combined_fields": {"query": " ".join(_words(query.plain_text)), "fields": ["title", "body"]}
        }
    if is_ranked(query, request) and query.text and not request.collapse:
        body |= _in_two_steps(query, request)
    else:
        body["query"] = query_body(query, request)
        body |= FIRST_SEEN if is_ranked(query, request) else _LATEST
    if request.start:
        body["from"] = request.start
    if request.collapse:
        body["collapse"] = {"field": "story_id", "inner_hits": {"name": "copies", "size": 0}}
    if request.explain:
        body["explain"] = True
    if request.facets:
        body["aggs"] = {field: {"terms": {"field": field, "size": 10}} for field in (*_NAMES, "language")}
        month = {"field": "timestamp", "calendar_interval": "month", "format": "yyyy-MM", "min_doc_count": 1}
        body["aggs"]["months"] = {"date_histogram": month}
    return body


def nearest_body(vector: list[float], fitting: list[Body]) -> Body:
    """Return the request for the articles nearest to a query's vector, among those that fit the filters."""
    knn: Body = {"field": "embedding", "query_vector": vector, "filter": fitting}
    # Each shard looks at twice as many as it gives, in bytes, and scores them again as they were.
    knn |= {"k": CANDIDATES, "num_candidates": 2 * CANDIDATES, "similarity": _LEAST_SIMILARITY}
    return {"knn": {**knn, "rescore_vector": _EXACTLY}, "size": CANDIDATES, "_source": False}


def ids_body(query: Body, ids: list[str]) -> Body:
    """Return the request for the scores that `query` gives to the articles with `ids`."""
    query = {"bool": {"must": query, "filter": {"ids": {"values": ids}}}}
    return {"query": query, "size": len(ids), "_source": False}


def similar_body(vector: list[float], ids: list[str]) -> Body:
    """Return the request for how near each of the articles with `ids` is to a query's vector."""
    knn: Body = {
        "field": "embedding",
        "query_vector": vector,
        "k": len(ids) or 1,
        "num_candidates": len(ids) or 1,
    }
    knn |= {"filter": {"ids": {"values": ids}}, "rescore_vector": _EXACTLY}
    return {"knn": knn, "size": len(ids), "_source": False}


def remaining_body(body: Body, query: Body, ranked: list[str], stories: list[str]) -> Body:
    """Return the request for what `query` finds beside the articles `ranked` already and their `stories`."""
    known = [{"ids": {"values": ranked}}, {"terms": {"story_id": stories}}]
    kept: Body = {key: body[key] for key in ("_source", "highlight", "collapse", "explain") if key in body}
    return {**kept, **FIRST_SEEN, "query": {"bool": {"must": query, "must_not": known}}}


def article_body(id_: str) -> Body:
    """Return the request for the article with this id."""
    return {"query": {"ids": {"values": [id_]}}, "size": 1}


def story_body(story: str, but: str) -> Body:
    """Return the request for the articles of a story, the earliest first, without the one with the id `but`."""
    query = {"bool": {"filter": {"term": {"story_id": story}}, "must_not": {"ids": {"values": [but]}}}}
    body: Body = {"query": query, "size": _STORIES_MEMBERS, "sort": [{"timestamp": "asc"}]}
    return {**body, "_source": FIELDS, "track_total_hits": True}


def quotes_body(text: str, speaker: str | None, size: int) -> Body:
    """Return the request that finds what was said: quotations with `text`, of `speaker` if one is named."""
    must: list[Body] = [{"match": {"quotes.text": {"query": text, "operator": "and"}}}] if text else []
    if speaker:
        must.append({"match_phrase": {"quotes.speaker.text": speaker}})
    nested = {"path": "quotes", "query": {"bool": {"must": must}}, "inner_hits": {"size": 5}}
    return {"query": {"nested": nested}, "size": size, "_source": FIELDS}


def requests(request: SearchRequest, semantic: bool = False) -> list[Body]:
    """Return the requests of a search as they can be sent by hand; by meaning is the second of two.

    Raises:
        FatalError: the query cannot be read, or its vector cannot be made.
    """
    body, query = search_body(request), parse(request.query)
    if not (semantic and is_ranked(query, request)):
        return [body]
    fitting = conditions(query, request)
    return [body, {**nearest_body(vector_of(query.plain_text), [fitting]), "_source": FIELDS}]


def spelling_body(text: str) -> Body:
    """Return the request for other spellings of the words that no article has."""
    # Indices whose own analyses cut a text into unlike numbers of words cannot be asked as one.
    words = {"term": {"field": "body.exact", "analyzer": "standard", "suggest_mode": "missing"}}
    return {"size": 0, "suggest": {"text": text, "words": words}}
