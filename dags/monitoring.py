"""What Airflow's own metrics, lineage and deadlines report about a run, besides its log: docs/monitoring.md."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from airflow.sdk import get_current_context
from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.observability.metrics.stats_utils import get_stats_factory
from airflow.sdk.observability.stats import Stats

from etl.settings import Settings, get_settings

PREFIX = "clippings"

log = logging.getLogger(__name__)


@contextmanager
def timed(stage: str) -> Iterator[None]:
    """Emit how long the block took as `clippings.<stage>.seconds`, even if it failed."""
    start = time.monotonic()
    try:
        yield
    finally:
        Stats.gauge(f"{PREFIX}.{stage}.seconds", time.monotonic() - start, tags=_tags())


def emit_dealt(shards: int) -> None:
    """Emit into how many shards the input was divided."""
    Stats.gauge(f"{PREFIX}.discover.shards", shards, tags=_tags())


def emit_counts(counts: Any, seconds: float) -> None:
    """Emit the counts of one shard, which took `seconds`: by disposition, and rejects by reason and stage."""
    tags = _tags()
    Stats.incr(f"{PREFIX}.inputs", counts.discovered, tags=tags)
    for name, number in counts.by_disposition().items():
        Stats.incr(f"{PREFIX}.{name}", number, tags=tags)
    for reason, number in counts.rejected_by_reason.items():
        # The reason is in the name: plain StatsD has no tags.
        Stats.incr(f"{PREFIX}.rejected.{reason}", number, tags=tags)
    for stage, number in counts.rejected_by_stage.items():
        Stats.incr(f"{PREFIX}.{stage}.rejected", number, tags=tags)
    if seconds > 0:
        Stats.gauge(f"{PREFIX}.shard.articles_per_second", counts.discovered / seconds, tags=tags)


def emit_lag() -> None:
    """Emit the seconds from when the run was due until its last articles can be found, which is now."""
    run = get_current_context()["dag_run"]
    late = time.time() - run.run_after.timestamp()
    Stats.gauge(f"{PREFIX}.lag_seconds", late, tags=_tags())


def _tags() -> dict[str, str]:
    return {"dag_id": str(get_current_context()["dag"].dag_id)}


def declare(settings: Settings, source: str | None, *, written: int | None = None) -> None:
    """Name what the running task reads and writes for OpenLineage, if its provider is installed.

    `source` is the input, or None for the index itself. `written` is the number of documents put into the index, or None if
    the task writes none.
    """
    try:
        from openlineage.client.event_v2 import Dataset, OutputDataset
        from openlineage.client.facet_v2 import output_statistics_output_dataset as statistics
    except ImportError:
        return
    index = index_dataset(settings.es_url or "")
    task = get_current_context()["task"]
    # Assets stay: the run of another DAG may wait for them.
    namespace, name = input_dataset(source) if source else index
    task.inlets = [*task.inlets, Dataset(namespace, name)]
    if written is not None:
        facet = statistics.OutputStatisticsOutputDatasetFacet(rowCount=written)
        task.outlets = [*task.outlets, OutputDataset(*index, outputFacets={"outputStatistics": facet})]


def input_dataset(source: str) -> tuple[str, str]:
    """Return the namespace and name of an input, as OpenLineage defines them."""
    from etl.discover import root_uri

    parts = urlsplit(root_uri(source))
    if parts.scheme == "file":
        return "file", parts.path
    return f"{parts.scheme}://{parts.netloc}", parts.path.strip("/") or "/"


def index_dataset(es_url: str) -> tuple[str, str]:
    """Return the namespace and name of the index, using the first of the addresses in `es_url`."""
    from etl.load.indices import ALIAS
    from etl.settings import each_url

    return f"elasticsearch://{urlsplit(each_url(es_url)[0]).netloc}", ALIAS


def deadline_missed(context: dict[str, Any]) -> None:
    """Report a run that did not end in time: as an error in the log, and as `clippings.deadline_missed`."""
    run = context["dag_run"]
    log.error(
        "the run %s of %s did not end within CLIPPINGS_DEADLINE_HOURS=%s",
        run["dag_run_id"], run["dag_id"], get_settings().deadline_hours,
    )  # fmt: skip
    # Callbacks run where nobody has set it up, unlike tasks.
    Stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
    Stats.incr(f"{PREFIX}.deadline_missed", tags={"dag_id": run["dag_id"]})


def deadline() -> DeadlineAlert | None:
    """Return when a run should end, if a deadline is set; with one, `airflow dags test` of Airflow 3.3 fails."""
    hours = get_settings().deadline_hours
    if hours is None:
        return None
    return DeadlineAlert(
        name="in time",
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=hours),
        callback=SyncCallback(deadline_missed),
    )
