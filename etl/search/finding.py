"""Send searches to Elasticsearch and read the answers; the requests are from `etl.search.bodies`."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from etl.article import Article
from etl.search.bodies import (
    MOST_HITS,
    article_body,
    is_ranked,
    marked_body,
    more_like_body,
    nearest_to_body,
    remaining_body,
    search_body,
    spelling_body,
    story_body,
)
from etl.search.conditions import Body, conditions, found_by_words, query_body
from etl.search.counts import MOST_STORIES, days_body
from etl.search.export import rows
from etl.search.fusion import favour_recent, one_a_story, rank, vector_of
from etl.search.hits import (
    NARROWING,
    Hit,
    SearchRequest,
    SearchResult,
    cells_of,
    earliest_first,
    facets_of,
    hit_of,
    respelled,
    story_sizes_of,
)
from etl.search.many import asked_of
from etl.search.query import Query
from etl.search.query_language import parse
from etl.search.query_tokens import FILTER_NAMES, without_filters
from etl.search.sending import Client, ask, ask_for_scores, with_stories

_ARTICLES_READ = 200
"""Number of articles in which the spellings of a name are counted."""
_FORMS = 12
_FEW = 3
"""With fewer hits, another query is suggested."""
_SIGNING = ("author", "publisher")
"""Filters for names that are not in the text of an article, so that words alone do not find them."""


def search(client: Client, request: SearchRequest, *, semantic: bool = False) -> SearchResult:
    """Return the articles that fit `request`; with `semantic`, also by meaning if articles have vectors.

    If hits are sorted by date, only articles with the words count.

    Raises:
        FatalError: the query cannot be read, or nothing has been indexed yet.
    """
    request = with_stories(client, request)
    body, query = search_body(request), parse(request.query)
    by = _by_both if semantic and is_ranked(query, request) else _by_words
    answer, hits, total, has_more = by(client, request, query, body)
    suggestion = _meant(client, request, query, answer["hits"]["total"]["value"])
    return SearchResult(
        total=total,
        hits=hits,
        has_more=has_more,
        facets=facets_of(answer),
        cells=cells_of(answer),
        story_sizes=story_sizes_of(answer, MOST_STORIES),
        undated=answer.get("aggregations", {}).get("undated", {}).get("doc_count", 0),
        quoting=answer.get("aggregations", {}).get("quoting", {}).get("doc_count", 0),
        suggestion=suggestion,
        total_unfiltered=0 if total else _unfiltered(client, query, request),
    )


def count_by_day(client: Client, request: SearchRequest) -> list[tuple[str, int]]:
    """Return how many of the articles that fit are from each day, in order; days without articles are left out.

    Raises:
        FatalError: the query cannot be read, or nothing has been indexed yet.
    """
    buckets = ask(client, days_body(with_stories(client, request)))["aggregations"]["days"]["buckets"]
    return [(bucket["key_as_string"], bucket["doc_count"]) for bucket in buckets]


def _unfiltered(client: Client, query: Query, request: SearchRequest) -> int:
    free = request.model_copy(
        update={
            name: SearchRequest.model_fields[name].get_default(call_default_factory=True)
            for name in NARROWING
        }
    )
    words = parse(without_filters(request.query))
    if (words, free) == (query, request):
        return 0
    body = {"query": query_body(words, free), "size": 0, "track_total_hits": True}
    return int(ask(client, body)["hits"]["total"]["value"])


class _Found(NamedTuple):
    """The answer by words, for its counts; the hits, how many there are, and whether more follow."""

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
    """Return the best hits by words and meaning, followed by other articles with the words; pages fit together."""
    plain = query_body(query, request.model_copy(update={"recent": False}))
    asked = asked_of(plain, vector_of(query.plain_text), [conditions(query, request)])
    (scores,) = rank([asked], request.size, partial(ask_for_scores, client))
    ranked, stories, copies = list(scores), list[str](), dict[str, int]()
    if request.recent or request.collapse:
        known = {"query": {"ids": {"values": ranked}}, "size": len(ranked)}
        found = ask(client, {**known, "_source": ["published_at", "story_id"]})["hits"]["hits"]
        facts = {hit["_id"]: hit["_source"] for hit in found}
        if request.recent:
            scores = favour_recent(scores, {id_: fact.get("published_at") for id_, fact in facts.items()})
        if request.collapse:
            scores, copies = one_a_story(scores, {id_: fact.get("story_id") for id_, fact in facts.items()})
            stories = [fact["story_id"] for fact in facts.values() if fact.get("story_id")]
    best = dict(islice(scores.items(), request.start, request.start + request.size))
    found = _shown(client, body, plain, list(best))
    hits = [
        found[id_].ranked(score, copies.get(id_), explain=request.explain)
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
    """Return the articles `ids` as hits of the query `plain`, shown as `body` says."""
    shown: Body = {key: body[key] for key in ("size", "_source", "highlight", "explain") if key in body}
    page = {"bool": {"filter": {"ids": {"values": ids}}, "should": plain}}
    return {hit["_id"]: hit_of(hit) for hit in ask(client, {**shown, "query": page})["hits"]["hits"]}


def find_article(client: Client, id_or_url: str) -> Article | None:
    """Return the article with this id, or else with this URL, as it is indexed.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    for hit in ask(client, article_body(id_or_url))["hits"]["hits"]:
        return Article.model_validate(Article.fields_of(hit["_source"]))
    return None


def find_copies(client: Client, article: Article) -> tuple[int, list[Hit]]:
    """Return how many other articles tell the same story, and the earliest of them.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    answer = ask(client, story_body(article.story_id or article.id, article.id))
    return answer["hits"]["total"]["value"], [hit_of(hit) for hit in answer["hits"]["hits"]]


def find_similar(client: Client, article: Article) -> list[Hit]:
    """Return other articles on the same subject, except copies: by meaning if it has a vector, else by rare words.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    story = article.story_id or article.id
    if article.embedding:
        body = nearest_to_body(article.embedding, article.id, story)
    else:
        body = more_like_body(article.id, story)
    return [hit_of(hit) for hit in ask(client, body)["hits"]["hits"]]


def mark_words(client: Client, article: Article, words: str) -> tuple[str, str]:
    """Return the title and the body of `article`, with the `words` of a search marked as in a hit.

    Raises:
        FatalError: Elasticsearch could not search.
    """
    title, body = article.title or "", article.body
    for hit in ask(client, marked_body(article.id, words))["hits"]["hits"]:
        highlight = hit.get("highlight", {})
        title, body = highlight.get("title", [title])[0], highlight.get("body", [body])[0]
    return title, body


def spellings(client: Client, name: str, value: str) -> list[tuple[str, int]]:
    """Return how the newest articles spell a name, each spelling with its count, the most frequent first.

    `name` is the filter `person`, `organization` or `place`.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    request = SearchRequest(exactly=[f"{name}:{value}"], sort="date")
    forms: Counter[str] = Counter()
    for row in islice(rows(client, request, ["entities"]), _ARTICLES_READ):
        for entity in row["entities"] or []:
            if entity["name"] == value and entity["type"] == name:
                forms.update(sorted(set(entity["forms"])))
    return forms.most_common(_FORMS)


def _meant(client: Client, request: SearchRequest, query: Query, found: int) -> str | None:
    """Return what may be meant by a query with few hits: an author or publisher, or another spelling."""
    if found >= _FEW or not query.plain_text:
        return None
    named = None if found else _as_a_name(client, request, query)
    return named or _suggestion(client, request.query)


def _as_a_name(client: Client, request: SearchRequest, query: Query) -> str | None:
    """Return the query with its words as the name of an author or publisher, or None if nobody is called so."""
    words = query.plain_text
    written = re.search(rf'(?<![^\s(])(?:"{re.escape(words)}"|{re.escape(words)})(?![^\s)])', request.query)
    if '"' in words or not written:
        return None
    for name in _SIGNING:
        named = f'{request.query[: written.start()]}{name}:"{words}"{request.query[written.end() :]}'
        other = request.model_copy(update={"query": named, "start": 0, "facets": False, "picture": False})
        if ask(client, search_body(other) | {"size": 0})["hits"]["total"]["value"]:
            return named
    return None


def _suggestion(client: Client, text: str) -> str | None:
    """Return `text` with misspelt words corrected as the index spells them, or None if it knows nothing better."""
    answer = ask(client, spelling_body(text))
    words = answer["suggest"]["words"]
    doubtful = [word for word in words if word["options"] and word["text"] not in FILTER_NAMES]
    # A word that one language's index lacks may stand in another's, in a title alone, or in another form.
    known = ask_for_scores(client, [{"query": found_by_words(word["text"])} for word in doubtful])
    return respelled(text, [word for word, hits in zip(doubtful, known, strict=True) if not hits])
