"""The DAGs as Airflow really runs them, and what goes wrong there: the index and the counts are those of an undisturbed run."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from etl.ingest import ingest
from etl.settings import Settings
from etl.staging import exists, run_folder
from tests.conftest import remove_indices
from tests.dags.conftest import articles_of
from tests.dags.parts import Gate, Parts, Run, wait_until
from tests.load.test_ingest import documents


def counts(es: Elasticsearch, run: Run) -> dict[str, Any]:
    """The counts of the run's report."""
    es.indices.refresh(index="clippings-runs")
    found: dict[str, Any] = es.get(index="clippings-runs", id=run.id)["_source"]["counts"]
    return found


def undisturbed(folder: Path, settings: Settings, es: Elasticsearch) -> tuple[dict[str, Any], dict[str, Any]]:
    """The counts and the documents of an ingest of `folder` into an empty index, which is emptied again."""
    report = ingest([str(folder)], settings.model_copy(update={"spacy_models": ""}))
    found = report.counts.model_dump(), documents(es)
    remove_indices(es)
    return found


def differences(es: Elasticsearch, stands: dict[str, Any]) -> dict[str, Any]:
    """What is other in the index than in `stands`, by document and field."""
    found = documents(es)
    return {
        id_: {
            name: (stands.get(id_, {}).get(name), found.get(id_, {}).get(name))
            for name in stands.get(id_, {}) | found.get(id_, {})
            if stands.get(id_, {}).get(name) != found.get(id_, {}).get(name)
        }
        for id_ in stands.keys() | found.keys()
        if stands.get(id_) != found.get(id_)
    }


def failures(run: Run) -> list[tuple[str, int, str]]:
    return [(ti["task_id"], ti["map_index"], ti["state"]) for ti in run.tasks() if ti["state"] != "success"]


def most_at_once(run: Run) -> int:
    """Return how many tasks were queued or running at once, when `run` has ended.

    No more than there are slots: the others would wait in the executor's queue, where a task's token runs out.
    """
    at_once = [0]
    while run.state() in ("queued", "running"):
        at_once.append(sum(ti["state"] in ("queued", "running") for ti in run.tasks()))
        time.sleep(0.2)
    return max(at_once)


def test_tasks_of_each_kind_that_are_killed_and_runs_and_tasks_that_are_cleared(
    parts: Parts, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    told, stands = undisturbed(folder, settings, es)

    run = parts.trigger(input=str(folder), batch_size=3)
    for task in ("discover", "do_shard", "report"):
        run.kill(task)
    assert run.wait() == "success"
    assert {ti["task_id"] for ti in run.tasks() if ti["try_number"] > 1} == {"discover", "do_shard", "report"}
    assert (counts(es, run), differences(es, stands)) == (told, {})
    assert not exists(run_folder(settings, run.id))

    run.clear_task("do_shard", 0)
    assert run.wait() == "success"
    assert (counts(es, run), differences(es, stands)) == (told, {})

    run.clear()
    assert run.wait() == "success"
    assert differences(es, stands) == {}
    assert counts(es, run)["unchanged"] == told["indexed"]


def test_an_elasticsearch_that_is_stopped_in_mid_run_is_waited_for(
    parts: Parts, gate: Gate, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    told, stands = undisturbed(folder, settings, es)

    run = parts.trigger(input=str(folder), batch_size=2)
    wait_until(lambda: any(ti["state"] == "success" for ti in run.tasks("do_shard")), "the first shard")
    gate.shut()
    wait_until(lambda: any(ti["state"] == "running" for ti in run.tasks("do_shard")), "a shard without it")
    gate.open()

    assert most_at_once(run) <= 2
    assert run.state() == "success"
    assert (counts(es, run), differences(es, stands)) == (told, {})


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

    run = parts.trigger(input=str(tmp_path), most_rejected=1)
    assert run.wait() == "success"
    assert parts.asset_events() == before + 1

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
    articles_of(tmp_path, [f"Town{n}" for n in range(60)])
    told, stands = undisturbed(tmp_path, settings, es)

    run = parts.trigger(input=str(tmp_path), batch_size=1)

    assert most_at_once(run) <= 2
    assert run.state() == "success"
    assert len(run.tasks("do_shard")) == 60
    assert [ti for ti in run.tasks() if ti["try_number"] > 1] == []
    assert (counts(es, run), differences(es, stands)) == (told, {})
