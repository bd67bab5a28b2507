"""Clean, enrich and load a folder of raw article files into Elasticsearch, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, Param, dag, get_current_context, task, task_group

from etl.settings import Settings, get_settings

ARTICLES = Asset("clippings://articles")
CONNECTION = "elasticsearch_default"
MOST_SHARDS = 1000
"""Mapped tasks of one run; Airflow's default limit is 1,024."""

DOC = """
Reads every article below `input`, cleans and enriches it, and loads it into Elasticsearch, where the alias
`articles` finds it. Unchanged files are skipped, so the DAG can run as often as you like over the same folder.

Elasticsearch is the one of the connection `elasticsearch_default` (host, port, schema, login and password;
`api_key` and `ca_certs` in its extra). Batch files stand below `CLIPPINGS_HOME/staging` while a run goes on.
What fell out, and why: `clippings rejects list`. An Elasticsearch that is away is waited for and the task tried
again, each batch then in a process of its own, so that only what kills it falls out; a missing input or refused credentials fail it at once.
"""


@contextmanager
def no_retry() -> Iterator[None]:
    """Fail the task for good on an error that trying again cannot mend."""
    from airflow.sdk.exceptions import AirflowFailException

    from etl.errors import AwayError, FatalError

    try:
        yield
    except AwayError:
        raise
    except FatalError as error:
        raise AirflowFailException(str(error)) from error


def connected_settings() -> Settings:
    """Return the settings with the Elasticsearch of the Airflow connection.

    Raises:
        AirflowFailException: there is no such connection.
    """
    from airflow.sdk import BaseHook
    from airflow.sdk.exceptions import AirflowFailException, AirflowRuntimeError
    from pydantic import SecretStr

    try:
        connection = BaseHook.get_connection(CONNECTION)
    except (AirflowRuntimeError, KeyError) as error:
        raise AirflowFailException(
            f"no Airflow connection {CONNECTION}; add it with: airflow connections add"
        ) from error
    extra = connection.extra_dejson
    schema = connection.schema or extra.get("http_scheme") or "http"
    found: dict[str, Any] = {"es_url": f"{schema}://{connection.host}:{connection.port or 9200}"}
    if connection.login and connection.password:
        found |= {"es_user": connection.login, "es_password": SecretStr(connection.password)}
    if extra.get("api_key"):
        found["es_api_key"] = SecretStr(extra["api_key"])
    if extra.get("ca_certs"):
        found["es_ca_certs"] = extra["ca_certs"]
    return get_settings().model_copy(update=found)


def is_tried_again() -> bool:
    """Return whether the task has failed before, which an input that kills a library may have done."""
    return get_current_context()["ti"].try_number > 1


@dag(
    schedule=get_settings().schedule or None,
    catchup=False,
    max_active_runs=1,
    doc_md=DOC,
    tags=["clippings", "news", "elasticsearch"],
    default_args={
        "retries": 3,
        "retry_delay": timedelta(seconds=20),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=10),
    },
    params={
        "input": Param(
            get_settings().input,
            type="string",
            minLength=1,
            title="Input",
            description="A file, a folder (searched recursively) or an fsspec URL such as s3://bucket/articles.",
        ),
        "batch_size": Param(
            get_settings().batch_size,
            type="integer",
            minimum=1,
            maximum=10_000,
            title="Batch size",
            description="Articles in one batch, the unit that is cleaned, enriched and loaded together.",
        ),
    },
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
            return stage_input(connected_settings(), run_id, source, size, MOST_SHARDS)

    @task
    def clean(batch_files: list[str]) -> list[str]:
        from etl.stages import stage_clean

        with no_retry():
            settings, again = connected_settings(), is_tried_again()
            return [stage_clean(settings, path, isolated=again) for path in batch_files]

    @task
    def enrich(batch_files: list[str]) -> list[str]:
        from etl.stages import stage_enrich

        with no_retry():
            settings, again = connected_settings(), is_tried_again()
            return [stage_enrich(settings, path, isolated=again) for path in batch_files]

    @task
    def load(batch_files: list[str]) -> list[str]:
        from etl.stages import stage_load

        with no_retry():
            settings = connected_settings()
            return [stage_load(settings, path) for path in batch_files]

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
