"""Clean, enrich and load a folder of raw article files into Elasticsearch, shard by shard."""

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

from etl.settings import get_settings

DOC = """
Reads every article below `input`, cleans and enriches it, and loads it into Elasticsearch, where the alias
`articles` finds it. Unchanged files are skipped, so the DAG can run as often as you like over the same folder.
With `prune`, articles whose files are gone are removed first.

`discover` lists the input and deals it out; each mapped `do_shard` looks up what is unchanged and takes the rest
through all stages, batch by batch (its log tells of each, its XCom holds the counts); `report` adds up. When more
than `most_rejected` of the new inputs were rejected, or more than a tenth crashed, the report is kept and its task fails.

Elasticsearch is the one of the connection `elasticsearch_default` (host, port, schema, login and password;
`api_key` and `ca_certs` in its extra). Batch files stand below `CLIPPINGS_STAGING` while a run goes on.
What was rejected, and why: `clippings rejects list`. An Elasticsearch that does not answer is waited for and the task tried
again; a missing input or refused credentials fail it at once. A task that is tried again, or cleared, goes on where
it was.
"""

PRUNE = Param(
    False,
    type="boolean",
    title="Prune",
    description="First remove the articles below the input whose files are gone. When that is more than a fifth of "
    "them, or a part of the input cannot be read, nothing is removed and the run fails.",
)


@dag(
    schedule=get_settings().schedule or None,
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
        "prune": PRUNE,
        "batch_size": BATCH_SIZE,
        "most_rejected": MOST_REJECTED,
    },
)
def ingest_articles() -> None:
    """Wire the stages: discover → (clean → enrich → load) for each shard of batches → report."""

    @task
    def discover() -> list[dict[str, Any]]:
        from etl.shards import deal_input

        context = get_current_context()
        params = context["params"]
        run_id, source, size = str(context["run_id"]), params["input"], params["batch_size"]
        with no_retry(), timed("discover"):
            settings, is_pruned = input_settings(), params["prune"]
            folder, shards = deal_input(settings, run_id, source, size, MOST_SHARDS, prune_first=is_pruned)
        hand_on(folder)
        emit_dealt(len(shards))
        declare(settings, source)
        return [shard.model_dump() for shard in shards]

    # An input without any article skips the mapped tasks and still has its report.
    @task(outlets=[ARTICLES], trigger_rule="none_failed")
    def report() -> None:
        from etl.shards import finish

        context, folder = get_current_context(), handed_on("discover")
        start, source = context["dag_run"].start_date, context["params"]["input"]
        with no_retry(), timed("report"):
            made = finish(connected_settings(), folder, str(context["run_id"]), [source], start)
        emit_lag()
        fail_if_too_much_fell_out(made.counts)

    do_shard.expand(shard=discover()) >> report()


ingest_articles()
