"""Do many searches in a few requests: find ids and scores of the best articles for each line of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from etl.errors import QueryError
from etl.search.bodies import FIRST_SEEN, ids_body, nearest_body, similar_body
from etl.search.conditions import Body, conditions, text_query
from etl.search.fusion import Asked, rank, vector_of
from etl.search.hits import SearchRequest
from etl.search.query import Query
from etl.search.query_language import parse
from etl.search.query_tokens import without_filters
from etl.search.sending import Client, ask_for_scores

_QUERIES_A_REQUEST = 50
_MOST_WORDS = 15
"""Most words of a line that is a query and not a post; of 997 posts by people, one is that short and has an operator."""
_ADDRESSES = re.compile(r"https?://\S+|pic\.twitter\.com/\S+|&amp;")
_HANDLE = re.compile(r"\(?[@#](\w+)\)?")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


def read_line(text: str) -> tuple[Query, QueryError | None]:
    """Return a line's query parsed; if it cannot be read, only its words, with the error that says why.

    In a text of more than `_MOST_WORDS` words, such as a post, only words and filters count: its quotation marks,
    parentheses and capitals are not operators.
    """
    try:
        query = parse(text)
    except QueryError as error:
        return Query(text=text), error
    if len(text.split()) > _MOST_WORDS:
        words = without_filters(text)
        query = Query(text=words, filters=query.filters, since=query.since, until=query.until)
    return query, None


def search_many(
    client: Client, queries: Iterable[tuple[str, Query]], request: SearchRequest, *, semantic: bool = False
) -> Iterator[tuple[str, str, float]]:
    """Yield query id, document id and score of the best articles for each (id, query), best first.

    Only size and filters of `request` are used. One word of a query is enough for an article to be found, as a line may be a
    whole post; everything else in the query must fit.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    source = iter(queries)
    while chunk := list(islice(source, _QUERIES_A_REQUEST)):
        asked = [_asked(query, request, semantic=semantic) for _, query in chunk]
        ranked = rank(asked, request.size, partial(ask_for_scores, client))
        for (query_id, _), scores in zip(chunk, ranked, strict=True):
            for id_, score in islice(scores.items(), request.size):
                yield query_id, id_, score


def _asked(query: Query, request: SearchRequest, *, semantic: bool) -> Asked:
    words, fitting = without_noise(query.plain_text), conditions(query, request)
    body = {"bool": {"must": text_query(words, "1") if words else {"match_all": {}}, "filter": fitting}}
    return asked_of(body, vector_of(query.plain_text) if semantic and words else None, [fitting])


def asked_of(query: Body, vector: list[float] | None, fitting: list[Body]) -> Asked:
    """Return the requests that rank the results of `query` and the articles nearest to `vector` together."""
    return Asked(
        by_words={"query": query, "_source": False, **FIRST_SEEN},
        by_meaning=nearest_body(vector, fitting) if vector else None,
        words_of=partial(ids_body, query),
        meaning_of=partial(similar_body, vector) if vector else None,
    )


def without_noise(text: str) -> str:
    """Return the `text` of a post as a query: without addresses, and with handles and hashtags split into words.

    `#ClimateChange` becomes `ClimateChange Climate Change`, since an article may write it either way.
    """

    def spell(match: re.Match[str]) -> str:
        name = match[1]
        words = _HUMPS.sub(" ", name)
        return f" {name} {words} " if words != name else f" {name} "

    kept = " ".join(_HANDLE.sub(spell, _ADDRESSES.sub(" ", text)).split())
    return kept or text
