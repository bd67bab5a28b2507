"""A real Airflow for the tests of the DAGs, and articles for it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from etl.settings import Settings
from tests.conftest import password_of
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
    """The environment of an Airflow that is connected to the test's node."""
    from etl.embedded.node import settings_of_node

    node = settings_of_node(settings)
    connection = {
        "conn_type": "elasticsearch",
        "host": "127.0.0.1",
        "port": int(str(node.es_url).rpartition(":")[2]),
        "schema": "http",
        "login": node.es_user,
        "password": password_of(node),
    }
    return {
        **os.environ,
        "CLIPPINGS_HOME": str(settings.home),
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW_CONN_ELASTICSEARCH_DEFAULT": json.dumps(connection),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }


@dataclass
class Runner:
    """The process of `runner.py`: what it told of the DAGs, and runs of them."""

    process: subprocess.Popen[str]
    log: Path
    lineage: Path  # events of OpenLineage, one a line
    home: Path

    def __post_init__(self) -> None:
        self.told = self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, self.log.read_text()[-3000:]
        return json.loads(line)

    def run(self, dag: str, **form: Any) -> tuple[str, str]:
        """Return the state in which a run of `dag` ended, or why it did not begin, and what Airflow said meanwhile."""
        said = self.log.stat().st_size
        print(json.dumps({"dag": dag, "form": form}), file=self.process.stdin, flush=True)
        return self._answer(), self.log.read_bytes()[said:].decode()

    def data_sets(self, job: str) -> set[tuple[Any, Any]]:
        """The inputs and outputs that tasks named `job` told of at their ends, to OpenLineage, in the last run."""
        told = [json.loads(line) for line in self.lineage.read_text().splitlines()]
        # The run itself has no parent, and its own events come when they come.
        events = [
            (event["run"]["facets"]["parent"]["root"]["run"]["runId"], event)
            for event in told
            if "parent" in event["run"]["facets"]
        ]
        last, _ = events[-1]
        return {
            (
                tuple((it["namespace"], it["name"]) for it in event["inputs"]),
                tuple((it["namespace"], it["name"]) for it in event["outputs"]),
            )
            for run, event in events
            if run == last and event["job"]["name"] == job and event["eventType"] == "COMPLETE"
        }

    def database(self) -> sqlite3.Connection:
        """Open the database."""
        return sqlite3.connect(self.home / "airflow.db")


@pytest.fixture(scope="session")
def runner(airflow: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """An Airflow on SQLite that runs DAGs in its own process, with settings that the tests of integrity look for."""
    environment = {
        **airflow,
        "AIRFLOW__CORE__PARALLELISM": "40",
        "CLIPPINGS_POOL": "elasticsearch",
        "CLIPPINGS_QUEUE_ENRICH": "big",
        "CLIPPINGS_DEADLINE_HOURS": "2",
    }
    logs = tmp_path_factory.mktemp("logs")
    log, lineage = logs / "runner.log", logs / "lineage.ndjson"
    transport = {"type": "file", "log_file_path": str(lineage), "append": True}
    environment["AIRFLOW__OPENLINEAGE__TRANSPORT"] = json.dumps(transport)
    with (
        log.open("wb") as said,
        subprocess.Popen(
            [sys.executable, "-m", "tests.dags.runner"],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Runner(process, log, lineage, Path(airflow["AIRFLOW_HOME"]))
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # with the processes that OpenLineage keeps


@pytest.fixture(scope="session")
def gate(airflow: dict[str, str]) -> Iterator[Gate]:
    """The way of Airflow's parts to Elasticsearch."""
    made = Gate(json.loads(airflow["AIRFLOW_CONN_ELASTICSEARCH_DEFAULT"])["port"])
    made.open()
    yield made
    made.shut()


@pytest.fixture(scope="module")
def parts(
    airflow: dict[str, str], settings: Settings, gate: Gate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Parts]:
    """What `make airflow` starts where Airflow never ran, with two slots and tokens that live for 20 seconds."""
    connection = json.loads(airflow["AIRFLOW_CONN_ELASTICSEARCH_DEFAULT"])
    metrics = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    metrics.bind(("127.0.0.1", 0))
    metrics.setblocking(False)
    environment = {
        **airflow,
        **OF_TESTS,
        "AIRFLOW_CONN_ELASTICSEARCH_DEFAULT": json.dumps(connection | {"port": gate.port}),
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__EXECUTION_API__JWT_EXPIRATION_TIME": "20",
        "CLIPPINGS_DEADLINE_HOURS": "24",
        "AIRFLOW__METRICS__STATSD_ON": "True",
        "AIRFLOW__METRICS__STATSD_PORT": str(metrics.getsockname()[1]),
        "AIRFLOW__METRICS__METRICS_ALLOW_LIST": "clippings",
    }
    assert not (settings.home / "airflow").exists()
    made = Parts(environment, [["scripts/airflow.sh"]], tmp_path_factory.mktemp("logs"), metrics)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        metrics.close()
