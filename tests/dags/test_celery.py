"""The DAG on Celery's workers that share no disk, with Postgres, Redis and an object store, as in compose's `scale`."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
import pytest
from elasticsearch import Elasticsearch

from etl.settings import Settings
from tests.conftest import remove_indices
from tests.dags.conftest import OF_TESTS, ROOT
from tests.dags.disturbed import (
    counts,
    differences,
    elasticsearch_stopped,
    kills_and_clears,
    sixty_shards,
    undisturbed,
)
from tests.dags.parts import Gate, Parts, Run, free_port, wait_until
from tests.dags.s3 import s3_server

WORDS = re.findall(r"\b[a-z]{3,}\b", (ROOT / "README.md").read_text())

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
def store() -> Iterator[dict[str, str]]:
    """Where the batch files are: the address of a bucket in an S3 server, and the login, as environment variables."""
    with s3_server() as url:
        login = {"key": "me", "secret": "x", "client_kwargs": {"endpoint_url": url}}
        fsspec.filesystem("s3", **login).mkdir("clippings")
        yield {"CLIPPINGS_STAGING": "s3://clippings/staging", "FSSPEC_S3": json.dumps(login)}


@pytest.fixture(scope="module")
def celery(
    airflow: dict[str, str],
    gate: Gate,
    postgres: str,
    redis: str,
    store: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Parts]:
    """Airflow's parts, with two workers of one slot each, which share no disk but the input's."""
    connection = json.loads(airflow["AIRFLOW_CONN_ELASTICSEARCH_DEFAULT"])
    environment = {
        **airflow,
        **OF_TESTS,
        **store,
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
    run_worker = ["airflow", "celery", "worker", "--skip-serve-logs", "--without-gossip", "--celery-hostname"]
    homes = [tmp_path_factory.mktemp(name) for name in ("worker-first", "worker-second")]
    workers = [
        ["env", f"CLIPPINGS_HOME={home}", f"AIRFLOW_HOME={home}", *run_worker, home.name] for home in homes
    ]
    parts = [["airflow", "api-server"], ["airflow", "dag-processor"], ["airflow", "scheduler"]]
    made = Parts(environment, [*workers, *parts], tmp_path_factory.mktemp("celery-logs"))
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


def shards_done(celery: Parts, run: Run) -> dict[str, int]:
    """How many shards of `run` each worker has a log of, where it has any."""
    logs = f"worker-*[0-9]/logs/dag_id={run.dag}/run_id={run.id}/task_id=do_shard/*"
    homes = [found.relative_to(celery.logs.parent).parts[0] for found in celery.logs.parent.glob(logs)]
    return dict(Counter(homes))


def test_a_thousand_files_on_two_workers_and_on_one(
    celery: Parts, tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    for number in range(1000):
        chance = random.Random(number - number % 10 // 9)  # the last of ten is a copy of the one before
        paragraphs = [" ".join(chance.choices(WORDS, k=60)).capitalize() + "." for _ in range(4)]
        text = [f"The council of Port{number} votes for the bridge", "It was a long debate.", *paragraphs]
        (tmp_path / f"{number}.txt").write_text("\n\n".join(text))
    told, stands = undisturbed(tmp_path, settings, es)
    assert (len(stands), len({document["story_id"] for document in stands.values()})) == (1000, 900)
    second = celery.processes[1]

    with_two = celery.trigger(input=str(tmp_path))
    assert with_two.wait() == "success"
    assert (counts(es, with_two), differences(es, stands)) == (told, {})
    assert len(shards_done(celery, with_two)) == 2

    os.killpg(second.pid, signal.SIGTERM)
    second.wait()
    remove_indices(es)
    with_one = celery.trigger(input=str(tmp_path))
    assert with_one.wait() == "success"
    assert (counts(es, with_one), differences(es, stands)) == (told, {})
    assert len(shards_done(celery, with_one)) == 1
