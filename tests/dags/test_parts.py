"""The DAGs as Airflow really runs them, and what goes wrong there."""

from __future__ import annotations

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from etl.settings import Settings
from tests.dags.disturbed import counts, elasticsearch_stopped, kills_and_clears, sixty_shards
from tests.dags.parts import Gate, Parts, Run


def failures(run: Run) -> list[tuple[str, int, str]]:
    return [(ti["task_id"], ti["map_index"], ti["state"]) for ti in run.tasks() if ti["state"] != "success"]


def test_tasks_of_each_kind_that_are_killed_and_runs_and_tasks_that_are_cleared(
    parts: Parts, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    kills_and_clears(parts, folder, settings, es)


def test_an_elasticsearch_that_is_stopped_in_mid_run_is_waited_for(
    parts: Parts, gate: Gate, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    elasticsearch_stopped(parts, gate, folder, settings, es)


def test_a_run_of_which_too_much_fell_out_is_red_and_keeps_its_report(
    parts: Parts, tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    for number in range(25):
        (tmp_path / f"{number}.txt").write_text("")
    before, _ = parts.asset_events(), parts.metrics()
    run = parts.trigger(input=str(tmp_path))

    assert run.wait() == "failed"
    assert failures(run) == [("report", -1, "failed")]
    assert run.tasks("report")[0]["try_number"] == 1
    assert counts(es, run)["rejected_by_reason"] == {"empty": 25}
    assert parts.asset_events() == before

    told = dict(line.split(":", 1) for line in parts.metrics())
    assert told["airflow.clippings.inputs"] == "25|c"
    assert told["airflow.clippings.rejected.empty"] == "25|c"
    assert told["airflow.clippings.read.rejected"] == "25|c"
    assert told["airflow.clippings.discover.shards"] == "1|g"
    assert told.keys() >= {
        f"airflow.clippings.{name}" for name in ("lag_seconds", "shard.articles_per_second")
    }


@pytest.mark.long
def test_sixty_shards_on_two_slots_do_not_outlive_their_tokens(
    parts: Parts, tmp_path: Path, settings: Settings, es: Elasticsearch
) -> None:
    sixty_shards(parts, tmp_path, settings, es)
