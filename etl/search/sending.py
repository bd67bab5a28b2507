"""Send searches: a single one to be shown, or many in one request for their scores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from etl.errors import EmptyIndexError, QueryError
from etl.load.faults import told
from etl.load.indices import ALIAS
from etl.search.bodies import SEARCH_TYPE
from etl.search.conditions import Body
from etl.search.counts import stories_body
from etl.search.hits import NOTHING_INDEXED, SearchRequest, scores_of

Client = Elasticsearch
_KEPT = "5m"
"""How long the articles of a search that is read page by page are kept as they were, from page to page."""


def ask(client: Client, body: Body) -> Any:
    """Return the answer to a search in all articles.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    with _failing_in_one_line():
        return client.search(index=ALIAS, body=body, search_type=SEARCH_TYPE)


def with_stories(client: Client, request: SearchRequest) -> SearchRequest:
    """Return `request` with the `stories` that satisfy its `copies`: those told by that many of the articles that fit.

    Raises:
        FatalError: the query cannot be read, Elasticsearch could not search, or nothing has been indexed yet.
    """
    if request.copies < 2 or request.stories is not None:
        return request
    buckets = ask(client, stories_body(request))["aggregations"]["stories"]["buckets"]
    return request.model_copy(update={"stories": [bucket["key"] for bucket in buckets]})


def ask_for_scores(client: Client, bodies: list[Body]) -> list[dict[str, float]]:
    """Return for each of `bodies` the score of each hit by its id, best first.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    headers = {"index": ALIAS, "search_type": SEARCH_TYPE}
    searches = [line for body in bodies for line in (headers, {**body, "track_total_hits": False})]
    if not searches:
        return []
    with _failing_in_one_line():
        return [scores_of(answer) for answer in client.msearch(searches=searches)["responses"]]


def scan(client: Client, body: Body) -> Iterator[Any]:
    """Yield every hit of a search, in order and as the articles are now, whatever is written meanwhile.

    Raises:
        FatalError: Elasticsearch could not search, or nothing has been indexed yet.
    """
    point: str | None = None
    after: list[Any] | None = None
    try:
        while True:
            hits, point = next_page(client, body, point, after)
            yield from hits
            if len(hits) < body["size"]:
                return
            after = hits[-1]["sort"]
    finally:
        if point:
            with _failing_in_one_line():
                client.close_point_in_time(id=point)


def next_page(
    client: Client, body: Body, point: str | None, after: list[Any] | None
) -> tuple[list[Any], str]:
    """Return one page of a search and the id of its point in time; `after` is the `sort` of the last hit before.

    Without a `point`, a new one is opened; each page keeps it for another five minutes.

    Raises:
        FatalError: Elasticsearch could not search, the point is gone, or nothing has been indexed yet.
    """
    is_first = point is None
    with _failing_in_one_line() if is_first else _with_a_point():
        point = point or client.open_point_in_time(index=ALIAS, keep_alive=_KEPT)["id"]
        request = {**body, "pit": {"id": point, "keep_alive": _KEPT}, "track_total_hits": False}
        if after is not None:
            request["search_after"] = after
        answer = client.search(body=request, search_type=SEARCH_TYPE)
        return answer["hits"]["hits"], answer["pit_id"]


@contextmanager
def _with_a_point() -> Iterator[None]:
    try:
        with _failing_in_one_line():
            yield
    except EmptyIndexError:
        raise QueryError("cursor: what it goes on with is no longer kept; begin again without it") from None


@contextmanager
def _failing_in_one_line() -> Iterator[None]:
    try:
        yield
    except NotFoundError:
        raise EmptyIndexError(NOTHING_INDEXED) from None
    except (ApiError, TransportError) as error:
        raise told(error) from None
