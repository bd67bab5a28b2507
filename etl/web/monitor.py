"""Answers for monitoring systems: `/health`, and `/metrics` in Prometheus's text format, without any text of articles."""

from __future__ import annotations

import time
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.report import RunReport
from etl.search.sending import Client
from etl.search.state import last_run, state_of


def router(client: Client, registry: CollectorRegistry) -> APIRouter:
    """Return the two routes; `registry` holds further measures for `/metrics`."""
    registry.register(_Index(client))
    found = APIRouter(include_in_schema=False)

    @found.api_route("/health", methods=["GET", "HEAD"])
    def health() -> Response:
        state = state_of(client)
        said = {"status": "ok" if state else "unavailable", "articles": state.articles if state else None}
        return JSONResponse(said, 200 if state else 503, {"Cache-Control": "no-store"})

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


class _Index(Collector):
    """What Elasticsearch holds, asked for each time."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing, so that Elasticsearch is not asked before the first request for `/metrics`."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the measures; those of runs are left out if the login may not read the runs."""
        up = GaugeMetricFamily("clippings_elasticsearch_up", "Whether Elasticsearch answers.", value=0)
        state = state_of(self.client)
        if state is None:
            yield up
            return
        up.samples.clear()
        up.add_metric([], 1)
        yield up
        yield GaugeMetricFamily("clippings_articles", "Articles that can be found.", value=state.articles)
        if state.newest:
            yield GaugeMetricFamily(
                "clippings_newest_article_timestamp_seconds",
                "When the newest document was made.",
                value=state.newest,
            )
        if report := last_run(self.client):
            yield from _of_run(report)


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
    for name, number in counts.by_disposition().items():
        inputs.add_metric([name], number)
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
