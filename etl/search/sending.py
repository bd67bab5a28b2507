"""Searches as they are sent: one that is shown, or many in one request for their scores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError

from etl.errors import EmptyIndexError
from etl.load.faults import told
from etl.load.indices import ALIAS
from etl.search.bodies import SEARCH_TYPE, Body
from etl.search.hits import NOTHING_INDEXED, scores_of

Client = Elasticsearch


def ask(client: Client, body: Body) -> Any:
    """Return the answer to a search of all articles.

    Raises:
        FatalError: Elasticsearch could not search, or nothing was indexed yet.
    """
    with _failing_in_one_line():
        return client.search(index=ALIAS, body=body, search_type=SEARCH_TYPE)


def ask_for_scores(client: Client, bodies: list[Body]) -> list[dict[str, float]]:
    """Return the score of each hit by its id, best first, for each of `bodies`.

    Raises:
        FatalError: Elasticsearch could not search, or nothing was indexed yet.
    """
    headers = {"index": ALIAS, "search_type": SEARCH_TYPE}
    searches = [line for body in bodies for line in (headers, {**body, "track_total_hits": False})]
    if not searches:
        return []
    with _failing_in_one_line():
        return [scores_of(answer) for answer in client.msearch(searches=searches)["responses"]]


@contextmanager
def _failing_in_one_line() -> Iterator[None]:
    try:
        yield
    except NotFoundError:
        raise EmptyIndexError(NOTHING_INDEXED) from None
    except (ApiError, TransportError) as error:
        raise told(error) from None
