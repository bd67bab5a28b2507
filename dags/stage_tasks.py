"""What the DAGs share: the connection, retries, limits on parallel tasks, and the task that processes a shard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Any

from airflow.configuration import conf
from airflow.sdk import Asset, Param, get_current_context, task
from monitoring import declare, emit_counts
from object_stores import use_connections

from etl.settings import Settings, get_settings

ARTICLES = Asset("clippings://articles")
CONNECTION = "elasticsearch_default"
MOST_SHARDS = 1000
"""Mapped tasks of one run; Airflow's default limit is 1,024."""
FOLDER = "folder"
"""XCom key of the first task: the folder of the run's batch files."""
AT_ONCE = conf.getint("core", "parallelism")
"""Tasks of a run that are queued or running. Airflow's default of 16 would cap a large deployment; more than the
executor has slots would wait in its queue, where a task's token runs out."""
RETRIES: dict[str, Any] = {
    "owner": "clippings",
    "retries": 3,
    "retry_delay": timedelta(seconds=get_settings().retry_seconds),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
    # What is nearest to the end goes first, so that one run is finished before another is begun.
    "weight_rule": "upstream",
}
INPUT = Param(
    get_settings().input,
    type="string",
    minLength=1,
    title="Input",
    description="A file, a folder (searched recursively) or an fsspec URL such as s3://bucket/articles.",
)
COLLECTION = Param(
    get_settings().collection,
    type=["null", "string"],
    minLength=1,
    title="Collection",
    description="The pile that the articles belong to; empty: the URI of the input. Name it, and an input that is moved "
    "keeps its articles' ids.",
)
BATCH_SIZE = Param(
    get_settings().batch_size,
    type="integer",
    minimum=1,
    maximum=10_000,
    title="Batch size",
    description="Articles in one batch, the unit that is cleaned, enriched and loaded together.",
)
MOST_REJECTED = Param(
    get_settings().most_rejected,
    type="number",
    minimum=0,
    maximum=1,
    title="Most rejected",
    description="Share of the new inputs, from 20 up, above which a run with that many rejects fails after its report.",
)


@contextmanager
def no_retry() -> Iterator[None]:
    """Fail the task for good on an error that another try cannot fix."""
    from airflow.sdk.exceptions import AirflowFailException

    from etl.errors import FatalError, RetriableError

    try:
        yield
    except RetriableError:
        raise
    except FatalError as error:
        raise AirflowFailException(str(error)) from error


def connected_settings() -> Settings:
    """Return the settings with the Elasticsearch of the Airflow connection, and one worker process per task.

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
    found: dict[str, Any] = {
        "es_url": f"{schema}://{connection.host}:{connection.port or 9200}",
        "workers": 1,
    }
    if connection.login and connection.password:
        found |= {"es_user": connection.login, "es_password": SecretStr(connection.password)}
    if extra.get("api_key"):
        found["es_api_key"] = SecretStr(extra["api_key"])
    if extra.get("ca_certs"):
        found["es_ca_certs"] = extra["ca_certs"]
    settings = get_settings().model_copy(update=found)
    use_connections(settings)
    return settings


def input_settings() -> Settings:
    """Return the connected settings with the collection from the run's form."""
    named = get_current_context()["params"]["collection"]
    return connected_settings().model_copy(update={"collection": named} if named else {})


def hand_on(folder: str) -> None:
    """Tell later tasks where the run's batch files are."""
    get_current_context()["ti"].xcom_push(FOLDER, folder)


def handed_on(task_id: str) -> str:
    """Return the folder that the task `task_id` passed on."""
    return str(get_current_context()["ti"].xcom_pull(task_ids=task_id, key=FOLDER))


def fail_if_too_much_fell_out(counts: Any) -> None:
    """Fail the task for good, without an asset event, if the run has failed by `most_rejected`."""
    from airflow.sdk.exceptions import AirflowFailException

    from etl.report import fault_of

    if fault := fault_of(counts, get_current_context()["params"]["most_rejected"]):
        raise AirflowFailException(f"the report is kept, but {fault}")


@task(
    pool=get_settings().pool,
    queue=get_settings().queue_enrich or conf.get("operators", "default_queue"),
    map_index_template="batches {{ task.op_kwargs['shard']['first'] }} to {{ task.op_kwargs['shard']['last'] }}",
)
def do_shard(shard: dict[str, Any], *, is_rebuild: bool = False) -> dict[str, Any]:
    """Clean, enrich and load the batches of one shard, and return their counts."""
    from etl.shards import Shard
    from etl.shards import do_shard as do

    context = get_current_context()
    run_id, start, params = str(context["run_id"]), context["dag_run"].start_date, context["params"]
    began = monotonic()
    with no_retry():
        settings = connected_settings()
        counts = do(settings, Shard(**shard), run_id, start, is_rebuild=is_rebuild)
    emit_counts(counts, monotonic() - began)
    declare(settings, None if params.get("from_index") else params["input"], written=counts.indexed)
    return counts.model_dump(exclude={"unknown_fields", "set_aside", "broken_uris"})
