"""A real Airflow for the tests of the DAGs, and articles for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from etl.settings import Settings
from tests.dags.parts import Gate, Parts

ROOT = Path(__file__).parents[2]
OF_TESTS = {
    "CLIPPINGS_SPACY_MODELS": "",
    "CLIPPINGS_RETRY_SECONDS": "1",
    "CLIPPINGS_SHARD_SECONDS": "0.000000001",  # each batch is a shard
}
ARTICLE = """The council of {town} votes for the bridge

The council of {town} voted on Tuesday for a new bridge over the river, after a debate of six hours.

Mayor Paul Brandt said the work would begin in the spring and take two years, if the money is found.
"""


def articles_of(folder: Path, towns: Iterable[str]) -> None:
    """Write an article about each of `towns` into `folder`."""
    for town in towns:
        (folder / f"{town}.txt").write_text(
            ARTICLE.format(town=town) + f"\nNobody in {town} was surprised by it.\n" * 3
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles_of(tmp_path, ("Aachen", "Bern", "Cork", "Delft", "Evora"))
    (tmp_path / "empty.txt").write_text("")
    return tmp_path


@pytest.fixture(scope="session")
def airflow(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> dict[str, str]:
    """The environment of an Airflow with its own database, connected to the test's node."""
    from etl.embedded.node import settings_of_node

    node = settings_of_node(settings)
    connection = {
        "conn_type": "elasticsearch",
        "host": "127.0.0.1",
        "port": int(node.es_url.rpartition(":")[2]),
        "schema": "http",
        "login": node.es_user,
        "password": node.es_password.get_secret_value(),
    }
    environment = {
        **os.environ,
        "CLIPPINGS_HOME": str(settings.home),
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # The scheduler of later tests has the same database: a DAG that one test made known is not paused there.
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW_CONN_ELASTICSEARCH_DEFAULT": json.dumps(connection),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    run(environment, "db", "migrate")
    return environment


@pytest.fixture(scope="session")
def gate(airflow: dict[str, str]) -> Iterator[Gate]:
    """The way of Airflow's parts to Elasticsearch."""
    made = Gate(json.loads(airflow["AIRFLOW_CONN_ELASTICSEARCH_DEFAULT"])["port"])
    made.open()
    yield made
    made.shut()


@pytest.fixture(scope="module")
def parts(airflow: dict[str, str], gate: Gate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """Airflow's parts on SQLite, with two slots and tokens that live for 20 seconds."""
    connection = json.loads(airflow["AIRFLOW_CONN_ELASTICSEARCH_DEFAULT"])
    environment = {
        **airflow,
        **OF_TESTS,
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow-parts")),
        "AIRFLOW_CONN_ELASTICSEARCH_DEFAULT": json.dumps(connection | {"port": gate.port}),
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__EXECUTION_API__JWT_EXPIRATION_TIME": "20",
    }
    run(environment, "db", "migrate")
    commands = [["airflow", "api-server"], ["airflow", "dag-processor"], ["airflow", "scheduler"]]
    made = Parts(environment, commands, tmp_path_factory.mktemp("logs"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


def run(environment: dict[str, str], *arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        ["airflow", *arguments], env=environment, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert not check or done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr
