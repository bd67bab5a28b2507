"""Build a new generation of the index beside the live one, and put it in its place when it is as good."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, get_current_context, task, task_group
from stage_tasks import (
    ARTICLES,
    BATCH_SIZE,
    COLLECTION,
    INPUT,
    MOST_SHARDS,
    RETRIES,
    clean,
    connected_settings,
    enrich,
    input_settings,
    no_retry,
)

DOC = """
Fills a new generation of every index from the articles below `input`, or from the stored documents (`from_index`:
no files are read, and only what enrichment and `mappings/` changed is new). Searches see the live generation until
the new one is complete and checked; then all aliases are swapped in one request. The DAG `ingest_articles` may run
meanwhile: it writes to both.

A run that failed is gone on with by the next one of the same input. To go back: `clippings rollback`. To remove
old generations: `clippings generations drop`. The connection and retries are those of `ingest_articles`.
"""


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    doc_md=DOC,
    tags=["clippings", "news", "elasticsearch"],
    default_args=RETRIES,
    params={
        "input": INPUT,
        "collection": COLLECTION,
        "from_index": Param(
            False,
            type="boolean",
            title="From the index",
            description="From the stored documents; the input is left alone.",
        ),
        "accept_fewer": Param(
            False,
            type="boolean",
            title="Accept fewer",
            description="Swap even if more than a fifth of the articles are not in the new generation.",
        ),
        "batch_size": BATCH_SIZE,
    },
)
def rebuild_index() -> None:
    """Wire the stages: begin → (clean → enrich → load) for each shard of batches → swap."""

    @task
    def begin() -> list[list[str]]:
        from etl.stages import stage_rebuild

        context = get_current_context()
        params = context["params"]
        source = None if params["from_index"] else params["input"]
        with no_retry():
            settings, run_id = input_settings(), str(context["run_id"])
            return stage_rebuild(settings, run_id, source, params["batch_size"], MOST_SHARDS)

    @task
    def load(batch_files: list[str]) -> list[str]:
        from etl.stages import stage_load

        context = get_current_context()
        start, run_id = context["dag_run"].start_date, str(context["run_id"])
        with no_retry():
            settings = connected_settings()
            return [stage_load(settings, path, run_start=start, rebuild_by=run_id) for path in batch_files]

    @task(outlets=[ARTICLES], trigger_rule="none_failed")
    def swap() -> None:
        from etl.stages import finish_rebuild

        context = get_current_context()
        params = context["params"]
        source = None if params["from_index"] else params["input"]
        with no_retry():
            settings, run_id = connected_settings(), str(context["run_id"])
            finish_rebuild(settings, run_id, source, context["dag_run"].start_date, params["accept_fewer"])

    @task_group
    def shard(batch_files: Any) -> None:
        load(enrich(clean(batch_files)))  # type: ignore[arg-type]

    shard.expand(batch_files=begin()) >> swap()


rebuild_index()
