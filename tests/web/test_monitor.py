"""What a monitoring system asks: `/health` and `/metrics`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from elasticsearch import Elasticsearch
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from etl.load.runs import save_report
from etl.report import Counts, RunReport
from tests.web.conftest import client_of

ALERTS = Path(__file__).parents[2] / "docker" / "alerts.yml"
REPORT = RunReport(
    run_id="last",
    input=["/news"],
    started_at=datetime(2026, 3, 1, 10, 0, tzinfo=UTC),
    finished_at=datetime(2026, 3, 1, 10, 2, tzinfo=UTC),
    pipeline_version="1",
    counts=Counts(
        discovered=9,
        indexed=4,
        unchanged=2,
        rejected=3,
        rejected_by_reason={"empty": 2, "binary": 1},
        known_by_reason={"empty": 1},
    ),
)


def samples(pages: TestClient) -> dict[tuple[str, ...], float]:
    """What `/metrics` tells, by name and the values of the labels, as a Prometheus reads it."""
    answer = pages.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_the_index_and_the_last_run_are_measured(articles: Elasticsearch, pages: TestClient) -> None:
    save_report(articles, REPORT)
    try:
        found = samples(pages)
    finally:
        articles.indices.delete(index="clippings-runs")

    assert found["clippings_elasticsearch_up",] == 1
    assert found["clippings_articles",] == 48
    assert found["clippings_last_run_timestamp_seconds",] == REPORT.finished_at.timestamp()
    assert found["clippings_last_run_seconds",] == 120
    assert found["clippings_last_run_inputs", "indexed"] == 4
    assert found["clippings_last_run_rejects", "yes", "empty"] == 1
    assert found["clippings_last_run_rejects", "no", "empty"] == 1
    assert found["clippings_last_run_rejects", "no", "binary"] == 1


def test_requests_are_counted_by_route_and_not_by_address(articles: Elasticsearch) -> None:
    pages = client_of(articles)
    for address in ("/articles/talks", "/articles/none", "/no/such/page", "/another", "/static/style.css"):
        pages.get(address)
    found = {
        key[1:]: value for key, value in samples(pages).items() if key[0] == "clippings_http_requests_total"
    }

    assert found["/articles/{id_:path}", "200"] == 1
    assert found["/articles/{id_:path}", "404"] == 1
    assert found["other", "404"] == 2
    assert not any("talks" in str(key) or "another" in str(key) for key in found)


def test_an_elasticsearch_that_is_away_is_no_health(articles: Elasticsearch, pages: TestClient) -> None:
    away = client_of(Elasticsearch("http://127.0.0.1:9", max_retries=0))

    assert pages.get("/health").json() == {"status": "ok", "articles": 48}
    answer = away.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "articles": None})
    assert samples(away)["clippings_elasticsearch_up",] == 0


@pytest.mark.parametrize("address", ["/health", "/metrics"])
def test_another_site_s_name_is_not_answered(pages: TestClient, address: str) -> None:
    assert pages.get(address, headers={"Host": "evil.example"}).status_code == 400


def test_the_alerts_ask_for_what_is_told(articles: Elasticsearch, pages: TestClient) -> None:
    save_report(articles, REPORT)
    try:
        told = {key[0] for key in samples(pages)}
    finally:
        articles.indices.delete(index="clippings-runs")
    (group,) = yaml.safe_load(ALERTS.read_text())["groups"]

    asked = {name for rule in group["rules"] for name in re.findall(r"\bclippings_\w+", rule["expr"])}
    assert asked
    assert asked <= told
    for rule in group["rules"]:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["expr"].count("(") == rule["expr"].count(")")
