"""Build a new generation of the index beside the live one, and make it live if it is as good."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param, dag, get_current_context, task
from monitoring import deadline, declare, emit_dealt, emit_lag, timed
from stage_tasks import (
    ARTICLES,
    AT_ONCE,
    BATCH_SIZE,
    COLLECTION,
    INPUT,
    MOST_REJECTED,
    MOST_SHARDS,
    RETRIES,
    connected_settings,
    do_shard,
    fail_if_too_much_fell_out,
    hand_on,
    handed_on,
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
    max_active_tasks=AT_ONCE,
    deadline=deadline(),
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
        "most_rejected": MOST_REJECTED,
    },
)
def rebuild_index() -> None:
    """Wire the stages: begin → (clean → enrich → load) for each shard of batches → swap."""

    @task
    def begin() -> list[dict[str, Any]]:
        from etl.shards import deal_rebuild

        context = get_current_context()
        params = context["params"]
        source = None if params["from_index"] else params["input"]
        with no_retry(), timed("begin"):
            settings, run_id = input_settings(), str(context["run_id"])
            folder, shards = deal_rebuild(settings, run_id, source, params["batch_size"], MOST_SHARDS)
        hand_on(folder)
        emit_dealt(len(shards))
        declare(settings, source)
        return [shard.model_dump() for shard in shards]

    @task(outlets=[ARTICLES], trigger_rule="none_failed")
    def swap() -> None:
        from etl.shards import finish_rebuild

        context, folder = get_current_context(), handed_on("begin")
        params, start, run_id = context["params"], context["dag_run"].start_date, str(context["run_id"])
        source = None if params["from_index"] else params["input"]
        with no_retry(), timed("swap"):
            settings = connected_settings()
            made = finish_rebuild(
                settings, folder, run_id, source, start, accept_fewer=params["accept_fewer"]
            )
        emit_lag()
        fail_if_too_much_fell_out(made.counts)

    do_shard.partial(is_rebuild=True).expand(shard=begin()) >> swap()


rebuild_index()
