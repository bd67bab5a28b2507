"""The query of a request for Elasticsearch: which articles fit, and how they are ranked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from etl.errors import QueryError
from etl.search.common_words import bare, without_common
from etl.search.fields import ALIASES, FILTERS, HAS
from etl.search.fusion import RECENT_DAYS
from etl.search.hits import SearchRequest
from etl.search.moments import time_limits
from etl.search.query import Node, Query, Term
from etl.search.tiles import bounds_of

Body = dict[str, Any]

_STEMMED = ["title^2", "summary", "body"]
_EXACT = ["title.exact^2", "summary.exact", "body.exact"]
_MOST_TERMS = 200
"""Most words of a query that are searched for; more words of a pasted article only cost time."""
_NEAR = 60
"""Most words that are also searched for as neighbours."""
_REQUIRED = "2<75% 8<25%"
"""Of one or two words all must occur, of up to eight three quarters, of a pasted text a quarter."""


def text_query(text: str, required: str = _REQUIRED) -> Body:
    """Return the query that ranks articles by `text`.

    `required` says how many of the words an article must have, as `minimum_should_match`.
    """
    return {"bool": {"must": [found_by_words(text, required)], "should": ranked_by_words(text)}}


def found_by_words(text: str, required: str = _REQUIRED) -> Body:
    """Return the query for stemmed words in title and body, which count as one field.

    The summary is only used by filters and phrases, because it usually repeats the body.
    """
    query = " ".join(words_of(text))
    return {
        "combined_fields": {"query": query, "fields": ["title", "body"], "minimum_should_match": required}
    }


def ranked_by_words(text: str) -> list[Body]:
    """Return what ranks the articles that were found: the important words, exact spellings, and words side by side.

    Common words of a language count half, and exact spellings count more than words with the same stem.
    """
    words = words_of(text)
    telling = without_common(words)
    near = text.split()[:_NEAR]
    pairs = dict.fromkeys(" ".join(near[start : start + 2]) for start in range(len(near) - 1))
    again = {"query": " ".join(telling), "fields": ["title", "body"]}
    exact = {"query": " ".join(telling or words), "fields": ["title.exact", "body.exact"], "boost": 0.6}
    return [
        *([{"combined_fields": again}] if telling and telling != words else []),
        {"combined_fields": exact},
        *({"match_phrase": {"body": {"query": pair, "boost": 0.2}}} for pair in pairs),
    ]


def words_of(text: str) -> list[str]:
    """Return the words of a query without duplicates: repeating a name in a query does not make it more important."""
    once: dict[str, str] = {}
    for word in text.split():
        once.setdefault(bare(word), word)
    return list(once.values())[:_MOST_TERMS]


def query_body(query: Query, request: SearchRequest) -> Body:
    """Return the query of a request that was parsed."""
    return query_with(query, request, text_query)


def query_with(query: Query, request: SearchRequest, of_words: Callable[[str], Body]) -> Body:
    """Return the same, but with the requested words combined as `of_words` says."""
    must = [of_words(query.text)] if query.text else []
    must += [_any_of(nodes) for nodes in query.alternatives]
    body = conditions(query, request)
    body["bool"]["must"] = must or [{"match_all": {}}]
    return favouring_recent(body) if request.recent else body


def favouring_recent(query: Body) -> Body:
    """Return `query` with the scores of recent articles raised, at most doubled."""
    return {
        "function_score": {
            "query": query,
            "functions": [
                {
                    "filter": {"exists": {"field": "published_at"}},
                    "gauss": {"published_at": {"origin": "now", "scale": f"{RECENT_DAYS}d", "decay": 0.5}},
                },
                {"weight": 1},
            ],
            "score_mode": "sum",
        }
    }


def conditions(query: Query, request: SearchRequest) -> Body:
    """Return what an article must satisfy whatever its words or meaning: phrases, OR, exclusions and filters."""
    phrases = [_phrase(phrase, _EXACT) for phrase in query.phrases]
    groups = [_any_of(nodes) for nodes in query.alternatives]
    excluded = [_given("exclude", given) for given in request.exclude]
    return {
        "bool": {
            "filter": [*phrases, *groups, *filters(query, request)],
            "must_not": [*(_unwanted(node) for node in query.without), *map(_one, excluded)],
        }
    }


def _any_of(nodes: list[Node]) -> Body:
    return {"bool": {"should": [_fitting(node) for node in nodes], "minimum_should_match": 1}}


def _fitting(node: Node) -> Body:
    if isinstance(node, Term):
        return _one(node)
    if node.operator == "OR":
        return _any_of(node.parts)
    if node.operator == "NOT":
        return {"bool": {"must_not": [_unwanted(part) for part in node.parts]}}
    return {"bool": {"must": [_fitting(part) for part in node.parts]}}


def _unwanted(node: Node) -> Body:
    """Return the query for what an article must not have: a word in any of its forms, also in its summary."""
    is_word = isinstance(node, Term) and node.field is None and not node.is_prefix and not node.near
    return _phrase(node.value, _STEMMED) if isinstance(node, Term) and is_word else _fitting(node)


def _given(option: str, given: str) -> Term:
    """Return the term of an option such as `exclude`, which is written name:value.

    Raises:
        QueryError: it is written in another way, or there is no such filter.
    """
    name, colon, value = given.partition(":")
    name = ALIASES.get(name, name)
    if not colon or not value or name not in FILTERS:
        raise QueryError(f"{option}: {given} is no name:value of {', '.join(FILTERS)}")
    return Term(value=value, field=name)


def _one(term: Term) -> Body:
    if term.field:
        return {"constant_score": {"filter": _filter(term.field, term.value, is_prefix=term.is_prefix)}}
    if term.is_prefix:
        start = {"query": term.value, "type": "bool_prefix", "fields": _EXACT, "operator": "and"}
        return {"multi_match": start}
    if term.near:
        return _phrase(term.value, _EXACT, term.near)
    return _phrase(term.value, _EXACT) if term.is_phrase else text_query(term.value)


def _filter(name: str, value: str, *, is_prefix: bool = False) -> Body:
    """Return the query for a value of the filter `name`; names are found in any case, and by some of their words."""
    kind, field = FILTERS[name].kind, FILTERS[name].field
    if kind == "code":
        code = value.lower() if name == "language" else value.upper()
        return _any({"term": {field: code}}, {"prefix": {field: f"{code}-"}})
    if kind == "domain":
        site = value.lower()
        return (
            {"prefix": {field: site}}
            if is_prefix
            else _any({"term": {field: site}}, {"wildcard": {field: f"*.{site}"}})
        )
    if kind == "whole":
        return {"prefix" if is_prefix else "term": {f"{field}.folded": value}}
    if kind == "id":
        return _any({"ids": {"values": [value]}}, {"term": {"source.record_id": value}})
    if kind == "has":
        if value == "quotes":
            return quoting()
        return {"exists": {"field": HAS[value]}}
    if is_prefix:
        found = _any(
            {"prefix": {f"{field}.folded": value}}, {"match_phrase_prefix": {f"{field}.text": value}}
        )
    else:
        found = _any({"term": {f"{field}.folded": value}}, {"match_phrase": {f"{field}.text": value}})
    return {"nested": {"path": "quotes", "query": found}} if kind == "speaker" else found


def quoting() -> Body:
    """Return the query for articles with quotations."""
    return {"nested": {"path": "quotes", "query": {"exists": {"field": "quotes.text"}}}}


def _any(*bodies: Body) -> Body:
    return {"bool": {"should": [*bodies]}}


def _phrase(words: str, fields: list[str], slop: int = 0) -> Body:
    return {
        "multi_match": {
            "query": words,
            "type": "phrase",
            "fields": fields,
            **({"slop": slop} if slop else {}),
        }
    }


def filters(query: Query, request: SearchRequest) -> list[Body]:
    """Return the filters of the query language and of the request's options."""
    found = [_one(term) for term in query.filters]
    for name, filter_ in FILTERS.items():
        values = [_one(Term(value=value, field=name)) for value in getattr(request, name)]
        # An article has one language and one site, and may have many people.
        found += [_any(*values)] if values and filter_.is_single else values
    for term in (_given("exactly", given) for given in request.exactly):
        found.append({"term": {FILTERS[term.field or ""].field: term.value}})
    if request.stories is not None:
        found.append({"terms": {"story_id": request.stories}})
    if request.area:
        found.append({"geo_bounding_box": {"locations": bounds_of(request.area)}})
    limits = time_limits(query, request.since, request.until)
    return [*found, *({"range": {"published_at": {key: moment}}} for key, moment in limits)]
