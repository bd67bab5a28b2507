"""Every query body, and the search that the command line and others call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Literal

from elasticsearch import Elasticsearch, NotFoundError
from pydantic import Field

from etl.article import Record
from etl.errors import FatalError
from etl.load.indices import ALIAS
from etl.query_language import Query, moment, parse

Body = dict[str, Any]

MARK_START, MARK_END = "\ue000", "\ue001"
"""Around a highlight: private characters, so that whoever shows it can escape the text first."""
_FIELDS = ["id", "title", "url", "publisher", "published_at", "language", "source.uri", "story_id"]
_STEMMED = ["title^2", "summary", "body"]
_EXACT = ["title.exact^2", "summary.exact", "body.exact"]
_FACETS = ("people", "organizations", "places", "publisher", "language")
_MOST_TERMS = 200
"""Words of a query that are searched for: beyond it, a pasted article only costs time."""
_QUERIES_A_REQUEST = 50
_ADDRESSES = re.compile(r"https?://\S+|pic\.twitter\.com/\S+|&amp;")
_HANDLE = re.compile(r"\(?[@#](\w+)\)?")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")
_NEAR = 60
"""Words whose neighbours are looked for beside them."""


class SearchRequest(Record):
    """What to search for."""

    query: str = ""
    person: list[str] = Field(default_factory=list)
    organization: list[str] = Field(default_factory=list)
    place: list[str] = Field(default_factory=list)
    language: list[str] = Field(default_factory=list)
    publisher: list[str] = Field(default_factory=list)
    since: str | None = None  # a date, or a time ago such as 7d
    until: str | None = None
    size: int = Field(default=10, ge=1, le=1000)
    sort: Literal["relevance", "date"] = "relevance"
    recent: bool = False
    collapse: bool = False
    facets: bool = False


class Hit(Record):
    """One article found."""

    id: str
    score: float | None
    title: str | None
    url: str | None
    publisher: str | None
    published_at: str | None
    language: str | None
    uri: str
    highlights: list[str] = Field(default_factory=list)  # with MARK_START and MARK_END
    copies: int | None = None  # articles of the same story, when they are collapsed


class SearchResult(Record):
    """The hits, best first, and what else was asked for."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]] = Field(default_factory=dict)
    suggestion: str | None = None


def text_query(text: str) -> Body:
    """Return the query that ranks articles by `text`.

    Stemmed words over title and body as one field find; the same words as they are written, and neighbours
    that stand together, rank. (The summary is left to filters and phrases: mostly it repeats the body.)
    """
    words = text.split()[:_MOST_TERMS]
    line = " ".join(words)
    near = words[:_NEAR]
    pairs = [" ".join(near[start : start + 2]) for start in range(len(near) - 1)]
    return {
        "bool": {
            "must": [{"combined_fields": {"query": line, "fields": ["title", "body"]}}],
            "should": [
                {"combined_fields": {"query": line, "fields": ["title.exact", "body.exact"], "boost": 0.3}},
                *({"match_phrase": {"body": {"query": pair, "boost": 0.2}}} for pair in pairs),
            ],
        }
    }


def without_noise(text: str) -> str:
    """Return a post's `text` as a query: no addresses, and handles and hashtags spelled out as words.

    `#ClimateChange` becomes `ClimateChange Climate Change`: either way may be how an article writes it.
    """

    def spell(match: re.Match[str]) -> str:
        name = match[1]
        words = _HUMPS.sub(" ", name)
        return f" {name} {words} " if words != name else f" {name} "

    kept = " ".join(_HANDLE.sub(spell, _ADDRESSES.sub(" ", text)).split())
    return kept or text


def query_body(query: Query, request: SearchRequest) -> Body:
    """Return the query of a request that was taken apart."""
    must: list[Body] = [text_query(query.text)] if query.text and not query.alternatives else []
    if query.alternatives:
        must = [_any_of(group) for group in query.alternatives]
        alone = [w for w in query.text.split() if not any(w in group for group in query.alternatives)]
        must += [text_query(" ".join(alone))] if alone else []
    must += [{"multi_match": {"query": p, "type": "phrase", "fields": _EXACT}} for p in query.phrases]
    unwanted = [{"multi_match": {"query": w, "type": "phrase", "fields": _STEMMED}} for w in query.without]
    body: Body = {
        "bool": {"must": must or [{"match_all": {}}], "filter": filters(query, request), "must_not": unwanted}
    }
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


def _any_of(words: list[str]) -> Body:
    return {
        "bool": {
            "should": [{"multi_match": {"query": w, "type": "phrase", "fields": _STEMMED}} for w in words]
        }
    }


def filters(query: Query, request: SearchRequest) -> list[Body]:
    """Return the filters of the query's own language and of the request's options; names in any case."""
    wanted = {
        "people": [*query.filters.get("people", []), *request.person],
        "organizations": [*query.filters.get("organizations", []), *request.organization],
        "places": [*query.filters.get("places", []), *request.place],
        "publisher": [*query.filters.get("publisher", []), *request.publisher],
    }
    found: list[Body] = [
        {
            "bool": {
                "should": [{"term": {f"{field}.folded": value}}, {"match_phrase": {f"{field}.text": value}}]
            }
        }
        for field, values in wanted.items()
        for value in values
    ]
    languages = [*query.filters.get("language", []), *request.language]
    if languages:
        found.append({"terms": {"language": [language.lower() for language in languages]}})
    between = {"gte": query.since or _moment(request.since), "lte": query.until or _moment(request.until)}
    if limits := {key: value for key, value in between.items() if value}:
        found.append({"range": {"timestamp": limits}})
    return found


def _moment(value: str | None) -> str | None:
    try:
        return moment(value) if value else None
    except (ValueError, OverflowError):
        raise FatalError(f"{value} is no date; write 2026-02-18, or 7d for seven days ago") from None


def search_body(request: SearchRequest) -> Body:
    """Return the whole request to `articles/_search`.

    Raises:
        FatalError: the query cannot be read; the message shows where.
    """
    body: Body = {
        "query": query_body(parse(request.query), request),
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
    if request.sort == "date":
        body["sort"] = [{"timestamp": "desc"}, "_score"]
        body["track_scores"] = True
    if request.collapse:
        body["collapse"] = {"field": "story_id", "inner_hits": {"name": "copies", "size": 0}}
    if request.facets:
        body["aggs"] = {field: {"terms": {"field": field, "size": 10}} for field in _FACETS}
        body["aggs"]["months"] = {
            "date_histogram": {"field": "timestamp", "calendar_interval": "month", "min_doc_count": 1}
        }
    return body


def quotes_body(text: str, speaker: str | None, size: int) -> Body:
    """Return the request that finds what was said: quotations with `text`, of `speaker` if one is named."""
    must: list[Body] = [{"match": {"quotes.text": {"query": text, "operator": "and"}}}] if text else []
    if speaker:
        must.append({"match_phrase": {"quotes.speaker.text": speaker}})
    nested = {"path": "quotes", "query": {"bool": {"must": must}}, "inner_hits": {"size": 5}}
    return {"query": {"nested": nested}, "size": size, "_source": _FIELDS}


def search(client: Elasticsearch, request: SearchRequest) -> SearchResult:
    """Return the articles that fit `request`.

    Raises:
        FatalError: the query cannot be read, or nothing was indexed yet.
    """
    answer = _ask(client, search_body(request))
    total = answer["hits"]["total"]["value"]
    facets = {
        name: [(str(b.get("key_as_string", b["key"])), b["doc_count"]) for b in found["buckets"]]
        for name, found in answer.get("aggregations", {}).items()
    }
    suggestion = _suggestion(client, request.query) if total == 0 and request.query else None
    hits = [_hit(hit) for hit in answer["hits"]["hits"]]
    return SearchResult(total=total, hits=hits, facets=facets, suggestion=suggestion)


def find_quotes(
    client: Elasticsearch, text: str, speaker: str | None, size: int
) -> list[tuple[Hit, str | None, str]]:
    """Return the quotations that fit, each with its article and speaker.

    Raises:
        FatalError: nothing was indexed yet.
    """
    found = []
    for hit in _ask(client, quotes_body(text, speaker, size))["hits"]["hits"]:
        for quote in hit["inner_hits"]["quotes"]["hits"]["hits"]:
            found.append((_hit(hit), quote["_source"].get("speaker"), quote["_source"]["text"]))
    return found


def search_many(
    client: Elasticsearch, queries: Iterable[tuple[str, str]], size: int
) -> Iterator[tuple[str, str, float]]:
    """Yield query id, document id and score of the best `size` articles for each (id, raw text), best first."""
    source = iter(queries)
    while chunk := list(islice(source, _QUERIES_A_REQUEST)):
        searches: list[Body] = []
        for _, text in chunk:
            query = text_query(without_noise(text))
            searches += [
                {"index": ALIAS},
                {"query": query, "size": size, "_source": False, "track_total_hits": False},
            ]
        for (query_id, _), answer in zip(chunk, client.msearch(searches=searches)["responses"], strict=True):
            for hit in answer.get("hits", {}).get("hits", []):
                yield query_id, hit["_id"], hit["_score"]


def _ask(client: Elasticsearch, body: Body) -> Any:
    try:
        return client.search(index=ALIAS, body=body)
    except NotFoundError:
        raise FatalError("nothing is indexed yet; load articles with: clippings ingest PATH") from None


def _hit(hit: Body) -> Hit:
    source = hit["_source"]
    highlight = hit.get("highlight", {})
    copies = hit.get("inner_hits", {}).get("copies")
    return Hit(
        id=hit["_id"],
        score=hit["_score"],
        title=source.get("title"),
        url=source.get("url"),
        publisher=source.get("publisher"),
        published_at=source.get("published_at"),
        language=source.get("language"),
        uri=source["source"]["uri"],
        highlights=[*highlight.get("title", []), *highlight.get("body", [])],
        copies=copies["hits"]["total"]["value"] if copies else None,
    )


def _suggestion(client: Elasticsearch, text: str) -> str | None:
    """Return `text` with misspelt words as the index spells them, or None when it knows none better."""
    answer = client.search(
        index=ALIAS,
        size=0,
        suggest={"text": text, "words": {"term": {"field": "body.exact", "suggest_mode": "missing"}}},
    )
    better = text
    for word in answer["suggest"]["words"]:
        if word["options"]:
            better = better.replace(word["text"], word["options"][0]["text"])
    return better if better != text else None
