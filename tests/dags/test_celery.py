"""The DAG on Celery's workers, with Postgres and Redis, as `docker compose --profile scale` runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.settings import Settings
from tests.dags.conftest import OF_TESTS, ROOT
from tests.dags.disturbed import elasticsearch_stopped, kills_and_clears, sixty_shards
from tests.dags.parts import Gate, Parts, free_port, wait_until

pytestmark = [pytest.mark.long, pytest.mark.real]


def as_user(command: list[str]) -> list[str]:
    """Postgres refuses to run as root."""
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        if os.getuid() == 0
        else command
    )


@contextmanager
def started(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a Postgres with an empty database, without the scheme."""
    (bin_folder,) = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    data, port = Path(tempfile.mkdtemp()), free_port()  # pytest's own folders are closed to other users
    data.chmod(0o777)
    made = ["--pgdata", str(data / "data"), "--username=airflow", "--auth=trust", "--encoding=UTF8"]
    subprocess.run(as_user([str(bin_folder / "initdb"), *made]), check=True, capture_output=True)
    listens = ["-p", str(port), "-k", str(data), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    with started(as_user([str(bin_folder / "postgres"), "-D", str(data / "data"), *listens])):
        at = ["-h", "127.0.0.1", "-p", str(port), "-U", "airflow"]
        ready = [str(bin_folder / "pg_isready"), *at]
        wait_until(
            lambda: subprocess.run(ready, capture_output=True, check=False).returncode == 0, "Postgres"
        )
        subprocess.run([str(bin_folder / "createdb"), *at, "airflow"], check=True)
        yield f"airflow@127.0.0.1:{port}/airflow"
    shutil.rmtree(data)


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    folder = str(tmp_path_factory.mktemp("redis"))
    with started(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture(scope="module")
def celery(
    airflow: dict[str, str], gate: Gate, postgres: str, redis: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Parts]:
    """Airflow's parts, with two workers of one slot each."""
    connection = json.loads(airflow["AIRFLOW_CONN_ELASTICSEARCH_DEFAULT"])
    environment = {
        **airflow,
        **OF_TESTS,
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow-celery")),
        "AIRFLOW_CONN_ELASTICSEARCH_DEFAULT": json.dumps(connection | {"port": gate.port}),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg://{postgres}",
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+postgresql+psycopg://{postgres}",
        "AIRFLOW__CELERY__BROKER_URL": redis,
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "1",
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__API_AUTH__JWT_SECRET": "of-the-tests-and-of-nothing-else-but-long-enough-for-hs512-0123456789",
        "AIRFLOW__EXECUTION_API__JWT_EXPIRATION_TIME": "20",
        "C_FORCE_ROOT": "true",
    }
    subprocess.run(["airflow", "db", "migrate"], env=environment, cwd=ROOT, check=True, capture_output=True)
    workers = [
        ["airflow", "celery", "worker", "--skip-serve-logs", "--without-gossip", "--celery-hostname", name]
        for name in ("first", "second")
    ]
    parts = [["airflow", "api-server"], ["airflow", "dag-processor"], ["airflow", "scheduler"]]
    made = Parts(environment, [*parts, *workers], tmp_path_factory.mktemp("celery-logs"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


def test_killed_tasks_and_cleared_runs(
    celery: Parts, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    kills_and_clears(celery, folder, settings, es)


def test_an_elasticsearch_that_is_stopped_in_mid_run(
    celery: Parts, gate: Gate, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    elasticsearch_stopped(celery, gate, folder, settings, es)


def test_sixty_shards_on_two_slots(
    celery: Parts, tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    sixty_shards(celery, tmp_path, settings, es)
