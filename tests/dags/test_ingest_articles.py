"""The real DAG in a real Airflow, against a real Elasticsearch."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from elasticsearch import Elasticsearch

from etl.errors import AwayError
from etl.ingest import ingest
from etl.settings import Settings
from etl.stages import finish, stage_clean, stage_enrich, stage_input, stage_load, staging_folder
from etl.staging import exists
from tests.dags.conftest import ROOT, run


def documents(es: Elasticsearch) -> dict[str, dict[str, Any]]:
    es.indices.refresh(index="articles")
    hits = es.search(index="articles", size=100)["hits"]["hits"]
    return {
        h["_id"]: {k: v for k, v in h["_source"].items() if k not in ("ingested_at", "timestamp")}
        for h in hits
    }


def test_a_run_loads_the_folder_and_leaves_a_report(
    airflow: dict[str, str], folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    conf = json.dumps({"input": str(folder), "batch_size": 2})
    run(airflow, "dags", "test", "ingest_articles", "-c", conf)

    es.indices.refresh(index="clippings-runs")
    (report,) = es.search(index="clippings-runs")["hits"]["hits"]
    assert report["_source"]["counts"] == {
        "discovered": 6,
        "indexed": 5,
        "unchanged": 0,
        "superseded": 0,
        "rejected": 1,
        "rejected_by_reason": {"empty": 1},
        "unknown_fields": [],
    }
    assert not exists(staging_folder(settings, report["_id"]))
    loaded = documents(es)
    assert len(loaded) == 5
    assert ingest([str(folder)], settings).counts.unchanged == 5

    database = sqlite3.connect(Path(airflow["AIRFLOW_HOME"]) / "airflow.db")
    values = [
        value for (value,) in database.execute("select value from xcom where dag_id = 'ingest_articles'")
    ]
    database.close()
    paths = re.findall(r"file://[^\"\\\]]+", str(values))
    assert {path.rpartition("/")[2].partition(".")[2] for path in paths} == {
        f"{kind}.ndjson" for kind in ("tasks", "cleaned", "enriched", "counts")
    }
    for value in values:
        assert "council" not in str(value)


@pytest.mark.parametrize(("name", "value"), [("batch_size", 0), ("prune", "sometimes")])
def test_the_form_of_a_run_is_checked(airflow: dict[str, str], name: str, value: object) -> None:
    conf = json.dumps({"input": "seeds", name: value})

    assert f"Invalid input for param {name}" in run(
        airflow, "dags", "test", "ingest_articles", "-c", conf, check=False
    )


def test_a_run_that_prunes_removes_what_is_gone_but_not_much(
    airflow: dict[str, str], folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    ingest([str(folder)], settings)
    conf = json.dumps({"input": str(folder), "prune": True})
    (folder / "Aachen.txt").unlink()
    run(airflow, "dags", "test", "ingest_articles", "-c", conf)

    es.indices.refresh(index="clippings-runs")
    reports = [hit["_source"] for hit in es.search(index="clippings-runs")["hits"]["hits"]]
    assert sorted(report["pruned"] for report in reports) == [0, 1]
    assert len(documents(es)) == 4

    (folder / "Bern.txt").unlink()
    printed = run(airflow, "dags", "test", "ingest_articles", "-c", conf, check=False)

    assert "1 of the 4 articles" in printed
    assert len(documents(es)) == 4


def test_importing_the_dag_is_quick_and_does_nothing(airflow: dict[str, str]) -> None:
    code = (
        "import sys, time; import airflow.sdk; start = time.process_time();"
        "sys.path.insert(0, 'dags'); import ingest_articles;"
        "print(time.process_time() - start, sorted(m for m in sys.modules if m.split('.')[0] in ('spacy', 'elasticsearch', 'lxml')))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=airflow,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    seconds, _, modules = done.stdout.strip().splitlines()[-1].partition(" ")

    assert modules == "[]"
    assert float(seconds) < 2


def test_a_step_that_was_killed_and_is_done_again_gives_the_same(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    shards = stage_input(settings, "again", str(folder), 2, 1000)
    for (path,) in shards:
        cleaned = stage_clean(settings, path)
        assert stage_clean(settings, path) == cleaned
        enriched = stage_enrich(settings, cleaned)
        stage_load(settings, enriched)
        stage_load(settings, enriched)  # as when a worker dies between the load and its answer
    report = finish(settings, "again", [str(folder)], None)
    twice = documents(es)

    assert (report.counts.discovered, report.counts.indexed, report.counts.rejected) == (6, 5, 1)
    assert twice.keys() == documents(es).keys()
    assert ingest([str(folder)], settings).counts.indexed == 0


def rows(url: str) -> list[dict[str, Any]]:
    """The rows of a batch file, without the time at which an input was read."""
    lines = Path(url.removeprefix("file://")).read_text().splitlines()
    return [{k: v for k, v in json.loads(line).items() if k != "ingested_at"} for line in lines]


def workers() -> list[psutil.Process]:
    """The workers of this process."""
    programs = [p for p in psutil.Process().children() if "etl.worker_process" in " ".join(p.cmdline())]
    return [worker for program in programs for worker in program.children()]


def test_an_isolated_step_whose_process_is_killed_gives_the_same(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    slow = "<p>The council voted on Tuesday for a new bridge over the river, officials said.</p>" * 50_000
    (folder / "slow.html").write_text(f"<html><body><article>{slow}</article></body></html>")
    ((path,),) = stage_input(settings, "isolated", str(folder), 10, 1000)
    undisturbed = rows(stage_clean(settings, path))

    with ThreadPoolExecutor(1) as other:
        cleaned = other.submit(stage_clean, settings, path, isolated=True)
        while not (found := workers()) and not cleaned.done():
            time.sleep(0.001)
        for worker in found:
            worker.kill()

        assert found
        assert rows(cleaned.result()) == undisturbed


def test_more_batches_than_tasks_are_dealt_out(folder: Path, settings: Settings, es: Elasticsearch) -> None:
    shards = stage_input(settings, "many", str(folder), 1, 4)

    assert sorted(map(len, shards)) == [1, 1, 2, 2]
    assert len({path for shard in shards for path in shard}) == 6


def test_discovering_again_forgets_what_an_earlier_try_dealt_out(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    stage_input(settings, "retried", str(folder), 1, 1000)
    for town in ("Aachen", "Bern"):
        (folder / f"{town}.txt").unlink()
    for (path,) in stage_input(settings, "retried", str(folder), 1, 1000):
        stage_load(settings, stage_enrich(settings, stage_clean(settings, path)))

    assert finish(settings, "retried", [str(folder)], None).counts.discovered == 4


def test_reporting_again_keeps_the_report(folder: Path, settings: Settings, es: Elasticsearch) -> None:
    for (path,) in stage_input(settings, "told", str(folder), 10, 1000):
        stage_load(settings, stage_enrich(settings, stage_clean(settings, path)))
    report = finish(settings, "told", [str(folder)], None)

    assert finish(settings, "told", [str(folder)], None) == report
    assert report.counts.discovered == 6


def test_an_empty_input_has_a_report(tmp_path: Path, settings: Settings, es: Elasticsearch) -> None:
    assert stage_input(settings, "nothing", str(tmp_path), 10, 1000) == []
    assert finish(settings, "nothing", [str(tmp_path)], None).counts.discovered == 0


def test_a_batch_that_was_not_loaded_is_no_report(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    stage_input(settings, "halfway", str(folder), 10, 1000)

    with pytest.raises(FileNotFoundError):
        finish(settings, "halfway", [str(folder)], None)


def test_an_elasticsearch_that_is_away_may_be_tried_again(folder: Path, settings: Settings) -> None:
    away = settings.model_copy(update={"es_url": "http://127.0.0.1:9"})

    with pytest.raises(AwayError):
        stage_input(away, "away", str(folder), 10, 1000)
