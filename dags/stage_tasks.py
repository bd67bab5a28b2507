"""What the DAGs share: the connection, when to give up, and the two stages that need no Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, Param, get_current_context, task

from etl.settings import Settings, get_settings

ARTICLES = Asset("clippings://articles")
CONNECTION = "elasticsearch_default"
MOST_SHARDS = 1000
"""Mapped tasks of one run; Airflow's default limit is 1,024."""
RETRIES: dict[str, Any] = {
    "retries": 3,
    "retry_delay": timedelta(seconds=20),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
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


@contextmanager
def no_retry() -> Iterator[None]:
    """Fail the task for good on an error that trying again cannot mend."""
    from airflow.sdk.exceptions import AirflowFailException

    from etl.errors import FatalError, RetriableError

    try:
        yield
    except RetriableError:
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


def input_settings() -> Settings:
    """Return the connected settings with the collection of the run's form."""
    named = get_current_context()["params"]["collection"]
    return connected_settings().model_copy(update={"collection": named} if named else {})


def is_tried_again() -> bool:
    """Return whether the task has failed before, which an input that kills a library may have done."""
    return get_current_context()["ti"].try_number > 1


@task
def clean(batch_files: list[str]) -> list[str]:
    """Read and clean the batches and return the paths of the results."""
    from etl.stages import stage_clean

    with no_retry():
        settings, again = connected_settings(), is_tried_again()
        return [stage_clean(settings, path, isolated=again) for path in batch_files]


@task
def enrich(batch_files: list[str]) -> list[str]:
    """Enrich the batches and return the paths of the results."""
    from etl.stages import stage_enrich

    with no_retry():
        settings, again = connected_settings(), is_tried_again()
        return [stage_enrich(settings, path, isolated=again) for path in batch_files]
