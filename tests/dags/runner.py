"""A process in which Airflow is imported once, and runs DAGs one after the other as `airflow dags test` does.

The first line on stdout describes the DAGs. Then each line on stdin is a DAG and the form of a run as JSON, each line on
stdout its answer: the state in which the run ended, or the error that kept it from beginning. What Airflow says goes
to stderr.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def described(bag: Any) -> dict[str, Any]:
    """What every DAG of `bag` has, as JSON can hold it."""
    return {
        "errors": {name: str(error) for name, error in bag.import_errors.items()},
        "dags": {dag.dag_id: _described(dag) for dag in bag.dags.values()},
    }


def _described(dag: Any) -> dict[str, Any]:
    params = {name: dag.params.get_param(name) for name in dag.params}
    return {
        "doc": dag.doc_md,
        "tags": sorted(dag.tags),
        "at_once": dag.max_active_tasks,
        "runs": dag.max_active_runs,
        "deadlines": [(one.interval.total_seconds(), one.callback.path) for one in dag.deadline or []],
        "params": {name: {**it.schema, "description": it.description} for name, it in params.items()},
        "tasks": {
            task.task_id: {
                "owner": task.owner,
                "retries": task.retries,
                "pool": task.pool,
                "queue": task.queue,
                "weight": str(task.weight_rule),
            }
            for task in dag.tasks
        },
    }


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what is printed elsewhere is no answer
    from airflow.dag_processing.dagbag import DagBag

    def answer(it: Any) -> None:
        print(json.dumps(it), file=answers, flush=True)

    folder = os.environ["AIRFLOW__CORE__DAGS_FOLDER"]
    sys.path.append(folder)
    from airflow_setup import main as set_up

    set_up()
    bag = DagBag(folder)
    answer(described(bag))
    for dag in bag.dags.values():
        dag.deadline = None  # with one, Airflow 3.3 cannot end a run in this way
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer(str(bag.dags[asked["dag"]].test(run_conf=asked["form"]).state))
        except Exception as error:
            answer(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
