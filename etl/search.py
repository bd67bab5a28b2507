"""Every query body, and the search that the command line and others call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from etl.errors import FatalError
from etl.fusion import CANDIDATES, Asked, Scores, rank, vector_of
from etl.hits import MARK_END, MARK_START, Hit, SearchRequest, SearchResult, facets_of, hit_of, respelled
from etl.load.indices import ALIAS
from etl.query_language import Query, Term, parse, time_limits, without_noise

Body = dict[str, Any]

SEARCH_TYPE = "dfs_query_then_fetch"
"""Words weigh the same in every language's index; else each word of a small index would be a common one."""
_FIELDS = ["id", "title", "url", "publisher", "published_at", "language", "source.uri", "story_id"]
_STEMMED = ["title^2", "summary", "body"]
_EXACT = ["title.exact^2", "summary.exact", "body.exact"]
_NAMES = ("people", "organizations", "places", "publisher")
_MOST_TERMS = 200
"""Words of a query that are searched for: beyond it, a pasted article only costs time."""
_QUERIES_A_REQUEST = 50
_NEAR = 60
"""Words whose neighbours are looked for beside them."""
_REQUIRED = "2<75% 8<25%"
"""Of one or two words all, of up to eight three quarters, of a pasted text a quarter."""
_LEAST_SIMILARITY = 0.2
"""Inner product below which an article has nothing to do with the query."""
_EXACTLY = {"oversample": 1}
"""Near-copies differ by less than what is lost in vectors of bytes."""
_NOTHING_INDEXED = "nothing is indexed yet; load articles with: clippings ingest PATH"
_FEW = 3
"""Hits below which another spelling is suggested."""


def text_query(text: str, required: str = _REQUIRED) -> Body:
    """Return the query that ranks articles by `text`.

    Stemmed words over title and body as one field find; the same words as they are written, and neighbours
    that stand together, rank. (The summary is left to filters and phrases: mostly it repeats the body.)
    `required` is how many of the words an article must have, as `minimum_should_match`.
    """
    words = text.split()[:_MOST_TERMS]
    line = " ".join(words)
    near = words[:_NEAR]
    pairs = [" ".join(near[start : start + 2]) for start in range(len(near) - 1)]
    found = {"query": line, "fields": ["title", "body"], "minimum_should_match": required}
    return {
        "bool": {
            "must": [{"combined_fields": found}],
            "should": [
                {"combined_fields": {"query": line, "fields": ["title.exact", "body.exact"], "boost": 0.3}},
                *({"match_phrase": {"body": {"query": pair, "boost": 0.2}}} for pair in pairs),
            ],
        }
    }


def query_body(query: Query, request: SearchRequest) -> Body:
    """Return the query of a request that was taken apart."""
    must = [text_query(query.text)] if query.text else []
    must += [{"bool": {"should": [_one(term) for term in group]}} for group in query.alternatives]
    body = conditions(query, request)
    body["bool"]["must"] = must or [{"match_all": {}}]
    if not request.recent:
        return body
    return {
        "function_score": {
            "query": body,
            # Half the weight after a month: news of this week first, without hiding what fits better.
            "functions": [
                {"gauss": {"timestamp": {"origin": "now", "scale": "30d", "decay": 0.5}}},
                {"weight": 1},
            ],
            "score_mode": "sum",
        }
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


def search_body(request: SearchRequest) -> Body:
    """Return the whole request to `articles/_search`.

    Raises:
        FatalError: the query cannot be read; the message shows where.
    """
    query = parse(request.query)
    body: Body = {
        "query": query_body(query, request),
        "size": request.size,
        "_source": _FIELDS,
        "track_total_hits": True,
        "highlight": {
            "pre_tags": [MARK_START],
            "post_tags": [MARK_END],
            "fields": {
                "title": {"number_of_fragments": 0},
                "body": {"number_of_fragments": 2, "fragment_size": 160},
            },
            "max_analyzed_offset": 999_999,
        },
    }
    if request.sort == "date" or not query.plain_text:
        body["sort"] = [{"timestamp": "desc"}, "_score"]
        body["track_scores"] = True
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


def quotes_body(text: str, speaker: str | None, size: int) -> Body:
    """Return the request that finds what was said: quotations with `text`, of `speaker` if one is named."""
    must: list[Body] = [{"match": {"quotes.text": {"query": text, "operator": "and"}}}] if text else []
    if speaker:
        must.append({"match_phrase": {"quotes.speaker.text": speaker}})
    nested = {"path": "quotes", "query": {"bool": {"must": must}}, "inner_hits": {"size": 5}}
    return {"query": {"nested": nested}, "size": size, "_source": _FIELDS}


def search(client: Elasticsearch, request: SearchRequest, semantic: bool = False) -> SearchResult:
    """Return the articles that fit `request`; with `semantic`, by meaning too where articles have vectors.

    By meaning only what is ranked by relevance alone: not dates, recency or whole stories.

    Raises:
        FatalError: the query cannot be read, or nothing was indexed yet.
    """
    body, query = search_body(request), parse(request.query)
    ranked = query.plain_text and not ("sort" in body or request.recent or request.collapse)
    if not (semantic and ranked):
        answer = _ask(client, body)
        hits = [hit_of(hit) for hit in answer["hits"]["hits"]]
    else:
        vector = vector_of(query.plain_text)
        asked = _asked(body["query"], vector, [conditions(query, request)])
        (scores,) = rank([asked], request.size, partial(_scores, client))
        best = dict(islice(scores.items(), request.size))
        answer = _ask(client, {**body, "size": 0})
        page = {"bool": {"filter": {"ids": {"values": list(best)}}, "should": body["query"]}}
        found = {hit["_id"]: hit for hit in _ask(client, {**body, "query": page, "aggs": {}})["hits"]["hits"]}
        hits = [
            hit_of(found[id_]).scored(score, request.explain) for id_, score in best.items() if id_ in found
        ]
    total = max(answer["hits"]["total"]["value"], len(hits))
    few = answer["hits"]["total"]["value"] < _FEW
    suggestion = _suggestion(client, request.query) if few and query.plain_text else None
    return SearchResult(total=total, hits=hits, facets=facets_of(answer), suggestion=suggestion)


def find_quotes(
    client: Elasticsearch, text: str, speaker: str | None, size: int
) -> list[tuple[Hit, str | None, str]]:
    """Return the quotations that fit, each with its article and speaker.

    Raises:
        FatalError: nothing was indexed yet.
    """
    return [
        (hit_of(hit), quote["_source"].get("speaker"), quote["_source"]["text"])
        for hit in _ask(client, quotes_body(text, speaker, size))["hits"]["hits"]
        for quote in hit["inner_hits"]["quotes"]["hits"]["hits"]
    ]


def search_many(
    client: Elasticsearch, queries: Iterable[tuple[str, str]], size: int, semantic: bool = False
) -> Iterator[tuple[str, str, float]]:
    """Yield query id, document id and score of the best `size` articles for each (id, raw text), best first.

    Raises FatalError when nothing was indexed yet.
    """
    source = iter(queries)
    while chunk := list(islice(source, _QUERIES_A_REQUEST)):
        asked = [
            _asked(text_query(without_noise(text), "1"), vector_of(text) if semantic else None, [])
            for _, text in chunk
        ]
        for (query_id, _), scores in zip(chunk, rank(asked, size, partial(_scores, client)), strict=True):
            for id_, score in islice(scores.items(), size):
                yield query_id, id_, score


def _asked(query: Body, vector: list[float] | None, fitting: list[Body]) -> Asked:
    return Asked(
        by_words={"query": query, "_source": False},
        by_meaning=nearest_body(vector, fitting) if vector else None,
        words_of=partial(ids_body, query),
        meaning_of=partial(similar_body, vector) if vector else None,
    )


def _scores(client: Elasticsearch, bodies: list[Body]) -> list[Scores]:
    headers = {"index": ALIAS, "search_type": SEARCH_TYPE}
    searches = [line for body in bodies for line in (headers, {**body, "track_total_hits": False})]
    found: list[Scores] = []
    for answer in client.msearch(searches=searches)["responses"] if bodies else []:
        if error := answer.get("error"):
            if error["type"] == "index_not_found_exception":
                raise FatalError(_NOTHING_INDEXED)
            raise FatalError(f"Elasticsearch could not search: {error.get('reason') or error['type']}")
        found.append({hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]})
    return found


def _ask(client: Elasticsearch, body: Body) -> Any:
    try:
        return client.search(index=ALIAS, body=body, search_type=SEARCH_TYPE)
    except NotFoundError:
        raise FatalError(_NOTHING_INDEXED) from None


def _suggestion(client: Elasticsearch, text: str) -> str | None:
    """Return `text` with misspelt words as the index spells them, or None when it knows none better."""
    words = {"term": {"field": "body.exact", "suggest_mode": "missing"}}
    answer = _ask(client, {"size": 0, "suggest": {"text": text, "words": words}})
    doubtful = [word for word in answer["suggest"]["words"] if word["options"]]
    # A word that one language's index lacks may stand in another's.
    known = _scores(client, [{"query": {"match": {"body.exact": word["text"]}}} for word in doubtful])
    return respelled(text, [word for word, hits in zip(doubtful, known, strict=True) if not hits])
