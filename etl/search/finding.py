"""Searches sent to Elasticsearch, and what comes back; the bodies are those of `etl.search.bodies`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from etl.article import Article
from etl.search.bodies import (
    FIRST_SEEN,
    MOST_HITS,
    Body,
    article_body,
    conditions,
    ids_body,
    is_ranked,
    nearest_body,
    query_body,
    quotes_body,
    remaining_body,
    search_body,
    similar_body,
    spelling_body,
    story_body,
    text_query,
)
from etl.search.fusion import Asked, favour_recent, one_a_story, rank, vector_of
from etl.search.hits import (
    FILTERS,
    Hit,
    SearchRequest,
    SearchResult,
    earliest_first,
    facets_of,
    hit_of,
    respelled,
)
from etl.search.query_language import FILTER_NAMES, Query, parse, without_filters, without_noise
from etl.search.sending import Client, ask, ask_for_scores

_QUERIES_A_REQUEST = 50
_FEW = 3
"""Hits below which another spelling is suggested."""


def search(client: Client, request: SearchRequest, semantic: bool = False) -> SearchResult:
    """Return the articles that fit `request`; with `semantic`, by meaning too where articles have vectors.

    Sorted by date are the articles that have the words.

    Raises:
        FatalError: the query cannot be read, or nothing was indexed yet.
    """
    body, query = search_body(request), parse(request.query)
    by = _by_both if semantic and is_ranked(query, request) else _by_words
    answer, hits, total, has_more = by(client, request, query, body)
    few = answer["hits"]["total"]["value"] < _FEW
    suggestion = _suggestion(client, request.query) if few and query.plain_text else None
    return SearchResult(
        total=total,
        hits=hits,
        has_more=has_more,
        facets=facets_of(answer),
        suggestion=suggestion,
        total_unfiltered=0 if total else _unfiltered(client, query, request),
    )


def _unfiltered(client: Client, query: Query, request: SearchRequest) -> int:
    free = request.model_copy(
        update={
            name: SearchRequest.model_fields[name].get_default(call_default_factory=True) for name in FILTERS
        }
    )
    words = parse(without_filters(request.query))
    if (words, free) == (query, request):
        return 0
    body = {"query": query_body(words, free), "size": 0, "track_total_hits": True}
    return int(ask(client, body)["hits"]["total"]["value"])


class _Found(NamedTuple):
    """Elasticsearch's answer by words, for its counts; the hits, how many there are, and whether more follow."""

    answer: Any
    hits: list[Hit]
    total: int
    has_more: bool


def _by_words(client: Client, request: SearchRequest, query: Query, body: Body) -> _Found:
    # One hit more tells whether there are more: of stories, the total says nothing.
    answer = ask(client, {**body, "size": min(request.size + 1, MOST_HITS - request.start)})
    found, total = answer["hits"]["hits"], answer["hits"]["total"]["value"]
    shown = found[: request.size]
    hits = [hit_of(hit) for hit in (earliest_first(shown) if is_ranked(query, request) else shown)]
    return _Found(answer, hits, total, len(found) > request.size)


def _by_both(client: Client, request: SearchRequest, query: Query, body: Body) -> _Found:
    """Return the best by words and meaning, the same whatever hit is shown first, and then the others with the words."""
    plain = query_body(query, request.model_copy(update={"recent": False}))
    asked = _asked(plain, vector_of(query.plain_text), [conditions(query, request)])
    (scores,) = rank([asked], request.size, partial(ask_for_scores, client))
    ranked, stories, copies = list(scores), list[str](), dict[str, int]()
    if request.recent or request.collapse:
        known = {"query": {"ids": {"values": ranked}}, "size": len(ranked)}
        found = ask(client, {**known, "_source": ["timestamp", "story_id"]})["hits"]["hits"]
        facts = {hit["_id"]: hit["_source"] for hit in found}
        if request.recent:
            scores = favour_recent(scores, {id_: fact["timestamp"] for id_, fact in facts.items()})
        if request.collapse:
            scores, copies = one_a_story(scores, {id_: fact.get("story_id") for id_, fact in facts.items()})
            stories = [fact["story_id"] for fact in facts.values() if fact.get("story_id")]
    best = dict(islice(scores.items(), request.start, request.start + request.size))
    found = _shown(client, body, plain, list(best))
    hits = [
        found[id_].ranked(score, copies.get(id_), request.explain)
        for id_, score in best.items()
        if id_ in found
    ]
    both = {"both": {"filter": {"ids": {"values": ranked}}}}
    counts = {"query": body["query"], "aggs": {**body.get("aggs", {}), **both}, "track_total_hits": True}
    answer = ask(client, {**counts, "size": 0})
    remaining = answer["hits"]["total"]["value"] - answer["aggregations"]["both"]["doc_count"]
    has_more = request.start + request.size < len(scores)
    if remaining and not has_more:
        start, size = max(0, request.start - len(scores)), request.size - len(best)
        others = remaining_body(body, query_body(query, request), ranked, stories)
        rest = ask(client, {**others, "from": start, "size": size + 1})["hits"]["hits"]
        hits += [hit_of(hit).model_copy(update={"score": None}) for hit in rest[:size]]
        has_more = len(rest) > size
    return _Found(answer, hits, len(ranked) + remaining, has_more)


def _shown(client: Client, body: Body, plain: Body, ids: list[str]) -> dict[str, Hit]:
    """Return the articles `ids` as hits of the query `plain`, shown as `body` shows them."""
    shown: Body = {key: body[key] for key in ("size", "_source", "highlight", "explain") if key in body}
    page = {"bool": {"filter": {"ids": {"values": ids}}, "should": plain}}
    return {hit["_id"]: hit_of(hit) for hit in ask(client, {**shown, "query": page})["hits"]["hits"]}


def find_article(client: Client, id_: str) -> Article | None:
    """Return the article with this id as it is indexed.

    Raises:
        FatalError: Elasticsearch could not search, or nothing was indexed yet.
    """
    for hit in ask(client, article_body(id_))["hits"]["hits"]:
        return Article.model_validate(Article.fields_of(hit["_source"]))
    return None


def find_copies(client: Client, article: Article) -> tuple[int, list[Hit]]:
    """Return how many other articles tell the same story, and the earliest of them.

    Raises:
        FatalError: Elasticsearch could not search, or nothing was indexed yet.
    """
    answer = ask(client, story_body(article.story_id or article.id, article.id))
    return answer["hits"]["total"]["value"], [hit_of(hit) for hit in answer["hits"]["hits"]]


def find_quotes(
    client: Client, text: str, speaker: str | None, size: int
) -> list[tuple[Hit, str | None, str]]:
    """Return the quotations that fit, each with its article and speaker.

    Raises:
        FatalError: nothing was indexed yet.
    """
    return [
        (hit_of(hit), quote["_source"].get("speaker"), quote["_source"]["text"])
        for hit in ask(client, quotes_body(text, speaker, size))["hits"]["hits"]
        for quote in hit["inner_hits"]["quotes"]["hits"]["hits"]
    ]


def search_many(
    client: Client, queries: Iterable[tuple[str, str]], request: SearchRequest, semantic: bool = False
) -> Iterator[tuple[str, str, float]]:
    """Yield query id, document id and score of the best articles for each (id, raw text), best first.

    Of `request` count the size and the filters. Raises FatalError when nothing was indexed yet.
    """
    fitting = conditions(Query(), request)
    source = iter(queries)
    while chunk := list(islice(source, _QUERIES_A_REQUEST)):
        asked = [
            _asked(
                {"bool": {"must": text_query(without_noise(text), "1"), "filter": fitting}},
                vector_of(text) if semantic else None,
                [fitting],
            )
            for _, text in chunk
        ]
        for (query_id, _), scores in zip(
            chunk, rank(asked, request.size, partial(ask_for_scores, client)), strict=True
        ):
            for id_, score in islice(scores.items(), request.size):
                yield query_id, id_, score


def _asked(query: Body, vector: list[float] | None, fitting: list[Body]) -> Asked:
    return Asked(
        by_words={"query": query, "_source": False, **FIRST_SEEN},
        by_meaning=nearest_body(vector, fitting) if vector else None,
        words_of=partial(ids_body, query),
        meaning_of=partial(similar_body, vector) if vector else None,
    )


def _suggestion(client: Client, text: str) -> str | None:
    """Return `text` with misspelt words as the index spells them, or None when it knows none better."""
    answer = ask(client, spelling_body(text))
    words = answer["suggest"]["words"]
    doubtful = [word for word in words if word["options"] and word["text"] not in FILTER_NAMES]
    # A word that one language's index lacks may stand in another's.
    known = ask_for_scores(client, [{"query": {"match": {"body.exact": word["text"]}}} for word in doubtful])
    return respelled(text, [word for word, hits in zip(doubtful, known, strict=True) if not hits])
