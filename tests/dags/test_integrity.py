"""What every DAG has: an owner, docs, tags, a checked form, retries, a deadline, and a bound on what is queued."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import Any

import pytest

from tests.dags.conftest import ROOT, Runner


@pytest.fixture(scope="module")
def told(runner: Runner) -> dict[str, Any]:
    found: dict[str, Any] = runner.told
    return found


def test_every_dag_is_there_and_told_of(told: dict[str, Any]) -> None:
    assert told["errors"] == {}
    assert sorted(told["dags"]) == ["ingest_articles", "rebuild_index"]
    for dag in told["dags"].values():
        assert len(dag["doc"]) > 200
        assert "clippings" in dag["tags"]
        for schema in dag["params"].values():
            assert schema["title"]
            assert schema["description"]


def test_every_task_has_an_owner_and_is_tried_again(told: dict[str, Any]) -> None:
    tasks = [task for dag in told["dags"].values() for task in dag["tasks"].values()]

    assert len(tasks) == 6
    assert {task["owner"] for task in tasks} == {"clippings"}
    assert all(task["retries"] > 0 for task in tasks)
    assert all("upstream" in task["weight"].lower() for task in tasks)


def test_no_more_is_queued_than_the_executor_has_slots_and_the_default_caps_nothing(
    told: dict[str, Any],
) -> None:
    assert {dag["at_once"] for dag in told["dags"].values()} == {40}
    assert {dag["runs"] for dag in told["dags"].values()} == {1}


def test_every_run_has_a_deadline(told: dict[str, Any]) -> None:
    for dag in told["dags"].values():
        assert dag["deadlines"] == [[7200, "monitoring.deadline_missed"]]


def test_a_deadline_that_was_missed_is_told_of(airflow: dict[str, str]) -> None:
    missed = {"dag_run": {"dag_id": "ingest_articles", "dag_run_id": "slow"}}
    code = f"import sys; sys.path.insert(0, 'dags'); import monitoring; monitoring.deadline_missed({missed})"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as statsd:
        statsd.bind(("127.0.0.1", 0))
        environment = {
            **airflow,
            "CLIPPINGS_DEADLINE_HOURS": "2",
            "AIRFLOW__METRICS__STATSD_ON": "True",
            "AIRFLOW__METRICS__METRICS_ALLOW_LIST": "clippings",
            "AIRFLOW__METRICS__STATSD_PORT": str(statsd.getsockname()[1]),
        }
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            env=environment, capture_output=True, text=True, cwd=ROOT, check=True,
        )  # fmt: skip
        statsd.settimeout(30)
        assert statsd.recv(1000) == b"airflow.clippings.deadline_missed:1|c"
    assert (
        "slow of ingest_articles did not end within CLIPPINGS_DEADLINE_HOURS=2" in done.stdout + done.stderr
    )


def test_what_writes_is_in_the_pool_and_what_holds_models_in_the_queue(told: dict[str, Any]) -> None:
    for dag in told["dags"].values():
        assert {name for name, task in dag["tasks"].items() if task["pool"] == "elasticsearch"} == {
            "do_shard"
        }
        assert {name for name, task in dag["tasks"].items() if task["queue"] == "big"} == {"do_shard"}
