"""What every DAG has: an owner, docs, tags, a checked form, retries, and a bound on what is queued."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.dags.conftest import ROOT

READ = """
import json, sys
sys.path.insert(0, "dags")
from airflow.dag_processing.dagbag import DagBag
bag = DagBag("dags")
told = {
    "errors": {k: str(v) for k, v in bag.import_errors.items()},
    "dags": {
        dag.dag_id: {
            "doc": dag.doc_md, "tags": sorted(dag.tags), "at_once": dag.max_active_tasks, "runs": dag.max_active_runs,
            "params": {
                name: {**dag.params.get_param(name).schema, "description": dag.params.get_param(name).description}
                for name in dag.params
            },
            "tasks": {
                task.task_id: {
                    "owner": task.owner, "retries": task.retries, "pool": task.pool, "queue": task.queue,
                    "weight": str(task.weight_rule),
                } for task in dag.tasks
            },
        } for dag in bag.dags.values()
    },
}
print("TOLD" + json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(airflow: dict[str, str]) -> dict[str, Any]:
    environment = {
        **airflow,
        "AIRFLOW__CORE__PARALLELISM": "40",
        "CLIPPINGS_POOL": "elasticsearch",
        "CLIPPINGS_QUEUE_ENRICH": "big",
        "CLIPPINGS_LOG_LEVEL": "WARNING",
    }
    done = subprocess.run(
        [sys.executable, "-c", READ], env=environment, capture_output=True, text=True, cwd=ROOT, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.rpartition("TOLD")[2])
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


def test_what_writes_is_in_the_pool_and_what_holds_models_in_the_queue(told: dict[str, Any]) -> None:
    for dag in told["dags"].values():
        assert {name for name, task in dag["tasks"].items() if task["pool"] == "elasticsearch"} == {
            "do_shard"
        }
        assert {name for name, task in dag["tasks"].items() if task["queue"] == "big"} == {"do_shard"}
