"""The real DAG in a real Airflow, against a real Elasticsearch."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from elasticsearch import Elasticsearch

from etl import shards
from etl.errors import AwayError
from etl.ingest import ingest
from etl.settings import Settings
from etl.shards import deal_input, do_shard, finish
from etl.staging import exists, run_folder
from tests.conftest import remove_indices
from tests.dags.conftest import ROOT, Runner


def documents(es: Elasticsearch) -> dict[str, dict[str, Any]]:
    es.indices.refresh(index="articles")
    hits = es.search(index="articles", size=100)["hits"]["hits"]
    return {
        h["_id"]: {k: v for k, v in h["_source"].items() if k not in ("ingested_at", "timestamp")}
        for h in hits
    }


def test_a_run_loads_the_folder_and_leaves_a_report(
    runner: Runner, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    state, said = runner.run("ingest_articles", input=str(folder), batch_size=2)
    assert state == "success", said
    source, node = ("file", str(folder)), es.transport.node_pool.get()
    assert runner.data_sets("ingest_articles.discover") == {((source,), ())}
    index = (f"elasticsearch://{node.host}:{node.port}", "articles")
    assert runner.data_sets("ingest_articles.do_shard") == {((source,), (index,))}

    es.indices.refresh(index="clippings-runs")
    (report,) = es.search(index="clippings-runs")["hits"]["hits"]
    assert report["_source"]["counts"] == {
        "discovered": 6,
        "indexed": 5,
        "unchanged": 0,
        "superseded": 0,
        "deleted": 0,
        "rejected": 1,
        "rejected_by_reason": {"empty": 1},
        "rejected_by_stage": {"read": 1},
        "known_by_reason": {},
        "collisions": 0,
        "collided": [],
        "unknown_fields": [],
        "without_names": 0,
        "broken": 0,
        "broken_uris": [],
        "set_aside": {},
    }
    assert not exists(run_folder(settings, report["_id"]))
    loaded = documents(es)
    assert len(loaded) == 5
    assert ingest([str(folder)], settings).counts.unchanged == 5

    of_run = "select value from xcom where dag_id = 'ingest_articles' and run_id = ?"
    with closing(runner.database()) as database:
        values = [value for (value,) in database.execute(of_run, (report["_id"],))]
    folders = re.findall(r"file://[^\"\\\]]+", str(values))
    assert set(folders) == {run_folder(settings, report["_id"])}
    for value in values:
        assert "council" not in str(value)


@pytest.mark.parametrize(("name", "value"), [("batch_size", 0), ("prune", "sometimes")])
def test_the_form_of_a_run_is_checked(runner: Runner, name: str, value: object) -> None:
    state, _ = runner.run("ingest_articles", **{"input": "seeds", name: value})

    assert f"Invalid input for param {name}" in state


def test_a_run_that_prunes_removes_what_is_gone_but_not_much(
    runner: Runner, folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    ingest([str(folder)], settings)
    (folder / "Aachen.txt").unlink()
    state, said = runner.run("ingest_articles", input=str(folder), prune=True)
    assert state == "success", said

    es.indices.refresh(index="clippings-runs")
    reports = [hit["_source"] for hit in es.search(index="clippings-runs")["hits"]["hits"]]
    assert sorted(report["pruned"] for report in reports) == [0, 1]
    assert len(documents(es)) == 4

    (folder / "Bern.txt").unlink()
    state, said = runner.run("ingest_articles", input=str(folder), prune=True)

    assert state == "failed"
    assert "1 of the 4 articles" in said
    assert len(documents(es)) == 4


def test_a_run_is_told_how_much_may_fall_out(runner: Runner, tmp_path: Path, es: Elasticsearch) -> None:
    for number in range(25):
        (tmp_path / f"{number}.txt").write_text("")

    assert runner.run("ingest_articles", input=str(tmp_path), most_rejected=1)[0] == "success"


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


def workers() -> list[psutil.Process]:
    """The workers of this process."""
    programs = [p for p in psutil.Process().children() if "etl.worker_process" in " ".join(p.cmdline())]
    return [worker for program in programs for worker in program.children()]


def one_worker(settings: Settings) -> Settings:
    """Settings as a task has them."""
    return settings.model_copy(update={"workers": 1, "shard_seconds": 1e-9})


def test_a_shard_that_was_killed_and_is_done_again_gives_the_same(
    folder: Path, settings: Settings, es: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged, (shard,) = deal_input(settings, "again", str(folder), 2, 1)
    for writes in range(1, 9):  # killed before each of the files that it writes and removes
        for name in ("write_rows", "remove"):
            real, calls = getattr(shards, name), iter(range(writes))

            def killed(*arguments: Any, real: Any = real, calls: Any = calls) -> Any:
                if next(calls, None) is None:
                    raise KeyboardInterrupt
                return real(*arguments)

            monkeypatch.setattr(shards, name, killed)
        with suppress(KeyboardInterrupt):
            do_shard(settings, shard, "again", None)
        monkeypatch.undo()
    counts = do_shard(settings, shard, "again", None)
    report = finish(settings, staged, "again", [str(folder)], None)

    assert report.counts == counts
    assert (counts.discovered, counts.indexed, counts.unchanged, counts.rejected) == (6, 5, 0, 1)
    again = documents(es)
    remove_indices(es)
    ingest([str(folder)], settings)
    assert again == documents(es)


def test_a_shard_whose_worker_is_killed_gives_the_same(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    slow = "".join(
        f"<p>Councillor {n} of the town voted on Tuesday for a new bridge over the river, officials said.</p>"
        for n in range(4_000)
    )
    heading = "<h1>The council of the town votes for a new bridge</h1><p>By Anna Weber, 3 March 2025</p>"
    (folder / "slow.html").write_text(f"<html><body><article>{heading}{slow}</article></body></html>")
    _, (shard,) = deal_input(settings, "isolated", str(folder), 10, 1000)

    with ThreadPoolExecutor(1) as other:
        counts = other.submit(do_shard, one_worker(settings), shard, "isolated", None)
        while not (found := workers()) and not counts.done():
            time.sleep(0.001)
        for worker in found:
            worker.kill()

        assert found
        assert (counts.result().indexed, counts.result().rejected_by_reason) == (6, {"empty": 1})


def test_an_article_that_takes_too_long_is_the_only_one_lost(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    # Near the cap on a file, so that it is slow on a fast machine too: some seven seconds of a processor.
    long = "<p>The council voted on Tuesday for a new bridge over the river, officials said.</p>" * 115_000
    (folder / "slow.html").write_text(f"<html><body><article>{long}</article></body></html>")
    hasty = one_worker(settings).model_copy(update={"most_seconds": 1})
    _, (shard,) = deal_input(hasty, "hasty", str(folder), 10, 1000)

    counts = do_shard(hasty, shard, "hasty", None)

    assert (counts.indexed, counts.rejected_by_reason) == (5, {"empty": 1, "too_slow": 1})


def test_batches_are_dealt_out_in_rows(folder: Path, settings: Settings, es: Elasticsearch) -> None:
    def rows(most: int, shard_seconds: float) -> list[tuple[int, int]]:
        eager = settings.model_copy(update={"shard_seconds": shard_seconds})
        _, shards = deal_input(eager, "many", str(folder), 1, most)
        return [(shard.first, shard.last) for shard in shards]

    assert rows(1000, 1e-9) == [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]
    assert rows(1000, 60) == [(0, 5)]
    assert len(rows(4, 1e-9)) == 4
    assert rows(4, 1e-9)[0][0] == 0
    assert rows(4, 1e-9)[-1][1] == 5


def test_discovering_again_forgets_what_an_earlier_try_dealt_out(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    deal_input(settings, "retried", str(folder), 1, 1000)
    for town in ("Aachen", "Bern"):
        (folder / f"{town}.txt").unlink()
    staged, shards = deal_input(settings, "retried", str(folder), 1, 1000)
    for shard in shards:
        do_shard(settings, shard, "retried", None)

    assert finish(settings, staged, "retried", [str(folder)], None).counts.discovered == 4


def test_a_task_that_is_cleared_after_its_run_is_done_already(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    staged, (shard,) = deal_input(settings, "told", str(folder), 10, 1000)
    do_shard(settings, shard, "told", None)
    report = finish(settings, staged, "told", [str(folder)], None)
    before = documents(es)

    assert do_shard(settings, shard, "told", None).discovered == 0
    assert finish(settings, staged, "told", [str(folder)], None) == report
    assert report.counts.discovered == 6
    assert documents(es) == before


def test_an_empty_input_has_a_report(tmp_path: Path, settings: Settings, es: Elasticsearch) -> None:
    staged, shards = deal_input(settings, "nothing", str(tmp_path), 10, 1000)

    assert shards == []
    assert finish(settings, staged, "nothing", [str(tmp_path)], None).counts.discovered == 0


def test_a_batch_that_was_not_loaded_is_no_report(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    staged, _ = deal_input(settings, "halfway", str(folder), 10, 1000)

    with pytest.raises(FileNotFoundError):
        finish(settings, staged, "halfway", [str(folder)], None)


def test_what_failed_runs_left_goes_after_some_days(
    folder: Path, settings: Settings, es: Elasticsearch
) -> None:
    left, _ = deal_input(settings, "failed", str(folder), 10, 1000)
    deal_input(settings, "next", str(folder), 10, 1000)
    assert exists(left)

    deal_input(settings.model_copy(update={"keep_staging_days": 0}), "last", str(folder), 10, 1000)
    assert not exists(left)


def test_an_elasticsearch_that_is_away_may_be_tried_again(folder: Path, settings: Settings) -> None:
    away = settings.model_copy(update={"es_url": "http://127.0.0.1:9", "es_retry_seconds": 1})

    with pytest.raises(AwayError):
        deal_input(away, "away", str(folder), 10, 1000)
