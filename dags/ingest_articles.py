"""Clean, enrich and load a folder of raw article files into Elasticsearch, batch by batch."""

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

from etl.settings import get_settings

DOC = """
Reads every article below `input`, cleans and enriches it, and loads it into Elasticsearch, where the alias
`articles` finds it. Unchanged files are skipped, so the DAG can run as often as you like over the same folder.
With `prune`, articles whose files are gone are removed first.

Elasticsearch is the one of the connection `elasticsearch_default` (host, port, schema, login and password;
`api_key` and `ca_certs` in its extra). Batch files stand below `CLIPPINGS_HOME/staging` while a run goes on.
What fell out, and why: `clippings rejects list`. An Elasticsearch that is away is waited for and the task tried
again, each batch then in a process of its own, so that only what kills it falls out; a missing input or refused credentials fail it at once.
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
    doc_md=DOC,
    tags=["clippings", "news", "elasticsearch"],
    default_args=RETRIES,
    params={"input": INPUT, "collection": COLLECTION, "prune": PRUNE, "batch_size": BATCH_SIZE},
)
def ingest_articles() -> None:
    """Wire the stages: discover → (clean → enrich → load) for each shard of batches → report."""

    @task
    def discover() -> list[list[str]]:
        from etl.stages import stage_input

        context = get_current_context()
        params = context["params"]
        run_id, source, size = str(context["run_id"]), params["input"], params["batch_size"]
        with no_retry():
            settings, is_pruned = input_settings(), params["prune"]
            return stage_input(settings, run_id, source, size, MOST_SHARDS, prune_first=is_pruned)

    @task
    def load(batch_files: list[str]) -> list[str]:
        from etl.stages import stage_load

        start = get_current_context()["dag_run"].start_date
        with no_retry():
            settings = connected_settings()
            return [stage_load(settings, path, run_start=start) for path in batch_files]

    # An input without any article skips the mapped tasks and still has its report.
    @task(outlets=[ARTICLES], trigger_rule="none_failed")
    def report() -> None:
        from etl.stages import finish

        context = get_current_context()
        start = context["dag_run"].start_date
        with no_retry():
            finish(connected_settings(), str(context["run_id"]), [context["params"]["input"]], start)

    @task_group
    def shard(batch_files: Any) -> None:
        load(enrich(clean(batch_files)))  # type: ignore[arg-type]

    shard.expand(batch_files=discover()) >> report()


ingest_articles()
