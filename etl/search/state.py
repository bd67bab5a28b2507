"""The state of the index for a monitoring system; as it asks often, Elasticsearch must answer at once."""

from __future__ import annotations

from dataclasses import dataclass

from elasticsearch import ApiError, NotFoundError, TransportError

from etl.load.indices import ALIAS
from etl.load.runs import INDEX as RUNS
from etl.report import RunReport
from etl.search.sending import Client

_PATIENCE = 5
"""Seconds that Elasticsearch has for an answer."""


@dataclass(frozen=True)
class State:
    """What a search can find."""

    articles: int
    newest: float | None  # when the newest document was made, in seconds since 1970


def state_of(client: Client) -> State | None:
    """Return what a search can find now; None if Elasticsearch does not answer or this login may not ask."""
    newest = {"newest": {"max": {"field": "ingested_at"}}}
    try:
        found = _hasty(client).search(index=ALIAS, size=0, track_total_hits=True, aggs=newest)
    except NotFoundError:  # nothing was indexed yet
        return State(0, None)
    except (ApiError, TransportError):
        return None
    made = found["aggregations"]["newest"]["value"]
    return State(found["hits"]["total"]["value"], made and made / 1000)


def last_run(client: Client) -> RunReport | None:
    """Return the report of the last run; None if there is none or this login may not read the runs."""
    newest = [{"finished_at": "desc"}]
    try:
        answer = _hasty(client).search(index=RUNS, size=1, sort=newest, ignore_unavailable=True)
    except (ApiError, TransportError):
        return None
    hits = answer["hits"]["hits"]
    return RunReport.model_validate(hits[0]["_source"]) if hits else None


def _hasty(client: Client) -> Client:
    return client.options(request_timeout=_PATIENCE, max_retries=0)
