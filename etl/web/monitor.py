"""What a monitoring system asks: `/health`, and `/metrics` in Prometheus's text format. Nothing in them names a text."""

from __future__ import annotations

import time
from collections.abc import Iterator

from elasticsearch import ApiError, NotFoundError, TransportError
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.load.indices import ALIAS
from etl.load.runs import INDEX as RUNS
from etl.report import RunReport
from etl.search.sending import Client

_PATIENCE = 5
"""Seconds that Elasticsearch has for the answer to a monitor, which asks again soon."""
_DISPOSITIONS = ("indexed", "unchanged", "superseded", "deleted", "rejected")


def router(client: Client, registry: CollectorRegistry) -> APIRouter:
    """Return the two addresses; `registry`: what else `/metrics` tells."""
    registry.register(_Index(client))
    found = APIRouter(include_in_schema=False)

    @found.api_route("/health", methods=["GET", "HEAD"])
    def health() -> Response:
        try:
            articles: int | None = _articles(_hasty(client))[0]
        except (ApiError, TransportError):
            articles = None
        status = "unavailable" if articles is None else "ok"
        return JSONResponse(
            {"status": status, "articles": articles},
            503 if articles is None else 200,
            {"Cache-Control": "no-store"},
        )

    @found.api_route("/metrics", methods=["GET", "HEAD"])
    def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return found


def counted(app: ASGIApp, registry: CollectorRegistry) -> ASGIApp:
    """Return `app` with its requests counted and timed in `registry`, by the pattern of their address."""
    ProcessCollector(registry=registry)
    requests = Counter(
        "clippings_http_requests", "Requests answered.", ["route", "status"], registry=registry
    )
    seconds = Histogram(
        "clippings_http_request_seconds",
        "From a request to the end of its answer.",
        ["route"],
        registry=registry,
    )

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        start, status = time.perf_counter(), 500

        async def send_on(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await app(scope, receive, send_on)
        finally:
            # Never the address itself: who asks chooses it, so there is no end of them.
            route = getattr(scope.get("route"), "path", None) or "other"
            requests.labels(route, status).inc()
            seconds.labels(route).observe(time.perf_counter() - start)

    return answer


def _hasty(client: Client) -> Client:
    return client.options(request_timeout=_PATIENCE, max_retries=0)


def _articles(client: Client) -> tuple[int, float | None]:
    """Return how many articles can be found, and when the newest was made, in seconds since 1970."""
    newest = {"newest": {"max": {"field": "ingested_at"}}}
    try:
        found = client.search(index=ALIAS, size=0, track_total_hits=True, aggs=newest)
    except NotFoundError:  # nothing was indexed yet
        return 0, None
    made = found["aggregations"]["newest"]["value"]
    return found["hits"]["total"]["value"], made and made / 1000


class _Index(Collector):
    """What Elasticsearch holds, asked anew each time."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def describe(self) -> list[GaugeMetricFamily]:
        """Say nothing, so that nothing is asked before the first `/metrics`."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the measures; those of runs are left out where the login may not read the runs."""
        up = GaugeMetricFamily("clippings_elasticsearch_up", "Whether Elasticsearch answers.", value=0)
        client = _hasty(self.client)
        try:
            articles, newest = _articles(client)
        except (ApiError, TransportError):
            yield up
            return
        up.samples.clear()
        up.add_metric([], 1)
        yield up
        yield GaugeMetricFamily("clippings_articles", "Articles that can be found.", value=articles)
        if newest:
            yield GaugeMetricFamily(
                "clippings_newest_article_timestamp_seconds",
                "When the newest document was made.",
                value=newest,
            )
        try:
            hits = client.search(index=RUNS, size=1, sort=[{"finished_at": "desc"}], ignore_unavailable=True)[
                "hits"
            ]["hits"]
        except (ApiError, TransportError):
            return
        if hits:
            yield from _of_run(RunReport.model_validate(hits[0]["_source"]))


def _of_run(report: RunReport) -> Iterator[GaugeMetricFamily]:
    counts, seconds = report.counts, (report.finished_at - report.started_at).total_seconds()
    yield GaugeMetricFamily(
        "clippings_last_run_timestamp_seconds",
        "When the last run ended.",
        value=report.finished_at.timestamp(),
    )
    yield GaugeMetricFamily("clippings_last_run_seconds", "How long the last run took.", value=seconds)
    inputs = GaugeMetricFamily(
        "clippings_last_run_inputs", "Inputs of the last run by what became of them.", labels=["disposition"]
    )
    for name in _DISPOSITIONS:
        inputs.add_metric([name], getattr(counts, name))
    yield inputs
    rejects = GaugeMetricFamily(
        "clippings_last_run_rejects", "Rejects of the last run by reason and by whether an earlier run had them.",
        labels=["reason", "known"],
    )  # fmt: skip
    for reason, number in counts.rejected_by_reason.items():
        known = counts.known_by_reason.get(reason, 0)
        rejects.add_metric([reason, "yes"], known)
        rejects.add_metric([reason, "no"], number - known)
    yield rejects
