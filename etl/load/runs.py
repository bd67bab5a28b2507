"""`clippings-runs`: the report of every run."""

from __future__ import annotations

from elasticsearch import Elasticsearch

from etl.report import RunReport

INDEX = "clippings-runs"


def save_report(client: Elasticsearch, report: RunReport) -> None:
    """Keep `report`; it replaces an earlier report of the same run."""
    client.index(index=INDEX, id=report.run_id, document=report.model_dump(mode="json"), refresh=True)


def report_of(client: Elasticsearch, run_id: str) -> RunReport | None:
    """Return the report of the run `run_id`, or None."""
    if not client.indices.exists(index=INDEX):
        return None
    found = client.options(ignore_status=404).get(index=INDEX, id=run_id)
    return RunReport.model_validate(found["_source"]) if found.get("found") else None


def reports(client: Elasticsearch, most: int) -> list[RunReport]:
    """Return the last `most` reports, the newest first."""
    if not client.indices.exists(index=INDEX):
        return []
    found = client.search(index=INDEX, sort=[{"started_at": "desc"}], size=most)
    return [RunReport.model_validate(hit["_source"]) for hit in found["hits"]["hits"]]
