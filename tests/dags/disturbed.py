"""What goes wrong while the DAG runs, on any executor: the index and the counts are those of an undisturbed run."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from etl.ingest import ingest
from etl.settings import Settings
from etl.staging import exists, run_folder
from tests.conftest import remove_indices
from tests.dags.conftest import articles_of
from tests.dags.parts import Gate, Parts, Run, wait_until
from tests.load.test_ingest import documents

SLOTS = 2


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


def most_at_once(run: Run) -> int:
    """Return how many tasks were queued or running at once, when `run` has ended.

    No more than there are slots: the others would wait in the executor's queue, where a task's token runs out.
    """
    at_once = [0]
    while run.state() in ("queued", "running"):
        at_once.append(sum(ti["state"] in ("queued", "running") for ti in run.tasks()))
        time.sleep(0.2)
    return max(at_once)


def kills_and_clears(parts: Parts, folder: Path, settings: Settings, es: Elasticsearch) -> None:
    """Kill a task of each kind, then clear a task, then the whole run."""
    told, stands = undisturbed(folder, settings, es)
    before = parts.asset_events()

    run = parts.trigger(input=str(folder))
    for task in ("discover", "do_shard", "report"):
        run.kill(task)
    assert run.wait() == "success"
    assert {ti["task_id"] for ti in run.tasks() if ti["try_number"] > 1} == {"discover", "do_shard", "report"}
    assert (counts(es, run), differences(es, stands)) == (told, {})
    assert not exists(run_folder(settings, run.id))
    assert parts.asset_events() == before + 1

    run.clear_task("do_shard", 0)
    assert run.wait() == "success"
    assert (counts(es, run), differences(es, stands)) == (told, {})

    run.clear()
    assert run.wait() == "success"
    assert differences(es, stands) == {}
    assert counts(es, run)["unchanged"] == told["indexed"]


def elasticsearch_stopped(
    parts: Parts, gate: Gate, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    """Stop Elasticsearch when the first shard is done, and start it when the next one waits for it."""
    told, stands = undisturbed(folder, settings, es)

    run = parts.trigger(input=str(folder), batch_size=2)
    wait_until(lambda: any(ti["state"] == "success" for ti in run.tasks("do_shard")), "the first shard")
    gate.shut()
    wait_until(lambda: any(ti["state"] == "running" for ti in run.tasks("do_shard")), "a shard without it")
    gate.open()

    assert most_at_once(run) <= SLOTS
    assert run.state() == "success"
    assert (counts(es, run), differences(es, stands)) == (told, {})


def sixty_shards(parts: Parts, folder: Path, settings: Settings, es: Elasticsearch) -> None:
    """Deal out sixty shards to two slots, with tokens that live for seconds."""
    articles_of(folder, [f"Town{n}" for n in range(60)])
    told, stands = undisturbed(folder, settings, es)

    run = parts.trigger(input=str(folder), batch_size=1)

    assert most_at_once(run) <= SLOTS
    assert run.state() == "success"
    assert len(run.tasks("do_shard")) == 60
    assert [ti for ti in run.tasks() if ti["try_number"] > 1] == []
    assert (counts(es, run), differences(es, stands)) == (told, {})
